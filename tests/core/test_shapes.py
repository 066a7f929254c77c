"""Shapes are as large as their disc, lie in its square, and differ."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import shapes
from s2v_desktop.core.raster import paint

WHITE = np.array([[255, 255, 255, 255]], np.uint8)


def alone(shape: int, radius: float = 20.0) -> np.ndarray:
    """Opacity of one point in the middle of 64 pixels."""
    picture = paint(
        np.array([[32, 32]], np.float32), np.array([radius], np.float32), WHITE, 64, 64,
        shapes=np.array([shape], np.uint8),
    )  # fmt: skip
    return picture[:, :, 3].astype(float) / 255


@pytest.mark.parametrize("shape", range(shapes.COUNT))
def test_a_shape_fits_its_square_and_is_not_small(shape: int) -> None:
    picture = alone(shape)
    rows, columns = np.nonzero(picture)
    for axis in (rows, columns):
        assert axis.min() >= 32 - 21
        assert axis.max() <= 32 + 20
    assert picture.sum() > 0.5 * alone(shapes.DISC).sum()
    assert np.abs(picture - picture[:, ::-1]).sum() < 0.12 * picture.sum(), "left as right, but for half a pixel"


def test_all_shapes_differ() -> None:
    for one in range(shapes.COUNT):
        for other in range(one):
            assert np.abs(alone(one) - alone(other)).sum() > 100


def test_a_triangle_points_up_and_a_ring_is_hollow() -> None:
    assert alone(shapes.TRIANGLE)[14:20].sum() < alone(shapes.TRIANGLE)[38:44].sum()
    assert alone(shapes.DROP)[14:20].sum() > alone(shapes.DROP)[38:44].sum()
    assert alone(shapes.RING)[32, 32] == 0
    assert alone(shapes.RING)[32, 32 + 15] == 1


def test_discs_are_what_is_painted_without_shapes() -> None:
    places = np.array([[32, 32]], np.float32)
    assert np.array_equal(paint(places, np.array([9.0], np.float32), WHITE, 64, 64)[:, :, 3] / 255, alone(0, 9.0))


def test_each_point_keeps_its_own_shape() -> None:
    places = np.array([[16, 16], [48, 16]], np.float32)
    both = paint(
        places, np.full(2, 9.0, np.float32), np.repeat(WHITE, 2, axis=0), 64, 32,
        shapes=np.array([shapes.RING, shapes.DISC], np.uint8),
    )  # fmt: skip
    assert both[16, 16, 3] == 0
    assert both[16, 48, 3] == 255
