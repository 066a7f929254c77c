"""YouTube and YouTube Music history of Google Takeout as JSON: watch-history and My Activity (formats.md G1, G3)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse, youtube_names
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.youtube_names import MUSIC, Line, Names, Wrapper
from s2v_desktop.core.types import Row, SkippedRow

SAMPLE = 2000
"""So many lines tell in which words the account wraps its titles."""
ADVICE = (
    'Ask Google Takeout for "YouTube and YouTube Music", choose only the history, and JSON as its format; where it '
    'reaches back too short, ask for "My Activity" of YouTube.'
)
_zoned = timeparse.reader("iso-zone", None)
_plain = timeparse.reader("iso", "UTC")


class YouTubeJson:
    """``watch-history.json`` and ``My Activity.json`` in any language. Rows are numbered by their place in the list."""

    format = "youtube-history"
    label = "YouTube history (Google Takeout, JSON)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An array whose objects have ``header``, ``title`` and ``time``.

        Raises
        ------
        WrongPackage
            For the activity of another Google product, and for searches alone.
        """
        if peek.json_kind != "array" or not {"header", "title", "time"} <= peek.keys:
            return None
        headers = {name(entry.get("header")) for entry in peek.objects}
        addresses = [name(entry.get("titleUrl")) for entry in peek.objects]
        if not any(said.startswith("YouTube") for said in headers) and not any("youtu" in url for url in addresses):
            raise WrongPackage(
                f"{peek.name} is the activity of another Google product, not of YouTube. Nothing of it was imported. "
                f"{ADVICE}",
                part_of="google-takeout",
            )
        if addresses and all("search_query=" in url for url in addresses):
            said = f"{peek.name} lists searches on YouTube, no plays. Nothing of it was imported. {ADVICE}"
            raise WrongPackage(said, part_of="google-takeout")
        how = "It is a list whose entries have header, title and time, as Google Takeout writes YouTube's history."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the lines of one file."""
        entries = jsonio.items(source)
        begin = list(itertools.islice(entries, SAMPLE))
        objects = [entry for entry in begin if isinstance(entry, dict)]
        wrapped = youtube_names.wrapper(
            [name(entry.get("title")) for entry in objects if youtube_names.video_id(name(entry.get("titleUrl")))]
        )
        times = [moment for entry in objects if (moment := _moment(entry.get("time"))) is not None]
        newest_first = len(times) < 2 or times[0] >= times[-1]
        lines = _lines(itertools.chain(begin, entries), wrapped, youtube_names.names(options), monitor)
        return youtube_names.with_gaps(lines, newest_first)


def _lines(
    entries: Iterator[Any], wrapped: Wrapper, known: Names, monitor: Monitor
) -> Iterator[Row | SkippedRow]:  # fmt: skip
    maker = Maker()
    for number, entry in enumerate(entries, 1):
        if not number % 5000:
            monitor.check()
        if not isinstance(entry, dict):
            yield SkippedRow(number, "bad-row")
            continue
        line = _line(entry, wrapped)
        start = _moment(entry.get("time"))
        if start is None:
            yield no_time(number, line.title, line.channel, entry.get("time"))
        else:
            yield youtube_names.read(number, line, start, maker, known)


def _line(entry: dict[str, Any], wrapped: Wrapper) -> Line:
    channels, details = entry.get("subtitles"), entry.get("details")
    channel = channels[0].get("name") if isinstance(channels, list) and channels and _is_dict(channels[0]) else ""
    told = [name(one.get("name")) for one in details if _is_dict(one)] if isinstance(details, list) else []
    music = entry.get("header") == MUSIC or any(MUSIC in said.replace("\u00a0", " ") for said in told)
    return Line(
        wrapped.title(name(entry.get("title"))), name(entry.get("titleUrl")), name(channel), music,
        any(said and "YouTube" not in said for said in told),
    )  # fmt: skip


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _moment(told: Any) -> int | None:
    if not isinstance(told, str):
        return None
    try:
        return _zoned(told)
    except ValueError:
        try:
            return _plain(told)
        except ValueError:
            return None
