"""Every play with a time and a place is in exactly one step."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.replay import plan
from s2v_desktop.core.types import NO_DAY

PLAYS = st.lists(st.tuples(st.one_of(st.just(NO_DAY), st.integers(-2_000, 20_000)), st.integers(-1, 9)), max_size=60)


@given(PLAYS)
def test_no_play_is_lost_or_doubled(plays: list[tuple[int, int]]) -> None:
    day, row = np.array([p[0] for p in plays], np.int32), np.array([p[1] for p in plays], np.int64)
    made = plan(day, row)
    wanted = sorted((d, r) for d, r in plays if d != NO_DAY and r >= 0)
    assert sorted(made.rows.tolist()) == sorted(r for _, r in wanted)
    assert len(made) <= 600
    for step in range(len(made)):
        first, last = made.days(step)
        assert sorted(made.played(step).tolist()) == sorted(r for d, r in wanted if first <= d <= last)


def test_a_period_is_played_alone() -> None:
    made = plan(np.array([10, 100, 200], np.int32), np.array([1, 2, 3]), 50, 150)
    assert made.rows.tolist() == [2]
    assert made.first_day == 100
