"""The import doctor: what it says, when it stops to ask, and what it remembers."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.errors import WrongPackage
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


SPOTIFY = {
    "Account Data/Userdata.json": '{"username": "account-4712", "email": "nobody@example.org"}',
    "Account Data/Follow.json": '{"userIsFollowing": ["x"], "userIsFollowedBy": []}',
    "Account Data/DuoNewFamily.json": '{"address": "nowhere"}',
    "Account Data/Read_Me_First.pdf": "%PDF-1.4",
}
TAKEOUT = {
    "Takeout/YouTube/comments.csv": "Comment ID,Channel ID,Text\n1,2,x\n",
    "Takeout/YouTube/playlists.csv": "Playlist ID,Playlist Visibility,Title\nPL,Private,Mine\n",
    "Takeout/YouTube/lives.csv": "Some,Other,Table\n1,2,3\n",
    "Takeout/archive_browser.html": "<!DOCTYPE html><html></html>",
}
APPLE = {
    "Apple_Media_Services/Apple Music Activity/Apple Music - Favorites.csv": "Favorite Type,Item Reference\nSONG,1\n",
    "Apple_Media_Services/Apple Music Activity/Identifiers.json": '[{"Identifier": "1", "Title": "Paper Lanterns"}]',
    "Apple_Media_Services/Stores Activity/History.csv": "Item Purchased Date,Content Type,Item\n2024-01-01,x,1\n",
}
LIST = """{"playlists": [{"name": "P", "lastModifiedDate": "2024-03-01", "items": [
    {"track": {"trackName": "Paper Lanterns", "artistName": "Trio", "albumName": "", "trackUri": "spotify:track:1"},
     "addedDate": "2024-03-01"}]}]}"""
HISTORY = """[{"endTime": "2024-03-09 21:17", "artistName": "Trio", "trackName": "Lanterns", "msPlayed": 214000}]"""


def packed(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (SPOTIFY, "Spotify's account data, without a streaming history. Ask Spotify .* “Extended streaming history”"),
        (TAKEOUT, "a Google Takeout, without a history of YouTube .* choose only the history, and JSON"),
        (APPLE, "Apple's media download, without Play Activity. Ask Apple .* “Apple Media Services information”"),
    ],
    ids=["Spotify", "Google", "Apple"],
)
@pytest.mark.parametrize("folder", [False, True])
def test_the_wrong_package_says_what_it_is_and_what_to_request(
    tmp_path: Path, library: Path, members: dict[str, str], words: str, folder: bool
) -> None:
    chosen = packed(tmp_path / "x.bin", members)
    if folder:
        with zipfile.ZipFile(chosen) as archive:
            archive.extractall(tmp_path / "unpacked")
        chosen = tmp_path / "unpacked"
        if "Apple" in words:
            chosen /= "Apple_Media_Services"
    report = run(library, [chosen], ask=True)
    assert asks(report) == ["refused"]
    assert report.examination is not None
    ((what, advice),) = report.examination["lacking"]
    assert re.search(words, f"{what} {advice}")
    assert len(report.examination["refused"]) == len(members)
    assert "account-4712" not in str(report)
    with pytest.raises(WrongPackage, match=words.partition(". ")[0]):
        run(library, [chosen])
    assert not Library.exists(library)


def test_what_lies_beside_a_history_needs_no_question_and_one_sentence(tmp_path: Path, library: Path) -> None:
    report = run(library, [packed(tmp_path / "a.zip", {**SPOTIFY, "History.json": HISTORY})], ask=True)
    assert (asks(report), report.plays) == ([], 1)
    assert [one for one in report.warnings if "Userdata" in one] == [
        "4 files in “a.zip” are not what you played and were left out: Userdata.json, Follow.json, DuoNewFamily.json "
        "and 1 more."
    ]


def test_playlists_alone_are_imported_with_a_word_about_the_history(tmp_path: Path, library: Path) -> None:
    lists = packed(tmp_path / "a.zip", {**SPOTIFY, "Playlist1.json": LIST})
    report = run(library, [lists], ask=True)
    assert asks(report) == ["refused"]
    assert report.examination is not None
    assert len(report.examination["lacking"]) == 1
    history = packed(tmp_path / "b.zip", {"x.json": HISTORY})
    both = run(library, [lists, history], ask=True)  # what one download lacks is in the other
    assert both.examination is not None
    assert (asks(both), both.examination["lacking"], both.plays) == ([], [], 2)


def test_a_damaged_part_of_a_known_download_is_never_passed_over(tmp_path: Path, library: Path) -> None:
    members = {**SPOTIFY, "x.json": HISTORY, "packed.rar": "Rar!"}
    report = run(library, [packed(tmp_path / "a.zip", members)], ask=True)
    assert asks(report) == ["refused"]
    assert any("packed.rar is packed with RAR" in one for one in report.warnings)
