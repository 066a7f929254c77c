"""Files that are no library of ours are refused with a sentence and not touched; errors of the disk undo everything."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from s2v_desktop.core.errors import DiskFull, LibraryBusy, LibraryDamaged, LibraryError, S2VError
from s2v_desktop.core.progress import Silent
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "Library"
    Library.create(folder).close()
    return folder


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def foreign(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE t (a)")
        other.commit()


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for at in range(100, len(content), 97):
        content[at] ^= 0xFF
    file.write_bytes(content)


WRONG: list[tuple[Callable[[Path], object], type[S2VError]]] = [
    (lambda file: file.write_bytes(b""), LibraryDamaged),
    (lambda file: file.write_bytes(b"Dear diary"), LibraryDamaged),
    (lambda file: file.write_bytes(b"\0" * 5000), LibraryDamaged),
    (damaged, LibraryDamaged),
]


def test_what_a_library_that_is_gone_left_is_not_taken_for_the_new_one(library: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(library / "library.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("INSERT INTO meta (name, value) VALUES ('q', ?)", ("z" * 9000,))
        left = (library / "library.sqlite-wal").read_bytes()
    new, table = tmp_path / "New", tmp_path / "plays.csv"
    new.mkdir()
    (new / "library.sqlite-wal").write_bytes(left)
    table.write_text("artist,title,time\n" + "".join(f"A,T{at},2020-01-01 10:{at:02}:00\n" for at in range(40)))
    assert import_files(new, ImportRequest((table,), listener="", time_zone="UTC"), Silent()).plays == 40
    assert doctor(new).problems == ()
    assert [file.read_bytes() for file in new.glob("library.sqlite-wal.*.old")] == [left]


@pytest.mark.parametrize(("spoil", "error"), WRONG)
def test_a_spoiled_file_is_refused_and_kept(
    library: Path, spoil: Callable[[Path], object], error: type[S2VError]
) -> None:
    file = library / "library.sqlite"
    spoil(file)
    before = digest(file)
    with pytest.raises(error):
        Library.open(library).close()
    assert digest(file) == before
    assert not doctor(library).ok


def test_another_programs_file_is_refused_and_kept(library: Path) -> None:
    file = library / "library.sqlite"
    file.unlink()
    foreign(file)
    before = digest(file)
    with pytest.raises(LibraryError, match="another program"):
        Library.open(library, create=True)
    assert digest(file) == before


def test_a_folder_or_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a" / "library.sqlite").mkdir(parents=True)
    (tmp_path / "b").write_text("x")
    for name in ("a", "b"):
        with pytest.raises(LibraryError):
            Library.open(tmp_path / name, create=True)
    with pytest.raises(LibraryError, match="no library"):
        Library.open(tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_trigger_in_the_file_is_not_run(library: Path) -> None:
    with contextlib.closing(sqlite3.connect(library / "library.sqlite")) as other:
        other.execute("CREATE TRIGGER evil AFTER INSERT ON batch BEGIN DELETE FROM play; END")
        other.commit()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(library)


def test_a_full_disk_undoes_everything(library: Path) -> None:
    with Library.open(library) as opened:
        pages = opened.connection.execute("PRAGMA page_count").fetchone()[0]
        opened.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(DiskFull, match="as it was"), opened.writing() as connection:
            connection.executemany("INSERT INTO listener (name) VALUES (?)", [(f"{i:0900d}",) for i in range(100)])
        assert opened.connection.execute("SELECT count(*) FROM listener").fetchone()[0] == 0
    assert doctor(library).ok


def test_a_busy_library_says_so(library: Path) -> None:
    with Library.open(library) as one, Library.open(library, wait_s=0.01) as other:
        with one.writing(), pytest.raises(LibraryBusy), other.writing():
            pytest.fail("two writers at once")
        with other.writing() as connection:
            connection.execute("INSERT INTO listener (name) VALUES ('Ann')")


def test_doctor_notices_a_catalogue_that_is_missing_or_cut(tmp_path: Path) -> None:
    library, file = tmp_path / "Library", tmp_path / "plays.csv"
    lines = [f"Song {i % 5},Band,{1_600_000_000 + 300 * i}" for i in range(30)]
    file.write_text("\n".join(["title,artist,time", *lines]))
    import_files(library, ImportRequest(paths=(file,)), Silent())
    assert doctor(library).ok
    (place,) = (library / "catalogue").iterdir()
    for inner in sorted(place.iterdir()):
        if inner.name in ("eras.json", "main_listener.npy", "part_of_day.npy", "skip_rate.npy"):
            continue  # without these only a colour of the map is missing
        content = inner.read_bytes()
        inner.write_bytes(content[: len(content) * 2 // 3])
        assert not doctor(library).ok, inner.name
        inner.unlink()
        assert not doctor(library).ok, inner.name
        inner.write_bytes(content)
    assert doctor(library).ok
    shutil.rmtree(library / "catalogue")
    assert "catalogue is missing" in doctor(library).problems[0]
    with Library.open(library) as opened:
        assert opened.info().plays == 30
    assert doctor(library).ok


def test_doctor_notices_what_is_not_as_it_should_be(library: Path) -> None:
    assert doctor(library).ok
    with contextlib.closing(sqlite3.connect(library / "library.sqlite")) as other:
        other.execute("CREATE TABLE extra (a)")
        other.execute("INSERT INTO batch VALUES (1, 0, 5, 1, 1, '{}', '[]')")
        other.commit()
    assert "extra" in doctor(library).problems[0]
    with contextlib.closing(sqlite3.connect(library / "library.sqlite")) as other:
        other.execute("DROP TABLE extra")
        other.commit()
    assert doctor(library).problems == ("The figures of batch 1 do not add up.",)
