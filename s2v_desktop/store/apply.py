"""The moment an import becomes part of the library: one transaction, from the stage into the tables."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.types import COUNTED_MS
from s2v_desktop.store import database, joining, mappings, merging, named, same_person, staged_rows, twins
from s2v_desktop.store.judge import Verdict
from s2v_desktop.store.listeners import LAST_NUMBER
from s2v_desktop.store.mappings import Told
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
    "INSERT OR IGNORE INTO main.song (key, title, artist, album) SELECT s.key, s.title, a.id, s.album "
    "FROM stage.song s JOIN main.artist a ON a.key = s.artist_key WHERE s.id IN (SELECT song FROM stage.used) "
    "AND NOT EXISTS (SELECT 1 FROM main.song l WHERE l.key = s.key) ORDER BY s.id",
    "CREATE TABLE stage.song_map (id INTEGER PRIMARY KEY, song INTEGER)",
    "INSERT INTO stage.song_map SELECT s.id, l.id AS song FROM stage.song s "
    "JOIN main.song l ON l.key = s.key WHERE s.id IN (SELECT song FROM stage.used)",
    "UPDATE main.song SET merged_into = (SELECT o.id FROM main.merge_decision d JOIN main.song o ON o.key = d.other "
    "WHERE d.key = song.key AND d.same AND o.id <> song.id) WHERE merged_into IS NULL "
    "AND key IN (SELECT key FROM main.merge_decision WHERE same)",
    "INSERT INTO main.song_alias (batch, song, title, artist, album, ids) "
    "SELECT :batch, m.song, a.title, a.artist, a.album, a.ids "
    "FROM stage.alias a JOIN stage.song_map m ON m.id = a.song "
    "GROUP BY m.song, a.title, a.artist, a.album, a.ids ORDER BY min(a.rowid)",
    f"INSERT OR IGNORE INTO main.listener (id, name) SELECT row_number() OVER (ORDER BY id) + {LAST_NUMBER}, name "
    "FROM stage.listener WHERE id IN (SELECT listener FROM stage.keeping UNION SELECT listener FROM stage.event) "
    "AND name NOT IN (SELECT name FROM main.listener) ORDER BY id",
    "CREATE TABLE stage.listener_map (id INTEGER PRIMARY KEY, listener INTEGER)",
    "INSERT INTO stage.listener_map SELECT s.id, l.id AS listener FROM stage.listener s "
    "JOIN main.listener l ON l.name = s.name",
)
_SESSIONS = (
    "INSERT OR IGNORE INTO main.listed_session (listener, name, format, part) "
    "SELECT p.listener, s.name, s.format, s.part "
    "FROM stage.session s JOIN stage.listener_map p ON p.id = s.listener WHERE s.id IN "
    "(SELECT session FROM stage.staged WHERE session IS NOT NULL) ORDER BY s.id",
    "CREATE TABLE stage.session_map (id INTEGER PRIMARY KEY, session INTEGER)",
    "INSERT INTO stage.session_map SELECT s.id, l.id AS session FROM stage.session s "
    "JOIN stage.listener_map p ON p.id = s.listener JOIN main.listed_session l "
    "ON l.listener = p.listener AND l.name = s.name AND l.format = s.format AND l.part = s.part",
)
_SPELLED = (
    "CREATE TABLE stage.spelled (id INTEGER PRIMARY KEY, alias INTEGER)",
    "INSERT INTO stage.spelled SELECT s.id, min(a.id) FROM (SELECT id, key, title, artist, album, "
    "min(id) OVER (PARTITION BY key) AS first FROM stage.song WHERE id IN (SELECT song FROM stage.used)) s "
    "JOIN stage.song_map m ON m.id = s.id JOIN main.song_alias a ON a.batch = :batch AND a.song = m.song "
    "AND a.title = s.title AND a.artist = s.artist AND a.album = s.album WHERE s.id <> s.first GROUP BY s.id",
    "INSERT OR IGNORE INTO main.spelled_row SELECT :file + s.file, s.row, n.alias FROM stage.staged s "
    "CROSS JOIN stage.spelled n WHERE n.id = s.song AND (SELECT count(*) FROM stage.spelled) > 0",
)
"""Rows that spell their song otherwise than its first row does (`spellings`)."""
_REST = (
    "INSERT INTO main.event (batch, listener, start_ms, end_ms, kind, file, row) "
    "SELECT :batch, p.listener, e.start_ms, e.end_ms, e.kind, :file + e.file, e.row "
    "FROM stage.event e JOIN stage.listener_map p ON p.id = e.listener "
    "GROUP BY p.listener, e.kind, e.start_ms, e.end_ms ORDER BY min(e.rowid)",
    "INSERT INTO main.skipped_row (file, row, reason, excerpt) "
    "SELECT :file + file, row, reason, excerpt FROM stage.skipped ORDER BY rowid",
)


def store(
    connection: sqlite3.Connection, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str],
    notes: Mapping[int, str], told: Mapping[str, Told],
) -> int:  # fmt: skip
    """Store what was judged; to be called inside a transaction, with the stage attached as ``stage``.

    Parameters
    ----------
    notes : mapping of int to str
        File number -> what the import doctor said about it, JSON.
    told : mapping of str to Told
        What was told about tables, by their header: remembered for the next ones.

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
    held, merged = _newest(connection), twins.merged(connection)
    values = {"batch": batch, "file": before}
    connection.execute("CREATE TABLE stage.keeping (listener INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO stage.keeping VALUES (?)", [(who,) for who, _ in verdict.kept])
    listed = connection.execute("SELECT 1 FROM stage.session LIMIT 1").fetchone() is not None
    for statement in (*_NAMES, *(_SESSIONS if listed else ()), *_SPELLED, *_REST):
        connection.execute(statement, values if ":" in statement else ())
    connection.executemany("INSERT INTO main.source_note VALUES (? + ?, ?)", ((before, *one) for one in notes.items()))
    mappings.remember(connection, told.items())
    _write_rows(connection, batch, before, verdict, listed)
    merging.fill_in(connection, batch)
    twins.follow(connection, merged, held[1] or 0)  # a survivor that came back
    filled = connection.execute("SELECT 1 FROM stage.dropped WHERE level = 3 LIMIT 1").fetchone() is not None
    if filled or _newest(connection) != held:  # a file that was there already leaves the catalogue as it is
        database.next_generation(connection)
    return batch


def _write_rows(connection: sqlite3.Connection, batch: int, before: int, verdict: Verdict, listed: bool) -> None:
    """Plays, then the rows that say plays again, and where both begin and end."""
    stored = _write_plays(connection, before, verdict, listed)
    expected = sum(verdict.plays.values())
    last = connection.execute("SELECT ifnull(max(id), 0) FROM main.play").fetchone()[0]
    again = _write_duplicates(connection, before, verdict, listed, last - expected + 1)
    _write_ranges(connection, batch, verdict.kept, "play", last)
    _write_ranges(connection, batch, verdict.dropped, "duplicate", again)
    if stored != expected:
        raise unbalanced(f"{stored} plays stored, {expected} expected")
    joining.join(connection, connection.execute("SELECT play, into_play FROM stage.joined").fetchall())
    named.join(connection, batch)
    same_person.note(connection, before)


def _newest(connection: sqlite3.Connection) -> list[int | None]:
    """Newest number of everything that an import can add for the catalogue to show."""
    return [
        connection.execute(f"SELECT max(id) FROM main.{table}").fetchone()[0]
        for table in ("play", "song", "listener", "event")
    ]


def unbalanced(details: str) -> S2VError:
    """The refusal of an import whose sums are wrong."""
    return S2VError(
        "The import was stopped because its figures do not add up: rows are not plays, duplicates and skipped rows "
        "together. Nothing was stored. Please report this with the file's format.",
        details,
    )


def _write_batch(
    connection: sqlite3.Connection, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str]
) -> tuple[int, int]:
    """(number of the batch, what is added to a staged file number to get the library's)."""
    skipped = sum((file.skipped for file in files), start=type(files[0].skipped)()) if files else {}
    cursor = connection.execute(
        "INSERT INTO main.batch (made_ms, rows, plays, duplicates, skipped, warnings) VALUES (?, ?, ?, ?, ?, ?)",
        (
            int(time.time() * 1000),
            sum(file.rows for file in files),
            sum(verdict.plays.values()),
            sum(verdict.duplicates.values()),
            json.dumps(dict(skipped)),
            json.dumps(list(warnings), ensure_ascii=False),
        ),
    )
    batch = int(cursor.lastrowid or 0)
    before = int(connection.execute("SELECT ifnull(max(id), 0) FROM main.source_file").fetchone()[0])
    connection.executemany(
        "INSERT INTO main.source_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                before + file.number,
                batch,
                file.label,
                file.format,
                file.rows,
                verdict.plays.get(file.number, 0),
                verdict.duplicates.get(file.number, 0),
                json.dumps(dict(file.skipped)),
            )
            for file in files
        ],
    )
    return batch, before


def _values(connection: sqlite3.Connection, listed: bool) -> tuple[str, str]:
    """What a staged row becomes: the columns of `merging.COLUMNS` as SQL, and where they come from; one parameter."""
    changed = connection.execute("SELECT 1 FROM stage.changed LIMIT 1").fetchone() is not None
    start, given, quality = (
        ("ifnull(c.start_ms, s.start_ms)", "c.given_ms", "ifnull(c.quality, s.quality)")
        if changed
        else ("s.start_ms", "NULL", "s.quality")
    )
    values = f"""p.listener, m.song, {start}, s.end_ms, s.ms_played, s.track_ms, {given}, s.precision_s, {quality},
               s.kind, s.skip, s.private, {_COUNTED}, {"l.session" if listed else "NULL"}, s.place, ? + s.file, s.row"""
    tables = f"""CROSS JOIN stage.song_map m ON m.id = s.song CROSS JOIN stage.listener_map p ON p.id = s.listener
        {"LEFT JOIN stage.session_map l ON l.id = s.session" if listed else ""}
        {"LEFT JOIN stage.changed c ON c.id = s.id" if changed else ""}"""
    return values, tables


def _parts(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Staged rows by listener, then as they came: which, in what order, and the values for that."""
    runs = staged_rows.ranges(connection)
    if runs is None:
        yield "true ORDER BY s.listener, s.id", ()
        return
    for _, first, last in runs:
        yield "s.id BETWEEN ? AND ? ORDER BY s.id", (first, last)


def _write_plays(connection: sqlite3.Connection, before: int, verdict: Verdict, listed: bool) -> int:
    """Copy the staged rows; their numbers follow each other, listener by listener."""
    if not sum(verdict.plays.values()):
        return 0
    values, tables = _values(connection, listed)
    dropped = bool(verdict.dropped)
    query = f"""
        INSERT INTO main.play ({merging.COLUMNS}) SELECT {values} FROM stage.staged s {tables}
        WHERE {"NOT EXISTS (SELECT 1 FROM stage.dropped d WHERE d.id = s.id) AND" if dropped else ""}
    """
    return sum(connection.execute(query + part, (before, *some)).rowcount for part, some in _parts(connection))


def _write_duplicates(
    connection: sqlite3.Connection, before: int, verdict: Verdict, listed: bool, first: int
) -> int:  # fmt: skip
    """Keep the rows that say a play again, with its number; gives the last number used.

    Parameters
    ----------
    first : int
        Number of the first play of this import.
    """
    if verdict.dropped:
        values, tables = _values(connection, listed)
        query = f"""
            INSERT INTO main.duplicate_row (play, level, {merging.COLUMNS})
            SELECT CASE WHEN d.kept >= 0 THEN ? + d.kept ELSE d.play END, d.level, {values}
            FROM stage.dropped d CROSS JOIN stage.staged s ON s.id = d.id {tables} WHERE
        """
        for part, some in _parts(connection):
            connection.execute(query + part.replace("s.id", "d.id"), (first, before, *some))
    last = connection.execute("SELECT seq FROM main.sqlite_sequence WHERE name = 'duplicate_row'").fetchone()
    return int(last[0]) if last else 0


def _write_ranges(
    connection: sqlite3.Connection, batch: int, counts: Sequence[tuple[int, int]], table: str, last: int
) -> None:  # fmt: skip
    """Note which run of numbers, ending with `last`, belongs to which listener."""
    first = last - sum(count for _, count in counts) + 1
    numbers = dict(connection.execute("SELECT id, listener FROM stage.listener_map"))
    for who, count in counts:
        connection.execute(
            f"INSERT INTO main.{table}_range VALUES (?, ?, ?, ?)", (batch, numbers[who], first, first + count - 1)
        )
        first += count
