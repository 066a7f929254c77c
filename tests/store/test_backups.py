"""Copies of the library made after imports: when, how many, never a damaged one, never what was taken out."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs.inline import run
from s2v_desktop.store import backups, migrations, recovery
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.remove import remove_library
from s2v_desktop.store.report import ImportRequest

DAY_S = 86_400


def bring(library: Path, songs: range, listener: str = "Me") -> None:
    """Import a table of songs."""
    file = library.with_name("plays.csv")
    lines = [f"Song {at},Band,{1_600_000_000 + 300 * at}" for at in songs]
    file.write_text("\n".join(["title,artist,time", *lines]))
    import_files(library, ImportRequest(paths=(file,), listener=listener), Silent())


def copies(library: Path) -> list[Path]:
    return sorted((library / "backups").glob("*"))


def age(file: Path, seconds: float) -> None:
    when = time.time() - seconds
    os.utime(file, (when, when))


def plays(file: Path) -> int:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM play").fetchone()[0])


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "Library"
    bring(folder, range(10))
    return folder


def test_an_import_leaves_a_copy_that_recovers_a_damaged_library(library: Path) -> None:
    (copy,) = copies(library)
    assert plays(copy) == 10
    (library / "library.sqlite").write_bytes(b"\xff" * 9_000)
    assert recovery.recover(library, Silent()).plays == 10


def test_one_copy_a_day_and_two_at_most(library: Path) -> None:
    (first,) = copies(library)
    bring(library, range(10, 12))
    assert copies(library) == [first]
    first = first.rename(first.with_name("after-import-20200101-000000.sqlite"))
    age(first, 2 * DAY_S)
    bring(library, range(12, 14))
    assert [plays(one) for one in copies(library)] == [10, 14]
    second = copies(library)[1].rename(first.with_name("after-import-20200102-000000.sqlite"))
    age(second, DAY_S + 60)
    other = library / "backups" / "before-version-3.sqlite"
    shutil.copyfile(second, other)
    bring(library, range(14, 16))
    assert sorted(plays(one) for one in copies(library)) == [14, 14, 16]
    assert other.exists()
    assert not first.exists()


def test_a_library_that_grew_much_is_copied_again_the_same_day(library: Path) -> None:
    bring(library, range(10, 3_000))
    assert max(plays(one) for one in copies(library)) == 3_000


def test_a_copy_of_a_clock_that_was_ahead_does_not_end_the_copies(library: Path) -> None:
    age(copies(library)[0].rename(library / "backups" / "after-import-20990101-000000.sqlite"), -DAY_S)
    bring(library, range(10, 12))
    assert len(copies(library)) == 2


def test_an_import_that_adds_nothing_makes_no_copy(library: Path) -> None:
    shutil.rmtree(library / "backups")
    bring(library, range(10))
    assert copies(library) == []


@pytest.mark.parametrize("why", ["large", "full"])
def test_no_copy_of_a_large_library_or_on_a_full_disk(library: Path, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(library / "backups")
    if why == "large":
        monkeypatch.setattr(backups, "LARGEST", 1_000)
    else:
        monkeypatch.setattr(backups, "_SPARE", 1 << 60)
    bring(library, range(10, 20))
    assert copies(library) == []


def test_a_damaged_library_pushes_no_good_copy_out(library: Path, caplog: pytest.LogCaptureFixture) -> None:
    (good,) = copies(library)
    age(good, 2 * DAY_S)
    content = good.read_bytes()
    with Library.open(library) as opened:
        opened.connection.execute("PRAGMA cell_size_check = OFF")
        file = library / "library.sqlite"
        root = opened.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'song_artist'").fetchone()[0]
        whole = bytearray(file.read_bytes())
        whole[4_096 * root - 200 : 4_096 * root] = b"\x55" * 200
        file.write_bytes(whole)
        assert backups.after_import(opened) is None
    assert "no backup was made" in caplog.text
    assert [one.read_bytes() for one in copies(library)] == [content]
    assert not list((library / "tmp").glob("*"))


@pytest.mark.parametrize("what", ["remove", "pseudonymise"])
def test_what_is_taken_out_for_good_is_in_no_copy_either(library: Path, what: str) -> None:
    bring(library, range(50, 60), "Somebody Known")
    with Library.open(library) as opened:
        (number,) = opened.connection.execute("SELECT id FROM listener WHERE name LIKE 'Some%'").fetchone()
        shutil.rmtree(library / "backups")
        backups.after_import(opened)
    shutil.copyfile(copies(library)[0], library / "backups" / "before-version-3.sqlite")
    spec = {"library": str(library), "do": what, "listeners": [number]}
    run("listeners", spec, Silent())
    (copy,) = copies(library)
    assert plays(copy) == (10 if what == "remove" else 20)
    assert b"Somebody Known" not in copy.read_bytes()


def taken_out(library: Path) -> None:
    """Take somebody out, as another program may."""
    with Library.open(library) as opened:
        (number,) = opened.connection.execute("SELECT id FROM listener WHERE name = 'Somebody Known'").fetchone()
    run("listeners", {"library": str(library), "do": "remove", "listeners": [number]}, Silent())


def test_who_is_taken_out_while_the_library_is_copied_is_in_no_copy(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bring(library, range(50, 60), "Somebody Known")
    shutil.rmtree(library / "backups")
    real = migrations.backup

    def slow(connection: sqlite3.Connection, target: Path) -> None:
        real(connection, target)
        monkeypatch.setattr(migrations, "backup", real)
        taken_out(library)

    monkeypatch.setattr(migrations, "backup", slow)
    with Library.open(library) as opened:
        assert backups.after_import(opened) is None
    assert "no backup was made" in caplog.text
    assert copies(library) == []


def test_copies_go_before_it_is_kept_that_somebody_is_taken_out(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Whatever ends the program in between: no copy holds what the library does not."""
    bring(library, range(50, 60), "Somebody Known")
    real, seen = backups.overwrite, []

    def look(file: Path) -> None:
        seen.append(plays(library / "library.sqlite"))
        real(file)

    monkeypatch.setattr(backups, "overwrite", look)
    taken_out(library)
    assert set(seen) == {20}
    assert plays(library / "library.sqlite") == 10


def test_nobody_is_taken_out_while_a_copy_cannot_be_deleted(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(library, range(50, 60), "Somebody Known")

    def refuse(_: Path) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr(backups, "overwrite", refuse)
    with pytest.raises(LibraryError, match="Nothing else was changed"):
        taken_out(library)
    assert plays(library / "library.sqlite") == 20


def test_a_library_that_is_deleted_takes_damaged_copies_along(library: Path) -> None:
    copies(library)[0].write_bytes(b"no database at all" * 500)
    remove_library(library, Silent())
    assert not library.exists()
