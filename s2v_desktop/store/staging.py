"""Rows of foreign files on their way into the library: kept in a file of their own until all are read and judged.

One pass, chunks of rows, about three millionths of a second per row: a song is looked up by its raw spelling, and only
a spelling never seen before is given to `core.identity`. Memory grows with the number of songs, never with the rows.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from s2v_desktop.core.identity import artist_key, song_key
from s2v_desktop.core.types import Kind, Row, SkippedRow

CHUNK = 20_000
"""Rows taken from a reader at a time; between two chunks the import can be cancelled."""

_MOST_SPELLINGS = 1_000_000
_MOST_EXCERPTS = 200
_EVENT_REASONS = {int(kind): kind.name.lower() for kind in Kind if not kind.is_song}
_SCHEMA = """
    CREATE TABLE staged (
        id INTEGER PRIMARY KEY, song INTEGER, listener INTEGER, start_ms INTEGER, end_ms INTEGER, ms_played INTEGER,
        track_ms INTEGER, precision_s INTEGER, quality INTEGER, kind INTEGER, skip INTEGER, session INTEGER,
        place REAL, file INTEGER, row INTEGER);
    CREATE TABLE song (id INTEGER PRIMARY KEY, key TEXT, title TEXT, artist TEXT, album TEXT, artist_key TEXT);
    CREATE TABLE alias (song INTEGER, title TEXT, artist TEXT, album TEXT, ids TEXT);
    CREATE TABLE listener (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE session (id INTEGER PRIMARY KEY, listener INTEGER, name TEXT, format TEXT);
    CREATE TABLE event (listener INTEGER, start_ms INTEGER, end_ms INTEGER, kind INTEGER, file INTEGER, row INTEGER);
    CREATE TABLE skipped (file INTEGER, row INTEGER, reason TEXT, excerpt TEXT);
"""
_INSERTS = {
    "staged": "INSERT INTO staged VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "song": "INSERT INTO song VALUES (?, ?, ?, ?, ?, ?)",
    "alias": "INSERT INTO alias VALUES (?, ?, ?, ?, ?)",
    "session": "INSERT INTO session VALUES (?, ?, ?, ?)",
    "event": "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
    "skipped": "INSERT INTO skipped VALUES (?, ?, ?, ?)",
}


@dataclass
class StagedFile:
    """A file and what was read from it so far (changed in place).

    Attributes
    ----------
    number : int
        From 1 inside one import.
    path : str
        For the report.
    label : str
        For the library: without the folders around it.
    listener : str
        Whose rows these are where a row does not say.
    """

    number: int
    path: str
    label: str
    format: str
    listener: str
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


class Stage:
    """The import's own file, open for writing rows. Use it in a ``with`` block.

    Parameters
    ----------
    file : Path
        Must not exist yet.
    only_listeners : tuple of str
        Rows of other listeners are counted and left out; empty: everybody's are taken.
    """

    def __init__(self, file: Path, only_listeners: tuple[str, ...] = ()) -> None:
        self.file = file
        self._only = frozenset(only_listeners)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {_SCHEMA}")
        self._spellings: dict[tuple[str, str, str, str], int] = {}
        self._songs: dict[str, int] = {}
        self._listeners: dict[str, int] = {}
        self._sessions: dict[tuple[int, str, str], int] = {}
        self._places: dict[tuple[int, int], int] = {}
        self._waiting: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file. Closing twice does no harm."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()

    def add(self, file: StagedFile, items: Iterable[Row | SkippedRow]) -> None:
        """Take a chunk of rows."""
        plays, events = self._waiting["staged"], self._waiting["event"]
        spellings, listeners, number, rows = self._spellings, self._listeners, file.number, 0
        others = 0
        for item in items:
            rows += 1
            if isinstance(item, SkippedRow):
                self._skip(file, item)
                continue
            (row, title, artist, album, listener, start, end, ms_played, track_ms, precision, quality, kind, skip,
             session, order, ids) = item
            who = listeners.get(listener or file.listener) or self._listener(listener or file.listener)
            if who < 0:
                others += 1
            elif kind > Kind.MUSIC_VIDEO:
                events.append((who, start, end, kind, number, row))
                file.skipped[_EVENT_REASONS[kind]] += 1
            else:
                song = spellings.get((title, artist, album, ids)) or self._song(title, artist, album, ids)
                listed: int | None = None
                if session or start is None:
                    listed = self._session(who, session or file.label, file.format)
                    if order is None:
                        order = self._place(listed, number)
                plays.append((song, who, start, end, ms_played, track_ms, precision, quality, kind, skip, listed,
                              order, number, row))
        file.rows += rows
        if others:
            file.skipped["other-listener"] += others
        self._flush()

    def _flush(self) -> None:
        for name, rows in self._waiting.items():
            if rows:
                self._connection.executemany(_INSERTS[name], rows)
                rows.clear()

    def forget(self, file: StagedFile) -> None:
        """Take a file that turned out to be unreadable out again."""
        for table in ("staged", "event", "skipped"):
            self._connection.execute(f"DELETE FROM {table} WHERE file = ?", (file.number,))

    @property
    def size(self) -> int:
        """Bytes of the staged rows."""
        pages, page = (self._connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        return int(pages * page)

    def _skip(self, file: StagedFile, item: SkippedRow) -> None:
        file.skipped[item.reason] += 1
        excerpt = _clean(item.excerpt[:200]) if file.skipped[item.reason] <= _MOST_EXCERPTS else ""
        self._waiting["skipped"].append((file.number, item.number, item.reason, excerpt))

    def _listener(self, name: str) -> int:
        """Number of a listener met for the first time; -1 for one who was not chosen."""
        number = -1
        if not self._only or name in self._only:
            number = len(self._listeners) + 1
            self._connection.execute("INSERT INTO listener VALUES (?, ?)", (number, _clean(name)))
        self._listeners[name] = number
        return number

    def _song(self, title: str, artist: str, album: str, ids: str) -> int:
        """Number of the song a spelling met for the first time belongs to."""
        if len(self._spellings) >= _MOST_SPELLINGS:
            self._spellings.clear()  # met again, a spelling is written twice; the import takes it once
        texts = tuple(_clean(text) for text in (title, artist, album, ids))
        key = song_key(texts[0], texts[1])
        number = self._songs.get(key)
        if number is None:
            number = self._songs[key] = len(self._songs) + 1
            self._waiting["song"].append((number, key, *texts[:3], artist_key(texts[1])))
        self._waiting["alias"].append((number, *texts))
        self._spellings[title, artist, album, ids] = number
        return number

    def _session(self, listener: int, name: str, form: str) -> int:
        key = (listener, name, form)
        number = self._sessions.get(key)
        if number is None:
            number = self._sessions[key] = len(self._sessions) + 1
            self._waiting["session"].append((number, listener, _clean(name), form))
        return number

    def _place(self, session: int, file: int) -> float:
        """Place of the next row of a session inside one file: the order of the file."""
        place = self._places.get((session, file), 0) + 1
        self._places[session, file] = place
        return float(place)


def _clean(text: str) -> str:
    """Text that can be stored: JSON files may hold halves of characters, which no file can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
