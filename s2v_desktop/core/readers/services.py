"""Tables that services send on request: Tidal (D2), Amazon Music (D3), SoundCloud (D4), Google Play Music (G5)."""

from __future__ import annotations

import html
import urllib.parse
from collections.abc import Iterator

from s2v_desktop.core.errors import BadRequest, WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import companions, sheet, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, excerpt, ids, listed, millis, no_time
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Make
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row, SkippedRow

_zoned = timeparse.reader("iso-zone", None)


class Tidal(sheet.SheetReader):
    """``streaming.csv``: the day comes first, and every row names its zone."""

    format = "tidal"
    label = "Tidal streaming history"
    how = "It is a table with artist_name, track_title and entry_date, as Tidal sends it."
    needs = (frozenset(("artist name", "track title", "entry date")),)
    columns = (("track title",), ("artist name",), ("entry date",), ("time zone",), ("stream duration ms",))

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Dates are read in the zone of their row."""
        maker, zones = Maker(), _Zones()

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, when, zone, heard = wanted
            try:
                start = zones.read(when, zone)
            except (ValueError, BadRequest):
                return no_time(number, title, artist, when)
            return maker.play(number, title, artist, start=start, heard=millis(heard), precision=60)

        return make


class _Zones:
    """Day-first and ISO dates in many zones."""

    def __init__(self) -> None:
        self._readers: dict[str, tuple[timeparse.Parse, timeparse.Parse]] = {}

    def read(self, told: str, zone: str) -> int:
        """Milliseconds.

        Raises
        ------
        ValueError, BadRequest
        """
        place = zone if zone and zone.casefold() != "null" else "UTC"
        if place not in self._readers:
            self._readers[place] = timeparse.reader("dmy", place, 60), timeparse.reader("iso", place, 60)
        day_first, iso = self._readers[place]
        return day_first(told) if "/" in told else iso(told)


AMAZON_LIBRARY = frozenset(("asin", "artistname", "artistasin"))


class Amazon(sheet.SheetReader):
    """``listening.csv``: it names no artists; they come from ``library.csv`` among the companions.

    Titles may hold commas without quotes: what is too much in a row belongs to the title.
    """

    format = "amazon-music"
    label = "Amazon Music listening history"
    how = "It is a table with timestamp and consumptionDurationMs, as Amazon Music sends it."
    needs = (
        frozenset(("timestamp", "consumptiondurationms")), frozenset(("timestamp", "asin", "title")),
        frozenset(("listen duration in milliseconds",)),
    )  # fmt: skip
    columns = (
        ("title", "track name", "product name"), ("timestamp", "date"),
        ("consumptiondurationms", "listen duration in milliseconds"), ("tracklengthms",), ("asin",), ("artistasin",),
        ("artistname", "artist name", "artist"), ("albumname", "album name", "album"),
    )  # fmt: skip

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """The history.

        Raises
        ------
        WrongPackage
            For ``library.csv``, which completes it.
        """
        if sheet.layout(peek, AMAZON_LIBRARY) is not None and sheet.layout(peek, self.needs[0]) is None:
            beside = any(
                True for _ in companions.find(options, lambda other: sheet.layout(other, *self.needs) is not None)
            )
            what_to_do = (
                "Its artists were used for the history." if beside else
                "Nothing of it was imported by itself. Import it together with listening.csv of the same download."
            )  # fmt: skip
            raise WrongPackage(
                f"{peek.name} is the library of Amazon Music, which names artists and tells no plays. {what_to_do}"
            )
        return super().match(peek, options)

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """What Amazon does not say."""
        timeparse.zone(options.time_zone)
        told = [] if options.time_zone else [
            f"Amazon does not say in which time zone the times of {peek.name} are; they were read as UTC. "
            "If they are off, import again with --time-zone."
        ]  # fmt: skip
        if not any(True for _ in companions.find(options, _is_amazon_library)):
            told.append(
                f'{peek.name} names no artists, so its songs are by "{UNKNOWN_ARTIST}". Import it again together with '
                "library.csv of the same download: its plays then get their artists, and none counts twice."
            )
        return tuple(told)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows."""
        make = self.maker(source, options, monitor)
        for number, wanted in _with_commas(source, self.find(source), self.columns, monitor):
            yield make(number, wanted)

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Whether the time is a start or an end is not known: it is taken as the start, and marked."""
        maker, artists = Maker(), _amazon_artists(options, monitor)
        plain = timeparse.reader("iso", options.time_zone or "UTC")

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, when, heard, length, asin, artist_asin, artist, album = wanted
            name = artist or artists.get(asin) or artists.get(artist_asin) or UNKNOWN_ARTIST
            try:
                start = _iso(when, plain)
            except ValueError:
                return no_time(number, title, name, when)
            played = 0 if heard == "0" else millis(heard)
            return maker.play(
                number, title, name, album, start, heard=played, length=millis(length), quality=Quality.DERIVED,
                ids=ids(asin=asin),
            )  # fmt: skip

        return make


def _with_commas(
    source: Source, found: sheet.Layout, columns: sheet.Columns, monitor: Monitor
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and wanted cells of every row; what a row has too much belongs to the first of them, the title."""
    places = [next((found.header.index(word) for word in words if word in found.header), -1) for words in columns]
    for number, row in sheet.raw(source, found, monitor):
        extra = len(row) - len(found.header)
        if extra > 0 and places[0] >= 0:
            row[places[0] : places[0] + extra + 1] = [found.delimiter.join(row[places[0] : places[0] + extra + 1])]
        yield number, tuple([row[place].strip() if 0 <= place < len(row) else "" for place in places])


class SoundCloud(sheet.SheetReader):
    """A log of plays: time, title, address. Titles hold commas without quotes, and mostly name their artist."""

    format = "soundcloud"
    label = "SoundCloud play log"
    how = "It is a table with time, track_title and track_url, as SoundCloud's log has."
    needs = (frozenset(("time", "track title", "track url")),)
    columns = (("track title",), ("time",), ("track url",))

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """Who uploaded a song is not always who made it."""
        timeparse.zone(options.time_zone)
        return (
            f"{peek.name} names no artists: they were taken from titles like “Artist - Title”, else from who uploaded "
            "the song.",
        )

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows."""
        maker, plain = Maker(), timeparse.reader("iso", options.time_zone or "UTC")
        for number, (said, when, address) in _with_commas(source, self.find(source), self.columns, monitor):
            artist, sign, title = (part.strip() for part in said.partition(" - "))
            if not (sign and artist and title):
                artist, title = _uploader(address) or UNKNOWN_ARTIST, said
            try:
                start = _iso(when, plain)
            except ValueError:
                yield no_time(number, title, artist, when)
                continue
            yield maker.play(number, title, artist, start=start, quality=Quality.DERIVED)


def _uploader(address: str) -> str:
    """The first part of an address's path, with blanks."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        return ""
    path = parts.path if parts.netloc else ""
    return urllib.parse.unquote(path).strip("/").partition("/")[0].replace("-", " ").replace("_", " ").strip()


def _is_amazon_library(peek: Peek) -> bool:
    return sheet.layout(peek, AMAZON_LIBRARY) is not None


def _iso(told: str, plain: timeparse.Parse) -> int:
    try:
        return plain(told)
    except ValueError:
        return epoch_ms(told) if told.isdecimal() else _zoned(told)


def _amazon_artists(options: ReadOptions, monitor: Monitor) -> dict[str, str]:
    """Names of artists by the number of a song and of the artist."""
    found: dict[str, str] = {}
    columns = (("asin",), ("artistasin",), ("artistname",))
    for source, peek in companions.find(options, _is_amazon_library):
        layout = sheet.layout(peek, AMAZON_LIBRARY)
        if layout is None:
            continue
        for _, (asin, artist_asin, artist) in sheet.cells(source, layout, columns, monitor):
            if artist:
                found.update({key: artist for key in (asin, artist_asin) if key})
    return found


class PlayMusic(sheet.SheetReader):
    """Google Play Music of Takeout: one file a song. Only songs of a playlist have a place; no song has a time."""

    format = "google-play-music"
    label = "Google Play Music (Takeout)"
    how = "It is a table with Duration (ms), Play Count and Removed, as Google Play Music had."
    needs = (frozenset(("title", "album", "artist", "duration (ms)", "play count", "removed")),)
    columns = (("title",), ("artist",), ("album",), ("duration (ms)",), ("playlist index",))

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Values hold the escapes of HTML."""
        folders = source.label.replace("\\", "/").split("/")[:-1]
        parts = [folder for folder in folders if folder.casefold() != "tracks"]
        playlist = parts[-1] if parts else source.name

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, album, length, index = (html.unescape(cell) for cell in wanted)
            if not index.isdecimal():
                return SkippedRow(number, "no-time", excerpt(artist, title, album))
            return listed(number, playlist, title, artist, album, millis(length), float(index))

        return make
