"""Painting discs and densities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core import density, raster
from s2v_desktop.core.types import Float32


def picture(
    xy: list[tuple[float, float]], radius: float = 3.0, colour: tuple[int, int, int, int] = (200, 100, 50, 255),
    background: raster.UInt8 | None = None, size: int = 24,
) -> raster.UInt8:  # fmt: skip
    places = np.array(xy, np.float32).reshape(-1, 2)
    colours = np.tile(np.array(colour, np.uint8), (len(places), 1))
    return raster.paint(places, np.full(len(places), radius, np.float32), colours, size, size, background)


def test_one_disc_is_opaque_inside_soft_at_the_edge_and_absent_outside() -> None:
    painted = picture([(12, 12)])
    assert painted.shape == (24, 24, 4)
    assert painted.dtype == np.uint8
    assert painted[12, 12].tolist() == [200, 100, 50, 255]
    edge = painted[12, :, 3]
    assert 0 < edge[14] <= 255
    assert ((edge > 0) & (edge < 255)).any()
    assert edge[17] == 0
    assert painted[..., 3].sum() / 255 == pytest.approx(np.pi * 9, rel=0.06)


def test_channels_come_out_in_the_order_they_came_in_and_premultiplied() -> None:
    painted = picture([(12.5, 12.5)], colour=(255, 128, 0, 128))
    assert painted[12, 12].tolist() == pytest.approx([128, 64, 0, 128], abs=1)


@pytest.mark.parametrize("number", [1, 3, 400])
def test_points_of_one_pixel_are_blended_one_over_the_other(number: int) -> None:
    painted = picture([(12.5, 12.5)] * number, colour=(255, 255, 255, 64))
    assert int(painted[12, 12, 3]) == pytest.approx(255 * (1 - (191 / 255) ** number), abs=3)


def test_the_later_of_two_points_of_one_pixel_lies_above() -> None:
    colours = np.array([[255, 0, 0, 255], [0, 255, 0, 255]], np.uint8)
    xy = np.full((2, 2), 8.5, np.float32)
    painted = raster.paint(xy, np.full(2, 3, np.float32), colours, 16, 16)
    assert painted[8, 8].tolist() == [0, 255, 0, 255]


def test_larger_discs_lie_above_smaller_ones_in_any_order() -> None:
    colours = np.array([[255, 0, 0, 255], [0, 255, 0, 255]], np.uint8)
    xy = np.full((2, 2), 12.5, np.float32)
    painted = raster.paint(xy, np.array([8, 2], np.float32), colours, 24, 24)
    assert painted[12, 12].tolist() == [255, 0, 0, 255]


def test_a_disc_at_the_edge_is_cut_and_points_far_outside_or_nowhere_are_left_out() -> None:
    assert picture([(-1, 12)])[12, 0, 3] == 255
    assert picture([(24.5, 24.5)])[23, 23, 3] > 0
    nowhere = [(-40.0, 12.0), (np.nan, 3.0), (3.0, np.inf), (12.0, 400.0)]
    assert not picture(nowhere).any()


def test_the_background_shows_through_and_stays_unchanged() -> None:
    below = np.full((24, 24, 4), 255, np.uint8)
    painted = picture([(12.5, 12.5)], colour=(0, 0, 0, 128), background=below)
    assert painted[0, 0].tolist() == [255] * 4
    assert painted[12, 12].tolist() == pytest.approx([127, 127, 127, 255], abs=1)
    assert (below == 255).all()


def test_painting_in_one_go_and_disc_by_disc_give_the_same_picture() -> None:
    rng = np.random.default_rng(4)
    xy = (rng.random((600, 2)) * 1200).astype(np.float32)
    radii = np.full(600, 2.0, np.float32)
    colours = np.tile(np.array([10, 200, 90, 150], np.uint8), (600, 1))
    together = raster.paint(xy, radii, colours, 1200, 1200)
    apart = np.zeros((1200, 1200, 4), np.uint8)
    for begin in range(0, 600, 8):
        part = slice(begin, begin + 8)
        apart = raster.paint(xy[part], radii[part], colours[part], 1200, 1200, apart)
    assert np.abs(together.astype(int) - apart.astype(int)).max() <= 2


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 5), (5, 0)])
def test_an_empty_picture_is_empty(width: int, height: int) -> None:
    none = np.zeros((0, 2), np.float32)
    assert raster.paint(none, none[:, 0], np.zeros((0, 4), np.uint8), width, height).shape == (height, width, 4)
    assert density.paint(none, width, height, np.zeros((4, 4), np.uint8)).shape == (height, width, 4)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6, width=32), st.floats(allow_nan=True, width=32), st.floats(width=32)), max_size=30
    ),
    st.integers(0, 255),
)
def test_any_numbers_give_a_valid_premultiplied_picture(points: list[tuple[float, float, float]], alpha: int) -> None:
    values = np.array(points, np.float32).reshape(-1, 3)
    colours = np.tile(np.array([255, 128, 0, alpha], np.uint8), (len(values), 1))
    painted = raster.paint(values[:, :2], values[:, 2], colours, 17, 9)
    assert painted.shape == (9, 17, 4)
    assert (painted[..., :3] <= painted[..., 3:]).all()


def ramp() -> raster.UInt8:
    steps = np.arange(256, dtype=np.uint8)
    return np.stack([steps, steps, steps, steps], axis=1)


def test_density_grows_with_songs_and_loses_none() -> None:
    xy: Float32 = np.array([(4.2, 4.7)] * 50 + [(12.1, 4.5)] * 3 + [(-3, 2), (np.nan, 1)], np.float32)
    assert density.counts(xy, 16, 9).sum() == 53
    painted = density.paint(xy, 16, 9, ramp(), softness=0)[..., 0]
    assert painted[4, 4] == 255
    assert 0 < painted[4, 12] < 255
    assert np.count_nonzero(painted) == 2


@pytest.mark.parametrize("softness", [1, 2, 4])
def test_smoothing_keeps_the_middle_and_the_total(softness: int) -> None:
    counts = np.zeros((31, 31), np.int64)
    counts[15, 15] = 1
    spread = density.smoothed(counts, softness)
    assert spread.sum() == 16**softness
    assert (spread == spread[::-1, ::-1]).all()
    assert spread.argmax() == 15 * 31 + 15
    assert np.ptp(np.nonzero(spread)[0]) == 2 * softness
