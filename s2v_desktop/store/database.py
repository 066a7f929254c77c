"""Opening the library's file: what may be opened, with which rules, and what SQLite's errors mean to a person.

SQLite's rules here (reliability.md 0.10 and 1.2): write-ahead log, no automatic checkpoints (the one writer asks for
them), foreign keys, nothing in the file's own schema is trusted, deleted content is overwritten.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from s2v_desktop.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryTooNew,
    S2VError,
)
from s2v_desktop.store import atomic, header

FILE_NAME = "library.sqlite"
VERSION = header.VERSION
_FULL = (sqlite3.SQLITE_FULL,)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_TEXT = "Could not decode to UTF-8"
"""How Python begins to say that a text of the file is none."""
_NO_FORMAT = "unsupported file format"
"""What SQLite says, with no code of its own, of a number of the first bytes that is the same in every library."""
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def schema() -> str:
    """The statements that make an empty library of version `VERSION`."""
    return importlib.resources.files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")


def explain(error: sqlite3.Error, folder: Path) -> S2VError:
    """What an error of SQLite means to a person."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    details = f"{getattr(error, 'sqlite_errorname', '')} {error}".strip()
    name = folder.name
    if code in _FULL:
        return DiskFull("The disk is full. The library is as it was before. Free some space and try again.", details)
    if code in _BUSY:
        return LibraryBusy(
            f"The library “{name}” is being written to by another program. Nothing was changed. Try again in a moment.",
            details,
        )
    if code in _DAMAGED or str(error).startswith((_NO_TEXT, _NO_FORMAT)):
        return _damaged(folder, details)
    if code in _READ_ONLY:
        return LibraryError(
            f"The library “{name}” cannot be opened for writing. Nothing was changed. Check that you may write to "
            "its folder.",
            details,
        )
    if code == sqlite3.SQLITE_IOERR:
        return LibraryError(
            f"The disk reported an error while the library “{name}” was in use. Changes that were not finished were "
            "not kept. Check the disk and try again.",
            details,
        )
    return LibraryError(f"The library “{name}” could not be used. Nothing was changed.", details)


def _damaged(folder: Path, details: str) -> LibraryDamaged:
    return LibraryDamaged(
        f"The library file in “{folder.name}” is damaged. It was kept as it is. Restore a backup, or import your files "
        "into a new library.",
        details,
    )


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn errors of SQLite inside the block into sentences."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, folder) from error
    except UnicodeDecodeError as error:  # SQLite names what it found in a damaged page: no text at all
        raise explain(sqlite3.DatabaseError(_NO_TEXT), folder) from error


def inspect(folder: Path) -> None:
    """Look at the file's first bytes and refuse what is no library of ours, without letting SQLite touch it.

    A file whose number is not ours is one of ours all the same, and damaged, when it describes our tables. A file that
    may not be read is not judged.

    Raises
    ------
    LibraryError, LibraryTooNew, LibraryDamaged
    """
    file = folder / FILE_NAME
    try:
        _refuse_places(file)
        with open(file, "rb") as stream:
            head = stream.read(header.SIZE)
        ours = not header.is_sqlite(head) or header.is_ours(head) or header.holds_library(file)
    except OSError as error:
        raise LibraryError(
            f"The library “{folder.name}” cannot be read. Nothing was changed. Check that you may read its folder and "
            "that its disk is there.",
            str(error),
        ) from error
    if not head:
        raise LibraryDamaged(f"The library file in “{folder.name}” is empty. Restore a backup, or choose another.")
    if not header.is_sqlite(head):
        raise LibraryDamaged(f"The library file in “{folder.name}” is damaged or not a library. It was not touched.")
    if not ours:
        raise LibraryError(f"The file in “{folder.name}” belongs to another program. It was not touched.")
    _refuse_version(header.version(head), folder)
    if not header.is_ours(head):
        raise _damaged(folder, f"application_id {head[68:72].hex()}")


def _refuse_places(file: Path) -> None:
    folder = file.parent
    if folder.exists() and not folder.is_dir():
        raise LibraryError(f"“{folder.name}” is a file. A library is a folder; choose a folder.")
    if file.is_dir():
        raise LibraryError(f"“{folder.name}” holds a folder where the library file should be. Choose another folder.")
    if not file.exists():
        raise LibraryError(f"There is no library in “{folder.name}”. Import something into it first.")


def _refuse_version(version: int, folder: Path) -> None:
    """Refuse a schema this program does not know, and a number that no program writes."""
    if not header.possible(version):
        raise _damaged(folder, f"user_version {version}")
    if version > VERSION:
        raise LibraryTooNew(
            f"The library “{folder.name}” was written by a newer version of this program. It was not touched. "
            "Install the newest version to open it."
        )


def configure(connection: sqlite3.Connection) -> None:
    """Set the rules every connection keeps."""
    for rule in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "foreign_keys = ON",
        "secure_delete = ON",
        "synchronous = NORMAL",
        "wal_autocheckpoint = 0",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {rule}")


def connect(folder: Path, *, wait_s: float = 10.0) -> sqlite3.Connection:
    """A connection in autocommit mode to an existing library of any version up to ours.

    Parameters
    ----------
    wait_s : float
        How long a write waits for another writer before `LibraryBusy`.
    """
    inspect(folder)
    connection = sqlite3.connect(folder / FILE_NAME, timeout=wait_s, isolation_level=None)
    try:
        with explained(folder):
            configure(connection)
            with reading(connection):  # a version and its tables: another program may be changing both
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                schema = connection.execute("SELECT type, name FROM sqlite_schema").fetchall()
            _refuse_version(version, folder)
            if any(kind in ("trigger", "view") for kind, _ in schema):
                raise LibraryError(f"The library “{folder.name}” holds code of another program. It was not opened.")
            if header.version_of({name for _, name in schema}) != version:
                raise _damaged(folder, f"user_version {version} with the tables of another version")
    except BaseException:
        connection.close()
        raise
    return connection


def create(folder: Path) -> None:
    """Make an empty library: built aside and renamed, so that a file is either absent or whole."""
    staged = folder / f".{FILE_NAME}.{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged.unlink(missing_ok=True)
        with explained(folder), contextlib.closing(sqlite3.connect(staged, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {header.APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN;{schema()}PRAGMA user_version = {VERSION};COMMIT;")
            connection.execute("INSERT INTO meta (name, value) VALUES ('generation', '0')")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _put(staged, folder)
    except OSError as error:
        raise LibraryError(
            f"A library cannot be made in “{folder.name}”. Nothing was changed. Choose a folder you may write to.",
            str(error),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)


def _put(file: Path, folder: Path) -> None:
    """Put a whole, closed library file into its place, in one rename.

    What a library that is gone left beside it would be taken for its latest changes: that is set aside, not deleted.
    """
    for left in (folder / f"{FILE_NAME}-wal", folder / f"{FILE_NAME}-shm"):
        if left.exists():
            os.replace(left, left.with_name(f"{left.name}.{time.time_ns()}.old"))
    os.replace(file, folder / FILE_NAME)


def move(home: Path, folder: Path) -> None:
    """Put the closed library file of `home` into `folder`, on the same file system, in one rename.

    Raises
    ------
    LibraryBusy
        When another program has made a library there in the meantime.
    """
    if (folder / FILE_NAME).exists():
        raise LibraryBusy(
            f"Another program made the library “{folder.name}” at the same time. Nothing was imported. Try again."
        )
    rest = home / f"{FILE_NAME}-wal"
    if rest.exists() and rest.stat().st_size:
        raise LibraryBusy(f"The library “{folder.name}” could not be finished. Nothing was imported. Try again.")
    try:
        _put(home / FILE_NAME, folder)
        atomic.sync_folder(folder)
    except OSError as error:
        raise LibraryError(
            f"A library cannot be made in “{folder.name}”. Nothing was changed. Choose a folder you may write to.",
            str(error),
        ) from error


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, folder: Path) -> Iterator[None]:
    """All or nothing, with the write lock taken at the start."""
    with explained(folder):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # A full disk rolls back by itself; a second ROLLBACK would raise and hide the reason.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the library for all reads of the block; what it writes to attached files is kept."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


@contextlib.contextmanager
def durable(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits inside the block reach the disk before it ends, and the log is folded back into the file."""
    connection.execute("PRAGMA synchronous = FULL")
    try:
        yield
        # Busy readers only delay the folding: what was committed is safe in the log.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute("PRAGMA synchronous = NORMAL")


def generation(connection: sqlite3.Connection) -> int:
    """Number that grows with every change of plays or songs; the catalogue carries the one it was made from."""
    return int(connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0])


def next_generation(connection: sqlite3.Connection) -> int:
    """Advance the number; to be called inside the transaction that changes plays or songs."""
    number = generation(connection) + 1
    connection.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(number),))
    return number
