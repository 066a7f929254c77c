"""When listening changed: the months at which what was played before differs most from what was played after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Float64, Int32, Int64

_LONGEST_WINDOW, _SHORTEST_WINDOW = 12, 3
_WINDOWS_IN_HISTORY = 5
"""A window is at most this part of the history, so that a short history can have eras too."""

_FEWEST_PLAYS = 30
"""A window with fewer plays says nothing about taste."""

_FEWEST_SHARE = 0.3
"""The same, of the plays of a usual window: the thin beginning of a history differs from everything after it."""

_SONGS = 4_000
"""Only so many songs, those played most, are compared: rare ones differ between any two years."""

_STANDS_OUT = 1.0
"""An era begins where the change is this many standard deviations above the mean change."""

_RISING = 3

Blocks = Callable[[], Iterator[tuple[Int32 | Int64, Int32 | Int64]]]


@dataclass(frozen=True, slots=True)
class Era:
    """The beginning of an era.

    Attributes
    ----------
    month : int
        Months since January 1970.
    change : float
        Hellinger distance between the songs of the year before and the year after, 0 (the same) to 1 (no song in
        common). In a short history the two windows are shorter.
    rising : tuple of int
        Songs whose share of the plays grew most, in the numbers given to `find`.
    """

    month: int
    change: float
    rising: tuple[int, ...]


def find(month: Int32 | Int64, song: Int32 | Int64, most: int = 8) -> list[Era]:
    """Find the beginnings of eras.

    Parameters
    ----------
    month : integers, shape (n,)
        Months since January 1970 of each play; plays without a time are left out before.
    song : integers, shape (n,)
        What was played, 0 or more.
    most : int
        No more eras than this, those with the largest changes.

    Returns
    -------
    list of Era
        By month. Empty for a history that is too short or that never changed more than it always does.
    """
    return find_in(lambda: iter([(month, song)]), most)


def find_in(blocks: Blocks, most: int = 8) -> list[Era]:
    """The same for plays that come block by block, so that memory does not grow with them.

    Parameters
    ----------
    blocks : callable
        Gives (month, song) of all plays in blocks; called twice.
    """
    first, last, plays = _span(blocks)
    months = last - first + 1
    window = min(_LONGEST_WINDOW, months // _WINDOWS_IN_HISTORY)
    if window < _SHORTEST_WINDOW:
        return []
    counts, songs = _counts(blocks, plays, first, months)
    ends = np.concatenate([np.zeros((1, counts.shape[1])), np.cumsum(counts, axis=0)])
    at = np.arange(window, months - window + 1)
    before, after = ends[at] - ends[at - window], ends[at + window] - ends[at]
    change, known = _changes(before, after)
    chosen = _peaks(change, known, window)[:most]
    return [
        Era(first + int(at[one]), float(change[one]), _rising(before[one], after[one], songs)) for one in sorted(chosen)
    ]


def _span(blocks: Blocks) -> tuple[int, int, Int64]:
    """First and last month (0 and -1 without plays), and how often each song was played."""
    first, last, plays = 0, -1, np.zeros(0, np.int64)
    for month, song in blocks():
        if len(month):
            low, high = int(month.min()), int(month.max())
            first, last = (min(first, low), max(last, high)) if last >= first else (low, high)
            more = np.bincount(song, minlength=len(plays))
            more[: len(plays)] += plays
            plays = more.astype(np.int64)
    return first, last, plays


def _counts(blocks: Blocks, plays: Int64, first: int, months: int) -> tuple[Float64, Int64]:
    """Plays per month of the songs played most, shape (months, songs), and which songs they are."""
    songs = np.argsort(-plays, kind="stable")[: min(_SONGS, int(np.count_nonzero(plays)))]
    column = np.full(len(plays), -1, np.int64)
    column[songs] = np.arange(len(songs))
    counts = np.zeros(months * len(songs), np.int64)
    for month, song in blocks():
        here = column[song] >= 0
        flat = (month[here].astype(np.int64) - first) * len(songs) + column[song[here]]
        np.add.at(counts, flat, 1)
    return counts.astype(np.float64).reshape(months, len(songs)), songs


def _changes(before: Float64, after: Float64) -> tuple[Float64, Bool]:
    """Hellinger distance of each pair of windows, and whether both hold enough plays; shape (places,)."""
    sums, later = before.sum(axis=1), after.sum(axis=1)
    fewest = max(_FEWEST_PLAYS, _FEWEST_SHARE * float(sums.mean()))
    known: Bool = (sums >= fewest) & (later >= fewest)
    shared = np.sqrt(before * after).sum(axis=1) / np.sqrt(np.maximum(sums * later, 1.0))
    change: Float64 = np.sqrt(np.clip(1.0 - shared, 0.0, 1.0))
    change[~known] = 0.0
    return change, known


def _peaks(change: Float64, known: Bool, window: int) -> list[int]:
    """Places that stand out and are the largest within a window to each side, largest first."""
    if not known.any():
        return []
    usual, spread = float(change[known].mean()), float(change[known].std())
    if spread < 1e-3:
        return []
    chosen: list[int] = []
    for one in np.argsort(-change, kind="stable").tolist():
        if change[one] < usual + _STANDS_OUT * spread:
            break
        if all(abs(one - other) >= window for other in chosen):
            chosen.append(one)
    return chosen


def _rising(before: Float64, after: Float64, songs: Int64) -> tuple[int, ...]:
    growth = after / max(after.sum(), 1.0) - before / max(before.sum(), 1.0)
    best = np.argsort(-growth, kind="stable")[:_RISING]
    return tuple(int(songs[one]) for one in best if growth[one] > 0)
