"""Job ``train``: plays become sessions, sessions become a model."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import estimate, neighbours, policy, rare, sessions, training, watching
from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.estimate import Estimate
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.sessions import Cuts
from s2v_desktop.core.training import Trained
from s2v_desktop.core.types import Corpus, Vectors
from s2v_desktop.core.watching import HeldOut, Pass
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.jobs.tasks.naming import named
from s2v_desktop.store import machine, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore
from s2v_desktop.store.scratch import require_space

NEIGHBOURS = 90
"""What a map with perplexity 30 needs, three for one; lists and trust need fewer."""

NEAR_SHOWN = 5
TELL_EVERY_S = 0.1
"""Passes of small libraries take milliseconds: not each of them is told."""

_STAGES = {"sessions": 2.0, "training": 72.0, "following": 8.0, "neighbours": 14.0, "saving": 4.0}
_FEWEST_PASSES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """All that decides a training: the same lesson gives the same bits, with one worker.

    Attributes
    ----------
    corpus : Corpus
        All sessions.
    held : HeldOut or None
        What is kept out of them to see how the training goes.
    start : Vectors or None
        Where it begins, in catalogue indices.
    described : dict
        Preset, parameters and rule as a manifest has them.
    began_with : str
        Id of the model behind `start`.
    """

    catalogue: Catalogue
    corpus: Corpus
    cuts: Cuts
    parameters: TrainingParameters
    held: HeldOut | None
    start: Vectors | None
    described: dict[str, Any]
    began_with: str

    def estimate(self) -> Estimate:
        """What it will need."""
        return estimate.training(self.cuts.used, _learnt(self.corpus, self.parameters), self.parameters)

    def learn(self, monitor: Monitor, pinned: int = -1) -> Trained:
        """Train; `pinned` is the catalogue index of a song whose neighbours are told, the most played one by itself."""
        observed = _Observer(self, monitor, pinned) if self.held is not None else None
        corpus = self.held.corpus if self.held is not None else self.corpus
        return training.train(corpus, self.parameters, monitor, observed, self.start)


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Train a model on all sessions of a library and store it.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``preset``, ``seed``, ``parameters`` {name: value} of `policy.DESCRIPTIONS`; parts of
        `session_rule.PARTS`; ``name``; ``start`` (a model whose vectors it begins with, in half as many passes);
        ``watch`` (true: keep out some last songs and tell a score and the neighbours of ``pinned``, a song number,
        after each pass); ``anyway`` (true: also when less memory is free than it needs).

    Returns
    -------
    dict
        ``model songs sessions seconds parameters plays epochs kept score cases``; `score` is null when not watched.

    Raises
    ------
    TooLittleData, TooLittleMemory, BadRequest
        When there is not enough to learn from or memory; for a parameter that makes no sense.
    """
    begin = time.perf_counter()
    monitor.plan(_STAGES)
    monitor.update("sessions", 0, 1, "Finding your listening sessions")
    library, lesson = Path(spec["library"]), prepare(spec)
    require_space(library, lesson.estimate().disk)
    trained = lesson.learn(monitor, _pinned(lesson.catalogue, spec))
    near = neighbours.exact_neighbours(trained.vectors.w1, NEIGHBOURS, monitor)
    monitor.update("saving", 0, 1, "Storing the model")
    seconds = time.perf_counter() - begin
    scores, name = _scores(lesson, trained), str(spec.get("name") or f"{_preset(spec).capitalize()} {date.today()}")
    info = ModelStore(library).save(
        trained, lesson.catalogue, lesson.corpus, lesson.described, neighbours=near, seconds=seconds, name=name,
        scores=scores, began_with=lesson.began_with, extra=_rare(lesson, trained),
    )  # fmt: skip
    result = {"model": info.id, "songs": info.songs, "sessions": info.sessions, "seconds": seconds}
    result |= {"parameters": lesson.described, "plays": lesson.cuts.used, "epochs": trained.epochs}
    result |= {"kept": trained.kept, "score": scores.get("hit10"), "cases": scores.get("cases", 0)}
    keep(monitor, result)
    return result


def _rare(lesson: Lesson, trained: Trained) -> dict[str, np.ndarray]:
    """Songs below the minimum count, placed beside their artist and their company; files to keep with the model."""
    artist = np.asarray(lesson.catalogue.artist_index, np.int32)
    placed = rare.rare_vectors(trained.vectors, trained.counts, lesson.corpus, artist, len(artist))
    return rare.arrays(placed, np.asarray(lesson.catalogue.songs, np.int64))


def prepare(spec: dict[str, Any]) -> Lesson:
    """Read a library and decide how it is learnt from; `spec` as for `run`."""
    library = Path(spec["library"])
    catalogue = Catalogue.open(library)
    rule, changes = session_rules.asked(catalogue, library, spec), _changes(spec)
    if not spec.get("anyway"):
        need = estimate.for_library(catalogue.taught, _preset(spec), **changes)
        machine.require_memory(need.memory, machine.free_memory())
    corpus, cuts = sessions.cut(catalogue.play_columns(), rule)
    if cuts.sessions < training.FEWEST_SESSIONS:
        raise TooLittleData(sessions.advice(cuts))
    start, began_with = None, ""
    if spec.get("start"):
        began_with, start = _start(library, catalogue, str(spec["start"]))
        changes.setdefault("vector_size", start.w1.shape[1])
    parameters = _parameters(_preset(spec), corpus, changes)
    if start is not None and "epochs" not in changes:
        parameters = dataclasses.replace(parameters, epochs=max(_FEWEST_PASSES, parameters.epochs // 2))
    held = HeldOut.choose(corpus, parameters.seed, parameters.min_count) if spec.get("watch") else None
    described = {"preset": _preset(spec), **parameters.as_dict(), **dataclasses.asdict(rule)}
    described["listener_gaps"] = session_rules.to_plain(rule, [one.number for one in catalogue.listeners])[
        "listener_gaps"
    ]
    return Lesson(catalogue, corpus, cuts, parameters, held, start, described | {"watch": held is not None}, began_with)


class _Observer:
    """Looks at the vectors after each pass and tells what it sees."""

    def __init__(self, lesson: Lesson, monitor: Monitor, pinned: int) -> None:
        self._lesson, self._monitor, self._pinned = lesson, monitor, pinned
        self._told = 0.0
        self._first: float | None = None

    def __call__(self, epoch: int, vectors: Vectors) -> float | None:
        """Score a pass; the time this takes is some hundredths of what the pass took."""
        held, catalogue = self._lesson.held, self._lesson.catalogue
        assert held is not None
        score = held.score(vectors)
        now, of = time.perf_counter(), self._lesson.parameters.epochs
        # The first pass began somewhere behind the loading of gensim: the clock starts at its end.
        self._first = now if self._first is None else self._first
        if 1 < epoch < of and now - self._told < TELL_EVERY_S:
            return score
        self._told = now
        row = np.flatnonzero(vectors.songs == self._pinned)
        at = int(row[0]) if len(row) else 0
        near = vectors.songs[watching.nearest(vectors, at, NEAR_SHOWN)]
        speed = (epoch - 1) * len(held.corpus.songs) / max(now - self._first, 1e-9)
        song = named(catalogue, int(vectors.songs[at]))
        names = [named(catalogue, int(one)) for one in near]
        told = Pass(epoch, of, score, len(held.last), song, names, speed)
        watching.tell(self._monitor, told)
        return score


def _scores(lesson: Lesson, trained: Trained) -> dict[str, Any]:
    stopped = {"stopped": True} if trained.stopped else {}
    if lesson.held is None or not trained.scores:
        return stopped
    best = trained.scores[min(trained.kept, len(trained.scores)) - 1]
    return {"hit10": best, "cases": len(lesson.held.last), "passes": list(trained.scores), **stopped}


def _preset(spec: dict[str, Any]) -> str:
    return spec.get("preset") or "balanced"


def _pinned(catalogue: Catalogue, spec: dict[str, Any]) -> int:
    song = spec.get("pinned")
    return int(catalogue.index_of(np.array([song], np.int64))[0]) if song is not None else -1


def _start(library: Path, catalogue: Catalogue, model: str) -> tuple[str, Vectors]:
    """A model's vectors in catalogue indices; songs that left the library are left out."""
    store = ModelStore(library)
    stored = store.load(store.find(model).id)
    songs = catalogue.index_of(stored.vectors.songs)
    # Of merged songs the first row, the one with most plays, speaks for the survivor.
    found, first = np.unique(songs, return_index=True)
    rows = first[found >= 0]
    vectors = Vectors(songs[rows], np.asarray(stored.vectors.w1)[rows], np.asarray(stored.vectors.w2)[rows])
    return stored.info.id, vectors


def _changes(spec: dict[str, Any]) -> dict[str, Any]:
    """The listener's own parameters."""
    changes = dict(spec.get("parameters") or {})
    if spec.get("seed") is not None:
        if "seed" in changes:
            raise BadRequest("The seed was given twice. Give it once.")
        changes["seed"] = spec["seed"]
    return changes


def _learnt(corpus: Corpus, parameters: TrainingParameters) -> int:
    return int(np.count_nonzero(np.bincount(corpus.songs, minlength=1) >= parameters.min_count))


def _parameters(preset: str, corpus: Corpus, changes: dict[str, Any]) -> TrainingParameters:
    """What the policy chooses for this corpus, with the listener's own changes."""
    # How rare a song may be depends on the plays alone; how many songs are left decides the sub-sampling.
    plays = len(corpus.songs)
    first = policy.parameters(preset, plays, int(corpus.songs.max(initial=0)) + 1, **changes)
    return policy.parameters(preset, plays, _learnt(corpus, first), **changes)
