"""Places songs on a map that exists already, without laying it out anew."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Neighbours

_LOOKED_AT = 10
"""A new song stands in the middle of this many of its nearest placed songs."""


def place(known: Float32, neighbours: Neighbours) -> Float32:
    """Give a place to every song that has none: the weighted middle of its nearest songs that have one.

    Parameters
    ----------
    known : Float32, shape (v, 2)
        Positions, NaN where unknown. At least one song should be known.
    neighbours : Neighbours
        Shapes (v, k), nearest first.

    Returns
    -------
    Float32, shape (v, 2)
        A copy. Known songs stay exactly where they were. Songs of which no neighbour is placed wait until one is;
        those that never meet a placed song stand in the middle of the map.

    Notes
    -----
    The weight is the cosine to the fourth power, so the nearest decide; cosines below a hundredth count as that.
    """
    positions = known.astype(np.float64)
    placed: Bool = np.logical_and(*np.isfinite(positions).T)
    middle = positions[placed].mean(axis=0) if placed.any() else np.zeros(2)
    while not placed.all():
        waiting = np.flatnonzero(~placed)
        index, cosine = neighbours.index[waiting], neighbours.cosine[waiting]
        usable = placed[index]
        usable &= np.cumsum(usable, axis=1) <= _LOOKED_AT
        ready = usable.any(axis=1)
        if not ready.any():
            positions[waiting] = middle
            break
        weight = np.where(usable, np.maximum(cosine, 0.01).astype(np.float64) ** 4, 0.0)[ready]
        positions[waiting[ready]] = _middles(positions, index[ready], weight)
        placed[waiting[ready]] = True
    return positions.astype(np.float32)


def _middles(positions: Float64, index: Int32, weight: Float64) -> Float64:
    """Weighted means of the positions of rows of songs; a weight of 0 hides an unknown position."""
    around = np.where(weight[..., None] > 0, positions[index], 0.0)
    middles: Float64 = (around * weight[..., None]).sum(axis=1) / weight.sum(axis=1)[:, None]
    return middles
