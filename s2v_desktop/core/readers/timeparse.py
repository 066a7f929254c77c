"""Times of tables: which pattern a column follows, and one fast function that reads it (formats.md 1.5 and 12).

The pattern is chosen once per file; `reader` then gives a function from cell to UTC milliseconds without regular
expressions. Cells it cannot read raise ValueError.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from s2v_desktop.core.errors import BadRequest

Parse = Callable[[str], int]

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
EARLIEST_MS = 1_033_430_400_000
"""2002-10-01: nobody recorded plays before; earlier times are a device without a clock."""
ENOUGH = 0.95
"""Share of a column's cells that must be read with one pattern."""
_CACHE = 50_000
_LOOKED_AT = 300
"""Cells of a column that are looked at one by one."""

_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "epoch-s": (9.4e8, 2.3e9, 1000.0, 0.0),
    "epoch-ms": (9.4e11, 2.3e12, 1.0, 0.0),
    "epoch-us": (9.4e14, 2.3e15, 1e-3, 0.0),
    "filetime": (1.25e17, 1.40e17, 1e-4, -11_644_473_600_000.0),
    "excel": (36_000.0, 52_000.0, DAY_MS, -25_569.0 * DAY_MS),
}
"""Smallest and largest plausible number, milliseconds per unit, milliseconds of number 0."""

PATTERNS: dict[str, str] = {
    "epoch-s": "seconds since 1970",
    "epoch-ms": "milliseconds since 1970",
    "epoch-us": "microseconds since 1970",
    "filetime": "Windows file time",
    "excel": "spreadsheet day numbers",
    "iso-zone": "2024-03-09T21:14:07Z",
    "iso": "2024-03-09 21:14:07",
    "compact": "20240309",
    "dmy": "09/03/2024 21:14 (day first)",
    "mdy": "03/09/2024 21:14 (month first)",
    "words": "09 Mar 2024, 21:14",
}
"""Code of a pattern and what it looks like."""

LOCAL = frozenset(("excel", "iso", "dmy", "mdy", "words"))
"""Patterns that name no zone."""


@dataclass(frozen=True, slots=True)
class TimeGuess:
    """What a column of times looks like.

    Attributes
    ----------
    pattern : str
        Code of `PATTERNS`.
    precision_s : int
        1, 60 or 86400.
    doubtful : bool
        Day and month could be either way round.
    """

    pattern: str
    precision_s: int
    doubtful: bool = False

    @property
    def local(self) -> bool:
        """Whether a zone is needed to place these times (a day alone is just a day)."""
        return self.pattern in LOCAL and self.precision_s < 86_400


def zone(name: str | None) -> tzinfo | None:
    """The zone of that name; None for the computer's.

    Raises
    ------
    BadRequest
    """
    if not name:
        return None
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRequest(f"There is no time zone called {name}. Write it like Europe/Berlin or UTC.") from error


def reader(pattern: str, time_zone: str | None, precision_s: int = 1) -> Parse:
    """A function from cell to UTC milliseconds, raising ValueError for what it cannot read.

    Parameters
    ----------
    time_zone : str or None
        Used by local patterns only; None takes the computer's zone. In the hour that a clock change repeats, the
        first of the two instants is taken.
    """
    plain = _plain(pattern)
    place = zone(time_zone)
    if pattern not in LOCAL or precision_s >= 86_400 or place is UTC:
        return plain
    return _placed(plain, place)


def _placed(plain: Parse, place: tzinfo | None) -> Parse:
    offsets: dict[int, int] = {}

    def parse(cell: str) -> int:
        wall = plain(cell)
        hour = wall // HOUR_MS
        offset = offsets.get(hour)
        if offset is None:
            if len(offsets) > _CACHE:
                offsets.clear()
            offset = offsets[hour] = _offset(wall, place)
        return wall - offset

    return parse


def _offset(wall_ms: int, place: tzinfo | None) -> int:
    try:
        wall = datetime.fromtimestamp(wall_ms // 1000, UTC).replace(tzinfo=place)
        return wall_ms // 1000 * 1000 - int(wall.timestamp()) * 1000
    except (OverflowError, OSError) as error:
        raise ValueError(f"no zone offset for {wall_ms}") from error


def _plain(pattern: str) -> Parse:
    if pattern in _NUMBERS:
        return _number(pattern)
    plain = {"iso": _iso, "iso-zone": _iso_zone, "compact": _compact, "words": _words}.get(pattern)
    if plain is not None:
        return plain
    if pattern in ("dmy", "mdy"):
        return _remember_days(day_first=pattern == "dmy")
    raise BadRequest(f"There is no time pattern called {pattern}. Known are: {', '.join(PATTERNS)}.")


def _number(pattern: str) -> Parse:
    _, _, unit, zero = _NUMBERS[pattern]
    if pattern == "epoch-s":
        return lambda cell: int(cell) * 1000 if cell.isdecimal() else _float_ms(cell, 1000.0, 0.0)
    if pattern == "epoch-ms":
        return lambda cell: int(cell) if cell.isdecimal() else _float_ms(cell, 1.0, 0.0)
    if pattern in ("epoch-us", "filetime"):  # floats would lose the last digits of such large numbers
        return lambda cell: int(cell) // round(1 / unit) + int(zero)
    return lambda cell: _float_ms(cell, unit, zero)


def _float_ms(cell: str, unit: float, zero: float) -> int:
    if "e" in cell or "E" in cell or "_" in cell:
        raise ValueError("scientific notation has lost the last digits")
    try:
        return round(float(cell.replace(",", ".")) * unit + zero)
    except OverflowError as error:
        raise ValueError("not a time") from error


def _iso(cell: str) -> int:
    if "/" in cell:
        cell = cell.replace("/", "-")
        if cell.count("-") == 3:  # 1967/01/14/1: the second concert of that day
            cell = cell[: cell.rindex("-")]
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is not None:
        raise ValueError("a zone where none is expected")
    since = moment - _EPOCH
    return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000


def _iso_zone(cell: str) -> int:
    if cell.endswith(" UTC"):
        cell = cell[:-4] + "Z"
    if "/" in cell:
        cell = cell.replace("/", "-")
    try:
        since = datetime.fromisoformat(cell) - _EPOCH_UTC
    except (TypeError, OverflowError) as error:
        raise ValueError("no zone where one is expected") from error
    return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000


def _compact(cell: str) -> int:
    if len(cell) != 8 or not cell.isdecimal():
        raise ValueError("not a date")
    return _ms(int(cell[:4]), int(cell[4:6]), int(cell[6:]))


def _ms(year: int, month: int, day: int) -> int:
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return (datetime(year, month, day) - _EPOCH).days * DAY_MS
    except OverflowError as error:
        raise ValueError("not a date") from error


def _clock(words: Sequence[str]) -> int:
    """Milliseconds of ``22:14``, ``22:14:07.5``, ``10:14 PM`` or ``10:14PM``; 0 for nothing."""
    clock = "".join(words).lower().replace("\u202f", "")
    if not clock:
        return 0
    half = clock[-2:] if clock[-2:] in ("am", "pm") else ""
    parts = (clock[:-2] if half else clock).split(":")
    if not 2 <= len(parts) <= 3:
        raise ValueError("not a clock time")
    hour, minute, second = int(parts[0]), int(parts[1]), float(parts[2]) if len(parts) == 3 else 0.0
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61):
        raise ValueError("not a clock time")
    return (hour * 60 + minute) * 60_000 + int(second * 1000)


def _words(cell: str) -> int:
    words = cell.replace(",", " ").replace("\u00a0", " ").replace(".", " ", 2 if ":" not in cell else 0).split()
    if len(words) < 3:
        raise ValueError("not a date")
    if words[0][:1].isalpha():
        words[0], words[1] = words[1], words[0]
    month = _MONTHS.get(words[1].lower().rstrip("."))
    if month is None:
        raise ValueError("not a month")
    clock = words[3:]
    if clock and clock[0] == "at":
        clock = clock[1:]
    return _ms(int(words[2]), month, int(words[0].rstrip("."))) + _clock(clock)


def _remember_days(day_first: bool) -> Parse:
    days: dict[str, int] = {}

    def parse(cell: str) -> int:
        date, _, clock = cell.replace(",", " ").partition(" ")
        day = days.get(date)
        if day is None:
            if len(days) > _CACHE:
                days.clear()
            day = days[date] = _numeric_day(date, day_first)
        return day + _clock(clock.split())

    return parse


def _numeric_day(date: str, day_first: bool) -> int:
    parts = date.replace(".", "/").replace("-", "/").strip("/").split("/")
    if len(parts) != 3 or len(parts[0]) > 2 or not all(part.isdecimal() for part in parts):
        raise ValueError("not a date")
    first, second, year = (int(part) for part in parts)
    return _ms(year, second, first) if day_first else _ms(year, first, second)


def guess(cells: Sequence[str]) -> TimeGuess | None:
    """The one pattern that reads at least 95 % of the filled cells, or None."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    for pattern in PATTERNS:
        if _share(pattern, filled) >= ENOUGH:
            doubtful = False
            dotted = all("." in cell.split(" ")[0] for cell in filled)  # nobody writes the month first with dots
            if pattern == "dmy" and not dotted and _share("mdy", filled) >= ENOUGH:
                pattern, doubtful = _which_first(filled)
            return TimeGuess(pattern, precision(pattern, filled), doubtful)
    return None


def times_among(cells: Sequence[str]) -> list[str]:
    """Those of the first cells that are times in whatever pattern, where most are; else none."""
    filled = [cell for cell in cells if cell][:_LOOKED_AT]
    times = [cell for cell in filled if guess([cell]) is not None]
    return times if 2 * len(times) > len(filled) else []


def readable(pattern: str, cells: Sequence[str]) -> bool:
    """Whether the pattern reads any of these cells."""
    return _share(pattern, cells) > 0


def spoiled(cells: Sequence[str]) -> bool:
    """Whether a spreadsheet turned the times into ``1,71002E+12``: then their last digits are lost."""
    return any("e+" in cell.lower() and cell.lower().replace(",", ".").replace("e+", "").replace(".", "").isdecimal()
               for cell in cells)  # fmt: skip


def _share(pattern: str, cells: Sequence[str]) -> float:
    parse = _plain(pattern)
    limits = _NUMBERS.get(pattern)
    good = 0
    for cell in cells:
        try:
            if limits is not None and cell not in ("0", "1", "-1"):
                good += "e" not in cell.lower() and limits[0] <= float(cell.replace(",", ".")) <= limits[1]
            elif limits is None:
                parse(cell)
                good += "-" in cell or "/" in cell or pattern not in ("iso", "iso-zone")
        except (ValueError, OverflowError):
            continue
    return good / len(cells)


def _which_first(cells: Sequence[str]) -> tuple[str, bool]:
    """Both orders of day and month can be read: the one in which the rows run steadily is right, else unknown."""
    steady = {}
    for pattern in ("dmy", "mdy"):
        parse = _plain(pattern)
        times = []
        for cell in cells:
            try:
                times.append(parse(cell))
            except ValueError:
                continue
        ups = sum(a < b for a, b in itertools.pairwise(times))
        downs = sum(a > b for a, b in itertools.pairwise(times))
        steady[pattern] = min(ups, downs)
    if steady["dmy"] == steady["mdy"]:
        return "dmy", True
    return min(steady, key=lambda pattern: steady[pattern]), False


def precision(pattern: str, cells: Sequence[str]) -> int:
    """How exact times of a pattern are, in seconds: 1, 60, or 86400 for dates."""
    if pattern == "excel":
        return 1 if any("." in cell or "," in cell for cell in cells) else 86_400
    if pattern in _NUMBERS:
        return 1
    clocks = [cell.count(":") - (1 if pattern == "iso-zone" and cell[-6:-5] in "+-" else 0) for cell in cells]
    if not any(clocks):
        return 86_400
    return 1 if 2 * sum(count >= 2 for count in clocks) >= len(clocks) else 60


def date_of(days: int) -> str:
    """The date of a number of days since 1970, as 2024-03-09.

    Raises
    ------
    OverflowError
    """
    return (_EPOCH + timedelta(days=days)).date().isoformat()
