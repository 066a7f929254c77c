"""Plays without an artist that a later import of the same service tells again with one, and the other way round.

Apple and Amazon write the artists of a history into another file. Who imports the history alone has its plays by
`UNKNOWN_ARTIST`; the whole download, imported later, tells each of them again: the same service, listener, title and
instant, heard as long. Then the play without an artist becomes a duplicate row of the one that has one, and comes back
when that is taken back.
"""

from __future__ import annotations

import contextlib
import sqlite3

from s2v_desktop.core.identity import artist_key
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.store import joining, merging

FORMATS = ("apple-play-activity", "amazon-music")
"""Services whose histories get their artists from another file of the download."""

_IN = ", ".join(f"'{one}'" for one in FORMATS)
_TITLE = "substr({song}.key, instr({song}.key, char(10)) + 1)"
NAMELESS = f"(SELECT id FROM main.artist WHERE key = '{artist_key(UNKNOWN_ARTIST)}')"
"""SQL: the artist of songs without one."""
SAME_TITLE = (
    f"(({{one}}.artist IS {NAMELESS}) <> ({{other}}.artist IS {NAMELESS}) "
    f"AND {_TITLE.format(song='{one}')} = {_TITLE.format(song='{other}')})"
)
"""SQL: whether two rows of ``song`` differ by nothing but that one has no artist."""
_TOLD = (
    "coalesce(o.start_ms, p.start_ms) AS start, CASE WHEN o.play IS NULL THEN p.ms_played ELSE o.ms_played END AS heard"
)
_PLAYS = (
    f"SELECT p.id, p.listener, f.format, s.id AS song, s.artist, {_TITLE.format(song='s')} AS title, {_TOLD} "
    "FROM main.play p JOIN main.source_file f ON f.id = p.file JOIN main.song s ON s.id = p.song "
    f"LEFT JOIN main.own_row o ON o.play = p.id WHERE f.format IN ({_IN}) AND p.start_ms IS NOT NULL"
)


def join(connection: sqlite3.Connection, batch: int | None = None) -> int:
    """Make plays without an artist duplicate rows of those that tell it; inside the transaction of an import or undo.

    Parameters
    ----------
    batch : int, optional
        Nothing is done when this import has no file of these services.

    Returns
    -------
    int
        How many there were.
    """
    concerned = f"SELECT 1 FROM main.source_file WHERE batch = coalesce(?, batch) AND format IN ({_IN})"
    if not connection.execute(concerned, (batch,)).fetchone():
        return 0
    if not connection.execute(f"SELECT {NAMELESS}").fetchone()[0]:
        return 0
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(f"CREATE TEMP TABLE nameless AS SELECT * FROM ({_PLAYS}) WHERE artist = {NAMELESS}")
        try:
            cursor.execute("CREATE INDEX temp.nameless_start ON nameless (start)")
            found = cursor.execute(
                f"SELECT n.id, q.id FROM ({_PLAYS}) q CROSS JOIN temp.nameless n ON n.start = q.start "
                "AND n.listener = q.listener AND n.format = q.format AND n.title = q.title AND n.heard IS q.heard "
                f"WHERE q.artist <> {NAMELESS} ORDER BY n.id, q.id"
            ).fetchall()
        finally:
            cursor.execute("DROP TABLE temp.nameless")
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for nameless, named in found:  # one of each: two artists may have a title, nobody hears both at once
        if nameless not in pairs and named not in taken:
            pairs[nameless] = named
            taken.add(named)
    joining.join(connection, list(pairs.items()))
    merging.work_out(connection, sorted(pairs.values()))
    return len(pairs)


def songs(connection: sqlite3.Connection) -> list[int]:
    """Songs without an artist."""
    return [row[0] for row in connection.execute(f"SELECT id FROM main.song WHERE artist = {NAMELESS}")]
