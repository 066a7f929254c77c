"""The hour that a clock shows twice, and the one it leaves out."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from s2v_desktop.core.readers import timeparse
from s2v_desktop.core.readers.clock_changes import ClockChanges


def ms(told: str) -> int:
    return int(datetime.fromisoformat(told).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "before", "first", "last", "after"),
    [
        ("Europe/Berlin", "2024-10-26 23:59:59", "2024-10-27 00:00:00", "2024-10-27 00:59:59", "2024-10-27 01:00:00"),
        ("America/New_York", "2024-11-03 04:59:59", "2024-11-03 05:00", "2024-11-03 05:59:59", "2024-11-03 06:00:00"),
        ("Australia/Lord_Howe", "2024-04-06 14:29:59", "2024-04-06 14:30", "2024-04-06 14:59:59", "2024-04-06 15:00"),
    ],
)
def test_the_first_passing_of_a_repeated_hour_is_in_doubt(zone, before, first, last, after):
    clock = ClockChanges(zone)
    assert [clock.doubtful([ms(told)]) for told in (before, first, last, after)] == [0, 1, 1, 0]
    assert clock.doubtful([None, ms(first), ms(last), ms("2024-03-31 01:30")]) == 2


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_zones_without_changes_are_never_in_doubt(zone):
    assert ClockChanges(zone).doubtful(range(ms("2024-10-26"), ms("2024-10-28"), 600_000)) == 0


def test_the_clock_of_the_computer(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        clock = ClockChanges(None)
        assert clock.doubtful([ms("2024-10-27 00:30")]) == 1
    finally:
        monkeypatch.undo()
        time.tzset()
    assert clock.sentence(1, "x.csv") == (
        "1 play of x.csv is from an hour that the clock of this computer showed twice, when it was put back in autumn; "
        "it was placed in the first."
    )


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2024-03-31 01:59", "2024-03-31 00:59"), ("2024-03-31 02:30", "2024-03-31 01:30"),
        ("2024-03-31 03:00", "2024-03-31 01:00"), ("2024-10-27 01:59", "2024-10-26 23:59"),
        ("2024-10-27 02:00", "2024-10-27 00:00"), ("2024-10-27 02:59", "2024-10-27 00:59"),
        ("2024-10-27 03:00", "2024-10-27 02:00"),
    ],
)  # fmt: skip
def test_clocks_in_the_hours_of_a_change(wall, utc):
    """The first of two; what the clock left out is read as if it had not been put forward yet."""
    assert timeparse.reader("iso", "Europe/Berlin")(wall) == ms(utc)
