"""A picture of how densely songs lie, for views with more songs than discs can show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.types import Float32, Int64

UInt8 = npt.NDArray[np.uint8]


def paint(xy: Float32, width: int, height: int, ramp: UInt8, softness: int = 2) -> UInt8:
    """Paint the number of songs around each pixel.

    Parameters
    ----------
    xy : Float32, shape (n, 2)
        Places in pixels, x to the right and y down. Those outside, or not finite, are left out.
    width, height : int
        Size of the picture in pixels.
    ramp : uint8, shape (m, 4)
        Premultiplied colours from "no song" to "densest", in the order of channels the picture shall have.
    softness : int
        How many pixels a song is spread to each side; 0 leaves the counts as they are.

    Returns
    -------
    uint8, shape (height, width, 4)
        Premultiplied. The colour follows the logarithm of the density, because densities on a map differ by
        thousands; the densest pixel of the picture has the last colour.
    """
    if width <= 0 or height <= 0:
        return np.zeros((max(height, 0), max(width, 0), 4), np.uint8)
    return coloured(smoothed(counts(xy, width, height), softness), ramp)


def coloured(sums: npt.NDArray[np.signedinteger[Any]], ramp: UInt8) -> UInt8:
    """Colours of densities, shape (height, width), as `paint` gives them."""
    height, width = sums.shape
    top = int(sums.max(initial=0))
    steps = np.arange(top + 1) if top < 1 << 20 else np.arange((1 << 20) + 1)
    scale = 1 if top < 1 << 20 else -(-top // (1 << 20))
    share = np.log1p(steps) / max(float(np.log1p(steps[-1])), 1e-9)
    words = np.ascontiguousarray(ramp, np.uint8).view(np.uint32)[:, 0]
    colour = words[np.minimum(np.ceil(share * (len(words) - 1)).astype(np.int64), len(words) - 1)]
    picture = colour.take(sums if scale == 1 else sums // scale)
    return picture.view(np.uint8).reshape(height, width, 4)


def counts(xy: Float32, width: int, height: int) -> Int64:
    """Songs in each pixel, shape (height, width)."""
    x, y = xy[:, 0], xy[:, 1]
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    if not inside.all():
        x, y = x[inside], y[inside]
    pixel = y.astype(np.int32) * np.int32(width) + x.astype(np.int32)
    return np.bincount(pixel, minlength=width * height).reshape(height, width)


def smoothed(numbers: Int64, softness: int) -> npt.NDArray[np.signedinteger[Any]]:
    """Sums over a tent of `softness` pixels to each side, by repeated pairs (1 1), exact in whole numbers.

    Each pass adds the pixel before and, in the next pass, the pixel after, in both directions, so the picture does
    not move. Sums are 32-bit, which is faster, unless so many songs lie in one pixel that they might not fit.
    """
    fits = int(numbers.max(initial=0)) * 16**softness < 2**31
    total: npt.NDArray[np.signedinteger[Any]] = numbers.astype(np.int32 if fits else np.int64)
    for _ in range(softness):
        for axis in (0, 1):
            for forward in (True, False):
                before = total.copy()
                low = (slice(None),) * axis + (slice(None, -1),)
                high = (slice(None),) * axis + (slice(1, None),)
                target, source = (high, low) if forward else (low, high)
                total[target] += before[source]
    return total
