"""Rows that tell a play again and plays that tell a play: how one becomes the other, and back.

A play becomes a duplicate row when a new row shows that it tells again what another play tells. A duplicate row becomes
a play of its own import when what it told again is gone, or when the row that showed the two to be one is gone.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import merging, near, sources
from s2v_desktop.store.windows import blocks

_MANY = 500
_PART = 100_000
"""Plays whose rows are given back at a time: what is held in memory does not grow with an import."""
_CLOSE_MS = 10_000
"""Starts that no two sources are too exact for."""
_OWN = frozenset(one.strip() for one in merging.FIELDS.split(","))


def promote(
    connection: sqlite3.Connection, leaders: Iterable[int], followers: Iterable[tuple[int, int]] | None = None
) -> list[int]:  # fmt: skip
    """Make duplicate rows, given by their numbers, plays of their own imports; inside a transaction.

    Parameters
    ----------
    followers : iterable of (int, int)
        Duplicate rows and the leader each tells again from now on. Without them, all that told the same play as a
        leader follow it.

    Returns
    -------
    list of int
        The new plays that rows of other sources tell again.
    """
    before = _newest(connection)
    with _tables(connection, "promoted (row INTEGER)", "follower (row INTEGER PRIMARY KEY, leader INTEGER)"):
        connection.executemany("INSERT INTO promoted VALUES (?)", [(row,) for row in leaders])
        connection.executemany("INSERT INTO follower VALUES (?, ?)", followers or ())
        return _make_plays(connection, before, followers is not None)


def give_back(
    connection: sqlite3.Connection, ranges: Sequence[tuple[int, int]], monitor: Monitor
) -> Iterator[int]:  # fmt: skip
    """Delete runs of plays; the first row that told one of them again is a play of its own import then.

    Part by part, as the numbers are taken: all of them must be.

    Parameters
    ----------
    ranges : sequence of (int, int)
        First and last number of each run.

    Yields
    ------
    int
        Numbers of the new plays that rows of other sources tell again.
    """
    # New numbers come after all that were there, or rows that still wait for an old one would be taken for theirs.
    before = _newest(connection)
    for runs in blocks(ranges, _PART):
        monitor.check()
        with _tables(connection, "promoted (row INTEGER)"):
            connection.executemany(
                "INSERT INTO promoted SELECT min(id) FROM duplicate_row WHERE play BETWEEN ? AND ? GROUP BY play", runs
            )
            again = _make_plays(connection, before)
        connection.executemany("DELETE FROM play WHERE id BETWEEN ? AND ?", runs)
        connection.executemany("DELETE FROM own_row WHERE play BETWEEN ? AND ?", runs)
        before = max(before, _newest(connection))
        yield from again


def _newest(connection: sqlite3.Connection) -> int:
    """The largest number of a play."""
    return int(connection.execute("SELECT ifnull(max(id), 0) FROM play").fetchone()[0])


def _make_plays(connection: sqlite3.Connection, before: int, told: bool = False) -> list[int]:
    """Make plays of the rows in ``promoted``, numbered after `before`; gives those that are told again.

    Parameters
    ----------
    told : bool
        ``follower`` tells which rows follow; else all that told the same play.
    """
    _order(connection, "SELECT p.row, d.play AS was, {} FROM promoted p JOIN duplicate_row d ON d.id = p.row")
    connection.execute(
        f"INSERT INTO play (id, {merging.COLUMNS}) SELECT ? + o.number, {_of('d')} FROM ordered o "
        "JOIN duplicate_row d ON d.id = o.row ORDER BY o.number",
        (before,),
    )
    connection.execute("DELETE FROM duplicate_row WHERE id IN (SELECT row FROM promoted)")
    connection.execute(
        "UPDATE duplicate_row SET play = ? + o.number FROM follower f JOIN ordered o ON o.row = f.leader "
        "WHERE f.row = duplicate_row.id"
        if told
        else "UPDATE duplicate_row SET play = ? + o.number FROM ordered o WHERE o.was = duplicate_row.play",
        (before,),
    )
    _count(connection, "play", before, 1)
    query = "SELECT DISTINCT d.play FROM ordered o JOIN duplicate_row d ON d.play = ? + o.number WHERE d.level = 3"
    again = [row[0] for row in connection.execute(query, (before,))]
    merging.work_out(connection, again)
    return again


@contextlib.contextmanager
def _tables(connection: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Tables of this block, and ``ordered``, which the block makes."""
    for table in tables:
        connection.execute(f"CREATE TEMP TABLE {table}")
    try:
        yield
    finally:
        for table in (*tables, "ordered"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table.partition(' ')[0]}")


def _order(connection: sqlite3.Connection, rows: str) -> None:
    """Rows in the order in which they get their numbers: run by run of `_count`."""
    number = "row_number() OVER (ORDER BY r.batch, d.listener, d.id) AS number"
    connection.execute(
        f"CREATE TEMP TABLE ordered AS {rows.format(f'{number}, r.batch, d.listener, d.file')} "
        "JOIN source_file r ON r.id = d.file ORDER BY number"
    )


def _count(connection: sqlite3.Connection, kind: str, before: int, sign: int) -> None:
    """Note the new runs, and what became plays or no longer is in the balance of its file and import.

    A run that goes on where one of the same import and listener ends makes that one longer.
    """
    runs = connection.execute(
        "SELECT batch, listener, ? + min(number), ? + max(number) FROM ordered GROUP BY batch, listener",
        (before, before),
    ).fetchall()
    for batch, listener, first, last in runs:
        grown = connection.execute(
            f"UPDATE {kind}_range SET last = ? WHERE batch = ? AND listener = ? AND last = ?",
            (last, batch, listener, first - 1),
        ).rowcount
        if not grown:
            connection.execute(f"INSERT INTO {kind}_range VALUES (?, ?, ?, ?)", (batch, listener, first, last))
    for file, count in connection.execute("SELECT file, count(*) FROM ordered GROUP BY file").fetchall():
        values = (sign * count, sign * count, file)
        connection.execute("UPDATE source_file SET plays = plays + ?, duplicates = duplicates - ? WHERE id = ?", values)
        connection.execute(
            "UPDATE batch SET plays = plays + ?, duplicates = duplicates - ? "
            "WHERE id = (SELECT batch FROM source_file WHERE id = ?)",
            values,
        )


def join(connection: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Make plays duplicate rows of other plays; inside a transaction.

    Parameters
    ----------
    pairs : sequence of (int, int)
        The play that goes and the one that stays, both numbers of plays; none occurs twice. What the ones that stay
        say now is for the caller to work out.
    """
    if not pairs:
        return
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'duplicate_row'").fetchone()
    before = int(last[0]) if last else 0
    with _tables(connection, "joined (play INTEGER PRIMARY KEY, into_play INTEGER)"):
        connection.executemany("INSERT INTO joined VALUES (?, ?)", pairs)
        _order(connection, "SELECT j.play, j.into_play, {} FROM joined j JOIN play d ON d.id = j.play")
        connection.execute(
            "UPDATE duplicate_row SET play = j.into_play FROM joined j WHERE j.play = duplicate_row.play"
        )
        connection.execute(
            f"INSERT INTO duplicate_row (id, play, level, {merging.COLUMNS}) "
            f"SELECT ? + j.number, j.into_play, 3, {_own_values()} FROM ordered j JOIN play p ON p.id = j.play "
            "LEFT JOIN own_row o ON o.play = p.id ORDER BY j.number",
            (before,),
        )
        for table, column in (("own_row", "play"), ("play", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT play FROM joined)")
        _cut_ranges(connection, sorted(play for play, _ in pairs))
        _count(connection, "duplicate", before, -1)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{one.strip()}" for one in merging.COLUMNS.split(","))


def _own_values() -> str:
    """The columns of a play as its own row said them."""
    names = [one.strip() for one in merging.COLUMNS.split(",")]
    return ", ".join(
        f"CASE WHEN o.play IS NULL THEN p.{one} ELSE o.{one} END" if one in _OWN else f"p.{one}" for one in names
    )


def _cut_ranges(connection: sqlite3.Connection, gone: Sequence[int]) -> None:
    """Take numbers out of the runs of plays."""
    at = 0
    ranges = connection.execute("SELECT first, last, batch, listener FROM play_range ORDER BY first").fetchall()
    for first, last, batch, listener in ranges:
        begin, pieces = first, []
        while at < len(gone) and gone[at] <= last:
            if gone[at] >= first:
                pieces.append((begin, gone[at] - 1))
                begin = gone[at] + 1
            at += 1
        if pieces:
            connection.execute("DELETE FROM play_range WHERE batch = ? AND first = ?", (batch, first))
            kept = [(batch, listener, *piece) for piece in (*pieces, (begin, last)) if piece[0] <= piece[1]]
            connection.executemany("INSERT INTO play_range VALUES (?, ?, ?, ?)", kept)


class _Told(NamedTuple):
    """A row as far as it can be compared: of a play (number 0) or a duplicate row."""

    number: int
    form: str
    start_ms: int | None
    given_ms: int | None
    late_ms: int | None
    heard_ms: int
    tolerance_ms: int


def separate(connection: sqlite3.Connection, plays: Iterable[int]) -> None:
    """Part rows that no other row of their play tells again any more; inside a transaction.

    Two rows can be one play only because a third showed it. When that is gone, each is a play of its own.

    Parameters
    ----------
    plays : iterable of int
        None twice: a row must not leave its play twice. All are taken before any row is parted.
    """
    leaders: list[int] = []
    followers: list[tuple[int, int]] = []
    numbers = iter(plays)
    while part := list(itertools.islice(numbers, _MANY)):
        for rows in _groups(connection, _spread(connection, part)):
            for group in _apart(rows):
                leaders.append(group[0])
                followers += [(row, group[0]) for row in group[1:]]
    if leaders:
        touched = _plays_of(connection, leaders)
        promote(connection, leaders, followers)
        merging.work_out(connection, touched)


def _spread(connection: sqlite3.Connection, plays: list[int]) -> list[int]:
    """Plays that a row tells again which began at another time: all others hang together."""
    marks = ", ".join("?" * len(plays))
    query = f"""
        SELECT DISTINCT p.id FROM play p JOIN duplicate_row d ON d.play = p.id LEFT JOIN own_row o ON o.play = p.id
        WHERE p.id IN ({marks}) AND abs(d.start_ms - coalesce(o.start_ms, p.start_ms)) > {_CLOSE_MS}"""
    return [row[0] for row in connection.execute(query, plays)]


def _plays_of(connection: sqlite3.Connection, rows: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for at in range(0, len(rows), _MANY):
        part = rows[at : at + _MANY]
        marks = ", ".join("?" * len(part))
        found.update(row[0] for row in connection.execute(
            f"SELECT play FROM duplicate_row WHERE id IN ({marks})", part))  # fmt: skip
    return sorted(found)


def _groups(connection: sqlite3.Connection, plays: list[int]) -> Iterator[list[_Told]]:
    """The rows of each play that rows of two other sources tell again, its own first."""
    marks = ", ".join("?" * len(plays))
    again: dict[int, list[_Told]] = {}
    for play, *values in connection.execute(
        f"SELECT d.play, d.id, f.format, d.start_ms, d.end_ms, d.ms_played, d.given_ms, d.precision_s, d.quality "
        f"FROM duplicate_row d JOIN source_file f ON f.id = d.file WHERE d.play IN ({marks}) ORDER BY d.id",
        plays,
    ):
        again.setdefault(play, []).append(_told(*values))
    told = "start_ms, end_ms, ms_played, given_ms, precision_s, quality"
    query = f"SELECT play, {told} FROM own_row WHERE play IN ({marks})"
    own = {row[0]: row[1:] for row in connection.execute(query, plays)}
    for play, form, *values in connection.execute(
        f"SELECT p.id, f.format, p.start_ms, p.end_ms, p.ms_played, p.given_ms, p.precision_s, p.quality "
        f"FROM play p JOIN source_file f ON f.id = p.file WHERE p.id IN ({marks}) ORDER BY p.id",
        plays,
    ):
        rows = again.get(play, [])
        if rows:
            yield [_told(0, form, *own.get(play, values)), *rows]


def _told(
    number: int, form: str, start: int | None, end: int | None, heard: int | None, given: int | None, precision: int,
    quality: int,
) -> _Told:  # fmt: skip
    late = start if end is None or heard is None else end - heard
    tolerance = sources.tolerance_ms(form, precision, quality == 0)
    return _Told(
        number, form, start, start if given is None else given, late, -1 if heard is None else heard, tolerance
    )


def _apart(rows: list[_Told]) -> list[list[int]]:
    """Numbers of the duplicate rows that do not hang together with the play's own row, group by group."""
    left = set(range(1, len(rows)))
    groups: list[list[int]] = []
    start = 0
    while True:
        group, edge = [start], [start]
        while edge:
            one = edge.pop()
            met = [other for other in left if _meet(rows[one], rows[other])]
            left.difference_update(met)
            group += met
            edge += met
        if start:
            groups.append(sorted(rows[one].number for one in group))
        if not left:
            return groups
        start = min(left)
        left.discard(start)


def _meet(one: _Told, other: _Told) -> bool:
    """Whether two rows can tell one play: of one source, or as `near.across` compares them."""
    if one.form == other.form or one.start_ms is None or other.start_ms is None:
        return True
    room = one.tolerance_ms + other.tolerance_ms
    if abs(one.start_ms - other.start_ms) <= room or one.given_ms == other.given_ms:
        return True
    same = one.heard_ms >= 0 and other.heard_ms >= 0 and abs(one.heard_ms - other.heard_ms) <= near.SAME_MS
    return same and abs((one.late_ms or 0) - (other.late_ms or 0)) <= room
