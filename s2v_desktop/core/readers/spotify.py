"""Spotify extended streaming history: all years, audio and video files (formats.md S1).

``ts`` is the moment a stream was closed, ``offline_timestamp`` the moment it began, ``ms_played`` what was really
heard. Pauses hide between them, so start and end of every play follow the five rules of S1.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import ASSUMED_MS, LONGEST_MS
from s2v_desktop.core.readers.jsonio import name, whole
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import COUNTED_MS, Kind, Quality, Row, SkippedRow

GAP_MS = 1_200_000
"""A longer pause divides sessions (formats.md section 16)."""
CLOSE_MS = 10_000
OVERLAP_MS = 30_000
OLDEST_START_MS = 72 * 3_600_000
FIRST_MS = 1_222_819_200_000
"""2008-10: Spotify began."""
AT_ONCE = 50_000
"""Rows sorted together; Spotify's own files hold fewer than 20,000."""

_FOLLOWS = frozenset(("trackdone", "fwdbtn", "backbtn"))
_CLOSED_LATER = frozenset(("logout", "unexpected-exit", "unexpected-exit-while-paused"))
_SKIP_REASONS = frozenset(
    ("fwdbtn", "backbtn", "endplay", "clickrow", "clickside", "playbtn", "nextbtn", "remote", "uriopen")
)
_VIDEO_FILE = re.compile(r"^(endvideo|streaming_history_video)", re.IGNORECASE)
_new = tuple.__new__
_plain_iso = timeparse.reader("iso", "UTC")
_zoned_iso = timeparse.reader("iso-zone", None)


@dataclass(slots=True)
class _Before:
    """What the rows so far left behind: the newest ``ts`` of every platform, and the end of the last play."""

    stopped: dict[str, int] = field(default_factory=dict)
    end_ms: int = 0


class SpotifyExtended:
    """Reads ``Streaming_History_*`` and ``endsong_*`` files. Rows are numbered by their place in the array, from 1.

    Rows come sorted by time, since a missing start is taken from the row before on the same platform. Private
    sessions carry ``private:1`` in their ids.
    """

    format = "spotify-extended"
    label = "Spotify extended streaming history"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An array whose objects have ``ts`` and ``ms_played``."""
        if peek.json_kind == "array" and {"ts", "ms_played"} <= peek.keys:
            how = "It is a list whose entries have ts and ms_played, as only Spotify's extended history has."
            return Detection(self, self.format, self.label, how)
        return None

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows of one file."""
        before = _Before()
        video = bool(_VIDEO_FILE.match(source.name))
        number = 0
        part: list[tuple[int, int, dict[str, Any]]] = []
        for entry in jsonio.items(source):
            number += 1
            stamped = _stamp(number, entry)
            if isinstance(stamped, SkippedRow):
                yield stamped
                continue
            part.append((stamped, number, entry))
            if len(part) >= AT_ONCE:
                monitor.check()
                yield from _play(part, before, video)
                part = []
        monitor.check()
        yield from _play(part, before, video)


def _stamp(number: int, entry: Any) -> int | SkippedRow:
    """The moment a row was closed, or why it has none."""
    if not isinstance(entry, dict):
        return SkippedRow(number, "bad-row")
    ts = entry.get("ts")
    if not ts:
        return SkippedRow(number, "no-time", _excerpt(entry))
    try:
        stopped = _zoned_iso(ts) if ts[-1:] == "Z" else _lenient(ts)
    except (ValueError, TypeError, AttributeError):
        return SkippedRow(number, "bad-time", _excerpt(entry))
    if not FIRST_MS <= stopped <= time.time() * 1000 + timeparse.DAY_MS:
        return SkippedRow(number, "impossible-time", _excerpt(entry))
    return stopped


def _lenient(ts: str) -> int:
    try:
        return _plain_iso(ts)
    except ValueError:
        return _zoned_iso(ts)


def _excerpt(entry: dict[str, Any]) -> str:
    shown = ("ts", "master_metadata_track_name", "master_metadata_album_artist_name", "episode_name", "ms_played")
    return " | ".join(str(entry[key])[:60] for key in shown if entry.get(key) is not None)[:200]


def _play(part: list[tuple[int, int, dict[str, Any]]], before: _Before, video: bool) -> Iterator[Row]:
    part.sort(key=lambda stamped: stamped[:2])
    for stopped, number, entry in part:
        get = entry.get
        platform = _word(get("platform")) or ""
        heard = whole(get("ms_played"))
        kind, title, artist, album, ids = _what(entry, video)
        ended_by = _word(get("reason_end"))
        if heard is None or not 0 <= heard <= LONGEST_MS:
            heard, start, end, quality = None, stopped - ASSUMED_MS, stopped, Quality.DERIVED
        else:
            began, seen = _began(entry, stopped, before.stopped.get(platform))
            start, end, quality = _span(stopped, began, seen, heard, ended_by)
            if 0 < before.end_ms - start < OVERLAP_MS:
                start = min(before.end_ms, end)
        before.stopped[platform] = stopped
        before.end_ms = end
        skip = None if ended_by is None or heard is None else ended_by in _SKIP_REASONS and heard < COUNTED_MS
        if get("incognito_mode") is True:
            ids = f"{ids} private:1".lstrip()
        yield _new(Row, (number, title, artist, album, "", start, end, heard, None, 1, int(quality), int(kind), skip,
                         "", None, ids))  # fmt: skip


def _word(value: Any) -> str | None:
    """A text of the document; anything else says nothing."""
    return value if isinstance(value, str) else None


def _began(entry: dict[str, Any], stopped: int, previous: int | None) -> tuple[int | None, bool]:
    """When a stream began, and whether the file itself says so (rules 1 and 2 of S1)."""
    told = whole(entry.get("offline_timestamp"))
    if told is not None and told > 1:
        began = told if told > 100_000_000_000 else told * 1000
        if began >= FIRST_MS and stopped - OLDEST_START_MS <= began <= stopped + 5000:
            return began, True
    if previous is not None and _word(entry.get("reason_start")) in _FOLLOWS and stopped - previous <= OLDEST_START_MS:
        return previous, False
    return None, False


def _span(
    stopped: int, began: int | None, told: bool, heard: int, ended_by: str | None
) -> tuple[int, int, Quality]:  # fmt: skip
    """Start, end and quality of a play (rules 2 to 5 of S1)."""
    if began is None:
        return stopped - heard, stopped, Quality.BOGUS if ended_by in _CLOSED_LATER else Quality.DERIVED
    pause = stopped - began - heard
    if abs(pause) <= CLOSE_MS:
        return stopped - heard, stopped, Quality.EXACT
    if pause < 0:  # heard more than passed: two devices, or a clock put back
        return stopped - heard, stopped, Quality.DERIVED
    if pause <= GAP_MS:
        return began, stopped, Quality.EXACT if told else Quality.DERIVED
    if ended_by == "trackdone":
        return stopped - heard, stopped, Quality.DERIVED
    return began, began + heard, Quality.DERIVED


def _what(entry: dict[str, Any], video: bool) -> tuple[Kind, str, str, str, str]:
    """Kind, title, artist, album and ids, by the identifier that is there (classification of S1)."""
    get = entry.get
    uri = get("spotify_track_uri")
    if uri and not (get("audiobook_uri") or get("audiobook_chapter_uri") or get("spotify_episode_uri")):
        title, artist = name(get("master_metadata_track_name")), name(get("master_metadata_album_artist_name"))
        ids = "spotify:" + str(uri).rpartition(":")[2][:64]
        if not title or not artist:
            return Kind.UNATTRIBUTED, title, artist, "", ids
        album = name(get("master_metadata_album_album_name"))
        return (Kind.MUSIC_VIDEO if video else Kind.MUSIC), title, artist, album, ids
    if get("audiobook_uri") or get("audiobook_chapter_uri"):
        book = name(get("audiobook_title"))
        return Kind.AUDIOBOOK, name(get("audiobook_chapter_title")) or book, book, "", ""
    if get("spotify_episode_uri") or get("episode_name"):
        return Kind.PODCAST, name(get("episode_name")), name(get("episode_show_name")), "", ""
    title, artist = name(get("master_metadata_track_name")), name(get("master_metadata_album_artist_name"))
    if title and artist:
        return Kind.MUSIC, title, artist, name(get("master_metadata_album_album_name")), ""
    return Kind.UNATTRIBUTED, title, artist, "", ""
