"""What the timeline says: of a bar, of the brushed period, of the eras; and which period an era is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QDate, QLocale

from s2v_desktop.ui import wording
from s2v_desktop.ui.map.months import Bars, Brush, first_day

_NEAR = 7.0
"""Pixels beside the mark of an era that still mean it."""


def tr(text: str) -> str:
    """Translate a sentence of the timeline."""
    return QCoreApplication.translate("Timeline", text)


def day(number: int) -> str:
    """A day since 1970-01-01."""
    return wording.day(QDate(1970, 1, 1).addDays(number))


def month(number: int, form: QLocale.FormatType = QLocale.FormatType.LongFormat) -> str:
    """A month since January 1970, with its year."""
    return f"{QLocale().standaloneMonthName(number % 12 + 1, form)} {1970 + number // 12}"


def plays(number: int) -> str:
    """A number of plays."""
    return wording.count(number, tr("play"), tr("plays"))


def bar(bars: Bars, index: int) -> str:
    """Month or day and plays of a bar."""
    at = bars.first + index
    return f"{day(at) if bars.daily else month(at)}: {plays(int(bars.counts[index]))}"


def brushed(bars: Bars, brush: Brush) -> str:
    """Which period is brushed and how much was played in it, e.g. "Jul 1973 – Dec 1979 · 7,525 plays"."""
    short = QLocale.FormatType.ShortFormat
    ends = [bars.first + end for end in dict.fromkeys((brush.first, brush.last))]
    heard = int(bars.counts[brush.first : brush.last + 1].sum())
    period = " – ".join(day(end) if bars.daily else month(end, short) for end in ends)
    return wording.SEPARATOR.join([period, plays(heard)])


def nothing(bars: Bars) -> str:
    """Why there is no timeline."""
    if not len(bars):
        return tr("No play has a time, so there is no timeline.")
    return tr("All plays are of one day, {day}, so there is no timeline.").format(day=day(bars.first))


@dataclass(frozen=True, slots=True)
class Eras:
    """Where listening changed: months since January 1970, and what was heard more from then on."""

    marks: tuple[tuple[int, str], ...] = ()

    def places(self, bars: Bars) -> list[float]:
        """Bars at which they begin."""
        return [bars.before(first_day(begin)) for begin, _ in self.marks]

    def number_at(self, x: float, bars: Bars, edge: Callable[[float], float]) -> int:
        """Number of the era that begins near a pixel, -1 when none does; `edge` is the pixel of a bar."""
        away = [abs(edge(place) - x) for place in self.places(bars)]
        return int(np.argmin(away)) if away and min(away) <= _NEAR else -1

    def told(self, number: int) -> str:
        """What is said about one of them; empty for -1."""
        if number < 0:
            return ""
        begin, songs = self.marks[number]
        said = tr("Listening changed in {month}. More from then on: {songs}. Click the mark for this era.")
        return said.format(month=month(begin), songs=songs)

    def period(self, number: int, bars: Bars) -> tuple[int, int]:
        """First and last day, up to where listening changed again; -1 is the time before the first."""
        begins = [first_day(begin) for begin, _ in self.marks]
        first = begins[number] if number >= 0 else bars.first_day(0)
        return first, begins[number + 1] - 1 if number + 1 < len(begins) else bars.last_day(len(bars) - 1)

    def next_to(self, brush: Brush | None, step: int, bars: Bars) -> int:
        """The era before (-1) or after (1) the one that a brush begins in; without a brush the first or the last."""
        if brush is None:
            return -1 if step > 0 else len(self.marks) - 1
        within = int(np.searchsorted(self.places(bars), brush.first + 0.5)) - 1
        return min(max(within + step, -1), len(self.marks) - 1)
