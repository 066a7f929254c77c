"""Spotify account data, the last twelve months (formats.md S2). ``endTime`` is the end of a play, cut to its minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import ASSUMED_MS, LONGEST_MS
from s2v_desktop.core.readers.jsonio import name, whole
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import COUNTED_MS, Kind, Quality, Row, SkippedRow

MINUTE_LEFT_MS = 59_000
_TITLES = frozenset(("trackName", "podcastName", "audiobookName", "episodeName", "chapterName"))
_plain_iso = timeparse.reader("iso", "UTC")
_new = tuple.__new__


class SpotifyAccount:
    """Reads ``StreamingHistory*`` files. Rows are numbered by their place in the array, from 1."""

    format = "spotify-account"
    label = "Spotify account data"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An array whose objects have ``endTime``, ``msPlayed`` and a name of what was played."""
        if peek.json_kind != "array" or not {"endTime", "msPlayed"} <= peek.keys or not _TITLES & peek.keys:
            return None
        how = "It is a list whose entries have endTime and msPlayed, as Spotify's account data has."
        advice = (
            "This is Spotify's account data: the last twelve months, to the minute, without albums. The extended "
            "streaming history, which Spotify sends on request, reaches back to the first day."
        )
        return Detection(self, self.format, self.label, how, warnings=(advice,))

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows of one file, spreading those of one minute over it in the order of the file."""
        end: int | None = None
        latest = int(time.time() * 1000) + timeparse.DAY_MS
        for number, entry in enumerate(jsonio.items(source), 1):
            if not number % 5000:
                monitor.check()
            if not isinstance(entry, dict):
                yield SkippedRow(number, "bad-row")
                continue
            try:
                minute = _plain_iso(entry["endTime"])
            except (KeyError, ValueError, TypeError, AttributeError):
                yield SkippedRow(number, "bad-time" if entry.get("endTime") else "no-time", _excerpt(entry))
                continue
            if not timeparse.EARLIEST_MS <= minute <= latest:
                yield SkippedRow(number, "impossible-time", _excerpt(entry))
                continue
            heard = whole(entry.get("msPlayed"))
            if heard is not None and not 0 <= heard <= LONGEST_MS:
                heard = None
            # A file that is not sorted starts afresh: an earlier end must not be pushed forward by a later one.
            fits = end is not None and heard is not None
            end = max(minute, min(end + heard, minute + MINUTE_LEFT_MS)) if fits else minute  # type: ignore[operator]
            kind, title, artist = _what(entry)
            start = end - (ASSUMED_MS if heard is None else heard)
            quality = Quality.DERIVED if heard is None else Quality.EXACT
            skip = None if heard is None else heard < COUNTED_MS
            yield _new(Row, (number, title, artist, "", "", start, end, heard, None, 60, int(quality), int(kind),
                             skip, "", None, ""))  # fmt: skip


def _what(entry: dict[str, Any]) -> tuple[Kind, str, str]:
    if "podcastName" in entry:
        return Kind.PODCAST, name(entry.get("episodeName")), name(entry["podcastName"])
    if "audiobookName" in entry:
        return Kind.AUDIOBOOK, name(entry.get("chapterName")), name(entry["audiobookName"])
    title, artist = name(entry.get("trackName")), name(entry.get("artistName"))
    unknown = not title or not artist or (title, artist) == ("Unknown Track", "Unknown Artist")
    return (Kind.UNATTRIBUTED if unknown else Kind.MUSIC), title, artist


def _excerpt(entry: dict[str, Any]) -> str:
    shown = ("endTime", "artistName", "trackName", "podcastName", "episodeName", "msPlayed")
    return " | ".join(str(entry[key])[:60] for key in shown if key in entry)[:200]
