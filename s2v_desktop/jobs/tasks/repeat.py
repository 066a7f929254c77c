"""Job ``repeat``: train again with the same seed and compare bit by bit. Changes nothing."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.session_rule import PARTS
from s2v_desktop.core.types import Vectors
from s2v_desktop.jobs.tasks import training
from s2v_desktop.jobs.tasks.training import Lesson
from s2v_desktop.store.models import ModelStore, StoredModel


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Prove, or disprove, that a training repeats exactly.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``model`` (id or name; the one in use when left out). When its library has changed since,
        it is trained twice with what is there now. ``anyway`` as for the job ``train``.

    Returns
    -------
    dict
        ``equal`` (every bit of W1 and W2), ``differences`` (numbers that differ), ``numbers``, ``trainings`` (1:
        compared with the stored model, 2: with each other), ``workers``, ``seconds``, ``model``.
    """
    begin = time.perf_counter()
    store = ModelStore(Path(spec["library"]))
    stored = store.load(store.find(spec.get("model") or "active").id)
    lesson = training.prepare({"library": spec["library"], "anyway": spec.get("anyway"), **_asked(stored)})
    again = _same_data(stored, lesson)
    monitor.plan({"training": 0.9, "following": 0.1})
    monitor.update("training", 0, 1, "Training again with the same seed")
    first = lesson.learn(monitor).vectors
    second = _in_indices(stored, lesson) if again else lesson.learn(monitor).vectors
    differences, numbers = _compare(first, second)
    return {
        "model": stored.info.id,
        "equal": differences == 0,
        "differences": differences,
        "numbers": numbers,
        "trainings": 1 if again else 2,
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


def _same_data(stored: StoredModel, lesson: Lesson) -> bool:
    """Whether the sessions are still those of the stored model, and it was not stopped early."""
    then = stored.corpus(lesson.catalogue)
    scores = stored.info.scores
    whole = not scores.get("stopped") and len(scores.get("passes", ())) in (0, lesson.parameters.epochs)
    return (
        whole and np.array_equal(then.songs, lesson.corpus.songs) and np.array_equal(then.starts, lesson.corpus.starts)
    )


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
