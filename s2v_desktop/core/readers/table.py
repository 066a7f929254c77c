"""Any table of plays: delimiter, encoding, header and columns are found, or told (formats.md 1.2 and 12).

The work of a row is prepared once a file: one `itemgetter` fetches all cells that are needed (constants hang behind
the row, so they are cells as well), one function reads the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from s2v_desktop.core.errors import NeedsMapping
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import guessing, peek, text, timeparse
from s2v_desktop.core.readers import plan as planning
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import ASSUMED_MS
from s2v_desktop.core.readers.mapping import TableMapping, apart
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.personal import excerpt
from s2v_desktop.core.readers.plain import PlainBlocks, PlainPlays, Spelling
from s2v_desktop.core.readers.plan import Plan
from s2v_desktop.core.readers.records import lines, records
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import COUNTED_MS, Quality, Row, SkippedRow

LONGEST_NAME = 2000
"""A title or an artist of more characters is a damaged row."""
CHECK_EVERY = 5000

_new = tuple.__new__


class TableReader:
    """Any delimited text with at least a column for the song.

    Rows are numbered from 1, the header, lines before it and blank lines not counted.
    """

    format = "table"
    label = "Table"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A table with columns whose words are known, else None."""
        try:
            return self.detect(peek, options)
        except NeedsMapping:
            return None

    def detect(self, peek: Peek, options: ReadOptions) -> Detection:
        """As `match`, but say what is missing.

        Raises
        ------
        NeedsMapping, UnreadableFile, WrongPackage, BadRequest
        """
        mapping, warnings = guessing.guess(peek, options)
        said = ", ".join(f"{name} from {' and '.join(columns)}" for name, columns in mapping.columns)
        how = f"It is a table separated by {_SIGNS[mapping.delimiter]}: {said}."
        return detection(self, peek, options, mapping, how, warnings)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows of a table."""
        if detection.mapping is None:
            raise ValueError("a table is read with a mapping")
        return read(source, detection.mapping, monitor)

    def blocks(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[PlainPlays | list[Row | SkippedRow]]:
        """The same rows, many at a time, and as columns where nothing is out of the way."""
        if detection.mapping is None:
            raise ValueError("a table is read with a mapping")
        return read_blocks(source, detection.mapping, monitor)


_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def detection(
    reader: Any, peek: Peek, options: ReadOptions, mapping: TableMapping, how: str, warnings: tuple[str, ...] = (),
    listener: str = "",
) -> Detection:  # fmt: skip
    """A `Detection` of a table, with the warnings about its zone and its encoding."""
    local = mapping.time_pattern in timeparse.LOCAL and mapping.precision_s < 86_400 and mapping.time_zone != "UTC"
    said = list(warnings)
    if local and not options.time_zone:
        said.append(
            f"The times of {peek.name} name no time zone and were read as the clock of this computer "
            f"({time.strftime('%Z')}). If they come from elsewhere, import again with --time-zone."
        )
    if stray := text.stray_lines(peek.data, peek.encoding):
        few = ", ".join(map(str, stray[:5])) + (" ..." if len(stray) > 5 else "")
        said.append(f"Some lines of {peek.name} are in another encoding and were read as Western European: {few}.")
    timeparse.zone(options.time_zone)  # refuse an unknown zone before the first row
    return Detection(reader, reader.format, reader.label, how, mapping, listener, local, tuple(said))


def guess(source: Source, options: ReadOptions | None = None) -> TableMapping:
    """The mapping of a table as it would be imported.

    Raises
    ------
    NeedsMapping, UnreadableFile, BadRequest
    """
    return guessing.guess(peek.look(source), options or ReadOptions())[0]


def cells(source: Source, mapping: TableMapping) -> tuple[tuple[str, ...], Iterator[list[str]]]:
    """Names of the columns, and the cells of every record below them."""
    found = lines(text.blocks(source, mapping.encoding))
    for _ in islice(found, mapping.header_line):
        pass
    first = next((line for line in found if line.strip()), "")
    names = tuple(next(records([first], mapping.delimiter, mapping.has_header or mapping.quoting, 0), []))
    if mapping.has_header:
        return apart(names), records(found, mapping.delimiter, mapping.quoting, len(names))
    numbers = tuple(str(number) for number in range(1, len(names) + 1))
    return numbers, records(chain((first,), found), mapping.delimiter, mapping.quoting, len(names))


def read(source: Source, mapping: TableMapping, monitor: Monitor) -> Iterator[Row | SkippedRow]:
    """Stream the rows of a table by its mapping.

    Raises
    ------
    NeedsMapping
        When a column of the mapping is not in the file.
    """
    names, found = cells(source, mapping)
    plan = planning.plan(names, mapping, source.name)
    return _rows(found, plan, mapping, _Times.of(mapping), monitor)


def _rows(
    found: Iterator[list[str]], plan: Plan, mapping: TableMapping, times: _Times, monitor: Monitor, number: int = 0
) -> Iterator[Row | SkippedRow]:
    named = _named(found, plan, monitor, number)
    return _timed(named, plan, mapping, times) if plan.timed else _untimed(named, plan, mapping)


@dataclass(frozen=True, slots=True)
class _Times:
    """How the times of a table are read, and which are possible."""

    parse: timeparse.Parse
    earliest: int
    latest: int

    @classmethod
    def of(cls, mapping: TableMapping) -> _Times:
        return cls(
            timeparse.reader(mapping.time_pattern or "iso", mapping.time_zone, mapping.precision_s),
            # Set lists and playlists carry old dates legitimately; a play before 2002 is a device without a clock.
            -1 << 62 if mapping.has("session") else timeparse.EARLIEST_MS,
            int(time.time() * 1000) + timeparse.DAY_MS,
        )


def read_blocks(
    source: Source, mapping: TableMapping, monitor: Monitor
) -> Iterator[PlainPlays | list[Row | SkippedRow]]:  # fmt: skip
    """Stream a table as `read` does, many rows at a time.

    Raises
    ------
    NeedsMapping
        When a column of the mapping is not in the file.
    """
    names, _ = cells(source, mapping)
    plan = planning.plan(names, mapping, source.name)
    if not PlainBlocks.suits(plan, mapping):
        rows = read(source, mapping, monitor)
        while some := list(islice(rows, CHECK_EVERY)):
            yield some
        return
    times = _Times.of(mapping)
    plain = PlainBlocks(plan, mapping, times.parse, times.earliest, times.latest, _speller(plan))
    blocks, number = _below_header(text.blocks(source, mapping.encoding), mapping), 0
    for block in blocks:
        monitor.check()
        plays = plain.read(block, number + 1)
        if plays is not None:
            number += len(plays)
            yield plays
            continue
        # An open quote may reach into the next block: where quotes mean something, the rest is read line by line.
        rest = chain((block,), blocks) if mapping.quoting and '"' in block else (block,)
        found = records(lines(rest), mapping.delimiter, mapping.quoting, len(names))
        rows = _rows(found, plan, mapping, times, monitor, number)
        while some := list(islice(rows, CHECK_EVERY)):
            number += len(some)
            yield some


def _below_header(blocks: Iterator[str], mapping: TableMapping) -> Iterator[str]:
    """Blocks of lines without those above the rows, and without the header."""
    above = mapping.header_line
    wanted = mapping.has_header
    for block in blocks:
        while block and (above or wanted):
            line, _, rest = block.partition("\n")
            if above:
                above -= 1
            elif line.strip():
                wanted = False
            block = rest
        if block:
            yield block


def _speller(plan: Plan) -> Callable[[list[str]], Spelling | None]:
    def spell(row: list[str]) -> Spelling | None:
        title, artist, album, *_ = plan.pick(row)
        title, artist = uncovered(title.strip()), uncovered(artist.strip())
        if not title or not artist or len(title) > LONGEST_NAME or len(artist) > LONGEST_NAME:
            return None
        return title, artist, album, plan.extras(row)[3] if plan.extras is not None else ""

    return spell


_Named = tuple[int, list[str], str, str, str, str, str, str]


def _named(
    found: Iterator[list[str]], plan: Plan, monitor: Monitor, number: int = 0
) -> Iterator[_Named | SkippedRow]:  # fmt: skip
    """Number, cells, title, artist, album, listener, session and time of every row that has a song."""
    tail, joins, pick, width = plan.tail, plan.joins, plan.pick, len(plan.names)
    for row in found:
        number += 1
        if not number % CHECK_EVERY:
            monitor.check()
        if len(row) != width and not _mend(row, width, plan.needed):
            yield SkippedRow(number, "bad-row", excerpt(row, plan.names, fits=False))
            continue
        row += tail
        for several, sign in joins:
            row.append(sign.join([cell.strip() for cell in several(row) if cell]))
        title, artist, album, listener, session, when = pick(row)
        title, artist = title.strip(), artist.strip()
        if title[:1] == "'" or artist[:1] == "'":
            title, artist = uncovered(title), uncovered(artist)
        if title and artist and len(title) <= LONGEST_NAME and len(artist) <= LONGEST_NAME:
            if "@" in listener:  # an e-mail address is never kept
                listener = listener.partition("@")[0]
            yield number, row, title, artist, album, listener, session, when.strip()
        else:
            reason = "no-title" if not title else "no-artist" if not artist else "bad-row"
            yield SkippedRow(number, reason, excerpt(row, plan.names))


def uncovered(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it (formats.md section 12)."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in ("=", "+", "-", "@") else cell


def _timed(
    named: Iterator[_Named | SkippedRow], plan: Plan, mapping: TableMapping, times: _Times
) -> Iterator[Row | SkippedRow]:  # fmt: skip
    parse, earliest, latest = times.parse, times.earliest, times.latest
    at_end = mapping.anchor == "end"
    turned = mapping.turned
    extras, precision = plan.extras, mapping.precision_s
    played = length = order = skip = None
    ids = ""
    for item in named:
        if len(item) == 3:  # a SkippedRow
            yield item
            continue
        number, row, title, artist, album, listener, session, when = item
        try:
            moment = parse(when)
        except (ValueError, OverflowError):
            yield SkippedRow(number, "bad-time" if when else "no-time", excerpt(row, plan.names))
            continue
        if not earliest <= moment <= latest:
            yield SkippedRow(number, "impossible-time", excerpt(row, plan.names))
            continue
        if extras is not None:
            played, length, order, ids = extras(row)
            skip = None if played is None else played < COUNTED_MS
        if turned:
            order = float(-number)
        start, end, quality = moment, None, 0
        if at_end:
            start, end, quality = _before(moment, played, length)
        elif played is not None:
            end = moment + played
        yield _new(Row, (number, title, artist, album, listener, start, end, played, length, precision, quality, 0,
                         skip, session, order, ids))  # fmt: skip


def _before(end: int, played: int | None, length: int | None) -> tuple[int, int, int]:
    """Start, end and quality of a play that ended then; how long it was heard may have to be assumed."""
    if played is not None:
        return end - played, end, int(Quality.EXACT)
    return end - (length or ASSUMED_MS), end, int(Quality.DERIVED)


def _untimed(
    named: Iterator[_Named | SkippedRow], plan: Plan, mapping: TableMapping
) -> Iterator[Row | SkippedRow]:  # fmt: skip
    extras, turned = plan.extras, mapping.turned
    played = length = order = skip = None
    ids = ""
    for item in named:
        if len(item) == 3:  # a SkippedRow
            yield item
            continue
        number, row, title, artist, album, listener, session, _ = item
        if extras is not None:
            played, length, order, ids = extras(row)
            skip = None if played is None else played < COUNTED_MS
        if turned:
            order = float(-number)
        yield _new(Row, (number, title, artist, album, listener, None, None, played, length, 1, 0, 0, skip,
                         session, order, ids))  # fmt: skip


def _mend(row: list[str], width: int, needed: int) -> bool:
    """Make a ragged row as wide as the header: cells missing at the end, or empty ones too many."""
    if len(row) < width:
        if len(row) < needed:
            return False
        row += [""] * (width - len(row))
        return True
    if any(row[width:]):
        return False
    del row[width:]
    return True
