"""Job ``evaluate``: how good the recommendations of a library are, beside simple counting."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import evaluation, sessions
from s2v_desktop.core.errors import NoModel, TooLittleData
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.training import FEWEST_SESSIONS
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import reports, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelInfo, ModelStore

_FOLLOWS_SIZE = ("sample", "min_count", "epochs", "batch_words", "follow_passes", "seed")
"""Parameters the policy chooses from the number of plays; a part of the plays gets its own."""
_SIZES = (1, *range(20_000, 200_000, 500), 10_000_000)
"""Numbers of plays: whatever a preset chooses in all else, it chooses for one of them."""


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Measure a library on sessions that are held out, and keep the report beside its model.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``model`` (id; the one in use when left out), ``protocol`` ("time", "last"), ``seeds``
        (int, 2 when left out), ``preset`` and ``parameters`` (of the model when left out), the parts of
        `session_rule.PARTS` instead of what the library remembers.

    Returns
    -------
    dict
        What `evaluation.evaluate` gives, with ``model`` and ``seconds``.

    Raises
    ------
    TooLittleData
        When there is too little to learn from or to ask about.
    BadRequest
        For a protocol, number of seeds or parameter that makes no sense.
    """
    begin = time.perf_counter()
    library = Path(spec["library"])
    catalogue = Catalogue.open(library)
    model = _model(library, spec.get("model"))
    plan = _plan(spec, model)
    monitor.plan({"sessions": 0.05, **evaluation.stages(plan)})
    monitor.update("sessions", 0, 1, "Finding your listening sessions")
    corpus, cuts = sessions.cut(catalogue.play_columns(), session_rules.asked(catalogue, library, spec))
    if cuts.sessions < FEWEST_SESSIONS:
        raise TooLittleData(sessions.advice(cuts))
    artist = np.asarray(catalogue.artist_index, np.int32)
    report = evaluation.evaluate(corpus, artist, plan, monitor)
    monitor.check()
    report |= {"model": model.id if model is not None else None, "seconds": time.perf_counter() - begin}
    reports.save(library, report["model"], report)
    keep(monitor, report)
    return report


def _model(library: Path, wanted: str | None) -> ModelInfo | None:
    """The model the report is about; None where there is none yet."""
    store = ModelStore(library)
    try:
        return store.load(wanted).info if wanted else store.active()
    except NoModel:
        if wanted:
            raise
        return None


def _plan(spec: dict[str, Any], model: ModelInfo | None) -> evaluation.Plan:
    """What was asked for; what was not is taken from the model, so that the report speaks of models like it."""
    said = model.parameters if model is not None else {}
    preset = spec.get("preset") or said.get("preset") or "balanced"
    return evaluation.Plan(
        protocol=spec.get("protocol"),
        seeds=2 if spec.get("seeds") is None else int(spec["seeds"]),
        preset=str(preset),
        changes=dict(spec.get("parameters") or _changed(said, str(preset))),
    )


def _changed(said: dict[str, Any], preset: str) -> dict[str, Any]:
    """What the listener changed by hand in a model: what differs from its preset and does not follow from its size."""
    from s2v_desktop.core import policy

    if preset not in policy.PRESETS:
        return {}
    usual = [policy.parameters(preset, plays, 1).as_dict() for plays in _SIZES]
    said = {"follow_size": 0} | said if said else {}  # a model of before there were such numbers has none
    changes = {
        name: said[name]
        for name in usual[0]
        if name in said and name not in _FOLLOWS_SIZE and said[name] not in {one[name] for one in usual}
    }
    # Who asks for another size gets other numbers of this kind too, unless told which.
    return changes | {"follow_size": said["follow_size"]} if "vector_size" in changes else changes
