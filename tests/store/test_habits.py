"""Who plays a song, at what time of day, how often it is skipped, and when listening changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core.types import Quality, Row
from s2v_desktop.store.catalogue import Catalogue

HOUR, DAY = 3_600_000, 86_400_000
NOON = 1_600_000_000_000 // DAY * DAY + 12 * HOUR

Import = Callable[..., Any]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer whose clock is two hours ahead of UTC."""
    if not hasattr(time, "tzset"):
        pytest.skip("the clock of this system cannot be set for a test")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "XYZ-2")
        time.tzset()
        yield
    time.tzset()


def play(number: int, title: str, start_ms: int | None, **more: Any) -> Row:
    """A play of a song by one artist."""
    return Row(number=number, title=title, artist="Artist", start_ms=start_ms, **more)


def column(catalogue: Catalogue, name: str) -> dict[str, float]:
    """A column by title."""
    values = getattr(catalogue.habits, name)
    return {catalogue.title(at): values[at].item() for at in range(len(catalogue))}


def test_the_listener_with_most_plays_of_a_song(bring: Import, library: Path) -> None:
    bring([play(i, "Ours", NOON + i * HOUR) for i in range(3)] + [play(9, "Hers", NOON + 9 * HOUR)], listener="Ann")
    bring([play(i, "Ours", NOON + i * HOUR) for i in range(5)], listener="Ben")
    catalogue = Catalogue.open(library)
    names = [one.name for one in catalogue.listeners]
    found = {title: names[int(at)] for title, at in column(catalogue, "main_listener").items()}
    assert found == {"Ours": "Ben", "Hers": "Ann"}


def test_the_time_of_day_is_that_of_this_computer(bring: Import, library: Path) -> None:
    midnight = NOON - 12 * HOUR
    rows = [play(i, "Late", midnight + 21 * HOUR + i * DAY) for i in range(3)]  # 23 o'clock here
    rows += [play(10 + i, "Early", midnight + 5 * HOUR + i * DAY) for i in range(3)]  # 7 o'clock here
    rows += [play(20, "By day", NOON + 30 * DAY, precision_s=86_400)]
    bring(rows)
    assert column(Catalogue.open(library), "part_of_day") == {"Late": 3, "Early": 1, "By day": -1}


def test_only_plays_that_say_so_count_as_skipped_or_not(bring: Import, library: Path) -> None:
    rows = [play(i, "Half", NOON + i * HOUR, skip=i % 2 == 0) for i in range(4)]
    rows += [play(10, "Half", NOON + 10 * HOUR), play(11, "Unknown", NOON + 11 * HOUR)]
    bring(rows)
    rates = column(Catalogue.open(library), "skip_rate")
    assert rates["Half"] == pytest.approx(0.5)
    assert np.isnan(rates["Unknown"])


def test_an_era_begins_where_the_songs_change(bring: Import, library: Path) -> None:
    rows, number = [], 0
    for month in range(30):
        for song in ("A", "B") if month < 15 else ("C", "D"):
            for again in range(12):
                number += 1
                rows.append(play(number, song, NOON + month * 31 * DAY + again * 2 * DAY + (song in "BD") * HOUR))
    bring(rows)
    catalogue = Catalogue.open(library)
    (era,) = catalogue.habits.eras
    assert {catalogue.title(song) for song in era.rising} == {"C", "D"}
    assert abs(era.month - (catalogue.months().first + 15)) <= 1


def test_an_older_catalogue_knows_nothing_of_habits(bring: Import, library: Path) -> None:
    bring([play(1, "A", NOON, quality=Quality.EXACT), play(2, "B", NOON + HOUR)])
    catalogue = Catalogue.open(library)
    for name in ("main_listener.npy", "part_of_day.npy", "skip_rate.npy", "eras.json"):
        (catalogue.folder / name).unlink()
    older = Catalogue.open(library).habits
    assert older.main_listener.tolist() == older.part_of_day.tolist() == [-1, -1]
    assert np.isnan(older.skip_rate).all()
    assert older.eras == ()
