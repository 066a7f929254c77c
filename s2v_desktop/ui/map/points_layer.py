"""The points of the canvas: what they are, how they look, and the picture painted last."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from s2v_desktop.core.types import Bool, Float32
from s2v_desktop.ui.map.picture_of_points import Bgra, Look, Picture, paint_points, radius_factor
from s2v_desktop.ui.map.songs import SongPoints, alphas, radii
from s2v_desktop.ui.map.view import Frame, View
from s2v_desktop.ui.theme import Theme


class PointsLayer:
    """Columns by row of the map and a cached picture of them.

    `places` are positions in the frame of the map (about -1 to 1); they are replaced, never changed.
    """

    def __init__(self) -> None:
        self.songs: SongPoints | None = None
        self.frame = Frame()
        self.places: Float32 = np.empty((0, 2), dtype=np.float32)
        self.resting_radii: Float32 = np.empty(0, dtype=np.float32)
        self.picture: Picture | None = None
        self.repaints = 0
        self.last_ms = float("inf")
        self._alphas: Float32 = np.empty(0, dtype=np.float32)
        self._rgba: Bgra | None = None
        self._highlight: Bool | None = None
        self._look: Look | None = None

    def __len__(self) -> int:
        return len(self.places)

    def set_songs(self, songs: SongPoints) -> None:
        """Other songs: places, colours and highlight of the old ones are forgotten."""
        self.songs = songs
        self.resting_radii, self._alphas = radii(songs.plays), alphas(songs.plays)
        self.places = np.empty((0, 2), dtype=np.float32)
        self._rgba = self._highlight = self._look = self.picture = None
        self.last_ms = float("inf")

    def set_places(self, places: Float32) -> None:
        """Move the points."""
        self.places, self.picture = places, None

    def set_rgba(self, rgba: Bgra) -> None:
        """Colour the points, shape (v, 4): red, green, blue, opacity."""
        self._rgba, self._look, self.picture = rgba, None, None

    def set_highlight(self, mask: Bool | None) -> None:
        """Dim the points outside a mask."""
        self._highlight, self._look, self.picture = mask, None, None

    def drawn_radii(self, zoom: float) -> Float32:
        """Radii in pixels at a zoom, shape (v,)."""
        return self.resting_radii * np.float32(radius_factor(zoom, len(self)))

    def repaint(self, view: View, zoom: float, theme: Theme, ratio: float, margin: int) -> Picture:
        """Paint all points anew; `last_ms` then says how long that took."""
        began = perf_counter()
        if self._look is None:
            self._look = Look.of(self.resting_radii, self._alphas, self._colours(theme), self._highlight)
        self.picture = paint_points(self.places, self._look, view, theme, zoom, ratio, margin)
        self.repaints += 1
        self.last_ms = (perf_counter() - began) * 1000
        return self.picture

    def _colours(self, theme: Theme) -> Bgra:
        if self._rgba is not None:
            return self._rgba
        plain = np.empty((len(self.resting_radii), 4), dtype=np.uint8)
        plain[:] = [int(theme.neutral[i : i + 2], 16) for i in (1, 3, 5)] + [255]
        return plain
