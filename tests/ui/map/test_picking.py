"""Picking finds what is under the mouse, and the lasso what is inside."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.ui.map.picking import NEAR, Picker, next_in_direction
from s2v_desktop.ui.map.view import View

VIEW = View(0.0, 0.0, 300.0, 900.0, 700.0)


@settings(max_examples=30)
@given(st.integers(0, 1000))
def test_picking_agrees_with_looking_at_every_song(seed: int) -> None:
    random = np.random.default_rng(seed)
    places = random.normal(0, 0.6, (2000, 2)).astype(np.float32)
    radii = random.uniform(1, 6, 2000).astype(np.float32)
    picker = Picker()
    picker.set_places(places)
    for px, py in random.uniform(0, 700, (30, 2)):
        away = np.hypot(*(VIEW.to_pixels(places) - np.array([px, py], np.float32)).T) - radii
        found = picker.at(VIEW, px, py, radii)
        if away.min() > NEAR + 0.01:
            assert found is None
        elif away.min() < NEAR - 0.01:
            assert found is not None
            assert away[found] <= max(away.min(), 0) + 0.01


def test_a_small_song_on_a_large_one_can_be_reached() -> None:
    picker = Picker()
    picker.set_places(np.array([[0, 0], [0.01, 0]], dtype=np.float32))
    radii = np.array([20, 2], dtype=np.float32)
    assert picker.at(VIEW, *VIEW.pixel(0.01, 0), radii) == 1
    assert picker.at(VIEW, *VIEW.pixel(-0.04, 0), radii) == 0


def test_nothing_is_found_where_there_is_nothing() -> None:
    picker = Picker()
    assert picker.at(VIEW, 10, 10, np.empty(0, dtype=np.float32)) is None
    assert picker.nearest(0, 0) is None
    picker.set_places(np.full((3, 2), np.nan, dtype=np.float32))
    assert picker.nearest(0, 0) is None


def test_arrows_walk_in_their_direction() -> None:
    places = np.array([[0, 0], [1, 0.1], [-1, 0], [0, 2], [0.2, -3]], dtype=np.float32)
    assert next_in_direction(places, 0, (1, 0)) == 1
    assert next_in_direction(places, 0, (-1, 0)) == 2
    assert next_in_direction(places, 0, (0, -1)) == 3, "up on the screen is up on the map"
    assert next_in_direction(places, 0, (0, 1)) == 4
    assert next_in_direction(places, 3, (0, -1)) is None


def inside_polygon(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """What the canvas asks when a lasso is closed."""
    picker = Picker()
    picker.set_places(points)
    return picker.enclosed(polygon)


def test_a_square_encloses_what_lies_in_it() -> None:
    points = np.array([[0.5, 0.5], [1.5, 0.5], [-0.1, 0.2], [0.99, 0.01]], dtype=np.float32)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    assert inside_polygon(points, square).tolist() == [0, 3]
    assert inside_polygon(points, square[::-1]).tolist() == [0, 3]
    assert inside_polygon(points, square[:2]).tolist() == []


@settings(max_examples=30)
@given(st.integers(0, 1000), st.integers(3, 40))
def test_a_lasso_agrees_with_the_crossing_rule_point_by_point(seed: int, corners: int) -> None:
    random = np.random.default_rng(seed)
    points = random.uniform(-1, 1, (200, 2)).astype(np.float32)
    polygon = random.uniform(-1, 1, (corners, 2)).astype(np.float32)
    expected = [row for row, (x, y) in enumerate(points.tolist()) if _crossings(x, y, polygon.tolist()) % 2]
    assert inside_polygon(points, polygon).tolist() == expected


def _crossings(x: float, y: float, polygon: list[list[float]]) -> int:
    count = 0
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            count += 1
    return count
