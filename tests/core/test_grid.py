"""Picking songs on the map, placing new songs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core.grid import Grid
from s2v_desktop.core.placing import place
from s2v_desktop.core.types import Neighbours

SONGS = np.random.default_rng(2).normal(size=(500, 2)).astype(np.float32) * 70


@settings(max_examples=60, deadline=None)
@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0, 100))
def test_the_nearest_song_is_the_nearest_of_all(x: float, y: float, radius: float) -> None:
    away = np.hypot(SONGS[:, 0].astype(float) - x, SONGS[:, 1].astype(float) - y)
    found = Grid(SONGS).nearest(x, y, radius)
    if found == -1:
        assert away.min() > radius * (1 - 1e-9)
    else:
        assert away[found] == away.min()
        assert away.min() <= radius * (1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-150, 150), st.floats(-150, 150)), min_size=2, max_size=2))
def test_a_box_holds_exactly_its_songs(corners: list[tuple[float, float]]) -> None:
    (x0, y0), (x1, y1) = corners
    x, y = SONGS.astype(float).T
    wanted = (x >= min(x0, x1)) & (x <= max(x0, x1)) & (y >= min(y0, y1)) & (y <= max(y0, y1))
    assert Grid(SONGS).inside_box(x0, y0, x1, y1).tolist() == np.flatnonzero(wanted).tolist()


def test_a_lasso_holds_what_lies_inside_its_line() -> None:
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.stack([20 + 50 * np.cos(angle), -10 + 50 * np.sin(angle)], axis=1)
    away = np.hypot(*(SONGS - [20, -10]).T)
    found = set(Grid(SONGS).inside_polygon(circle).tolist())
    assert set(np.flatnonzero(away < 49.9).tolist()) <= found <= set(np.flatnonzero(away <= 50).tolist())


def test_a_lasso_around_a_notch_leaves_the_notch_out() -> None:
    songs = np.array([[1, 1], [5, 1], [9, 1], [5, 8]], np.float32)
    notched = [(0, 0), (10, 0), (10, 10), (6, 10), (6, 3), (4, 3), (4, 10), (0, 10)]
    assert Grid(songs).inside_polygon(notched).tolist() == [0, 1, 2]
    assert Grid(songs).inside_polygon(notched[:2]).tolist() == []


@pytest.mark.parametrize("songs", [np.zeros((0, 2)), np.full((3, 2), np.nan)])
def test_a_map_without_songs_finds_nothing(songs: np.ndarray) -> None:
    grid = Grid(songs.astype(np.float32))
    assert grid.nearest(0, 0, 10) == -1
    assert len(grid.inside_box(-9, -9, 9, 9)) == 0


def test_songs_at_one_place_are_all_found() -> None:
    grid = Grid(np.ones((7, 2), np.float32))
    assert grid.nearest(1.5, 1, 1) == 0
    assert grid.inside_box(0, 0, 2, 2).tolist() == list(range(7))


def test_new_songs_stand_among_their_neighbours_and_known_ones_stay() -> None:
    known = np.array([[0, 0], [10, 0], [np.nan, np.nan], [np.nan, np.nan], [np.nan, np.nan]], np.float32)
    near = Neighbours(
        np.array([[1, 2], [0, 2], [0, 1], [2, 4], [4, 4]], np.int32),
        np.array([[0.5, 0.4], [0.5, 0.4], [0.9, 0.9], [0.8, 0.1], [0.1, 0.1]], np.float32),
    )
    placed = place(known, near)
    assert placed[:2].tolist() == [[0, 0], [10, 0]]
    assert placed[2].tolist() == [5, 0]
    assert placed[3].tolist() == [5, 0], "its only placed neighbour was placed before"
    assert placed[4].tolist() == [5, 0], "no neighbour was ever placed: the middle of the map"
