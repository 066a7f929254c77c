"""A shuffled line of songs is laid out as the line again, with its ends where they were pinned."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from s2v_desktop.core.smoothing import smooth, steps


def line(songs: int) -> np.ndarray:
    """Unit vectors along a quarter circle: each song is nearest to the next."""
    angles = np.linspace(0, np.pi / 2, songs)
    return np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)


def total(unit: np.ndarray, rows: np.ndarray) -> float:
    return float(np.nansum(steps(unit, rows)))


def test_a_shuffled_line_becomes_the_line() -> None:
    rows = np.random.default_rng(3).permutation(30)
    order = smooth(line(30), rows)
    laid = rows[order].tolist()
    assert laid in (list(range(30)), list(range(29, -1, -1)))
    assert sorted(order.tolist()) == list(range(30))


@pytest.mark.parametrize(("first", "last"), list(itertools.product((True, False), repeat=2)))
def test_pinned_ends_stay(first: bool, last: bool) -> None:
    rows = np.array([4, 9, 0, 7, 2, 8, 1, 5])
    laid = rows[smooth(line(10), rows, first, last)]
    assert sorted(laid.tolist()) == sorted(rows.tolist())
    assert not first or laid[0] == 4
    assert not last or laid[-1] == 5
    assert total(line(10), laid) > total(line(10), rows)


def test_no_order_of_seven_songs_is_better() -> None:
    rng = np.random.default_rng(1)
    for _ in range(5):
        vectors = rng.normal(size=(7, 6))
        unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        best = max(total(unit, np.array(order)) for order in itertools.permutations(range(7)))
        laid = smooth(unit, np.arange(7))
        assert total(unit, laid) == pytest.approx(best, abs=0.35)
        assert total(unit, laid) >= total(unit, np.arange(7))


def test_a_list_is_never_made_worse_and_the_answer_is_the_same() -> None:
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(60, 8))
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    once = smooth(unit, np.arange(60), True, True)
    assert total(unit, once) > total(unit, np.arange(60))
    assert once.tolist() == smooth(unit, np.arange(60), True, True).tolist()
    again = once[smooth(unit, once, True, True)]
    assert total(unit, again) >= total(unit, once) - 1e-9


def test_songs_the_model_does_not_know_stay_behind_the_song_they_followed() -> None:
    rows = np.array([-1, 9, -1, 0, 5, 2])
    order = smooth(line(10), rows).tolist()
    assert order[0] == 0
    assert order[order.index(1) + 1] == 2
    assert sorted(order) == list(range(6))
    assert np.isnan(steps(line(10), rows)[:3]).tolist() == [True, True, True]


def test_short_lists_stay_as_they_are() -> None:
    assert smooth(line(5), np.array([3, 1])).tolist() == [0, 1]
    assert smooth(line(5), np.array([], np.int64)).tolist() == []
    assert steps(line(5), np.array([1])).tolist() == []
