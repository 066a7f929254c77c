"""Writing the catalogue: plays from the library's file, listener by listener, into columns on the disk."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from s2v_desktop.core.continuity import USUAL_PLAY_MS, asides
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import NO_DAY, NO_TIME, Asides, Corpus, Int32, Int64, PlayColumns, Quality
from s2v_desktop.store import habits, play_groups
from s2v_desktop.store.names import load_array

DAY_MS = 86_400_000
_GROUP = 50_000
COLUMNS: tuple[tuple[str, type], ...] = (
    ("song", np.int32),
    ("listener", np.int32),
    ("start_ms", np.int64),
    ("end_ms", np.int64),
    ("session", np.int32),
    ("counted", np.bool_),
    ("usable", np.bool_),
    ("marked", np.bool_),
    ("day", np.int32),
)
ASIDES = "asides.npy"
"""Rows of `Asides`: play, longest silence, longest thing heard, in the order of the plays; shape (k, 3)."""
_EVENTS = f"""
    SELECT start_ms, ifnull(end_ms, {NO_TIME}) FROM event WHERE listener = ? AND start_ms IS NOT NULL ORDER BY start_ms
"""


@dataclass
class SongFigures:
    """What is counted per song while the plays go by (changed in place); `taught` is its plays within sessions."""

    plays: Int32
    counted: Int32
    taught: Int32
    first_day: Int32
    last_day: Int32
    sessions: int = 0

    @classmethod
    def empty(cls, songs: int) -> SongFigures:
        """Figures of songs nobody has played yet."""
        return cls(
            np.zeros(songs, np.int32),
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

    def add_sessions(self, corpus: Corpus) -> None:
        """Count the sessions that whole listeners make."""
        self.sessions += len(corpus)
        self.taught += np.bincount(corpus.songs, minlength=len(self.taught)).astype(np.int32)


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
    done, between = 0, [np.zeros((0, 3), np.int64)]
    with contextlib.ExitStack() as files:
        out = {name: files.enter_context(_column(folder / f"{name}.npy", dtype, total)) for name, dtype in COLUMNS}
        for numbers, plays in play_groups.groups(connection, listeners, _longest_ms(rule)):
            columns = _of_plays(plays, numbers, index_of)
            for name, dtype in COLUMNS:
                columns[name].astype(dtype, copy=False).tofile(out[name])
            figures.add(columns["song"], columns["counted"], columns["day"])
            counting.add(columns["song"], numbers, plays)
            heard = _asides(connection, columns, listeners)
            between.append(np.stack([heard.play + done, heard.pause_ms, heard.longest_ms], axis=1))
            if not rule.strict:
                whole = play_columns(columns, heard)
                for part in _pieces(whole, rule):
                    figures.add_sessions(cut(whole.part(*part), rule)[0])
            done += len(plays)
            monitor.update("catalogue", done, total, "Writing the catalogue")
    np.save(folder / ASIDES, np.concatenate(between), allow_pickle=False)
    if rule.strict:  # how long a song is, is the longest that anybody heard it: all plays are cut together
        figures.add_sessions(cut(read_plays(folder), rule)[0])
    counting.write(folder)
    return figures


def read_plays(folder: Path) -> PlayColumns:
    """The plays of the catalogue in a folder, mapped into memory."""
    table = load_array(folder / ASIDES)
    columns = {name: load_array(folder / f"{name}.npy") for name, _ in COLUMNS}
    return play_columns(columns, Asides(table[:, 0], table[:, 1], table[:, 2]))


def _ends(plays: np.ndarray, numbers: Int32, timed: np.ndarray) -> Int64:
    """End of each play; one worked out from the length of the song is at most the start of the next play."""
    end = plays["end"].copy()
    follows = (numbers[1:] == numbers[:-1]) & (plays["session"][1:] == plays["session"][:-1]) & timed[1:]
    at = np.flatnonzero(plays["guessed"][:-1] & timed[:-1] & follows)
    start, following = plays["start"][at], plays["start"][at + 1]
    end[at] = np.where(following > start, np.minimum(end[at], following), end[at])
    return end


def play_columns(columns: dict[str, np.ndarray], between: Asides | None) -> PlayColumns:
    """Plays from their columns; the day is none of them."""
    return PlayColumns(**{name: column for name, column in columns.items() if name != "day"}, asides=between)


def _asides(connection: sqlite3.Connection, columns: dict[str, np.ndarray], listeners: Int64) -> Asides:
    """What else the listeners of some plays heard between them."""
    parts: list[tuple[int, Int64]] = []
    for number in np.unique(columns["listener"]).tolist():
        rows = connection.execute(_EVENTS, (int(listeners[number]),))
        table = np.fromiter(itertools.chain.from_iterable(rows), np.int64).reshape(-1, 2)
        if len(table):
            parts.append((number, table))
    if not parts:
        return Asides.none()
    who = np.repeat([number for number, _ in parts], [len(table) for _, table in parts]).astype(np.int32)
    events = np.concatenate([table for _, table in parts])
    return asides(play_columns(columns, None), who, events[:, 0], events[:, 1])


def _of_plays(plays: np.ndarray, numbers: Int32, index_of: Int32) -> dict[str, np.ndarray]:
    timed = plays["start"] != NO_TIME
    dated = timed & (plays["quality"] < Quality.SYNTHETIC)
    return {
        "song": index_of[plays["song"]],
        "listener": numbers,
        "start_ms": plays["start"],
        "end_ms": _ends(plays, numbers, timed),
        "session": plays["session"],
        "counted": plays["counted"],
        "usable": (timed & (plays["quality"] <= Quality.DERIVED)) | (plays["session"] >= 0),
        "marked": plays["skip"] == 1,
        "day": np.where(dated, plays["start"] // DAY_MS, NO_DAY).astype(np.int32),
    }


def _pieces(plays: PlayColumns, rule: SessionRule) -> Iterator[tuple[int, int]]:
    """Plays of whole listeners in pieces between which a session certainly ends, because cutting takes much memory."""
    start, listed = plays.start_ms, plays.session >= 0
    end = np.maximum(np.where(plays.end_ms == NO_TIME, start + USUAL_PLAY_MS, plays.end_ms), start)
    longest = _longest_ms(rule)
    alone = np.ones(len(start), np.bool_)  # what was heard before a play may bridge the gap
    alone[(plays.asides or Asides.none()).play] = False
    begin = 0
    while len(start) - begin > 2 * _GROUP and not listed.any() and start[begin] != NO_TIME:
        middle, stop = begin + _GROUP, begin + 2 * _GROUP
        reached = np.maximum.accumulate(np.concatenate(([end[begin:middle].max()], end[middle:stop])))[:-1]
        parted = (start[middle:stop] != NO_TIME) & (start[middle:stop] - reached > longest) & alone[middle:stop]
        found = np.flatnonzero(parted)
        if not len(found):
            break
        yield begin, middle + int(found[0])
        begin = middle + int(found[0])
    yield begin, len(start)


def _longest_ms(rule: SessionRule) -> int:
    """No silence within a session is longer, whoever listens."""
    return max([rule.gap_s, *(gap for _, gap in rule.listener_gaps)]) * 1000


@contextlib.contextmanager
def _column(path: Path, dtype: type, size: int) -> Iterator[BinaryIO]:
    """A file of so many values, to be written one after another: what is mapped counts as memory, and would grow."""
    with open(path, "wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": (size,)}
        np.lib.format.write_array_header_1_0(file, header)
        yield file
