"""Removing a whole library so that nothing of it is left, not even in parts of its file that are free."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import backups, database, recovery, reports, selections

_OURS = ("catalogue", "models", backups.FOLDER, "logs", "tmp", reports.FOLDER, recovery.ASIDE)
"""Folders of a library; whatever else lies in it is somebody else's and stays."""


def remove_library(folder: Path, monitor: Monitor) -> None:
    """Empty the library's file, then delete what belongs to it. Files of others, and a folder that has some, stay.

    Raises
    ------
    LibraryError
        When there is no library, or it cannot be deleted.
    """
    folder = Path(folder)
    database.inspect(folder)
    monitor.plan({"removing": 1.0})
    monitor.update("removing", 0, 3, "Deleting the library")
    _empty(folder / database.FILE_NAME, folder)
    monitor.update("removing", 1, 3)
    try:
        for file in (folder / backups.FOLDER).glob("*.sqlite"):
            backups.overwrite(file)
        for name in _OURS:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
        for file in (folder / selections.FILE, *folder.glob(f"{database.FILE_NAME}*")):
            file.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(
            f"Not everything of the library “{folder.name}” could be deleted. Its plays are gone; close other programs "
            "that use its folder and delete it yourself.",
            str(error),
        ) from error
    with contextlib.suppress(OSError):
        folder.rmdir()
    monitor.update("removing", 3, 3)


def _empty(file: Path, folder: Path) -> None:
    """Overwrite every row of one file in one transaction, and what the log still says."""
    import sqlite3

    connection = sqlite3.connect(file, timeout=10.0, isolation_level=None)
    with contextlib.closing(connection), database.explained(folder):
        for rule in ("secure_delete = ON", "foreign_keys = OFF", "synchronous = FULL"):
            connection.execute(f"PRAGMA {rule}")
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'"
        ).fetchall()
        with database.transaction(connection, folder):
            for (table,) in tables:
                connection.execute(f'DELETE FROM "{table}"')
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
