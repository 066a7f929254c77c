"""Exact nearest songs by cosine: one blocked matrix product after the other.

50,000 songs take less time this way than an approximate index needs to be built, and the answer is exact and the same
on every run (reference: quality page, section E).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Bool, Float32, Int32, Neighbours

STAGE = "neighbours"

_BLOCK_CELLS = 4_000_000
"""Cosines held at once (16 MB of float32): small enough to stay near the processor."""


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
    unit: Float32 = rows * scale[:, None].astype(np.float32)
    return unit


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
        At least `k` columns, `k` at least 1.

    Notes
    -----
    A partition of every whole row would cost ten times the matrix product. Instead the row is folded into a few
    hundred groups; the k-th largest of the group maxima is surely not above the k-th largest of the row, and few
    more than `k` values reach it. Only these are sorted.
    """
    rows, columns = score.shape
    group = columns // max(4 * k, 256)
    if group < 4:
        return _sorted_best(score, np.broadcast_to(np.arange(columns), score.shape), k)
    folded = columns // group
    maxima = score[:, : group * folded].reshape(rows, group, folded).max(axis=1)
    reach = np.partition(maxima, folded - k, axis=1)[:, folded - k]
    chosen = score >= reach[:, None]
    for crowded in np.flatnonzero(np.count_nonzero(chosen, axis=1) > 4 * k + 1024).tolist():
        chosen[crowded] = _without_surplus(score[crowded], k)
    flat = np.flatnonzero(chosen)
    row, column = np.divmod(flat, columns)
    count = np.bincount(row, minlength=rows)
    widest = int(count.max())
    place = np.arange(len(flat)) - np.repeat(np.cumsum(count) - count, count)
    candidate = np.zeros((rows, widest), np.int64)
    value = np.full((rows, widest), -np.inf, np.float32)
    candidate[row, place] = column
    value[row, place] = score.reshape(-1)[flat]
    return _sorted_best(value, candidate, k)


def _without_surplus(score: Float32, k: int) -> Bool:
    """Mark exactly `k` of one row where very many are equal (rows without a direction, identical vectors)."""
    least = np.partition(score, len(score) - k)[len(score) - k]
    marked: Bool = score > least
    marked[np.flatnonzero(score == least)[: k - np.count_nonzero(marked)]] = True
    return marked


def _sorted_best(value: Float32, column: npt.NDArray[np.int64], k: int) -> tuple[Int32, Float32]:
    """The `k` largest of rows whose columns stand in ascending order; a stable sort keeps that order among equals."""
    order = np.argsort(-value, axis=1, kind="stable")[:, :k]
    index = np.take_along_axis(column, order, axis=1).astype(np.int32)
    return index, np.take_along_axis(value, order, axis=1)
