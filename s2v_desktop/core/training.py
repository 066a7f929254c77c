"""Skip-gram over sessions: the corpus goes in, W1 and W2 come out.

gensim does the arithmetic. What is particular here was measured or read in its source (4.4):

* Songs are handed over as whole numbers that equal their row. gensim takes any hashable key, but looks a number up
  as a key first and as a row second, so a number must mean the same in both.
* An exception inside the corpus iterator leaves `train` waiting for ever. The iterator therefore never raises: it
  ends early and `on_epoch_end`, which runs in the calling thread, raises.
* The vocabulary comes from counts made by numpy, not from gensim's scan in Python.
* Batches and pieces of sessions are small, because a batch that has begun cannot be cancelled.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.refining import Refinement, refine
from s2v_desktop.core.types import Bool, Corpus, Float32, Int64, Vectors
from s2v_desktop.core.within import Within

FEWEST_SESSIONS = 2
FEWEST_SONGS = 20
FEWEST_PLAYS = 2
"""Below these numbers there is nothing to learn from."""

LONGEST_PIECE = 1000
"""Sessions are read in pieces of this many songs; what lies across a border is one pair in hundreds."""

STOPPED_VISITS = 100_000
"""After an early stop the second round reads so many plays, about two seconds: without it W2 knows no order."""

TELL_EVERY_S = 0.1
LOOK_EVERY = 250
"""Progress is told this often; every so many plays the clock and the cancel flag are looked at."""

Watch = Callable[[int, Vectors], float | None]
"""Looks at the vectors after a pass; what it gives is how good they are (larger is better), None when it cannot say."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a training made.

    Attributes
    ----------
    vectors : Vectors
        `songs` are catalogue indices, most played first.
    counts : Int64, shape (v,)
        Plays of each song in the corpus.
    seconds : float
    epochs : int
        Passes begun; fewer than asked for when the training was stopped early.
    scores : tuple of float
        What `watch` gave after each whole pass; empty without one.
    kept : int
        The pass the vectors are from: the last one, or after an early stop the best one.
    stopped : bool
        Whether it was stopped early, in either round; such a training does not repeat bit for bit.
    """

    vectors: Vectors
    counts: Int64
    seconds: float
    epochs: int
    scores: tuple[float, ...] = ()
    kept: int = 0
    stopped: bool = False


def train(
    corpus: Corpus, parameters: TrainingParameters, monitor: Monitor, watch: Watch | None = None,
    start: Vectors | None = None,
) -> Trained:  # fmt: skip
    """Train skip-gram on a corpus.

    Parameters
    ----------
    monitor : Monitor
        Told of stages ``training``, in plays, and ``following``; `stopping` keeps what was learnt so far.
    watch : callable, optional
        Called after each pass with its number (from 1) and views of the vectors as they are then. An early stop keeps
        the vectors of the pass it gave the highest value.
    start : Vectors, optional
        Where songs that are known already begin, in catalogue indices.

    Returns
    -------
    Trained
        The same bits for the same corpus, parameters and seed when there is one worker.

    Raises
    ------
    TooLittleData, BadRequest
        With fewer than 2 sessions or 20 songs played twice; when `start` has another size.
    """
    _demand_same_size(start, parameters.vector_size)
    began, counts = time.perf_counter(), np.bincount(corpus.songs, minlength=1).astype(np.int64)
    _demand_enough(len(corpus), counts, parameters.min_count)
    songs = np.argsort(-counts, kind="stable")
    songs = songs[counts[songs] >= parameters.min_count].astype(np.int64)
    kept = counts[songs]
    monitor.check()
    sessions, plays = _as_lists(corpus, songs, len(counts), parameters.seed)
    run = _Training(sessions, plays, songs, parameters, monitor, watch)
    number, vectors = run.kept(run.run(kept, start))
    vectors = _followed(vectors, corpus, parameters, monitor, run.stopped)
    stopped = run.stopped or monitor.stopping
    return Trained(vectors, kept, time.perf_counter() - began, run.epoch, tuple(run.scores), number, stopped)


def _followed(
    vectors: Vectors, corpus: Corpus, parameters: TrainingParameters, monitor: Monitor, stopped: bool
) -> Vectors:  # fmt: skip
    """The second round; a short whole one after an early stop."""
    passes = parameters.follow_passes
    if stopped:
        passes = min(passes, STOPPED_VISITS / max(len(corpus.songs), 1))
        monitor = Within(monitor, "following", "Learning which song follows")
    plan = Refinement(passes, parameters.follow_temperature, parameters.follow_oldest, own=parameters.follow_size)
    return refine(vectors, corpus, plan, parameters.seed, monitor)


class _Stopped(Exception):
    """The listener said "stop here and keep it"."""


class _Training:
    """One run of gensim: its corpus iterator and its callbacks."""

    def __init__(
        self,
        sessions: list[list[int]],
        plays: int,
        songs: Int64,
        parameters: TrainingParameters,
        monitor: Monitor,
        watch: Watch | None,
    ) -> None:
        self.epoch = 0
        self.scores: list[float] = []
        self.best: tuple[int, Vectors] | None = None
        self.stopped = False
        self._sessions = sessions
        self._plays = plays
        self._songs = songs
        self._parameters = parameters
        self._monitor = monitor
        self._watch = watch
        self._ending: BaseException | None = None
        self._began = 0.0
        self._told = 0.0

    def run(self, counts: Int64, start: Vectors | None) -> Vectors:
        """Train and give the vectors as they are at the end; raises what the monitor raised."""
        with _quiet():
            model = _model(self._parameters, counts, len(self._sessions))
            if start is not None:
                _begin_with(model, start, self._songs)
            self._began = time.perf_counter()
            with contextlib.suppress(_Stopped):
                model.train(
                    self,
                    total_examples=len(self._sessions),
                    total_words=self._plays,
                    epochs=self._parameters.epochs,
                    queue_factor=1,
                    callbacks=(self,),
                )
        return self._vectors(model)

    def kept(self, last: Vectors) -> tuple[int, Vectors]:
        """Number and vectors of the pass to keep: the best one after an early stop, else the last one."""
        return self.best if self.stopped and self.best is not None else (self.epoch, last)

    def __iter__(self) -> Iterator[list[int]]:
        """Sessions of one pass. Runs in gensim's producer thread and must not raise."""
        done = self.epoch * self._plays
        self.epoch += 1
        unlooked = 0
        for session in self._sessions:
            if unlooked >= LOOK_EVERY:
                unlooked = 0
                if self._must_end(done):
                    return
            unlooked += len(session)
            done += len(session)
            yield session
        self._must_end(done)

    def _must_end(self, done: int) -> bool:
        """Tell the monitor and hear whether to end; what it raises is kept for `on_epoch_end`."""
        if self._ending is not None:
            return True
        try:
            if self._monitor.cancelled:
                self._monitor.check()
            now = time.perf_counter()
            if now - self._told >= TELL_EVERY_S:
                self._told = now
                self._monitor.update("training", done, self._plays * self._parameters.epochs, self._note(done, now))
                self._monitor.check()
            if self._monitor.stopping:
                self._ending = _Stopped()
        except BaseException as problem:
            self._ending = problem
        return self._ending is not None

    def _note(self, done: int, now: float) -> str:
        speed = done / max(now - self._began, 1e-9)
        return f"Pass {self.epoch} of {self._parameters.epochs}, {speed:,.0f} plays a second"

    def _vectors(self, model: Any) -> Vectors:
        w1: Float32 = np.ascontiguousarray(model.wv.vectors, np.float32)
        w2: Float32 = np.ascontiguousarray(model.syn1neg, np.float32)
        return Vectors(self._songs, w1, w2)

    def on_train_begin(self, model: Any) -> None:
        """Part of gensim's callback interface."""

    def on_train_end(self, model: Any) -> None:
        """Part of gensim's callback interface."""

    def on_epoch_begin(self, model: Any) -> None:
        """Part of gensim's callback interface."""

    def on_epoch_end(self, model: Any) -> None:
        """Raise here, in the calling thread, what ended the pass early."""
        if self._ending is not None:
            self.stopped = isinstance(self._ending, _Stopped)
            raise self._ending
        score = self._watch(self.epoch, self._vectors(model)) if self._watch is not None else None
        if score is None:
            return
        if not self.scores or score > max(self.scores):
            now = self._vectors(model)  # views of what the next pass changes
            self.best = (self.epoch, Vectors(now.songs, now.w1.copy(), now.w2.copy()))
        self.scores.append(score)


def _demand_same_size(start: Vectors | None, size: int) -> None:
    if start is not None and start.w1.shape[1] != size:
        raise BadRequest(
            f"The model to begin with has {start.w1.shape[1]} numbers per song and not {size}. "
            f"Train with vector_size={start.w1.shape[1]}, or from nothing."
        )


def _demand_enough(sessions: int, counts: Int64, min_count: int) -> None:
    """Raise `TooLittleData`, saying what is missing and what helps."""
    heard_twice = int(np.count_nonzero(counts >= max(FEWEST_PLAYS, min_count)))
    helps = "Import more listening history, for example a longer period, or playlists. Your songs are all kept."
    if sessions < FEWEST_SESSIONS:
        raise TooLittleData(
            f"There is too little to learn from: {sessions} listening sessions with two songs or "
            f"more, and at least {FEWEST_SESSIONS} are needed. {helps}"
        )
    if heard_twice < FEWEST_SONGS:
        times = max(FEWEST_PLAYS, min_count)
        raise TooLittleData(
            f"There is too little to learn from: {heard_twice} songs were played {times} times or "
            f"more within sessions, and at least {FEWEST_SONGS} are needed. {helps}"
        )


def _as_lists(corpus: Corpus, songs: Int64, size: int, seed: int) -> tuple[list[list[int]], int]:
    """Sessions as lists of rows, in an order shuffled by the seed, rare songs left out.

    gensim would leave the rare songs out by itself, pass after pass; so it is done once. All equal numbers are one
    Python object, which keeps the lists small and their look-up fast.
    """
    row = np.full(size, -1, np.int64)
    row[songs] = np.arange(len(songs))
    tokens = row[corpus.songs]
    known: Bool = tokens >= 0
    borders = np.concatenate(([0], np.cumsum(known, dtype=np.int64)))[corpus.starts]
    numbers = np.empty(len(songs), object)
    numbers[:] = range(len(songs))
    flat: list[int] = numbers[tokens[known]].tolist()
    lengths = np.diff(borders)
    order = np.random.default_rng(seed).permutation(np.flatnonzero(lengths >= 2))
    sessions: list[list[int]] = []
    for low, high in zip(borders[:-1][order].tolist(), borders[1:][order].tolist(), strict=True):
        if high - low <= LONGEST_PIECE:
            sessions.append(flat[low:high])
        else:
            sessions.extend(flat[at : min(at + LONGEST_PIECE, high)] for at in range(low, high, LONGEST_PIECE))
    return sessions, int(lengths[order].sum())


def _model(parameters: TrainingParameters, counts: Int64, sessions: int) -> Any:
    """An untrained gensim model whose row `i` is song number `i`, most played first."""
    from gensim.models import Word2Vec

    model = Word2Vec(sg=1, sorted_vocab=0, **parameters.for_gensim() | {"min_count": 1})
    model.build_vocab_from_freq(dict(enumerate(counts.tolist())), corpus_count=sessions)
    return model


def _begin_with(model: Any, start: Vectors, songs: Int64) -> None:
    """Give songs that are known already the rows they had; the others begin where chance puts them."""
    order = np.argsort(start.songs, kind="stable")
    numbers = start.songs[order]
    if len(numbers) == 0:
        return
    at = np.minimum(np.searchsorted(numbers, songs), len(numbers) - 1)
    known = numbers[at] == songs
    size = model.vector_size  # what follows in a row is learnt anew by the second round
    model.wv.vectors[known] = start.w1[order[at[known]], :size]
    model.syn1neg[known] = start.w2[order[at[known]], :size]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep gensim's remarks on what is meant so (two objectives at once, a pass ended early) out of the log."""
    log = logging.getLogger("gensim.models.word2vec")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
