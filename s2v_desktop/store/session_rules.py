"""The rule that decides when a session ends, remembered in the library and used by everything that counts sessions."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.session_rule import PARTS, USUAL, SessionRule, with_parts
from s2v_desktop.store import database

if TYPE_CHECKING:
    from s2v_desktop.store.catalogue import Catalogue

_NAME = "session_rule"
_PLAIN = ("gap_s", "min_songs", "min_heard_s", "strict", "skips", "keep_skipped", "asides_split")


def read(connection: sqlite3.Connection, listeners: Sequence[int]) -> SessionRule:
    """The rule of a library, the usual one where none was chosen.

    Parameters
    ----------
    listeners : sequence of int
        Library numbers of the listeners in catalogue order: the rule names them by their place there.
    """
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_NAME,)).fetchone()
    return from_plain(json.loads(row[0]), listeners) if row is not None else USUAL


def load(folder: Path, listeners: Sequence[int]) -> SessionRule:
    """`read` for the library in a folder."""
    with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
        return read(connection, listeners)


def of(opened: Catalogue, folder: Path) -> SessionRule:
    """The rule of the library behind an open catalogue."""
    return load(folder, [one.number for one in opened.listeners])


def asked(opened: Catalogue, folder: Path, spec: Mapping[str, Any]) -> SessionRule:
    """The rule of the library behind an open catalogue, with the parts that a job was told.

    Raises
    ------
    BadRequest
        For a value that a part cannot have.
    """
    return with_parts(of(opened, folder), {name: spec[name] for name in PARTS if spec.get(name) is not None})


def save(connection: sqlite3.Connection, rule: SessionRule, listeners: Sequence[int]) -> None:
    """Remember a rule, inside a transaction; a catalogue that was made by the old one is out of date afterwards."""
    value = json.dumps(to_plain(rule, listeners))
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_NAME, value))
    database.next_generation(connection)


def to_plain(rule: SessionRule, listeners: Sequence[int]) -> dict[str, Any]:
    """A rule as JSON knows it; listeners by their library numbers, which outlive the next import."""
    plain: dict[str, Any] = {name: getattr(rule, name) for name in _PLAIN}
    gaps = {str(listeners[index]): gap for index, gap in rule.listener_gaps if index < len(listeners)}
    return {**plain, "listener_gaps": gaps}


def from_plain(value: Any, listeners: Sequence[int]) -> SessionRule:
    """A rule from JSON.

    Raises
    ------
    BadRequest
        When it is none, or a part of it is out of range.
    """
    try:
        given = {name: value[name] for name in _PLAIN if value.get(name) is not None}
        places = {int(number): place for place, number in enumerate(listeners)}
        gaps = {int(number): int(gap) for number, gap in (value.get("listener_gaps") or {}).items()}
        known = tuple(sorted((places[number], gap) for number, gap in gaps.items() if number in places))
        return with_parts(SessionRule(listener_gaps=known), given)
    except (TypeError, ValueError, AttributeError) as error:
        named = ", ".join([*PARTS, "listener_gaps"])
        raise BadRequest(f"This is no rule for sessions. It has the parts {named}.", str(error)) from error
