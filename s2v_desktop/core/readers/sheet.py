"""Tables of one service: the header is known, so a row is a few cells by name and one function that makes a play."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers import text
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.records import lines, records
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

Made = Row | SkippedRow
Make = Callable[[int, tuple[str, ...]], Made]
Columns = tuple[tuple[str, ...], ...]
"""For every cell that is wanted, the folded header words it may stand under, best first."""
CHECK_EVERY = 5000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header of a table is and what it says.

    Attributes
    ----------
    header : tuple of str
        Folded.
    delimiter, encoding : str
    line : int
        Lines before the header.
    """

    header: tuple[str, ...]
    delimiter: str
    encoding: str
    line: int


def layout(peek: Peek, *needs: frozenset[str]) -> Layout | None:
    """The first early line that has all words of one of `needs`, under the delimiter that makes it so."""
    for line, delimiter, words in peek.headers:
        if any(need.issubset(words) for need in needs):
            return Layout(words, delimiter, peek.encoding, line)
    return None


def cells(
    source: Source, found: Layout, columns: Columns, monitor: Monitor, quoting: bool = True
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number from 1 and the wanted cells of every row below the header, without blanks around; missing ones empty."""
    rows = raw(source, found, monitor, quoting)
    width = len(found.header)
    places = [_place(found.header, words) for words in columns]
    pick = itemgetter(*(width if place is None else place for place in places), width)
    for number, row in rows:
        if len(row) < width:
            row += [""] * (width - len(row))
        del row[width:]
        row.append("")
        yield number, tuple([cell.strip() for cell in pick(row)[:-1]])


def raw(
    source: Source, found: Layout, monitor: Monitor, quoting: bool = True
) -> Iterator[tuple[int, list[str]]]:  # fmt: skip
    """Number from 1 and all cells of every row below the header."""
    below = lines(text.blocks(source, found.encoding))
    for _ in range(found.line + 1):
        next(below, None)
    for number, row in enumerate(records(below, found.delimiter, quoting, len(found.header)), 1):
        if not number % CHECK_EVERY:
            monitor.check()
        yield number, row


def _place(header: Sequence[str], words: Sequence[str]) -> int | None:
    return next((header.index(word) for word in words if word in header), None)


class SheetReader:
    """What readers of such tables share. Rows are numbered from 1 below the header."""

    format = ""
    label = ""
    how = ""
    needs: tuple[frozenset[str], ...] = ()
    columns: Columns = ()
    quoting = True
    local = False
    """Whether its times are those of a clock on the wall."""

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A table whose header has the words of this format."""
        if layout(peek, *self.needs) is None:
            return None
        return Detection(
            self, self.format, self.label, self.how, local_time=self.local, warnings=self.warn(peek, options)
        )

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """Sentences the listener should see."""
        return ()

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows of the table."""
        make = self.maker(source, options, monitor)
        for number, wanted in cells(source, self.find(source), self.columns, monitor, self.quoting):
            yield make(number, wanted)

    def find(self, source: Source) -> Layout:
        """The layout of a file that was recognised.

        Raises
        ------
        UnreadableFile
            When it was changed meanwhile.
        """
        found = layout(peeking.look(source), *self.needs)
        if found is None:
            raise UnreadableFile(f"{source.name} was changed while it was read. Nothing of it was imported. Try again.")
        return found

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """The function from the cells of `columns` to a row of this file."""
        raise NotImplementedError
