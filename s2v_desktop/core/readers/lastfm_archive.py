"""Last.fm's own archive of 2012 to 2015 (L5) and the archive of Libre.fm (L7) of formats.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, sheet, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.batches import mark
from s2v_desktop.core.readers.build import Maker, epoch_ms, ids, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Make
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

_zoned = timeparse.reader("iso-zone", None)
_OTHERS = ("loved", "banned", "bans", "bootstrap", "tag")
_UTF7 = re.compile(r"\+A[A-Za-z0-9+/]+-")
_LIBRE = frozenset(("artist", "track", "time"))


class LastfmArchive:
    """``scrobbles_YYYY-MM.json``. Rows are numbered by their place in the array, from 1."""

    format = "lastfm-archive"
    label = "Last.fm archive (2012-2015)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An array whose objects have a ``timestamp`` with ``unixtimestamp`` and a ``track``.

        Raises
        ------
        WrongPackage
            For the archive's lists of loved and banned songs, which look the same.
        """
        first = peek.objects[0] if peek.objects else {}
        stamp = first.get("timestamp")
        if peek.json_kind != "array" or not isinstance(stamp, dict) or "unixtimestamp" not in stamp:
            return None
        if not isinstance(first.get("track"), dict):
            return None
        if peek.name.casefold().startswith(_OTHERS):
            raise WrongPackage(
                f"{peek.name} is a list of loved, banned or tagged songs of Last.fm's archive, not its history. "
                "Nothing of it was imported. The history is in its folder scrobbles."
            )
        how = "Its entries have a timestamp with unixtimestamp and a track, as Last.fm's own archive has."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the scrobbles of one month."""
        return mark(_archived(source, monitor))


def _archived(source: Source, monitor: Monitor) -> Iterator[Row | SkippedRow]:
    maker = Maker()
    for number, entry in enumerate(jsonio.items(source), 1):
        if not number % 5000:
            monitor.check()
        if not isinstance(entry, dict):
            yield SkippedRow(number, "bad-row")
            continue
        song, album = _dict(entry.get("track")), _dict(entry.get("album"))
        title, artist = name(song.get("name")), name(_dict(song.get("artist")).get("name"))
        stamp = _dict(entry.get("timestamp"))
        try:
            start = _start(stamp)
        except ValueError:
            yield no_time(number, title, artist, stamp.get("iso"))
            continue
        found = ids(track_mbid=song.get("mbid"))
        yield maker.play(number, title, artist, name(album.get("name")), start, ids=found)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _start(stamp: dict[str, Any]) -> int:
    if stamp.get("unixtimestamp") is not None:
        return epoch_ms(stamp["unixtimestamp"])
    told = stamp.get("iso")
    if not isinstance(told, str):
        raise ValueError("no time")
    return _zoned(told)


class LibreFm(sheet.SheetReader):
    """The archive that Libre.fm's operator sends: a few lines about the export, then a table."""

    format = "librefm"
    label = "Libre.fm archive"
    how = "It is a table of artist, track and time below a notice, as Libre.fm's archive is."
    needs = (_LIBRE,)
    columns = (("track",), ("artist",), ("album",), ("time",))

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A header with artist, track and time; below a notice, or with nothing but album and userid beside them."""
        found = sheet.layout(peek, _LIBRE)
        if found is None:
            return None
        noticed = peek.first_line.lstrip("\ufeff\"' ").startswith(("#", "+ACM-"))
        if not noticed and not set(found.header) <= {*_LIBRE, "album", "userid", ""}:
            return None
        below = [peek.cells(line, found.delimiter) for line in peek.lines[found.line + 1 : found.line + 20] if line]
        place = found.header.index("time")
        times = [row[place].strip() for row in below if len(row) > place and row[place].strip()]
        if times and not any(timeparse.guess([told]) and told.isdecimal() for told in times):
            return None
        return Detection(self, self.format, self.label, self.how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows; times nobody told are marked."""
        return mark(super().rows(source, detection, options, monitor))

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Cells may hold the escapes of UTF-7."""
        maker = Maker()

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, album, when = (_unescape(cell) for cell in wanted)
            try:
                return maker.play(number, title, artist, album, epoch_ms(when))
            except ValueError:
                return no_time(number, title, artist, when)

        return make


def _unescape(cell: str) -> str:
    if "+A" not in cell or not _UTF7.search(cell) or not cell.isascii():
        return cell
    try:
        return cell.encode("ascii").decode("utf-7")
    except UnicodeDecodeError:
        return cell
