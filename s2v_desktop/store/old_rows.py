"""What the library has already, in the columns that an import is compared by."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from s2v_desktop.core.types import NO_TIME, Int64
from s2v_desktop.store import sources
from s2v_desktop.store.staging import StagedFile
from s2v_desktop.store.windows import IN_WINDOW, Range, Survey, Window, blocks

OLD = np.dtype(
    [
        ("play", "i8"),
        ("listener", "i8"),
        ("song", "i8"),
        ("time", "i8"),
        ("heard", "i8"),
        ("session", "i8"),
        ("place", "f8"),
        ("start", "i8"),
        ("length", "i8"),
        ("precision", "i4"),
        ("quality", "i1"),
        ("file", "i8"),
        ("end", "i8"),
        ("played", "i8"),
        ("again", "?"),
    ]
)
_COLUMNS = f"""
    listener, song, coalesce(given_ms, start_ms, {NO_TIME}), ifnull(ms_played, -1), ifnull(session, 0), place,
    ifnull(start_ms, {NO_TIME}), ifnull(track_ms, -1), precision_s, quality, file,
    ifnull(end_ms, {NO_TIME}), ifnull(ms_played, -1)"""
_TABLES = MappingProxyType({
    "play": f"SELECT id, {_COLUMNS}, 0 FROM main.play WHERE id BETWEEN ? AND ?",
    "duplicate": f"SELECT play, {_COLUMNS}, 1 FROM main.duplicate_row WHERE id BETWEEN ? AND ?",
})  # fmt: skip


def _reach(table: str, join: str) -> str:
    """When rows begin, how far reaches what they and what they belong to say, how exact they are, and their file."""
    times = [f"coalesce({row}.{one}, t.start_ms)" for row in "to" for one in ("start_ms", "given_ms")]
    times += [f"coalesce({row}.end_ms - {row}.ms_played, t.start_ms)" for row in "to"]
    first, last = (f"ifnull({which}({', '.join(times)}), {NO_TIME})" for which in ("min", "max"))
    return f"""
        SELECT ifnull(t.start_ms, {NO_TIME}), {first}, {last}, t.precision_s * 16 + t.quality, t.file
        FROM main.{table} t LEFT JOIN main.{join} WHERE t.id BETWEEN ? AND ?"""


_REACHES = MappingProxyType({
    "play": _reach("play", "own_row o ON o.play = t.id"),
    "duplicate": _reach("duplicate_row", "play o ON o.id = t.play"),
})  # fmt: skip


class Maps:
    """Staged numbers -> library numbers; what the library does not have yet gets a negative number of its own.

    Attributes
    ----------
    song, listener, session : Int64
        Indexed by the staged number.
    formats : list of str
        All formats of the library and of the import.
    staged_format, format : Int64
        Number of a file in the stage, and in the library -> index in `formats`.
    """

    def __init__(self, connection: sqlite3.Connection, files: Sequence[StagedFile]) -> None:
        self.song = self._map(
            connection,
            "song",
            """
            SELECT s.id, coalesce(l.merged_into, l.id, o.merged_into, o.id)
            FROM stage.song s LEFT JOIN main.song l ON l.key = s.key
            LEFT JOIN main.merge_decision d ON l.id IS NULL AND d.key = s.key AND d.same
            LEFT JOIN main.song o ON o.key = d.other WHERE coalesce(l.id, o.id) IS NOT NULL""",
        )
        spelled = connection.execute("SELECT id, min(id) OVER (PARTITION BY key) FROM stage.song").fetchall()
        for one, first in spelled:  # spellings of one song that the library does not have
            if self.song[one] < 0:
                self.song[one] = -first
        self.listener = self._map(
            connection,
            "listener",
            """
            SELECT s.id, l.id FROM stage.listener s JOIN main.listener l ON l.name = s.name""",
        )
        self.session = self._map(
            connection,
            "session",
            """
            SELECT s.id, l.id FROM stage.session s JOIN stage.listener p ON p.id = s.listener
            JOIN main.listener m ON m.name = p.name
            JOIN main.listed_session l ON l.listener = m.id AND l.name = s.name AND l.format = s.format
            AND l.part = s.part""",
        )
        twins = connection.execute("""
            SELECT id, min(id) OVER (PARTITION BY listener, name, format, part) FROM stage.session""").fetchall()
        for one, first in twins:  # lists that came in two files and are the same
            if self.session[one] < 0:
                self.session[one] = self.session[first]
        merged = connection.execute("SELECT id, merged_into FROM main.song WHERE merged_into IS NOT NULL").fetchall()
        self.merged_from = np.array([one for one, _ in merged], np.int64)
        self.merged_into = np.array([one for _, one in merged], np.int64)
        self._read_formats(connection, files)

    def _read_formats(self, connection: sqlite3.Connection, files: Sequence[StagedFile]) -> None:
        old: list[tuple[int, str]] = connection.execute("SELECT id, format FROM main.source_file").fetchall()
        self.formats = sorted({form for _, form in old} | {file.format for file in files})
        number = {form: place for place, form in enumerate(self.formats)}
        self.format = np.zeros(max((one for one, _ in old), default=0) + 1, np.int64)
        for one, form in old:
            self.format[one] = number[form]
        self.staged_format = np.zeros(max((file.number for file in files), default=0) + 1, np.int64)
        for file in files:
            self.staged_format[file.number] = number[file.format]

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


def sizes(connection: sqlite3.Connection) -> dict[int, int]:
    """Staged listener -> rows that the library has of this listener."""
    found: Counter[int] = Counter()
    for table in _TABLES:
        found.update(
            dict(
                connection.execute(f"""
                    SELECT s.id, sum(r.last - r.first + 1) FROM stage.listener s JOIN main.listener l ON l.name = s.name
                    JOIN main.{table}_range r ON r.listener = l.id GROUP BY s.id""")
            )
        )
    return found


def ranges(connection: sqlite3.Connection, table: str, listeners: Int64) -> list[Range]:
    """Where a table has rows of some listeners of the library."""
    found: list[Range] = []
    for one in listeners[listeners > 0].tolist():
        query = f"SELECT first, last FROM main.{table}_range WHERE listener = ?"
        found += connection.execute(query, (one,)).fetchall()
    return found


def read(connection: sqlite3.Connection, listeners: Int64, maps: Maps) -> np.ndarray:
    """All rows of some listeners, plays first: an array of `OLD`, shape (rows,).

    A play that a richer duplicate filled in is compared word for word (`time`, `heard`) by what its own row said, and
    by time with what it says now (`start`, `played`).
    """
    some = [(table, [(one, None) for one in ranges(connection, table, listeners)]) for table in _TABLES]
    return _read(connection, some, maps)


def read_window(connection: sqlite3.Connection, survey: Survey, window: Window, maps: Maps) -> np.ndarray:
    """The same of a window of what `look_over` has seen."""
    return _read(connection, [(table, list(survey.within(table, window))) for table in _TABLES], maps)


def _read(
    connection: sqlite3.Connection, some: Sequence[tuple[str, Sequence[tuple[Range, Window | None]]]], maps: Maps
) -> np.ndarray:  # fmt: skip
    parts = []
    for table, pieces in some:
        whole, inside = _TABLES[table], f"{_TABLES[table]} AND {IN_WINDOW}"
        found = itertools.chain.from_iterable(
            connection.execute(whole, one)
            if window is None
            else connection.execute(inside, (*one, window.begin, window.end))
            for one, window in pieces
        )
        parts.append(np.fromiter(found, OLD))
    rows = np.concatenate(parts)
    rows["song"] = maps.survivors(rows["song"])
    _own_words(connection, rows)
    return rows


def look_over(connection: sqlite3.Connection, listeners: Int64, maps: Maps, survey: Survey) -> Int64:
    """Tell a survey of all rows of some listeners; gives the formats they came in.

    What a play and the rows that say it again say about when it was stays in one window.
    """
    forms = np.zeros(len(maps.formats), np.int64)
    for table, query in _REACHES.items():
        for some in blocks(ranges(connection, table, listeners)):
            rows = itertools.chain.from_iterable(connection.execute(query, pair) for pair in some)
            moment, first, last, kind, file = (
                np.fromiter(itertools.chain.from_iterable(rows), np.int64).reshape(-1, 5).T
            )
            form = maps.format[file]
            reach = sources.reach_ms(maps.formats, form, kind // 16, kind % 16)
            survey.add(table, some, moment, first - reach, last + reach)
            forms += np.bincount(form, minlength=len(forms))
    return np.flatnonzero(forms)


def _own_words(connection: sqlite3.Connection, rows: np.ndarray) -> None:
    plays = rows["play"]
    own = np.array(
        connection.execute(
            f"SELECT play, coalesce(given_ms, start_ms, {NO_TIME}), ifnull(ms_played, -1) FROM main.own_row "
            "WHERE play BETWEEN ? AND ?",
            (int(plays.min(initial=0)), int(plays.max(initial=0))),
        ).fetchall(),
        np.int64,
    ).reshape(-1, 3)
    if len(own) and len(rows):
        order = np.argsort(own[:, 0])
        at = np.minimum(np.searchsorted(own[order, 0], rows["play"]), len(own) - 1)
        hit = (own[order, 0][at] == rows["play"]) & ~rows["again"]
        rows["time"][hit], rows["heard"][hit] = own[order][at[hit], 1], own[order][at[hit], 2]
