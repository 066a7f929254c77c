"""A listener with two loves: the mean lies between them, facets and agreement do not."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import taste
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Float32, Float64, Neighbours

GROUP = 40


def world() -> tuple[Float32, Float64]:
    """Three groups: the listener plays the first and the third; the second lies exactly between them."""
    rng = np.random.default_rng(0)
    middles = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    rows = np.repeat(middles, GROUP, axis=0) + rng.normal(0, 0.05, (3 * GROUP, 3))
    plays = np.zeros(3 * GROUP)
    plays[: GROUP // 2] = 5
    plays[2 * GROUP : 2 * GROUP + GROUP // 2] = 5
    return unit_rows(rows.astype(np.float32)), plays


def group_of_best(scores: Float64, plays: Float64) -> set[int]:
    unheard = np.where(plays > 0, -np.inf, scores)
    return set((np.argsort(-unheard)[:10] // GROUP).tolist())


def test_the_mean_goes_bland_and_the_others_do_not() -> None:
    unit, plays = world()
    near = exact_neighbours(unit, taste.VOTES, Silent())
    assert group_of_best(taste.scores("mean", unit, plays, None), plays) == {1}
    assert group_of_best(taste.scores("facets", unit, plays, None), plays) == {0, 2}
    assert 1 not in group_of_best(taste.scores("agreement", unit, plays, near), plays)


def test_centres_are_unit_rows_one_for_each_love() -> None:
    unit, plays = world()
    middles = taste.centres(unit, plays, 2)
    assert np.linalg.norm(middles, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert sorted(np.argmax(middles, axis=1).tolist()) == [0, 1]
    assert np.array_equal(middles, taste.centres(unit, plays, 2))


def test_votes_by_hand() -> None:
    near = Neighbours(np.array([[1], [2], [1]], np.int32), np.array([[0.5], [0.9], [1.0]], np.float32))
    plays = np.array([np.e - 1, 0.0, np.e - 1])
    assert taste.agreement(near, plays) == pytest.approx([0.0, 0.75, 0.0])


@pytest.mark.parametrize("kind", sorted(taste.TASTES))
def test_nothing_played_says_nothing(kind: taste.Taste) -> None:
    unit, plays = world()
    near = exact_neighbours(unit, 5, Silent())
    assert np.all(taste.scores(kind, unit, np.zeros_like(plays), near) == 0)


def test_fewer_songs_than_centres() -> None:
    unit, plays = world()
    plays[3:] = 0
    assert len(taste.centres(unit, plays, 8)) <= 3
    same = np.repeat(unit[:1], 6, axis=0)
    assert len(taste.centres(same, np.ones(6), 4)) == 1


def test_agreement_needs_neighbours() -> None:
    unit, plays = world()
    with pytest.raises(ValueError, match="neighbours"):
        taste.scores("agreement", unit, plays, None)
