"""Job ``repeat``: train again with the same seed and compare bit by bit. Changes nothing."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.session_rule import PARTS
from s2v_desktop.core.types import Vectors
from s2v_desktop.core.within import Within
from s2v_desktop.jobs.tasks import training
from s2v_desktop.jobs.tasks.training import Lesson
from s2v_desktop.store.model_info import versions
from s2v_desktop.store.models import ModelInfo, ModelStore, StoredModel

_LEARN_WITH = ("s2v-desktop", "gensim", "numpy")
"""What decides the bits of a training besides its plays and parameters."""

_FIRST_ROUND = 0.9


class _Rounds(Within):
    """Both rounds of a training as one part of a job."""

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """Tell how far the training is; its second round is the rest."""
        share = done / total if total > 0 else 0.0
        share = _FIRST_ROUND * share if stage == "training" else _FIRST_ROUND + (1 - _FIRST_ROUND) * share
        super().update(stage, share, 1.0, note)


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Prove, or disprove, that a training repeats exactly.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``model`` (id or name; the one in use when left out). When its library or the program
        has changed since, it is trained twice with what is there now. ``anyway`` as for the job ``train``.

    Returns
    -------
    dict
        ``equal`` (every bit of W1 and W2), ``differences`` (numbers that differ), ``numbers``, ``trainings`` (1:
        compared with the stored model, 2: with each other), ``changed`` (why it was 2: ``library`` or ``program``,
        else empty), ``workers``, ``seconds``, ``model``.

    Raises
    ------
    BadRequest
        At once, when nothing could repeat it: several threads learnt it, it was stopped early, or it was shared.
    """
    begin = time.perf_counter()
    store = ModelStore(Path(spec["library"]))
    stored = store.load(store.find(spec.get("model") or "active").id)
    if why := unrepeatable(stored.info):
        raise BadRequest(why)
    lesson = training.prepare({"library": spec["library"], "anyway": spec.get("anyway"), **_asked(stored)})
    changed = _changed(stored, lesson)
    first, second = _both(stored, lesson, monitor, twice=bool(changed))
    differences, numbers = _compare(first, second)
    return {
        "model": stored.info.id,
        "equal": differences == 0,
        "differences": differences,
        "numbers": numbers,
        "trainings": 2 if changed else 1,
        "changed": changed,
        "workers": lesson.parameters.workers,
        "seconds": time.perf_counter() - begin,
    }


def _asked(stored: StoredModel) -> dict[str, Any]:
    """What a stored model was trained with, as a spec."""
    said = stored.info.parameters
    known = {field.name for field in dataclasses.fields(TrainingParameters)}
    spec: dict[str, Any] = {name: said[name] for name in PARTS if name in said}
    spec |= {"preset": said.get("preset"), "parameters": {k: v for k, v in said.items() if k in known}}
    return spec | {"watch": bool(said.get("watch")), "start": stored.info.began_with or None}


def _both(stored: StoredModel, lesson: Lesson, monitor: Monitor, *, twice: bool) -> tuple[Vectors, Vectors]:
    """The vectors to compare: of one new training and the stored ones, or of two new ones."""
    monitor.plan({"repeating": 1.0})
    part = _Rounds(monitor, "repeating", "Training again with the same seed", 0.0, 0.5 if twice else 1.0)
    first = lesson.learn(part).vectors
    if not twice:
        return first, _in_indices(stored, lesson)
    rest = _Rounds(monitor, "repeating", "Training once more to compare the two", 0.5, 1.0)
    return first, lesson.learn(rest).vectors


def unrepeatable(info: ModelInfo) -> str:
    """Why nothing can repeat the training of a model bit for bit, in a sentence; empty where it can be tried."""
    kept, passes = "The model itself is as good as before.", len(info.scores.get("passes", ()))
    if info.origin == "shared":
        return f"Somebody else has learnt this model, from plays that are not here, so it cannot be repeated. {kept}"
    if info.scores.get("stopped") or 0 < passes < int(info.parameters.get("epochs", passes)):
        return (
            "This training was stopped early, at a moment that no other one would meet, so it does not repeat bit for "
            f"bit. {kept} One that goes on to its end can be repeated."
        )
    workers = int(info.parameters.get("workers", 1))
    if workers > 1:
        return (
            f"{workers} threads learnt this model at once, and which of them comes first is chance, so it does not "
            f"repeat bit for bit. {kept} One that is trained with workers = 1 can be repeated."
        )
    return ""


def _changed(stored: StoredModel, lesson: Lesson) -> str:
    """What has changed since the model was trained, ``library`` or ``program``; empty when it can be compared."""
    then = stored.corpus(lesson.catalogue)
    if not (np.array_equal(then.songs, lesson.corpus.songs) and np.array_equal(then.starts, lesson.corpus.starts)):
        return "library"
    now, said = versions(), stored.info.parameters
    same = all(stored.info.versions.get(name) == now[name] for name in _LEARN_WITH) and set(lesson.described) <= set(
        said
    )
    return "" if same else "program"


def _in_indices(stored: StoredModel, lesson: Lesson) -> Vectors:
    vectors = stored.vectors
    return Vectors(lesson.catalogue.index_of(vectors.songs), np.asarray(vectors.w1), np.asarray(vectors.w2))


def _compare(first: Vectors, second: Vectors) -> tuple[int, int]:
    """How many numbers differ in their bits, of how many."""
    numbers = first.w1.size + first.w2.size
    if not np.array_equal(first.songs, second.songs) or first.w1.shape != second.w1.shape:
        return numbers, numbers
    pairs = ((first.w1, second.w1), (first.w2, second.w2))
    return sum(int(np.count_nonzero(a.view(np.uint32) != b.view(np.uint32))) for a, b in pairs), numbers
