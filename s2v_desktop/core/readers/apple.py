"""Apple Music Play Activity: segments of playback, stitched to plays (formats.md A1).

A row is what passed between two touches of the player. Segments of one song on one device that were only paused
belong to one play; its first segment carries the play, the others are reported as parts of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import sheet, timeparse
from s2v_desktop.core.readers.apple_names import Artists
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, excerpt, millis
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import COUNTED_MS, Kind, Quality, Row, SkippedRow

AT_ONCE = 500_000
"""Segments sorted together; the largest export known holds 298,000."""
STITCH_MS = 1_800_000
ACTIVITY = frozenset(("event start timestamp", "play duration milliseconds"))

_PAUSES = frozenset(
    ("PLAYBACK_MANUALLY_PAUSED", "PLAYBACK_SUSPENDED", "PLAYBACK_PAUSED_DUE_TO_INACTIVITY",
     "PLAYBACK_STOPPED_DUE_TO_SESSION_TIMEOUT", "PAUSED_ON_TIMEOUT", "SCRUB_BEGIN", "SCRUB_END", "EXITED_APPLICATION")
)  # fmt: skip
_SKIPS = frozenset(
    ("TRACK_SKIPPED_FORWARDS", "TRACK_SKIPPED_BACKWARDS", "MANUALLY_SELECTED_PLAYBACK_OF_A_DIFF_ITEM", "TRACK_BANNED")
)
_zoned = timeparse.reader("iso-zone", None)
_plain = timeparse.reader("iso", "UTC")


class _Segment(NamedTuple):
    """One row that is part of a play."""

    device: str
    end: int
    start: int
    number: int
    title: str
    album: str
    artist: str
    heard: int
    length: int | None
    reason: str
    kind: Kind
    quality: Quality


class AppleActivity(sheet.SheetReader):
    """``Apple Music Play Activity.csv`` of all years: columns are found by name, their order and number change.

    Artists come from Daily Tracks or Library Tracks among the companions. A title that several artists have is left
    without one, as an event.
    """

    format = "apple-play-activity"
    label = "Apple Music Play Activity"
    how = "It is a table with Event Start Timestamp and Play Duration Milliseconds, as Apple's Play Activity has."
    needs = (ACTIVITY,)
    columns = (
        ("song name", "content name"), ("artist name",), ("album name",), ("event type",), ("item type",),
        ("event start timestamp",), ("event end timestamp",), ("event timestamp",), ("event received timestamp",),
        ("play duration milliseconds",), ("media duration in milliseconds",), ("end reason type",), ("media type",),
        ("device identifier",), ("container type",), ("container origin type",),
    )  # fmt: skip

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """Artists are missing where neither the file nor a companion has them."""
        found = sheet.layout(peek, ACTIVITY)
        if (found is not None and "artist name" in found.header) or Artists.beside(options):
            return ()
        return (
            f'{peek.name} names no artists, so its songs are by "{UNKNOWN_ARTIST}". Import it again together with '
            '"Apple Music - Play History Daily Tracks.csv" of the same download: its plays then get their artists, and '
            "none counts twice.",
        )

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows; plays come sorted by device and time."""
        maker, artists = Maker(), Artists.read(options, monitor)
        part: list[_Segment] = []
        for number, wanted in sheet.cells(source, self.find(source), self.columns, monitor):
            segment = _segment(number, wanted)
            if isinstance(segment, SkippedRow):
                yield segment
                continue
            part.append(segment)
            if len(part) >= AT_ONCE:
                yield from _plays(part, artists, maker)
                part = []
        monitor.check()
        yield from _plays(part, artists, maker)


def _segment(number: int, wanted: tuple[str, ...]) -> _Segment | SkippedRow:
    (title, artist, album, event, item, began, ended, stamped, received, played, length, reason, media, device,
     container, origin) = wanted  # fmt: skip
    said = excerpt(artist, title, album)
    if item == "AUDIO_AD":
        return SkippedRow(number, "ad", said)
    if event not in ("PLAY_END", "PLAY", "") or item not in ("ITUNES_STORE_CONTENT", "") or reason == "FAILED_TO_LOAD":
        return SkippedRow(number, "not-a-play", said)
    if not title:
        return SkippedRow(number, "no-title", said)
    moved = _whole(played)
    start, quality = _moment(began), Quality.EXACT
    end = _moment(ended)
    if end is None and start is not None:
        end = start + max(0, moved)
    if end is None:
        end, quality = _moment(stamped) or _moment(received), Quality.DERIVED
    if end is None:
        return SkippedRow(number, "bad-time" if began or ended else "no-time", said)
    if start is None or start > end:
        start = end - max(0, moved)
    heard = 0 if reason == "SCRUB_END" else max(0, min(moved, end - start))
    radio = "RADIO" in container or "RADIO" in origin
    kind = Kind.RADIO if radio else Kind.MUSIC_VIDEO if media == "VIDEO" else Kind.MUSIC
    return _Segment(device, end, start, number, title, album, artist, heard, millis(length), reason, kind, quality)


def _whole(told: str) -> int:
    try:
        return int(float(told))
    except (ValueError, OverflowError):
        return 0


def _moment(told: str) -> int | None:
    if not told:
        return None
    try:
        return _zoned(told) if told[-1] == "Z" or "+" in told or told[-6:-5] == "-" else _plain(told)
    except ValueError:
        return None


def _plays(part: list[_Segment], artists: Artists, maker: Maker) -> Iterator[Row | SkippedRow]:
    """Stitch segments of one device that only a pause divides."""
    part.sort()
    group: list[_Segment] = []
    for segment in part:
        if group and _again(group[-1], segment):
            yield SkippedRow(segment.number, "segment", excerpt(segment.artist, segment.title, segment.album))
            continue
        if group and not _goes_on(group[-1], segment):
            yield from _play(group, artists, maker)
            group = []
        group.append(segment)
    if group:
        yield from _play(group, artists, maker)


def _again(last: _Segment, next_one: _Segment) -> bool:
    """Whether the same touch of the player is told twice: what was heard must not count twice."""
    return last.reason in _PAUSES and last._replace(number=0) == next_one._replace(number=0)


def _goes_on(last: _Segment, next_one: _Segment) -> bool:
    return (
        last.device == next_one.device
        and (last.title, last.album) == (next_one.title, next_one.album)
        and last.reason in _PAUSES
        and next_one.start - last.end < STITCH_MS
    )


def _play(group: list[_Segment], artists: Artists, maker: Maker) -> Iterator[Row | SkippedRow]:
    first, last = group[0], group[-1]
    heard = sum(segment.heard for segment in group)
    artist, kind = first.artist, first.kind
    if not artist and kind.is_song:
        found = artists.of(first.title, first.album, first.start)
        artist, kind = (UNKNOWN_ARTIST, kind) if found == "" else (found or "", kind if found else Kind.UNATTRIBUTED)
    skip = last.reason in _SKIPS and heard < COUNTED_MS
    yield maker.play(
        first.number, first.title, artist, first.album, min(first.start, last.end), last.end, heard, first.length,
        quality=max(segment.quality for segment in group), kind=kind, skip=skip,
    )  # fmt: skip
    for segment in group[1:]:
        yield SkippedRow(segment.number, "segment", excerpt(artist, segment.title, segment.album))
