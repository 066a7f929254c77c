"""Numbered steps from an older library to ours: one exclusive transaction, with a verified backup first."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from s2v_desktop.core.errors import LibraryDamaged
from s2v_desktop.store import database

Step = Callable[[sqlite3.Connection], None]


def _statement(kind: str, name: str) -> str:
    """One statement of the schema, word for word: `check.doctor` compares them."""
    found = re.search(rf"^CREATE {kind} {name} .*?(?=;\n)", database.schema(), re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[0]


def _to_2(connection: sqlite3.Connection) -> None:
    """Duplicates are kept, lists of one name are told apart, listeners may be renamed, files have notes."""
    for name in ("duplicate_row", "duplicate_range", "own_row", "source_note", "table_mapping", "listener_alias"):
        connection.execute(_statement("TABLE", name))
    for name in ("duplicate_row_play", "duplicate_range_listener"):
        connection.execute(_statement("INDEX", name))
    kept = connection.execute("SELECT id, listener, name, format FROM listed_session").fetchall()
    connection.execute("DROP TABLE listed_session")
    connection.execute(_statement("TABLE", "listed_session"))
    connection.executemany("INSERT INTO listed_session (id, listener, name, format) VALUES (?, ?, ?, ?)", kept)


def _to_3(connection: sqlite3.Connection) -> None:
    """Listeners can be joined and parted, spellings can be taken out of a song."""
    for name in ("joined_listener", "joined_rows", "spelling_decision", "spelled_row"):
        connection.execute(_statement("TABLE", name))
    newest = connection.execute("SELECT ifnull(max(id), 0) FROM batch").fetchone()[0]
    connection.execute("INSERT INTO meta VALUES ('spelled_after', ?)", (str(newest),))


STEPS: Mapping[int, Step] = MappingProxyType({2: _to_2, 3: _to_3})
"""``{2: step}`` brings a library of version 1 to version 2."""


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copy a library while it is open, check the copy, and put it in place.

    Raises
    ------
    LibraryDamaged
        When the copy does not pass SQLite's own check; nothing is left at `target` then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            connection.backup(copy, pages=1024)
            if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise LibraryDamaged("The library is damaged, so no backup of it was made. It was kept as it is.")
            copy.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def migrate(
    connection: sqlite3.Connection, folder: Path, steps: Mapping[int, Step] = STEPS, version: int = database.VERSION
) -> None:
    """Bring an older library up to `version`; a library that is up to date is not written to.

    Parameters
    ----------
    steps : mapping of int to step
        What leads to each version.
    """
    have = connection.execute("PRAGMA user_version").fetchone()[0]
    if have >= version:
        return
    # One name per target version: repeated tries cannot push a good backup out.
    target = folder / "backups" / f"before-version-{version}.sqlite"
    if not target.exists():
        backup(connection, target)
    with database.durable(connection), database.transaction(connection, folder):
        for number in range(have + 1, version + 1):
            steps[number](connection)
        connection.execute(f"PRAGMA user_version = {version}")
