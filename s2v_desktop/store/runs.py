"""Which staged rows follow each other and are of one listener: an index over all rows is seldom needed."""

from __future__ import annotations

import itertools
import sqlite3

MOST = 50_000
"""More runs than this, as of a file in which listeners take turns, and the rows get an index instead."""


class Runs:
    """Runs of rows, in the order in which the rows come; their numbers count from 1."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int]] = []
        """Listener and number of the last row."""
        self._rows = 0
        self._many = False

    def add(self, who: list[int]) -> None:
        """Take the listeners of the next rows."""
        if self._many:
            return
        if who.count(who[0]) == len(who):
            self._extend(who[0], len(who))
            return
        for one, same in itertools.groupby(who):
            self._extend(one, sum(1 for _ in same))
        if len(self._runs) > MOST:
            self._runs, self._many = [], True

    def _extend(self, one: int, rows: int) -> None:
        self._rows += rows
        if self._runs and self._runs[-1][0] == one:
            self._runs.pop()
        self._runs.append((one, self._rows))

    def cut(self, last: int) -> None:
        """Forget the rows after `last`."""
        self._rows = last
        while self._runs and (self._runs[-2][1] if len(self._runs) > 1 else 0) >= last:
            self._runs.pop()
        if self._runs:
            self._runs[-1] = (self._runs[-1][0], min(self._runs[-1][1], last))

    def write(self, connection: sqlite3.Connection) -> None:
        """Fill the table ``run``, or make the index."""
        if self._many:
            connection.execute("CREATE INDEX by_listener ON staged (listener)")
            return
        first = 1
        rows = []
        for one, last in self._runs:
            rows.append((one, first, last))
            first = last + 1
        connection.executemany("INSERT INTO run VALUES (?, ?, ?)", rows)
