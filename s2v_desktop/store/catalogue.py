"""The catalogue: the library's facts as columns that the window and training map into memory.

It is written by jobs into ``catalogue/<generation>/`` and never changed. Its number is the library's generation, so
that one that is behind (the program was killed in between) is noticed and made anew.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from s2v_desktop.core.errors import LibraryError, UnknownSong
from s2v_desktop.core.identity import search_key, song_key
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.types import NO_DAY, Bool, Int32, Int64, PlayColumns
from s2v_desktop.store import atomic, columns, database, scratch, search
from s2v_desktop.store.catalogue_files import FORMAT, fill, key_hash
from s2v_desktop.store.habits import Habits
from s2v_desktop.store.names import Names, load_array

if TYPE_CHECKING:
    from s2v_desktop.store.library import Library


@dataclass(frozen=True, slots=True)
class ListenerFigures:
    """A listener and how many plays they have."""

    name: str
    plays: int
    number: int
    """In the library; the index in `Catalogue.listeners` is what columns use."""
    hidden: bool = False
    """Kept out of lists of listeners."""


@dataclass(frozen=True, slots=True)
class Months:
    """Plays per month, from the first month with one to the last.

    Attributes
    ----------
    first : int
        Months since January 1970 of the first entry.
    counts : Int64, shape (months,)
    """

    first: int
    counts: Int64

    @property
    def labels(self) -> list[str]:
        """``YYYY-MM`` for each entry."""
        return [f"{1970 + m // 12:04d}-{m % 12 + 1:02d}" for m in range(self.first, self.first + len(self.counts))]


class Catalogue:
    """Songs, listeners and plays of a library, mapped into memory. Nothing in it ever changes.

    Attributes
    ----------
    generation : int
        State of the library it shows.
    songs : Int64, shape (songs,)
        Library song numbers, ascending; "catalogue index" is the place in this array.
    artist_index : Int32, shape (songs,)
        Index into `artists`.
    fold : Int32, shape (songs,)
        Songs with the same number are versions of one song (`core.versions`).
    artists, titles, albums : Names
    title_rank : Int32, shape (songs,)
    artist_rank : Int32, shape (artists,)
        Place in the alphabet, so that a table sorts numbers and no names.
    plays, counted : Int32, shape (songs,)
    taught : Int32, shape (songs,)
        Plays within sessions, by the rule in use: what a training learns from.
    first_day, last_day : Int32, shape (songs,)
        Days since 1970, `NO_DAY` where no play has a time.
    listeners : tuple of ListenerFigures
    figures : dict of str to int
        plays, counted_plays, songs, artists, listeners, sessions.
    state : dict
        As `changes.state` gives it.
    """

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError("another program wrote this catalogue")
        self.folder = folder
        self.generation: int = manifest["generation"]
        self.figures: dict[str, int] = manifest["figures"]
        self.state: dict[str, Any] = manifest["state"]
        self.listeners = tuple(ListenerFigures(*one) for one in manifest["listeners"])
        self.songs: Int64 = load_array(folder / "songs.npy")
        self.artist_index: Int32 = load_array(folder / "artist_index.npy")
        self.fold: Int32 = load_array(folder / "fold.npy")
        self.title_rank: Int32 = load_array(folder / "title_rank.npy")
        self.artist_rank: Int32 = load_array(folder / "artist_rank.npy")
        self.plays: Int32 = load_array(folder / "plays.npy")
        self.counted: Int32 = load_array(folder / "counted_plays.npy")
        self.taught: Int32 = load_array(folder / "taught.npy")
        self.first_day: Int32 = load_array(folder / "first_day.npy")
        self.last_day: Int32 = load_array(folder / "last_day.npy")
        self.titles = Names.load(folder, "titles")
        self.albums = Names.load(folder, "albums")
        self.artists = Names.load(folder, "artists")
        self._text = Names.load(folder, "text")

    @classmethod
    def open(cls, folder: Path) -> Catalogue:
        """The catalogue of the library in `folder`, made anew first when it is missing or behind.

        Raises
        ------
        LibraryError
            When there is no library, or it cannot be read.
        """
        folder = Path(folder)
        for attempt in range(3):  # a job may replace it between our look and our opening
            with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
                number = database.generation(connection)
                place = folder / "catalogue" / str(number)
                if not (place / "manifest.json").is_file():
                    _write(connection, folder, Silent())
            try:
                return cls(place)
            except FileNotFoundError:
                if attempt:  # nobody replaced it: an older program wrote fewer columns
                    shutil.rmtree(place, ignore_errors=True)
            except (ValueError, KeyError, TypeError, OSError):
                shutil.rmtree(place)
        raise LibraryError(f"The catalogue of “{folder.name}” cannot be written. Check that the disk is not full.")

    def __len__(self) -> int:
        return len(self.songs)

    def title(self, index: int) -> str:
        """Title of one song."""
        return self.titles[index]

    def artist(self, index: int) -> str:
        """Artist of one song."""
        return self.artists[int(self.artist_index[index])]

    def album(self, index: int) -> str:
        """Album of one song; empty where unknown."""
        return self.albums[index]

    def label(self, index: int) -> str:
        """``Artist - Title``, which `find` understands."""
        return f"{self.artist(index)} - {self.title(index)}"

    def index_of(self, numbers: Int64) -> Int64:
        """Catalogue indices of library song numbers; merged ones give their survivor, vanished ones -1."""
        numbers, table = np.asarray(numbers, np.int64), self._table
        known = (numbers >= 0) & (numbers < len(table))
        if known.all():
            return table[numbers].astype(np.int64)
        return np.where(known, table[np.where(known, numbers, 0)], -1).astype(np.int64)

    @cached_property
    def _table(self) -> Int32:
        """Library song number -> catalogue index: looking up a million plays' songs by searching takes 0.3 s."""
        merged, survivors = self._merged
        table = np.full(1 + max(int(self.songs.max(initial=0)), int(merged.max(initial=0))), -1, np.int32)
        table[merged] = survivors
        table[self.songs] = np.arange(len(self.songs), dtype=np.int32)
        return table

    @cached_property
    def habits(self) -> Habits:
        """Who plays each song most, at what time of day, how often it is skipped, and the eras of the library."""
        return Habits(self.folder, len(self))

    @cached_property
    def _merged(self) -> tuple[Int64, Int64]:
        return load_array(self.folder / "merged_numbers.npy"), load_array(self.folder / "merged_index.npy")

    @cached_property
    def _keys(self) -> tuple[np.ndarray, Int32]:
        return load_array(self.folder / "key_hashes.npy"), load_array(self.folder / "key_index.npy")

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return {name: load_array(self.folder / f"{name}.npy") for name, _ in columns.COLUMNS}

    def play_columns(self) -> PlayColumns:
        """All plays, sorted by listener, then session or time, then place."""
        return self._plays

    @cached_property
    def _plays(self) -> PlayColumns:
        return columns.read_plays(self.folder)

    def songs_and_days(self) -> tuple[Int32, Int32]:
        """Catalogue index and day (`NO_DAY` for none) of every play, mapped into memory; shape (plays,) each."""
        return self._columns["song"], self._columns["day"]

    @cached_property
    def _bounds(self) -> Int64:
        """Where the plays of each listener begin, and the end."""
        numbers = np.arange(len(self.listeners) + 1)
        return np.searchsorted(self._columns["listener"], numbers).astype(np.int64)

    def _parts(self, listeners: Bool | None) -> list[slice]:
        if listeners is None:
            return [slice(0, len(self._columns["song"]))]
        return [slice(int(self._bounds[i]), int(self._bounds[i + 1])) for i in np.flatnonzero(listeners)]

    def months(self, listeners: Bool | None = None) -> Months:
        """Plays per month; plays without a time never count.

        Parameters
        ----------
        listeners : Bool, shape (listeners,), optional
            Only these.
        """
        low = np.iinfo(np.int32).max
        for part in self._parts(listeners):
            days = self._columns["day"][part]
            timed = days[days != NO_DAY]
            low = min(low, int(timed.min(initial=low)))
        if low == np.iinfo(np.int32).max:
            return Months(0, np.zeros(0, np.int64))
        per_day = np.zeros(0, np.int64)
        for part in self._parts(listeners):
            days = self._columns["day"][part]
            counts = np.bincount(days[days != NO_DAY] - low)
            size = max(len(per_day), len(counts))
            per_day = np.pad(per_day, (0, size - len(per_day))) + np.pad(counts, (0, size - len(counts)))
        month = (np.arange(low, low + len(per_day)).astype("M8[D]").astype("M8[M]")).astype(np.int64)
        first = int(month[0])
        return Months(first, np.bincount(month - first, weights=per_day).astype(np.int64))

    def plays_between(
        self, first_day: int | None = None, last_day: int | None = None, listeners: Bool | None = None,
        counted_only: bool = False,
    ) -> Int64:  # fmt: skip
        """Plays of each song in a period (both days included) and of some listeners.

        With a period only plays with a time count; without one all do.

        Returns
        -------
        Int64, shape (songs,)
        """
        result = np.zeros(len(self), np.int64)
        for part in self._parts(listeners):
            song = self._columns["song"][part]
            keep = self._columns["counted"][part] if counted_only else np.ones(len(song), np.bool_)
            if first_day is not None or last_day is not None:
                day = self._columns["day"][part]
                keep = keep & (day != NO_DAY)
                keep &= day >= first_day if first_day is not None else True
                keep &= day <= last_day if last_day is not None else True
            result += np.bincount(song[keep], minlength=len(self))
        return result

    def last_played(self, listener: int) -> Int32:
        """Day each song was last played by one listener, `NO_DAY` for never; songs of listed sessions are not played.

        Returns
        -------
        Int32, shape (songs,)
        """
        result = np.full(len(self), NO_DAY, np.int32)
        part = slice(int(self._bounds[listener]), int(self._bounds[listener + 1]))
        np.maximum.at(result, self._columns["song"][part], self._columns["day"][part])
        return result

    @property
    def hidden_listeners(self) -> tuple[int, ...]:
        """Indices of the listeners that are left out of lists and of everybody's taste."""
        return tuple(at for at, one in enumerate(self.listeners) if one.hidden)

    def listener_index(self, name: str) -> int:
        """Index of a listener by name; -1 when there is none."""
        return next((i for i, one in enumerate(self.listeners) if one.name == name), -1)

    def search(self, text: str, limit: int = 50) -> Int64:
        """Indices of the songs that fit, best first (see `search.search`)."""
        return search.search(self._text, self.plays, text, limit)

    def find(self, song: str | int) -> int:
        """Index of the song called ``Artist - Title``, or of a library song number.

        Raises
        ------
        UnknownSong
            Nothing fits or several do; with the songs that may have been meant.
        """
        text = str(song).strip()
        if text.isdecimal() and len(text) < 19:
            index = int(self.index_of(np.array([int(text)]))[0])
            if index >= 0:
                return index
        found = self._named(text)
        if len(found) == 1:
            return found[0]
        near = found or [int(i) for i in self.search(text.replace(" - ", " "), 5)]
        candidates = tuple(self.label(i) for i in near[:10])
        what = "fits several songs" if found else "is not in the library"
        hint = " Did you mean one of these?" if candidates else " Write it as “Artist - Title”."
        if found and len(set(candidates)) < len(candidates):
            candidates = tuple(f"{label} (song {self.songs[i]})" for label, i in zip(candidates, near, strict=False))
        raise UnknownSong(f"“{text}” {what}.{hint}", candidates)

    def _named(self, text: str) -> list[int]:
        """Songs with this name: spelt exactly so, else folded, else with the same key."""
        parts = text.split(" - ")
        pairs = [(" - ".join(parts[i:]), " - ".join(parts[:i])) for i in range(1, len(parts))]
        found: set[int] = set()
        for title, artist in pairs:
            found |= {int(i) for i in search.exact(self._text, title, artist)}
        same = [i for i in sorted(found) if self.label(i) == text]
        if same or found:
            return same or sorted(found)
        hashes, index = self._keys
        for title, artist in pairs:
            key = key_hash(song_key(title, artist))
            at = slice(int(np.searchsorted(hashes, key, "left")), int(np.searchsorted(hashes, key, "right")))
            found |= {int(i) for i in index[at]}
        if not found and not pairs:
            found = {int(i) for i in self.search(text, 50) if search_key(self.title(int(i))) == search_key(text)}
        return sorted(found)


def write(library: Library, monitor: Monitor) -> Path:
    """Write the catalogue of the library's present state, and remove older ones.

    Returns
    -------
    Path
        Its folder.
    """
    with database.explained(library.folder):
        return _write(library.connection, library.folder, monitor)


def _write(connection: sqlite3.Connection, folder: Path, monitor: Monitor) -> Path:
    present = folder / "catalogue" / str(database.generation(connection))
    if (present / "manifest.json").is_file():
        return present  # an import that added nothing
    with scratch.scratch(folder) as place:
        staged = place / "catalogue"
        staged.mkdir()
        connection.execute("BEGIN")  # one state of the library for all reads
        try:
            number = database.generation(connection)
            fill(connection, staged, number, monitor)
        finally:
            connection.execute("ROLLBACK")
        target = folder / "catalogue" / str(number)
        with contextlib.suppress(FileExistsError):
            if not (target / "manifest.json").is_file():
                atomic.replace_folder(staged, target)
    for old in (folder / "catalogue").iterdir():
        if old.name.isdecimal() and int(old.name) < number:
            shutil.rmtree(old, ignore_errors=True)  # on Windows a mapped one stays until the next write
    return target
