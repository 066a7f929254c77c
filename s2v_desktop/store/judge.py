"""Staged rows are compared with each other and with the library, listener by listener, before anything is stored."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import NO_TIME, Int64, Quality
from s2v_desktop.store import dedupe, spread

_GROUP = 200_000
_STAGED = np.dtype([
    ("id", "i8"), ("listener", "i8"), ("song", "i8"), ("time", "i8"), ("heard", "i8"), ("session", "i8"),
    ("place", "f8"), ("ended", "?"), ("quality", "i1"), ("file", "i4"),
])
_OLD = np.dtype([("listener", "i8"), ("song", "i8"), ("time", "i8"), ("heard", "i8"), ("session", "i8"),
                 ("place", "f8")])
_SELECT_STAGED = f"""
    SELECT id, listener, song, ifnull(start_ms, {NO_TIME}), ifnull(ms_played, -1), ifnull(session, 0), place,
           end_ms IS NOT NULL, quality, file
    FROM stage.staged
"""
_SELECT_OLD = f"""
    SELECT listener, song, coalesce(given_ms, start_ms, {NO_TIME}), ifnull(ms_played, -1), ifnull(session, 0), place
    FROM main.play WHERE id BETWEEN ? AND ?
"""
_TABLES = """
    CREATE TABLE stage.dropped (id INTEGER PRIMARY KEY);
    CREATE TABLE stage.changed (id INTEGER PRIMARY KEY, start_ms INTEGER, given_ms INTEGER, quality INTEGER);
    CREATE TABLE stage.used (song INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What will be stored.

    Attributes
    ----------
    plays, duplicates : dict of int to int
        File number -> rows.
    kept : list of (int, int)
        (staged listener number, plays), in the order in which they will be stored.
    """

    plays: dict[int, int]
    duplicates: dict[int, int]
    kept: list[tuple[int, int]]


def judge(connection: sqlite3.Connection, monitor: Monitor) -> Verdict:
    """Write the tables ``dropped``, ``changed`` and ``used`` beside the staged rows.

    Parameters
    ----------
    connection : Connection
        To the library, with the stage attached as ``stage``. The library is only read.
    """
    for table in ("dropped", "changed", "used"):
        connection.execute(f"DROP TABLE IF EXISTS stage.{table}")
    for statement in _TABLES.split(";")[:-1]:
        connection.execute(statement)
    maps = _Maps(connection)
    used = np.zeros(len(maps.song), np.bool_)
    files = connection.execute("SELECT ifnull(max(file), 0) FROM stage.staged").fetchone()[0] + 1
    plays, duplicates = np.zeros(files, np.int64), np.zeros(files, np.int64)
    kept: list[tuple[int, int]] = []
    total = connection.execute("SELECT count(*) FROM stage.staged").fetchone()[0]
    done = 0
    for rows in _groups(connection):
        drop = _judge_group(connection, rows, maps)
        plays += np.bincount(rows["file"][~drop], minlength=files)
        duplicates += np.bincount(rows["file"][drop], minlength=files)
        used[rows["song"][~drop]] = True
        numbers, counts = np.unique(rows["listener"][~drop], return_counts=True)
        kept += zip(numbers.tolist(), counts.tolist(), strict=True)
        done += len(rows)
        monitor.update("comparing", done, total, "Looking for plays you have already")
    connection.executemany("INSERT INTO stage.used VALUES (?)", ((int(one),) for one in np.flatnonzero(used)))
    return Verdict(_counts(plays), _counts(duplicates), kept)


def _counts(per_file: Int64) -> dict[int, int]:
    return {number: int(count) for number, count in enumerate(per_file)}


class _Maps:
    """Staged numbers -> library numbers; what the library does not have yet gets a negative number of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.song = self._map(connection, "song", """
            SELECT s.id, coalesce(l.merged_into, l.id) FROM stage.song s JOIN main.song l ON l.key = s.key""")
        self.listener = self._map(connection, "listener", """
            SELECT s.id, l.id FROM stage.listener s JOIN main.listener l ON l.name = s.name""")
        self.session = self._map(connection, "session", """
            SELECT s.id, l.id FROM stage.session s JOIN stage.listener p ON p.id = s.listener
            JOIN main.listener m ON m.name = p.name
            JOIN main.listed_session l ON l.listener = m.id AND l.name = s.name AND l.format = s.format""")
        merged = connection.execute("SELECT id, merged_into FROM main.song WHERE merged_into IS NOT NULL").fetchall()
        self.merged_from = np.array([one for one, _ in merged], np.int64)
        self.merged_into = np.array([one for _, one in merged], np.int64)

    @staticmethod
    def _map(connection: sqlite3.Connection, table: str, query: str) -> Int64:
        size = connection.execute(f"SELECT ifnull(max(id), 0) + 1 FROM stage.{table}").fetchone()[0]
        result = -np.arange(size, dtype=np.int64)
        pairs = np.array(connection.execute(query).fetchall(), np.int64).reshape(-1, 2)
        result[pairs[:, 0]] = pairs[:, 1]
        return result

    def survivors(self, song: Int64) -> Int64:
        """Library songs as what they were merged into."""
        if not len(self.merged_from):
            return song
        order = np.argsort(self.merged_from)
        at = np.minimum(np.searchsorted(self.merged_from[order], song), len(order) - 1)
        hit = self.merged_from[order][at] == song
        return np.where(hit, self.merged_into[order][at], song)


def _groups(connection: sqlite3.Connection) -> Iterator[np.ndarray]:
    """Staged rows of some listeners at a time, sorted by listener, then as they came."""
    people = connection.execute("SELECT id FROM stage.listener ORDER BY id").fetchall()
    if len(people) <= 1:
        yield np.fromiter(connection.execute(f"{_SELECT_STAGED} ORDER BY id"), _STAGED)
        return
    connection.execute("CREATE INDEX IF NOT EXISTS stage.by_listener ON staged (listener)")
    counts = dict(connection.execute("SELECT listener, count(*) FROM stage.staged GROUP BY listener"))
    low, size = people[0][0], 0
    query = f"{_SELECT_STAGED} WHERE listener BETWEEN ? AND ? ORDER BY listener, id"
    for (one,) in people:
        count = counts.get(one, 0)
        if size and size + count > _GROUP:
            yield np.fromiter(connection.execute(query, (low, one - 1)), _STAGED, count=size)
            low, size = one, 0
        size += count
    yield np.fromiter(connection.execute(query, (low, people[-1][0])), _STAGED, count=size)


def _old_plays(connection: sqlite3.Connection, listeners: Int64, maps: _Maps) -> np.ndarray:
    ranges = itertools.chain.from_iterable(
        connection.execute("SELECT first, last FROM main.play_range WHERE listener = ?", (int(one),)).fetchall()
        for one in listeners[listeners > 0])
    rows = np.fromiter(
        itertools.chain.from_iterable(connection.execute(_SELECT_OLD, pair) for pair in ranges), _OLD)
    rows["song"] = maps.survivors(rows["song"])
    return rows


def _judge_group(connection: sqlite3.Connection, rows: np.ndarray, maps: _Maps) -> np.ndarray:
    """Which of these rows are duplicates; notes them, and the rows whose time or quality changes."""
    listener, session = maps.listener[rows["listener"]], maps.session[rows["session"]]
    new = [listener, maps.song[rows["song"]], session, rows["time"], rows["heard"], _place_bits(rows["place"])]
    old_rows = _old_plays(connection, np.unique(listener), maps)
    old = [old_rows["listener"], old_rows["song"], old_rows["session"], old_rows["time"], old_rows["heard"],
           _place_bits(old_rows["place"])]
    found = dedupe.find([np.ascontiguousarray(one) for one in new], [np.ascontiguousarray(one) for one in old])
    drop = found.inside | found.known
    connection.executemany("INSERT INTO stage.dropped VALUES (?)", ((int(one),) for one in rows["id"][drop]))
    _change_times(connection, rows, ~found.inside, ~drop)
    return drop


def _place_bits(place: np.ndarray) -> Int64:
    """Places as whole numbers that compare equal where the places do; none is one value too."""
    return np.where(np.isnan(place), np.inf, place + 0.0).view(np.int64)


def _change_times(connection: sqlite3.Connection, rows: np.ndarray, heard_once: np.ndarray, keep: np.ndarray) -> None:
    """Spread shared times, mark reports. Rows the library has still take part, so that the others get their places."""
    free = heard_once & (rows["time"] != NO_TIME) & (rows["session"] == 0)
    placed = ~np.isnan(rows["place"])
    moved = spread.spread(rows["listener"], rows["time"], rows["place"], free & placed)
    mine = keep[moved.rows]
    at = moved.rows[mine]
    connection.executemany(
        f"INSERT INTO stage.changed VALUES (?, ?, ?, {int(Quality.DERIVED)})",
        zip(rows["id"][at].tolist(), moved.start_ms[mine].tolist(), rows["time"][at].tolist(), strict=True))
    loose = free & ~placed & (rows["heard"] < 0) & ~rows["ended"] & (rows["quality"] < Quality.COARSE)
    marked = spread.reports(rows["listener"], rows["time"], loose)
    marked = marked[keep[marked]]
    connection.executemany(
        f"INSERT INTO stage.changed VALUES (?, ?, NULL, {int(Quality.COARSE)})",
        zip(rows["id"][marked].tolist(), rows["time"][marked].tolist(), strict=True))
