"""Writing the catalogue: plays from the library's file, listener by listener, into columns on the disk.

Memory follows the listener with the most plays, never the library: plays of one listener are a few runs of numbers.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.sessions import USUAL_PLAY_MS, SessionRule, cut
from s2v_desktop.core.types import NO_DAY, NO_TIME, Float64, Int32, Int64, PlayColumns, Quality
from s2v_desktop.store import habits
from s2v_desktop.store.names import load_array

DAY_MS = 86_400_000
_GROUP = 50_000
_READ = np.dtype(
    [
        ("song", "i4"),
        ("start", "i8"),
        ("end", "i8"),
        ("counted", "?"),
        ("quality", "i1"),
        ("precision", "i4"),
        ("skip", "i1"),
        ("session", "i4"),
    ]
)
# Handing a value to numpy costs more than working with it: small ones come as one number.
_SELECT = f"""
    SELECT song, ifnull(start_ms, {NO_TIME}),
           coalesce(end_ms, start_ms + ms_played, start_ms + track_ms, {NO_TIME}),
           ((precision_s * 16 + quality) * 4 + ifnull(skip, -1) + 1) * 2 + counted
    FROM play WHERE id BETWEEN ? AND ? ORDER BY id
"""
_SELECT_RARE = (
    "SELECT ifnull(session, -1) FROM play WHERE id BETWEEN ? AND ? ORDER BY id",
    "SELECT place FROM play WHERE id BETWEEN ? AND ? ORDER BY id",
)
_COUNT_RARE = "SELECT count(session), count(place) FROM play WHERE id BETWEEN ? AND ?"
Group = tuple[Int32, np.ndarray, Float64 | None]
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
    sessions: int = 0

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
    connection: sqlite3.Connection, folder: Path, index_of: Int32, listeners: Int64, rule: SessionRule, monitor: Monitor
) -> SongFigures:
    """Write one file per column of `COLUMNS`, sorted by listener, then session or time, then place; and the habits.

    Parameters
    ----------
    index_of : Int32, shape (largest song number + 1,)
        Song number -> catalogue index of the song it is (merged ones: of the survivor), -1 for none.
    listeners : Int64, shape (listeners,)
        Listener numbers in catalogue order.
    rule : SessionRule
        Sessions are counted by it.
    """
    total = connection.execute("SELECT ifnull(sum(last - first + 1), 0) FROM play_range").fetchone()[0]
    figures = SongFigures.empty(int(index_of.max(initial=-1)) + 1)
    counting = habits.Counting(len(figures.plays))
    done = 0
    with contextlib.ExitStack() as files:
        out = {name: files.enter_context(_column(folder / f"{name}.npy", dtype, total)) for name, dtype in COLUMNS}
        for numbers, plays, places in _groups(connection, listeners):
            order = _order(plays, places, numbers)
            plays, numbers = plays[order], numbers[order]
            columns = _of_plays(plays, numbers, index_of)
            for name, dtype in COLUMNS:
                columns[name].astype(dtype, copy=False).tofile(out[name])
            figures.add(columns["song"], columns["counted"], columns["day"])
            counting.add(columns["song"], numbers, plays)
            if not rule.strict:
                figures.sessions += sum(_sessions(columns, part, rule) for part in _pieces(columns, rule))
            done += len(plays)
            monitor.update("catalogue", done, total, "Writing the catalogue")
    if rule.strict:  # how long a song is, is the longest that anybody heard it: all plays are looked at together
        whole = {name: load_array(folder / f"{name}.npy") for name, _ in COLUMNS}
        figures.sessions = _sessions(whole, slice(None), rule)
    counting.write(folder)
    return figures


def _of_plays(plays: np.ndarray, numbers: Int32, index_of: Int32) -> dict[str, np.ndarray]:
    timed = plays["start"] != NO_TIME
    dated = timed & (plays["quality"] < Quality.SYNTHETIC)
    return {
        "song": index_of[plays["song"]],
        "listener": numbers,
        "start_ms": plays["start"],
        "end_ms": plays["end"],
        "session": plays["session"],
        "counted": plays["counted"],
        "usable": (timed & (plays["quality"] <= Quality.DERIVED)) | (plays["session"] >= 0),
        "day": np.where(dated, plays["start"] // DAY_MS, NO_DAY).astype(np.int32),
    }


def _sessions(columns: dict[str, np.ndarray], part: slice, rule: SessionRule) -> int:
    """How many sessions some plays make."""
    corpus, _ = cut(PlayColumns(**{name: column[part] for name, column in columns.items() if name != "day"}), rule)
    return len(corpus)


def _pieces(columns: dict[str, np.ndarray], rule: SessionRule) -> Iterator[slice]:
    """Plays of whole listeners in pieces between which a session certainly ends, because cutting takes much memory."""
    start, listed = columns["start_ms"], columns["session"] >= 0
    end = np.maximum(np.where(columns["end_ms"] == NO_TIME, start + USUAL_PLAY_MS, columns["end_ms"]), start)
    longest = max([rule.gap_s, *(gap for _, gap in rule.listener_gaps)]) * 1000
    begin = 0
    while len(start) - begin > 2 * _GROUP and not listed.any() and start[begin] != NO_TIME:
        middle, stop = begin + _GROUP, begin + 2 * _GROUP
        reached = np.maximum.accumulate(np.concatenate(([end[begin:middle].max()], end[middle:stop])))[:-1]
        found = np.flatnonzero((start[middle:stop] != NO_TIME) & (start[middle:stop] - reached > longest))
        if not len(found):
            break
        yield slice(begin, middle + int(found[0]))
        begin = middle + int(found[0])
    yield slice(begin, None)


@contextlib.contextmanager
def _column(path: Path, dtype: type, size: int) -> Iterator[BinaryIO]:
    """A file of so many values, to be written one after another: what is mapped counts as memory, and would grow."""
    with open(path, "wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": (size,)}
        np.lib.format.write_array_header_1_0(file, header)
        yield file


def _groups(connection: sqlite3.Connection, listeners: Int64) -> Iterator[Group]:
    """Some listeners at a time, in order: number of the listener per play, plays, their places if any has one."""
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


def _fetch(connection: sqlite3.Connection, ranges: list[tuple[int, int, int]], size: int) -> Group:
    runs = [
        (begin, min(begin + _GROUP - 1, last)) for _, first, last in ranges for begin in range(first, last + 1, _GROUP)
    ]

    def values(query: str, run: tuple[int, int]) -> Iterator[Any]:
        return itertools.chain.from_iterable(connection.execute(query, run))

    plays = np.empty(size, _READ)
    plays["session"] = -1
    places: Float64 | None = None
    at = 0
    for run in runs:
        part = plays[at : at + run[1] - run[0] + 1]
        table = np.fromiter(values(_SELECT, run), np.int64, count=4 * len(part)).reshape(-1, 4)
        part["song"], part["start"], part["end"], small = table.T
        part["counted"], part["skip"] = small % 2, small // 2 % 4 - 1
        part["quality"], part["precision"] = small // 8 % 16, small // 128
        with_session, with_place = connection.execute(_COUNT_RARE, run).fetchone()
        if with_session:
            part["session"] = np.fromiter(values(_SELECT_RARE[0], run), np.int32, count=len(part))
        if with_place:
            places = np.full(size, np.nan) if places is None else places
            places[at : at + len(part)] = np.fromiter(values(_SELECT_RARE[1], run), np.float64, count=len(part))
        at += len(part)
    numbers = np.repeat([number for number, _, _ in ranges], [last - first + 1 for _, first, last in ranges])
    return numbers.astype(np.int32), plays, places


def _order(plays: np.ndarray, places: Float64 | None, numbers: Int32) -> Int64:
    """Sorted by listener, then when a play or its listed session began, then session, time, place, file order."""
    key = plays["start"].copy()
    listed = plays["session"] >= 0
    by_place = () if places is None else (places,)
    if listed.any():
        _, which = np.unique(plays["session"][listed], return_inverse=True)
        begin = np.full(int(which.max()) + 1, np.iinfo(np.int64).max)
        np.minimum.at(begin, which, plays["start"][listed])
        key[listed] = begin[which]
        order = np.lexsort((*by_place, plays["start"], plays["session"], key, numbers))
    else:
        order = np.lexsort((*by_place, key, numbers))
    return order.astype(np.int64)
