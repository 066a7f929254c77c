"""Job ``doctor``: check a library and its models. Changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.store.check import doctor


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Check a library.

    Parameters
    ----------
    spec : dict
        ``library``.

    Returns
    -------
    dict
        ``ok`` and ``problems``, sentences; ``damaged`` (true) where the job ``recover`` helps.
    """
    monitor.plan({"check": 1.0})
    monitor.update("check", 0, 1, "Checking the library")
    diagnosis = doctor(Path(spec["library"]))
    monitor.update("check", 1, 1)
    problems = [str(problem) for problem in diagnosis.problems]
    return {"ok": bool(diagnosis.ok), "problems": problems, **({"damaged": True} if diagnosis.damaged else {})}
