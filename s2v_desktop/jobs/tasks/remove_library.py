"""Jobs ``remove-library`` and ``balance``: delete a library for good; write the balance of an import to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import balance
from s2v_desktop.store.library import Library
from s2v_desktop.store.remove import remove_library


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Delete the library in ``library``; what it does not know stays.

    Returns
    -------
    dict
        ``removed``: its folder.
    """
    remove_library(Path(spec["library"]), monitor)
    return {"removed": str(spec["library"])}


def write_balance(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Write every row of import ``batch`` of ``library`` that is no play of its own to ``path``, as CSV.

    Returns
    -------
    dict
        ``path`` and ``rows``.
    """
    target = Path(spec["path"])
    with Library.open(Path(spec["library"])) as library:
        count = balance.write(library.connection, int(spec["batch"]), target)
    return {"path": str(target), "rows": count}
