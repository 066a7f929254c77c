"""Job ``train``: plays become sessions, sessions become a model."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import neighbours, policy, sessions, training
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.sessions import SessionRule
from s2v_desktop.core.types import Corpus
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore

NEIGHBOURS = 90
"""What a map with perplexity 30 needs, three for one; lists and trust need fewer."""

_STAGES = {"sessions": 2.0, "training": 80.0, "neighbours": 14.0, "saving": 4.0}
_RULE = ("gap_s", "min_songs", "split_at", "strict")


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Train a model on all sessions of a library and store it.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``preset`` (quick, balanced, thorough), ``seed`` (int), ``parameters`` {name: value} of
        `policy.DESCRIPTIONS`, and ``gap_s``, ``min_songs``, ``strict`` of `sessions.SessionRule`.

    Returns
    -------
    dict
        ``model songs sessions seconds parameters``.

    Raises
    ------
    TooLittleData
        When there is not enough to learn from.
    BadRequest
        For a parameter that makes no sense.
    """
    begin = time.perf_counter()
    monitor.plan(_STAGES)
    monitor.update("sessions", 0, 1, "Finding your listening sessions")
    library = Path(spec["library"])
    catalogue = Catalogue.open(library)
    rule = SessionRule(**{name: spec[name] for name in _RULE if spec.get(name) is not None})
    corpus, cuts = sessions.cut(catalogue.play_columns(), rule)
    parameters = _parameters(spec, corpus)
    trained = training.train(corpus, parameters, monitor)
    near = neighbours.exact_neighbours(trained.vectors.w1, NEIGHBOURS, monitor)
    monitor.update("saving", 0, 1, "Storing the model")
    seconds = time.perf_counter() - begin
    described = {"preset": _preset(spec), **parameters.as_dict(), **dataclasses.asdict(rule)}
    info = ModelStore(library).save(trained, catalogue, corpus, described, neighbours=near, seconds=seconds)
    result = {"model": info.id, "songs": info.songs, "sessions": info.sessions, "seconds": seconds}
    result |= {"parameters": described, "plays": cuts.used, "epochs": trained.epochs}
    keep(monitor, result)
    return result


def _preset(spec: dict[str, Any]) -> str:
    return spec.get("preset") or "balanced"


def _parameters(spec: dict[str, Any], corpus: Corpus) -> TrainingParameters:
    """What the policy chooses for this corpus, with the listener's own changes."""
    changes = dict(spec.get("parameters") or {})
    if spec.get("seed") is not None:
        if "seed" in changes:
            raise BadRequest("The seed was given twice. Give it once.")
        changes["seed"] = spec["seed"]
    counts = np.bincount(corpus.songs, minlength=1)
    # How rare a song may be depends on the plays alone; how many songs are left decides the sub-sampling.
    fewest = policy.parameters(_preset(spec), len(corpus.songs), len(counts), **changes).min_count
    return policy.parameters(_preset(spec), len(corpus.songs), int(np.count_nonzero(counts >= fewest)), **changes)
