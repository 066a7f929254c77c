"""Two models side by side: which songs have other neighbours now, and how alike the two are as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Float64, Int32, Int64, Vectors

NEAREST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What two models have in common.

    Attributes
    ----------
    songs : Int64, shape (n,)
        Songs that both know, in the order of the first model.
    jaccard : Float64, shape (n,)
        Of each song's ten nearest among these: shared ones by all that occur.
    first, second : Int32, shape (n, k)
        Places in `songs` of the nearest in each model, nearest first.
    only_first, only_second : int
        Songs that the other model does not know.
    """

    songs: Int64
    jaccard: Float64
    first: Int32
    second: Int32
    only_first: int
    only_second: int

    @property
    def mean(self) -> float:
        """Mean Jaccard index; 1 means the same neighbours everywhere, 0 none in common."""
        return float(np.mean(self.jaccard)) if len(self.jaccard) else 0.0


def compare(first: Vectors, second: Vectors, monitor: Monitor) -> Comparison:
    """Compare two models on the songs both know.

    Parameters
    ----------
    first, second : Vectors
        `songs` are numbers of one library.
    """
    songs, at_first, at_second = np.intersect1d(first.songs, second.songs, return_indices=True)
    order = np.argsort(at_first, kind="stable")
    songs, at_first, at_second = songs[order], at_first[order], at_second[order]
    k = min(NEAREST, len(songs) - 1)
    missing = len(first.songs) - len(songs), len(second.songs) - len(songs)
    if k < 1:
        none = np.zeros((len(songs), 0), np.int32)
        return Comparison(songs, np.zeros(len(songs)), none, none, *missing)
    near_first = exact_neighbours(np.asarray(first.w1)[at_first], k, monitor).index
    near_second = exact_neighbours(np.asarray(second.w1)[at_second], k, monitor).index
    return Comparison(songs, _jaccard(near_first, near_second), near_first, near_second, *missing)


def _jaccard(first: Int32, second: Int32) -> Float64:
    """Row by row: shared entries divided by all different ones; both have k different entries a row."""
    both = np.sort(np.concatenate((first, second), axis=1), axis=1)
    shared = np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1)
    result: Float64 = shared / (2.0 * first.shape[1] - shared)
    return result
