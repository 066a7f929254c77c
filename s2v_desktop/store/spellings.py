"""Spellings of one song: each can be made a song of its own, and be put back.

A song is made of every title, artist and album that the text key takes for it; a wrong merge is worse than a duplicate,
so what does not belong can be taken out. The decision holds by the spelling, for what is there and for later imports.
A row spells its song as the first row of the song in its import does, unless ``spelled_row`` says otherwise.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.identity import song_key
from s2v_desktop.store import database, merges, twins

Name = tuple[str, str, str]
"""Title, artist, album as files say them."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a song.

    Attributes
    ----------
    name : (str, str, str)
        Title, artist, album.
    plays : int
    own : bool
        It was taken out of the song its text key means.
    known : bool
        Whether it is known of every row which spelling it has: not so in imports of an older version.
    """

    name: Name
    plays: int
    own: bool
    known: bool


def load(folder: Path) -> dict[Name, str]:
    """Spellings that are songs of their own -> the key of that song; nothing where there is no library."""
    if not (Path(folder) / database.FILE_NAME).is_file():
        return {}
    with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'spelling_decision'").fetchone():
            return {}
        return _decided(connection)


def read(connection: sqlite3.Connection, song: int) -> list[Spelling]:
    """The spellings of a song, those with the most plays first."""
    counted = f"SELECT n.title, n.artist, n.album, count(*) {_SPELLED.format(table='play')} GROUP BY 1, 2, 3"
    counts = {
        (title, artist, album): count for title, artist, album, count in connection.execute(counted, (song, song))
    }
    own, old = _decided(connection), _untold(connection, song)
    names: list[Name] = connection.execute(
        "SELECT title, artist, album FROM song_alias WHERE song = ? GROUP BY 1, 2, 3 ORDER BY min(id)", (song,)
    ).fetchall()
    found = [Spelling(name, counts.get(name, 0), name in own, name not in old) for name in names]
    return sorted(found, key=lambda one: -one.plays)


def home(connection: sqlite3.Connection, names: Sequence[Name]) -> int:
    """The song that the text key of a spelling means; 0 where there is none."""
    key = song_key(names[0][0], names[0][1]) if names else ""
    row = connection.execute("SELECT id FROM song WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row is not None else 0


def take_out(connection: sqlite3.Connection, song: int, names: Sequence[Name]) -> int:
    """Make spellings of a song together a song of their own; inside a transaction.

    Returns
    -------
    int
        Number of the new song.

    Raises
    ------
    BadRequest
        When these are none of its spellings, all of them, or it is not known which rows are theirs.
    """
    there = {one.name: one for one in read(connection, song)}
    wanted = list(dict.fromkeys(names))
    if not wanted or any(name not in there for name in wanted):
        raise BadRequest("This song is not spelled like that any more. Nothing was changed.")
    if len(wanted) == len(there):
        raise BadRequest("A song needs a spelling: leave one of them. Nothing was changed.")
    if not all(there[name].known for name in wanted):
        raise BadRequest(
            "An earlier version of the program did not note which plays are spelled like that. Nothing was changed. "
            "Undo the import they came with, import it again, and take the spelling out then."
        )
    title, artist, album = wanted[0]
    key = f"{song_key(title, artist)}\n{title}\n{artist}\n{album}"
    while connection.execute("SELECT 1 FROM song WHERE key = ?", (key,)).fetchone():
        key += "\n"  # taken out together with others before, and not with them now
    owner = connection.execute("SELECT artist FROM song WHERE id = ?", (song,)).fetchone()[0]
    now = int(time.time() * 1000)
    connection.executemany("INSERT OR REPLACE INTO spelling_decision VALUES (?, ?, ?, ?, ?)",
                           [(*name, key, now) for name in wanted])  # fmt: skip
    new = connection.execute(
        "INSERT INTO song (key, title, artist, album) VALUES (?, ?, ?, ?)", (key, title, owner, album)
    ).lastrowid
    assert new is not None
    _move(connection, song, new, wanted)
    twins.part(connection, {song, new})
    database.next_generation(connection)
    return int(new)


def put_back(connection: sqlite3.Connection, names: Sequence[Name]) -> None:
    """Let spellings that were taken out be what their text key says again; inside a transaction.

    Raises
    ------
    BadRequest
        When one of them was not taken out.
    """
    decided = _decided(connection)
    for name in dict.fromkeys(names):
        if name not in decided:
            raise BadRequest("This spelling was not taken out of a song. Nothing was changed.")
        connection.execute("DELETE FROM spelling_decision WHERE (title, artist, album) = (?, ?, ?)", name)
        own = connection.execute("SELECT id FROM song WHERE key = ?", (decided[name],)).fetchone()
        if own is not None:
            _put_back(connection, own[0], name)
    merges.follow(connection)


def _put_back(connection: sqlite3.Connection, song: int, name: Name) -> None:
    there = home(connection, [name])
    alone = len(read(connection, song)) == 1
    if not there and alone:
        new, own = song_key(name[0], name[1]), merges.key_of(connection, song)
        for side in ("key", "other"):
            connection.execute(f"UPDATE OR REPLACE merge_decision SET {side} = ? WHERE {side} = ?", (new, own))
        connection.execute("UPDATE OR REPLACE hidden SET key = ? WHERE kind = 'song' AND key = ?", (new, own))
        connection.execute("UPDATE song SET key = ? WHERE id = ?", (new, song))
        return
    if not there:
        there = (
            connection.execute(
                "INSERT INTO song (key, title, artist, album) SELECT ?, ?, artist, ? FROM song WHERE id = ?",
                (song_key(name[0], name[1]), name[0], name[2], song),
            ).lastrowid
            or 0
        )
    if alone:  # compared while they are two songs made one: what both told is one play then
        before = twins.merged(connection)
        _merge_home(connection, song, there)
        twins.follow(connection, before)
    _move(connection, song, there, [name])
    if alone:
        connection.execute("DELETE FROM song WHERE id = ?", (song,))
    else:
        twins.part(connection, {song, there})


def _merge_home(connection: sqlite3.Connection, song: int, there: int) -> None:
    """Merge a song into the one it came from, with everything that was merged into it and what was decided of it."""
    connection.execute("UPDATE song SET merged_into = NULL WHERE id = ? AND merged_into = ?", (there, song))
    root = connection.execute("SELECT coalesce(merged_into, id) FROM song WHERE id = ?", (there,)).fetchone()[0]
    own, key = merges.key_of(connection, song), merges.key_of(connection, root)
    connection.execute(
        "UPDATE song SET merged_into = ? WHERE (id = ? OR merged_into = ?) AND id <> ?", (root, song, song, root)
    )
    connection.execute("UPDATE OR REPLACE merge_decision SET other = ? WHERE other = ? AND same", (key, own))
    connection.execute("DELETE FROM merge_decision WHERE key = other OR ? IN (key, other)", (own,))


_SPELLED = """
    FROM {table} p JOIN source_file f ON f.id = p.file
    LEFT JOIN spelled_row x ON x.file = p.file AND x.row = p.row
    JOIN (SELECT batch, min(id) AS id FROM song_alias WHERE song = ? GROUP BY batch) d ON d.batch = f.batch
    JOIN song_alias n ON n.id = coalesce(x.alias, d.id) WHERE p.song = ?"""
"""Rows ``p`` of a song with their spelling ``n``."""


def _move(connection: sqlite3.Connection, song: int, new: int, names: Sequence[Name]) -> None:
    """Put the rows of some spellings, and the spellings, under another song."""
    for one in (song, new):  # the first spelling of an import may be another one when they have moved
        for table in ("play", "duplicate_row"):
            connection.execute(
                f"INSERT OR IGNORE INTO spelled_row SELECT p.file, p.row, n.id {_SPELLED.format(table=table)}",
                (one, one),
            )
    connection.execute("CREATE TEMP TABLE moving (file INTEGER, row INTEGER, PRIMARY KEY (file, row)) WITHOUT ROWID")
    try:
        for title, artist, album in names:
            for table in ("play", "duplicate_row"):
                connection.execute(
                    f"INSERT OR IGNORE INTO moving SELECT p.file, p.row {_SPELLED.format(table=table)} "
                    "AND (n.title, n.artist, n.album) = (?, ?, ?)", (song, song, title, artist, album),
                )  # fmt: skip
        for table in ("play", "duplicate_row"):
            connection.execute(
                f"UPDATE {table} SET song = ? WHERE song = ? AND EXISTS "
                f"(SELECT 1 FROM moving m WHERE m.file = {table}.file AND m.row = {table}.row)", (new, song),
            )  # fmt: skip
    finally:
        connection.execute("DROP TABLE moving")
    connection.executemany(
        "UPDATE song_alias SET song = ? WHERE song = ? AND (title, artist, album) = (?, ?, ?)",
        [(new, song, *name) for name in names],
    )
    for one in (song, new):  # a song is called as its first spelling is
        connection.execute(
            "UPDATE song SET (title, album) = (SELECT a.title, a.album FROM song_alias a WHERE a.song = song.id "
            "ORDER BY a.id LIMIT 1) WHERE id = ? AND EXISTS (SELECT 1 FROM song_alias a WHERE a.song = song.id)",
            (one,),
        )


def _decided(connection: sqlite3.Connection) -> dict[Name, str]:
    rows = connection.execute("SELECT title, artist, album, key FROM spelling_decision")
    return {(title, artist, album): key for title, artist, album, key in rows}


def _untold(connection: sqlite3.Connection, song: int) -> Mapping[Name, int]:
    """Spellings in imports of an older version that brought several of them: nobody knows which row is which."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'spelled_after'").fetchone()
    rows = connection.execute(
        "SELECT title, artist, album, batch FROM song_alias WHERE song = ? AND batch <= ? AND batch IN (SELECT batch "
        "FROM song_alias WHERE song = ? GROUP BY batch HAVING count(DISTINCT title || char(10) || artist || char(10) "
        "|| album) > 1)", (song, int(row[0]) if row is not None else 0, song),
    )  # fmt: skip
    return {(title, artist, album): batch for title, artist, album, batch in rows}
