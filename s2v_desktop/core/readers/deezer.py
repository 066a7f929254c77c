"""Deezer's personal data: one sheet of a workbook (D1 of formats.md)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.batches import same_time
from s2v_desktop.core.readers.build import Maker, excerpt, ids, millis, no_time
from s2v_desktop.core.readers.mapping import fold
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.workbook import Workbook
from s2v_desktop.core.types import Row, SkippedRow

SHEET = "listeninghistory"
SAMPLE = 2000
SERIALS = (30_000.0, 60_000.0)
DAYS_1904 = 1462
_COLUMNS = (
    ("song title", "titre"), ("artist", "artiste"), ("album title", "titre de l'album", "album"), ("isrc",),
    ("listening time", "temps d'écoute"), ("date", "date d'écoute"),
)  # fmt: skip


class Deezer:
    """``deezer-data_*.xlsx``. Rows are numbered from 1 below the header."""

    format = "deezer"
    label = "Deezer listening history (xlsx)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Never: a workbook has no beginning that says what it is. `workbook` is asked instead."""
        return None

    def workbook(self, source: Source, options: ReadOptions) -> Detection:
        """A workbook with a sheet whose name ends with ``listeningHistory``.

        Raises
        ------
        UnreadableFile
            When it has none, with the names of its sheets.
        """
        with Workbook(source) as book:
            if _sheet(book) is None:
                names = ", ".join(name[:40] for name in list(book.sheets)[:8]) or "none"
                raise UnreadableFile(
                    f"{source.name} is a spreadsheet without a listening history (its sheets: {names}). Nothing of it "
                    "was imported. If one of them is a table of plays, save it as CSV and import that."
                )
        timeparse.zone(options.time_zone)
        warning = (
            f"Deezer does not say in which time zone the times of {source.name} are; they were read as UTC. "
            "If they are off, import again with --time-zone."
        )
        how = "It is a workbook with a sheet called listeningHistory, as Deezer sends it."
        return Detection(self, self.format, self.label, how, warnings=() if options.time_zone else (warning,))

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows of the history; no other sheet is opened."""
        return same_time(_rows(source, options, monitor))


def _sheet(book: Workbook) -> str | None:
    return next((name for name in book.sheets if fold(name).replace(" ", "").endswith(SHEET)), None)


def _rows(source: Source, options: ReadOptions, monitor: Monitor) -> Iterator[Row | SkippedRow]:
    maker = Maker()
    with Workbook(source) as book:
        sheet = _sheet(book)
        found = book.rows(sheet) if sheet is not None else iter(())
        header = [fold(cell) for cell in next(found, None) or []]
        places = [next((header.index(word) for word in words if word in header), -1) for words in _COLUMNS]
        if places[0] < 0 or places[5] < 0:
            raise UnreadableFile(
                f"The listening history of {source.name} has no columns called Song Title and Date. Nothing of it was "
                f"imported. Its columns are: {', '.join(header[:10])}."
            )
        dates = _Dates(options.time_zone, book.from_1904)
        begin = list(itertools.islice(found, SAMPLE))
        at_end = _at_end(begin, places, dates)
        for number, row in enumerate(itertools.chain(begin, found), 1):
            if not number % 5000:
                monitor.check()
            yield SkippedRow(number, "bad-row") if row is None else _row(number, row, places, dates, at_end, maker)


def _pick(row: list[str], places: list[int]) -> list[str]:
    return [row[place] if 0 <= place < len(row) else "" for place in places]


def _row(
    number: int, row: list[str], places: list[int], dates: _Dates, at_end: bool, maker: Maker
) -> Row | SkippedRow:  # fmt: skip
    title, artist, album, isrc, heard, when = _pick(row, places)
    if heard.startswith("-"):
        return SkippedRow(number, "not-a-play", excerpt(artist, title, album))
    try:
        moment = dates.read(when)
    except ValueError:
        return no_time(number, title, artist, when)
    length = 0 if heard == "0" else _heard(heard)
    start, end = (None, moment) if at_end and length is not None else (moment, None)
    return maker.play(number, title, artist, album, start, end, length, ids=ids(isrc=isrc))


def _heard(cell: str) -> int | None:
    minutes, sign, seconds = cell.partition(":")
    if sign and minutes.isdecimal() and seconds.isdecimal():
        return (int(minutes) * 60 + int(seconds)) * 1000
    return millis(cell, 1000)


class _Dates:
    """Reads a cell that is a date as text or as the number of a day."""

    def __init__(self, time_zone: str | None, from_1904: bool) -> None:
        zone = time_zone or "UTC"
        self._iso = timeparse.reader("iso", zone)
        self._zoned = timeparse.reader("iso-zone", None)
        self._serial = timeparse.reader("excel", zone)
        self._shift = DAYS_1904 if from_1904 else 0

    def read(self, cell: str) -> int:
        """Milliseconds.

        Raises
        ------
        ValueError
        """
        try:
            serial = float(cell) + self._shift
        except ValueError:
            try:
                return self._iso(cell)
            except ValueError:
                return self._zoned(cell)
        if not SERIALS[0] <= serial <= SERIALS[1]:
            raise ValueError("no day")
        return round(self._serial(repr(serial)) / 1000) * 1000  # a day in binary is not exact to the millisecond


def _at_end(rows: list[list[str] | None], places: list[int], dates: _Dates) -> bool:
    """Whether the dates are ends: plays taken as starts overlap the next far more often than taken as ends."""
    spans = []
    for row in rows:
        if row is None:
            continue
        _, _, _, _, heard, when = _pick(row, places)
        try:
            spans.append((dates.read(when), _heard(heard) or 0))
        except ValueError:
            continue
    spans.sort()
    starts = sum(a + heard > b + 2000 for (a, heard), (b, _) in itertools.pairwise(spans) if a != b)
    ends = sum(b - heard < a - 2000 for (a, _), (b, heard) in itertools.pairwise(spans) if a != b)
    return starts > 20 and starts > 4 * ends
