"""Taking an import back: everything it brought and nobody else said, as if it had never been."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import database, joining, merging, named, twins
from s2v_desktop.store import listeners as people


def remove(connection: sqlite3.Connection, batch: int, monitor: Monitor) -> int:
    """Delete one batch; to be called inside a transaction.

    Rows of other imports that were duplicates of its plays become plays of their own imports. Merge decisions and what
    was hidden are kept: they are the listener's own work and hold by name.

    Returns
    -------
    int
        How many plays fewer the library has. Rows of others that become plays count against it; it is below 0 when
        the import had shown more plays to be one than it brought.
    """
    if not connection.execute("SELECT 1 FROM batch WHERE id = ?", (batch,)).fetchone():
        known = ", ".join(str(row[0]) for row in connection.execute("SELECT id FROM batch ORDER BY id DESC LIMIT 5"))
        hint = f" The latest are: {known}." if known else " There is none."
        raise BadRequest(f"There is no import with the number {batch}. Nothing was changed.{hint}")
    monitor.plan({"undoing": 0.7, "catalogue": 0.3})
    monitor.update("undoing", 0, 4, "Taking the import back")
    listeners = [
        row[0]
        for row in connection.execute(
            "SELECT listener FROM play_range WHERE batch = :b UNION SELECT listener FROM event WHERE batch = :b",
            {"b": batch},
        )
    ]
    sessions = _sessions(connection, batch)
    before = _count(connection)
    _rows(connection, batch, monitor)
    monitor.update("undoing", 2, 4)
    _names(connection, batch)
    connection.execute("DELETE FROM event WHERE batch = ?", (batch,))
    for table in ("skipped_row", "source_note", "joined_rows"):
        connection.execute(f"DELETE FROM {table} WHERE file IN (SELECT id FROM source_file WHERE batch = ?)", (batch,))
    connection.execute("DELETE FROM source_file WHERE batch = ?", (batch,))
    _unused(connection, sessions, listeners)
    connection.execute("DELETE FROM batch WHERE id = ?", (batch,))
    database.next_generation(connection)
    monitor.update("undoing", 4, 4)
    return before - _count(connection)


def _rows(connection: sqlite3.Connection, batch: int, monitor: Monitor) -> None:
    """Plays and duplicate rows of the batch; those of others get back what was theirs."""
    touched = _duplicates(connection, batch)
    joining.separate(connection, _given_back(connection, batch, touched, monitor))
    if (nameless := named.songs(connection)) and twins.part(connection, nameless):
        named.join(connection)  # a play without an artist tells none that has one, but is told by one


def _count(connection: sqlite3.Connection) -> int:
    """How many plays the library has."""
    return int(connection.execute("SELECT ifnull(sum(last - first + 1), 0) FROM play_range").fetchone()[0])


def _sessions(connection: sqlite3.Connection, batch: int) -> list[tuple[int, int]]:
    """(session, listener) of the batch's rows: what may be empty afterwards."""
    found: set[tuple[int, int]] = set()
    for table, rows in (("play_range", "play"), ("duplicate_range", "duplicate_row")):
        found.update(
            connection.execute(
                f"SELECT DISTINCT p.session, p.listener FROM {table} r "
                f"JOIN {rows} p ON p.id BETWEEN r.first AND r.last WHERE r.batch = ? AND p.session IS NOT NULL",
                (batch,),
            ).fetchall()
        )
    return sorted(found)


def _duplicates(connection: sqlite3.Connection, batch: int) -> list[int]:
    """Rows of the batch that said plays of others again; those plays, given back, forget what they had from them."""
    touched = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT d.play FROM duplicate_range r JOIN duplicate_row d ON d.id BETWEEN r.first AND r.last "
            "WHERE r.batch = ? AND d.level = 3",
            (batch,),
        )
    ]
    for first, last in _joined(
        connection.execute(
            "SELECT first, last FROM duplicate_range WHERE batch = ? ORDER BY first", (batch,)
        ).fetchall()
    ):
        connection.execute("DELETE FROM duplicate_row WHERE id BETWEEN ? AND ?", (first, last))
    connection.execute("DELETE FROM duplicate_range WHERE batch = ?", (batch,))
    merging.work_out(connection, touched)
    return touched


def _given_back(
    connection: sqlite3.Connection, batch: int, touched: list[int], monitor: Monitor
) -> Iterator[int]:  # fmt: skip
    """Delete the plays of the batch. Gives those that others' rows are now and that are told again, then `touched`."""
    ranges = _joined(
        connection.execute("SELECT first, last FROM play_range WHERE batch = ? ORDER BY first", (batch,)).fetchall()
    )
    connection.execute("DELETE FROM play_range WHERE batch = ?", (batch,))
    yield from joining.give_back(connection, ranges, monitor)
    yield from touched


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs that follow each other as one: a range of whole pages is deleted far faster than many small ones."""
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _names(connection: sqlite3.Connection, batch: int) -> None:
    """Spellings of the batch, then songs that have none left, then artists without songs."""
    merged = twins.merged(connection)
    connection.execute("CREATE TEMP TABLE gone AS SELECT DISTINCT song AS id FROM song_alias WHERE batch = ?", (batch,))
    try:
        files = "SELECT id FROM source_file WHERE batch = ?"
        connection.execute(f"DELETE FROM spelled_row WHERE file IN ({files})", (batch,))
        connection.execute("DELETE FROM song_alias WHERE batch = ?", (batch,))
        _respell(connection)
        connection.execute("DELETE FROM gone WHERE id IN (SELECT song FROM song_alias)")
        artists = "SELECT DISTINCT artist AS id FROM song WHERE id IN (SELECT id FROM gone)"
        connection.execute(f"CREATE TEMP TABLE gone_artist AS {artists}")
        # A survivor that vanishes sets those merged into it free; the decision itself is kept by name.
        connection.execute("UPDATE song SET merged_into = NULL WHERE merged_into IN (SELECT id FROM gone)")
        connection.execute("DELETE FROM song WHERE id IN (SELECT id FROM gone)")
        connection.execute(
            "DELETE FROM artist WHERE id IN (SELECT id FROM gone_artist) AND id NOT IN (SELECT artist FROM song)"
        )
    finally:
        connection.execute("DROP TABLE IF EXISTS gone")
        connection.execute("DROP TABLE IF EXISTS gone_artist")
    twins.follow(connection, merged)


def _respell(connection: sqlite3.Connection) -> None:
    """Songs that others brought too are called as the first of the others calls them."""
    first = "SELECT min(a.id) FROM song_alias a JOIN gone g ON g.id = a.song GROUP BY a.song"
    rows = connection.execute(f"SELECT title, artist, album, song FROM song_alias WHERE id IN ({first})").fetchall()
    connection.executemany(
        "UPDATE song SET title = ?, album = ? WHERE id = ?", [(title, album, song) for title, _, album, song in rows]
    )
    # Each artist once: one with thousands of songs would be looked through for each of them.
    connection.execute(
        "UPDATE artist SET name = (SELECT a.artist FROM song s JOIN song_alias a ON a.song = s.id "
        "WHERE s.artist = artist.id ORDER BY a.id LIMIT 1) WHERE id IN (SELECT s.artist FROM gone g "
        "JOIN song s ON s.id = g.id WHERE g.id IN (SELECT song FROM song_alias))"
    )


def _unused(connection: sqlite3.Connection, sessions: list[tuple[int, int]], listeners: list[int]) -> None:
    """Listed sessions and listeners nothing points at any more."""
    by_listener: dict[int, set[int]] = {}
    for session, listener in sessions:
        by_listener.setdefault(listener, set()).add(session)
    for listener, mine in by_listener.items():
        kept = {
            row[0]
            for table, rows in (("play_range", "play"), ("duplicate_range", "duplicate_row"))
            for row in connection.execute(
                f"SELECT DISTINCT p.session FROM {table} r JOIN {rows} p ON p.id BETWEEN r.first AND r.last "
                "WHERE r.listener = ? AND p.session IS NOT NULL",
                (listener,),
            )
        }
        connection.executemany("DELETE FROM listed_session WHERE id = ?", [(one,) for one in mine - kept])
    people.forget_unused(connection, listeners)
