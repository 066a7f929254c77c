"""The points of the canvas: what they are, how they look, and the picture painted last."""

from __future__ import annotations

from collections import deque
from time import perf_counter

import numpy as np

from s2v_desktop.core.types import Bool, Float32
from s2v_desktop.ui.map.picture_of_points import Bgra, Look, Picture, Prepared, Shapes, prepare, radius_factor
from s2v_desktop.ui.map.songs import SongPoints, alphas, radii
from s2v_desktop.ui.map.view import Frame, View
from s2v_desktop.ui.theme import Theme


class PointsLayer:
    """Columns by row of the map and a cached picture of them.

    `places` are positions in the frame of the map (about -1 to 1); they are replaced, never changed. `picture` is what
    was painted last, None before that; it is `stale` when the points have changed since.
    """

    def __init__(self) -> None:
        self.songs: SongPoints | None = None
        self.frame = Frame()
        self.places: Float32 = np.empty((0, 2), dtype=np.float32)
        self.resting_radii: Float32 = np.empty(0, dtype=np.float32)
        self.picture: Picture | None = None
        self.stale = False
        self.repaints = 0
        self.last_ms = float("inf")
        self._alphas: Float32 = np.empty(0, dtype=np.float32)
        self._rgba: Bgra | None = None
        self._shapes: Shapes | None = None
        self._highlight: Bool | None = None
        self._look: Look | None = None

    def __len__(self) -> int:
        return len(self.places)

    def set_songs(self, songs: SongPoints) -> None:
        """Other songs: places, colours and highlight of the old ones are forgotten."""
        self.songs = songs
        self.resting_radii, self._alphas = radii(songs.plays), alphas(songs.plays)
        self.places = np.empty((0, 2), dtype=np.float32)
        self._rgba = self._shapes = self._highlight = self._look = self.picture = None
        self.stale = False
        self.last_ms = float("inf")

    @property
    def highlight(self) -> Bool | None:
        """Songs that are not dimmed, shape (v,); None is all."""
        return self._highlight

    def set_places(self, places: Float32) -> None:
        """Move the points."""
        self.places, self.stale = places, True

    def set_rgba(self, rgba: Bgra, shapes: Shapes | None = None) -> None:
        """Colour the points, shape (v, 4): red, green, blue, opacity; and shape them, shape (v,)."""
        self._rgba, self._shapes, self._look, self.stale = rgba, shapes, None, True

    def set_highlight(self, mask: Bool | None) -> None:
        """Dim the points outside a mask."""
        if mask is None and self._highlight is None:
            return
        self._highlight, self._look, self.stale = mask, None, True

    def drawn_radii(self, zoom: float) -> Float32:
        """Radii in pixels at a zoom, shape (v,)."""
        return self.resting_radii * np.float32(radius_factor(zoom, len(self)))

    def work(self, view: View, zoom: float, ratio: float) -> float:
        """About how many pixels of sprites a view holds: what a repaint of it costs."""
        rows = view.inside(self.places)
        sides = 2.0 * self.resting_radii[rows] * np.float32(radius_factor(zoom, len(self)) * ratio) + 3.0
        return float(sides @ sides)

    def prepare(self, view: View, zoom: float, theme: Theme, ratio: float, margin: int) -> Prepared:
        """Make a picture of all points ready for painting; from now on changes make it stale."""
        if self._look is None:
            self._look = Look.of(self.resting_radii, self._alphas, self._colours(theme), self._highlight, self._shapes)
        self.stale = False
        self.repaints += 1
        return prepare(self.places, self._look, view, theme, zoom, ratio, margin)

    def repaint(self, view: View, zoom: float, theme: Theme, ratio: float, margin: int) -> Picture:
        """Paint all points anew at once; `last_ms` then says how long that took."""
        began = perf_counter()
        prepared = self.prepare(view, zoom, theme, ratio, margin)
        deque(prepared.steps(), maxlen=0)
        self.picture = prepared.picture()
        self.last_ms = (perf_counter() - began) * 1000
        return self.picture

    def _colours(self, theme: Theme) -> Bgra:
        if self._rgba is not None:
            return self._rgba
        plain = np.empty((len(self.resting_radii), 4), dtype=np.uint8)
        plain[:] = [int(theme.neutral[i : i + 2], 16) for i in (1, 3, 5)] + [255]
        return plain
