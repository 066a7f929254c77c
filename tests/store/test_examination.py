"""The import doctor: what it says, when it stops to ask, and what it remembers."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Row, SkippedRow
from s2v_desktop.store.importer import ImportReport, ImportRequest, import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.mappings import Told
from s2v_desktop.store.report import TableAnswer

Import = Callable[..., ImportReport]
Make = Callable[..., list[Row]]
STRANGE = ("wat", "who", "stamp")


def table(path: Path, header: Sequence[str] = STRANGE, first: int = 0) -> Path:
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([f"Tune {i}", "Band", 1_600_000_000 + i * 300] for i in range(first, first + 10))
    return path


def run(library: Path, paths: list[Path], **request: Any) -> ImportReport:
    return import_files(library, ImportRequest(paths=paths, **request), Silent())


def asks(report: ImportReport) -> list[str]:
    assert report.examination is not None
    return [one["kind"] for one in report.examination["asks"]]


ANSWER = TableAnswer(STRANGE, Told({"title": ("wat",), "artist": ("who",), "time": ("stamp",)}))


def test_nothing_to_decide_means_it_is_stored_at_once(bring: Import, library: Path, make_plays: Make) -> None:
    report = bring([*make_plays(6), SkippedRow(9, "bad-time", "Band | Song | never")], ask=True)
    assert report.batch == 1
    assert report.examination is not None
    (file,) = report.examination["files"]
    assert (file["plays"], file["skipped"]) == (6, {"bad-time": 1})
    assert file["examples"] == {"bad-time": [[9, "Band | Song | never"]]}
    assert (file["service"], file["how"], file["listener"]) == ("Rehearsed", "said so", "Me")
    assert file["last_ms"] - file["first_ms"] == 5 * 240_000
    assert report.examination["listeners"] == [["Me", 6]]


def test_it_stops_and_stores_nothing_when_something_has_to_be_decided(
    bring: Import, library: Path, make_plays: Make
) -> None:
    rows = [*make_plays(3, ids="private:1"), *make_plays(4, first=9, listener="Ann")]
    report = bring({"good": rows, "bad": None}, ask=True)
    assert asks(report) == ["private", "listeners", "refused"]
    assert report.batch is None
    assert not Library.exists(library)
    assert bring(rows).plays == 7


def test_a_strange_table_is_asked_about_once_and_remembered(tmp_path: Path, library: Path) -> None:
    paths = [table(tmp_path / "a.csv"), table(tmp_path / "b.csv", first=5)]
    report = run(library, paths, ask=True)
    assert asks(report) == ["mapping"]
    assert report.examination is not None
    assert report.examination["asks"][0]["header"] == list(STRANGE)
    told = run(library, paths, ask=True, tables=(ANSWER,))
    assert (told.plays, told.duplicates) == (15, 5)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(table(tmp_path / "c.csv", ("WAT", "Who ", "stamp"), first=40), "deep/c.csv")
    again = run(library, [tmp_path / "c.zip"], ask=True)
    assert asks(again) == []
    assert again.plays == 10


def test_a_text_that_is_no_table_is_refused_and_not_asked_about(tmp_path: Path, library: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello\n", encoding="utf-8")
    known = table(tmp_path / "known.csv", ("title", "artist", "time"))
    report = run(
        library,
        [known, tmp_path / "notes.txt"],
        ask=True,
        tables=(
            TableAnswer(
                ("title", "artist", "time"), Told({"title": ("title",), "artist": ("artist",), "time": ("time",)})
            ),
        ),
    )
    assert asks(report) == ["refused"]


def test_a_mapping_told_at_the_command_line_is_remembered_too(tmp_path: Path, library: Path) -> None:
    run(library, [table(tmp_path / "a.csv")], mapping=ANSWER.told.columns)
    assert run(library, [table(tmp_path / "b.csv", first=40)]).plays == 10


def test_a_table_inside_a_zip_is_asked_about(tmp_path: Path, library: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(table(tmp_path / "c.csv"), "deep/c.csv")
    report = run(library, [tmp_path / "c.zip"], ask=True)
    assert report.examination is not None
    (question,) = report.examination["asks"]
    assert (question["kind"], question["member"]) == ("mapping", "deep/c.csv")


@pytest.mark.parametrize("header", [("Title", "Price", "Date"), ("Title", "Bought by", "Price")])
@pytest.mark.parametrize("ask", [True, False])
def test_a_table_of_titles_in_a_download_is_named_and_one_chosen_by_hand_is_asked_about(
    tmp_path: Path, library: Path, header: tuple[str, ...], ask: bool
) -> None:
    shop = table(tmp_path / "shop.csv", header)
    plays = table(tmp_path / "h.csv", ("title", "artist", "time"), first=40)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(shop, "shop.csv")
        archive.write(plays, "h.csv")
    (folder := tmp_path / "folder").mkdir()
    shop.rename(folder / "shop.csv")
    known = TableAnswer(("title", "artist", "time"), Told({"title": ("title",), "artist": ("artist",)}))
    for place in (tmp_path / "c.zip", folder):
        (folder / "h.csv").write_bytes(plays.read_bytes())
        report = run(library, [place], ask=ask, tables=(known,), dry_run=True)
        assert [file.format for file in report.files] == ["table"]
        assert report.plays == 10
        assert sum("shop.csv is a table in what you chose, but no listening history" in one
                   for one in report.warnings) == 1  # fmt: skip
    assert asks(run(library, [folder / "shop.csv"], ask=True)) == ["mapping"]


def test_an_unknown_word_for_private_or_shift_is_refused(bring: Import, make_plays: Make) -> None:
    for values in ({"private": "maybe"}, {"shift": "noon"}, {"shift": "40"}):
        with pytest.raises(Exception, match="Nothing was imported"):
            bring(make_plays(3), set_values=values)
