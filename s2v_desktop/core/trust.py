"""Where the map lies: how many of a song's true neighbours are also its neighbours on the map.

To recompute it from the files of a model: take the rows of ``w1.npy`` scaled to length 1; the 15 rows with the largest
dot product with a row, itself left out, are its true neighbours. Take ``map.npy``; the 15 rows at the least straight
distance, itself left out, are its neighbours on the map. The share of the former among the latter is its trust; the
trust of the map is the mean over all songs. (Equal distances may be broken either way.)
"""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import Float32, Int32, Neighbours

K = 15


def trust(neighbours: Neighbours, positions: Float32, k: int = K) -> Float32:
    """Share of the `k` true neighbours of each song among its `k` nearest on the map.

    Parameters
    ----------
    neighbours : Neighbours
        Exact, shapes (v, at least k), nearest first.
    positions : Float32, shape (v, 2)
    k : int
        Lowered to ``v - 1`` in a small library.

    Returns
    -------
    Float32, shape (v,)
        0 to 1; 1 where a song has no others to be compared with.

    Raises
    ------
    BadRequest
        `k` is below 1, or there are fewer true neighbours than `k`.
    """
    songs = len(positions)
    wanted = min(k, songs - 1)
    if k < 1 or neighbours.index.shape[1] < wanted:
        raise BadRequest(f"k must be between 1 and {neighbours.index.shape[1]}, the neighbours known of each song.")
    if wanted < 1:
        return np.ones(songs, np.float32)
    near = np.sort(nearest_on_map(positions, wanted).astype(np.int64), axis=1)
    row = np.arange(songs, dtype=np.int64)[:, None] * songs
    true = neighbours.index[:, :wanted].astype(np.int64) + row
    flat = (near + row).reshape(-1)
    at = np.minimum(np.searchsorted(flat, true), len(flat) - 1)
    share: Float32 = (flat[at] == true).mean(axis=1).astype(np.float32)
    return share


def nearest_on_map(positions: Float32, k: int) -> Int32:
    """The `k` nearest songs by straight distance on the map, the song itself left out; shape (v, k)."""
    from scipy.spatial import KDTree

    songs = len(positions)
    found = np.asarray(KDTree(positions.astype(np.float64)).query(positions, k + 1)[1]).reshape(songs, k + 1)
    own = found == np.arange(songs)[:, None]
    own[~own.any(axis=1), -1] = True  # more than k songs at the same place hide the song from its own list
    others: Int32 = found[~own].reshape(songs, k).astype(np.int32)
    return others
