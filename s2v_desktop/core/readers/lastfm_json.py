"""Last.fm histories as JSON: every shape of L2 and the lastfmstats.com file (L4) of formats.md."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.batches import mark
from s2v_desktop.core.readers.jsonio import name, whole
from s2v_desktop.core.readers.lastfm import NO_VALUE
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

_words = timeparse.reader("words", "UTC")
_iso = timeparse.reader("iso", "UTC")


class LastfmstatsJson:
    """``lastfmstats-<user>.json``. Rows are numbered by their place in ``scrobbles``, from 1."""

    format = "lastfmstats-json"
    label = "Last.fm history (lastfmstats.com JSON)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``username`` and ``scrobbles``."""
        root = peek.root
        if "username" not in root or not isinstance(root.get("scrobbles"), list):
            return None
        how = "It is a document with username and scrobbles, as lastfmstats.com writes it."
        return Detection(self, self.format, self.label, how, listener=name(root["username"]))

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays of one file."""
        return mark(_numbered(jsonio.items(source, ("scrobbles",), depth=2), False, monitor))


class LastfmApiJson:
    """ghan.nl JSON, "lastfm-backup" and raw answers of the method user.getRecentTracks.

    Rows are numbered from 1 over all pages of a file; a song still playing counts as a row on every page.
    """

    format = "lastfm-json"
    label = "Last.fm history (JSON)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Pages with ``track``, an answer with ``recenttracks``, or a list of songs with ``artist`` and ``date``."""
        if peek.json_kind not in ("array", "object") or not peek.objects or not _is_api(peek.objects[0]):
            return None
        answer = peek.objects[0].get("recenttracks")
        about = answer.get("@attr") if isinstance(answer, dict) else None
        listener = name(about.get("user")) if isinstance(about, dict) else ""
        how = "It uses Last.fm's own words for a song and its time (artist, name, date)."
        return Detection(self, self.format, self.label, how, listener=listener)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays of one file."""
        peek = peeking.look(source)
        path, depth = _where(peek)
        songs = (song for page in jsonio.items(source, path, depth) for song in _flatten(page))
        return mark(_numbered(songs, _newest_first(peek), monitor))


def _is_api(first: dict[str, Any]) -> bool:
    if "recenttracks" in first:
        return True
    page = first.get("track")
    if isinstance(page, list):
        return not page or (isinstance(page[0], dict) and "name" in page[0])
    if isinstance(page, dict):
        return "name" in page and "artist" in page and "timestamp" not in first
    if "artist" not in first or not ("date" in first or "@attr" in first):
        return False
    known = {"artist", "track", "album", "date", "name"}
    return isinstance(first["artist"], dict) or (("name" in first or "track" in first) and set(first) <= known)


def _where(peek: Peek) -> tuple[tuple[str, ...], int]:
    """Where the elements lie: keys from the root, and how deep a complete song is."""
    if peek.json_kind == "object":
        answer = peek.root.get("recenttracks")
        if isinstance(answer, dict):
            return ("recenttracks", "track"), 3
        return ("track",), 2
    nested = any(isinstance(entry.get("track"), (list, dict)) for entry in peek.objects[:1])
    if any("recenttracks" in entry for entry in peek.objects[:1]):
        return (), 4
    return (), 3 if nested else 1


def _flatten(page: Any) -> Iterator[Any]:
    """Songs of a page; a page of one song may hold it without a list."""
    if isinstance(page, dict) and isinstance(page.get("recenttracks"), dict):
        page = page["recenttracks"]
    inner = page.get("track") if isinstance(page, dict) else None
    if isinstance(inner, list):
        yield from inner
    elif isinstance(inner, dict):
        yield inner
    else:
        yield page


def _newest_first(peek: Peek) -> bool:
    found = [peek.root] if peek.json_kind == "object" else list(peek.objects)
    songs = [song for page in found for song in _flatten(page) if isinstance(song, dict)]
    times = []
    for song in songs:
        try:
            times.append(_moment(song.get("date")))
        except ValueError:
            continue
    return len(times) > 1 and times[0] > times[-1]


def _numbered(songs: Iterator[Any], newest_first: bool, monitor: Monitor) -> Iterator[Row | SkippedRow]:
    latest = int(time.time() * 1000) + timeparse.DAY_MS
    for number, song in enumerate(songs, 1):
        if not number % 5000:
            monitor.check()
        if not isinstance(song, dict):
            yield SkippedRow(number, "bad-row")
            continue
        yield _row(number, song, newest_first, latest)


def _row(number: int, song: dict[str, Any], newest_first: bool, latest: int) -> Row | SkippedRow:
    title = _text(song.get("name")) or _text(song.get("track"))
    artist, album = _text(song.get("artist")), _text(song.get("album"))
    said = f"{artist} | {title} | {album}"[:200]
    if _is_playing(song):
        return SkippedRow(number, "now-playing", said)
    if not title or not artist:
        return SkippedRow(number, "no-artist" if title else "no-title", said)
    try:
        start = _moment(song["date"])
    except ValueError:
        return SkippedRow(number, "bad-time", said)
    if not timeparse.EARLIEST_MS <= start <= latest:
        return SkippedRow(number, "impossible-time", said)
    mbid = song.get("mbid")
    ids = f"track_mbid:{mbid}" if isinstance(mbid, str) and len(mbid) == 36 and " " not in mbid else ""
    return Row(
        number, title, artist, album, start_ms=start, precision_s=_precision(song["date"]),
        order=float(-number) if newest_first else None, ids=ids,
    )  # fmt: skip


def _is_playing(song: dict[str, Any]) -> bool:
    about = song.get("@attr")
    playing = isinstance(about, dict) and str(about.get("nowplaying")).lower() == "true"
    return playing or song.get("date") in (None, "", {}, NO_VALUE)


def _text(value: Any) -> str:
    """A name: plain, or in an object under ``#text`` or ``name``."""
    if isinstance(value, dict):
        value = value.get("#text") or value.get("name")
    said = name(value)
    return "" if said == NO_VALUE else said


def _moment(date: Any) -> int:
    """Milliseconds of a date in any of its shapes.

    Raises
    ------
    ValueError
    """
    if isinstance(date, dict):
        date = date.get("uts") or date.get("#text")
    number = whole(date)
    if number is not None:
        return number if abs(number) > 100_000_000_000 else number * 1000
    if not isinstance(date, str):
        raise ValueError("no date")
    try:
        return _words(date)
    except ValueError:
        return _iso(date)


def _precision(date: Any) -> int:
    told = date.get("uts") if isinstance(date, dict) else date
    return 1 if whole(told) is not None else 60
