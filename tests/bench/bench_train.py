"""How long a whole training takes, beside gensim's own call on the same sessions in memory with the same parameters.

``S2V_BENCH_TRAIN_PLAYS`` (50,000, in full 1,000,000) plays and ``S2V_BENCH_TRAIN_EPOCHS`` passes, 0 for as many as the
policy takes for so many plays. Our side has a round more (which song follows) that does not grow with the passes, so a
number of passes that nobody trains with would say nothing. ``S2V_BENCH_TRAIN_RUNS`` (2, in full 3) runs of each.
"""

from __future__ import annotations

import logging
import statistics
import time
from typing import Any

import generated
import numpy as np
from run import amount, entry

from s2v_desktop.core.policy import TrainingParameters, parameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.training import train
from s2v_desktop.core.types import Corpus, PlayColumns

NAMES = ("train",)
PLAYS = amount("S2V_BENCH_TRAIN_PLAYS", 50_000, 1_000_000)
EPOCHS = amount("S2V_BENCH_TRAIN_EPOCHS", 0)
RUNS = amount("S2V_BENCH_TRAIN_RUNS", 2, 3)
SONGS = 30_000


def measure() -> list[dict[str, Any]]:
    """Train both ways, in turn."""
    logging.getLogger("gensim").setLevel(logging.ERROR)
    plays = history(PLAYS, SONGS)
    corpus, cuts = cut(plays)
    changes = {"epochs": EPOCHS} if EPOCHS else {}
    chosen = parameters("balanced", cuts.used, SONGS, **changes)
    words = [[str(song) for song in corpus.session(number).tolist()] for number in range(len(corpus))]
    ours, peer = [], []
    for _ in range(RUNS):
        ours.append(our_job(plays, chosen))
        peer.append(gensim_call(words, chosen))
    label = f"train {PLAYS:,} plays, {chosen.epochs} passes"
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, peer, strict=True))
    theirs = statistics.median(peer)
    return [entry(label, ratio * theirs, "s", 1.10, "lower", "gensim's own call", theirs, target_is_ratio=True)]


def history(plays: int, songs: int) -> PlayColumns:
    """Plays four minutes apart, an hour of silence between sessions."""
    session = np.arange(plays) // generated.SESSION
    start = (np.arange(plays) * 240_000 + session * 3_600_000).astype(np.int64)
    return PlayColumns(
        song=generated.choices(plays, songs, 1).astype(np.int32),
        listener=np.zeros(plays, np.int32),
        start_ms=start,
        end_ms=start + 200_000,
        session=np.full(plays, -1, np.int32),
        counted=np.ones(plays, np.bool_),
        usable=np.ones(plays, np.bool_),
    )


def our_job(plays: PlayColumns, chosen: TrainingParameters) -> float:
    """Seconds from plays to vectors."""
    begin = time.perf_counter()
    corpus: Corpus = cut(plays)[0]
    train(corpus, chosen, Silent())
    return time.perf_counter() - begin


def gensim_call(words: list[list[str]], chosen: TrainingParameters) -> float:
    """Seconds of the one call that a script would make."""
    from gensim.models import Word2Vec

    begin = time.perf_counter()
    Word2Vec(words, sg=1, **chosen.for_gensim())
    return time.perf_counter() - begin
