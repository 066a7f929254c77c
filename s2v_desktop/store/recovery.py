"""A library whose file is damaged: the file is set aside, never deleted, and the newest good backup takes its place."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import BadRequest, LibraryDamaged, LibraryError, S2VError
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.store import atomic, catalogue, database, header, reports, selections
from s2v_desktop.store.backups import FOLDER
from s2v_desktop.store.library import Library
from s2v_desktop.store.names import load_array
from s2v_desktop.store.scratch import require_space, scratch

ASIDE = "damaged"
"""Folder of a library in which damaged files are kept, each time in a folder of its own."""

_FILES = tuple(database.FILE_NAME + ending for ending in ("", "-wal", "-shm", "-journal"))
_OF_SONGS = ("models", reports.FOLDER, selections.FILE)
"""What names songs by their number: without the library's file nobody knows which songs these are."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the library's file.

    Attributes
    ----------
    file : Path
    made_ms : int
        When it was made, UTC milliseconds.
    """

    file: Path
    made_ms: int


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a damaged library.

    Attributes
    ----------
    backup : Backup or None
        What is in its place now; None when there was no good one, and the place is empty. The damaged file itself
        where `mended`.
    plays : int
        How many plays the backup has.
    kept : Path
        Where the damaged file is.
    mended : bool
        Only the first bytes were damaged, and nothing was lost.
    """

    backup: Backup | None
    plays: int
    kept: Path
    mended: bool = False


def backups(folder: Path) -> list[Backup]:
    """Backups that look like one of ours, newest first. Whether all of a file is good is found out by `recover`."""
    found = []
    for file in sorted((Path(folder) / FOLDER).glob("*.sqlite")):
        with contextlib.suppress(OSError):
            with open(file, "rb") as stream:
                head = stream.read(header.SIZE)
            if header.is_sqlite(head) and header.is_ours(head) and header.version(head) <= header.VERSION:
                found.append(Backup(file, file.stat().st_mtime_ns // 1_000_000))
    return sorted(found, key=lambda one: -one.made_ms)


def mendable(folder: Path) -> bool:
    """Whether the first bytes of a damaged file are wrong: if only they are, `recover` loses nothing."""
    with contextlib.suppress(OSError):
        return header.wrong(Path(folder) / database.FILE_NAME)
    return False


def damage(folder: Path) -> str:
    """What is wrong with the library's file, in a sentence; empty when it is whole.

    Raises
    ------
    LibraryError
        When there is no library, or the file cannot be judged: of another program, too new, or in use.
    """
    try:
        with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except LibraryDamaged as error:
        return error.message
    return "" if found == "ok" else f"The library file is damaged ({found})."


def recover(folder: Path, monitor: Monitor) -> Recovered:
    """Set a damaged library file aside and put the newest good backup in its place.

    A file of which only the first bytes are damaged is better than any backup: a copy of it is mended instead.

    Raises
    ------
    BadRequest
        When the file is whole. Nothing was changed.
    LibraryError, DiskFull
        Nothing was changed.
    """
    folder = Path(folder)
    monitor.plan({"restoring": 1.0})
    monitor.update("restoring", 0, 3, "Looking for a good backup")
    lost = not (folder / database.FILE_NAME).exists() and backups(folder)
    if not lost and not damage(folder):
        raise BadRequest("The library file is whole. Nothing was changed.")
    with scratch(folder) as place:
        mended = None if lost else _mended(folder, place)
        found = mended or next(_good(folder, place, monitor), None)
        monitor.update("restoring", 2, 3, "Restoring the backup")  # the last place to be cancelled
        kept = _set_aside(folder, () if found else _OF_SONGS)
        if found is not None:
            database.move(place, folder)
    shutil.rmtree(folder / "catalogue", ignore_errors=True)
    if found is not None:
        with Library.open(folder) as library:
            catalogue.write(library, Silent())
    monitor.update("restoring", 3, 3)
    return Recovered(*found, kept, mended is not None) if found is not None else Recovered(None, 0, kept)


def _mended(folder: Path, place: Path) -> tuple[Backup, int] | None:
    """The damaged file itself and its plays, when nothing but its first bytes was wrong; made ready in `place`."""
    if not mendable(folder):
        return None
    damaged, file = folder / database.FILE_NAME, place / database.FILE_NAME
    require_space(folder, sum((folder / name).stat().st_size for name in _FILES[:2] if (folder / name).exists()))
    for name in _FILES[:2]:
        if (folder / name).exists():
            shutil.copyfile(folder / name, place / name)
    header.mend(file)
    with contextlib.suppress(S2VError):
        connection = sqlite3.connect(file, isolation_level=None)
        with contextlib.closing(connection), database.explained(place):
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            connection.execute(f"PRAGMA user_version = {header.version_of(tables)}")
        if not damage(place):
            return Backup(damaged, damaged.stat().st_mtime_ns // 1_000_000), _prepare(folder, place)
    for name in _FILES:
        (place / name).unlink(missing_ok=True)
    return None


def _good(folder: Path, place: Path, monitor: Monitor) -> Iterator[tuple[Backup, int]]:
    """Backups of which every page is good, newest first, and their plays; each is copied to `place` and made ready."""
    for backup in backups(folder):
        monitor.check()
        require_space(folder, backup.file.stat().st_size)
        shutil.copyfile(backup.file, place / database.FILE_NAME)
        with contextlib.suppress(S2VError, sqlite3.Error):
            if not damage(place):
                yield backup, _prepare(folder, place)


def _prepare(folder: Path, place: Path) -> int:
    """Let no song number be given twice, although models have newer ones than the backup; gives its plays."""
    last = _newest_song(folder)
    made = [int(one.name) for one in (folder / "catalogue").glob("*") if one.name.isdecimal()]
    with contextlib.closing(database.connect(place)) as connection, database.explained(place):
        connection.execute("PRAGMA journal_mode = WAL")
        with database.durable(connection), database.transaction(connection, place):
            connection.execute("INSERT INTO sqlite_sequence SELECT 'song', 0 WHERE NOT EXISTS "
                               "(SELECT 1 FROM sqlite_sequence WHERE name = 'song')")  # fmt: skip
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'song'", (last,))
            number = max([database.generation(connection), *made]) + 1
            connection.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(number),))
        return int(connection.execute("SELECT count(*) FROM play").fetchone()[0])


def _newest_song(folder: Path) -> int:
    """The largest song number that models and saved selections know."""
    newest = 0
    for file in (folder / "models").glob("*/*songs.npy"):
        if file.name in ("songs.npy", "rare_songs.npy"):
            with contextlib.suppress(OSError, ValueError):  # of a damaged model nothing is shown
                newest = max(newest, int(load_array(file).max(initial=0)))
    with contextlib.suppress(LibraryError):
        newest = max([newest, *(song for one in selections.Selections(folder).list() for song in one.songs)])
    return newest


def _set_aside(folder: Path, others: tuple[str, ...]) -> Path:
    kept = folder / ASIDE / time.strftime("%Y-%m-%d %H.%M.%S")
    try:
        kept.mkdir(parents=True)
        for name in (*_FILES, *others):
            if (folder / name).exists():
                os.replace(folder / name, kept / name)
        atomic.sync_folder(folder)
    except OSError as error:
        raise LibraryError(
            f"The damaged file of the library “{folder.name}” could not be set aside. Close other programs that use "
            "its folder and try again.",
            str(error),
        ) from error
    return kept
