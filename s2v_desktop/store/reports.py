"""What was measured about a model: ``reports/<model>.json`` in the library folder, written aside and renamed."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from s2v_desktop.store import atomic

FOLDER = "reports"
NO_MODEL = "library"
"""Name of the report that was made before there was a model."""

_FORMAT = 1
_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}")
_MODES = {"similar": "similar", "next": "next"}
_FIGURES = ("hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs")


def save(library: Path, model: str | None, report: Mapping[str, Any]) -> Path:
    """Keep the report of a model; an older one of the same model is replaced.

    Parameters
    ----------
    library : Path
        Folder of the library.
    model : str or None
        None where the library has no model yet.
    """
    place = _place(library, model or NO_MODEL)
    made = {"format": _FORMAT, "model": model, "made_ms": int(time.time() * 1000), **report}
    atomic.write_json(place, made)
    return place


def load(library: Path, model: str | None) -> dict[str, Any] | None:
    """The report of a model; None when it was never measured, or its file cannot be used."""
    if model is not None and not _NAME.fullmatch(model):
        return None
    try:
        report = json.loads(_place(library, model or NO_MODEL).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return report if _whole(report) else None


def remove(library: Path, model: str) -> None:
    """Forget the report of a model."""
    _place(library, model).unlink(missing_ok=True)


def default_mode(library: Path, model: str | None = None) -> str:
    """What the window should ask first: ``similar``, ``next`` or ``taste``, by what won for this model.

    `similar` while nothing was measured.
    """
    report = load(library, model) or load(library, None)
    name = str(report["default"]) if report is not None else "similar"
    return _MODES.get(name, "taste" if name.startswith("taste-") else "similar")


def default_taste(library: Path, model: str | None = None) -> str:
    """How a taste should be looked at: ``mean``, ``facets`` or ``agreement``; ``mean`` while nothing was measured."""
    report = load(library, model) or load(library, None)
    name = str(report["default_taste"]) if report is not None else ""
    kind = name.removeprefix("taste-")
    return kind if kind in ("mean", "facets", "agreement") else "mean"


def _place(library: Path, model: str) -> Path:
    if not _NAME.fullmatch(model):
        raise ValueError(f"no name of a model: {model!r}")
    return Path(library) / FOLDER / f"{model}.json"


def _whole(report: Any) -> bool:
    """Whether a report has what its readers take for granted."""
    if not isinstance(report, dict) or report.get("format") != _FORMAT:
        return False
    methods, against = report.get("methods"), report.get("against")
    if not isinstance(methods, dict) or not methods or not isinstance(against, dict):
        return False
    if not all(isinstance(one, dict) and all(_number(one.get(key)) for key in _FIGURES) for one in methods.values()):
        return False
    ratios = [value for key, value in against.items() if "/" in key]
    if not all(isinstance(value, list) and len(value) == 3 and all(map(_number, value)) for value in ratios):
        return False
    text = all(isinstance(report.get(key), str) for key in ("default", "default_taste"))
    return text and all(_number(report.get(key)) for key in ("cases", "coverage", "made_ms"))


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
