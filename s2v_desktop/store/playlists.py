"""Playlists the listener makes: kept by name in the library, and read from the files of other players."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from s2v_desktop.core.errors import BadRequest, UnknownSong
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.types import Row
from s2v_desktop.store import database
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library

LONGEST_NAME = 200
MOST_SONGS = 100_000


@dataclass(frozen=True, slots=True)
class Playlist:
    """Songs in an order.

    Attributes
    ----------
    number : int
        In the library; 0 before it was saved.
    songs : tuple of int
        Library song numbers; a song may come twice.
    """

    number: int
    name: str
    songs: tuple[int, ...] = ()
    made_ms: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """A foreign playlist laid beside the library.

    Attributes
    ----------
    songs : tuple of int
        Library song numbers of the entries that were found, in order.
    unmatched : tuple of str
        ``Artist - Title`` of the others, in order.
    """

    name: str
    songs: tuple[int, ...]
    unmatched: tuple[str, ...]


def read(library: Library) -> list[Playlist]:
    """All playlists, by name."""
    with database.explained(library.folder):
        rows = library.connection.execute("SELECT id, name, songs, made_ms FROM playlist").fetchall()
    found = [Playlist(number, name, _songs(songs), made) for number, name, songs, made in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.number))


def named(library: Library, name: str) -> Playlist:
    """The playlist with a name.

    Raises
    ------
    BadRequest
        When there is none; the message lists what there is.
    """
    known = read(library)
    for one in known:
        if one.name == name:
            return one
    names = ", ".join(f"“{one.name}”" for one in known[:10])
    there = f" There are {names}." if names else " There is none yet."
    raise BadRequest(f"No playlist is called “{name}”.{there}")


def save(library: Library, playlist: Playlist) -> Playlist:
    """Keep a playlist, a new one under the next number.

    Raises
    ------
    BadRequest
        Without a name.
    """
    name = " ".join(playlist.name.split())[:LONGEST_NAME]
    if not name:
        raise BadRequest("A playlist needs a name. Nothing was changed.")
    songs = json.dumps(list(playlist.songs[:MOST_SONGS]))
    made = playlist.made_ms or int(time.time() * 1000)
    with library.writing() as connection:
        number = connection.execute(
            "INSERT INTO playlist (id, name, songs, made_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, songs = excluded.songs RETURNING id",
            (playlist.number or None, name, songs, made),
        ).fetchone()[0]
    return replace(playlist, number=int(number), name=name, made_ms=made)


def delete(library: Library, number: int) -> None:
    """Forget a playlist; its songs stay where they are."""
    with library.writing() as connection:
        connection.execute("DELETE FROM playlist WHERE id = ?", (number,))


def match(catalogue: Catalogue, name: str, rows: Iterable[Row]) -> Matched:
    """Find the songs of a foreign playlist in the library.

    The name decides, spelt as it may be; nothing is guessed, what is not found is listed.
    """
    songs: list[int] = []
    unmatched: list[str] = []
    for row in rows:
        label = f"{row.artist} - {row.title}"
        try:
            songs.append(int(catalogue.songs[catalogue.find(label)]))
        except UnknownSong:
            unmatched.append(label)
    return Matched(name, tuple(songs), tuple(unmatched))


def read_file(catalogue: Catalogue, path: Path, monitor: Monitor | None = None) -> Matched:
    """A playlist file of any format that can be imported, matched with the library.

    Raises
    ------
    UnreadableFile
        When nothing can read it.
    """
    from s2v_desktop.core.readers import detect
    from s2v_desktop.core.readers.base import ReadOptions
    from s2v_desktop.core.readers.source import Source

    source = Source(path)
    found = detect.detect(source)
    rows: Sequence[Row] = [
        row
        for row in found.reader.rows(source, found, ReadOptions(time_zone="UTC"), monitor or Silent())
        if isinstance(row, Row) and row.title
    ]
    names = {row.session for row in rows if row.session}
    return match(catalogue, names.pop() if len(names) == 1 else path.stem, rows)


def _songs(text: str) -> tuple[int, ...]:
    """Song numbers of a stored playlist; what is no list of numbers is an empty one."""
    try:
        songs = json.loads(text)
    except ValueError:
        return ()
    if not isinstance(songs, list):
        return ()
    return tuple(song for song in songs if isinstance(song, int) and not isinstance(song, bool))
