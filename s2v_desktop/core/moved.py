"""Which songs stand elsewhere on a new map, after turning, mirroring and scaling the old one onto it.

A map has no fixed direction, size or handedness, so two maps are compared after the best such change: the orthogonal
Procrustes problem (Schoenemann 1966), here in the plane and with one common scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int64

FEWEST = 3
"""With fewer songs on both maps every turn fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """How far songs moved.

    Attributes
    ----------
    rows : Int64, shape (n,)
        Songs that stand on both maps.
    distance : Float64, shape (n,)
        In parts of the width of the new map: 1 is from one side to the other.
    """

    rows: Int64
    distance: Float64

    @property
    def usual(self) -> float:
        """What half of the songs moved less than; 0 without songs."""
        return float(np.median(self.distance)) if len(self.distance) else 0.0

    def far(self, least: float, times: float) -> Moved:
        """Only those that moved at least `least`, and `times` as far as is usual; farthest moved first."""
        few = np.flatnonzero(self.distance >= max(least, times * self.usual))
        few = few[np.lexsort((self.rows[few], -self.distance[few]))]
        return Moved(self.rows[few], self.distance[few])


def moved(old: Float32, new: Float32) -> Moved:
    """Find how far each song moved.

    Parameters
    ----------
    old : Float32, shape (v, 2)
        NaN for songs that the old map did not have.
    new : Float32, shape (v, 2)
    """
    rows = np.flatnonzero(np.isfinite(old).all(axis=1) & np.isfinite(new).all(axis=1)).astype(np.int64)
    if len(rows) < FEWEST:
        return Moved(rows[:0], np.zeros(0))
    here = new[rows].astype(np.float64)
    width = float(np.ptp(here, axis=0).max())
    away = np.hypot(*(aligned(old[rows].astype(np.float64), here) - here).T)
    distance: Float64 = away / width if width > 0 else np.zeros(len(rows))
    return Moved(rows, distance)


def aligned(old: Float64, new: Float64) -> Float64:
    """Old places moved, turned, mirrored and scaled so that the sum of squared distances to the new ones is least.

    Parameters
    ----------
    old, new : Float64, shape (n, 2)
        Of the same songs, finite.
    """
    middle = new.mean(axis=0)
    before, after = old - old.mean(axis=0), new - middle
    size = float((before**2).sum())
    if size <= 0:
        return np.broadcast_to(middle, new.shape).copy()
    left, strength, right = np.linalg.svd(before.T @ after)
    turned: Float64 = before @ (left @ right) * (float(strength.sum()) / size) + middle
    return turned
