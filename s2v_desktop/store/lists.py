"""Lists (playlists, sets, shows) of one name: the same list again, or another one? Their songs decide."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator

_MOST_COMPARED = 50
"""So many lists of one name are compared by what they have in common; of more, only equal ones are found."""


def tell_apart(connection: sqlite3.Connection) -> None:
    """Give each staged list its ``part``: that of the list of this name it is, else the next free one.

    Two lists are one when at least half of the songs of the shorter are in the other: a playlist that has grown is
    still the same playlist.

    Parameters
    ----------
    connection : Connection
        To the library, which is only read, with the stage attached as ``stage``.
    """
    twins: set[int] = {
        row[0]
        for row in connection.execute("""
        SELECT s.id FROM stage.session s JOIN stage.listener p ON p.id = s.listener
        JOIN main.listener m ON m.name = p.name
        JOIN main.listed_session l ON l.listener = m.id AND l.name = s.name AND l.format = s.format
        UNION SELECT id FROM (SELECT id, count(*) OVER (PARTITION BY listener, name, format) AS n FROM stage.session)
        WHERE n > 1""")
    }
    connection.execute("UPDATE stage.session SET part = 1 WHERE part <> 1")
    if not twins:
        return
    known = _Known()
    for name, part, songs in _stored(connection):
        known.add(name, part, songs)
    parts = []
    for session, name, songs in _staged(connection, twins):
        part = known.part(name, songs)
        if part != 1:
            parts.append((part, session))
    connection.executemany("UPDATE stage.session SET part = ? WHERE id = ?", parts)


_Name = tuple[str, str, str]
_Songs = frozenset[str]


class _Known:
    """The lists met so far, by listener, name and format."""

    def __init__(self) -> None:
        self._lists: dict[_Name, dict[int, _Songs]] = {}

    def add(self, name: _Name, part: int, songs: _Songs) -> None:
        self._lists.setdefault(name, {})[part] = songs

    def part(self, name: _Name, songs: _Songs) -> int:
        """Number of the list with these songs; a new one is remembered."""
        lists = self._lists.setdefault(name, {})
        few = len(lists) <= _MOST_COMPARED
        for part, have in lists.items():
            least = min(len(have), len(songs))
            if have == songs or (few and 2 * len(have & songs) >= max(least, 1)):
                lists[part] = have | songs if few else have
                return part
        part = max(lists, default=0) + 1
        lists[part] = songs
        return part


def _stored(connection: sqlite3.Connection) -> Iterator[tuple[_Name, int, _Songs]]:
    """Lists of the library that have a namesake in the stage."""
    wanted = connection.execute("""
        SELECT DISTINCT l.id, m.id, m.name, l.name, l.format, l.part FROM stage.session s
        JOIN stage.listener p ON p.id = s.listener JOIN main.listener m ON m.name = p.name
        JOIN main.listed_session l ON l.listener = m.id AND l.name = s.name AND l.format = s.format
        ORDER BY m.id, l.part""").fetchall()
    for _, group in itertools.groupby(wanted, key=lambda row: row[1]):
        mine = {row[0]: row for row in group}
        listener = next(iter(mine.values()))[1]
        songs: dict[int, set[str]] = {one: set() for one in mine}
        for first, last in connection.execute(
            "SELECT first, last FROM main.play_range WHERE listener = ?", (listener,)
        ).fetchall():
            for session, key in connection.execute(
                "SELECT p.session, s.key FROM main.play p JOIN main.song s ON s.id = p.song "
                "WHERE p.id BETWEEN ? AND ? AND p.session IS NOT NULL",
                (first, last),
            ):
                if session in songs:
                    songs[session].add(key)
        for one, (_, _, person, name, form, part) in mine.items():
            yield (person, name, form), part, frozenset(songs[one])


def _staged(connection: sqlite3.Connection, twins: set[int]) -> Iterator[tuple[int, _Name, _Songs]]:
    """Staged lists that have a namesake, in the order in which they came."""
    names = {
        row[0]: (row[1], row[2], row[3])
        for row in connection.execute(
            "SELECT s.id, p.name, s.name, s.format FROM stage.session s JOIN stage.listener p ON p.id = s.listener"
        )
    }
    rows = connection.execute(
        "SELECT t.session, s.key FROM stage.staged t JOIN stage.song s ON s.id = t.song "
        "WHERE t.session IS NOT NULL ORDER BY t.session"
    )
    for session, group in itertools.groupby(rows, key=lambda row: row[0]):
        if session in twins:
            yield session, names[session], frozenset(key for _, key in group)
