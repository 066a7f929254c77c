"""Writing the catalogue: plays from the library's file, listener by listener, into columns on the disk.

Memory follows the listener with the most plays, never the library: plays of one listener are a few runs of numbers.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import NO_DAY, NO_TIME, Int32, Int64, Quality
from s2v_desktop.store import habits

DAY_MS = 86_400_000
_GROUP = 150_000
_READ = np.dtype(
    [
        ("song", "i8"),
        ("start", "i8"),
        ("end", "i8"),
        ("session", "i4"),
        ("counted", "?"),
        ("quality", "i1"),
        ("place", "f8"),
        ("precision", "i4"),
        ("skip", "i1"),
    ]
)
_SELECT = f"""
    SELECT song, ifnull(start_ms, {NO_TIME}),
           coalesce(end_ms, start_ms + ms_played, start_ms + track_ms, {NO_TIME}),
           ifnull(session, -1), counted, quality, place, precision_s, ifnull(skip, -1)
    FROM play WHERE id BETWEEN ? AND ? ORDER BY id
"""
COLUMNS: tuple[tuple[str, type], ...] = (
    ("song", np.int32),
    ("listener", np.int32),
    ("start_ms", np.int64),
    ("end_ms", np.int64),
    ("session", np.int32),
    ("counted", np.bool_),
    ("usable", np.bool_),
    ("day", np.int32),
)


@dataclass
class SongFigures:
    """What is counted per song while the plays go by (changed in place)."""

    plays: Int32
    counted: Int32
    first_day: Int32
    last_day: Int32

    @classmethod
    def empty(cls, songs: int) -> SongFigures:
        """Figures of songs nobody has played yet."""
        return cls(
            np.zeros(songs, np.int32),
            np.zeros(songs, np.int32),
            np.full(songs, NO_DAY, np.int32),
            np.full(songs, NO_DAY, np.int32),
        )

    def add(self, song: Int32, counted: np.ndarray, day: Int32) -> None:
        """Count a run of plays."""
        size = len(self.plays)
        self.plays += np.bincount(song, minlength=size).astype(np.int32)
        self.counted += np.bincount(song[counted], minlength=size).astype(np.int32)
        timed = day != NO_DAY
        np.maximum.at(self.last_day, song[timed], day[timed])
        early = np.where(self.first_day == NO_DAY, np.iinfo(np.int32).max, self.first_day)
        np.minimum.at(early, song[timed], day[timed])
        self.first_day[:] = np.where(early == np.iinfo(np.int32).max, NO_DAY, early)


def write_plays(
    connection: sqlite3.Connection, folder: Path, index_of: Int32, listeners: Int64, monitor: Monitor
) -> SongFigures:
    """Write one file per column of `COLUMNS`, sorted by listener, then session or time, then place; and the habits.

    Parameters
    ----------
    index_of : Int32, shape (largest song number + 1,)
        Song number -> catalogue index of the song it is (merged ones: of the survivor), -1 for none.
    listeners : Int64, shape (listeners,)
        Listener numbers in catalogue order.
    """
    total = connection.execute("SELECT ifnull(sum(last - first + 1), 0) FROM play_range").fetchone()[0]
    figures = SongFigures.empty(int(index_of.max(initial=-1)) + 1)
    counting = habits.Counting(len(figures.plays))
    out = {name: _column(folder / f"{name}.npy", dtype, total) for name, dtype in COLUMNS}
    done = 0
    for numbers, plays in _groups(connection, listeners):
        order = _order(plays, numbers)
        plays, numbers = plays[order], numbers[order]
        part = slice(done, done + len(plays))
        song = index_of[plays["song"]]
        timed = plays["start"] != NO_TIME
        day = np.where(timed & (plays["quality"] < Quality.SYNTHETIC), plays["start"] // DAY_MS, NO_DAY)
        out["song"][part], out["listener"][part] = song, numbers
        out["start_ms"][part], out["end_ms"][part] = plays["start"], plays["end"]
        out["session"][part], out["counted"][part], out["day"][part] = plays["session"], plays["counted"], day
        out["usable"][part] = (timed & (plays["quality"] <= Quality.DERIVED)) | (plays["session"] >= 0)
        figures.add(song, plays["counted"], day.astype(np.int32))
        counting.add(song, numbers, plays)
        done += len(plays)
        monitor.update("catalogue", done, total, "Writing the catalogue")
    for column in out.values():
        if isinstance(column, np.memmap):
            column.flush()
    counting.write(folder)
    return figures


def _column(path: Path, dtype: type, size: int) -> np.ndarray:
    if size:
        return np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(size,))
    np.save(path, np.zeros(0, dtype), allow_pickle=False)
    return np.zeros(0, dtype)


def _groups(connection: sqlite3.Connection, listeners: Int64) -> Iterator[tuple[Int32, np.ndarray]]:
    """(catalogue number of the listener per play, plays) for some listeners at a time, in order."""
    ranges: dict[int, list[tuple[int, int]]] = {int(one): [] for one in listeners}
    for listener, first, last in connection.execute("SELECT listener, first, last FROM play_range ORDER BY first"):
        ranges[listener].append((first, last))
    waiting: list[tuple[int, int, int]] = []
    size = 0
    for number, listener in enumerate(listeners.tolist()):
        mine = [(number, first, last) for first, last in ranges[listener]]
        count = sum(last - first + 1 for _, first, last in mine)
        if waiting and size + count > _GROUP:
            yield _fetch(connection, waiting, size)
            waiting, size = [], 0
        waiting += mine
        size += count
    if waiting:
        yield _fetch(connection, waiting, size)


def _fetch(connection: sqlite3.Connection, ranges: list[tuple[int, int, int]], size: int) -> tuple[Int32, np.ndarray]:
    rows: Callable[..., Iterator[tuple[object, ...]]] = connection.execute
    stream = itertools.chain.from_iterable(rows(_SELECT, (first, last)) for _, first, last in ranges)
    plays = np.fromiter(stream, _READ, count=size)
    numbers = np.repeat([number for number, _, _ in ranges], [last - first + 1 for _, first, last in ranges])
    return numbers.astype(np.int32), plays


def _order(plays: np.ndarray, numbers: Int32) -> Int64:
    """Sorted by listener, then when a play or its listed session began, then session, time, place, file order."""
    key = plays["start"].copy()
    listed = plays["session"] >= 0
    if listed.any():
        _, which = np.unique(plays["session"][listed], return_inverse=True)
        begin = np.full(int(which.max()) + 1, np.iinfo(np.int64).max)
        np.minimum.at(begin, which, plays["start"][listed])
        key[listed] = begin[which]
        order = np.lexsort((plays["place"], plays["start"], plays["session"], key, numbers))
    elif np.isnan(plays["place"]).all():
        order = np.lexsort((key, numbers))
    else:
        order = np.lexsort((plays["place"], key, numbers))
    return order.astype(np.int64)
