"""Finds songs on the map: under the pointer, in a rectangle, inside a drawn line. NumPy only."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.types import Bool, Float32, Float64, Int64

_PER_CELL = 4
"""Songs in a cell on average."""


class Grid:
    """A uniform grid over fixed positions: songs sorted by cell, so that a box of cells is a few slices.

    Parameters
    ----------
    positions : Float32, shape (v, 2)
        Songs that are not finite are never found.
    """

    def __init__(self, positions: Float32) -> None:
        self._positions = np.asarray(positions, np.float64).reshape(-1, 2)
        known = np.flatnonzero(np.isfinite(self._positions).all(axis=1))
        self._low = self._positions[known].min(axis=0) if len(known) else np.zeros(2)
        extent = (self._positions[known].max(axis=0) if len(known) else np.zeros(2)) - self._low
        self._side = max(1, int(math.sqrt(len(known) / _PER_CELL)))
        self._step = max(float(extent.max()), 1e-9) / self._side
        cell = self._cells(self._positions[known])
        flat = cell[:, 1] * self._side + cell[:, 0]
        order = np.argsort(flat, kind="stable")
        self._songs: Int64 = known[order].astype(np.int64)
        self._starts: Int64 = np.searchsorted(flat[order], np.arange(self._side * self._side + 1)).astype(np.int64)

    def _cells(self, places: Float64) -> Int64:
        """Column and row of the cell of each place, kept inside the grid."""
        return np.clip((places - self._low) / self._step, 0, self._side - 1).astype(np.int64)

    def _near_box(self, left: float, bottom: float, right: float, top: float) -> Int64:
        """Songs of all cells that touch a box, and so all songs inside it, and a few more."""
        (c0, r0), (c1, r1) = self._cells(np.array([[left, bottom], [right, top]])).tolist()
        begin, end = self._starts[r0 * self._side :], self._starts[1:]
        slices = [
            self._songs[begin[row * self._side + c0] : end[(r0 + row) * self._side + c1]] for row in range(r1 - r0 + 1)
        ]
        return np.concatenate(slices) if slices else np.zeros(0, np.int64)

    def nearest(self, x: float, y: float, radius: float) -> int:
        """The song nearest to a place, -1 when none lies within `radius`; of equally near ones the first.

        All numbers are in the units of the positions.
        """
        songs = self._near_box(x - radius, y - radius, x + radius, y + radius)
        if not len(songs):
            return -1
        away = ((self._positions[songs] - (x, y)) ** 2).sum(axis=1)
        least = away.min()
        return int(songs[away == least].min()) if least <= radius * radius else -1

    def inside_box(self, x0: float, y0: float, x1: float, y1: float) -> Int64:
        """Songs in the rectangle between two corners, edges included, ascending."""
        left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        songs = self._near_box(left, bottom, right, top)
        x, y = self._positions[songs].T
        return np.sort(songs[(x >= left) & (x <= right) & (y >= bottom) & (y <= top)])

    def inside_polygon(self, polygon: npt.ArrayLike) -> Int64:
        """Songs inside a closed line by the even-odd rule, ascending.

        Parameters
        ----------
        polygon : shape (m, 2)
            Corners in order; the last is joined with the first. Fewer than three hold nothing.
        """
        corners = np.asarray(polygon, np.float64).reshape(-1, 2)
        if len(corners) < 3:
            return np.zeros(0, np.int64)
        songs = self.inside_box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
        return songs[inside(self._positions[songs], corners)]


def inside(places: Float64, corners: Float64) -> Bool:
    """Whether places lie inside a polygon: an odd number of its edges lies to their right.

    Places are sorted by y once; each edge then concerns one slice of them, so a lasso of hundreds of short edges costs
    little more than one with few.

    Parameters
    ----------
    places : Float64, shape (n, 2)
    corners : Float64, shape (m, 2)
    """
    order = np.argsort(places[:, 1])
    x, y = places[order, 0], places[order, 1]
    odd = np.zeros(len(places), bool)
    ends = np.roll(corners, -1, axis=0)
    first = np.searchsorted(y, np.minimum(corners[:, 1], ends[:, 1]), side="left")
    last = np.searchsorted(y, np.maximum(corners[:, 1], ends[:, 1]), side="left")
    for (ax, ay), (bx, by), begin, end in zip(corners, ends, first.tolist(), last.tolist(), strict=True):
        if end > begin:
            odd[begin:end] ^= x[begin:end] < ax + (y[begin:end] - ay) * ((bx - ax) / (by - ay))
    result = np.empty(len(places), bool)
    result[order] = odd
    return result
