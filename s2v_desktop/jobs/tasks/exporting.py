"""Job ``export``: what is in a library goes out as a file. Pictures are for the job ``picture``, which needs Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import exports, map_exports

KINDS = ("map", "vectors", "plays", "sessions")


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Write a file. It takes its name when it is whole; a cancelled or failed export leaves nothing.

    Parameters
    ----------
    spec : dict
        ``library``, ``kind`` (one of `KINDS`), ``form``, ``path``. Optional: ``colours`` (of a page with the map),
        ``model`` (id; the one in use when left out), ``listener`` (name, for plays and sessions).

    Returns
    -------
    dict
        ``path bytes``.

    Raises
    ------
    BadRequest, NoModel, CannotWrite
    """
    library, form, path, kind = Path(spec["library"]), str(spec["form"]), Path(spec["path"]), spec["kind"]
    model, listener = spec.get("model"), spec.get("listener")
    if kind == "map":
        map_exports.write_map(library, form, path, spec.get("colours"), model, monitor)
    elif kind == "vectors":
        map_exports.write_vectors(library, form, path, model, monitor)
    elif kind in KINDS:
        monitor.plan({"exporting": 1.0})
        write = exports.write_plays if kind == "plays" else exports.write_sessions
        write(library, form, path, listener, monitor)
    else:
        raise BadRequest(f"“{kind}” is none of {', '.join(KINDS)}. Nothing was written.")
    return {"path": str(path), "bytes": path.stat().st_size}
