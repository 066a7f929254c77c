"""Exact neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core import neighbours
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.types import Float32, Int32


def by_sorting(w1: Float32, k: int) -> Int32:
    """The slow reference: sort every row of the whole matrix."""
    unit = unit_rows(w1)
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, -np.inf)
    return np.argsort(-cosine, axis=1, kind="stable")[:, :k].astype(np.int32)


@pytest.mark.parametrize(("songs", "k"), [(40, 5), (40, 39), (3000, 12), (2500, 90)])
def test_they_are_the_nearest_of_all(songs: int, k: int) -> None:
    w1 = np.random.default_rng(songs).normal(size=(songs, 9)).astype(np.float32)
    found = exact_neighbours(w1, k, Silent())
    assert found.index.shape == found.cosine.shape == (songs, k)
    unit = unit_rows(w1).astype(np.float64)
    cosine = np.einsum("id,ikd->ik", unit, unit[found.index])
    assert np.abs(cosine - found.cosine).max() < 1e-5
    wanted = np.einsum("id,ikd->ik", unit, unit[by_sorting(w1, k)])
    assert np.abs(cosine - wanted).max() < 1e-6
    assert not (found.index == np.arange(songs)[:, None]).any()


def test_two_groups_are_each_other_s_neighbours() -> None:
    rng = np.random.default_rng(0)
    w1 = rng.normal(0, 0.1, (60, 4)).astype(np.float32)
    w1[:30, 0] += 1
    w1[30:, 1] += 1
    found = exact_neighbours(w1, 10, Silent())
    assert ((found.index < 30) == (np.arange(60) < 30)[:, None]).all()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_equal_songs_are_ordered_by_row(value: float) -> None:
    found = exact_neighbours(np.full((5000, 3), value, np.float32), 4, Silent())
    assert found.index[0].tolist() == [1, 2, 3, 4]
    assert found.index[2].tolist() == [0, 1, 3, 4]
    assert found.index[4999].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("songs", [0, 1, 2, 3])
def test_few_songs_have_few_neighbours(songs: int) -> None:
    found = exact_neighbours(np.eye(3, dtype=np.float32)[:songs], 10, Silent())
    assert found.index.shape == (songs, max(0, songs - 1))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 8), st.integers(0, 1000))
def test_the_best_are_the_largest_first_ones_among_equals(k: int, seed: int) -> None:
    score = np.random.default_rng(seed).integers(0, 6, (3, 2200)).astype(np.float32)
    index, value = neighbours.best(score, k)
    assert (index == np.argsort(-score, axis=1, kind="stable")[:, :k]).all()
    assert (value == np.take_along_axis(score, index, axis=1)).all()


def test_rows_without_a_direction_become_zero() -> None:
    rows = unit_rows(np.array([[3, 4], [0, 0], [np.nan, 0], [np.inf, 1]], np.float32))
    assert rows[0].tolist() == pytest.approx([0.6, 0.8])
    assert not rows[1].any()
    assert not rows[2].any()
    assert np.isfinite(rows).all()


class CancelsAt(Silent):
    """Cancels when a share of the songs is done."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.seen.append(done / total)
        if stage == "neighbours" and done > 0:
            raise Cancelled


def test_it_tells_how_far_it_is_and_can_be_cancelled() -> None:
    monitor = CancelsAt()
    with pytest.raises(Cancelled):
        exact_neighbours(np.random.default_rng(0).normal(size=(3000, 4)).astype(np.float32), 5, monitor)
    assert monitor.seen[0] == 0
    assert 0 < monitor.seen[1] < 1
