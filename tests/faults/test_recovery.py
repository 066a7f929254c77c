"""A damaged library is set aside, never deleted, and the newest good backup takes its place."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest, LibraryDamaged, LibraryError
from s2v_desktop.core.progress import Silent
from s2v_desktop.store import migrations, recovery
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.remove import remove_library
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.store.selections import Selections


def bring(library: Path, name: str, songs: range) -> None:
    """Import a table of songs."""
    lines = [f"Song {at},Band,{1_600_000_000 + 300 * at}" for at in songs]
    file = library.with_name(f"{name}.csv")
    file.write_text("\n".join(["title,artist,time", *lines]))
    import_files(library, ImportRequest(paths=(file,)), Silent())


def back_up(library: Path, name: str, age_s: int) -> Path:
    """Make a backup that is so old."""
    target = library / "backups" / f"{name}.sqlite"
    with Library.open(library) as opened:
        migrations.backup(opened.connection, target)
    os.utime(target, (1_700_000_000 - age_s, 1_700_000_000 - age_s))
    return target


def spoil(file: Path, first: int = 4_096) -> bytes:
    """Turn round bytes behind the first page; gives what the file holds now."""
    content = bytearray(file.read_bytes())
    for at in range(first, len(content), 41):
        content[at] ^= 0xFF
    file.write_bytes(content)
    return bytes(content)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Ten plays in a backup, ten more since then."""
    folder = tmp_path / "Library"
    bring(folder, "first", range(10))
    shutil.rmtree(folder / "backups")
    back_up(folder, "good", 100)
    bring(folder, "second", range(10, 20))
    for file in (folder / "backups").glob("after-import-*"):
        file.unlink()
    return folder


def test_the_newest_good_backup_takes_the_place_of_the_damaged_file(library: Path) -> None:
    spoil(back_up(library, "newer and damaged", 10))
    damaged = spoil(library / "library.sqlite")
    with pytest.raises(LibraryDamaged), Library.open(library) as opened:
        opened.info()
    found = recovery.recover(library, Silent())
    assert found.backup is not None
    assert (found.backup.file.name, found.backup.made_ms, found.plays) == ("good.sqlite", 1_699_999_900_000, 10)
    assert (found.kept / "library.sqlite").read_bytes() == damaged
    assert found.kept.parent == library / "damaged"
    with Library.open(library) as opened:
        assert opened.info().plays == 10
    assert doctor(library).problems == ()
    bring(library, "both", range(20))
    with Library.open(library) as opened:
        assert opened.info().plays == 20


def test_what_the_log_of_the_damaged_file_holds_is_kept_beside_it(library: Path) -> None:
    spoil(library / "library.sqlite", 0)
    (library / "library.sqlite-wal").write_bytes(b"the latest changes")
    kept = recovery.recover(library, Silent()).kept
    assert (kept / "library.sqlite-wal").read_bytes() == b"the latest changes"
    assert doctor(library).problems == ()


def test_no_song_gets_a_number_that_a_model_or_a_selection_knows(library: Path) -> None:
    place = library / "models" / "one"
    place.mkdir(parents=True)
    np.save(place / "songs.npy", np.arange(1, 21))
    np.save(place / "rare_songs.npy", np.array([31]))
    Selections(library).save("Mine", [44])
    spoil(library / "library.sqlite")
    recovery.recover(library, Silent())
    bring(library, "third", range(50, 52))
    with contextlib.closing(sqlite3.connect(library / "library.sqlite")) as connection:
        numbers = [row[0] for row in connection.execute("SELECT id FROM song ORDER BY id")]
    assert numbers == [*range(1, 11), 45, 46]


def test_a_catalogue_of_the_damaged_file_is_not_taken_for_that_of_the_backup(library: Path) -> None:
    spoil(library / "library.sqlite")
    recovery.recover(library, Silent())
    bring(library, "third", range(50, 51))
    with Library.open(library) as opened:
        assert opened.info().plays == 11
        assert opened.info().songs == 11


def test_without_a_good_backup_the_place_is_free(library: Path) -> None:
    spoil(library / "backups" / "good.sqlite")
    (library / "models" / "one").mkdir(parents=True)
    damaged = spoil(library / "library.sqlite")
    found = recovery.recover(library, Silent())
    assert (found.backup, found.plays) == (None, 0)
    assert (found.kept / "library.sqlite").read_bytes() == damaged
    assert (found.kept / "models" / "one").is_dir()
    assert not Library.exists(library)
    assert not (library / "models").exists()
    bring(library, "again", range(20))
    assert doctor(library).problems == ()


def test_a_whole_library_and_no_library_are_left_alone(library: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="whole"):
        recovery.recover(library, Silent())
    with pytest.raises(LibraryError, match="no library"):
        recovery.recover(tmp_path / "None", Silent())
    assert not (tmp_path / "None").exists()
    with Library.open(library) as opened:
        assert opened.info().plays == 20


def test_a_file_that_is_gone_comes_back_from_its_backup(library: Path) -> None:
    (library / "library.sqlite").unlink()
    assert recovery.recover(library, Silent()).plays == 10
    assert doctor(library).problems == ()


def test_only_backups_of_this_program_and_version_are_offered(library: Path) -> None:
    (library / "backups" / "notes.sqlite").write_text("Dear diary")
    newer = back_up(library, "newer", 5)
    with contextlib.closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert [one.file.name for one in recovery.backups(library)] == ["good.sqlite"]


def test_the_doctor_says_what_helps(library: Path) -> None:
    spoil(library / "library.sqlite")
    found = doctor(library)
    assert found.damaged
    assert found.problems[-1] == (
        "There is a backup of 2023-11-14. “s2v doctor --restore” puts it in place and keeps the damaged file."
    )
    (library / "backups" / "good.sqlite").unlink()
    assert "There is no backup" in doctor(library).problems[-1]


def test_a_library_that_is_deleted_leaves_no_damaged_file(library: Path) -> None:
    spoil(library / "library.sqlite")
    recovery.recover(library, Silent())
    remove_library(library, Silent())
    assert not library.exists()
