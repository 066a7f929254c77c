"""Playlists as documents: XSPF, JSPF, Spotify's account data, the Million Playlist Dataset (formats.md 14, S3).

The order of a playlist is known, its times are not: every playlist is a session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import build, jsonio, text, xmlio
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import ids, listed, millis
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow


class Xspf:
    """XSPF. Rows are numbered by their ``track``, from 1."""

    format = "xspf"
    label = "XSPF playlist"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """XML with the namespace of XSPF."""
        if "<playlist" not in peek.text or "xspf.org/ns/0" not in peek.text[:4000]:
            return None
        return Detection(self, self.format, self.label, "It is XML with the namespace of XSPF.")

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs."""
        session, number, inside = build.stem(source.name), 0, False
        song: dict[str, str] = {}
        for event, tag, value in xmlio.events(source.open, source.name):
            if event == xmlio.DAMAGED:
                number += 1
                yield SkippedRow(number, "bad-row")
            elif event == xmlio.START:
                if tag == "track":
                    song, inside = {}, True
            elif tag == "track":
                number += 1
                inside = False
                if not number % 5000:
                    monitor.check()
                yield listed(
                    number, session, song.get("title", ""), song.get("creator", ""), song.get("album", ""),
                    millis(song.get("duration")), ids=_mbid(song.get("identifier", "")),
                )  # fmt: skip
            elif inside:
                song.setdefault(tag, text.clean(value).strip())
            elif tag == "title" and value.strip():
                session = text.clean(value).strip()


def _mbid(address: str) -> str:
    return ids(mbid=address) if "musicbrainz.org/recording/" in address else ""


class _JsonLists:
    """What the playlists in JSON share. Rows are numbered over all lists of a file, from 1."""

    format = ""
    label = ""

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs."""
        for number, (session, song) in enumerate(self.songs(source), 1):
            if not number % 5000:
                monitor.check()
            yield self.row(number, session, song) if isinstance(song, dict) else SkippedRow(number, "bad-row")

    def songs(self, source: Source) -> Iterator[tuple[str, Any]]:
        """Name of the list and entry of every song."""
        raise NotImplementedError

    def row(self, number: int, session: str, song: dict[str, Any]) -> Row | SkippedRow:
        """One song."""
        raise NotImplementedError


class Jspf(_JsonLists):
    """JSPF, as ListenBrainz and others write it."""

    format = "jspf"
    label = "JSPF playlist"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``playlist`` that has a list ``track``."""
        found = peek.root.get("playlist")
        if not isinstance(found, dict) or not isinstance(found.get("track"), list):
            return None
        return Detection(self, self.format, self.label, "It is a document with a playlist of tracks (JSPF).")

    def songs(self, source: Source) -> Iterator[tuple[str, Any]]:
        """The list is called by its title, where that stands near the beginning."""
        root = peeking.look(source).root.get("playlist")
        title = name(root.get("title")) if isinstance(root, dict) else ""
        session = title or build.stem(source.name)
        for song in jsonio.items(source, ("playlist", "track"), depth=3):
            yield session, song

    def row(self, number: int, session: str, song: dict[str, Any]) -> Row | SkippedRow:
        """The recording is told by its address, alone or in a list."""
        told = song.get("identifier")
        address = next((one for one in told if isinstance(one, str)), "") if isinstance(told, list) else told
        return listed(
            number, session, name(song.get("title")), name(song.get("creator")), name(song.get("album")),
            millis(song.get("duration")), ids=_mbid(address) if isinstance(address, str) else "",
        )  # fmt: skip


class SpotifyPlaylists(_JsonLists):
    """``Playlist1.json`` of Spotify's account data."""

    format = "spotify-playlists"
    label = "Spotify playlists (account data)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``playlists`` whose entries have ``lastModifiedDate``."""
        found = peek.root.get("playlists")
        if not isinstance(found, list) or not any(isinstance(one, dict) and "lastModifiedDate" in one for one in found):
            return None
        how = "It is a document with playlists and lastModifiedDate, as Spotify's account data has."
        return Detection(self, self.format, self.label, how)

    def songs(self, source: Source) -> Iterator[tuple[str, Any]]:
        """Two lists of one name stay two."""
        names: dict[str, int] = {}
        for found in jsonio.items(source, ("playlists",), depth=2):
            if not isinstance(found, dict):
                yield "", None
                continue
            entries = found.get("items")
            title = name(found.get("name")) or "Playlist"
            names[title] = names.get(title, 0) + 1
            session = title if names[title] == 1 else f"{title} · {names[title]}"
            for entry in entries if isinstance(entries, list) else []:
                yield session, entry

    def row(self, number: int, session: str, song: dict[str, Any]) -> Row | SkippedRow:
        """Episodes are no songs; songs of the listener's own files have a name and no number."""
        found = song.get("track") or song.get("localTrack")
        if not isinstance(found, dict):
            return SkippedRow(number, "podcast" if song.get("episode") else "no-title")
        title, artist = name(found.get("trackName")), name(found.get("artistName"))
        album, uri = name(found.get("albumName")), found.get("trackUri")
        spotify = uri if isinstance(uri, str) and uri.startswith("spotify:track:") else None
        return listed(number, session, title, artist, album, ids=ids(spotify=spotify))


class MillionPlaylists(_JsonLists):
    """``mpd.slice.*.json`` of the Million Playlist Dataset. A list is called by its name and its number."""

    format = "million-playlists"
    label = "Million Playlist Dataset"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``playlists`` whose entries have ``pid``."""
        found = peek.root.get("playlists")
        if not isinstance(found, list) or not any(isinstance(one, dict) and "pid" in one for one in found):
            return None
        how = "It is a document with playlists and pid, as the Million Playlist Dataset has."
        return Detection(self, self.format, self.label, how)

    def songs(self, source: Source) -> Iterator[tuple[str, Any]]:
        """Songs of all lists."""
        for found in jsonio.items(source, ("playlists",), depth=2):
            if not isinstance(found, dict):
                yield "", None
                continue
            tracks = found.get("tracks")
            session = f"{name(found.get('name')) or 'Playlist'} · {found.get('pid')}"
            for entry in tracks if isinstance(tracks, list) else []:
                yield session, entry

    def row(self, number: int, session: str, song: dict[str, Any]) -> Row | SkippedRow:
        """Places count from 0."""
        title, artist, album = (name(song.get(key)) for key in ("track_name", "artist_name", "album_name"))
        place = song.get("pos")
        order = float(place) if isinstance(place, int) and 0 <= place < 1 << 31 else None
        return listed(number, session, title, artist, album, millis(song.get("duration_ms")), order,
                      ids(spotify=song.get("track_uri")))  # fmt: skip
