"""Job ``undo``: take an import back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import catalogue, undo
from s2v_desktop.store.library import Library


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Undo one batch.

    Parameters
    ----------
    spec : dict
        ``library`` and the number ``batch``.

    Returns
    -------
    dict
        ``plays_removed``: how many plays fewer there are, below 0 where the import had shown others to be one.

    Raises
    ------
    BadRequest
        When there is no such import.
    LibraryError
        When the library cannot be opened or written.
    """
    with Library.open(Path(spec["library"])) as library:
        with library.writing() as connection:
            removed = undo.remove(connection, int(spec["batch"]), monitor)
            monitor.check()
        result = {"plays_removed": removed}
        after = keep(monitor, result)
        after.update("catalogue", 0, 1, "Making the library ready to be searched")
        catalogue.write(library, after)
    return result
