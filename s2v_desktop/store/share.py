"""Sharing a model as one file, and opening one that somebody else has shared.

A shared model has names and vectors, no plays and no listener. When it is opened, its songs are matched with the
library by identity. Songs the library does not have enter it without a play, as one batch: undoing that import takes
them out again, and from the first play on they are songs like all others.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from s2v_desktop import __version__
from s2v_desktop.core import neighbours, shared_model
from s2v_desktop.core.errors import BadRequest, S2VError
from s2v_desktop.core.identity import artist_key, song_key
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.shared_model import SharedModel, SharedSong
from s2v_desktop.core.types import Int64, Vectors
from s2v_desktop.store import catalogue as catalogues
from s2v_desktop.store import database
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore, StoredModel, new_id
from s2v_desktop.store.scratch import require_space

FORMAT_NAME = "shared-model"
NEIGHBOURS = 90


def save(folder: Path, model: str, target: Path, counts: bool, monitor: Monitor) -> int:
    """Write a model of a library as one file.

    Parameters
    ----------
    model : str
        Id of a model.
    target : Path
        Where it goes; an older file there is replaced when the new one is whole.
    counts : bool
        Also tell how often each song was played. Without it the songs are in the order of their names, so that not
        even their order tells.

    Returns
    -------
    int
        Songs in the file; those that have left the library since are left out.
    """
    stored, opened = ModelStore(folder).load(model), Catalogue.open(folder)
    rows, songs = _rows(folder, stored, opened, counts)
    if not songs:
        raise BadRequest("None of the songs of this model is in the library any more. Nothing was written.")
    known = {field.name for field in dataclasses.fields(TrainingParameters)} | {"preset"}
    shared = SharedModel(
        stored.info.name,
        songs,
        np.asarray(stored.vectors.w1)[rows],
        np.asarray(stored.vectors.w2)[rows],
        {name: value for name, value in stored.info.parameters.items() if name in known},
    )
    _write(target, shared, monitor)
    return len(songs)


def _write(target: Path, shared: SharedModel, monitor: Monitor) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise BadRequest(f"“{target.name}” cannot be written there. Nothing was written. Choose a file in a folder.")
    require_space(target.parent, int(shared.w1.nbytes * 2.2))
    try:
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".s2v-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                shared_model.write(stream, shared, f"S2V Desktop {__version__}", monitor)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(aside, target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise S2VError(
            f"“{target.name}” could not be written. The model is as it was. Choose another place.", str(error)
        ) from error


def _rows(folder: Path, stored: StoredModel, opened: Catalogue, counts: bool) -> tuple[Int64, list[SharedSong]]:
    """Rows of the model that have a name, in the order they are shared in, and their songs."""
    index, ids = opened.index_of(stored.vectors.songs), _ids(folder)
    songs: dict[tuple[str, str], tuple[int, SharedSong]] = {}
    for row, at in enumerate(index.tolist()):
        if at < 0:
            continue
        title, artist, album = (text[: shared_model.LONGEST_NAME] for text in
                                (opened.title(at), opened.artist(at), opened.album(at)))  # fmt: skip
        plays = int(stored.counts[row]) if counts else 0
        song = SharedSong(title, artist, album, ids.get(int(opened.songs[at]), ()), plays)
        songs.setdefault((title, artist), (row, song))
    order = list(songs) if counts else sorted(songs, key=lambda name: (name[1], name[0]))
    return np.array([songs[name][0] for name in order], np.int64), [songs[name][1] for name in order]


def _ids(folder: Path) -> dict[int, tuple[str, ...]]:
    """Library song number -> foreign ids (of the songs merged into it too)."""
    found: dict[int, set[str]] = {}
    with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
        for song, ids in connection.execute(
            "SELECT ifnull(s.merged_into, s.id), a.ids FROM song_alias a JOIN song s ON s.id = a.song WHERE a.ids <> ''"
        ):
            found.setdefault(song, set()).update(one for one in ids.split() if len(one) <= 200)
    most = shared_model.MOST_IDS - 3
    return {song: tuple(sorted(ids)[:most]) for song, ids in found.items()}


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a shared model brought.

    Attributes
    ----------
    model, name : str
        Id and name of the model.
    songs, matched, new : int
        Songs of the model, those the library had, and those that came without a play.
    batch : int
        Number of the import that takes the new ones out again.
    """

    model: str
    name: str
    songs: int
    matched: int
    new: int
    batch: int


def open_file(folder: Path, path: Path, monitor: Monitor, on_kept: Callable[[Opened], object]) -> Opened:
    """Take somebody's shared model into a library; it is the one in use afterwards.

    Parameters
    ----------
    on_kept : callable
        Called when its songs are in the library for good: from then on nothing is cancelled.

    Raises
    ------
    UnreadableFile
        When the file is anything else; nothing was changed.
    """
    shared = shared_model.read(path, monitor)
    monitor.update("matching", 0, 1, "Matching its songs with yours")
    rows, songs = _distinct(shared)
    require_space(folder, int(shared.w1.nbytes * 3))
    vectors = Vectors(np.zeros(len(rows), np.int64), shared.w1[rows], shared.w2[rows])
    near = neighbours.exact_neighbours(vectors.w1, NEIGHBOURS, monitor)
    monitor.check()
    name, model = " ".join(shared.name.split())[:80] or path.stem[:80], new_id()
    with Library.open(folder, create=True) as library:
        with library.writing() as connection:
            batch = _batch(connection, path.name)
            numbers, new = _songs(connection, batch, songs)
            database.next_generation(connection)
            monitor.check()
        opened = Opened(model, name, len(songs), len(songs) - new, new, batch)
        on_kept(opened)
        catalogues.write(library, Silent())
    plays = np.array([max(1, song.plays) for _, song in songs], np.int64)
    vectors = dataclasses.replace(vectors, songs=numbers)
    ModelStore(folder).save_foreign(model, vectors, plays, dict(shared.parameters), neighbours=near, name=name)
    return opened


def _distinct(shared: SharedModel) -> tuple[Int64, list[tuple[str, SharedSong]]]:
    """Rows and songs by key; of several spellings of one song the first counts."""
    found: dict[str, tuple[int, SharedSong]] = {}
    for row, song in enumerate(shared.songs):
        title, artist, album = _clean(song.title), _clean(song.artist), _clean(song.album)
        clean = dataclasses.replace(song, title=title, artist=artist, album=album)
        found.setdefault(song_key(clean.title, clean.artist), (row, clean))
    rows = np.array([row for row, _ in found.values()], np.int64)
    return rows, [(key, song) for key, (_, song) in found.items()]


def _clean(text: str) -> str:
    """One line that can be stored: no halves of characters, no control characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(letter if letter >= " " and letter != "\x7f" else " " for letter in whole).split())


def _batch(connection: sqlite3.Connection, name: str) -> int:
    made = int(time.time() * 1000)
    cursor = connection.execute(
        "INSERT INTO batch (made_ms, rows, plays, duplicates, skipped, warnings) VALUES (?, 0, 0, 0, '{}', '[]')",
        (made,),
    )
    batch = int(cursor.lastrowid or 0)
    connection.execute(
        "INSERT INTO source_file (batch, path, format, rows, plays, duplicates, skipped) VALUES (?, ?, ?, 0, 0, 0, ?)",
        (batch, _clean(name), FORMAT_NAME, json.dumps({})),
    )
    return batch


def _songs(connection: sqlite3.Connection, batch: int, songs: list[tuple[str, SharedSong]]) -> tuple[Int64, int]:
    """Library numbers of songs, and how many of them are new.

    Each gets a spelling of this batch, also where the library knows it: so a song stays as long as this model needs
    it, and goes when nothing does.
    """
    numbers, new = np.zeros(len(songs), np.int64), 0
    for place, (key, song) in enumerate(songs):
        row = connection.execute("SELECT id FROM song WHERE key = ?", (key,)).fetchone()
        if row is None:
            artist = artist_key(song.artist)
            connection.execute("INSERT OR IGNORE INTO artist (key, name) VALUES (?, ?)", (artist, song.artist))
            cursor = connection.execute(
                "INSERT INTO song (key, title, artist, album) SELECT ?, ?, id, ? FROM artist WHERE key = ?",
                (key, song.title, song.album, artist),
            )
            row = (int(cursor.lastrowid or 0),)
            new += 1
        numbers[place] = row[0]
        connection.execute(
            "INSERT INTO song_alias (batch, song, title, artist, album, ids) VALUES (?, ?, ?, ?, ?, ?)",
            (batch, row[0], song.title, song.artist, song.album, " ".join(_clean(one) for one in song.ids)),
        )
    return numbers, new
