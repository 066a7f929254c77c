"""Job ``recover``: set a damaged library file aside and put the newest good backup in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.store.recovery import recover


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Recover the library in ``library``.

    Returns
    -------
    dict
        ``backup`` (name of the file, empty when there was no good one), ``made_ms``, ``plays``, ``kept``: where the
        damaged file is, and ``mended``: only its first bytes were damaged, and nothing was lost.
    """
    found = recover(Path(spec["library"]), monitor)
    name, made = (found.backup.file.name, found.backup.made_ms) if found.backup is not None else ("", 0)
    return {"backup": name, "made_ms": made, "plays": found.plays, "kept": str(found.kept), "mended": found.mended}
