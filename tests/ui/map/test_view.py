"""Pixels and places, flights and fits."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.ui.map.view import Frame, View, extent, fitted, fitted_beside

VIEW = View(1.0, -2.0, 50.0, 800.0, 600.0)


@given(st.floats(0, 800), st.floats(0, 600))
def test_a_pixel_and_its_place_belong_together(px: float, py: float) -> None:
    assert VIEW.pixel(*VIEW.place(px, py)) == pytest.approx((px, py), abs=1e-6)


def test_many_positions_become_the_same_pixels_as_one() -> None:
    places = np.array([[1, -2], [3, 4]], dtype=np.float32)
    pixels = VIEW.to_pixels(places)
    assert pixels[0] == pytest.approx(VIEW.pixel(1, -2))
    assert pixels[1] == pytest.approx(VIEW.pixel(3, 4))
    assert pixels[1, 1] < pixels[0, 1], "higher on the map is higher on the screen"


@given(st.floats(0.1, 10), st.floats(0, 800), st.floats(0, 600))
def test_zooming_keeps_the_place_under_the_mouse(factor: float, px: float, py: float) -> None:
    assert VIEW.zoomed(factor, px, py).place(px, py) == pytest.approx(VIEW.place(px, py), abs=1e-6)


def test_a_fit_shows_everything_inside_its_margins() -> None:
    places = np.random.default_rng(0).normal(5, 3, (500, 2)).astype(np.float32)
    pixels = fitted(places, 800, 600, (30, 40, 50, 60)).to_pixels(places)
    assert pixels[:, 0].min() >= 29
    assert pixels[:, 0].max() <= 751
    assert pixels[:, 1].min() >= 39
    assert pixels[:, 1].max() <= 541


@pytest.mark.parametrize("count", [0, 1])
def test_a_fit_of_nothing_or_one_song_is_usable(count: int) -> None:
    view = fitted(np.full((count, 2), 3, dtype=np.float32), 800, 600)
    assert view.scale > 0
    assert np.isfinite([view.x, view.y, view.scale]).all()


def test_a_flight_begins_and_ends_where_it_should() -> None:
    goal = View(7.0, 8.0, 400.0, 800.0, 600.0)
    for share, wanted in ((0.0, VIEW), (1.0, goal)):
        got = VIEW.towards(goal, share)
        assert (got.x, got.y, got.scale) == pytest.approx((wanted.x, wanted.y, wanted.scale))


def test_a_growing_layout_keeps_its_size_on_the_map() -> None:
    small = np.random.default_rng(1).normal(0, 1e-4, (200, 2)).astype(np.float32)
    assert Frame.of(small).places(small) == pytest.approx(Frame.of(small * 1e5).places(small * 1e5), abs=1e-3)
    assert np.abs(Frame.of(small).places(small)).max() == pytest.approx(1, abs=1e-4)
    assert Frame(2, 3, 4).place(6, 3) == (1, 0)


@given(st.integers(0, 10_000), st.floats(0.2, 5.0), st.floats(60, 240), st.floats(60, 300))
def test_hardly_any_song_lies_in_the_corner_kept_free(seed: int, stretch: float, width: float, height: float) -> None:
    places = np.random.default_rng(seed).uniform(-1, 1, (300, 2)).astype(np.float32)
    places[:, 0] *= stretch
    view = fitted_beside(places, 900.0, 700.0, (36.0, 36.0, 36.0, 56.0), (width, height))
    pixels = view.to_pixels(places)
    assert np.count_nonzero((pixels[:, 0] < width) & (pixels[:, 1] < height)) <= 3
    assert (pixels >= 35.9).all()
    assert (pixels <= [864.1, 644.1]).all()


def test_a_stray_song_does_not_shrink_the_map() -> None:
    round_map = np.random.default_rng(3).normal(0, 1, (4000, 2))
    round_map = (round_map / np.maximum(np.hypot(*round_map.T), 2.0)[:, None]).astype(np.float32)
    corner = np.array([[-1.0, 1.0]], np.float32) * np.abs(round_map).max()
    margins = (36.0, 36.0, 36.0, 56.0)
    with_stray = fitted_beside(np.concatenate([round_map, corner]), 622, 580, margins, (210, 210))
    assert with_stray.scale == pytest.approx(fitted_beside(round_map, 622, 580, margins, (210, 210)).scale, rel=0.05)


def test_a_corner_that_is_free_already_changes_nothing() -> None:
    circle = np.linspace(0, 2 * np.pi, 200)
    places = np.stack([np.cos(circle), np.sin(circle)], axis=1).astype(np.float32)
    margins = (36.0, 36.0, 36.0, 56.0)
    free, beside = fitted(places, 900, 700, margins), fitted_beside(places, 900, 700, margins, (150, 120))
    assert astuple(beside) == pytest.approx(astuple(free))


def test_a_round_map_tucks_itself_beside_the_corner_before_it_shrinks() -> None:
    circle = np.linspace(0, 2 * np.pi, 200)
    places = np.stack([np.cos(circle), np.sin(circle)], axis=1).astype(np.float32)
    margins = (36.0, 36.0, 36.0, 56.0)
    free, beside = fitted(places, 760, 650, margins), fitted_beside(places, 760, 650, margins, (250, 220))
    assert beside.scale > 0.85 * free.scale


def test_places_that_are_not_finite_do_not_matter() -> None:
    places = np.array([[0, 0], [2, 1], [np.nan, 5], [np.inf, 0]], np.float32)
    found = extent(places)
    assert found is not None
    assert [one.tolist() for one in found] == [[0, 0], [2, 1]]
    assert extent(places[2:]) is None
    assert extent(places[:0]) is None
    assert fitted(places, 400, 300) == fitted(places[:2], 400, 300)
