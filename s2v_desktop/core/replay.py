"""A history as steps of equal length, to be played like a film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import NO_DAY, Int32, Int64

_MOST_STEPS = 600
_SHORTEST_STEP = 7
"""Days of a step, at least: taste does not change from one day to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """Plays by step.

    Attributes
    ----------
    first_day, step_days : int
        Days since 1970 on which it begins, and days of a step.
    rows : Int64, shape (n,)
        What was played, by step.
    starts : Int64, shape (steps + 1,)
        Where the plays of each step begin in `rows`.
    """

    first_day: int
    step_days: int
    rows: Int64
    starts: Int64

    def __len__(self) -> int:
        return len(self.starts) - 1

    def played(self, step: int) -> Int64:
        """Rows played in a step, each as often as it was played."""
        return self.rows[self.starts[step] : self.starts[step + 1]]

    def days(self, step: int) -> tuple[int, int]:
        """First and last day of a step."""
        first = self.first_day + step * self.step_days
        return first, first + self.step_days - 1


def plan(day: Int32, row: Int32 | Int64, first: int | None = None, last: int | None = None) -> Replay:
    """Cut plays into steps.

    Parameters
    ----------
    day : Int32, shape (n,)
        Days since 1970, `NO_DAY` for plays without a time.
    row : integers, shape (n,)
        What was played, -1 for what is not shown.
    first, last : int, optional
        Only between these days, both included.

    Returns
    -------
    Replay
        Without steps when nothing was played.
    """
    here = (day != NO_DAY) & (row >= 0)
    here &= day >= first if first is not None else True
    here &= day <= last if last is not None else True
    days, rows = day[here].astype(np.int64), row[here].astype(np.int64)
    if not len(days):
        return Replay(0, _SHORTEST_STEP, rows, np.zeros(1, np.int64))
    begin, span = int(days.min()), int(days.max() - days.min()) + 1
    length = max(_SHORTEST_STEP, -(-span // _MOST_STEPS))
    step = ((days - begin) // length).astype(np.int16)  # 16 bits are sorted by counting
    order = np.argsort(step, kind="stable")
    starts = np.searchsorted(step[order], np.arange(-(-span // length) + 1)).astype(np.int64)
    return Replay(begin, length, rows[order], starts)
