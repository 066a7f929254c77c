"""Job ``open-model``: take a model that somebody has shared into the library."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import share


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Open a shared model; it is the one in use afterwards.

    Parameters
    ----------
    spec : dict
        ``library`` and ``path`` of the file.

    Returns
    -------
    dict
        ``path model name songs matched new batch``: `new` songs came without a play, as import `batch`.

    Raises
    ------
    UnreadableFile
        When the file is anything else than a whole shared model; nothing was changed.
    """
    monitor.plan({"reading": 0.3, "matching": 0.2, "neighbours": 0.5})
    monitor.update("reading", 0, 1, "Reading the model")
    path = Path(spec["path"])

    def kept(opened: share.Opened) -> None:
        keep(monitor, _result(path, opened))

    return _result(path, share.open_file(Path(spec["library"]), path, monitor, kept))


def _result(path: Path, opened: share.Opened) -> dict[str, Any]:
    return {"path": str(path), **dataclasses.asdict(opened)}
