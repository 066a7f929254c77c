"""The moment an import becomes part of the library: one transaction, from the stage into the tables."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.types import COUNTED_MS
from s2v_desktop.store import database
from s2v_desktop.store.judge import Verdict
from s2v_desktop.store.staging import StagedFile

_SHORT_SONG_MS = 60_000
_COUNTED = (
    f"s.ms_played IS NULL OR s.ms_played >= {COUNTED_MS} "
    f"OR ifnull(s.track_ms < {_SHORT_SONG_MS} AND s.ms_played * 2 >= s.track_ms, 0)"
)
"""formats.md section 17: heard for 30 s, or half of a song shorter than a minute."""

_NAMES = (
    "INSERT OR IGNORE INTO main.artist (key, name) SELECT artist_key, artist FROM stage.song "
    "WHERE id IN (SELECT song FROM stage.used) ORDER BY id",
    "INSERT INTO main.song (key, title, artist, album) SELECT s.key, s.title, a.id, s.album FROM stage.song s "
    "JOIN main.artist a ON a.key = s.artist_key WHERE s.id IN (SELECT song FROM stage.used) "
    "AND NOT EXISTS (SELECT 1 FROM main.song l WHERE l.key = s.key) ORDER BY s.id",
    "CREATE TABLE stage.song_map (id INTEGER PRIMARY KEY, song INTEGER)",
    "INSERT INTO stage.song_map SELECT s.id, l.id AS song FROM stage.song s "
    "JOIN main.song l ON l.key = s.key WHERE s.id IN (SELECT song FROM stage.used)",
    "UPDATE main.song SET merged_into = (SELECT o.id FROM main.merge_decision d JOIN main.song o ON o.key = d.other "
    "WHERE d.key = song.key AND d.same AND o.id <> song.id) WHERE merged_into IS NULL "
    "AND key IN (SELECT key FROM main.merge_decision WHERE same)",
    "INSERT INTO main.song_alias (batch, song, title, artist, album, ids) "
    "SELECT DISTINCT :batch, m.song, a.title, a.artist, a.album, a.ids "
    "FROM stage.alias a JOIN stage.song_map m ON m.id = a.song",
    "INSERT OR IGNORE INTO main.listener (name) SELECT name FROM stage.listener WHERE id IN "
    "(SELECT listener FROM stage.keeping UNION SELECT listener FROM stage.event) ORDER BY id",
    "CREATE TABLE stage.listener_map (id INTEGER PRIMARY KEY, listener INTEGER)",
    "INSERT INTO stage.listener_map SELECT s.id, l.id AS listener FROM stage.listener s "
    "JOIN main.listener l ON l.name = s.name",
)
_SESSIONS = (
    "INSERT OR IGNORE INTO main.listed_session (listener, name, format) SELECT p.listener, s.name, s.format "
    "FROM stage.session s JOIN stage.listener_map p ON p.id = s.listener WHERE s.id IN "
    "(SELECT session FROM stage.staged WHERE session IS NOT NULL AND id NOT IN (SELECT id FROM stage.dropped)) "
    "ORDER BY s.id",
    "CREATE TABLE stage.session_map (id INTEGER PRIMARY KEY, session INTEGER)",
    "INSERT INTO stage.session_map SELECT s.id, l.id AS session FROM stage.session s "
    "JOIN stage.listener_map p ON p.id = s.listener JOIN main.listed_session l "
    "ON l.listener = p.listener AND l.name = s.name AND l.format = s.format",
)
_REST = (
    "INSERT INTO main.event (batch, listener, start_ms, end_ms, kind, file, row) "
    "SELECT :batch, p.listener, e.start_ms, e.end_ms, e.kind, :file + e.file, e.row "
    "FROM stage.event e JOIN stage.listener_map p ON p.id = e.listener "
    "WHERE NOT EXISTS (SELECT 1 FROM main.event o WHERE o.listener = p.listener AND o.start_ms = e.start_ms "
    "AND o.kind = e.kind) GROUP BY p.listener, e.kind, e.start_ms, e.end_ms ORDER BY min(e.rowid)",
    "INSERT INTO main.skipped_row (file, row, reason, excerpt) "
    "SELECT :file + file, row, reason, excerpt FROM stage.skipped ORDER BY rowid",
)


def store(
    connection: sqlite3.Connection, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str]
) -> int:
    """Store what was judged; to be called inside a transaction, with the stage attached as ``stage``.

    Returns
    -------
    int
        Number of the new batch.

    Raises
    ------
    S2VError
        When what was stored does not add up to the rows that were read. The transaction must then be undone.
    """
    batch, before = _write_batch(connection, files, verdict, warnings)
    values = {"batch": batch, "file": before}
    connection.execute("CREATE TABLE stage.keeping (listener INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO stage.keeping VALUES (?)", [(who,) for who, _ in verdict.kept])
    listed = connection.execute("SELECT 1 FROM stage.session LIMIT 1").fetchone() is not None
    for statement in (*_NAMES, *(_SESSIONS if listed else ()), *_REST):
        connection.execute(statement, values if ":" in statement else ())
    stored = _write_plays(connection, before, verdict, listed)
    _write_ranges(connection, batch, verdict)
    if stored != sum(verdict.plays.values()):
        raise unbalanced(f"{stored} plays stored, {sum(verdict.plays.values())} expected")
    database.next_generation(connection)
    return batch


def unbalanced(details: str) -> S2VError:
    """The refusal of an import whose sums are wrong."""
    return S2VError(
        "The import was stopped because its figures do not add up: rows are not plays, duplicates and skipped rows "
        "together. Nothing was stored. Please report this with the file's format.", details)


def _write_batch(
    connection: sqlite3.Connection, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str]
) -> tuple[int, int]:
    """(number of the batch, what is added to a staged file number to get the library's)."""
    skipped = sum((file.skipped for file in files), start=type(files[0].skipped)()) if files else {}
    cursor = connection.execute(
        "INSERT INTO main.batch (made_ms, rows, plays, duplicates, skipped, warnings) VALUES (?, ?, ?, ?, ?, ?)",
        (int(time.time() * 1000), sum(file.rows for file in files), sum(verdict.plays.values()),
         sum(verdict.duplicates.values()), json.dumps(dict(skipped)), json.dumps(list(warnings), ensure_ascii=False)))
    batch = int(cursor.lastrowid or 0)
    before = int(connection.execute("SELECT ifnull(max(id), 0) FROM main.source_file").fetchone()[0])
    connection.executemany(
        "INSERT INTO main.source_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(before + file.number, batch, file.label, file.format, file.rows, verdict.plays.get(file.number, 0),
          verdict.duplicates.get(file.number, 0), json.dumps(dict(file.skipped))) for file in files])
    return batch, before


def _write_plays(connection: sqlite3.Connection, before: int, verdict: Verdict, listed: bool) -> int:
    """Copy the staged rows; their numbers follow each other, listener by listener."""
    changed, dropped = (connection.execute(f"SELECT 1 FROM stage.{table} LIMIT 1").fetchone() is not None
                        for table in ("changed", "dropped"))
    several = connection.execute("SELECT count(*) FROM stage.listener").fetchone()[0] > 1
    start, given, quality = (
        ("ifnull(c.start_ms, s.start_ms)", "c.given_ms", "ifnull(c.quality, s.quality)") if changed
        else ("s.start_ms", "NULL", "s.quality"))
    if verdict.kept and not sum(verdict.plays.values()):
        return 0
    query = f"""
        INSERT INTO main.play (listener, song, start_ms, end_ms, ms_played, track_ms, given_ms, precision_s, quality,
                               kind, skip, counted, session, place, file, row)
        SELECT p.listener, m.song, {start}, s.end_ms, s.ms_played, s.track_ms, {given}, s.precision_s, {quality},
               s.kind, s.skip, {_COUNTED}, {"l.session" if listed else "NULL"}, s.place, ? + s.file, s.row
        FROM stage.staged s CROSS JOIN stage.song_map m ON m.id = s.song
        CROSS JOIN stage.listener_map p ON p.id = s.listener
        {"LEFT JOIN stage.session_map l ON l.id = s.session" if listed else ""}
        {"LEFT JOIN stage.changed c ON c.id = s.id" if changed else ""}
        {"WHERE NOT EXISTS (SELECT 1 FROM stage.dropped d WHERE d.id = s.id)" if dropped else ""}
        ORDER BY {"s.listener, s.id" if several else "s.id"}
    """
    return connection.execute(query, (before,)).rowcount


def _write_ranges(connection: sqlite3.Connection, batch: int, verdict: Verdict) -> None:
    last = connection.execute("SELECT ifnull(max(id), 0) FROM main.play").fetchone()[0]
    first = last - sum(count for _, count in verdict.kept) + 1
    numbers = dict(connection.execute("SELECT id, listener FROM stage.listener_map"))
    for who, count in verdict.kept:
        connection.execute(
            "INSERT INTO main.play_range VALUES (?, ?, ?, ?)", (batch, numbers[who], first, first + count - 1))
        first += count
