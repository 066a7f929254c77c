"""A playlist in an order in which neighbours fit: the same songs, smaller steps.

A path through all songs that makes the sum of the cosines of neighbours large: nearest next song from the pinned (or
best) start, then 2-opt and or-opt moves until none helps (Croes 1958, "A Method for Solving Traveling-Salesman
Problems"; Or 1976). Hundreds of songs take milliseconds; the same list gives the same order.
"""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int64

_IMPROVED = 600
"""Longer lists are only laid out by nearest next song: improving them would take seconds."""
_ROUNDS, _EFFORT = 40, 3000
_LEAST_GAIN = 1e-9


def steps(unit: Float32, rows: Int64) -> Float64:
    """Cosine of each song with the next, shape (n - 1,); NaN beside a song without a vector (row -1)."""
    rows = np.asarray(rows, np.int64)
    if len(rows) < 2:
        return np.zeros(0)
    vectors = unit[np.maximum(rows, 0)].astype(np.float64)
    result: Float64 = np.einsum("ij,ij->i", vectors[:-1], vectors[1:])
    result[(rows[:-1] < 0) | (rows[1:] < 0)] = np.nan
    return result


def smooth(unit: Float32, rows: Int64, pin_first: bool = False, pin_last: bool = False) -> Int64:
    """Order of a list in which neighbours fit.

    Parameters
    ----------
    unit : Float32, shape (v, d)
        Unit vectors (W1).
    rows : Int64, shape (n,)
        Rows of the songs in their present order; -1 where the model does not know a song.
    pin_first, pin_last : bool
        Leave the first or last song of the list where it is.

    Returns
    -------
    Int64, shape (n,)
        Places in `rows`. Songs the model does not know stay behind the song they followed.
    """
    rows = np.asarray(rows, np.int64)
    known = np.flatnonzero(rows >= 0)
    if len(known) < 3:
        return np.arange(len(rows), dtype=np.int64)
    first = pin_first and rows[0] >= 0
    last = pin_last and rows[-1] >= 0
    vectors = unit[rows[known]].astype(np.float64)
    cosine = vectors @ vectors.T
    order = _nearest_next(cosine, first, last)
    if len(known) <= _IMPROVED:
        given = np.arange(len(known), dtype=np.int64)
        if _sum(cosine, given) > _sum(cosine, order):
            order = given
        order = _improved(cosine, order, first, last)
    return _with_unknown(rows, known[order])


def _sum(cosine: Float64, order: Int64) -> float:
    return float(cosine[order[:-1], order[1:]].sum())


def _nearest_next(cosine: Float64, first: bool, last: bool) -> Int64:
    """Always go on with the song nearest to the one before."""
    songs = len(cosine)
    free = np.ones(songs, np.bool_)
    # Without a pinned start begin with the song that fits the others least: in the middle it would cost two steps.
    outsider = (cosine.sum(axis=1) + (np.arange(songs) == songs - 1) * (1e9 if last else 0)).argmin()
    at = 0 if first else int(outsider)
    order = [at]
    free[at] = False
    if last:
        free[songs - 1] = False
    while free.any():
        at = int(np.where(free, cosine[at], -np.inf).argmax())
        order.append(at)
        free[at] = False
    return np.array([*order, songs - 1] if last else order, np.int64)


def _improved(cosine: Float64, order: Int64, first: bool, last: bool) -> Int64:
    """Turn parts round and move short parts as long as the sum of the steps grows."""
    order = order.copy()
    for _ in range(min(_ROUNDS, max(2, _EFFORT // len(order)))):
        gained = _turn_parts(cosine, order, first, last)
        gained |= _move_songs(cosine, order, first, last)
        if not gained:
            break
    return order


def _turn_parts(cosine: Float64, order: Int64, first: bool, last: bool) -> bool:
    """2-opt: turn the part i..j round wherever that helps most; the outer neighbour of an open end counts nothing."""
    songs, gained = len(order), False
    for i in range(1 if first else 0, songs - 1):
        ends = np.arange(i + 1, songs - 1 if last else songs)
        if not len(ends):
            continue
        gain = np.zeros(len(ends))
        if i > 0:
            gain += cosine[order[i - 1], order[ends]] - cosine[order[i - 1], order[i]]
        inner = ends < songs - 1
        after = order[np.minimum(ends + 1, songs - 1)]
        gain += np.where(inner, cosine[order[i], after] - cosine[order[ends], after], 0.0)
        best = int(gain.argmax())
        if gain[best] > _LEAST_GAIN:
            order[i : ends[best] + 1] = order[i : ends[best] + 1][::-1].copy()
            gained = True
    return gained


def _move_songs(cosine: Float64, order: Int64, first: bool, last: bool) -> bool:
    """Or-opt: take one song out and put it where it fits best."""
    songs, gained = len(order), False
    for place in range(1 if first else 0, songs - 1 if last else songs):
        song, rest = order[place], np.delete(order, place)
        before = np.concatenate(([0.0], cosine[rest, song]))
        after = np.concatenate((cosine[song, rest], [0.0]))
        joint = np.concatenate(([0.0], cosine[rest[:-1], rest[1:]], [0.0]))
        value = before + after - joint
        if first:
            value[0] = -np.inf
        if last:
            value[-1] = -np.inf
        best = int(value.argmax())
        if value[best] > value[place] + _LEAST_GAIN:
            order[:] = np.insert(rest, best, song)
            gained = True
    return gained


def _with_unknown(rows: Int64, order: Int64) -> Int64:
    """Put songs without a vector behind the song they followed."""
    followers: dict[int, list[int]] = {}
    leader = -1
    for place, row in enumerate(rows.tolist()):
        if row >= 0:
            leader = place
        else:
            followers.setdefault(leader, []).append(place)
    result = list(followers.get(-1, []))
    for place in order.tolist():
        result += [place, *followers.get(place, [])]
    return np.array(result, np.int64)
