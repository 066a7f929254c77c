"""A picture written row by row is the picture that was given."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PySide6.QtGui import QImage

from s2v_desktop.core.png import PngRows


def read(content: bytes) -> np.ndarray:
    """Rows of a PNG file as another program reads them, shape (height, width, 3)."""
    image = QImage.fromData(content).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[:, :, 2::-1].copy()


@given(
    arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9).map(lambda shape: (*shape, 3))),
    st.integers(1, 9),
)
def test_whatever_the_parts_the_picture_is_the_same(picture: np.ndarray, rows: int) -> None:
    stream = io.BytesIO()
    made = PngRows(stream, picture.shape[1], picture.shape[0])
    for begin in range(0, len(picture), rows):
        made.add(picture[begin : begin + rows])
    made.end()
    assert np.array_equal(read(stream.getvalue()), picture)


def test_rows_that_do_not_fit_are_refused() -> None:
    made = PngRows(io.BytesIO(), 2, 3)
    with pytest.raises(ValueError, match="do not fit"):
        made.add(np.zeros((1, 3, 3), np.uint8))
    with pytest.raises(ValueError, match="do not fit"):
        made.add(np.zeros((4, 2, 3), np.uint8))
    made.add(np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(ValueError, match="1 rows"):
        made.end()
