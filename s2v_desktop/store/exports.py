"""What goes out of a library as a file: playlists, plays and sessions. Written aside and renamed when whole."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import numpy as np

from s2v_desktop.core import playlists_out
from s2v_desktop.core.errors import BadRequest, S2VError
from s2v_desktop.core.playlists_out import Entry, defused
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import NO_TIME, Bool
from s2v_desktop.store import atomic, database, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library

PLAYS = ("time", "listener", "artist", "title", "album", "ms_played", "counted")
SESSIONS = ("session", "place", "listener", "time", "artist", "title")
TABLES = ("csv", "jsonl")
"""Formats of plays and sessions."""

_BLOCK = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class CannotWrite(S2VError):
    """The file could not be written. Nothing was left behind."""

    code = "cannot-write"


def entries(library: Library, catalogue: Catalogue, songs: Sequence[int]) -> list[Entry]:
    """Names and known ids of songs, in their order; songs that left the library are left out."""
    index = catalogue.index_of(np.array(songs, np.int64)) if len(songs) else np.zeros(0, np.int64)
    ids = ids_of(library, catalogue, {int(catalogue.songs[at]) for at in index if at >= 0})
    known = [int(at) for at in index if at >= 0]
    return [
        Entry(catalogue.title(at), catalogue.artist(at), catalogue.album(at), ids.get(int(catalogue.songs[at]), ()))
        for at in known
    ]


def ids_of(library: Library, catalogue: Catalogue, songs: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Every foreign id that came with some songs, those of merged songs too, in the order of the imports."""
    wanted = sorted(set(songs))
    found: dict[int, dict[str, None]] = {}
    with database.explained(library.folder):
        for song in wanted:
            rows = library.connection.execute(
                "SELECT a.ids FROM song_alias a JOIN song s ON s.id = a.song WHERE (s.id = ? OR s.merged_into = ?) "
                "AND a.ids <> '' ORDER BY a.id",
                (song, song),
            )
            for (ids,) in rows:
                found.setdefault(song, {}).update(dict.fromkeys(ids.split()))
    return {song: tuple(ids) for song, ids in found.items()}


def write_playlist(folder: Path, songs: Sequence[int], name: str, form: str, file: Path) -> Path:
    """Write songs of a library as a playlist.

    Parameters
    ----------
    form : str
        One of `playlists_out.FORMATS`.

    Raises
    ------
    BadRequest
        For another format.
    CannotWrite
    """
    with Library.open(folder) as library:
        content = playlists_out.write(form, name, entries(library, Catalogue.open(folder), songs))
    with explained(file):
        atomic.write_bytes(Path(file), content)
    return Path(file)


def write_plays(
    folder: Path, form: str, file: Path, listener: str | None = None, monitor: Monitor | None = None
) -> Path:
    """Write all plays, one row each, oldest import first.

    In a CSV cells that a spreadsheet would run are defused; JSON lines keep every name as it is.

    Raises
    ------
    BadRequest
        For another format than those of `TABLES`, or a listener nobody is called.
    CannotWrite
    """
    with _rows_to(file, form, PLAYS) as put, Library.open(folder) as library:
        total = library.info().plays
        with database.explained(folder):
            rows = library.connection.execute(*_plays_query(library, listener))
            for number, (start, name, artist, title, album, heard, counted) in enumerate(rows):
                if number % _BLOCK == 0:
                    _tell(monitor, number, total)
                put((_time(start), name, artist, title, album, heard, bool(counted)))
    return Path(file)


def _plays_query(library: Library, listener: str | None) -> tuple[str, tuple[object, ...]]:
    number = None
    if listener is not None:
        row = library.connection.execute("SELECT id FROM listener WHERE name = ?", (listener,)).fetchone()
        if row is None:
            raise BadRequest(f"Nobody in this library is called “{listener}”. Nothing was written.")
        number = row[0]
    return (
        "SELECT p.start_ms, l.name, a.name, s.title, s.album, p.ms_played, p.counted FROM play p "
        "JOIN listener l ON l.id = p.listener JOIN song o ON o.id = p.song "
        "JOIN song s ON s.id = coalesce(o.merged_into, o.id) JOIN artist a ON a.id = s.artist "
        "WHERE ? IS NULL OR p.listener = ? ORDER BY p.id",
        (number, number),
    )


def write_sessions(
    folder: Path, form: str, file: Path, listener: str | None = None, monitor: Monitor | None = None
) -> Path:
    """Write the listening sessions, by the rule of the library, as rows of songs in order.

    Raises
    ------
    BadRequest
        For another format than those of `TABLES`, or a listener nobody is called.
    CannotWrite
    """
    catalogue = Catalogue.open(folder)
    who = _listeners(catalogue, listener)
    corpus, _ = cut(catalogue.play_columns(), session_rules.of(catalogue, folder))
    with _rows_to(file, form, SESSIONS) as put:
        number = 0
        for at in range(len(corpus)):
            if at % (_BLOCK // 10) == 0:
                _tell(monitor, at, len(corpus))
            if not who[corpus.listener[at]]:
                continue
            number += 1
            start = int(corpus.start_ms[at])
            head = (catalogue.listeners[corpus.listener[at]].name, _time(None if start == NO_TIME else start))
            for place, song in enumerate(corpus.session(at).tolist()):
                put((number, place + 1, *head, catalogue.artist(song), catalogue.title(song)))
    return Path(file)


def _listeners(catalogue: Catalogue, name: str | None) -> Bool:
    if name is None:
        return np.ones(len(catalogue.listeners), np.bool_)
    number = catalogue.listener_index(name)
    if number < 0:
        raise BadRequest(f"Nobody in this library is called “{name}”. Nothing was written.")
    chosen: Bool = np.arange(len(catalogue.listeners)) == number
    return chosen


def _tell(monitor: Monitor | None, done: int, total: int) -> None:
    """Say how far it is; may raise `Cancelled`."""
    (monitor or Silent()).update("exporting", done, total, "Writing the file")


def _time(start_ms: int | None) -> str:
    if start_ms is None:
        return ""
    return (_EPOCH + timedelta(milliseconds=start_ms)).isoformat(timespec="seconds").replace("+00:00", "Z")


Put = Callable[[Sequence[object]], None]


@contextlib.contextmanager
def _rows_to(file: Path, form: str, names: Sequence[str]) -> Iterator[Put]:
    """A file that takes rows; it comes into being when the block ends well."""
    if form not in TABLES:
        raise BadRequest(f"“{form}” is no format for plays or sessions. Choose one of {', '.join(TABLES)}.")
    with explained(file), atomic.writing(Path(file)) as raw:
        stream = io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="")
        try:
            yield _writer(stream, form, names)
        finally:
            stream.detach()


def _writer(stream: TextIO, form: str, names: Sequence[str]) -> Put:
    if form == "jsonl":

        def put_json(row: Sequence[object]) -> None:
            stream.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")

        return put_json
    table = csv.writer(stream)
    table.writerow(names)

    def put_row(row: Sequence[object]) -> None:
        table.writerow([defused(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])

    return put_row


@contextlib.contextmanager
def explained(file: Path) -> Iterator[None]:
    """Say in a sentence why a file could not be written.

    Raises
    ------
    CannotWrite
    """
    try:
        yield
    except OSError as error:
        raise CannotWrite(
            f"“{Path(file).name}” could not be written. Nothing was changed. Choose a folder you may write to, with "
            "enough free space.",
            str(error),
        ) from error
