"""Small hills gathered into a few regions, for maps whose islands lie so evenly that no wide hill is one of them."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int32, Int64

_ROUNDS = 30


def gathered(positions: Float32, hill: Int32, wanted: int, otherwise: Int32) -> Int32:
    """Gather hills that are near each other: k-means of their middles, weighted by their songs (Lloyd 1982).

    Parameters
    ----------
    positions : Float32, shape (v, 2)
    hill : Int32, shape (v,)
        Small hill of each song, -1 for none.
    wanted : int
        Regions to make.
    otherwise : Int32, shape (v,)
        The regions that are there; kept when the largest one would not become smaller.

    Returns
    -------
    Int32, shape (v,)
        Region of each song, numbered from the one with most songs, -1 for none. No hill is cut.
    """
    hills = int(hill.max(initial=-1)) + 1
    if hills <= wanted:
        return otherwise
    inside = hill >= 0
    weight = np.bincount(hill[inside], minlength=hills).astype(np.float64)
    sums = [np.bincount(hill[inside], positions[inside, axis], minlength=hills) for axis in (0, 1)]
    places = np.stack(sums, axis=1) / weight[:, None]
    region = _region(places, _middles(places, weight, wanted))
    size = np.bincount(region, weight, minlength=wanted)
    if size.max() >= np.count_nonzero(otherwise == 0):
        return otherwise
    order = np.lexsort((np.arange(wanted), -size))
    number = np.empty(wanted, np.int32)
    number[order] = np.arange(wanted)
    return np.where(inside, number[region[np.maximum(hill, 0)]], -1).astype(np.int32)


def _middles(places: Float64, weight: Float64, wanted: int) -> Float64:
    """Middles of the regions, shape (wanted, 2): begun far from each other, moved until they rest."""
    chosen = [int(weight.argmax())]
    while len(chosen) < wanted:
        away = np.hypot(*(places[:, None, :] - places[chosen]).transpose(2, 0, 1)).min(axis=1)
        chosen.append(int((away * np.sqrt(weight)).argmax()))
    middles = places[chosen]
    for _ in range(_ROUNDS):
        region = _region(places, middles)
        mass = np.bincount(region, weight, minlength=wanted)
        sums = [np.bincount(region, weight * places[:, axis], minlength=wanted) for axis in (0, 1)]
        moved = np.where(mass[:, None] > 0, np.stack(sums, axis=1) / np.maximum(mass, 1e-9)[:, None], middles)
        if np.array_equal(moved, middles):
            break
        middles = moved
    return middles


def _region(places: Float64, middles: Float64) -> Int64:
    """Number of the nearest middle of each place, shape (n,)."""
    away = ((places[:, None, :] - middles) ** 2).sum(axis=2)
    return np.asarray(away.argmin(axis=1), np.int64)
