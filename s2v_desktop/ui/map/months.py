"""The arithmetic of the timeline: months, days and pixels, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_EPOCH = date(1970, 1, 1)


def first_day(month: int) -> int:
    """Days since 1970-01-01 of the first day of a month, counted from January 1970."""
    return (date(1970 + month // 12, month % 12 + 1, 1) - _EPOCH).days


def last_day(month: int) -> int:
    """Days since 1970-01-01 of the last day of a month."""
    return first_day(month + 1) - 1


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
    """A period of whole months, both ends included, as indices into the months shown."""

    first: int
    last: int

    def moved(self, months: int, count: int) -> Brush:
        """The same length elsewhere, kept inside."""
        move = min(max(months, -self.first), count - 1 - self.last)
        return Brush(self.first + move, self.last + move)

    def with_first(self, month: int, count: int) -> Brush:
        """Another beginning; dragged past its end, the ends change places."""
        month = min(max(month, 0), count - 1)
        return Brush(min(month, self.last), max(month, self.last))

    def with_last(self, month: int, count: int) -> Brush:
        """Another end."""
        month = min(max(month, 0), count - 1)
        return Brush(min(month, self.first), max(month, self.first))


def year_step(months: int, width: float, label: float) -> int:
    """Years between two labels of the axis so that they do not touch."""
    per_year = width / max(months, 1) * 12
    return next((step for step in (1, 2, 5, 10, 20, 50) if per_year * step >= label * 1.6), 100)
