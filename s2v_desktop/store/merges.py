"""Which songs are one: the listener's decisions, by text key, so that they outlive an undo and meet a later import."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.suggestions import met, suggest
from s2v_desktop.store import database, sources, twins

MOST = 500
"""Suggestions shown at a time."""
_IDS = ("isrc:", "recording_mbid:", "mbid:")
_EXACT_MS = 90_000
"""Plays whose start is not known better than this say little about what was heard at the same moment."""
_OF_SEVERAL = """
    SELECT r.listener FROM play_range r JOIN source_file f ON f.batch = r.batch
    GROUP BY r.listener HAVING count(DISTINCT f.format) > 1"""
_TIMED = """
    SELECT song, file, start_ms, precision_s, quality FROM play p
    WHERE id BETWEEN ? AND ? AND start_ms IS NOT NULL AND session IS NULL AND counted
    AND NOT EXISTS (SELECT 1 FROM duplicate_row d WHERE d.play = p.id AND d.level = 3)"""
"""Plays that only one service tells, and long enough for any to tell."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the listener decided about two songs.

    Attributes
    ----------
    key, other : str
        Text keys; with `same`, `other` is the song that stays.
    same : bool
    """

    key: str
    other: str
    same: bool


def read(connection: sqlite3.Connection) -> list[Decision]:
    """All decisions, newest first."""
    rows = connection.execute("SELECT key, other, same FROM merge_decision ORDER BY made_ms DESC, key")
    return [Decision(key, other, bool(same)) for key, other, same in rows]


def merge(connection: sqlite3.Connection, songs: Iterable[int], survivor: int) -> None:
    """Make songs one; to be called inside a transaction.

    Parameters
    ----------
    songs : iterable of int
        Library song numbers.
    survivor : int
        The song that stays; where it was merged itself, the one it was merged into.

    Raises
    ------
    BadRequest
        When one of them is not there.
    """
    target = key_of(connection, _root(connection, survivor))
    for song in songs:
        key = key_of(connection, _root(connection, song))
        if key != target:
            # What was merged into this song goes with it: chains have one link.
            connection.execute("UPDATE OR REPLACE merge_decision SET other = ? WHERE other = ? AND same", (target, key))
            _write(connection, [Decision(key, target, True)])
    follow(connection)


def keep_apart(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Never propose these two again, and part them where they are one; inside a transaction."""
    _write(connection, [Decision(key_of(connection, one), key_of(connection, other), False) for one, other in pairs])
    follow(connection)


def split(connection: sqlite3.Connection, songs: Iterable[int]) -> None:
    """Make songs that were merged into another songs of their own again; inside a transaction."""
    for song in songs:
        row = connection.execute(
            "SELECT o.key FROM song s JOIN song o ON o.id = s.merged_into WHERE s.id = ?", (song,)
        ).fetchone()
        if row is None:
            raise BadRequest("This song was not merged into another. Nothing was changed.")
        _write(connection, [Decision(key_of(connection, song), row[0], False)])
    follow(connection)


def restore(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> None:
    """Put all decisions back as they were (`read`); inside a transaction."""
    connection.execute("DELETE FROM merge_decision")
    _write(connection, decisions)
    follow(connection)


def suggestions(connection: sqlite3.Connection, monitor: Monitor) -> list[dict[str, Any]]:
    """Songs that may be one and about which nothing was decided, the surest first; at most `MOST`.

    Returns
    -------
    list of dict
        ``song other`` (library numbers; the other would stay), ``names`` [artist - title of both], ``plays`` of both,
        ``score`` 0 to 100, ``same_id``, ``together`` (how often two services told them at the same moment).
    """
    rows = connection.execute(
        "SELECT s.id, s.key, s.artist, s.title, a.name FROM song s JOIN artist a ON a.id = s.artist "
        "WHERE s.merged_into IS NULL ORDER BY s.id"
    ).fetchall()
    index = {row[0]: place for place, row in enumerate(rows)}
    counts = dict(connection.execute("SELECT song, count(*) FROM play GROUP BY song"))
    plays = np.array([counts.get(row[0], 0) for row in rows], np.int64)
    artists = np.array([row[2] for row in rows], np.int32)
    keys = [row[1] for row in rows]
    decided = {frozenset((one.key, one.other)) for one in read(connection)}
    found = []
    together = _together(connection, index, monitor)
    for one in suggest(keys, artists, plays, _same_ids(connection, index), monitor, together):
        if frozenset((keys[one.song], keys[one.other])) not in decided:
            pair = (one.song, one.other)
            found.append({
                "song": rows[one.song][0], "other": rows[one.other][0],
                "names": [f"{rows[i][4]} - {rows[i][3]}" for i in pair], "plays": [int(plays[i]) for i in pair],
                "score": round(one.score, 1), "same_id": one.same_id, "together": one.together,
            })  # fmt: skip
    return found[:MOST]


def _together(connection: sqlite3.Connection, index: dict[int, int], monitor: Monitor) -> list[tuple[int, int, int]]:
    """Pairs of songs that two services told at the same moment, and how often."""
    formats = dict(connection.execute("SELECT id, format FROM source_file"))
    numbers = {form: number for number, form in enumerate(sorted(set(formats.values())))}
    if len(numbers) < 2:
        return []
    # One number per library song: its place among the songs that were not merged.
    root = {song: index[into] for song, into in connection.execute(
        "SELECT id, coalesce(merged_into, id) FROM song") if into in index}  # fmt: skip
    times: Counter[tuple[int, int]] = Counter()
    for (listener,) in connection.execute(_OF_SEVERAL).fetchall():
        monitor.check()
        rows = [
            (root[song], numbers[formats[file]], start, sources.tolerance_ms(formats[file], precision, quality == 0))
            for first, last in connection.execute(
                "SELECT first, last FROM play_range WHERE listener = ?", (listener,)).fetchall()
            for song, file, start, precision, quality in connection.execute(_TIMED, (first, last))
            if song in root
        ]  # fmt: skip
        columns = np.array([row for row in rows if 0 < row[3] <= _EXACT_MS], np.int64).reshape(-1, 4)
        for one, other, count in met(*columns.T):
            times[one, other] += count
    return [(one, other, count) for (one, other), count in sorted(times.items())]


def merged(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Songs that were merged: ``song other names``, by name."""
    rows = connection.execute(
        "SELECT s.id, o.id, a.name || ' - ' || s.title, b.name || ' - ' || o.title FROM song s "
        "JOIN song o ON o.id = s.merged_into JOIN artist a ON a.id = s.artist JOIN artist b ON b.id = o.artist "
        "ORDER BY 4, 3"
    ).fetchall()
    return [{"song": song, "other": other, "names": [one, two]} for song, other, one, two in rows]


def _same_ids(connection: sqlite3.Connection, index: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs of songs that carry one recording id."""
    owner: dict[str, int] = {}
    pairs: set[tuple[int, int]] = set()
    where = " OR ".join(f"a.ids LIKE '%{scheme}%'" for scheme in _IDS)
    for song, ids in connection.execute(
        f"SELECT coalesce(s.merged_into, s.id), a.ids FROM song_alias a JOIN song s ON s.id = a.song WHERE {where}"
    ):
        for one in ids.split():
            if one.startswith(_IDS) and song in index:
                first = owner.setdefault(one, song)
                if first != song:
                    pairs.add((index[min(first, song)], index[max(first, song)]))
    return sorted(pairs)


def key_of(connection: sqlite3.Connection, song: int) -> str:
    """The text key of a song."""
    row = connection.execute("SELECT key FROM song WHERE id = ?", (song,)).fetchone()
    if row is None:
        raise BadRequest("One of these songs is no longer in the library. Nothing was changed.")
    return str(row[0])


def _root(connection: sqlite3.Connection, song: int) -> int:
    row = connection.execute("SELECT coalesce(merged_into, id) FROM song WHERE id = ?", (song,)).fetchone()
    return int(row[0]) if row is not None else song


def _write(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> None:
    now = int(time.time() * 1000)
    for one in decisions:
        if one.same:  # a song is merged into one other, and a pair is either one or apart
            connection.execute("DELETE FROM merge_decision WHERE key = ? AND same", (one.key,))
        connection.execute(
            "DELETE FROM merge_decision WHERE key IN (?, ?) AND other IN (?, ?)",
            (one.key, one.other, one.key, one.other),
        )
        connection.execute("INSERT INTO merge_decision VALUES (?, ?, ?, ?)", (one.key, one.other, one.same, now))


def songs(connection: sqlite3.Connection) -> int:
    """How many songs there are; those that were merged into another are none."""
    return int(connection.execute("SELECT count(*) FROM song WHERE merged_into IS NULL").fetchone()[0])


def follow(connection: sqlite3.Connection) -> None:
    """Let the songs follow the decisions, and plays that are one now, or two again, the songs."""
    before = twins.merged(connection)
    connection.execute("UPDATE song SET merged_into = NULL WHERE merged_into IS NOT NULL")
    connection.execute(
        "UPDATE song SET merged_into = o.id FROM merge_decision d JOIN song o ON o.key = d.other "
        "WHERE d.key = song.key AND d.same AND o.id <> song.id"
    )
    twins.follow(connection, before)
    database.next_generation(connection)
