"""Merging and parting songs, renaming and removing listeners, and removing a whole library."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Row, SkippedRow
from s2v_desktop.jobs.tasks import listeners as listener_job
from s2v_desktop.jobs.tasks import merge as merge_job
from s2v_desktop.jobs.tasks import remove_library as remove_job
from s2v_desktop.store import reports
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library
from s2v_desktop.store.selections import Selections

Import = Callable[..., ImportReport]
Make = Callable[..., list[Row]]
START = 1_600_000_000_000


def titled(*titles: str) -> list[Row]:
    return [Row(i, title, "Nordlicht Trio", start_ms=START + i * 300_000) for i, title in enumerate(titles, 1)]


def do(task: Callable[..., dict[str, Any]], library: Path, **spec: Any) -> dict[str, Any]:
    return task({"library": str(library), **spec}, Silent(), library / "tmp")


def songs(library: Path) -> int:
    with Library.open(library) as opened:
        return opened.info().songs


def test_merged_songs_are_one_until_it_is_taken_back(bring: Import, library: Path) -> None:
    bring(titled("Paper Lanterns", "Paper Lanterns", "Paper Lantarns", "Slow Weather"))
    mark, (found,) = fingerprint(library), do(merge_job.suggest, library)["suggestions"]
    assert found["names"] == ["Nordlicht Trio - Paper Lantarns", "Nordlicht Trio - Paper Lanterns"]
    answer = do(merge_job.run, library, merge=[[found["song"], found["other"]]])
    assert (answer["songs"], songs(library)) == (2, 2)
    catalogue = Catalogue.open(library)
    both = catalogue.index_of(np.array([found["song"], found["other"]]))
    assert both[0] == both[1] >= 0
    assert catalogue.plays[both[0]] == 3
    assert do(merge_job.suggest, library)["merged"][0]["song"] == found["song"]
    do(merge_job.run, library, restore=answer["before"])
    assert songs(library) == 3
    assert fingerprint(library) == mark


def test_a_decision_outlives_an_undo_and_holds_for_the_next_file(bring: Import, library: Path) -> None:
    batch = bring(titled("Paper Lanterns", "Paper Lantarns")).batch
    do(merge_job.run, library, merge=[[2, 1]])
    assert batch is not None
    with Library.open(library) as opened:
        opened.undo(batch)
    bring(titled("Paper Lanterns", "Paper Lantarns"))
    assert songs(library) == 1
    again = bring([one._replace(title="Paper Lanterns") for one in titled("x", "y")])
    assert (again.plays, again.duplicates) == (0, 2)


def test_a_chain_of_merges_ends_at_one_song_and_can_be_split(bring: Import, library: Path) -> None:
    bring(titled("One", "Two", "Three"))
    do(merge_job.run, library, merge=[[1, 2]])
    do(merge_job.run, library, merge=[[2, 3]])
    assert songs(library) == 1
    with Library.open(library) as opened:
        assert opened.connection.execute("SELECT merged_into FROM song ORDER BY id").fetchall() == [(3,), (3,), (None,)]
    do(merge_job.run, library, split=[1])
    assert songs(library) == 2
    with pytest.raises(BadRequest, match="not merged"):
        do(merge_job.run, library, split=[1])


def test_what_is_kept_apart_is_not_proposed_again(bring: Import, library: Path) -> None:
    bring(titled("Paper Lanterns", "Paper Lantarns"))
    do(merge_job.run, library, apart=[[2, 1]])
    assert do(merge_job.suggest, library)["suggestions"] == []


def test_songs_with_one_recording_id_are_proposed(bring: Import, library: Path) -> None:
    rows = [Row(1, "Laternen", "Trio", start_ms=START, ids="isrc:NLA121300001"),
            Row(2, "Lanterns", "Trio", start_ms=START + 300_000, ids="isrc:NLA121300001 spotify:1")]  # fmt: skip
    bring(rows)
    (found,) = do(merge_job.suggest, library)["suggestions"]
    assert found["same_id"]


def two_services(times: int = 4) -> dict[str, list[Row]]:
    """One listening of a song that Last.fm writes in other letters, and of one both write alike."""
    told: dict[str, list[Row]] = {"spotify-extended@1": [], "lastfm-ghan-csv@1": []}
    for i in range(times):
        at = START + i * 900_000
        told["spotify-extended@1"] += [
            Row(2 * i + 1, "Бумажные фонари", "Трио", start_ms=at, end_ms=at + 200_000, ms_played=200_000),
            Row(2 * i + 2, "Slow Weather", "Trio", start_ms=at + 300_000, end_ms=at + 500_000, ms_played=200_000),
        ]
        told["lastfm-ghan-csv@1"] += [Row(2 * i + 1, "Bumazhnye fonari", "Trio", start_ms=at + 2_000),
                                      Row(2 * i + 2, "Slow Weather", "Trio", start_ms=at + 301_000)]  # fmt: skip
    return told


def test_one_song_in_the_letters_of_two_services_is_proposed_and_never_merged(bring: Import, library: Path) -> None:
    report = bring(two_services())
    assert (report.plays, report.duplicates, songs(library)) == (12, 4, 3)
    (found,) = do(merge_job.suggest, library)["suggestions"]
    assert set(found["names"]) == {"Трио - Бумажные фонари", "Trio - Bumazhnye fonari"}
    assert found["together"] == 4


def names(library: Path) -> list[str]:
    return [one.name for one in Catalogue.open(library).listeners]


def test_a_renamed_listener_is_found_by_the_next_file(bring: Import, library: Path, make_plays: Make) -> None:
    bring([*make_plays(5, listener="Ann"), *make_plays(5, listener="Bob")])
    do(listener_job.run, library, do="rename", listeners=[1], name="  Anna ")
    assert bring(make_plays(8, listener="Ann")).plays == 3
    assert names(library) == ["Anna", "Bob"]
    with pytest.raises(BadRequest, match="already"):
        do(listener_job.run, library, do="rename", listeners=[1], name="Bob")
    assert doctor(library).problems == ()


def test_a_pseudonym_leaves_no_trace_of_the_name(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(5, listener="Wilhelmina Xanthippe"))
    bring(make_plays(3, first=70), listener="Wilhelmina Xanthippe")
    do(listener_job.run, library, do="pseudonymise", listeners=[1])
    assert names(library) == ["Listener 1"]
    assert not grep(library, "Xanthippe")
    assert bring(make_plays(6, listener="Wilhelmina Xanthippe")).plays == 1


def grep(folder: Path, word: str) -> list[str]:
    """Files of a library that hold a word."""
    return [one.name for one in folder.rglob("*") if one.is_file() and word.encode() in one.read_bytes()]


def test_a_listener_who_is_taken_out_is_gone_and_the_others_balance(
    bring: Import, library: Path, make_plays: Make
) -> None:
    mine = make_plays(6, listener="Ann")
    theirs = [one._replace(title=f"Xylophone {i}") for i, one in enumerate(make_plays(9, listener="Bob"))]
    bring([*mine, *theirs, SkippedRow(99, "bad-row", "Xylophone")])
    bring(theirs)
    assert do(listener_job.run, library, do="remove", listeners=[2])["plays_removed"] == 9
    assert names(library) == ["Ann"]
    assert songs(library) == 5
    assert doctor(library).problems == ()
    assert not grep(library, "Xylophone")
    with Library.open(library) as opened:
        for batch in opened.batches():
            opened.undo(batch.number)
        assert opened.info().plays == 0


def test_hidden_listeners_stay_in_the_library(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(5, listener="Ann"))
    do(listener_job.run, library, do="hide", listeners=[1])
    assert [one.hidden for one in Catalogue.open(library).listeners] == [True]
    with Library.open(library) as opened:
        assert opened.connection.execute("SELECT hidden FROM listener").fetchall() == [(1,)]
        assert opened.info().plays == 5


def test_a_removed_library_leaves_only_what_is_not_its_own(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(5))
    Selections(library).save("Late evenings", [1, 2])
    (library / reports.FOLDER).mkdir()
    (library / reports.FOLDER / "library.json").write_text("{}", encoding="utf-8")
    (library / "diary.txt").write_text("mine", encoding="utf-8")
    do(remove_job.run, library)
    assert [one.name for one in library.iterdir()] == ["diary.txt"]


def test_nothing_of_a_removed_library_is_left_in_the_pages_of_its_file(
    bring: Import, library: Path, tmp_path: Path, make_plays: Make
) -> None:
    bring([one._replace(title=f"Xylophone {i}") for i, one in enumerate(make_plays(300, listener="Wilhelmina"))])
    bring(make_plays(50, first=400, listener="Xanthippe"))
    with Library.open(library) as opened:
        opened.undo(2)  # its pages are free now
    names = [one.name for one in library.iterdir() if one.name.startswith("library.sqlite")]
    for name in names:
        os.link(library / name, tmp_path / name)  # what the disk still has once the file has no name
    assert b"Xylophone 7" in (tmp_path / "library.sqlite").read_bytes()
    assert b"Xanthippe" not in (tmp_path / "library.sqlite").read_bytes()
    do(remove_job.run, library)
    assert not library.exists()
    for name in names:
        for word in (b"Xylophone", b"Wilhelmina", b"Artist", b"Xanthippe"):
            assert word not in (tmp_path / name).read_bytes()


def test_the_balance_is_written_with_row_numbers_and_no_formula(
    bring: Import, library: Path, tmp_path: Path, make_plays: Make
) -> None:
    bring(make_plays(3))
    odd = Row(7, "SUM(A1)", "=cmd", start_ms=START - 900_000)
    batch = bring([*make_plays(2), odd, odd, SkippedRow(12, "bad-time", "=2+2")]).batch
    target = tmp_path / "balance.csv"
    assert do(remove_job.write_balance, library, batch=batch, path=str(target))["rows"] == 4
    with open(target, encoding="utf-8-sig", newline="") as stream:
        read = list(csv.reader(stream))
    assert [line[2:4] for line in read[1:]] == [
        ["1", "duplicate"], ["2", "duplicate"], ["7", "duplicate"], ["12", "skipped"]]  # fmt: skip
    assert read[3][5] == "'=cmd - SUM(A1)"
    assert read[4][5] == "'=2+2"


def figures(library: Path) -> tuple[object, list[tuple[int, int, int]]]:
    """Every figure of a library, and the balance of its imports."""
    with Library.open(library) as opened:
        return opened.info(), [(one.number, one.plays, one.duplicates) for one in opened.batches()]


@pytest.mark.parametrize("together", [True, False])
def test_what_both_told_is_counted_once_after_a_merge_and_twice_again_without(
    bring: Import, library: Path, together: bool
) -> None:
    told = two_services()
    for files in [told] if together else [{name: rows} for name, rows in told.items()]:
        bring(files)
    before = figures(library)
    (found,) = do(merge_job.suggest, library)["suggestions"]
    answer = do(merge_job.run, library, merge=[[found["song"], found["other"]]])
    with Library.open(library) as opened:
        assert opened.info().plays == 8
        (play,) = opened.connection.execute(
            "SELECT min(ms_played) FROM play WHERE song IN (?, ?)", (found["song"], found["other"])
        ).fetchall()
    assert play == (200_000,)  # what the scrobble does not know is taken from the other row
    assert doctor(library).problems == ()
    after = figures(library)
    assert bring(told).plays == 0
    with Library.open(library) as opened:
        opened.undo(opened.batches()[-1].number)
    assert figures(library) == after
    do(merge_job.run, library, restore=answer["before"])
    assert figures(library) == before
    assert doctor(library).problems == ()
    do(merge_job.run, library, merge=[[found["song"], found["other"]]])
    assert figures(library) == after
    do(merge_job.run, library, split=[found["song"]])
    assert figures(library) == before


def test_the_decision_meets_both_again_in_whichever_order_they_come_back(bring: Import, library: Path) -> None:
    spotify, lastfm = ({name: rows} for name, rows in two_services().items())
    bring(spotify)
    bring(lastfm)
    (found,) = do(merge_job.suggest, library)["suggestions"]
    do(merge_job.run, library, merge=[[found["song"], found["other"]]])
    whole = figures(library)[0]
    for first in (spotify, lastfm):
        with Library.open(library) as opened:
            number = next(one.number for one in opened.batches() if one.files[0]["format"] == next(iter(first))[:-2])
            opened.undo(number)
            assert opened.info().plays == 8
        assert doctor(library).problems == ()
        again = bring(first)
        assert (again.plays, again.duplicates) == (0, 8)
        assert figures(library)[0] == whole
        assert doctor(library).problems == ()
    with Library.open(library) as opened:
        for one in opened.batches():
            opened.undo(one.number)
        assert opened.info().plays == 0
