"""Records of a delimited text file, streamed; one broken quote never costs more than its own line.

Most lines of most files hold no quote at all, and splitting them is several times faster than a csv parser. Lines with
a quote go through `csv`; only where a cell stays open are more lines looked at, and when that does not give a record
of the right width within 50 lines and 64 KiB, the quote was a character like any other (formats.md 1.2).
"""

from __future__ import annotations

import bisect
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from operator import itemgetter

_QUOTES = re.compile('"+')
LONGEST_RECORD = 65536
MOST_LINES = 50


def lines(blocks: Iterable[str]) -> Iterator[str]:
    r"""Lines without their ``\n``, from blocks of whole lines."""
    for block in blocks:
        found = block.split("\n")
        if not found[-1]:
            found.pop()
        yield from found


def records(found: Iterable[str], delimiter: str, quoting: bool, width: int) -> Iterator[list[str]]:
    """Cells of every record; blank lines are no records.

    Parameters
    ----------
    found : iterable of str
        Lines without their ends.
    quoting : bool
        Whether quotes enclose cells.
    width : int
        How many cells a record should have (0: unknown); decides whether an open quote is real.
    """
    if not quoting:
        for line in found:
            if line and not line.isspace():
                yield line.split(delimiter)
        return
    yield from _Quoted(found, delimiter, width).records()


class _Quoted:
    """Records of lines in which quotes enclose cells."""

    def __init__(self, found: Iterable[str], delimiter: str, width: int) -> None:
        self._lines = iter(found)
        self._back: deque[str] = deque()
        self._delimiter = delimiter
        self._width = width

    def records(self) -> Iterator[list[str]]:
        """Every record in turn."""
        delimiter = self._delimiter
        box: list[str] = []
        # An empty box raises IndexError through the parser: the record does not end on its line.
        parser = csv.reader(iter(box.pop, None), delimiter=delimiter)
        back = self._back
        while True:
            for line in self._lines:
                if '"' not in line:
                    if line and not line.isspace():
                        yield line.split(delimiter)
                    continue
                box.append(line)
                try:
                    row = next(parser)
                except IndexError:
                    row = self._assemble(line)
                except csv.Error:  # a cell larger than the parser takes
                    row = loosely(line, delimiter, self._width)
                yield row
                if back:
                    break
            if not back:
                return
            yield from self._again()

    def _again(self) -> Iterator[list[str]]:
        """Records of lines that were looked at for an open quote in vain."""
        while self._back:
            line = self._back.popleft()
            if not line.strip():
                continue
            if '"' not in line:
                yield line.split(self._delimiter)
                continue
            yield self._assemble(line)

    def _assemble(self, first: str) -> list[str]:
        """The record that begins with `first`: over several lines, or with a lone quote in it."""
        taken: list[str] = []
        ended = False

        def feed() -> Iterator[str]:
            nonlocal ended
            size = len(first)
            yield first + "\n"
            while len(taken) < MOST_LINES and size < LONGEST_RECORD:
                line = self._back.popleft() if self._back else next(self._lines, None)
                if line is None:
                    break
                taken.append(line)
                size += len(line)
                yield line + "\n"
            ended = True

        try:
            # Strict: a quote in the middle of a cell of a later line is no end of one that was opened lines before.
            row = next(csv.reader(feed(), delimiter=self._delimiter, strict=True))
        except csv.Error:
            ended, row = True, []
        if not ended and (not taken or not self._width or len(row) == self._width):
            return row
        self._back.extendleft(reversed(taken))
        return loosely(first, self._delimiter, self._width)


def loosely(line: str, delimiter: str, width: int = 0) -> list[str]:
    """Cells of a line whose quotes are not in order: one closes a cell only before a delimiter or at the end.

    Parameters
    ----------
    width : int
        How many cells there should be (0: unknown). Of several ways to read the line the first that gives them wins.
    """
    ways = [_closing_cells(line, delimiter, even) for even in (False, True)]
    ways.append([_whole(cell) for cell in line.split(delimiter)])
    return next((row for row in ways if len(row) == width), ways[-1 if width else 0])


def _closing_cells(line: str, delimiter: str, even: bool) -> list[str]:
    cells: list[str] = []
    closing = _closing(line, delimiter, even)
    at = 0
    while at <= len(line):
        end = _close(line, at, delimiter, even, closing) if line[at : at + 1] == '"' else -1
        if end < 0:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
        cells.append(_whole(line[at:end]))
        at = end + 1
    return cells


def _closing(line: str, delimiter: str, even: bool) -> list[tuple[int, int]]:
    """Begin and end of all quotes that can close a cell, found once: a line may have as many cells as quotes.

    An even number of quotes are quotes of the text; where they stand before a delimiter, `even` lets the last close.
    """
    runs = (run.span() for run in _QUOTES.finditer(line))
    return [(at, end) for at, end in runs if _closes(line, at, end, delimiter, even)]


def _closes(line: str, at: int, end: int, delimiter: str, even: bool) -> bool:
    return (end == len(line) or line[end] == delimiter) and (even or (end - at) % 2 == 1)


def _close(line: str, opened: int, delimiter: str, even: bool, closing: list[tuple[int, int]]) -> int:
    """Where the cell whose quote stands at `opened` ends; -1 when nothing closes it."""
    beside = _QUOTES.match(line, opened + 1)
    if beside is not None and _closes(line, opened + 1, beside.end(), delimiter, even):
        return beside.end()
    after = bisect.bisect_right(closing, opened, key=itemgetter(0))
    return closing[after][1] if after < len(closing) else -1


def _whole(cell: str) -> str:
    """A cell that is quoted from end to end, without its quotes; any other as it is."""
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == '"' == cell[-1] else cell
