"""Which song is under the mouse, and which is next in a direction."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.grid import Grid
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.ui.map.view import View

NEAR = 7.0
"""Pixels beside a point that still mean it."""

_ANYWHERE = 1e9
_CONE = 2.0
"""Sideways distance counts this much more than distance along the direction walked."""


class Picker:
    """Finds songs by places of the map.

    The grid below is made when it is first asked for after the songs have moved: 20 ms for 100,000 songs, which a map
    that has just arrived needs for better things.
    """

    def __init__(self) -> None:
        self.set_places(np.empty((0, 2), dtype=np.float32))

    def set_places(self, places: Float32) -> None:
        """Index places of shape (v, 2); rows that are not finite are never found."""
        self._places = places
        self._made: Grid | None = None

    @property
    def _grid(self) -> Grid:
        if self._made is None:
            self._made = Grid(self._places)
        return self._made

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
        x, y = view.place(px, py)
        reach = (float(radii.max(initial=1.0)) + NEAR) / view.scale
        rows = self._grid.inside_box(x - reach, y - reach, x + reach, y + reach)
        if not len(rows):
            return None
        distance = np.hypot(*(self._places[rows].astype(np.float64) - (x, y)).T) * view.scale
        over = distance - radii[rows]
        if over.min() > NEAR:
            return None
        score = np.where(over <= 0, distance / np.maximum(radii[rows], 1.0) - 2.0, over)
        return int(rows[int(np.argmin(score))])

    def nearest(self, x: float, y: float) -> int | None:
        """Row nearest to a place, None when there are no songs."""
        row = self._grid.nearest(x, y, _ANYWHERE)
        return row if row >= 0 else None

    def enclosed(self, shape: Float32) -> Int32:
        """Rows inside a closed line given by its corners, shape (m, 2), ascending."""
        return self._grid.inside_polygon(shape).astype(np.int32)


def next_in_direction(places: Float32, current: int, step: tuple[float, float]) -> int | None:
    """Row of the nearest song in a direction on the screen (y downwards), None at the border of the map."""
    away = places.astype(np.float64) - places[current]
    along = away[:, 0] * step[0] - away[:, 1] * step[1]
    aside = np.abs(away[:, 0] * step[1] + away[:, 1] * step[0])
    ahead = np.flatnonzero((along > 1e-9) & (aside <= along * _CONE))
    if not len(ahead):
        return None
    return int(ahead[int(np.argmin(along[ahead] + _CONE * aside[ahead]))])
