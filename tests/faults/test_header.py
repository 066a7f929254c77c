"""First bytes of a library's file that are damaged: told from other programs' files and newer ones, and repaired."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest, LibraryDamaged, LibraryError, LibraryTooNew
from s2v_desktop.core.progress import Silent
from s2v_desktop.store import database, header, recovery
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of twelve plays, without any backup."""
    folder, table = tmp_path / "Library", tmp_path / "plays.csv"
    table.write_text("artist,title,time\n" + "".join(f"A,T{at},2020-01-01 10:{at:02}:00\n" for at in range(12)))
    import_files(folder, ImportRequest((table,), time_zone="UTC"), Silent())
    shutil.rmtree(folder / "backups")
    return folder


def write(folder: Path, at: int, content: bytes) -> bytes:
    """Write over some of the library's file; gives what it holds now."""
    file = folder / database.FILE_NAME
    whole = bytearray(file.read_bytes())
    whole[at : at + len(content)] = content
    file.write_bytes(whole)
    return bytes(whole)


DAMAGES = {
    "zeros": (60, bytes(12)),
    "ones": (60, b"\xff" * 12),
    "id": (68, b"\x00\x00\x00\x01"),
    "version": (60, b"\xff\xff\xff\xfc"),
    "no version": (60, bytes(4)),
    "an older version": (60, b"\x00\x00\x00\x01"),
    "format": (44, b"\x55" * 4),
    "encoding": (56, b"\x00\x00\x00\x02"),
    "all of it": (0, b"\xa5" * 24),
    "what it is": (0, b"Dear diary, tod"),
}


@pytest.mark.parametrize("where", DAMAGES)
def test_a_file_of_which_only_the_first_bytes_are_damaged_loses_nothing(library: Path, where: str) -> None:
    before = fingerprint(library)
    damaged = write(library, *DAMAGES[where])
    with pytest.raises(LibraryDamaged), Library.open(library):
        pass
    assert (library / database.FILE_NAME).read_bytes() == damaged
    found = doctor(library)
    assert found.damaged
    assert "repairs them" in found.problems[-1]
    done = recovery.recover(library, Silent())
    assert (done.mended, done.plays) == (True, 12)
    assert (done.kept / database.FILE_NAME).read_bytes() == damaged
    assert fingerprint(library) == before
    assert doctor(library).problems == ()


def test_changes_that_only_the_log_holds_are_not_lost(library: Path) -> None:
    file = library / database.FILE_NAME
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("INSERT INTO playlist VALUES (7, 'Mine', '[]', 0)")
        log = file.with_name(f"{file.name}-wal").read_bytes()
    file.with_name(f"{file.name}-wal").write_bytes(log)
    write(library, 60, bytes(12))
    assert recovery.recover(library, Silent()).mended
    with Library.open(library) as opened:
        assert opened.connection.execute("SELECT name FROM playlist").fetchall() == [("Mine",)]


def test_first_bytes_are_not_repaired_where_more_is_damaged(library: Path) -> None:
    whole = bytearray(write(library, 60, bytes(12)))
    whole[8_192::41] = b"\xff" * len(whole[8_192::41])
    (library / database.FILE_NAME).write_bytes(whole)
    done = recovery.recover(library, Silent())
    assert (done.mended, done.backup, done.plays) == (False, None, 0)
    assert (done.kept / database.FILE_NAME).read_bytes() == whole
    assert not Library.exists(library)


def test_a_file_that_never_was_ours_is_left_alone(library: Path) -> None:
    file = library / database.FILE_NAME
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE song (a)")
        other.commit()
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="another program") as refused:
        recovery.recover(library, Silent())
    assert not isinstance(refused.value, LibraryDamaged)
    assert not doctor(library).damaged
    assert file.read_bytes() == before


@pytest.mark.parametrize("number", [header.VERSION + 1, 999])
def test_a_newer_version_is_not_damaged(library: Path, number: int) -> None:
    before = write(library, 60, number.to_bytes(4, "big"))
    with pytest.raises(LibraryTooNew):
        recovery.recover(library, Silent())
    assert (library / database.FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("what", ["open", "look"])
def test_a_file_that_may_not_be_read_is_not_damaged(library: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **words: object) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        if what == "open":
            patch.setattr("builtins.open", refuse)
        else:
            patch.setattr(Path, "stat", refuse)
            patch.setattr(os, "stat", refuse)
        for use in (lambda: Library.open(library), lambda: recovery.damage(library)):
            with pytest.raises(LibraryError, match="cannot be read") as refused:
                use()
            assert not isinstance(refused.value, LibraryDamaged)
    with pytest.raises(BadRequest, match="whole"):
        recovery.recover(library, Silent())
