"""Logs of portable players, "Audioscrobbler portable log 1.1" (P1 of formats.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import build, text, timeparse
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, excerpt, ids, millis
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.records import lines
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Kind, Quality, Row, SkippedRow

UNTAGGED = "<Untagged>"
_FEWEST_TABS = 6


class _Entry(NamedTuple):
    """One song of the log; `wall` is the clock of the device, None where it has none."""

    number: int
    artist: str
    album: str
    title: str
    length: int | None
    skipped: bool
    start: int | None
    mbid: str


class ScrobblerLog:
    """``.scrobbler.log``. Rows are numbered from 1, lines of the header not counted.

    A device whose clock never ran tells only an order: its songs are a list.
    """

    format = "scrobbler-log"
    label = "Log of a portable player (.scrobbler.log)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A first line that begins with ``#AUDIOSCROBBLER/``."""
        if not peek.first_line.startswith("#AUDIOSCROBBLER/"):
            return None
        local = not _is_utc(peek)
        how = "Its first line is #AUDIOSCROBBLER/, as portable players write it."
        warnings = build.zone_note(peek.name, options) if local else ()
        return Detection(self, self.format, self.label, how, local_time=local, warnings=warnings)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs. One is held back: what was skipped was heard until the next began at most."""
        peek = peeking.look(source)
        place = timeparse.reader("iso", "UTC" if _is_utc(peek) else options.time_zone)
        waiting: _Entry | None = None
        maker = Maker()
        for entry in _entries(source, peek.encoding, place, maker, monitor):
            if isinstance(entry, SkippedRow):
                yield entry
                continue
            if waiting is not None:
                yield _row(waiting, entry.start, source, maker)
            waiting = entry
        if waiting is not None:
            yield _row(waiting, None, source, maker)


def _is_utc(peek: Peek) -> bool:
    return any(line.strip().upper() == "#TZ/UTC" for line in peek.lines[:6])


def _entries(
    source: Source, encoding: str, place: timeparse.Parse, maker: Maker, monitor: Monitor
) -> Iterator[_Entry | SkippedRow]:
    number = 0
    for line in lines(text.blocks(source, encoding)):
        if not line.strip() or (line.startswith("#") and line.count("\t") < _FEWEST_TABS):
            continue
        number += 1
        if not number % 5000:
            monitor.check()
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 7:
            yield SkippedRow(number, "bad-row", excerpt(*cells[:3]))
            continue
        artist, album, title, _, length, rating, when = cells[:7]
        try:
            start = _placed(int(when or 0), place)
        except (ValueError, OverflowError):
            yield SkippedRow(number, "bad-time", excerpt(artist, title, album))
            continue
        if start is not None and not maker.possible(start):
            start = None  # 1970 or 2000: a clock that was never set
        mbid = cells[7] if len(cells) > 7 else ""
        yield _Entry(number, artist, album, title, millis(length, 1000), rating == "S", start, mbid)


def _placed(seconds: int, place: timeparse.Parse) -> int | None:
    """UTC of a clock on the wall that was written as if it were UTC."""
    if seconds <= 0 or seconds > 1 << 33:
        return None
    days, rest = divmod(seconds, 86_400)
    date = timeparse.date_of(days)
    return place(f"{date} {rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}")


def _row(entry: _Entry, following: int | None, source: Source, maker: Maker) -> Row | SkippedRow:
    number, artist, album, title, length, skipped, start, mbid = entry
    if UNTAGGED in (artist, title):
        if start is None:
            return SkippedRow(number, "unattributed", excerpt(album))
        return maker.play(number, "", "", "", start, kind=Kind.UNATTRIBUTED, length=length)
    found = ids(mbid=mbid)
    if start is None:
        row = build.listed(number, build.stem(source.name), title, artist, album, length, float(number), found)
        return row._replace(quality=int(Quality.BOGUS)) if isinstance(row, Row) else row
    heard = None
    if skipped and length is not None:
        heard = length // 2
        if following is not None and following > start:
            heard = min(heard, following - start)
    return maker.play(number, title, artist, album, start, heard=heard, length=length, skip=skipped, ids=found)
