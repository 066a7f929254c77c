"""Older libraries open after a backup, newer ones are refused untouched. Real old files join with each release."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from s2v_desktop.core.errors import LibraryTooNew
from s2v_desktop.store import database, migrations
from s2v_desktop.store.check import doctor
from s2v_desktop.store.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "Library"
    Library.create(folder).close()
    return folder


def digest(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir() if one.is_file()}


def test_a_newer_library_is_refused_untouched(library: Path) -> None:
    with contextlib.closing(sqlite3.connect(library / database.FILE_NAME, isolation_level=None)) as newer:
        newer.execute(f"PRAGMA user_version = {database.VERSION + 1}")
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = digest(library)
    with pytest.raises(LibraryTooNew, match="newer version"):
        Library.open(library, create=True)
    assert digest(library) == before


def add_mood(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE song ADD COLUMN mood TEXT")


def fail(connection: sqlite3.Connection) -> None:
    add_mood(connection)
    raise RuntimeError("half-way")


def columns(library: Path) -> list[str]:
    with Library.open(library) as opened:
        return [row[1] for row in opened.connection.execute("PRAGMA table_info(song)")]


def test_a_step_is_taken_whole_and_a_backup_is_kept(library: Path) -> None:
    next_version = database.VERSION + 1
    with contextlib.closing(database.connect(library)) as connection, pytest.raises(RuntimeError):
        migrations.migrate(connection, library, {next_version: fail}, next_version)
    assert "mood" not in columns(library)
    with contextlib.closing(database.connect(library)) as connection:
        migrations.migrate(connection, library, {next_version: add_mood}, next_version)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == next_version
    backup = library / "backups" / f"before-version-{next_version}.sqlite"
    with contextlib.closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == database.VERSION


@pytest.mark.parametrize("old", sorted(Path(__file__).parent.glob("version-*")), ids=lambda one: one.name)
def test_an_old_library_opens_whole_and_its_imports_can_be_undone(tmp_path: Path, old: Path) -> None:
    folder = tmp_path / "Library"
    shutil.copytree(old, folder)
    with Library.open(folder) as opened:
        assert opened.connection.execute("PRAGMA user_version").fetchone()[0] == database.VERSION
        assert opened.info().plays == 26
        assert doctor(folder).problems == ()
        for batch in opened.batches():
            opened.undo(batch.number)
        assert opened.info().plays == 0
        assert opened.connection.execute("SELECT count(*) FROM listed_session").fetchone()[0] == 0
