"""Turns a new map so that known songs lie where the listener remembers them."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.types import Bool, Float32, Float64


def align(old: Float32, new: Float32, common: Bool) -> Float32:
    """Rotate, mirror and move a map onto another; its size and shape stay.

    Parameters
    ----------
    old, new : Float32, shape (v, 2)
        The same songs on both maps; where `common` is false, `old` is not read.
    common : Bool, shape (v,)
        Songs that both maps know.

    Returns
    -------
    Float32, shape (v, 2)
        `new`, turned so that the sum of squared distances of the common songs is least (orthogonal Procrustes,
        Schoenemann 1966). Fewer than two common songs leave it as it is.
    """
    if np.count_nonzero(common) < 2:
        return new.copy()
    before, after = old[common].astype(np.float64), new[common].astype(np.float64)
    there, here = before.mean(axis=0), after.mean(axis=0)
    left, _, right = np.linalg.svd((after - here).T @ (before - there))
    turned: Float64 = (new.astype(np.float64) - here) @ (left @ right) + there
    return turned.astype(np.float32)


def moved(old: Float32, new: Float32, common: Bool) -> Float32:
    """How far each common song moved, in the units of the maps, NaN for songs that are new; shape (v,)."""
    away = np.full(len(new), np.nan, np.float32)
    away[common] = np.hypot(*(new[common] - old[common]).T)
    return away
