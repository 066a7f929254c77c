"""Shapes of points: groups are told apart by them too, for those who see colours differently."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

DISC, DIAMOND, SQUARE, TRIANGLE, DROP, RING = range(6)
"""Disc, diamond, square, triangle pointing up, triangle pointing down, ring."""

COUNT = 6

Float = npt.NDArray[np.floating[Any]]


def outside(shape: int, across: Float, down: Float, radius: Float) -> Float:
    """How far places lie outside a shape, in pixels; negative inside.

    All shapes fit into the square around the disc of the same radius and cover about as much.

    Parameters
    ----------
    shape : int
        Below `COUNT`.
    across, down : float
        From the middle, to the right and downwards; any shapes that fit together.
    radius : float
    """
    wide = np.abs(across)
    if shape == DIAMOND:
        return np.asarray((wide + np.abs(down) - 1.15 * radius) / np.sqrt(2.0))
    if shape == SQUARE:
        return np.asarray(np.maximum(wide, np.abs(down)) - 0.84 * radius)
    if shape in (TRIANGLE, DROP):
        lower = down if shape == TRIANGLE else -down
        return np.asarray(np.maximum(lower - 0.75 * radius, (1.75 * wide - lower - radius) / np.hypot(1.75, 1.0)))
    away = np.hypot(across, down)
    disc = away - radius
    return np.asarray(np.maximum(disc, 0.45 * radius - away) if shape == RING else disc)
