"""Where a listener stands on the map: in the middle of those of their songs that are nearest to their taste."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int64

NEAREST = 30
"""How many of their songs decide the place."""


@dataclass(frozen=True, slots=True, eq=False)
class TastePlace:
    """A place on the map.

    Attributes
    ----------
    x, y : float
        In the units of the positions given.
    rows : Int64, shape (n,)
        The songs it is the middle of, nearest to the taste first.
    cosine : Float64, shape (n,)
        Theirs to the taste.
    """

    x: float
    y: float
    rows: Int64
    cosine: Float64


def place(unit: Float32, weight: Float64, positions: Float32, nearest: int = NEAREST) -> TastePlace | None:
    """The place of a taste.

    Parameters
    ----------
    unit : Float32, shape (v, d)
        Vectors of length 1.
    weight : float, shape (v,)
        How much each song counts, its plays for example; 0 for songs that were not played.
    positions : Float32, shape (v, 2)
        Of the map.
    nearest : int

    Returns
    -------
    TastePlace or None
        The mean of the positions of the played songs nearest to the mean vector, weighted by the cosine to the fourth
        power. None when nothing was played or the vectors cancel each other.

    Notes
    -----
    A mean vector has no place of its own on a t-SNE map; the songs near it have.
    """
    heard = np.flatnonzero((weight > 0) & np.isfinite(positions).all(axis=1))
    if not len(heard):
        return None
    most = 2 * len(heard) > len(unit)  # then going over all rows is faster than copying those that were heard
    vectors = unit if most else unit[heard]
    counts = np.zeros(len(unit), np.float32)
    counts[heard] = weight[heard]
    taste = (counts if most else counts[heard]) @ vectors
    length = float(np.linalg.norm(taste))
    if length < 1e-6:
        return None
    near = vectors @ (taste / np.float32(length))
    cosine = (near[heard] if most else near).astype(np.float64)
    best = _largest(cosine, nearest)
    at = middle(heard[best], cosine[best], positions)
    assert at is not None  # all that was heard has a place
    return TastePlace(*at, heard[best].astype(np.int64), cosine[best])


def _largest(values: Float64, count: int) -> Int64:
    """Where the largest values are, largest first, of equal ones the first; sorting all of 100,000 takes 8 ms."""
    few = np.arange(len(values))
    if len(values) > count:
        few = np.flatnonzero(values >= np.partition(values, -count)[-count])
    best: Int64 = few[np.argsort(-values[few], kind="stable")][:count]
    return best


def middle(rows: Int64, cosine: Float64, positions: Float32) -> tuple[float, float] | None:
    """Where a direction stands on the map: amid songs near it, weighted by their cosine to the fourth power.

    Parameters
    ----------
    rows : Int64, shape (n,)
    cosine : Float64, shape (n,)
        Of these songs with the direction.
    positions : Float32, shape (v, 2)

    Returns
    -------
    (x, y), or None when none of the songs has a place.
    """
    here = np.isfinite(positions[rows]).all(axis=1)
    if not here.any():
        return None
    share = np.maximum(cosine[here], 0.01) ** 4
    x, y = share @ positions[rows[here]].astype(np.float64) / share.sum()
    return float(x), float(y)
