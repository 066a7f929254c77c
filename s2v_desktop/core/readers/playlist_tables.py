"""Playlists as tables: Exportify in any language, TuneMyMusic, Soundiiz, Roon, YouTube Music (formats.md 14, G4).

``Added At`` is when a song was put into a list, never when it was played.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import build, companions, sheet
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import excerpt, ids, listed, millis
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Layout, Make
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

_URI = re.compile(r"(?:spotify:track:|open\.spotify\.com/track/)[A-Za-z0-9]{22}")
_LOCAL = "spotify:local:"
_KNOWN: dict[str, tuple[str, ...]] = {
    "uri": ("track uri", "spotify uri", "spotify id", "spotify track uri"),
    "title": ("track name",),
    "artist": ("artist name(s)", "artist name"),
    "album": ("album name",),
    "length": ("track duration (ms)", "duration (ms)"),
    "isrc": ("isrc",),
}
_TIMES = frozenset(
    ("ts", "ms played", "timestamp", "played at", "listened at", "time", "date", "datetime", "end time", "endtime",
     "last played", "uts")
)  # fmt: skip
"""A table with one of these tells plays and is no playlist."""
_PLACES = (
    {"uri": 0, "title": 1, "artist": 3, "album": 5, "length": 12, "isrc": 16},
    {"uri": 0, "title": 1, "album": 2, "artist": 3, "length": 5},
)
"""By position, for headers in a language nobody translated: exportify.app, and exportify.net."""


class Exportify:
    """Playlists of Spotify by Exportify and its relatives: told by their ``spotify:track:`` cell, not by the header.

    The list is called like the file. Rows are numbered from 1 below the header.
    """

    format = "exportify"
    label = "Spotify playlist (Exportify)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A table whose header has Exportify's words, or whose rows begin with ``spotify:track:``."""
        if _columns(peek) is None:
            return None
        how = "It is a table whose first column holds spotify:track addresses, as Exportify writes playlists."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs of the list."""
        peek = peeking.look(source)
        places = _columns(peek) or {}
        found = Layout(peek.folded, peek.delimiter, peek.encoding, _line(peek))
        session = build.stem(source.name)
        for number, row in sheet.raw(source, found, monitor):
            cell = {role: row[place].strip() if place < len(row) else "" for role, place in places.items()}
            # A comma inside one artist's name is written with a backslash before it.
            artist = cell.get("artist", "").replace("\\,", ",")
            uri = cell.get("uri", "")
            yield listed(
                number, session, cell.get("title", ""), artist, cell.get("album", ""), millis(cell.get("length")),
                ids=ids(spotify=None if uri.startswith(_LOCAL) else uri, isrc=cell.get("isrc", "")),
            )  # fmt: skip


def _line(peek: Peek) -> int:
    return next((place for place, line in enumerate(peek.lines) if line.strip()), 0)


def _columns(peek: Peek) -> dict[str, int] | None:
    """Where what stands; None when it is no such table."""
    words = peek.folded
    by_name = {role: words.index(word) for role, said in _KNOWN.items() for word in reversed(said) if word in words}
    rows = [peek.cells(line) for line in peek.lines[_line(peek) + 1 : _line(peek) + 6] if line.strip()]
    told = any(_URI.search(row[0]) for row in rows if row)
    if _TIMES & set(words):
        return None
    if {"uri", "title", "artist"} <= by_name.keys():
        return by_name
    if not told or len(words) < 4 or _URI.search(peek.first_line):
        return None
    links = any(len(row) > 2 and "spotify:artist:" in row[2] for row in rows)
    return dict(_PLACES[0] if links else _PLACES[1])


class TuneMyMusic(sheet.SheetReader):
    """Lists of TuneMyMusic: every row names its list; rows of artists and albums have no song."""

    format = "tunemymusic"
    label = "TuneMyMusic playlists"
    how = "It is a table with Track name, Artist name, Playlist name and Type, as TuneMyMusic writes it."
    needs = (frozenset(("track name", "artist name", "playlist name", "type")),)
    columns = (("track name",), ("artist name",), ("album",), ("playlist name",), ("type",), ("isrc",),
               ("spotify - id",))  # fmt: skip

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """A list without a name is called by its type."""

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, album, playlist, kind, isrc, spotify = wanted
            if kind.casefold() in ("artist", "album"):
                return SkippedRow(number, "not-a-play", excerpt(artist, title, kind))
            session = playlist or kind or build.stem(source.name)
            return listed(number, session, title, artist, album, ids=ids(isrc=isrc, spotify=spotify))

        return make


class Soundiiz(sheet.SheetReader):
    """Lists of Soundiiz and Roon: title, artist, album, isrc. The list is called like the file."""

    format = "soundiiz"
    label = "Soundiiz or Roon playlist"
    how = "It is a table that begins with title, artist, album, isrc, as Soundiiz and Roon write it."
    needs = (frozenset(("title", "artist", "album", "isrc")),)
    columns = (("title",), ("artist",), ("album",), ("isrc",), ("duration",))

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """The four words in this order, and no time."""
        if peek.folded[:4] != ("title", "artist", "album", "isrc") or _TIMES & set(peek.folded):
            return None
        return super().match(peek, options)

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """A cell may hold two codes of a song; the first is taken."""
        session = build.stem(source.name)

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            title, artist, album, isrc, length = wanted
            code = re.split(r"[,; /]+", isrc)[0]
            return listed(
                number, session, title, artist, album, millis(length.rstrip("s"), 1000), ids=ids(isrc=code)
            )  # fmt: skip

        return make


class YouTubeMusicLibrary(sheet.SheetReader):
    """``music library songs.csv`` of Takeout: names of videos. Beside a history it completes it, alone it is a list."""

    format = "youtube-music-library"
    label = "YouTube Music library"
    how = "It is a table with Song Title, Album Title and Artist Name 1, as Takeout's music library has."
    needs = (frozenset(("song title", "album title", "artist name 1")),)

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """The library.

        Raises
        ------
        WrongPackage
            When the history is imported together with it: then its names were used there.
        """
        found = super().match(peek, options)
        if found is not None and any(True for _ in companions.find(options, _is_history)):
            raise WrongPackage(
                f"{peek.name} is the library of YouTube Music, which tells no plays. "
                "Its names were used for the history."
            )
        return found

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs. The id stands in the first column, whatever that is called in the account's language."""
        found, session = self.find(source), build.stem(source.name)
        columns = ((found.header[0],), ("song title",), ("artist name 1",), ("album title",))
        for number, (video, title, artist, album) in sheet.cells(source, found, columns, monitor):
            yield listed(number, session, title, artist, album, ids=ids(youtube=video))


def _is_history(peek: Peek) -> bool:
    return {"header", "title", "time"} <= peek.keys or ("mdl-typography--title" in peek.text and "youtube" in peek.text)


class ITunesText(sheet.SheetReader):
    """Playlist of iTunes as text: tabs, columns in the order of the English original (A5)."""

    format = "itunes-playlist"
    label = "iTunes playlist (text)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """More than twenty cells, of which the first four are name, artist, composer and album in some language."""
        words = peek.cells(peek.first_line, "\t")
        first = words[0].strip("\ufeff ").casefold() if words else ""
        if len(words) < 20 or first not in ("name", "nombre", "nom", "nome", "naam", "titel", "titre"):
            return None
        how = "It is a table of many columns separated by tabs that begins with the name, as iTunes writes a playlist."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs: name, artist, composer, album by position."""
        peek = peeking.look(source)
        session = build.stem(source.name)
        found = Layout(peek.cells(peek.first_line, "\t"), "\t", peek.encoding, _line(peek))
        for number, row in sheet.raw(source, found, monitor, quoting=False):
            title, artist, _, album = [cell.strip() for cell in (*row, "", "", "", "")[:4]]
            yield listed(number, session, title, artist, album)
