"""Staged rows as columns, some listeners at a time.

Handing a value from SQLite to numpy costs a tenth of a millionth of a second. The stage knows which columns say the
same in every row (table ``same``), and which runs of rows belong to one listener (table ``run``): the first are not
read at all, and the second save an index over all rows.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np

from s2v_desktop.core.types import NO_TIME

GROUP = 50_000
"""Rows of several listeners judged together; a listener with more is judged alone."""
_FIELDS: tuple[tuple[str, str, str, int], ...] = (
    ("id", "i8", "id", 0),
    ("listener", "i4", "listener", 0),
    ("song", "i4", "song", 0),
    ("time", "i8", "start_ms", NO_TIME),
    ("heard", "i8", "ms_played", -1),
    ("session", "i4", "session", 0),
    ("quality", "i1", "quality", 0),
    ("file", "i4", "file", 0),
    ("length", "i8", "track_ms", -1),
    ("precision", "i4", "precision_s", 0),
    ("end", "i8", "end_ms", NO_TIME),
)
"""Name, type, staged column, and what stands for nothing; ``place``, the only fraction, is read by itself."""


class Staged:
    """Staged rows by column: id, listener, song, time, heard, session, place, ended, quality, file, length ...

    A column that says the same in every row takes the room of one value.
    """

    def __init__(self, size: int, columns: dict[str, np.ndarray]) -> None:
        self._size = size
        self._columns = columns

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> np.ndarray:
        return self._columns[name]


def ranges(connection: sqlite3.Connection) -> list[tuple[int, int, int]] | None:
    """(listener, first, last) of runs of staged rows, by listener, then as they came; None where there are too many.

    Rows of one listener, or of nobody, are one run.
    """
    if connection.execute("SELECT count(*) FROM stage.listener").fetchone()[0] <= 1:
        last = connection.execute("SELECT ifnull(max(id), 0) FROM stage.staged").fetchone()[0]
        return [(1, 1, last)] if last else []
    runs = connection.execute("SELECT listener, first, last FROM stage.run ORDER BY listener, first").fetchall()
    if runs or not connection.execute("SELECT 1 FROM stage.staged LIMIT 1").fetchone():
        return runs
    return None


def groups(connection: sqlite3.Connection) -> Iterator[Staged]:
    """All staged rows, sorted by listener, then as they came."""
    runs = ranges(connection)
    reader = _Reader(connection)
    if runs is None:
        yield from _by_index(connection, reader)
        return
    for some in _together(connection, [(who, last - first + 1, (first, last)) for who, first, last in runs]):
        yield reader.read("id BETWEEN ? AND ? ORDER BY id", some)


def _by_index(connection: sqlite3.Connection, reader: _Reader) -> Iterator[Staged]:
    counts = connection.execute("SELECT listener, count(*) FROM stage.staged GROUP BY listener ORDER BY listener")
    for some in _together(connection, [(who, count, (who, who)) for who, count in counts]):
        yield reader.read("listener BETWEEN ? AND ? ORDER BY listener, id", [(some[0][0], some[-1][1])])


def _together(
    connection: sqlite3.Connection, parts: list[tuple[int, int, tuple[int, int]]]
) -> Iterator[list[tuple[int, int]]]:  # fmt: skip
    """(listener, rows, range) in groups of whole listeners; gives their ranges.

    Two staged listeners may be one by name: a renamed one and the new name. They and who lies between stay together.
    """
    last = dict(connection.execute("SELECT id, max(id) OVER (PARTITION BY name) FROM stage.listener"))
    some: list[tuple[int, int]] = []
    size = reach = 0
    for who, mine in itertools.groupby(parts, key=lambda part: part[0]):
        own = list(mine)
        count = sum(rows for _, rows, _ in own)
        if some and size + count > GROUP and who > reach:
            yield some
            some, size = [], 0
        some += [pair for _, _, pair in own]
        size += count
        reach = max(reach, last[who])
    if some:
        yield some


class _Reader:
    """Reads staged rows, of the columns that differ only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._same = dict(connection.execute("SELECT name, value FROM stage.same"))
        self._varying = [one for one in _FIELDS if one[2] not in self._same]
        columns = [f"ifnull({column}, {nothing})" for _, _, column, nothing in self._varying]
        self._query = f"SELECT {', '.join(columns)} FROM stage.staged WHERE "

    def read(self, where: str, values: list[tuple[int, int]]) -> Staged:
        """Rows of some ranges, in their order."""
        table = np.fromiter(self._stream(self._query + where, values), np.int64).reshape(-1, len(self._varying))
        size = len(table)
        columns = {name: table[:, at].astype(kind) for at, (name, kind, _, _) in enumerate(self._varying)}
        for name, kind, column, nothing in _FIELDS:
            if name not in columns:
                value = self._same.get(column)
                columns[name] = np.broadcast_to(np.array(nothing if value is None else value, kind), size)
        if "place" in self._same:
            place = self._same["place"]
            columns["place"] = np.broadcast_to(np.array(np.nan if place is None else place, np.float64), size)
        else:
            query = f"SELECT place FROM stage.staged WHERE {where}"
            columns["place"] = np.fromiter(self._stream(query, values), np.float64, count=size)
        columns["ended"] = columns["end"] != NO_TIME
        return Staged(size, columns)

    def _stream(self, query: str, values: list[tuple[int, int]]) -> Iterator[Any]:
        rows = itertools.chain.from_iterable(self._connection.execute(query, one) for one in values)
        return itertools.chain.from_iterable(rows)
