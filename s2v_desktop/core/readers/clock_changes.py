"""Hours that a clock on the wall shows twice when it is put back: which plays are in doubt (formats.md 1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

import numpy as np

from s2v_desktop.core.readers import timeparse
from s2v_desktop.core.types import Int64

_DAY_S = 86_400
_YEARS = range(2002, 2042)


class ClockChanges:
    """The hours that one clock showed twice; of two plays in them the reader takes the first.

    Parameters
    ----------
    time_zone : str or None
        IANA name; None for the computer's zone.
    """

    def __init__(self, time_zone: str | None) -> None:
        self._name = time_zone
        self._bounds = _bounds(timeparse.zone(time_zone))

    def doubtful(self, moments: Iterable[int | None]) -> int:
        """How many of these times (UTC milliseconds) came twice."""
        known = np.fromiter((moment for moment in moments if moment is not None), np.int64)
        return int(np.count_nonzero(np.searchsorted(self._bounds, known, "right") % 2))

    def sentence(self, count: int, file: str) -> str:
        """What to say about so many doubtful plays of a file."""
        plays, are, they = ("1 play", "is", "it was") if count == 1 else (f"{count:,} plays", "are", "they were")
        where = self._name or "this computer"
        return (
            f"{plays} of {file} {are} from an hour that the clock of {where} showed twice, when it was put back in "
            f"autumn; {they} placed in the first."
        )


def _bounds(place: tzinfo | None) -> Int64:
    """Beginning and end, one after another, of the first passing of every repeated hour, UTC milliseconds."""
    found: list[int] = []
    first, last = (int(datetime(year, 1, 1).timestamp()) for year in (_YEARS[0], _YEARS[-1]))
    before = _offset(first, place)
    for day in range(first + _DAY_S, last, _DAY_S):
        offset = _offset(day, place)
        if offset < before:
            change = _change(day - _DAY_S, day, before, place)
            found += [(change - (before - offset)) * 1000, change * 1000]
        before = offset
    return np.array(found, np.int64)


def _offset(moment: int, place: tzinfo | None) -> int:
    """Seconds that the clock is ahead of UTC."""
    there = datetime.fromtimestamp(moment, place)
    ahead = (there if place is not None else there.astimezone()).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds())


def _change(low: int, high: int, before: int, place: tzinfo | None) -> int:
    """The second at which the offset is no longer `before`."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, place) == before:
            low = middle
        else:
            high = middle
    return high
