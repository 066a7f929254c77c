"""What goes out comes back: playlists with their ids, plays that can be imported again, sessions in order."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.store import exports, playlists
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest
from tests import two_groups


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_groups.make_library(tmp_path / "Library")


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


def numbers(folder: Path, *labels: str) -> list[int]:
    catalogue = Catalogue.open(folder)
    return [int(catalogue.songs[catalogue.find(label)]) for label in labels]


def test_a_playlist_goes_out_with_its_ids_and_comes_back(folder: Path, tmp_path: Path) -> None:
    songs = numbers(folder, "Ash - Leaf 1", "Birch - Leaf 2", "Ash - Leaf 1")
    out = exports.write_playlist(folder, songs, "Mine", "csv", tmp_path / "new" / "mine.csv")
    rows = table(out)
    assert [row["Track URI"] for row in rows] == [f"spotify:track:{two_groups.SPOTIFY}", "", rows[0]["Track URI"]]
    back = playlists.read_file(Catalogue.open(folder), out)
    assert back.songs == tuple(songs)
    assert back.unmatched == ()


def test_vanished_songs_are_left_out(folder: Path, tmp_path: Path) -> None:
    songs = [*numbers(folder, "Moss - Bridge"), 123456]
    out = exports.write_playlist(folder, songs, "x", "text", tmp_path / "x.txt")
    assert out.read_text(encoding="utf-8") == "Moss - Bridge\n"


def test_exported_plays_can_be_imported_and_are_the_same(folder: Path, tmp_path: Path) -> None:
    out = exports.write_plays(folder, "csv", tmp_path / "plays.csv")
    again = tmp_path / "Again"
    report = import_files(again, ImportRequest(paths=(out,), time_zone="UTC"), Silent())
    assert report.plays == two_groups.SESSIONS * two_groups.LENGTH
    with Library.open(folder) as old, Library.open(again) as new:
        assert {**old.info().to_json(), "models": 0} == new.info().to_json()


def test_plays_of_one_listener_as_json_lines(folder: Path, tmp_path: Path) -> None:
    out = exports.write_plays(folder, "jsonl", tmp_path / "plays.jsonl", listener="Bob")
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == two_groups.SESSIONS * two_groups.LENGTH // 2
    assert {row["listener"] for row in rows} == {"Bob"}
    assert rows[0]["time"] == "2020-01-02T00:00:00Z"
    assert rows[0]["counted"] is True


def test_sessions_come_out_in_order(folder: Path, tmp_path: Path) -> None:
    out = exports.write_sessions(folder, "csv", tmp_path / "sessions.csv", listener="Ann")
    rows = table(out)
    assert len(rows) == 60
    assert [row["title"] for row in rows[:6]] == [f"Leaf {n}" for n in range(1, 7)]
    assert [int(row["place"]) for row in rows[:7]] == [1, 2, 3, 4, 5, 6, 1]
    assert [row["session"] for row in rows[::6]] == [str(n) for n in range(1, 11)]


def test_a_title_is_no_formula_and_comes_back_as_it_was(tmp_path: Path) -> None:
    history = tmp_path / "h.csv"
    history.write_text(
        "artist,title,time\n" + "".join(f"'@home,'=SUM(A{n % 3}),2020-01-01T10:0{n}:00Z\n" for n in range(6)),
        encoding="utf-8",
    )
    folder = tmp_path / "Library"
    import_files(folder, ImportRequest(paths=(history,), time_zone="UTC"), Silent())
    assert Catalogue.open(folder).artist(0) == "@home"
    out = exports.write_plays(folder, "csv", tmp_path / "plays.csv")
    assert "'=SUM(A0)" in out.read_text(encoding="utf-8")
    jsonl = exports.write_plays(folder, "jsonl", tmp_path / "plays.jsonl")
    assert json.loads(jsonl.read_text(encoding="utf-8").splitlines()[0])["title"] == "=SUM(A0)"


def test_a_failed_export_leaves_the_old_file(folder: Path, tmp_path: Path) -> None:
    class Impatient(Silent):
        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            raise Cancelled

    place = tmp_path / "out"
    place.mkdir()
    (place / "plays.csv").write_text("old", encoding="utf-8")
    with pytest.raises(Cancelled):
        exports.write_plays(folder, "csv", place / "plays.csv", monitor=Impatient())
    with pytest.raises(BadRequest, match="Nobody"):
        exports.write_plays(folder, "csv", place / "plays.csv", listener="Zoe")
    with pytest.raises(BadRequest, match="csv, jsonl"):
        exports.write_sessions(folder, "xml", place / "plays.csv")
    assert [one.name for one in place.iterdir()] == ["plays.csv"]
    assert (place / "plays.csv").read_text(encoding="utf-8") == "old"
    with pytest.raises(exports.CannotWrite, match="Nothing was changed"):
        exports.write_playlist(folder, [1], "x", "text", place / "plays.csv" / "deeper.txt")
