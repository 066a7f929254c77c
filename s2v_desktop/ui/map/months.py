"""The arithmetic of the timeline: months, days, bars and pixels, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from s2v_desktop.core.types import NO_DAY, Int32, Int64

_EPOCH = date(1970, 1, 1)

SHORT = 3
"""Up to so many months are shown day by day: a bar per month would be a block or two."""


def first_day(month: int) -> int:
    """Days since 1970-01-01 of the first day of a month, counted from January 1970."""
    return (date(1970 + month // 12, month % 12 + 1, 1) - _EPOCH).days


def month_of(day: int) -> int:
    """Month (from January 1970) of a day."""
    at = _EPOCH + timedelta(days=day)
    return (at.year - 1970) * 12 + at.month - 1


def months_before(day: int) -> float:
    """Months from January 1970 up to a day, with the part of its own month."""
    month = month_of(day)
    begin = first_day(month)
    return month + (day - begin) / (first_day(month + 1) - begin)


@dataclass(frozen=True, slots=True)
class Brush:
    """A period of whole bars, both ends included, as indices into the bars shown."""

    first: int
    last: int

    def moved(self, bars: int, count: int) -> Brush:
        """The same length elsewhere, kept inside."""
        move = min(max(bars, -self.first), count - 1 - self.last)
        return Brush(self.first + move, self.last + move)

    def with_first(self, bar: int, count: int) -> Brush:
        """Another beginning; dragged past its end, the ends change places."""
        bar = min(max(bar, 0), count - 1)
        return Brush(min(bar, self.last), max(bar, self.last))

    def with_last(self, bar: int, count: int) -> Brush:
        """Another end."""
        bar = min(max(bar, 0), count - 1)
        return Brush(min(bar, self.first), max(bar, self.first))


@dataclass(frozen=True, slots=True)
class Bars:
    """Plays per month, or per day where the whole history is short.

    Attributes
    ----------
    first : int
        Month (from January 1970) or day (since 1970-01-01) of the first bar.
    counts : Int64, shape (bars,)
        Plays.
    daily : bool
        A bar is a day.
    """

    first: int
    counts: Int64
    daily: bool = False

    @staticmethod
    def of(first: int, counts: Int64, days: Int32) -> Bars:
        """Bars of months, cut into days (of all plays, `NO_DAY` for none) where there are few."""
        if not 0 < len(counts) <= SHORT:
            return Bars(first, counts)
        timed = np.asarray(days)[np.asarray(days) != NO_DAY]
        start = int(timed.min())
        return Bars(start, np.bincount(timed - start).astype(np.int64), daily=True)

    def __len__(self) -> int:
        """Count the bars."""
        return len(self.counts)

    @property
    def page(self) -> int:
        """Bars of a year, or of a week."""
        return 7 if self.daily else 12

    def first_day(self, bar: int) -> int:
        """First day of a bar, since 1970-01-01."""
        return self.first + bar if self.daily else first_day(self.first + bar)

    def last_day(self, bar: int) -> int:
        """Last day of a bar."""
        return self.first_day(bar + 1) - 1

    def before(self, day: int) -> float:
        """Bars up to a day, with the part of its own bar."""
        return day - self.first if self.daily else months_before(day) - self.first

    def between(self, first: int | None, last: int | None) -> Brush | None:
        """The bars that hold a period; None where there are none."""
        if first is None or last is None or not len(self):
            return None
        low, high = (int(np.floor(self.before(day))) for day in (first, last))
        if high < 0 or low >= len(self):
            return None
        return Brush(max(low, 0), min(high, len(self) - 1))


def day_step(days: int, width: float, label: float) -> int:
    """Days between two labels of the axis so that they do not touch."""
    per_day = width / max(days, 1)
    return next((step for step in (1, 2, 7, 14) if per_day * step >= label * 1.4), 28)


def year_step(months: int, width: float, label: float) -> int:
    """Years between two labels of the axis so that they do not touch."""
    per_year = width / max(months, 1) * 12
    return next((step for step in (1, 2, 5, 10, 20, 50) if per_year * step >= label * 1.6), 100)
