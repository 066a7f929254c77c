"""Which song is under the mouse, and which is next in a direction."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.types import Float32
from s2v_desktop.ui.map.view import View

NEAR = 7.0
"""Pixels beside a point that still mean it."""

_PER_CELL = 8
_CONE = 2.0
"""Sideways distance counts this much more than distance along the direction walked."""


class Picker:
    """An index of places: a square grid with the rows of each cell in one sorted array."""

    def __init__(self) -> None:
        self.set_places(np.empty((0, 2), dtype=np.float32))

    def set_places(self, places: Float32) -> None:
        """Index places of shape (v, 2); rows that are not finite are never found."""
        self._places = places
        rows = np.flatnonzero(np.isfinite(places).all(axis=1)) if len(places) else np.empty(0, dtype=np.intp)
        self._side = max(int(np.sqrt(len(rows) / _PER_CELL)), 1)
        self._low = places[rows].min(axis=0) if len(rows) else np.zeros(2, dtype=np.float32)
        spread = float((places[rows].max(axis=0) - self._low).max()) if len(rows) else 0.0
        self._cell = max(spread / self._side, 1e-9)
        cells = self._cells_of(places[rows])
        order = np.argsort(cells, kind="stable")
        self._rows = rows[order]
        self._starts = np.searchsorted(cells[order], np.arange(self._side * self._side + 1))

    def at(self, view: View, px: float, py: float, radii: Float32) -> int | None:
        """Row of the song drawn at a pixel, or just beside it.

        Parameters
        ----------
        view : View
        px, py : float
        radii : Float32, shape (v,)
            As drawn, in pixels.

        Notes
        -----
        Of several discs over one another the one whose middle is nearest for its size is meant, so that a small song
        on a large one can be reached.
        """
        if not len(self._rows):
            return None
        x, y = view.place(px, py)
        rows = self.within(x, y, (float(radii.max(initial=1.0)) + NEAR) / view.scale)
        if not len(rows):
            return None
        distance = np.hypot(*(self._places[rows].astype(np.float64) - (x, y)).T) * view.scale
        over = distance - radii[rows]
        if over.min() > NEAR:
            return None
        score = np.where(over <= 0, distance / np.maximum(radii[rows], 1.0) - 2.0, over)
        return int(rows[int(np.argmin(score))])

    def within(self, x: float, y: float, reach: float) -> npt.NDArray[np.intp]:
        """Rows in the cells that a square of half width `reach` around a place touches."""
        left, bottom = self._column(x - reach, 0), self._column(y - reach, 1)
        right, top = self._column(x + reach, 0), self._column(y + reach, 1)
        parts = [
            self._rows[self._starts[line * self._side + left] : self._starts[line * self._side + right + 1]]
            for line in range(bottom, top + 1)
        ]
        return np.concatenate(parts)

    def nearest(self, x: float, y: float) -> int | None:
        """Row nearest to a place, None when there are no songs."""
        if not len(self._rows):
            return None
        squares = ((self._places[self._rows].astype(np.float64) - (x, y)) ** 2).sum(axis=1)
        return int(self._rows[int(np.argmin(squares))])

    def _column(self, value: float, axis: int) -> int:
        return min(max(int((value - float(self._low[axis])) / self._cell), 0), self._side - 1)

    def _cells_of(self, places: Float32) -> npt.NDArray[np.int64]:
        columns = np.clip(((places - self._low) / self._cell).astype(np.int64), 0, self._side - 1)
        return columns[:, 1] * self._side + columns[:, 0] if len(places) else np.empty(0, dtype=np.int64)


def next_in_direction(places: Float32, current: int, step: tuple[float, float]) -> int | None:
    """Row of the nearest song in a direction on the screen (y downwards), None at the border of the map."""
    away = places.astype(np.float64) - places[current]
    along = away[:, 0] * step[0] - away[:, 1] * step[1]
    aside = np.abs(away[:, 0] * step[1] + away[:, 1] * step[0])
    ahead = np.flatnonzero((along > 1e-9) & (aside <= along * _CONE))
    if not len(ahead):
        return None
    return int(ahead[int(np.argmin(along[ahead] + _CONE * aside[ahead]))])
