"""Taking an import back: everything it brought and nobody else uses, as if it had never been."""

from __future__ import annotations

import sqlite3

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import database


def remove(connection: sqlite3.Connection, batch: int, monitor: Monitor) -> int:
    """Delete one batch; to be called inside a transaction.

    Merge decisions and what was hidden are kept: they are the listener's own work and hold by name.

    Returns
    -------
    int
        How many plays were removed.
    """
    if not connection.execute("SELECT 1 FROM batch WHERE id = ?", (batch,)).fetchone():
        known = ", ".join(str(row[0]) for row in connection.execute("SELECT id FROM batch ORDER BY id DESC LIMIT 5"))
        hint = f" The latest are: {known}." if known else " There is none."
        raise BadRequest(f"There is no import with the number {batch}. Nothing was changed.{hint}")
    monitor.plan({"undoing": 0.7, "catalogue": 0.3})
    monitor.update("undoing", 0, 4, "Taking the import back")
    listeners = [row[0] for row in connection.execute(
        "SELECT listener FROM play_range WHERE batch = :b UNION SELECT listener FROM event WHERE batch = :b",
        {"b": batch})]
    sessions = _sessions(connection, batch)
    removed = _plays(connection, batch, monitor)
    _names(connection, batch)
    monitor.update("undoing", 2, 4)
    connection.execute("DELETE FROM event WHERE batch = ?", (batch,))
    connection.execute(
        "DELETE FROM skipped_row WHERE file IN (SELECT id FROM source_file WHERE batch = ?)", (batch,))
    connection.execute("DELETE FROM source_file WHERE batch = ?", (batch,))
    _unused(connection, sessions, listeners)
    connection.execute("DELETE FROM batch WHERE id = ?", (batch,))
    database.next_generation(connection)
    monitor.update("undoing", 4, 4)
    return removed


def _sessions(connection: sqlite3.Connection, batch: int) -> list[tuple[int, int]]:
    """(session, listener) of the batch's plays: what may be empty afterwards."""
    return connection.execute(
        "SELECT DISTINCT p.session, p.listener FROM play_range r JOIN play p ON p.id BETWEEN r.first AND r.last "
        "WHERE r.batch = ? AND p.session IS NOT NULL", (batch,)).fetchall()


def _plays(connection: sqlite3.Connection, batch: int, monitor: Monitor) -> int:
    removed = 0
    ranges = connection.execute(
        "SELECT first, last FROM play_range WHERE batch = ? ORDER BY first", (batch,)).fetchall()
    for number, (first, last) in enumerate(_joined(ranges)):
        removed += connection.execute("DELETE FROM play WHERE id BETWEEN ? AND ?", (first, last)).rowcount
        if number % 100 == 0:
            monitor.check()
    connection.execute("DELETE FROM play_range WHERE batch = ?", (batch,))
    return removed


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
    connection.execute("CREATE TEMP TABLE gone AS SELECT DISTINCT song AS id FROM song_alias WHERE batch = ?", (batch,))
    try:
        connection.execute("DELETE FROM song_alias WHERE batch = ?", (batch,))
        connection.execute("DELETE FROM gone WHERE id IN (SELECT song FROM song_alias)")
        artists = "SELECT DISTINCT artist AS id FROM song WHERE id IN (SELECT id FROM gone)"
        connection.execute(f"CREATE TEMP TABLE gone_artist AS {artists}")
        # A survivor that vanishes sets those merged into it free; the decision itself is kept by name.
        connection.execute("UPDATE song SET merged_into = NULL WHERE merged_into IN (SELECT id FROM gone)")
        connection.execute("DELETE FROM song WHERE id IN (SELECT id FROM gone)")
        connection.execute(
            "DELETE FROM artist WHERE id IN (SELECT id FROM gone_artist) AND id NOT IN (SELECT artist FROM song)")
    finally:
        connection.execute("DROP TABLE IF EXISTS gone")
        connection.execute("DROP TABLE IF EXISTS gone_artist")


def _unused(connection: sqlite3.Connection, sessions: list[tuple[int, int]], listeners: list[int]) -> None:
    """Listed sessions and listeners nothing points at any more."""
    by_listener: dict[int, set[int]] = {}
    for session, listener in sessions:
        by_listener.setdefault(listener, set()).add(session)
    for listener, mine in by_listener.items():
        kept = {row[0] for row in connection.execute(
            "SELECT DISTINCT p.session FROM play_range r JOIN play p ON p.id BETWEEN r.first AND r.last "
            "WHERE r.listener = ? AND p.session IS NOT NULL", (listener,))}
        connection.executemany("DELETE FROM listed_session WHERE id = ?", [(one,) for one in mine - kept])
    connection.executemany(
        "DELETE FROM listener WHERE id = :one AND NOT EXISTS (SELECT 1 FROM play_range WHERE listener = :one) "
        "AND NOT EXISTS (SELECT 1 FROM event WHERE listener = :one)",
        [{"one": one} for one in listeners],
    )
