"""Plays that two rows tell a little differently (formats.md section 15, levels 2 and 3), by sorting.

Level 2: one source says a play twice, a second or some apart, and both cannot have been heard. Level 3: two sources say
it, each with its own idea of when it began; rows and plays are paired one to one, the nearest first, so that a song
that was really played twice stays two plays.

A song played several times in one evening with long pauses between can be paired otherwise in one order of imports than
in another: of 35 such evenings tried at random, one counted one play fewer in one of six orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from s2v_desktop.core.types import Bool, Int64
from s2v_desktop.store.sources import TWICE_MS

LEAST_MS, MOST_MS = 2_000, TWICE_MS
"""Two rows of one source closer than the first may be one play, two further apart than the second never are."""
SLACK_MS = 2_000
"""Times are whole seconds at both ends: less overlap than this is none."""
_UNIT_MS = 100
SAME_MS = 1_000
"""What two sources say was heard of one play differs by rounding at most."""


Told = dict[int, Int64]
Meet = Callable[["Timed", Int64, Int64], tuple[Int64, Int64]]


@dataclass(frozen=True, slots=True)
class Timed:
    """Rows that can be compared by time: the library's and the new ones. One entry per row.

    Attributes
    ----------
    who : Int64
        The same number for the same song of the same listener, from 0.
    start : Int64
        UTC milliseconds.
    late : Int64
        End less what was heard: later than `start` where the play was paused; `start` where either is unknown.
    heard, length : Int64
        Milliseconds, -1 where unknown.
    source : Int64
        Number of the format.
    tolerance : Int64
        How far `start` may be from the truth, milliseconds; 0: too vague to be compared.
    scrobbles : Bool
        The row stands for at least 30 s.
    old : Bool
        In the library already.
    root : Int64
        For rows of the library that are duplicates themselves: the index of their play; else the own index.
    """

    who: Int64
    start: Int64
    late: Int64
    heard: Int64
    length: Int64
    source: Int64
    tolerance: Int64
    scrobbles: Bool
    old: Bool
    root: Int64


def doubles(rows: Timed, eligible: Bool) -> Int64:
    """Level 2.

    Parameters
    ----------
    eligible : Bool, shape (rows,)
        Rows whose times are to the second and in no given order.

    Returns
    -------
    Int64, shape (rows,)
        The row that each new one says again; the own index where it is a play, and for all old ones.
    """
    owner = np.arange(len(rows.who))
    at = np.flatnonzero(eligible)
    at = at[np.lexsort((~rows.old[at], rows.start[at], rows.source[at], rows.who[at]))]
    gap = np.diff(rows.start[at])
    same = (rows.who[at][1:] == rows.who[at][:-1]) & (rows.source[at][1:] == rows.source[at][:-1])
    near = np.flatnonzero(same & (gap <= MOST_MS) & ~(rows.old[at][1:] & rows.old[at][:-1])) + 1
    for place in near.tolist():
        one, other = int(owner[at[place - 1]]), int(at[place])
        if _overlap(rows, one, other):
            if not rows.old[other]:
                owner[other] = one
            elif not rows.old[one]:
                owner[one] = other  # whoever says the same again is led there by the caller
    _ended_together(rows, eligible, owner)
    return owner


def _ended_together(rows: Timed, eligible: Bool, owner: Int64) -> None:
    """Rows of one source that say the same end and the same time heard are one play, whenever they say it began.

    Spotify's exports tell the end of a stream always and its beginning only in some years; the same play comes with a
    pause from one export and without it from another.
    """
    at = np.flatnonzero(eligible & (rows.heard > 0))
    if not (rows.late[at] != rows.start[at]).any():
        return  # nothing was paused
    at = at[np.lexsort((~rows.old[at], rows.heard[at], rows.late[at], rows.source[at], rows.who[at]))]
    same = np.ones(max(len(at) - 1, 0), np.bool_)
    for column in (rows.who, rows.source, rows.late, rows.heard):
        same &= column[at][1:] == column[at][:-1]
    for place in (np.flatnonzero(same) + 1).tolist():
        one, other = int(owner[at[place - 1]]), int(at[place])
        if not rows.old[other] and owner[other] == other:
            owner[other] = one


def _overlap(rows: Timed, one: int, other: int) -> bool:
    """Whether two rows, the earlier first, are so close that both cannot have been heard."""
    gap = int(rows.start[other] - rows.start[one])
    length = max(int(column[row]) for column in (rows.heard, rows.length) for row in (one, other))
    scrobbles = bool(rows.scrobbles[one])
    if length < 0:
        limit = MOST_MS if scrobbles else LEAST_MS
    else:
        limit = max(LEAST_MS, min(MOST_MS, int(0.3 * length)))
    heard = int(rows.heard[one])
    needs = heard if heard >= 0 else MOST_MS if scrobbles else LEAST_MS + SLACK_MS
    return gap < limit and needs - gap > min(SLACK_MS, heard // 2 if heard >= 0 else SLACK_MS)


def across(rows: Timed, play: Bool, rank: Int64, told: Told) -> Int64:
    """Level 3.

    Parameters
    ----------
    play : Bool, shape (rows,)
        Rows that are plays so far: the library's, and the new ones that no earlier level dropped.
    rank : Int64, shape (formats,)
        The lower the better the times of a format; better ones come first and so become the plays.
    told : dict of int to Int64
        Source -> plays that rows of this source, which take no part here, have said already.

    Returns
    -------
    Int64, shape (rows,)
        The play that each new row says again; the own index where it is a play, and for all old ones.
    """
    owner = np.arange(len(rows.who))
    vague = rows.tolerance <= 0
    base = play & rows.old & ~vague
    taken = _taken(rows)
    rows = replace(rows, start=rows.start.copy(), late=rows.late.copy(), heard=rows.heard.copy())
    for source in sorted(np.unique(rows.source[play & ~rows.old & ~vague]).tolist(), key=lambda one: (rank[one], one)):
        mine = np.flatnonzero(play & ~rows.old & ~vague & (rows.source == source))
        others = np.flatnonzero(base & (rows.source != source))
        others = others[~np.isin(others, taken.get(source, ())) & ~np.isin(others, told.get(source, ()))]
        met = []
        for some, sources in _by_source(mine, told):
            left, right = _met(rows, some, others[~np.isin(rows.source[others], sources)])
            owner[left] = right
            _fill_in(rows, left, right, rank)
            others = np.setdiff1d(others, right, assume_unique=True)
            met.append(left)
        left = np.concatenate(met) if met else mine[:0]
        base[mine] = True
        base[left] = False
    return owner


def _fill_in(rows: Timed, mine: Int64, others: Int64, rank: Int64) -> None:
    """Plays learn from rows that know their times better, as `merging` will store it: the next source meets that."""
    better = (rank[rows.source[mine]] < rank[rows.source[others]]) & (rows.heard[mine] >= 0)
    mine, others = mine[better], others[better]
    for column in (rows.start, rows.late, rows.heard):
        column[others] = column[mine]


def bridged(rows: Timed, play: Bool, owner: Int64, told: Told) -> list[tuple[int, int]]:
    """Plays of the library that were two, because neither source knows what a new row knows: that they are one.

    A scrobble says when a paused play began and account data when it ended; only the extended history says both.

    Parameters
    ----------
    owner : Int64, shape (rows,)
        From `across`.

    Returns
    -------
    list of (int, int)
        The play that says the other again, and that other one. No play occurs twice.
    """
    new = np.flatnonzero(~rows.old & (owner != np.arange(len(owner))))
    new = new[rows.old[owner[new]] & (rows.heard[new] >= 0)]
    left = play & rows.old & (rows.tolerance > 0)
    left[owner[new]] = False
    found: list[tuple[int, int]] = []
    root = np.where(rows.old, rows.root, owner)
    for source in np.unique(rows.source[left]).tolist():
        said = np.zeros(len(owner), np.bool_)  # plays that this source has told
        said[root[rows.source == source]] = True
        mine = new[(rows.source[new] != source) & ~said[owner[new]]]
        for own in np.unique(rows.source[mine]).tolist():
            others = np.flatnonzero(left & (rows.source == source))
            tellers = root[rows.source == own]
            others = others[~np.isin(others, tellers) & ~np.isin(others, told.get(own, ()))]
            one, other = _met(rows, mine[rows.source[mine] == own], others)
            left[other] = False
            pairs = zip(other.tolist(), owner[one].tolist(), strict=True)
            found += [(again, into) for again, into in pairs if _apart(rows, root, again, into)]
    return found


def _apart(rows: Timed, root: Int64, one: int, other: int) -> bool:
    """Whether no source has told both plays."""
    first, second = (set(rows.source[root == play].tolist()) for play in (one, other))
    return not first & second


def _taken(rows: Timed) -> dict[int, Int64]:
    """Source -> plays of the library that a row of this source has told already."""
    told = np.flatnonzero(rows.old & (rows.root != np.arange(len(rows.who))))
    return {int(one): rows.root[told[rows.source[told] == one]] for one in np.unique(rows.source[told])}


def _by_source(mine: Int64, told: Told) -> Iterator[tuple[Int64, list[int]]]:
    """Rows in groups, each with the sources that have said them already."""
    sources = sorted(told)
    said = np.zeros(len(mine), np.int64)
    for number, source in enumerate(sources):
        said |= np.isin(mine, told[source]).astype(np.int64) << number
    for one in np.unique(said).tolist():
        yield mine[said == one], [source for number, source in enumerate(sources) if one >> number & 1]


def _met(rows: Timed, mine: Int64, others: Int64) -> tuple[Int64, Int64]:
    """Pairs of a row and a play, by when they began, then what is left by when they ended."""
    left, right = _pair(rows, mine, others, _nearest)
    mine = np.setdiff1d(mine, left, assume_unique=True)
    others = np.setdiff1d(others, right, assume_unique=True)
    paused, whole = _pair(rows, mine, others, _nearest_by_end)
    return np.concatenate((left, paused)), np.concatenate((right, whole))


def _pair(rows: Timed, mine: Int64, others: Int64, meet: Meet) -> tuple[Int64, Int64]:
    """Pairs of a row and a play, each used once, the nearest first."""
    found: list[tuple[Int64, Int64]] = []
    while len(mine) and len(others):
        nearest, gap = meet(rows, mine, others)
        hit = np.flatnonzero(nearest >= 0)
        hit = hit[np.argsort(gap[hit], kind="stable")]
        _, first = np.unique(nearest[hit], return_index=True)
        won = hit[first]
        if not len(won):
            break
        found.append((mine[won], nearest[won]))
        others = others[~np.isin(others, nearest[won])]
        lost = np.ones(len(mine), np.bool_)
        lost[won] = False
        mine = mine[lost & (nearest >= 0)]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _nearest(rows: Timed, mine: Int64, others: Int64) -> tuple[Int64, Int64]:
    """For each row the nearest play of the same song within both tolerances (-1: none), and how far it is."""
    return _nearest_at(rows, rows.start, mine, others)


def _nearest_by_end(rows: Timed, mine: Int64, others: Int64) -> tuple[Int64, Int64]:
    """The same by ends, for sources that tell ends only: a pause lies between, but as long was heard."""
    best, distance = _nearest_at(rows, rows.late, mine, others)
    heard, other = rows.heard[mine], rows.heard[best]
    best[(heard < 0) | (other < 0) | (np.abs(other - heard) > SAME_MS)] = -1
    return best, distance


def _nearest_at(rows: Timed, time: Int64, mine: Int64, others: Int64) -> tuple[Int64, Int64]:
    low = min(int(time[mine].min()), int(time[others].min()))
    span = (max(int(time[mine].max()), int(time[others].max())) - low) // _UNIT_MS + 1
    keys = [rows.who[one] * span + (time[one] - low) // _UNIT_MS for one in (mine, others)]
    order = np.argsort(keys[1], kind="stable")
    spot = np.searchsorted(keys[1][order], keys[0])
    best = np.full(len(mine), -1, np.int64)
    distance = np.full(len(mine), np.iinfo(np.int64).max)
    for side in (spot - 1, spot):
        inside = (side >= 0) & (side < len(order))
        other = others[order[np.clip(side, 0, len(order) - 1)]]
        gap = np.abs(time[other] - time[mine])
        fits = inside & (rows.who[other] == rows.who[mine])
        fits &= gap <= rows.tolerance[other] + rows.tolerance[mine]
        nearer = fits & (gap < distance)
        best[nearer], distance[nearer] = other[nearer], gap[nearer]
    return best, distance
