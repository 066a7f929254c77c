"""One play told several times is one play, a song played twice is two, and undoing any import gives the others their
rows back."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from s2v_desktop.core.types import Quality, Row
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library, LibraryInfo

Import = Callable[..., ImportReport]
Make = Callable[..., list[Row]]
HOUR = 3_600_000
EVENING = 1_710_018_847_000
"""2024-03-09T21:14:07Z, as in formats.md section 21."""
LANTERNS = 214_000


def info(library: Path) -> LibraryInfo:
    with Library.open(library) as opened:
        return opened.info()


def undo(library: Path, batch: int | None) -> int:
    assert batch is not None
    with Library.open(library) as opened:
        return opened.undo(batch)


def row(number: int, start: int, heard: int | None = None, title: str = "Paper Lanterns", **more: object) -> Row:
    end = start + heard if heard is not None else None
    return Row(number, title, "Nordlicht Trio", "", "", start, end, heard, **more)  # type: ignore[arg-type]


def extended(shift: int = 0) -> list[Row]:
    return [row(1, EVENING + shift, LANTERNS), row(2, EVENING + 218_000 + shift, LANTERNS)]


def account() -> list[Row]:
    """Ends truncated to the minute."""
    ends = [(one + LANTERNS) // 60_000 * 60_000 for one in (EVENING, EVENING + 218_000)]
    return [
        row(i, end - LANTERNS, LANTERNS, precision_s=60, quality=int(Quality.COARSE), order=float(i))
        for i, end in enumerate(ends, 1)
    ]


def scrobbles(shift: int = 0) -> list[Row]:
    return [row(1, EVENING + 2_000 + shift), row(2, EVENING + 219_000 + shift)]


ALL = {
    "spotify-account@2": account,
    "lastfm-json@3": scrobbles,
    "spotify-extended@1": extended,
    "youtube-history@4": scrobbles,
}


def test_one_evening_from_four_sources_is_two_plays(bring: Import, library: Path) -> None:
    report = bring({name: make() for name, make in ALL.items()})
    assert (report.plays, report.duplicates) == (2, 6)
    assert {one.format: one.plays for one in report.files}["spotify-extended"] == 2
    assert Catalogue.open(library).play_columns().start_ms.tolist() == [EVENING, EVENING + 218_000]
    assert doctor(library).problems == ()


@pytest.mark.parametrize("together", [False, True])
def test_a_play_that_was_met_word_for_word_is_not_met_again(bring: Import, library: Path, together: bool) -> None:
    """The song begun anew after a minute is another play, also where one source has the first one only."""
    told = {
        "spotify-account@2": [row(1, EVENING, 60_000, precision_s=60)],
        "spotify-extended@1": [row(1, EVENING, 60_000), row(2, EVENING + 65_000, 61_000)],
    }
    batches = [bring(told).batch] if together else [bring({name: told[name]}).batch for name in told]
    assert info(library).plays == 2
    if not together:
        undo(library, batches[0])
        assert info(library).plays == 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_pause_within_a_play_does_not_make_it_two(bring: Import, library: Path, turned: bool) -> None:
    """One source knows when it began, the other when it ended (formats.md 15: start, and end less what was heard)."""
    pause = 300_000
    begin, end = EVENING, EVENING + LANTERNS + pause
    told = {
        "spotify-extended@1": [row(1, begin, LANTERNS)._replace(end_ms=end)],
        "spotify-account@2": [row(1, end - LANTERNS - 20_000, LANTERNS, precision_s=60)],
    }
    for name in sorted(told, reverse=turned):
        bring({name: told[name]})
    assert info(library).plays == 1
    assert bring({"spotify-account@3": [row(1, end, LANTERNS, precision_s=60)]}).plays == 1, "a real repeat"
    assert bring({"spotify-account@4": [row(1, end - LANTERNS, 90_000, precision_s=60)]}).plays == 1, "heard otherwise"


@pytest.mark.parametrize("first", list(ALL))
def test_the_order_of_imports_does_not_matter_and_each_can_go(bring: Import, library: Path, first: str) -> None:
    names = [first, *(name for name in ALL if name != first)]
    batches = [bring({name: ALL[name]()}).batch for name in names]
    assert info(library).plays == 2
    assert Catalogue.open(library).play_columns().start_ms.tolist() == [EVENING, EVENING + 218_000]
    with Library.open(library) as opened:
        heard = opened.connection.execute("SELECT ms_played, end_ms - start_ms FROM play").fetchall()
    assert heard == [(LANTERNS, LANTERNS)] * 2
    for batch in batches[:-1]:
        undo(library, batch)
        assert info(library).plays == 2
        assert doctor(library).problems == ()
    undo(library, batches[-1])
    assert info(library) == LibraryInfo(0, 0, 0, 0, 0, 0, 0, 0)


def test_undo_gives_a_later_import_its_own_rows_back(bring: Import, library: Path, make_plays: Make) -> None:
    first = bring({"a": make_plays(30)}).batch
    bring({"b": [*make_plays(50), *make_plays(8, session="Mix", songs=8)]})
    undo(library, first)
    after, mark = info(library), contents(library)
    with Library.open(library) as opened:
        (batch,) = opened.batches()
        assert (batch.plays, batch.duplicates) == (58, 0)
        assert (batch.files[0]["plays"], batch.files[0]["duplicates"]) == (58, 0)
    assert doctor(library).problems == ()
    undo(library, batch.number)
    bring({"b": [*make_plays(50), *make_plays(8, session="Mix", songs=8)]})
    assert info(library) == after
    assert contents(library) == mark


def contents(library: Path) -> list[tuple[object, ...]]:
    """Plays as a listener sees them, without any number that tells how they came."""
    with Library.open(library) as opened:
        return opened.connection.execute(
            "SELECT l.name, s.key, s.title, s.album, a.name, p.start_ms, p.end_ms, p.ms_played, p.quality, p.counted, "
            "p.place FROM play p JOIN song s ON s.id = p.song JOIN artist a ON a.id = s.artist "
            "JOIN listener l ON l.id = p.listener ORDER BY 1, 2, 6, 8, 11"
        ).fetchall()


def test_any_imports_undone_in_any_order_leave_what_the_others_alone_bring(
    bring: Import, library: Path, make_plays: Make
) -> None:
    chance = random.Random(5)
    parts = [make_plays(12, first=first, songs=7, listener=name) for first in (0, 6, 9) for name in ("Ann", "Bob")]
    batches = [bring({f"f{i}": part}).batch for i, part in enumerate(parts)]
    order = list(range(len(parts)))
    chance.shuffle(order)
    for turn, gone in enumerate(order):
        undo(library, batches[gone])
        left = {(one.listener, one.title, one.start_ms) for i in order[turn + 1 :] for one in parts[i]}
        assert info(library).plays == len(left)
        assert doctor(library).problems == ()


def test_an_undo_brings_back_every_value_a_richer_row_had_filled_in(bring: Import, library: Path) -> None:
    bring({"lastfm-json@3": scrobbles()})
    before, mark = contents(library), fingerprint(library)
    second = bring({"spotify-extended@1": extended()})
    assert (second.plays, second.duplicates) == (0, 2)
    assert contents(library) != before
    assert bring({"lastfm-json@3": scrobbles()}).duplicates == 2
    undo(library, 3)
    undo(library, second.batch)
    assert contents(library) == before
    assert fingerprint(library) == mark


def test_one_second_doubles_are_one_play_and_a_skip_back_is_two(bring: Import) -> None:
    doubled = [row(1, EVENING, LANTERNS), row(2, EVENING + 3_000, LANTERNS)]
    assert bring({"spotify-extended@1": doubled}).duplicates == 1
    skipped = [row(1, EVENING + HOUR, 9_000), row(2, EVENING + HOUR + 9_500, LANTERNS)]
    assert bring({"spotify-extended@2": skipped}).plays == 2
    two_scrobblers = [row(1, EVENING + 2 * HOUR), row(2, EVENING + 2 * HOUR + 12_000)]
    assert bring({"lastfm-json@3": two_scrobblers}).plays == 1
    newest_first = [row(2, EVENING + 5 * HOUR + 1_000, order=-1.0), row(1, EVENING + 5 * HOUR, order=-2.0)]
    assert bring({"lastfm-json@5": newest_first}).plays == 1
    repeat = [row(1, EVENING + 9 * HOUR), row(2, EVENING + 9 * HOUR + LANTERNS)]
    assert bring({"lastfm-json@4": repeat}).plays == 2


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("turned", [True, False])
def test_exports_that_know_pauses_and_such_that_do_not_say_the_same_plays(
    bring: Import, library: Path, together: bool, turned: bool
) -> None:
    """Both tell when a stream ended and how long was heard; a repeat ended later, and another song is another play."""
    ends = [EVENING + LANTERNS, EVENING + 2 * LANTERNS + 900_000, EVENING + 3 * LANTERNS + 5_000_000]
    plain = [row(i, end - LANTERNS, LANTERNS) for i, end in enumerate(ends)]
    paused = [one._replace(start_ms=(one.start_ms or 0) - 600_000) for one in plain]
    paused.append(row(9, ends[0] - LANTERNS, LANTERNS, "Other"))
    exports = {"a": plain, "b": paused} if not turned else {"b": paused, "a": plain}
    if together:
        assert (bring(exports).plays, info(library).plays) == (4, 4)
    else:
        first, second = (bring({name: rows}) for name, rows in exports.items())
        assert (first.plays + second.plays, first.duplicates, second.duplicates) == (4, 0, 3)
        undo(library, first.batch)
        assert info(library).plays == len(list(exports.values())[1])
    assert doctor(library).ok


def test_next_years_export_adds_what_is_new(bring: Import, library: Path, make_plays: Make) -> None:
    bring({"spotify-extended@1": make_plays(300, ms_played=200_000)})
    report = bring({"spotify-extended@2": make_plays(700, ms_played=200_000)})
    assert (report.plays, report.duplicates) == (400, 300)
    assert info(library).plays == 700


def test_two_lists_of_one_name_are_two_and_one_that_grew_is_one(bring: Import, library: Path) -> None:
    def songs(*titles: str) -> list[Row]:
        return [Row(i, title, "Band", session="Party") for i, title in enumerate(titles, 1)]

    bring({"m3u@1": songs("A", "B", "C", "A")})
    assert bring({"m3u@2": songs("A", "B", "C", "A")}).plays == 0
    assert bring({"m3u@3": songs("X", "Y", "Z")}).plays == 3
    assert info(library).sessions == 2
    assert bring({"m3u@4": songs("New", "A", "B", "C", "A")}).plays == 1
    assert info(library).sessions == 2
    report = bring({"m3u@5": songs("P", "Q"), "m3u@6": songs("R", "S"), "m3u@7": songs("R", "S")})
    assert (report.plays, report.duplicates) == (4, 2)
    assert info(library).sessions == 4
    assert doctor(library).problems == ()


def test_private_plays_are_kept_with_a_word_or_left_out(bring: Import, library: Path, make_plays: Make) -> None:
    rows = [*make_plays(4), *make_plays(3, first=50, ids="spotify:abc private:1")]
    out = bring(rows, set_values={"private": "skip"})
    assert (out.plays, out.skipped, out.warnings) == (4, {"private-session": 3}, ())
    undo(library, out.batch)
    kept = bring(rows)
    assert kept.plays == 7
    assert "3 plays are from private sessions" in kept.warnings[0]
    with Library.open(library) as opened:
        assert opened.connection.execute("SELECT count(*) FROM play WHERE private").fetchone()[0] == 3
        assert not opened.connection.execute("SELECT 1 FROM song_alias WHERE ids LIKE '%private%'").fetchall()


def test_a_log_whose_clock_is_an_hour_off_is_noticed_and_can_be_moved(
    bring: Import, library: Path, make_plays: Make
) -> None:
    right = make_plays(40, songs=40, ms_played=200_000)
    late = [one._replace(start_ms=one.start_ms + HOUR + 1_000, ms_played=None) for one in make_plays(30, songs=40)]
    bring({"spotify-extended@1": right})
    report = bring({"scrobbler-log@2": late})
    assert report.plays == 30
    assert any("shift=-1" in sentence for sentence in report.warnings)
    undo(library, report.batch)
    moved = bring({"scrobbler-log@2": late}, set_values={"shift": "-1"})
    assert (moved.plays, moved.duplicates, moved.warnings) == (0, 30, ())
