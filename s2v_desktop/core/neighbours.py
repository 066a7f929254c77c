"""Exact nearest songs by cosine: one blocked matrix product after the other.

50,000 songs take less time this way than an approximate index needs to be built, and the answer is exact and the same
on every run (reference: quality page, section E).
"""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Float32, Int32, Neighbours

STAGE = "neighbours"

_BLOCK_CELLS = 16_000_000
"""Cosines held at once (64 MB of float32)."""


def unit_rows(w1: Float32) -> Float32:
    """Rows scaled to length 1; rows without a direction (zero, or not finite) become zero.

    Parameters
    ----------
    w1 : Float32, shape (v, d)

    Returns
    -------
    Float32, shape (v, d), a copy
    """
    rows = np.nan_to_num(np.asarray(w1, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 1e-12)
    return rows * scale[:, None].astype(np.float32)


def exact_neighbours(w1: Float32, k: int, monitor: Monitor) -> Neighbours:
    """The `k` nearest songs of every song by cosine, nearest first, the song itself left out.

    Parameters
    ----------
    w1 : Float32, shape (v, d)
    k : int
        At most ``v - 1`` are returned.
    monitor : Monitor
        Told the stage ``neighbours``; may cancel between blocks.

    Returns
    -------
    Neighbours
        Shapes (v, k). Equal cosines are ordered by row, so the answer does not depend on chance.
    """
    unit = unit_rows(w1)
    songs = len(unit)
    k = max(0, min(k, songs - 1))
    index = np.zeros((songs, k), np.int32)
    cosine = np.zeros((songs, k), np.float32)
    if not k:
        return Neighbours(index, cosine)
    across = np.ascontiguousarray(unit.T)
    block = max(1, min(songs, _BLOCK_CELLS // songs))
    for begin in range(0, songs, block):
        monitor.update(STAGE, begin, songs)
        end = min(begin + block, songs)
        near = unit[begin:end] @ across
        near[np.arange(end - begin), np.arange(begin, end)] = -np.inf
        index[begin:end], cosine[begin:end] = best(near, k)
    monitor.update(STAGE, songs, songs)
    return Neighbours(index, cosine)


def best(score: Float32, k: int) -> tuple[Int32, Float32]:
    """Columns and values of the `k` largest of each row, largest first, equal ones by column.

    Parameters
    ----------
    score : Float32, shape (rows, columns)
        At least `k` columns.
    """
    columns = score.shape[1]
    if k < columns:
        chosen = np.argpartition(score, columns - k, axis=1)[:, columns - k :]
    else:
        chosen = np.broadcast_to(np.arange(columns), score.shape).copy()
    chosen.sort(axis=1)
    values = np.take_along_axis(score, chosen, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    index = np.take_along_axis(chosen, order, axis=1).astype(np.int32)
    return index, np.take_along_axis(values, order, axis=1)
