"""The library's doctor: looks at everything and changes nothing."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import LibraryDamaged, S2VError
from s2v_desktop.store import database, model_files, recovery, scratch
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.names import load_array

_DAMAGED = "The library file is damaged"
_REFERENCES = (
    ("play", "song", "song"),
    ("play", "listener", "listener"),
    ("play", "file", "source_file"),
    ("play", "session", "listed_session"),
    ("duplicate_row", "play", "play"),
    ("duplicate_row", "song", "song"),
    ("duplicate_row", "file", "source_file"),
    ("own_row", "play", "play"),
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a library.

    Attributes
    ----------
    ok : bool
    problems : tuple of str
        A sentence each.
    damaged : bool
        Whether the library's file itself is damaged: `recovery.recover` helps.
    """

    ok: bool
    problems: tuple[str, ...]
    damaged: bool = False


def doctor(folder: Path) -> Diagnosis:
    """Check a library: its file, its figures, its catalogue, its models, and what was left lying about."""
    folder = Path(folder)
    problems: list[str] = []
    damaged = False
    try:
        with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
            problems += _file(connection)
            damaged = any(one.startswith(_DAMAGED) for one in problems)
            if not problems:
                problems += _figures(connection)
                problems += _catalogue(folder, connection)
                problems += _models(folder, connection)
    except S2VError as error:
        problems.append(error.message)
        damaged = isinstance(error, LibraryDamaged)
    if damaged:
        problems.append(_help(folder))
    left = len(scratch.leftovers(folder))
    if left:
        problems.append(f"{left} unfinished pieces of work lie in “tmp”; the next import removes them.")
    return Diagnosis(not problems, tuple(problems), damaged)


def _help(folder: Path) -> str:
    if recovery.mendable(folder):
        return "Its first bytes are wrong. “s2v doctor --restore” repairs them and keeps the damaged file."
    found = recovery.backups(folder)
    if not found:
        return "There is no backup of it. “s2v doctor --restore” sets the file aside, so that you can begin anew."
    made = time.strftime("%Y-%m-%d", time.localtime(found[0].made_ms / 1000))
    return f"There is a backup of {made}. “s2v doctor --restore” puts it in place and keeps the damaged file."


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    if found != ["ok"]:
        yield f"{_DAMAGED} ({found[0]}). Restore a backup, or import your files into a new library."
        return
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(5):
        yield f"Row {row} of {table} points at a {parent} that is not there."
    with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(database.schema())
        query = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
        wanted, have = (set(one.execute(query)) for one in (fresh, connection))
    for kind, name, _ in sorted(wanted ^ have, key=str):
        yield f"The {kind} “{name}” is not as this version of the program makes it."


def _figures(connection: sqlite3.Connection) -> Iterator[str]:
    for table, column, parent in _REFERENCES:
        missing = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {parent})"
        ).fetchone()[0]
        if missing:
            yield f"{missing} plays point at a {parent.replace('_', ' ')} that is not there."
    ranges = connection.execute("""
        SELECT count(*) FROM play_range r WHERE r.last - r.first + 1 <> (
            SELECT count(*) FROM play p WHERE p.id BETWEEN r.first AND r.last AND p.listener = r.listener)""")
    if ranges.fetchone()[0]:
        yield "Some plays are not where their import put them."
    outside = connection.execute(
        "SELECT (SELECT count(*) FROM play) - (SELECT ifnull(sum(last - first + 1), 0) FROM play_range)"
    ).fetchone()[0]
    if outside:
        yield f"{abs(outside)} plays belong to no import, or are missing from theirs."
    for table in ("batch", "source_file"):
        for number, rows, plays, duplicates, skipped in connection.execute(
            f"SELECT id, rows, plays, duplicates, skipped FROM {table}"
        ):
            if rows != plays + duplicates + sum(json.loads(skipped).values()) or min(plays, duplicates) < 0:
                yield f"The figures of {table.replace('_', ' ')} {number} do not add up."


def _catalogue(folder: Path, connection: sqlite3.Connection) -> Iterator[str]:
    generation = database.generation(connection)
    place = folder / "catalogue"
    have = [int(one.name) for one in place.iterdir() if one.name.isdecimal()] if place.is_dir() else []
    if have and max(have) != generation:
        yield "The catalogue is older than the library; it is made anew when the library is opened."
    elif not (place / str(generation) / "manifest.json").is_file():
        if generation:  # a library that never held anything has none
            yield "The catalogue is missing; it is made anew when the library is opened."
    elif not _whole(place / str(generation), connection):
        yield (
            "The catalogue is damaged. Close the program and delete the folder “catalogue” in the library: it is made "
            "anew when the library is opened. Nothing else is lost."
        )


def _whole(place: Path, connection: sqlite3.Connection) -> bool:
    """Whether every file of a catalogue can be read and is as long as it should be."""
    plays = connection.execute("SELECT count(*) FROM play").fetchone()[0]
    try:
        catalogue = Catalogue(place)
        found = {file.name: load_array(file) for file in place.glob("*.npy")}
        texts = [name.removesuffix(".starts.npy") for name in found if name.endswith(".starts.npy")]
        return (
            catalogue.figures["plays"] == plays == len(catalogue.play_columns().song)
            and len(found["key_hashes.npy"]) == len(found["key_index.npy"]) >= len(catalogue) == len(catalogue.titles)
            and len(found["merged_numbers.npy"]) == len(found["merged_index.npy"])
            and all(found[f"{text}.starts.npy"][-1] == len(found[f"{text}.utf8.npy"]) for text in texts)
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return False


def _models(folder: Path, connection: sqlite3.Connection) -> Iterator[str]:
    models = folder / "models"
    places = sorted(one for one in models.iterdir() if not one.name.startswith(".")) if models.is_dir() else []
    for place in places:
        inner = sorted((place / "maps").iterdir()) if (place / "maps").is_dir() else []
        for one, what in ((place, f"model “{place.name}”"), *((m, f"map {m.name} of “{place.name}”") for m in inner)):
            wrong = model_files.verify(one)
            if wrong:
                yield f"The {what} is damaged ({', '.join(wrong)}). Rebuild it."
    known = {row[0] for row in connection.execute("SELECT id FROM model WHERE NOT trashed")}
    for lost in sorted(known - {place.name for place in places}):
        yield f"The files of the model “{lost}” are missing."
