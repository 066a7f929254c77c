"""Copies of the library's file that are made without asking: two of them, never of a large library.

One is made at the end of an import, when what it brought is stored for good, and the newest copy is a day old or the
library has grown by a quarter since. Each is checked before it takes the place of an older one, so that a damaged
library cannot push a good copy out. Copies are not part of what an undo or a cancelled job leaves as it was.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import time
from pathlib import Path

from s2v_desktop.core.errors import LibraryBusy, LibraryError, S2VError
from s2v_desktop.store import atomic, database, migrations
from s2v_desktop.store.library import Library
from s2v_desktop.store.scratch import scratch

FOLDER = "backups"
KEPT = 2
LARGEST = 1_000_000_000
"""Bytes; the file of a larger library (some fifteen million plays) is not copied unasked."""

_NAME = "after-import-"
_DAY_S = 86_400
_GROWN = 1.25
"""So much larger than its copy a library is copied again within a day: a first evening of several imports."""
_SPARE = 200_000_000
_PART = 1 << 20

_log = logging.getLogger(__name__)


def after_import(library: Library) -> Path | None:
    """Copy the library's file when that is due; gives the copy.

    A library that is whole without a copy is no failure: what kept it from being copied goes to the log.
    """
    try:
        return _keep(library) if _due(library.folder) else None
    except (S2VError, OSError, sqlite3.Error) as error:
        _log.warning("no backup was made: %s (%s)", error, getattr(error, "details", ""))
        return None


def forget(folder: Path) -> bool:
    """Overwrite and delete every copy; gives whether there was one.

    Inside the transaction that takes something out for good, and at its end: whatever ends the program then, no copy
    holds what the library does not.

    Raises
    ------
    LibraryError
        When a copy is still there.
    """
    found = sorted((folder / FOLDER).glob("*.sqlite"))
    try:
        for file in found:
            overwrite(file)
            file.unlink()
    except OSError as error:
        raise LibraryError(
            "A backup that holds what is to be taken out could not be deleted. Nothing else was changed. Close other "
            f"programs that use the library, or delete the folder “{FOLDER}” in it yourself, and try again.",
            str(error),
        ) from error
    return bool(found)


def overwrite(file: Path) -> None:
    """Write zeros over a file that is about to be deleted.

    Raises
    ------
    OSError
    """
    with open(file, "r+b") as stream:
        left = file.stat().st_size
        while left > 0:
            left -= stream.write(bytes(min(left, _PART)))
        stream.flush()
        os.fsync(stream.fileno())


def _mine(folder: Path) -> list[Path]:
    """Copies made here, newest first."""
    return sorted((folder / FOLDER).glob(f"{_NAME}*.sqlite"), key=lambda one: -one.stat().st_mtime_ns)


def _due(folder: Path) -> bool:
    size = (folder / database.FILE_NAME).stat().st_size
    if size > LARGEST or shutil.disk_usage(folder).free < 2 * size + _SPARE:
        return False
    newest = next((one.stat() for one in _mine(folder)), None)
    if newest is None or size > _GROWN * newest.st_size:
        return True
    return not 0 <= time.time() - newest.st_mtime < _DAY_S  # a clock that was set back must not end the copies


def _keep(library: Library) -> Path:
    folder = library.folder
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    name = f"{_NAME}{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.sqlite"
    with scratch(folder) as aside, database.explained(folder):
        migrations.backup(library.connection, aside / name)
        atomic.sync_file(aside / name)
        with contextlib.closing(sqlite3.connect(aside / name)) as copy:
            copied = database.generation(copy)
        with database.transaction(library.connection, folder):  # nobody takes anything out in the meantime
            if database.generation(library.connection) != copied:
                raise LibraryBusy("Another program has changed the library while it was copied.")
            os.replace(aside / name, place / name)
    atomic.sync_folder(place)
    for old in [one for one in _mine(folder) if one.name != name][KEPT - 1 :]:
        old.unlink()
    return place / name
