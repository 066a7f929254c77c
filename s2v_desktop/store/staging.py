"""Rows of foreign files on their way into the library: kept in a file of their own until all are read and judged.

One pass, chunks of rows turned into columns, about a millionth of a second per row: a song is looked up by its raw
spelling, and only a spelling never seen before is given to `core.identity`. Memory grows with the number of songs,
never with the rows.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from s2v_desktop.core.identity import artist_key, song_key
from s2v_desktop.core.readers.personal import masked
from s2v_desktop.core.readers.plain import PlainPlays
from s2v_desktop.core.types import Kind, Row, SkippedRow
from s2v_desktop.store import bulk
from s2v_desktop.store.runs import Runs

CHUNK = 20_000
"""Rows taken from a reader at a time; between two chunks the import can be cancelled."""

Chunk = PlainPlays | list[Row | SkippedRow]
"""Rows of a file as its reader gives them."""

PRIVATE = "private:1"
"""What readers add to the ids of a play of a private session; it is no id and is never stored as one."""

_MOST_SPELLINGS = 1_000_000
_MOST_EXCERPTS = 200
_EVENT_REASONS = {int(kind): kind.name.lower() for kind in Kind if not kind.is_song}
_SCHEMA = """
    CREATE TABLE staged (
        id INTEGER PRIMARY KEY, song INTEGER, listener INTEGER, start_ms INTEGER, end_ms INTEGER, ms_played INTEGER,
        track_ms INTEGER, precision_s INTEGER, quality INTEGER, kind INTEGER, skip INTEGER, private INTEGER,
        session INTEGER, place REAL, file INTEGER, row INTEGER);
    CREATE TABLE song (id INTEGER PRIMARY KEY, key TEXT, title TEXT, artist TEXT, album TEXT, artist_key TEXT);
    CREATE TABLE alias (song INTEGER, title TEXT, artist TEXT, album TEXT, ids TEXT);
    CREATE TABLE listener (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE session (id INTEGER PRIMARY KEY, listener INTEGER, name TEXT, format TEXT, part INTEGER);
    CREATE TABLE event (listener INTEGER, start_ms INTEGER, end_ms INTEGER, kind INTEGER, file INTEGER, row INTEGER);
    CREATE TABLE skipped (file INTEGER, row INTEGER, reason TEXT, excerpt TEXT);
    CREATE TABLE same (name TEXT, value);
    CREATE TABLE run (listener INTEGER, first INTEGER, last INTEGER);
"""
_COLUMNS = (
    "id", "song", "listener", "start_ms", "end_ms", "ms_played", "track_ms", "precision_s", "quality", "kind", "skip",
    "private", "session", "place", "file", "row",
)  # fmt: skip
"""Of ``staged``; what all rows say in one of them stands in ``same``."""
_INSERTS = {
    "song": "INSERT INTO song VALUES (?, ?, ?, ?, ?, ?)",
    "alias": "INSERT INTO alias VALUES (?, ?, ?, ?, ?)",
    "session": "INSERT INTO session VALUES (?, ?, ?, ?, 1)",
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
    service : str
        Name of the format for people.
    how : str
        A sentence: how it was recognised.
    local_time : bool
        Whether its times are those of a clock on the wall.
    """

    number: int
    path: str
    label: str
    format: str
    listener: str
    service: str = ""
    how: str = ""
    local_time: bool = False
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
    keep_private : bool
        Whether plays of private sessions are taken.
    own : mapping of (str, str, str) to str
        Spellings (title, artist, album) that are songs of their own -> the key of that song.

    Attributes
    ----------
    private : int
        How many plays of private sessions were met.
    """

    def __init__(
        self, file: Path, only_listeners: tuple[str, ...] = (), *, keep_private: bool = True,
        own: Mapping[tuple[str, str, str], str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.file = file
        self.private = 0
        self._keep_private = keep_private
        self._own = own
        self._only = frozenset(only_listeners)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {_SCHEMA}")
        self._spellings: dict[tuple[str, str, str, str], int] = {}
        self._songs: dict[tuple[str, str, str, str], int] = {}
        self._artists: dict[str, str] = {}
        self._listeners: dict[str, int] = {}
        self._sessions: dict[tuple[int, str, int], int] = {}
        self._places: dict[int, int] = {}
        self._same: list[str | None] | None = None
        self._runs = Runs()
        self._waiting: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file. Closing twice does no harm."""
        if self._connection.in_transaction:
            for name, text in zip(_COLUMNS[1:], (self._same or [])[1:], strict=False):
                if text is not None:
                    self._connection.execute(f"INSERT INTO same VALUES (?, {text})", (name,))
            self._runs.write(self._connection)
            self._connection.execute("COMMIT")
        self._connection.close()

    def add(self, file: StagedFile, items: Sequence[Row | SkippedRow]) -> None:
        """Take a chunk of rows."""
        file.rows += len(items)
        rows = [item for item in items if isinstance(item, Row)]
        if len(rows) < len(items):
            for item in items:
                if isinstance(item, SkippedRow):
                    self._skip(file, item)
        if rows:
            if not self._keep_private:
                rows = self._without_private(file, rows)
            who = self._people(file, rows)
            if min(who, default=0) < 0 or max([row.kind for row in rows], default=0) > Kind.MUSIC_VIDEO:
                rows, who = self._plays_only(file, rows, who)
        if rows:
            self._add_plays(file, rows, who)
        self._flush()

    def add_any(self, file: StagedFile, chunk: Chunk) -> None:
        """Take a chunk as its reader gave it."""
        if isinstance(chunk, PlainPlays):
            self.add_plain(file, chunk)
        else:
            self.add(file, chunk)

    def add_plain(self, file: StagedFile, plays: PlainPlays) -> None:
        """Take a block of plays in which nothing is out of the way."""
        numbers = self._numbers(file, plays.listeners)
        if min(numbers.values()) < 0:
            self.add(file, list(plays.rows()))
            return
        size = len(plays)
        file.rows += size
        rows = range(plays.first, plays.first + size)
        nothing, zero = [None] * size, [0] * size
        places = [float(-one) for one in rows] if plays.turned else nothing
        songs = [self._spellings.get(one) or self._song(*one) for one in plays.spellings]
        self._insert(songs, [numbers[name] for name in plays.listeners], (
            plays.moments, nothing, nothing, nothing, [plays.precision_s] * size, zero, zero,
            nothing, nothing, nothing, places, [file.number] * size, rows))  # fmt: skip
        self._flush()

    def _without_private(self, file: StagedFile, rows: list[Row]) -> list[Row]:
        """Note plays of private sessions as skipped; gives the rest."""
        kept = []
        for row in rows:
            if "private" in row.ids and PRIVATE in row.ids.split():
                self.private += 1
                self._skip(file, SkippedRow(row.number, "private-session", f"{row.artist} | {row.title}"))
            else:
                kept.append(row)
        return kept

    def _people(self, file: StagedFile, rows: list[Row]) -> list[int]:
        """Number of the listener of each row, -1 for those who were not chosen."""
        said = [row.listener for row in rows]
        numbers = self._numbers(file, said)
        return [numbers[name] for name in said]

    def _numbers(self, file: StagedFile, said: list[str]) -> dict[str, int]:
        numbers = {}
        for name in dict.fromkeys(said):
            known = name or file.listener
            numbers[name] = self._listeners.get(known) or self._listener(known)
        return numbers

    def _plays_only(self, file: StagedFile, rows: list[Row], who: list[int]) -> tuple[list[Row], list[int]]:
        """Count rows of others and note events; gives the rest."""
        plays, players, events = [], [], self._waiting["event"]
        for row, one in zip(rows, who, strict=True):
            if one < 0:
                file.skipped["other-listener"] += 1
            elif row.kind > Kind.MUSIC_VIDEO:
                events.append((one, row.start_ms, row.end_ms, row.kind, file.number, row.number))
                file.skipped[_EVENT_REASONS[row.kind]] += 1
            else:
                plays.append(row)
                players.append(one)
        return plays, players

    def _add_plays(self, file: StagedFile, rows: list[Row], who: list[int]) -> None:
        (number, title, artist, album, _, start, end, ms_played, track_ms, precision, quality, kind, skip, session,
         order, ids) = zip(*rows, strict=True)  # fmt: skip
        spellings = list(zip(title, artist, album, ids, strict=True))
        songs = [self._spellings.get(one) or self._song(*one) for one in spellings]
        private: Sequence[int | None] = [None] * len(rows)
        if min(songs) < 0:
            private = [1 if song < 0 else None for song in songs]
            songs = [abs(song) for song in songs]
            self.private += sum(map(bool, private))
        listed: Sequence[int | None] = [None] * len(rows)
        places: Sequence[float | None] = order
        if any(session) or None in start:
            listed, places = self._sessions_of(file, rows, who)
        self._insert(songs, who, (
            start, end, ms_played, track_ms, precision, quality, kind, skip, private, listed, places,
            [file.number] * len(rows), number))  # fmt: skip

    def _insert(self, songs: list[int], who: list[int], others: Sequence[Sequence[object]]) -> None:
        """Write plays; `others` are the columns of ``staged`` after its listener."""
        same = bulk.insert(self._connection, "staged", ([None] * len(songs), songs, who, *others))
        if self._same is None:
            self._same = same
        elif self._same != same:
            self._same = [one if one == other else None for one, other in zip(self._same, same, strict=True)]
        self._runs.add(who)

    def _sessions_of(
        self, file: StagedFile, rows: list[Row], who: list[int]
    ) -> tuple[list[int | None], list[float | None]]:  # fmt: skip
        """Session and place of each row; one without a time and without a session belongs to the file's own."""
        listed: list[int | None] = []
        places: list[float | None] = []
        for row, one in zip(rows, who, strict=True):
            session, place = None, row.order
            if row.session or row.start_ms is None:
                session = self._session(one, row.session or file.label, file)
                if place is None:
                    place = self._place(session)
            listed.append(session)
            places.append(place)
        return listed, places

    def _flush(self) -> None:
        for name, rows in self._waiting.items():
            if rows:
                self._connection.executemany(_INSERTS[name], rows)
                rows.clear()

    def forget(self, file: StagedFile) -> None:
        """Take a file that turned out to be unreadable out again."""
        for table in ("staged", "event", "skipped"):
            self._connection.execute(f"DELETE FROM {table} WHERE file = ?", (file.number,))
        self._runs.cut(self._connection.execute("SELECT ifnull(max(id), 0) FROM staged").fetchone()[0])

    @property
    def size(self) -> int:
        """Bytes of the staged rows."""
        pages, page = (self._connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        return int(pages * page)

    def _skip(self, file: StagedFile, item: SkippedRow) -> None:
        file.skipped[item.reason] += 1
        excerpt = masked(_clean(item.excerpt[:200])) if file.skipped[item.reason] <= _MOST_EXCERPTS else ""
        self._waiting["skipped"].append((file.number, item.number, item.reason, excerpt))

    def never_met(self) -> list[str]:
        """Chosen listeners that no row names."""
        return sorted(self._only - set(self._listeners))

    def _listener(self, name: str) -> int:
        """Number of a listener met for the first time; -1 for one who was not chosen."""
        number = -1
        if not self._only or name in self._only:
            number = len(self._listeners) + 1
            self._connection.execute("INSERT INTO listener VALUES (?, ?)", (number, _clean(name)))
        self._listeners[name] = number
        return number

    def _song(self, title: str, artist: str, album: str, ids: str) -> int:
        """Number of the song a spelling met for the first time belongs to; negative where the play was private."""
        if len(self._spellings) >= _MOST_SPELLINGS:
            self._spellings.clear()  # met again, a spelling is written twice; the import takes it once
        marked = "private" in ids and PRIVATE in ids.split()
        kept = " ".join(one for one in ids.split() if one != PRIVATE) if marked else ids
        texts = tuple(_clean(text) for text in (title, artist, album, kept))
        who = self._artists.get(texts[1])
        if who is None:
            who = self._artists[texts[1]] = artist_key(texts[1])
        name = texts[0], texts[1], texts[2]
        key = self._own.get(name) or song_key(texts[0], texts[1], who)
        number = self._songs.get((key, *name))
        if number is None:  # a number for each spelling: the key says which are one song
            number = self._songs[key, *name] = len(self._songs) + 1
            self._waiting["song"].append((number, key, *texts[:3], who))
        self._waiting["alias"].append((number, *texts))
        self._spellings[title, artist, album, ids] = signed = -number if marked else number
        return signed

    def _session(self, listener: int, name: str, file: StagedFile) -> int:
        """Number of a session of this file; whether another file or the library has it is judged later."""
        key = (listener, name, file.number)
        number = self._sessions.get(key)
        if number is None:
            number = self._sessions[key] = len(self._sessions) + 1
            self._waiting["session"].append((number, listener, _clean(name), file.format))
        return number

    def _place(self, session: int) -> float:
        """Place of the next row of a session: the order of the file."""
        place = self._places.get(session, 0) + 1
        self._places[session] = place
        return float(place)


def _clean(text: str) -> str:
    """Text that can be stored: JSON files may hold halves of characters, which no file can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
