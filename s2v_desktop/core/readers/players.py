"""Players, media servers and radio: foobar2000 (P2), Jellyfin and Emby (P3), Spinitron (P4) of formats.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import build, sheet, text, timeparse, xmlio
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, excerpt, no_time
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Make
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row, SkippedRow

_FILETIME_ZERO_MS = 11_644_473_600_000
_NUMBER = re.compile(r"^\d{1,3}(?:[-.]\d{1,3})?[ ._-]+")
_zoned = timeparse.reader("iso-zone", None)
_plain_utc = timeparse.reader("iso", "UTC")


class Foobar:
    """``foo_playcount`` statistics. Rows are numbered by their entry, from 1.

    A song is known by the path of its file alone, and of its plays the first and the last: an entry of several plays
    comes out as two rows of one number.
    """

    format = "foobar2000"
    label = "foobar2000 playback statistics"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """XML whose root is ``PlaybackStatistics``."""
        if "<PlaybackStatistics" not in peek.text[:2000]:
            return None
        warning = (
            f"{peek.name} knows when a song was first and last played, and its name only from the name of its file: "
            "these two plays were imported, for days and not for sessions."
        )
        how = "It is XML with PlaybackStatistics, as foobar2000 exports it."
        return Detection(self, self.format, self.label, how, warnings=(warning,))

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the entries."""
        maker = Maker()
        number, path = 0, ""
        entry: dict[str, str] = {}
        for event, tag, value in xmlio.events(source.open, source.name):
            if event == xmlio.DAMAGED:
                number += 1
                yield SkippedRow(number, "bad-row")
            elif event == xmlio.START and tag == "Entry":
                entry, path = value, ""
            elif event == xmlio.START and tag == "Item":
                path = path or value.get("Path", "")
            elif event == xmlio.END and tag == "Entry":
                number += 1
                if not number % 5000:
                    monitor.check()
                yield from _foobar(number, entry, path, maker)


def _foobar(number: int, entry: dict[str, str], path: str, maker: Maker) -> Iterator[Row | SkippedRow]:
    title, artist, album = path_names(text.clean(path))
    first, last = (entry.get(key, "") for key in ("FirstPlayed", "LastPlayed"))
    if last in ("", "0"):
        yield SkippedRow(number, "never-played", excerpt(artist, title))
        return
    if not _is_filetime(last):
        yield no_time(number, title, artist, last)
        return
    row = maker.play(number, title, artist, album, _moment(last), quality=Quality.COARSE)
    if isinstance(row, Row) and _is_filetime(first) and first != last and entry.get("Count") not in ("0", "1"):
        earlier = maker.play(number, title, artist, album, _moment(first), quality=Quality.COARSE)
        if isinstance(earlier, Row):
            yield earlier
    yield row


def _is_filetime(told: str) -> bool:
    return told.isdecimal() and len(told) <= 20


def _moment(told: str) -> int:
    """Milliseconds since 1970 of a count of 100 ns since 1601."""
    return int(told) // 10_000 - _FILETIME_ZERO_MS


def path_names(path: str) -> tuple[str, str, str]:
    """Title, artist and album of a file: "Artist - Title", or folders of artist and album above a numbered title."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    name = parts[-1].rpartition(".")[0] or parts[-1] if parts else ""
    numbered = _NUMBER.match(name)
    rest = name[numbered.end() :] if numbered else name
    artist, sign, title = rest.partition(" - ")
    if sign and artist.strip() and title.strip():
        return title.strip(), artist.strip(), ""
    if numbered and len(parts) >= 4:
        return rest.strip(), parts[-3], parts[-2]
    return rest.strip(), UNKNOWN_ARTIST, ""


class Jellyfin(sheet.SheetReader):
    """``playback_report.csv`` of Jellyfin and Emby. Users are told apart, their numbers are not kept."""

    format = "jellyfin"
    label = "Jellyfin or Emby playback report"
    how = "It is a table with DateCreated, ItemType and PlayDuration, as Jellyfin and Emby report playback."
    needs = (frozenset(("datecreated", "itemtype", "itemname", "playduration")),)
    columns = (("datecreated",), ("userid",), ("itemtype",), ("itemname",), ("playduration",))
    local = True

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """Its times are those of the server."""
        return build.zone_note(peek.name, options)

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """The first user is the listener of the import, the others are counted on."""
        maker, users = Maker(), dict[str, str]()
        placed = timeparse.reader("iso", options.time_zone)

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            when, user, kind, said, played = wanted
            artist, sign, title = said.partition(" - ")
            if not sign:
                artist, title = UNKNOWN_ARTIST, said
            if kind != "Audio":
                return SkippedRow(number, "video" if kind in _VIDEOS else "not-a-play", excerpt(said))
            try:
                start = placed(when[:26])
            except ValueError:
                return no_time(number, title, artist, when)
            who = users.setdefault(user, f"Listener {len(users) + 1}" if users else "")
            heard = _seconds(played)
            return maker.play(number, title.strip(), artist.strip(), start=start, heard=heard, listener=who)

        return make


_VIDEOS = ("Movie", "Episode", "Video", "MusicVideo", "Trailer", "TvChannel")


def _seconds(told: str) -> int | None:
    """Milliseconds of whole seconds; negative ones say nothing."""
    try:
        seconds = int(float(told))
    except (ValueError, OverflowError):
        return None
    return seconds * 1000 if 0 <= seconds * 1000 <= build.LONGEST_MS else None


class Spinitron(sheet.SheetReader):
    """Logs of radio presenters: a block of quoted lines about the show, then a table."""

    format = "spinitron"
    label = "Spinitron radio log"
    how = "It is a table with Date-time, Artist, Song, Release and Label, as Spinitron exports it."
    needs = (frozenset(("date-time", "artist", "song", "release", "label")),)
    columns = (("song",), ("artist",), ("release",), ("date-time",))

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Times carry their offset; those without one are UTC."""
        maker = Maker()

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, album, when = wanted
            try:
                start = _offset_time(when)
            except ValueError:
                return no_time(number, title, artist, when)
            return maker.play(number, title, artist, album, start)

        return make


def _offset_time(when: str) -> int:
    try:
        return _zoned(when)
    except ValueError:
        return _plain_utc(when)
