"""Where the canvas looks: the arithmetic between places of the map and pixels, without Qt."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from s2v_desktop.core.types import Float32, Float64

_LOOKED_AT = 20_000
"""Songs that are asked whether they lie in a corner."""

_POINT = 6.0
"""Pixels that a song takes around its place, more or less."""

_BEHIND = 0.01
"""Share of the songs that may lie in a corner kept free: a few strays must not shrink the whole map."""

_SHARES = sorted(itertools.product((0.5, 0.625, 0.75, 0.875, 1.0), repeat=2), key=sum)
"""Where in the free room a map may stand, across and down: the middle first, the far corner last."""


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the map; y grows upwards on the map and downwards on the screen.

    Attributes
    ----------
    x, y : float
        The place of the map in the middle of the view.
    scale : float
        Pixels per unit of the map.
    width, height : float
        Size of the view in (device-independent) pixels.
    """

    x: float
    y: float
    scale: float
    width: float
    height: float

    def to_pixels(self, positions: Float32 | Float64) -> Float32:
        """Map positions of shape (n, 2) to pixels from the top left corner, shape (n, 2)."""
        pixels = np.empty((len(positions), 2), dtype=np.float32)
        np.multiply(positions[:, 0], self.scale, out=pixels[:, 0], casting="unsafe")
        np.multiply(positions[:, 1], -self.scale, out=pixels[:, 1], casting="unsafe")
        pixels[:, 0] += self.width / 2 - self.x * self.scale
        pixels[:, 1] += self.height / 2 + self.y * self.scale
        return pixels

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Pixel of one place of the map."""
        return self.width / 2 + (x - self.x) * self.scale, self.height / 2 - (y - self.y) * self.scale

    def place(self, px: float, py: float) -> tuple[float, float]:
        """Place of the map under a pixel."""
        return self.x + (px - self.width / 2) / self.scale, self.y - (py - self.height / 2) / self.scale

    def moved(self, dx: float, dy: float) -> View:
        """The view after the map was dragged by `dx`, `dy` pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y + dy / self.scale)

    def zoomed(self, factor: float, px: float, py: float) -> View:
        """The view zoomed by `factor`, with the place under pixel (`px`, `py`) kept there."""
        x, y = self.place(px, py)
        scale = self.scale * factor
        return replace(self, scale=scale, x=x - (px - self.width / 2) / scale, y=y + (py - self.height / 2) / scale)

    def resized(self, width: float, height: float) -> View:
        """The same middle and scale in a view of another size."""
        return replace(self, width=width, height=height)

    def bounds(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the map seen, widened by `margin` pixels on each side."""
        half_width = (self.width / 2 + margin) / self.scale
        half_height = (self.height / 2 + margin) / self.scale
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def inside(self, positions: Float32, margin: float = 0.0) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Rows of `positions` that are seen (or within `margin` pixels of it)."""
        left, bottom, right, top = self.bounds(margin)
        x, y = positions[:, 0], positions[:, 1]
        return np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))

    def towards(self, other: View, share: float) -> View:
        """A view between this and `other`: straight for the place, even in zoom.

        The scale moves geometrically and the middle follows it, so that a flight looks steady.
        """
        scale = self.scale * (other.scale / self.scale) ** share
        if abs(other.scale / self.scale - 1) < 1e-6:
            along = share
        else:
            along = (1 / self.scale - 1 / scale) / (1 / self.scale - 1 / other.scale)
        return replace(other, scale=scale, x=self.x + (other.x - self.x) * along, y=self.y + (other.y - self.y) * along)


def extent(positions: Float32 | Float64) -> tuple[Float64, Float64] | None:
    """Lowest and highest x and y of the positions that are finite, shape (2,) each; None when there is none."""
    low, high = np.empty(2), np.empty(2)
    for axis in (0, 1):
        column = positions[:, axis]
        low[axis], high[axis] = column.min(initial=np.inf), column.max(initial=-np.inf)
    if np.isfinite(low).all() and np.isfinite(high).all():
        return low, high
    finite = positions[np.isfinite(positions).all(axis=1)]
    return extent(finite) if 0 < len(finite) < len(positions) else None


def fitted(
    positions: Float32 | Float64,
    width: float,
    height: float,
    margins: tuple[float, float, float, float] = (24, 24, 24, 24),
) -> View:
    """The view that shows all positions.

    Parameters
    ----------
    positions : Float32, shape (n, 2)
    width, height : float
        Of the view in pixels.
    margins : tuple of float
        Pixels kept free at the left, top, right and bottom.
    """
    left, top, right, bottom = margins
    free_width, free_height = max(width - left - right, 16.0), max(height - top - bottom, 16.0)
    found = extent(positions)
    if found is None:
        return View(0.0, 0.0, min(free_width, free_height) / 2, width, height)
    low, high = found
    spread = np.maximum(high - low, 1e-9)
    scale = float(min(free_width / spread[0], free_height / spread[1]))
    if float(spread.max()) <= 1e-9:
        scale = min(free_width, free_height) / 2
    middle = (low + high) / 2
    x = float(middle[0]) - (left - right) / 2 / scale
    y = float(middle[1]) + (top - bottom) / 2 / scale
    return View(x, y, scale, width, height)


def fitted_beside(
    positions: Float32, width: float, height: float, margins: tuple[float, float, float, float],
    corner: tuple[float, float],
) -> View:  # fmt: skip
    """The view that shows all positions, moved or shrunk so that hardly any lies in the upper left corner.

    Parameters
    ----------
    positions, width, height, margins
        As `fitted`.
    corner : (width, height)
        Pixels of the corner to keep free; a corner without room beside it is covered.
    """
    found = extent(positions)
    if found is None:
        return fitted(positions, width, height, margins)
    low, high = found
    best = fitted(np.stack(found), width, height, margins)
    seen = positions[:: max(len(positions) // _LOOKED_AT, 1)]
    right, down = seen[:, 0] - low[0], high[1] - seen[:, 1]
    left, top = margins[:2]
    room = np.array([width - left - margins[2], height - top - margins[3]])
    for scale in np.geomspace(best.scale, best.scale / 2, 24).tolist():
        slack = np.maximum(room - scale * (high - low), 0.0)
        for across, under in _SHARES:
            x, y = left + across * slack[0], top + under * slack[1]
            hidden = (scale * right < corner[0] + _POINT - x) & (scale * down < corner[1] + _POINT - y)
            if np.count_nonzero(hidden) <= _BEHIND * len(seen):
                middle = low[0] + (width / 2 - x) / scale, high[1] + (y - height / 2) / scale
                return View(float(middle[0]), float(middle[1]), scale, width, height)
    return best


@dataclass(frozen=True, slots=True)
class Frame:
    """How raw positions of a layout become places of the map: moved and scaled into about -1 to 1.

    A t-SNE layout grows from 0.0001 to 100 units while it settles; in places of the map it keeps its size.
    """

    x: float = 0.0
    y: float = 0.0
    size: float = 1.0

    @classmethod
    def of(cls, positions: Float32) -> Frame:
        """The frame of a layout, shape (n, 2): middle of its extent and half its larger side."""
        found = extent(positions)
        if found is None:
            return cls()
        low, high = found
        size = float(max(high[0] - low[0], high[1] - low[1])) / 2
        return cls(float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, size if size > 1e-12 else 1.0)

    def places(self, positions: Float32) -> Float32:
        """Places of raw positions, shape (n, 2)."""
        middle = np.array([self.x, self.y])
        return np.ascontiguousarray((positions - middle) / self.size, dtype=np.float32)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Place of one raw position."""
        return (x - self.x) / self.size, (y - self.y) / self.size
