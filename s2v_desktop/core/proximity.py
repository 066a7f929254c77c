"""How near two neighbours are from both sides: a hub is near to everything, but not everything is near to it.

Flexer, Stevens 2017; Schnitzer et al. 2012, "Local and Global Scaling Reduce Hubs in Space".
"""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.turns import Turns, finished
from s2v_desktop.core.types import Float32, Float64, Neighbours

_BLOCK = 8192


def mutual_proximity(neighbours: Neighbours) -> Float32:
    """How near two neighbours are from both sides, 0 to 1, shape (v, k).

    Each song's neighbour cosines are taken as normally distributed; the proximity is the product of the chances that
    another neighbour is farther, seen from the one and from the other (Schnitzer et al. 2012, with a logistic curve in
    place of the normal one).
    """
    return finished(proximity_in_turns(neighbours))


def proximity_in_turns(neighbours: Neighbours) -> Turns[Float32]:
    """The same, some thousand songs a turn."""
    songs = len(neighbours.index)
    mean, width = np.zeros(songs), np.zeros(songs)
    blocks = [slice(low, low + _BLOCK) for low in range(0, songs, _BLOCK)]
    for block in blocks:
        cosine = neighbours.cosine[block].astype(np.float64)
        mean[block] = cosine.mean(axis=1)
        width[block] = np.maximum(cosine.std(axis=1), 1e-6)
        yield
    product = np.empty(neighbours.index.shape, np.float32)
    for block in blocks:
        cosine, other = neighbours.cosine[block].astype(np.float64), neighbours.index[block]
        here = (cosine - mean[block, None]) / width[block, None]
        there = (cosine - mean[other]) / width[other]
        product[block] = _logistic(here) * _logistic(there)
        yield
    return product


def _logistic(z: Float64) -> Float64:
    result: Float64 = 1.0 / (1.0 + np.exp(np.clip(-1.702 * z, -50, 50)))
    return result
