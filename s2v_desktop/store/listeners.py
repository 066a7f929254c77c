"""Whose plays a library holds: names, pseudonyms, who is hidden, and taking somebody out."""

from __future__ import annotations

import hashlib
import itertools
import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import database, twins

LONGEST = 100
_SALT = "listener_salt"


@dataclass(frozen=True, slots=True)
class Listener:
    """One listener of a library."""

    number: int
    name: str
    plays: int
    hidden: bool


def read(connection: sqlite3.Connection) -> list[Listener]:
    """All listeners, those with the most plays first."""
    rows = connection.execute(
        "SELECT l.id, l.name, ifnull(sum(r.last - r.first + 1), 0), l.hidden FROM listener l "
        "LEFT JOIN play_range r ON r.listener = l.id GROUP BY l.id ORDER BY 3 DESC, l.name"
    )
    return [Listener(number, name, plays, bool(hidden)) for number, name, plays, hidden in rows]


def rename(connection: sqlite3.Connection, number: int, name: str) -> None:
    """Call a listener otherwise; files that use the old name still find them. Inside a transaction.

    Raises
    ------
    BadRequest
        When the name is empty, too long or somebody else's.
    """
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= LONGEST:
        raise BadRequest(f"A listener's name has 1 to {LONGEST} letters. Nothing was changed.")
    if connection.execute("SELECT 1 FROM listener WHERE name = ? AND id <> ?", (wanted, number)).fetchone():
        raise BadRequest(f"There is a listener called “{wanted}” already. Nothing was changed.")
    before = _name(connection, number)
    connection.execute("INSERT OR REPLACE INTO listener_alias VALUES (?, ?)", (mark(connection, before), number))
    connection.execute("UPDATE listener SET name = ? WHERE id = ?", (wanted, number))
    _rename_in_notes(connection, before, wanted)
    database.next_generation(connection)


def pseudonymise(connection: sqlite3.Connection, numbers: list[int]) -> None:
    """Give listeners names that say nothing; the old ones are kept nowhere. Inside a transaction."""
    taken = {row[0] for row in connection.execute("SELECT name FROM listener UNION SELECT name FROM joined_listener")}
    free = (name for place in itertools.count(1) if (name := f"Listener {place}") not in taken)
    held = holders(connection)
    for number in numbers:
        rename(connection, number, next(free))
        for one in [one for one, holder in held.items() if holder == number]:
            name = next(free)
            before = _joined_name(connection, one)
            _rename_in_notes(connection, before, name)
            connection.execute(
                "UPDATE joined_listener SET name = ?, marks = json_insert(marks, '$[#]', ?) WHERE id = ?",
                (name, mark(connection, before), one),
            )  # their files still name them as before, and are theirs again when they are parted


def hide(connection: sqlite3.Connection, number: int, hidden: bool) -> None:
    """Leave a listener out of lists, or show them again. Inside a transaction."""
    _name(connection, number)
    connection.execute("UPDATE listener SET hidden = ? WHERE id = ?", (hidden, number))
    database.next_generation(connection)


def remove(connection: sqlite3.Connection, number: int, monitor: Monitor) -> int:
    """Take a listener out with everything that is known of them; inside a transaction.

    Returns
    -------
    int
        How many plays were removed.
    """
    name = _name(connection, number)
    monitor.plan({"removing": 0.7, "catalogue": 0.3})
    monitor.update("removing", 0, 3, "Taking the listener out")
    touched = files(connection, number)
    removed = 0
    for table, rows in (("play_range", "play"), ("duplicate_range", "duplicate_row")):
        for first, last in connection.execute(
            f"SELECT first, last FROM {table} WHERE listener = ?", (number,)
        ).fetchall():
            if rows == "play":
                connection.execute("DELETE FROM own_row WHERE play BETWEEN ? AND ?", (first, last))
            count = connection.execute(f"DELETE FROM {rows} WHERE id BETWEEN ? AND ?", (first, last)).rowcount
            removed += count if rows == "play" else 0
        connection.execute(f"DELETE FROM {table} WHERE listener = ?", (number,))
    monitor.update("removing", 1, 3)
    for one in [one for one, holder in holders(connection).items() if holder == number]:
        _rename_in_notes(connection, _joined_name(connection, one), "")
        connection.execute("DELETE FROM joined_rows WHERE joined = ?", (one,))
        connection.execute("DELETE FROM joined_listener WHERE id = ?", (one,))
    for table in ("event", "listed_session", "listener_alias"):
        connection.execute(f"DELETE FROM {table} WHERE listener = ?", (number,))
    connection.execute("DELETE FROM listener WHERE id = ?", (number,))
    merged = twins.merged(connection)
    _unheard_songs(connection)
    twins.follow(connection, merged)
    _balance(connection, touched)
    _rename_in_notes(connection, name, "")
    monitor.update("removing", 2, 3)
    database.next_generation(connection)
    return removed


def forget_unused(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take those of some listeners out of whom nothing is left; inside a transaction."""
    unused = (
        "NOT EXISTS (SELECT 1 FROM play_range WHERE listener = :one) "
        "AND NOT EXISTS (SELECT 1 FROM event WHERE listener = :one)"
    )
    values = [{"one": one} for one in numbers]
    connection.executemany(f"DELETE FROM listener_alias WHERE listener = :one AND {unused}", values)
    connection.executemany(f"DELETE FROM listener WHERE id = :one AND {unused}", values)
    connection.execute("DELETE FROM joined_listener WHERE id NOT IN (SELECT joined FROM joined_rows)")


LAST_NUMBER = (
    "(SELECT max(n) FROM (SELECT coalesce(max(id), 0) AS n FROM main.listener "
    "UNION ALL SELECT coalesce(max(max(id, into_listener)), 0) FROM main.joined_listener "
    "UNION ALL SELECT coalesce(max(CAST(g.key AS INTEGER)), 0) FROM main.meta m "
    "JOIN json_each(m.value, '$.listener_gaps') g WHERE m.name = 'session_rule'))"
)
"""SQL for the last number that is somebody's: of a listener, of who was joined and may be parted again, or of one for
whom a gap was chosen. A new listener takes the next."""


def holders(connection: sqlite3.Connection) -> dict[int, int]:
    """Everybody who was joined with somebody (`same_person`) -> the listener of the library who they are."""
    into = dict(connection.execute("SELECT id, into_listener FROM joined_listener"))
    found = {}
    for number in into:
        at, seen = number, set[int]()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        found[number] = at
    return found


def resolve(connection: sqlite3.Connection) -> None:
    """Staged listeners who were renamed get their present name; the stage is attached as ``stage``.

    Its table ``joined_as`` tells who of them was joined with somebody (`same_person.note`).
    """
    connection.execute("CREATE TABLE IF NOT EXISTS stage.joined_as (listener INTEGER PRIMARY KEY, joined INTEGER)")
    if not connection.execute("SELECT 1 FROM main.listener_alias LIMIT 1").fetchone():
        return
    known = dict(
        connection.execute("SELECT a.mark, l.name FROM main.listener_alias a JOIN main.listener l ON l.id = a.listener")
    )
    present = {row[0] for row in connection.execute("SELECT name FROM main.listener")}
    joined: dict[str, int] = {}
    for person, name, marks in connection.execute("SELECT id, name, marks FROM main.joined_listener"):
        joined |= dict.fromkeys([mark(connection, name), *json.loads(marks)], person)
    for number, name in connection.execute("SELECT id, name FROM stage.listener").fetchall():
        called = mark(connection, name)
        now = known.get(called)
        if now is not None and name not in present:
            connection.execute("UPDATE stage.listener SET name = ? WHERE id = ?", (now, number))
            if called in joined:
                connection.execute("INSERT OR REPLACE INTO stage.joined_as VALUES (?, ?)", (number, joined[called]))


def _name(connection: sqlite3.Connection, number: int) -> str:
    row = connection.execute("SELECT name FROM listener WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise BadRequest("This listener is no longer in the library. Nothing was changed.")
    return str(row[0])


def _joined_name(connection: sqlite3.Connection, number: int) -> str:
    return str(connection.execute("SELECT name FROM joined_listener WHERE id = ?", (number,)).fetchone()[0])


def mark(connection: sqlite3.Connection, name: str) -> str:
    """A name as a number that only this library can compare."""
    row = connection.execute("SELECT value FROM main.meta WHERE name = ?", (_SALT,)).fetchone()
    salt = row[0] if row is not None else secrets.token_hex(16)
    if row is None:
        connection.execute("INSERT INTO main.meta VALUES (?, ?)", (_SALT, salt))
    return hashlib.blake2b(name.encode("utf-8", "replace"), key=bytes.fromhex(salt), digest_size=16).hexdigest()


def _rename_in_notes(connection: sqlite3.Connection, before: str, after: str) -> None:
    for file, text in connection.execute("SELECT file, note FROM source_note").fetchall():
        note = json.loads(text)
        if note.get("listener") == before:
            note["listener"] = after
            connection.execute(
                "UPDATE source_note SET note = ? WHERE file = ?", (json.dumps(note, ensure_ascii=False), file)
            )


def files(connection: sqlite3.Connection, number: int) -> list[int]:
    """Files with rows of a listener."""
    found: set[int] = set()
    for table, rows in (("play_range", "play"), ("duplicate_range", "duplicate_row")):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT DISTINCT p.file FROM {table} r JOIN {rows} p ON p.id BETWEEN r.first AND r.last "
                "WHERE r.listener = ?",
                (number,),
            )
        )
    found.update(row[0] for row in connection.execute("SELECT DISTINCT file FROM event WHERE listener = ?", (number,)))
    return sorted(found)


def _unheard_songs(connection: sqlite3.Connection) -> None:
    """Songs that nobody plays any more go, with their spellings and artists."""
    for statement in (
        "CREATE TEMP TABLE unheard AS SELECT id FROM song WHERE id NOT IN (SELECT song FROM play) "
        "AND id NOT IN (SELECT song FROM duplicate_row)",
        "DELETE FROM spelled_row WHERE alias IN (SELECT id FROM song_alias WHERE song IN (SELECT id FROM unheard))",
        "DELETE FROM song_alias WHERE song IN (SELECT id FROM unheard)",
        "UPDATE song SET merged_into = NULL WHERE merged_into IN (SELECT id FROM unheard)",
        "DELETE FROM song WHERE id IN (SELECT id FROM unheard)",
        "DELETE FROM artist WHERE id NOT IN (SELECT artist FROM song)",
        "DROP TABLE unheard",
    ):
        connection.execute(statement)


def _balance(connection: sqlite3.Connection, files: list[int]) -> None:
    """The balance of the files and their imports, without the rows of who was taken out; examples go too."""
    for file in files:
        plays, again = (
            connection.execute(f"SELECT count(*) FROM {table} WHERE file = ?", (file,)).fetchone()[0]
            for table in ("play", "duplicate_row")
        )
        connection.execute(
            "UPDATE source_file SET rows = rows - plays - duplicates + ? + ?, plays = ?, duplicates = ? WHERE id = ?",
            (plays, again, plays, again, file),
        )
        connection.execute("UPDATE skipped_row SET excerpt = '' WHERE file = ?", (file,))
    connection.execute(
        "UPDATE batch SET (rows, plays, duplicates) = (SELECT sum(rows), sum(plays), sum(duplicates) "
        "FROM source_file f WHERE f.batch = batch.id) WHERE id IN (SELECT batch FROM source_file)"
    )
