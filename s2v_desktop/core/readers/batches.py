"""Times that no clock told: batches with one time, and runs at a pace no listener keeps (formats.md section 4)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from s2v_desktop.core.types import Quality, Row, SkippedRow

SAME_TIME = 3
CLOSE_STEP_MS = 20_000
CLOSE_ROWS = 5
STEADY_ROWS = 20
DOUBLE_MS = 1000
_MOST_HELD = 10_000


class _Runs:
    """How many rows up to the newest share a time, follow closely, or keep one step."""

    def __init__(self) -> None:
        self._last: Row | None = None
        self._step = 0
        self._same = self._close = self._steady = 1

    def add(self, row: Row) -> tuple[int, Quality]:
        """How many of the newest rows (doubles not counted) are to be marked now, and as what."""
        last, moment = self._last, row.start_ms
        if last is None or last.start_ms is None or moment is None:
            self._last, self._same, self._close, self._steady = row, 1, 1, 1
            return 0, Quality.EXACT
        step = abs(moment - last.start_ms)
        if step <= DOUBLE_MS and row.title == last.title and row.artist == last.artist:
            return 0, Quality.EXACT  # one play told by two programs
        self._last = row
        self._same = self._same + 1 if step == 0 else 1
        self._close = self._close + 1 if step < CLOSE_STEP_MS else 1
        self._steady = self._steady + 1 if step and step == self._step else 2
        self._step = step
        if self._same >= SAME_TIME:
            return self._same, Quality.COARSE
        if self._close >= CLOSE_ROWS:
            return self._close, Quality.SYNTHETIC
        return (self._steady, Quality.SYNTHETIC) if self._steady >= STEADY_ROWS else (0, Quality.EXACT)


def mark(rows: Iterable[Row | SkippedRow]) -> Iterator[Row | SkippedRow]:
    """Lower the quality of rows whose times were not those of a listener.

    Three or more songs at one time become `COARSE`; five or more in steps under 20 s, or twenty or more with one
    constant step, become `SYNTHETIC`. Rows keep their order; at most some dozens are held back.
    """
    runs = _Runs()
    held: deque[Row | SkippedRow] = deque()
    for row in rows:
        held.append(row)
        if isinstance(row, Row):
            count, quality = runs.add(row)
            if count:
                _lower(held, count, int(quality))
        while len(held) > 2 * STEADY_ROWS:
            yield held.popleft()
    yield from held


def _lower(held: deque[Row | SkippedRow], count: int, quality: int) -> None:
    """Mark the newest `count` rows; a row that was already marked stays, and so do all before it."""
    seen = 0
    for place in range(len(held) - 1, -1, -1):
        row = held[place]
        if isinstance(row, SkippedRow):
            continue
        if seen >= count:
            return
        seen += 1
        if row.quality == Quality.EXACT or (quality == Quality.COARSE and row.quality == Quality.SYNTHETIC):
            held[place] = row._replace(quality=quality)
        elif seen > SAME_TIME:
            return


def same_time(rows: Iterable[Row | SkippedRow]) -> Iterator[Row | SkippedRow]:
    """Lower to `COARSE` what shares its time with two or more rows around it: an offline player told them at once.

    At most one batch is held back, and of a longer one than 10,000 rows a part.
    """
    held: list[Row] = []
    for row in rows:
        if isinstance(row, SkippedRow):
            yield row
            continue
        if held and (row.start_ms != held[0].start_ms or len(held) >= _MOST_HELD):
            yield from _together(held)
            held = []
        held.append(row)
    yield from _together(held)


def _together(held: list[Row]) -> list[Row]:
    if len(held) < SAME_TIME or held[0].start_ms is None:
        return held
    return [row._replace(quality=max(row.quality, int(Quality.COARSE))) for row in held]
