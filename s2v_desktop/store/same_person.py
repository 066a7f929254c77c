"""Two listeners who are one person: joined, with a way back.

Rows are put under the other listener; which ones they were is noted by file and row number, so that both can be parted
whatever was imported and undone in between: what is imported under their name meanwhile goes with them. What the files
of both tell of one listening is one play then (`twins`).
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.store import database, listeners, twins

_TABLES = (("play_range", "play"), ("duplicate_range", "duplicate_row"))
_SAID = ("play", "duplicate_row", "event")
_LAST = (1 << 63) - 1
_TOLD = (
    "r.row <= (SELECT j.last FROM joined_rows j WHERE j.joined = ? AND j.file = r.file AND j.first <= r.row "
    "ORDER BY j.first DESC LIMIT 1)"
)
"""Whether ``r`` is of who was joined. Runs of a file do not overlap: only the last that begins before may hold it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A listener who is another one now.

    Attributes
    ----------
    number : int
        What `part` takes.
    name : str
    into : int
        Number of the listener they are.
    """

    number: int
    name: str
    into: int


def read(connection: sqlite3.Connection) -> list[Joined]:
    """Everybody who was joined with a listener of the library, by name."""
    rows = connection.execute("SELECT id, name FROM joined_listener ORDER BY name, id").fetchall()
    holders = listeners.holders(connection)
    return [Joined(number, name, holders[number]) for number, name in rows]


def told_by_both(connection: sqlite3.Connection, stays: int, joins: int) -> int:
    """How many plays of one are plays of the other too: so many fewer there will be."""
    _check(connection, stays, joins)
    return len(twins.find(connection, twins.of_listeners(stays, joins)))


def join(connection: sqlite3.Connection, stays: int, joins: int) -> int:
    """Put everything of one listener under another; inside a transaction.

    Returns
    -------
    int
        How many plays both told: they are counted once now.

    Raises
    ------
    BadRequest
        When one of them is not there, or both are one.
    """
    _check(connection, stays, joins)
    pairs = twins.find(connection, twins.of_listeners(stays, joins))
    name, hidden = connection.execute("SELECT name, hidden FROM listener WHERE id = ?", (joins,)).fetchone()
    marks = [row[0] for row in connection.execute("SELECT mark FROM listener_alias WHERE listener = ?", (joins,))]
    connection.execute(
        "INSERT INTO joined_listener VALUES (?, ?, ?, ?, ?, ?)",
        (joins, name, hidden, stays, json.dumps(marks), int(time.time() * 1000)),
    )
    runs = [(joins, *run) for run in _runs(connection, joins)]
    connection.executemany("INSERT INTO joined_rows VALUES (?, ?, ?, ?)", runs)
    for ranges, rows in _TABLES:
        for first, last in connection.execute(
            f"SELECT first, last FROM {ranges} WHERE listener = ?", (joins,)
        ).fetchall():
            connection.execute(f"UPDATE {rows} SET listener = ? WHERE id BETWEEN ? AND ?", (stays, first, last))
        connection.execute(f"UPDATE {ranges} SET listener = ? WHERE listener = ?", (stays, joins))
    connection.execute("UPDATE event SET listener = ? WHERE listener = ?", (stays, joins))
    _move_lists(connection, joins, stays, "true")
    connection.execute("UPDATE listener_alias SET listener = ? WHERE listener = ?", (stays, joins))
    mark = listeners.mark(connection, name)
    connection.execute("INSERT OR REPLACE INTO listener_alias VALUES (?, ?)", (mark, stays))
    connection.execute("DELETE FROM listener WHERE id = ?", (joins,))
    twins.join(connection, pairs)
    database.next_generation(connection)
    return len(pairs)


def part(connection: sqlite3.Connection, number: int) -> int:
    """Make somebody who was joined a listener of their own again; inside a transaction.

    Returns
    -------
    int
        How many plays there are more: those that both told.

    Raises
    ------
    BadRequest
        When nobody like this was joined, or their name is somebody else's now.
    """
    row = connection.execute("SELECT name, hidden, marks FROM joined_listener WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise BadRequest("This listener was not joined with another. Nothing was changed.")
    name, hidden, marks = row
    if connection.execute("SELECT 1 FROM listener WHERE name = ?", (name,)).fetchone():
        raise BadRequest(f"There is a listener called “{name}” already. Rename them first. Nothing was changed.")
    holder = listeners.holders(connection)[number]
    taken = connection.execute("SELECT 1 FROM listener WHERE id = ?", (number,)).fetchone()
    new = number if taken is None else connection.execute(f"SELECT {listeners.LAST_NUMBER} + 1").fetchone()[0]
    connection.execute("INSERT INTO listener VALUES (?, ?, ?)", (new, name, hidden))
    for ranges, rows in _TABLES:
        _take_back(connection, ranges, rows, (number, holder, new))
    connection.execute(f"UPDATE event AS r SET listener = ? WHERE listener = ? AND {_TOLD}", (new, holder, number))
    _cut(connection, number)
    own = " UNION ".join(f"SELECT session FROM {rows} WHERE listener = {int(new)}" for _, rows in _TABLES)
    _move_lists(connection, holder, new, f"id IN ({own})")
    _forget(connection, number, new, name, json.loads(marks))
    more = twins.part(connection)
    connection.execute(
        "DELETE FROM duplicate_range WHERE listener = ? "
        "AND NOT EXISTS (SELECT 1 FROM duplicate_row d WHERE d.id BETWEEN first AND last)", (holder,),
    )  # fmt: skip
    listeners.forget_unused(connection, [holder])
    database.next_generation(connection)
    return more


def note(connection: sqlite3.Connection, before: int) -> None:
    """Note which rows of an import are those of somebody who was joined; inside its transaction.

    Parameters
    ----------
    before : int
        What is added to a staged file number to get the library's. The stage is attached as ``stage``.
    """
    into = dict(connection.execute("SELECT id, into_listener FROM joined_listener"))
    told: dict[int, set[int]] = {}
    for staged, number in connection.execute("SELECT listener, joined FROM stage.joined_as").fetchall():
        at, seen = number, set[int]()
        while at in into and at not in seen:  # who they were joined with was joined with somebody in turn
            told.setdefault(at, set()).add(staged)
            seen.add(at)
            at = into[at]
    for number, whose in told.items():
        for file, mixed in _files_of(connection, whose):
            runs = _staged_runs(connection, file, whose) if mixed else iter([(0, _LAST)])
            connection.executemany(
                "INSERT INTO joined_rows VALUES (?, ?, ?, ?)", ((number, before + file, *run) for run in runs)
            )


def _files_of(connection: sqlite3.Connection, whose: set[int]) -> list[tuple[int, bool]]:
    """Staged files with rows of some staged listeners, and whether they have rows of others too."""
    files: dict[int, set[int]] = {}
    for table in ("staged", "event"):
        for file, listener in connection.execute(f"SELECT DISTINCT file, listener FROM stage.{table}"):
            files.setdefault(file, set()).add(listener)
    return [(file, not people <= whose) for file, people in sorted(files.items()) if people & whose]


def _staged_runs(connection: sqlite3.Connection, file: int, whose: set[int]) -> Iterator[tuple[int, int]]:
    rows = connection.execute(
        "SELECT row, listener FROM stage.staged WHERE file = :file "
        "UNION SELECT row, listener FROM stage.event WHERE file = :file ORDER BY row",
        {"file": file},
    )
    for mine, group in itertools.groupby(rows, key=lambda row: row[1] in whose):
        if mine:
            numbers = [number for number, _ in group]
            yield numbers[0], numbers[-1]


def _cut(connection: sqlite3.Connection, number: int) -> None:
    """Take the rows of who is parted out of the joins that they went along with: those give back others only."""
    into = dict(connection.execute("SELECT id, into_listener FROM joined_listener"))
    theirs = connection.execute("SELECT file, first, last FROM joined_rows WHERE joined = ?", (number,)).fetchall()
    seen, outer = {number}, into[number]
    while outer in into and outer not in seen:
        seen.add(outer)
        for file, first, last in theirs:
            runs = connection.execute(
                "SELECT first, last FROM joined_rows WHERE joined = :outer AND file = :file AND first <= :last "
                "AND last >= :first AND first >= ifnull((SELECT max(first) FROM joined_rows "
                "WHERE joined = :outer AND file = :file AND first <= :first), 0)",
                {"outer": outer, "file": file, "first": first, "last": last},
            ).fetchall()
            for begin, end in runs:
                connection.execute(
                    "DELETE FROM joined_rows WHERE joined = ? AND file = ? AND first = ?", (outer, file, begin)
                )
                left = [(begin, first - 1), (last + 1, end)]
                connection.executemany("INSERT INTO joined_rows VALUES (?, ?, ?, ?)",
                                       [(outer, file, a, b) for a, b in left if a <= b])  # fmt: skip
        outer = into[outer]


def _forget(connection: sqlite3.Connection, number: int, new: int, name: str, marks: list[str]) -> None:
    """Files name them again, and nothing says any more that they were joined."""
    connection.execute("DELETE FROM listener_alias WHERE mark = ?", (listeners.mark(connection, name),))
    connection.executemany("UPDATE listener_alias SET listener = ? WHERE mark = ?",
                           [(new, mark) for mark in marks])  # fmt: skip
    connection.execute("DELETE FROM joined_rows WHERE joined = ?", (number,))
    connection.execute("DELETE FROM joined_listener WHERE id = ?", (number,))
    connection.execute("UPDATE joined_listener SET into_listener = ? WHERE into_listener = ?", (new, number))


def _check(connection: sqlite3.Connection, stays: int, joins: int) -> None:
    known = {row[0] for row in connection.execute("SELECT id FROM listener")}
    if not {stays, joins} <= known:
        raise BadRequest("One of these listeners is no longer in the library. Nothing was changed.")
    if stays == joins:
        raise BadRequest("These are one listener already. Nothing was changed.")


def _runs(connection: sqlite3.Connection, joins: int) -> Iterator[tuple[int, int, int]]:
    """Which rows of which files are those of who joins: (file, first row, last row)."""
    shared = {
        row[0]
        for table in _SAID
        for row in connection.execute(f"SELECT DISTINCT file FROM {table} WHERE listener <> ?", (joins,))
    }
    for file in listeners.files(connection, joins):
        if file not in shared:
            yield file, 0, _LAST
            continue
        rows = [
            row
            for table in _SAID
            for row in connection.execute(f"SELECT row, listener FROM {table} WHERE file = ?", (file,))
        ]
        for who, group in itertools.groupby(sorted(set(rows)), key=lambda row: row[1]):
            numbers = [number for number, _ in group]
            if who == joins:
                yield file, numbers[0], numbers[-1]


def _take_back(connection: sqlite3.Connection, ranges: str, rows: str, people: tuple[int, int, int]) -> None:
    """Give the rows of one table back, and tell the runs of numbers of both apart."""
    number, holder, new = people
    runs = connection.execute(
        f"SELECT batch, first, last FROM {ranges} WHERE listener = ? ORDER BY first", (holder,)
    ).fetchall()
    for batch, first, last in runs:
        moved = connection.execute(
            f"UPDATE {rows} AS r SET listener = ? WHERE r.id BETWEEN ? AND ? AND {_TOLD}", (new, first, last, number)
        ).rowcount
        if not moved:
            continue
        connection.execute(f"DELETE FROM {ranges} WHERE batch = ? AND first = ?", (batch, first))
        whose = connection.execute(
            f"SELECT id, listener FROM {rows} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
        )
        pieces = []
        for who, group in itertools.groupby(whose, key=lambda row: row[1]):
            ids = [one for one, _ in group]
            pieces.append((batch, who, ids[0], ids[-1]))
        connection.executemany(f"INSERT INTO {ranges} VALUES (?, ?, ?, ?)", pieces)


def _move_lists(connection: sqlite3.Connection, before: int, after: int, which: str) -> None:
    """Put listed sessions under another listener; two of one name stay two."""
    for number, name, form in connection.execute(
        f"SELECT id, name, format FROM listed_session WHERE listener = ? AND {which} ORDER BY id", (before,)
    ).fetchall():
        free = connection.execute(
            "SELECT ifnull(max(part), 0) + 1 FROM listed_session WHERE listener = ? AND name = ? AND format = ?",
            (after, name, form),
        ).fetchone()[0]
        connection.execute("UPDATE listed_session SET listener = ?, part = ? WHERE id = ?", (after, free, number))
