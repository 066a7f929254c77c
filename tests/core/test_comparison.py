"""Two selections differ where they should."""

from __future__ import annotations

import math

import numpy as np
import pytest

from s2v_desktop.core.comparison import SongColumns, compare

COLUMNS = SongColumns(
    plays=np.array([10, 30, 20, 40, 5], np.int32),
    artist=np.array([0, 0, 1, 1, 2], np.int32),
    part=np.array([0, 0, 3, 3, -1], np.int32),
    skip=np.array([0.5, 0.1, np.nan, 0.3, np.nan], np.float32),
)
SONG = np.repeat(np.arange(5), COLUMNS.plays)
YEAR = np.where(SONG < 2, 2001, 2009)


def test_counts_and_what_only_one_has() -> None:
    made = compare(np.array([0, 1, 4]), np.array([2, 3, 4]), COLUMNS, SONG, YEAR)
    assert made.songs == (3, 3)
    assert made.plays == (45, 65)
    assert made.common == 1
    assert made.only_left == (1, 0)
    assert made.only_right == (3, 2)


def test_shares_of_artists_years_and_parts_add_up() -> None:
    made = compare(np.array([0, 1, 4]), np.array([2, 3, 4]), COLUMNS, SONG, YEAR)
    for lines in (made.artists, made.years, made.parts):
        assert sum(line.left for line in lines) == pytest.approx(1)
        assert sum(line.right for line in lines) == pytest.approx(1)
    assert made.artists[0].key == 1
    assert (made.artists[0].left, made.artists[0].right) == (0, pytest.approx(60 / 65))
    assert {line.key: line.left for line in made.years}[2001] == pytest.approx(40 / 45)
    assert [(line.key, line.left, line.right) for line in made.parts] == [(0, 1.0, 0.0), (3, 0.0, 1.0)]


def test_skips_are_weighed_by_plays_and_unknown_where_nobody_knows() -> None:
    made = compare(np.array([0, 1]), np.array([2]), COLUMNS, SONG, YEAR)
    assert made.skips[0] == pytest.approx((0.5 * 10 + 0.1 * 30) / 40)
    assert math.isnan(made.skips[1])


def test_an_empty_selection_or_history_is_no_trouble() -> None:
    nothing = np.zeros(0, np.int64)
    made = compare(nothing, np.array([2]), COLUMNS, nothing.astype(np.int32), nothing)
    assert made.songs == (0, 1)
    assert made.years == ()
    assert made.only_left == ()
