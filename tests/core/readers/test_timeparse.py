"""Times: every pattern is recognised and read, zones are placed, and doubt is told."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.readers import timeparse

FULL = 1_710_018_847_000
MINUTE = 1_710_018_840_000
DAY = 1_709_942_400_000


@pytest.mark.parametrize(
    ("cell", "pattern", "precision", "moment"),
    [
        ("1710018847", "epoch-s", 1, FULL),
        ("1710018847.000", "epoch-s", 1, FULL),
        ("1710018847000", "epoch-ms", 1, FULL),
        ("1710018847000000", "epoch-us", 1, FULL),
        ("133544924470000000", "filetime", 1, FULL),
        ("45360.884803240741", "excel", 1, FULL),
        ("45360", "excel", 86400, DAY),
        ("2024-03-09T21:14:07Z", "iso-zone", 1, FULL),
        ("2024-03-09T21:14:07.000000+00:00", "iso-zone", 1, FULL),
        ("2024-03-09 22:14+01:00", "iso-zone", 60, MINUTE),
        ("2024-03-09 21:14:07 UTC", "iso-zone", 1, FULL),
        ("2024-03-09 21:14:07", "iso", 1, FULL),
        ("2024/03/09 21:14", "iso", 60, MINUTE),
        ("2024-03-09", "iso", 86400, DAY),
        ("2024/03/09/1", "iso", 86400, DAY),
        ("20240309", "compact", 86400, DAY),
        ("09 Mar 2024, 21:14", "words", 60, MINUTE),
        ("09 mar 2024  21:14", "words", 60, MINUTE),
        ("9 March 2024", "words", 86400, DAY),
        ("March 9, 2024 at 09:14PM", "words", 60, MINUTE),
        ("Mar 9, 2024, 9:14:07\u202fPM", "words", 1, FULL),
        ("31/01/2021 23:36", "dmy", 60, 1612136160000),
        ("31.01.21 23:36", "dmy", 60, 1612136160000),
        ("01/31/2021 11:36 PM", "mdy", 60, 1612136160000),
    ],
)
def test_patterns(cell, pattern, precision, moment):
    guess = timeparse.guess([cell])
    assert guess is not None
    assert (guess.pattern, guess.precision_s, guess.doubtful) == (pattern, precision, False)
    assert timeparse.reader(pattern, "UTC", precision)(cell) == moment


@pytest.mark.parametrize("cell", ["", "yesterday", "12", "1,71002E+12", "2024-13-09", "25:00", "\u00b2", "nan", "inf"])
def test_no_times(cell):
    assert timeparse.guess([cell]) is None


def test_one_pattern_must_read_nearly_all():
    assert timeparse.guess(["2024-03-09 21:14"] * 95 + ["soon"] * 5) is not None
    assert timeparse.guess(["2024-03-09 21:14"] * 90 + ["soon"] * 10) is None


def test_day_or_month_first():
    assert timeparse.guess(["03/09/2024"]).doubtful
    assert timeparse.guess(["03/09/2024", "13/09/2024"]).pattern == "dmy"
    steady = ["01/12/2024", "02/01/2024", "02/02/2024", "03/01/2024", "04/01/2024"]
    assert timeparse.guess(steady).pattern == "mdy"
    assert not timeparse.guess(steady).doubtful
    assert not timeparse.guess(["03.09.2024"]).doubtful


@given(st.datetimes(datetime(2003, 1, 1), datetime(2039, 1, 1)), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_zones(wall, name):
    wall = wall.replace(microsecond=0)
    expected = int(wall.replace(tzinfo=ZoneInfo(name)).timestamp()) * 1000
    assert timeparse.reader("iso", name)(wall.isoformat(" ")) == expected


@given(st.datetimes(datetime(2003, 1, 1), datetime(2039, 1, 1), timezones=st.just(UTC)))
def test_numbers_round_trip(moment):
    seconds = int(moment.timestamp())
    for pattern, factor in (("epoch-s", 1), ("epoch-ms", 1000), ("epoch-us", 1_000_000)):
        assert timeparse.reader(pattern, None)(str(seconds * factor)) == seconds * 1000


def test_a_day_is_a_day_in_every_zone():
    assert timeparse.reader("iso", "Pacific/Auckland", 86400)("2024-03-09") == DAY


def test_spoiled_by_a_spreadsheet():
    assert timeparse.spoiled(["1,71002E+12"])
    assert timeparse.spoiled(["1.71e+09"])
    assert not timeparse.spoiled(["1710018847", "love+hate", ""])


def test_unknown_names():
    with pytest.raises(BadRequest, match="Mars"):
        timeparse.zone("Mars")
    with pytest.raises(BadRequest, match="nonsense"):
        timeparse.reader("nonsense", None)


@given(st.text(max_size=40), st.sampled_from(sorted(timeparse.PATTERNS)))
def test_any_text_gives_a_time_or_a_value_error(cell, pattern):
    try:
        assert isinstance(timeparse.reader(pattern, "UTC")(cell), int)
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("pattern", "cell"),
    [
        ("dmy", "09/03/99999999999 21:14"),
        ("mdy", "03/09/9999999999"),
        ("words", "9 Mar 99999999999"),
        ("words", "9 Mar -99999999999999999999"),
        ("words", "99999999999999999999 Mar 2024"),
    ],
)
def test_a_year_without_end_is_no_time(pattern, cell):
    with pytest.raises(ValueError, match=r"year|date|range|month"):
        timeparse.reader(pattern, "UTC")(cell)
