"""Blocks of a table in which nothing is out of the way, read as bytes and columns: a third of the time of single rows.

A block is plain when every line has as many cells as the header, no quote encloses one, every row has a song and a
time, and times stand in one form. Where anything is different, `read` gives None and the block is read line by line
(`table`), which decides alone what a row means; here it is only made sure that nothing of that kind is in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.plan import Plan
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.timeparse import Parse
from s2v_desktop.core.types import Int64, Row, SkippedRow

Spelling = tuple[str, str, str, str]
"""Title, artist, album and ids, as of a `Row`."""

_MOST = 200_000
"""Spellings that are remembered: memory must not grow with the file."""
_STAMP = 19
"""Characters of ``2024-03-09T21:14:07``."""
_ZERO, _LINE_END = ord("0"), ord("\n")


@dataclass(frozen=True, slots=True)
class PlainPlays:
    """Plays of a block, one entry per row.

    Attributes
    ----------
    first : int
        Number of the first row; the others follow.
    spellings : list of Spelling
    listeners : list of str
        As in `Row`.
    moments : list of int
        UTC milliseconds.
    precision_s : int
    turned : bool
        Whether the newest row comes first.
    """

    first: int
    spellings: list[Spelling]
    listeners: list[str]
    moments: list[int]
    precision_s: int
    turned: bool = False

    def __len__(self) -> int:
        return len(self.moments)

    def rows(self) -> Iterator[Row]:
        """The same as rows."""
        number = self.first
        for (title, artist, album, ids), listener, moment in zip(
            self.spellings, self.listeners, self.moments, strict=True
        ):
            order = float(-number) if self.turned else None
            yield Row(
                number, title, artist, album, listener, moment, precision_s=self.precision_s, order=order, ids=ids
            )
            number += 1


@runtime_checkable
class BlockReader(Protocol):
    """A reader that can give many rows at a time."""

    def blocks(
        self, source: Source, detection: Any, options: Any, monitor: Monitor
    ) -> Iterator[PlainPlays | list[Row | SkippedRow]]:
        """The rows of a source, in order; as columns where nothing is out of the way."""


class PlainBlocks:
    """Reads the blocks of one table.

    Parameters
    ----------
    plan : Plan
    mapping : TableMapping
    parse : callable
        From a cell to UTC milliseconds.
    earliest, latest : int
        Times that are possible.
    spell : callable
        The spelling in a row's cells, of which only those of the song are filled; None for a row without a song.
    """

    def __init__(
        self, plan: Plan, mapping: TableMapping, parse: Parse, earliest: int, latest: int,
        spell: Callable[[list[str]], Spelling | None],
    ) -> None:  # fmt: skip
        self._plan, self._mapping, self._spell = plan, mapping, spell
        self._parse, self._earliest, self._latest = parse, earliest, latest
        self._delimiter = mapping.delimiter.encode()
        self._turned = mapping.turned
        self._known: dict[bytes, Spelling] = {}
        self._listener, self._time = plan.fields[3], plan.fields[5]
        songs = _of_songs(plan, mapping)
        self._low, self._high = min(songs, default=0), max(songs, default=0)

    @staticmethod
    def suits(plan: Plan, mapping: TableMapping) -> bool:
        """Whether blocks of such a table can be read like this: the song's cells together, and nothing rare."""
        _, _, _, listener, session, time = plan.fields
        songs = _of_songs(plan, mapping)
        mixed = not songs or any(min(songs) <= at <= max(songs) for at in (listener, time))
        rare = plan.joins or any(mapping.has(name) for name in ("ms_played", "track_ms", "order"))
        if rare or mixed or not plan.timed or mapping.anchor == "end" or session != len(plan.names):
            return False
        return mapping.time_pattern in ("iso", "iso-zone")

    def read(self, block: str, first: int) -> PlainPlays | None:
        """The plays of a block of whole lines; None when a row in it has to be looked at.

        Parameters
        ----------
        first : int
            Number of its first row.
        """
        raw = block.encode()
        if not raw.endswith(b"\n"):
            raw += b"\n"
        if self._mapping.quoting and b'"' in raw:
            return None
        data = np.frombuffer(raw, np.uint8)
        bounds = self._bounds(data)
        if bounds is None:
            return None
        moments = self._moments(raw, data, bounds[:, self._time] + 1, bounds[:, self._time + 1])
        if moments is None or moments.min() < self._earliest or moments.max() > self._latest:
            return None
        spellings = self._spellings(raw, bounds[:, self._low] + 1, bounds[:, self._high + 1])
        listeners = self._listeners(raw, data, bounds)
        if spellings is None or listeners is None:
            return None
        return PlainPlays(first, spellings, listeners, moments.tolist(), self._mapping.precision_s, self._turned)

    def _bounds(self, data: np.ndarray) -> Int64 | None:
        """Where cells end, after where each line's first begins less one; shape (rows, cells + 1)."""
        width = len(self._plan.names)
        signs = np.flatnonzero((data == self._delimiter[0]) | (data == _LINE_END))
        if len(signs) % width:
            return None
        ends = signs.reshape(-1, width)
        # Every width-th sign ends a line, and no other does: then all lines have as many cells.
        if (data[ends[:, -1]] != _LINE_END).any() or np.count_nonzero(data == _LINE_END) != len(ends):
            return None
        begins = np.concatenate(([-1], ends[:-1, -1]))
        return np.column_stack((begins, ends)).astype(np.int64)

    def _moments(self, raw: bytes, data: np.ndarray, begin: Int64, end: Int64) -> Int64 | None:
        """Times of all rows: one of each hour is read, the others lie beside it by minutes and seconds."""
        size = int(end[0] - begin[0])
        if size < _STAMP or (end - begin != size).any():
            return None
        cells = data[begin[:, None] + np.arange(size)]
        fixed = [4, 7, 10, 13, 16, *range(_STAMP, size)]
        digits = [at for at in range(_STAMP) if at not in fixed]
        numbers = (cells[:, digits] - np.uint8(_ZERO)).astype(np.int64)
        if (cells[:, fixed] != cells[0, fixed]).any() or (numbers > 9).any():
            return None
        if bytes(cells[0, [4, 7, 13, 16]]) != b"--::":
            return None
        seconds = numbers[:, 10:] @ np.array([600, 60, 10, 1])
        if (numbers[:, 10] > 5).any() or (numbers[:, 12] > 5).any():
            return None
        _, at, which = np.unique(numbers[:, :10] @ 10 ** np.arange(9, -1, -1), return_index=True, return_inverse=True)
        try:
            hours = [self._parse(raw[begin[one] : end[one]].decode()) for one in at.tolist()]
        except (ValueError, OverflowError):
            return None
        base = np.array(hours, np.int64) - seconds[at] * 1000
        moments: Int64 = base[which] + seconds * 1000
        return moments

    def _spellings(self, raw: bytes, begin: Int64, end: Int64) -> list[Spelling] | None:
        known = self._known
        cells = [raw[low:high] for low, high in zip(begin.tolist(), end.tolist(), strict=True)]
        found = list(map(known.get, cells))
        if None in found:
            if len(known) > _MOST:
                known.clear()
            for at, one in enumerate(found):
                if one is None:
                    if cells[at] not in known and not self._learn(cells[at]):
                        return None
                    found[at] = known[cells[at]]
        return found  # type: ignore[return-value]

    def _learn(self, cells: bytes) -> bool:
        width = len(self._plan.names)
        row = [""] * self._low + cells.decode().split(self._mapping.delimiter)
        spelling = self._spell(row + [""] * (width - len(row)) + self._plan.tail)
        if spelling is not None:
            self._known[cells] = spelling
        return spelling is not None

    def _listeners(self, raw: bytes, data: np.ndarray, bounds: Int64) -> list[str] | None:
        """Whose rows these are; None where an e-mail address may be among them."""
        width = len(self._plan.names)
        if self._listener >= width:
            names = [self._plan.tail[self._listener - width]] * len(bounds)
        else:
            begin, end = bounds[:, self._listener] + 1, bounds[:, self._listener + 1]
            size = int(end[0] - begin[0])
            if (end - begin == size).all() and not np.ptp(data[begin[:, None] + np.arange(size)], axis=0).any():
                names = [raw[begin[0] : end[0]].decode()] * len(bounds)
            else:
                names = [raw[low:high].decode() for low, high in zip(begin.tolist(), end.tolist(), strict=True)]
        return None if any("@" in one for one in {*names}) else names


def _of_songs(plan: Plan, mapping: TableMapping) -> list[int]:
    """Columns of title, artist, album and ids."""
    columns = dict(mapping.columns)
    ids = [plan.names.index(name) for name in columns.get("ids", ())]
    return [at for at in (*plan.fields[:3], *ids) if at < len(plan.names)]
