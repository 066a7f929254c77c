"""A long history is judged a window at a time, and comes to the same as in one piece."""

from __future__ import annotations

import random
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core.types import NO_TIME, Row
from s2v_desktop.store import importer, judge, play_groups, staged_rows
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.columns import COLUMNS
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library
from s2v_desktop.store.windows import BLOCK, Survey, Window, blocks

Import = Callable[..., ImportReport]
HOUR, DAY = 3_600_000, 86_400_000
SERVICES = ("spotify-extended@1", "lastfm-ghan-csv@1")
MORNING = 1_600_000_000_000 // DAY * DAY + 8 * HOUR
TABLES = ("play", "play_range", "duplicate_row", "duplicate_range", "own_row", "song", "listener")


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(st.one_of(st.none(), st.integers(-3_000, 3_000)), st.integers(0, 30), st.integers(0, 30)),
        min_size=1, max_size=40,
    ),
    most=st.integers(1, 12),
)  # fmt: skip
def test_no_row_reaches_from_one_window_into_another(rows: list[tuple[int | None, int, int]], most: int) -> None:
    moment = np.array([NO_TIME if at is None else at * HOUR for at, _, _ in rows], np.int64)
    reach = np.array([(before * HOUR, after * HOUR) for _, before, after in rows], np.int64).T
    survey = Survey(most)
    for part in np.array_split(np.arange(len(rows)), 3):
        where = [(int(part[0]), int(part[-1]))] if len(part) else []
        survey.add("rows", where, moment[part], moment[part] - reach[0][part], moment[part] + reach[1][part])
    windows = survey.windows()
    timed, found = moment != NO_TIME, 0
    for one in windows:
        inside = (moment >= one.begin) & (moment < one.end)
        found += one.rows
        assert np.count_nonzero(inside) == one.rows > 0
        assert (moment[inside & timed] + reach[1][inside & timed] < one.end).all()
        assert (moment[inside & timed] - reach[0][inside & timed] >= one.begin).all()
        numbers = [n for (low, high), _ in survey.within("rows", one) for n in range(low, high + 1)]
        whole = [n for (low, high), part in survey.within("rows", one) if part is None for n in range(low, high + 1)]
        assert set(whole) <= set(np.flatnonzero(inside))
        assert set(np.flatnonzero(inside)) <= set(numbers)
        assert list(survey.within("others", one)) == []
    assert found == len(rows)


def test_windows_are_as_large_as_they_may_be() -> None:
    survey = Survey(10)
    moment = np.arange(40, dtype=np.int64) * 12 * HOUR
    survey.add("rows", [(0, 39)], moment, moment, moment)
    assert [one.rows for one in survey.windows()] == [10, 10, 10, 10]


def test_what_cannot_be_cut_is_one_window() -> None:
    survey = Survey(10)
    moment = np.arange(40, dtype=np.int64) * 12 * HOUR
    survey.add("rows", [(0, 39)], moment, moment, moment + 13 * HOUR)
    assert [one.rows for one in survey.windows()] == [40]


def test_blocks_hold_all_numbers_once() -> None:
    some = list(blocks([(1, 3), (10, 10 + 2 * BLOCK), (50_000, 50_001)]))
    assert [sum(last - first + 1 for first, last in one) for one in some] == [BLOCK, BLOCK, 6]
    assert some[0][:2] == [(1, 3), (10, BLOCK + 6)]


def history(seed: int, days: int) -> Iterator[Row]:
    """Two or three plays each hour of every morning, some twice, some in reports of one time."""
    some = random.Random(seed)
    number = 0
    for day in range(days):
        at = MORNING + day * DAY
        for _ in range(10):
            number += 1
            report = at if some.random() < 0.2 else at + 1_000 * some.randrange(600)
            order = float(number) if day % 3 == 0 else None
            yield Row(number, f"Song {some.randrange(12)}", "Band", start_ms=report, order=order)
            at += some.choice((0, 1_000, 15_000, 240_000, HOUR))


def elsewhere(rows: list[Row], late_ms: int = 1_000) -> list[Row]:
    """The same from a service that knows how long was heard, most of it."""
    return [
        row._replace(start_ms=row.start_ms + late_ms, end_ms=row.start_ms + late_ms + 90_000, ms_played=90_000,
                     order=None)
        for row in rows if row.start_ms is not None and row.number % 7
    ]  # fmt: skip


def stored(library: Path) -> dict[str, list[Any]]:
    """All that an import has written."""
    with Library.open(library) as opened:
        return {table: opened.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


@pytest.mark.parametrize("seed", range(3))
def test_a_long_history_comes_to_the_same_in_windows(
    bring: Import, library: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rows = list(history(seed, 60))
    random.Random(seed).shuffle(rows)
    random.Random(seed).shuffle(again := [*rows[::2], *history(seed + 100, 50)])
    files = [
        {SERVICES[1]: rows}, {SERVICES[0]: elsewhere(rows)}, {"first": again, SERVICES[1]: again},
    ]  # fmt: skip
    found = []
    for group in (50_000, 90):
        monkeypatch.setattr(staged_rows, "GROUP", group)
        reports = [bring(one) for one in files]
        found.append(([(one.plays, one.duplicates) for one in reports], stored(library)))
        shutil.rmtree(library)
    assert found[0][0] == found[1][0]
    assert {row[2] for row in found[0][1]["duplicate_row"]} == {1, 2, 3}
    assert found[0][1]["own_row"]
    for table in TABLES:
        assert found[0][1][table] == found[1][1][table], table


@pytest.mark.parametrize("lists", [False, True])
def test_the_catalogue_of_a_long_history_is_the_same_in_windows(
    bring: Import, library: Path, monkeypatch: pytest.MonkeyPatch, lists: bool
) -> None:
    seen: list[int] = []

    def watched(survey: Survey) -> list[Window]:
        seen.append(len(windows := told(survey)))
        return windows

    told = Survey.windows
    monkeypatch.setattr(Survey, "windows", watched)
    found = []
    for group in (50_000, 90):
        monkeypatch.setattr(play_groups, "GROUP", group)
        for listener in ("Ann", "Ben", "Cem"):
            rows = list(history(len(listener), 20 if listener == "Cem" else 60))
            random.Random(1).shuffle(rows)
            some = [Row(1, "Song 1", "Band"), Row(2, "Song 2", "Band")] if lists else []
            bring({SERVICES[1]: rows, SERVICES[0]: elsewhere(rows, 9 * DAY), "list": some}, listener=listener)
        opened = Catalogue.open(library)
        columns = opened.play_columns()
        habits = opened.habits
        found.append((
            {name: getattr(columns, name).tolist() for name, _ in COLUMNS if name != "day"},
            opened.figures, habits.main_listener.tolist(), habits.part_of_day.tolist(), habits.eras,
        ))  # fmt: skip
        shutil.rmtree(library)
    assert found[0] == found[1]
    assert max(seen, default=0) > 5 or lists


def test_a_clock_that_stands_wrong_is_found_across_windows(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row._replace(order=None) for row in history(5, 40)]
    monkeypatch.setattr(staged_rows, "GROUP", 60)
    bring({SERVICES[0]: elsewhere(rows, 0)})
    late = bring({"scrobbler-log@1": [row._replace(start_ms=(row.start_ms or 0) + HOUR) for row in rows]}, dry_run=True)
    assert any("1 hour late" in warning for warning in late.warnings)


def test_memory_does_not_grow_with_the_plays_of_a_listener(
    bring: Import, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged_rows, "GROUP", 2_000)
    most: list[int] = []

    def measured(*given: Any) -> judge.Verdict:
        tracemalloc.start()
        try:
            return judge.judge(*given)
        finally:
            most.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    monkeypatch.setattr(importer, "judge", measured)
    for days in (400, 1_600):
        rows = list(history(1, days))
        bring({SERVICES[0]: elsewhere(rows)})
        bring({SERVICES[1]: rows})
        shutil.rmtree(library)
    assert most[2] < 1.2 * most[0]
    assert most[3] < 1.2 * most[1]
