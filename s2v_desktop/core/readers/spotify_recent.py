"""Answers of Spotify's own method "recently played", as people save them (formats.md S3): at most 50 plays each.

``played_at`` is sometimes the start of a play and sometimes its end; nothing says which, so it is taken as the start
and marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, ids, millis, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row, SkippedRow

_zoned = timeparse.reader("iso-zone", None)


class SpotifyRecent:
    """An object with ``items``, or a list of them. Rows are numbered by their place, from 1."""

    format = "spotify-recent"
    label = "Spotify recently played (API)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Entries with ``track`` and ``played_at``."""
        entries = peek.root.get("items") if peek.json_kind == "object" else list(peek.objects)
        if peek.json_kind not in ("object", "array") or not isinstance(entries, list) or not entries:
            return None
        if not all(isinstance(one, dict) and {"track", "played_at"} <= one.keys() for one in entries[:5]):
            return None
        how = "Its entries have track and played_at, as Spotify's own method for recent plays answers."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays of one file."""
        whole = peeking.look(source).json_kind == "object"
        maker = Maker()
        for number, entry in enumerate(jsonio.items(source, ("items",), 2) if whole else jsonio.items(source), 1):
            if not number % 5000:
                monitor.check()
            yield _row(number, entry, maker) if isinstance(entry, dict) else SkippedRow(number, "bad-row")


def _row(number: int, entry: dict[str, Any], maker: Maker) -> Row | SkippedRow:
    song = _dict(entry.get("track"))
    people = song.get("artists")
    named = [said for one in people if (said := name(_dict(one).get("name")))] if isinstance(people, list) else []
    title, artist = name(song.get("name")), named[0] if named else ""  # the others are guests, as in Spotify's exports
    told = entry.get("played_at")
    try:
        start = _zoned(told) if isinstance(told, str) else None
    except ValueError:
        start = None
    if start is None:
        return no_time(number, title, artist, told)
    found = ids(isrc=_dict(song.get("external_ids")).get("isrc"), spotify=song.get("uri") or song.get("id"))
    return maker.play(
        number, title, artist, name(_dict(song.get("album")).get("name")), start,
        length=millis(song.get("duration_ms")), quality=Quality.DERIVED, ids=found,
    )  # fmt: skip


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
