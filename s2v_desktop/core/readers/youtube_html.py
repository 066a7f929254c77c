"""YouTube history of Google Takeout as a page: watch-history.html and MyActivity.html (formats.md G2, G3).

The page is one line of up to 100 MB. It is cut into its blocks while it streams; no document is built.
"""

from __future__ import annotations

import codecs
import html
import itertools
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers import text, timeparse, webdates, youtube_names
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, no_time, zone_note
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.youtube import ADVICE
from s2v_desktop.core.readers.youtube_names import MUSIC, Line
from s2v_desktop.core.types import Row, SkippedRow

MARK = 'class="outer-cell'
LONGEST_BLOCK = 1 << 16
"""Characters of one line of the history that are looked at; a real one has 2,000."""
SAMPLE = 500
CHUNK = 1 << 17

_HEADER = re.compile(r'mdl-typography--title">(.*?)<', re.DOTALL)
_CONTENT = re.compile(r'mdl-typography--body-1">(.*?)</div>', re.DOTALL)
_CAPTION = re.compile(r'mdl-typography--caption">(.*?)</div>', re.DOTALL)
_LINK = re.compile(r'<a [^<>]*?href="([^"<>]*)"[^<>]*>((?:(?!<a ).)*?)</a>', re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^<>]*>")


class YouTubeHtml:
    """Rows are numbered by their block in the page, from 1."""

    format = "youtube-history-html"
    label = "YouTube history (Google Takeout, HTML)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A page with the cells of Takeout's activity.

        Raises
        ------
        WrongPackage
            For the activity of another Google product.
        """
        found = peek.text
        if "mdl-typography--title" not in found or "content-cell" not in found or not found.lstrip().startswith("<"):
            return None
        headers = [html.unescape(said) for said in _HEADER.findall(found)]
        if headers and not any(said.startswith("YouTube") for said in headers) and "youtube.com/" not in found:
            raise WrongPackage(
                f"{peek.name} is the activity of another Google product, not of YouTube. Nothing of it was imported. "
                f"{ADVICE}",
                part_of="google-takeout",
            )
        blocks = found.split(MARK)[1:]
        zones = {zone for block in blocks[:-1] if (zone := _zone(block))}
        unknown = any(webdates.Months().offset_ms(zone) is None for zone in zones)
        how = "It is a page with the cells of Google Takeout's activity."
        warnings: tuple[str, ...] = (f"{peek.name} is Takeout's page, which says less than its JSON. {ADVICE}",)
        if unknown:
            warnings += zone_note(peek.name, options)
        return Detection(self, self.format, self.label, how, local_time=unknown, warnings=warnings)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the blocks of one page."""
        blocks = _blocks(source, peeking.look(source).encoding)
        begin = list(itertools.islice(blocks, SAMPLE))
        dates = [_date(block) for block in begin]
        reading = _Dates(dates, options)
        newest_first = reading.newest_first(dates)
        lines = _lines(itertools.chain(begin, blocks), reading, options, monitor)
        return youtube_names.with_gaps(lines, newest_first)


class _Dates:
    """Reads the dates of one page: every row has the offset of the day of the export, whatever its season."""

    def __init__(self, dates: list[str], options: ReadOptions) -> None:
        self._months = webdates.Months()
        self._day_first = webdates.day_first(dates)
        self._options = options
        self._placed = timeparse.reader("iso", options.time_zone)
        self._offsets: dict[str, int | None] = {}

    def read(self, told: str) -> int:
        """Milliseconds of a date.

        Raises
        ------
        ValueError
        """
        wall = self._months.parse(told, self._day_first)
        if wall.zone not in self._offsets:
            self._offsets[wall.zone] = self._months.offset_ms(wall.zone)
        offset = self._offsets[wall.zone]
        if offset is not None:
            return wall.ms - offset
        return self._placed((datetime(1970, 1, 1) + timedelta(milliseconds=wall.ms)).isoformat(" "))

    def newest_first(self, dates: list[str]) -> bool:
        """Whether the page begins with the newest line."""
        times = []
        for told in dates:
            try:
                times.append(self.read(told))
            except (ValueError, OverflowError):
                continue
        return len(times) < 2 or times[0] >= times[-1]


def _blocks(source: Source, encoding: str) -> Iterator[str]:
    """What stands between one outer cell and the next; what stands before the first is no row."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, begun = "", False
    with source.open() as stream:
        while data := stream.read(CHUNK):
            parts = (rest + decoder.decode(data)).split(MARK)
            for part in parts[:-1]:
                if begun:
                    yield part[:LONGEST_BLOCK]
                begun = True
            rest = parts[-1] if begun else parts[-1][-len(MARK) :]
            if len(rest) > 2 * LONGEST_BLOCK:
                rest = rest[:LONGEST_BLOCK] + rest[-len(MARK) :]
    if begun:
        yield rest[:LONGEST_BLOCK]


def _lines(
    blocks: Iterator[str], dates: _Dates, options: ReadOptions, monitor: Monitor
) -> Iterator[Row | SkippedRow]:  # fmt: skip
    maker, known = Maker(), youtube_names.names(options)
    for number, block in enumerate(blocks, 1):
        if not number % 1000:
            monitor.check()
        line = _line(block)
        if line is None:
            yield SkippedRow(number, "bad-row")
            continue
        told = _date(block)
        try:
            start = dates.read(told)
        except (ValueError, OverflowError):
            yield no_time(number, line.title, line.channel, told)
            continue
        yield youtube_names.read(number, line, start, maker, known)


def _line(block: str) -> Line | None:
    content = _CONTENT.search(block)
    if content is None:
        return None
    header = _HEADER.search(block)
    links = [(html.unescape(url), _words(said)) for url, said in _LINK.findall(content.group(1))]
    url, title = links[0] if links else ("", "")
    channel = links[1][1] if len(links) > 1 else ""
    details = _details(block)
    music = bool(header and _words(header.group(1)) == MUSIC) or any(MUSIC in said for said in details)
    return Line(title, url, channel, music, any("YouTube" not in said for said in details))


def _details(block: str) -> list[str]:
    """What stands under the middle one of three headings of the caption, or under the last of two if it names ads."""
    caption = _CAPTION.search(block)
    sections = caption.group(1).split("<b>")[1:] if caption else []
    if len(sections) >= 3 or (len(sections) == 2 and "Google Ads" in sections[1]):
        told = sections[1]
    else:
        return []
    lines = [_words(line) for line in _BREAK.split(told)[1:]]
    return [line for line in lines if line]


def _date(block: str) -> str:
    content = _CONTENT.search(block)
    if content is None:
        return ""
    lines = [_words(line) for line in _BREAK.split(content.group(1))]
    return next((line for line in reversed(lines) if line), "")


def _zone(block: str) -> str:
    try:
        return webdates.Months().parse(_date(block)).zone
    except ValueError:
        return ""


def _words(markup: str) -> str:
    said = html.unescape(_TAG.sub("", markup)).replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(text.clean(said).split())
