"""Staged rows as columns, some listeners at a time.

Handing a value from SQLite to numpy costs a tenth of a millionth of a second. The stage knows which columns say the
same in every row (table ``same``), and which runs of rows belong to one listener (table ``run``): the first are not
read at all, and the second save an index over all rows.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.store.windows import IN_WINDOW, Range, Window

GROUP = 50_000
"""Rows of several listeners judged together; a listener with more is judged alone, a window at a time."""
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


@dataclass(frozen=True, slots=True)
class Group:
    """Staged rows of whole listeners.

    Attributes
    ----------
    listeners : tuple of int
        Their staged numbers, rising.
    ranges : tuple of (int, int)
        Where their rows are, by listener, then as they came; empty where an index leads to them.
    rows : int
        Those of the stage and those that the library has of these listeners.
    """

    listeners: tuple[int, ...]
    ranges: tuple[Range, ...]
    rows: int


def groups(connection: sqlite3.Connection, known: Mapping[int, int]) -> Iterator[Group]:
    """All staged rows, sorted by listener, then as they came, in groups of about `GROUP` rows.

    Parameters
    ----------
    known : mapping of int to int
        Staged listener -> rows that the library has of this listener: they are compared too.
    """
    runs = ranges(connection)
    if runs is None:
        counts = connection.execute("SELECT listener, count(*) FROM stage.staged GROUP BY listener ORDER BY listener")
        parts = [Group((who,), (), count + known.get(who, 0)) for who, count in counts.fetchall()]
    else:
        parts = []
        for who, mine in itertools.groupby(runs, key=lambda run: run[0]):
            own = tuple((first, last) for _, first, last in mine)
            parts.append(Group((who,), own, sum(last - first + 1 for first, last in own) + known.get(who, 0)))
    yield from _together(connection, parts)


def _together(connection: sqlite3.Connection, parts: list[Group]) -> Iterator[Group]:
    """Several listeners in one group.

    Two staged listeners may be one by name: a renamed one and the new name. They and who lies between stay together.
    """
    last = dict(connection.execute("SELECT id, max(id) OVER (PARTITION BY name) FROM stage.listener"))
    some: list[Group] = []
    size = reach = 0
    for part in parts:
        who = part.listeners[0]
        if some and size + part.rows > GROUP and who > reach:
            yield _one(some)
            some, size = [], 0
        some.append(part)
        size += part.rows
        reach = max(reach, last[who])
    if some:
        yield _one(some)


def _one(parts: list[Group]) -> Group:
    return Group(
        tuple(part.listeners[0] for part in parts),
        tuple(itertools.chain.from_iterable(part.ranges for part in parts)),
        sum(part.rows for part in parts),
    )


class Reader:
    """Reads staged rows, of the columns that differ only.

    Parameters
    ----------
    names : tuple of str
        The columns that are wanted, all by default.
    """

    def __init__(self, connection: sqlite3.Connection, names: tuple[str, ...] = ()) -> None:
        self._connection = connection
        self._same = dict(connection.execute("SELECT name, value FROM stage.same"))
        self._fields = [one for one in _FIELDS if not names or one[0] in names]
        self._with_place = not names
        self._names = {one[0] for one in self._fields}
        varying = [one for one in self._fields if one[2] not in self._same]
        self._varying = [one for one in varying if one[0] != "id"] or [_FIELDS[0]]
        self._select = ", ".join(f"ifnull({column}, {nothing})" for _, _, column, nothing in self._varying)

    def group(self, group: Group) -> Staged:
        """All rows of a group."""
        if group.ranges:
            return self.read([(one, None) for one in group.ranges])
        return self._read(
            [("listener BETWEEN ? AND ? ORDER BY listener, id", (group.listeners[0], group.listeners[-1]))]
        )

    def read(self, some: Sequence[tuple[Range, Window | None]]) -> Staged:
        """Rows of some ranges, in their order; of those with a window only what is in it."""
        where, inside = "id BETWEEN ? AND ? ORDER BY id", f"id BETWEEN ? AND ? AND {IN_WINDOW} ORDER BY id"
        return self._read([
            (where, one) if window is None else (inside, (*one, window.begin, window.end)) for one, window in some
        ])  # fmt: skip

    def _read(self, parts: Sequence[tuple[str, tuple[int, ...]]]) -> Staged:
        table = np.fromiter(self._stream(self._select, parts), np.int64).reshape(-1, len(self._varying))
        size = len(table)
        columns = {name: table[:, at].astype(kind) for at, (name, kind, _, _) in enumerate(self._varying)}
        if "id" in self._names:
            columns["id"] = self._numbers(parts, size)
        for name, kind, column, nothing in self._fields:
            if name not in columns:
                value = self._same.get(column)
                columns[name] = np.broadcast_to(np.array(nothing if value is None else value, kind), size)
        if self._with_place and "place" in self._same:
            place = self._same["place"]
            columns["place"] = np.broadcast_to(np.array(np.nan if place is None else place, np.float64), size)
        elif self._with_place:
            columns["place"] = np.fromiter(self._stream("place", parts), np.float64, count=size)
        if "end" in columns:
            columns["ended"] = columns["end"] != NO_TIME
        return Staged(size, columns)

    def _numbers(self, parts: Sequence[tuple[str, tuple[int, ...]]], size: int) -> np.ndarray:
        """Numbers of the rows: ranges of which all rows were read say them themselves."""
        found = [
            np.arange(values[0], values[1] + 1)
            if len(values) == 2 and where.startswith("id")
            else np.fromiter(self._stream("id", [(where, values)]), np.int64)
            for where, values in parts
        ]
        if sum(map(len, found)) == size:
            return np.concatenate([np.zeros(0, np.int64), *found])
        return np.fromiter(self._stream("id", parts), np.int64, count=size)

    def _stream(self, select: str, parts: Sequence[tuple[str, tuple[int, ...]]]) -> Iterator[Any]:
        query = f"SELECT {select} FROM stage.staged WHERE "
        rows = itertools.chain.from_iterable(self._connection.execute(query + where, values) for where, values in parts)
        return itertools.chain.from_iterable(rows)
