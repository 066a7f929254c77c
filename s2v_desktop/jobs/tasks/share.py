"""Job ``share``: write a model as one file for somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import share
from s2v_desktop.store.models import ModelStore


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Share a model.

    Parameters
    ----------
    spec : dict
        ``library``, ``path`` of the file. Optional: ``model`` (id, name, ``active`` or ``newest``; the one in use when
        left out), ``counts`` (true to tell how often each song was played).

    Returns
    -------
    dict
        ``path model songs bytes``.
    """
    monitor.plan({"writing": 1.0})
    monitor.update("writing", 0, 1, "Writing the model")
    library, path = Path(spec["library"]), Path(spec["path"])
    model = ModelStore(library).find(spec.get("model") or "active").id
    songs = share.save(library, model, path, bool(spec.get("counts")), monitor)
    return {"path": str(path), "model": model, "songs": songs, "bytes": path.stat().st_size}
