"""Songs and artists the listener keeps out of lists, out of taste, or out of both. Plays are never touched.

They are kept by text key, so that they outlive an undone import and meet a later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import Bool
from s2v_desktop.store import database
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library

Kind = Literal["song", "artist"]
KINDS: tuple[Kind, ...] = ("song", "artist")

_SONGS = {
    "song": "SELECT id FROM song WHERE key = ?",
    "artist": "SELECT s.id FROM artist a JOIN song s ON s.artist = a.id WHERE a.key = ?",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that is kept out.

    Attributes
    ----------
    kind : str
        ``song`` or ``artist``.
    key : str
        Text key (`core.identity`).
    name : str
        How people call it; the key where no song of this name is in the library any more.
    recommendations, taste : bool
        Kept out of lists; kept out of the listener's taste.
    """

    kind: Kind
    key: str
    name: str
    recommendations: bool = True
    taste: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """What is kept out, one entry per song of a catalogue, shape (songs,)."""

    recommendations: Bool
    taste: Bool

    @classmethod
    def none(cls, songs: int) -> Masks:
        """Nothing is kept out."""
        return cls(np.zeros(songs, np.bool_), np.zeros(songs, np.bool_))


def read(library: Library) -> list[Hidden]:
    """Everything that is kept out: artists first, by name."""
    with database.explained(library.folder):
        rows = library.connection.execute(
            "SELECT h.kind, h.key, h.recommendations, h.taste, s.title, sa.name, a.name FROM hidden h "
            "LEFT JOIN song s ON h.kind = 'song' AND s.key = h.key LEFT JOIN artist sa ON sa.id = s.artist "
            "LEFT JOIN artist a ON h.kind = 'artist' AND a.key = h.key"
        ).fetchall()
    found = []
    for kind, key, recommendations, taste, title, by, artist in rows:
        plain = " - ".join(key.split("\n"))
        name = (f"{by} - {title}" if title is not None else plain) if kind == "song" else (artist or plain)
        found.append(Hidden(kind, key, name, bool(recommendations), bool(taste)))
    return sorted(found, key=lambda one: (one.kind, one.name.casefold(), one.key))


def entry_of(library: Library, kind: Kind, song: int) -> Hidden:
    """What would be kept out by hiding a song, or the artist of a song, as it is now (nothing kept out: both False).

    Parameters
    ----------
    song : int
        Library song number.

    Raises
    ------
    BadRequest
        When there is no such song.
    """
    with database.explained(library.folder):
        row = library.connection.execute(
            "SELECT s.key, s.title, a.key, a.name FROM song s JOIN artist a ON a.id = s.artist WHERE s.id = ?", (song,)
        ).fetchone()
        if row is None:
            raise BadRequest("This song is no longer in the library. Nothing was hidden.")
        key = row[0] if kind == "song" else row[2]
        name = f"{row[3]} - {row[1]}" if kind == "song" else row[3]
        now = library.connection.execute(
            "SELECT recommendations, taste FROM hidden WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
    return Hidden(kind, key, name, *(map(bool, now) if now is not None else (False, False)))


def put(library: Library, entry: Hidden) -> None:
    """Keep something out as `entry` says; what is kept out of nothing is forgotten."""
    if entry.kind not in KINDS:
        raise BadRequest(f"“{entry.kind}” cannot be hidden; songs and artists can.")
    with library.writing() as connection:
        connection.execute("DELETE FROM hidden WHERE kind = ? AND key = ?", (entry.kind, entry.key))
        if entry.recommendations or entry.taste:
            connection.execute(
                "INSERT INTO hidden (kind, key, recommendations, taste) VALUES (?, ?, ?, ?)",
                (entry.kind, entry.key, entry.recommendations, entry.taste),
            )


def masks(library: Library, catalogue: Catalogue, entries: Iterable[Hidden] | None = None) -> Masks:
    """Which songs are kept out, themselves or by their artist; merged songs by the key of either.

    Parameters
    ----------
    entries : iterable of Hidden, optional
        What is kept out; what the library says when left out.
    """
    made = Masks.none(len(catalogue))
    for entry in read(library) if entries is None else entries:
        with database.explained(library.folder):
            rows = library.connection.execute(_SONGS[entry.kind], (entry.key,)).fetchall()
        index = catalogue.index_of(np.array([number for (number,) in rows], np.int64))
        index = index[index >= 0]
        made.recommendations[index] |= entry.recommendations
        made.taste[index] |= entry.taste
    return made
