"""Where the history of one listener can be cut in time: memory follows a window of it, not the listener's whole life.

A cut lies at a moment that no row reaches across, so that whatever is judged or counted together stays together. Rows
are looked over once, in blocks as they lie in the file; all that is kept is a count for each quarter of a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from s2v_desktop.core.types import NO_TIME, Int64

BLOCK = 5_000
"""Rows looked over at a time."""
_STEP_MS = 6 * 3_600_000
_FIRST, _LAST = -102_268, 191_388
"""Steps of 1900 and 2101: what lies beyond stays together."""
_LATEST = np.iinfo(np.int64).max

IN_WINDOW = f"ifnull(start_ms, {NO_TIME}) >= ? AND ifnull(start_ms, {NO_TIME}) < ?"
"""Condition for a row of a table to be in a window; its parameters are where the window begins and ends."""

Range = tuple[int, int]
"""First and last number of rows that follow each other."""


class Window(NamedTuple):
    """Rows of a listener from one cut to the next.

    Attributes
    ----------
    begin, end : int
        UTC milliseconds, the second excluded. Rows without a time are one window, which begins with `NO_TIME`.
    rows : int
    """

    begin: int
    end: int
    rows: int


class Survey:
    """Rows are told to it; then it says where to cut, and where the rows of a window lie.

    Parameters
    ----------
    most : int
        Rows of a window; more only where nothing can be cut.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows = np.zeros(_LAST - _FIRST + 1, np.int32)
        self._reaching = np.zeros(_LAST - _FIRST + 2, np.int32)
        """What begins to reach across the cut before a step, less what no longer does."""
        self._untimed = 0
        self._blocks: list[tuple[str, list[Range], int, int]] = []

    def add(self, table: str, ranges: list[Range], moment: Int64, first: Int64, last: Int64) -> None:
        """Look over a block of rows.

        Parameters
        ----------
        table, ranges
            Where they lie, for `within`.
        moment : Int64, shape (rows,)
            When each begins, `NO_TIME` where unknown.
        first, last : Int64, shape (rows,)
            How far it reaches: rows that reach the same moment come into one window.
        """
        timed = moment != NO_TIME
        self._untimed += len(moment) - int(np.count_nonzero(timed))
        at = moment[timed]
        if len(at):
            step, low, high = map(_steps, (at, np.minimum(at, first[timed]), np.maximum(at, last[timed])))
            begin = int(step.min())
            counts = np.bincount(step - begin)
            self._rows[begin : begin + len(counts)] += counts.astype(np.int32)
            far = high > low
            np.add.at(self._reaching, low[far] + 1, 1)
            np.subtract.at(self._reaching, high[far] + 1, 1)
        if len(moment):
            self._blocks.append((table, ranges, int(moment.min()), int(moment.max())))

    def windows(self) -> list[Window]:
        """All rows in windows, the earliest first."""
        found = [Window(NO_TIME, NO_TIME + 1, self._untimed)] if self._untimed else []
        free = np.flatnonzero(np.cumsum(self._reaching[:-1]) == 0)  # steps before which a cut may lie
        before = np.concatenate(([0], np.cumsum(self._rows)))[free]
        total, begin, done = int(self._rows.sum()), NO_TIME + 1, 0
        while total - done > self._most:
            # The last cut that leaves no more than allowed, else the first at which anything is left.
            cut = int(np.searchsorted(before, done + self._most, side="right")) - 1
            if before[cut] == done:
                cut = int(np.searchsorted(before, done, side="right"))
            if cut >= len(free) or before[cut] >= total:
                break
            end = (int(free[cut]) + _FIRST) * _STEP_MS
            found.append(Window(begin, end, int(before[cut]) - done))
            begin, done = end, int(before[cut])
        if total > done:
            found.append(Window(begin, _LATEST, total - done))
        return found

    def within(self, table: str, window: Window) -> Iterator[tuple[Range, Window | None]]:
        """Ranges of a table in which rows of a window may lie, as they were told; with None where all rows do."""
        for name, ranges, earliest, latest in self._blocks:
            if name == table and earliest < window.end and latest >= window.begin:
                whole = earliest >= window.begin and latest < window.end
                yield from ((one, None if whole else window) for one in ranges)


def blocks(ranges: Iterable[Range], size: int = BLOCK) -> Iterator[list[Range]]:
    """Ranges in blocks of so many numbers; long ones are cut."""
    some: list[Range] = []
    room = size
    for first, last in ranges:
        while first <= last:
            until = min(last, first + room - 1)
            some.append((first, until))
            room -= until - first + 1
            first = until + 1
            if not room:
                yield some
                some, room = [], size
    if some:
        yield some


def _steps(moment: Int64) -> Int64:
    """Which step each moment lies in, from 0."""
    steps: Int64 = np.clip(moment // _STEP_MS, _FIRST, _LAST) - _FIRST
    return steps
