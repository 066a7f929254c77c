"""iTunes and Music library as XML (A4 of formats.md): a snapshot that knows the last play of a song and how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import text, timeparse, xmlio
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, excerpt, millis, zone_note
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Kind, Quality, Row, SkippedRow

_SONG_DEPTH = 3
_SIGNED = 1 << 32
_FROM_1904 = datetime(1904, 1, 1)
_zoned = timeparse.reader("iso-zone", None)


class ITunesLibrary:
    """``iTunes Library.xml`` and its relatives. Rows are numbered by their place in ``Tracks``, from 1.

    The one play of a song ends at its play date. It is `COARSE`: good for days, never for sessions.
    """

    format = "itunes-library"
    label = "iTunes or Music library (XML)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A property list with ``Tracks`` of a music library."""
        said = peek.text
        if "<plist" not in said[:2000] or "<key>Tracks</key>" not in said:
            return None
        if "<key>Major Version</key>" not in said and "<key>Track ID</key>" not in said:
            return None
        how = "It is a property list with Tracks, as iTunes and Music write their library."
        warning = (
            f"{peek.name} knows only when a song was last played and how often: one play each was imported, for days "
            "and not for sessions."
        )
        # Older libraries tell only the clock of the computer they lay on.
        local = "<key>Play Date</key>" in said and "<key>Play Date UTC</key>" not in said
        warnings = (warning, *(zone_note(peek.name, options) if local else ()))
        return Detection(self, self.format, self.label, how, local_time=local, warnings=warnings)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs of the library."""
        maker = Maker()
        placed = timeparse.reader("iso", options.time_zone)
        for number, song in enumerate(_songs(source), 1):
            if not number % 5000:
                monitor.check()
            yield SkippedRow(number, "bad-row") if song is None else _row(number, song, maker, placed)


def _songs(source: Source) -> Iterator[dict[str, str] | None]:
    """Entries of ``Tracks``; None where the rest is damaged."""
    depth, key, inside = 0, "", False
    song: dict[str, str] = {}
    for event, tag, value in xmlio.events(source.open, source.name, frozenset(("dict", "array"))):
        if event == xmlio.DAMAGED:
            yield None
        elif event == xmlio.START:
            if tag in ("dict", "array"):
                depth += 1
                if depth == _SONG_DEPTH and inside:
                    song = {}
        elif tag in ("dict", "array"):
            if inside and depth == _SONG_DEPTH and tag == "dict":
                yield song
            depth -= 1
            if inside and depth < 2:
                return
        elif tag == "key":
            key = value
            inside = inside or (depth == 1 and key == "Tracks")
        elif inside and depth == _SONG_DEPTH:
            song[key] = "true" if tag == "true" else "" if tag == "false" else value


def _row(number: int, song: dict[str, str], maker: Maker, placed: timeparse.Parse) -> Row | SkippedRow:
    title, artist, album = (text.clean(song.get(key, "")).strip() for key in ("Name", "Artist", "Album"))
    artist = artist or text.clean(song.get("Album Artist", "")).strip()
    if not song.get("Play Date UTC") and not song.get("Play Date"):
        return SkippedRow(number, "never-played", excerpt(artist, title, album))
    try:
        end = _last_played(song, placed)
    except (ValueError, OverflowError):
        return SkippedRow(number, "bad-time", excerpt(artist, title, album))
    return maker.play(
        number, title, artist, album, end=end, length=millis(song.get("Total Time")), quality=Quality.COARSE,
        kind=_kind(song),
    )  # fmt: skip


def _last_played(song: dict[str, str], placed: timeparse.Parse) -> int:
    if song.get("Play Date UTC"):
        return _zoned(song["Play Date UTC"].strip())
    seconds = int(song["Play Date"])
    wall = _FROM_1904 + timedelta(seconds=seconds + _SIGNED if seconds < 0 else seconds)
    return placed(wall.isoformat(" "))


def _kind(song: dict[str, str]) -> Kind:
    if song.get("Podcast"):
        return Kind.PODCAST
    if song.get("Audiobooks"):
        return Kind.AUDIOBOOK
    if song.get("Movie") or song.get("TV Show"):
        return Kind.VIDEO
    return Kind.MUSIC_VIDEO if song.get("Has Video") else Kind.MUSIC
