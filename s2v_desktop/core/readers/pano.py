"""Pano Scrobbler's automatic log, as JSON lines and as a table with or without a header (M3 of formats.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, sheet
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, excerpt, millis, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Layout
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

_HEADER = frozenset(("timehuman", "timems"))
_EVENTS = frozenset(("scrobble", "love", "unlove", "ban", "unban", "nowplaying"))
_FEWEST, _MOST = 8, 11


class PanoJson:
    """JSON lines. Rows are numbered by their line, from 1; glued lines count as two."""

    format = "pano-scrobbler-json"
    label = "Pano Scrobbler log (JSON)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Objects with ``timeMs``, ``artist`` and ``track``."""
        if not {"timeMs", "artist", "track"} <= peek.keys or peek.json_kind == "":
            return None
        how = "Its lines have timeMs, artist and track, as Pano Scrobbler logs them."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the lines."""
        maker = Maker()
        for number, entry in enumerate(jsonio.entries(source, peeking.look(source)), 1):
            if not number % 5000:
                monitor.check()
            if not isinstance(entry, dict):
                yield SkippedRow(number, "bad-row")
                continue
            artist, title, album, event = (name(entry.get(key)) for key in ("artist", "track", "album", "event"))
            yield _row(number, entry.get("timeMs"), artist, title, album, event, entry.get("durationMs"), maker)


class PanoCsv:
    """The table; columns are found by place, since old rows are shorter and the header is often missing."""

    format = "pano-scrobbler-csv"
    label = "Pano Scrobbler log (CSV)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A header with ``timeHuman`` and ``timeMs``, or rows whose second cell is a time in milliseconds."""
        if sheet.layout(peek, _HEADER) is not None:
            how = "It is a table with timeHuman and timeMs, as Pano Scrobbler logs it."
        elif peek.lines and all(_is_row(peek.cells(line, ",")) for line in peek.lines[:5] if line.strip()):
            how = "It is a table whose second cell is a time in milliseconds, as Pano Scrobbler logs it."
        else:
            return None
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows."""
        peek = peeking.look(source)
        found = sheet.layout(peek, _HEADER) or Layout((), ",", peek.encoding, -1)
        maker = Maker()
        for number, row in sheet.raw(source, found, monitor):
            row = [cell.strip() for cell in row]
            if len(row) < _FEWEST - 1:
                yield SkippedRow(number, "bad-row", excerpt(*row[2:5]))
                continue
            event = next((cell for cell in row[7:] if cell in _EVENTS), "")
            yield _row(number, row[1], row[2], row[3], row[4], event, row[6], maker)


def _is_row(cells: tuple[str, ...]) -> bool:
    if not _FEWEST <= len(cells) <= _MOST or not cells[1].isdecimal() or len(cells[1]) not in (12, 13):
        return False
    return cells[6] in ("", "null") or cells[6].lstrip("-").isdecimal()


def _row(
    number: int, when: Any, artist: str, title: str, album: str, event: str, length: Any, maker: Maker
) -> Row | SkippedRow:  # fmt: skip
    if event not in ("", "scrobble"):
        return SkippedRow(number, "not-a-play", excerpt(artist, title, event))
    try:
        start = epoch_ms(when)
    except ValueError:
        return no_time(number, title, artist, when)
    return maker.play(number, title, artist, album, start, length=millis(length))
