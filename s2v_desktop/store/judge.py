"""Staged rows are compared with each other and with the library, listener by listener, before anything is stored."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.shift import Shift
from s2v_desktop.core.types import NO_TIME, Bool, Int64, Quality
from s2v_desktop.store import bulk, comparing, dedupe, listeners, lists, old_rows, spread, staged_rows
from s2v_desktop.store.comparing import Clock
from s2v_desktop.store.old_rows import Maps
from s2v_desktop.store.parts import Part, Parts
from s2v_desktop.store.staged_rows import Group, Staged
from s2v_desktop.store.staging import StagedFile
from s2v_desktop.store.windows import blocks

_TABLES = """
    CREATE TABLE stage.dropped (id INTEGER PRIMARY KEY, play INTEGER, kept INTEGER, level INTEGER);
    CREATE TABLE stage.changed (id INTEGER PRIMARY KEY, start_ms INTEGER, given_ms INTEGER, quality INTEGER);
    CREATE TABLE stage.used (song INTEGER PRIMARY KEY);
    CREATE TABLE stage.joined (play INTEGER PRIMARY KEY, into_play INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What will be stored.

    Attributes
    ----------
    plays, duplicates : dict of int to int
        File number -> rows.
    kept, dropped : list of (int, int)
        (staged listener number, rows), in the order in which they will be stored.
    spans : dict of int to (int, int)
        File number -> first and last time, for files that have times.
    shifts : tuple of (str, Shift)
        Format whose times seem to be off by whole hours, and how.
    """

    plays: dict[int, int]
    duplicates: dict[int, int]
    kept: list[tuple[int, int]]
    dropped: list[tuple[int, int]]
    spans: dict[int, tuple[int, int]]
    shifts: tuple[tuple[str, Shift], ...] = ()


def judge(connection: sqlite3.Connection, files: Sequence[StagedFile], monitor: Monitor) -> Verdict:
    """Write the tables ``dropped``, ``changed``, ``used`` and ``joined`` beside the staged rows.

    Parameters
    ----------
    connection : Connection
        To the library, with the stage attached as ``stage``. The library is only read.
    """
    for table in ("dropped", "changed", "used", "joined"):
        connection.execute(f"DROP TABLE IF EXISTS stage.{table}")
    for statement in _TABLES.split(";")[:-1]:
        connection.execute(statement)
    listeners.resolve(connection)
    lists.tell_apart(connection)
    maps = Maps(connection, files)
    tally = _Tally(len(maps.staged_format), len(maps.song))
    total = connection.execute("SELECT count(*) FROM stage.staged").fetchone()[0]
    parts, done = Parts(connection, maps), 0
    for group in staged_rows.groups(connection, old_rows.sizes(connection)):
        stored, before = tally.stored, _Before({}, {})
        for part in parts.of(group):
            tally.add(part.rows, _judge_part(connection, part, maps, stored, before))
            done += len(part.rows)
            monitor.update("comparing", done, total, "Looking for plays you have already")
        tally.add_clocks(before.clocks)
        if not part.whole:
            _count_owners(connection, group, stored)
    connection.executemany("INSERT INTO stage.used VALUES (?)", ((int(one),) for one in np.flatnonzero(tally.used)))
    return tally.verdict(maps)


@dataclass(frozen=True, slots=True)
class _Before:
    """What the later parts of a group said (changed in place).

    Attributes
    ----------
    clocks : dict of int to Clock
    following : dict of int to int
        Listener -> earliest time of the rows that are laid out one after another.
    """

    clocks: dict[int, Clock]
    following: dict[int, int]


class _Tally:
    """Counts what the parts come to (changed in place)."""

    def __init__(self, files: int, songs: int) -> None:
        self.used = np.zeros(songs, np.bool_)
        self.stored = 0
        self._files = files
        self._plays, self._duplicates = np.zeros(files, np.int64), np.zeros(files, np.int64)
        self._kept: Counter[int] = Counter()
        self._dropped: Counter[int] = Counter()
        self._shifts: dict[int, Shift] = {}
        self._first = np.full(files, np.iinfo(np.int64).max)
        self._last = np.full(files, NO_TIME)

    def add(self, rows: Staged, drop: Bool) -> None:
        """Count a part."""
        self._plays += np.bincount(rows["file"][~drop], minlength=self._files)
        self._duplicates += np.bincount(rows["file"][drop], minlength=self._files)
        self.used[rows["song"]] = True
        for mask, counted in ((~drop, self._kept), (drop, self._dropped)):
            numbers, counts = np.unique(rows["listener"][mask], return_counts=True)
            counted.update(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))
        timed = (rows["time"] != NO_TIME) & (rows["quality"] < Quality.SYNTHETIC)
        np.minimum.at(self._first, rows["file"][timed], rows["time"][timed])
        np.maximum.at(self._last, rows["file"][timed], rows["time"][timed])
        self.stored += int(np.count_nonzero(~drop))

    def add_clocks(self, clocks: dict[int, Clock]) -> None:
        """Note which clocks of a group stand wrong; of several groups the surest counts."""
        for form, clock in clocks.items():
            shift = clock.shift
            if shift is not None and (form not in self._shifts or shift.fits > self._shifts[form].fits):
                self._shifts[form] = shift

    def verdict(self, maps: Maps) -> Verdict:
        """Everything counted."""
        per_file = [
            {number: int(count) for number, count in enumerate(counts)} for counts in (self._plays, self._duplicates)
        ]
        spans = {
            number: (int(self._first[number]), int(self._last[number]))
            for number in np.flatnonzero(self._last != NO_TIME).tolist()
        }
        shifts = tuple((maps.formats[form], shift) for form, shift in sorted(self._shifts.items()))
        kept, dropped = sorted(self._kept.items()), sorted(self._dropped.items())
        return Verdict(per_file[0], per_file[1], kept, dropped, spans, shifts)


def _judge_part(connection: sqlite3.Connection, part: Part, maps: Maps, stored: int, before: _Before) -> Bool:
    """Which of these rows are duplicates; notes them, changed times, and what the next parts have to know.

    Parameters
    ----------
    stored : int
        Rows of earlier groups that will be plays.
    """
    rows, old = part.rows, part.old
    found = _exact(rows, old, maps)
    judged = comparing.further(rows, old, found, maps, part.share)
    drop = judged.level > 0
    _note_dropped(connection, part, judged, stored)
    connection.executemany("INSERT INTO stage.joined VALUES (?, ?)", judged.joined)
    laid_out = _change_times(connection, rows, ~found.inside, before.following)
    for who in np.unique(rows["listener"][laid_out]).tolist() if not part.whole else ():
        before.following[who] = int(rows["time"][laid_out & (rows["listener"] == who)].min())
    for form, clock in judged.clocks.items():
        before.clocks[form] = before.clocks[form] + clock if form in before.clocks else clock
    return drop


def _exact(rows: Staged, old: np.ndarray, maps: Maps) -> dedupe.Duplicates:
    """Level 1."""
    new = [
        maps.listener[rows["listener"]],
        maps.song[rows["song"]],
        maps.session[rows["session"]],
        rows["time"],
        rows["heard"],
    ]
    have = [old[name] for name in ("listener", "song", "session", "time", "heard")]
    for columns, table in ((new, rows), (have, old)):
        listed = (table["time"] == NO_TIME) & (columns[2] != 0)
        turn = dedupe.occurrences(columns[2], columns[1], table["place"], table["file"].astype(np.int64), listed)
        columns.append(np.where(listed, turn, _place_bits(table["place"])))
    return dedupe.find([np.ascontiguousarray(one) for one in new], [np.ascontiguousarray(one) for one in have])


def _place_bits(place: np.ndarray) -> Int64:
    """Places as whole numbers that compare equal where the places do; none is one value too."""
    return np.where(np.isnan(place), np.inf, place + 0.0).view(np.int64)


def _note_dropped(connection: sqlite3.Connection, part: Part, judged: comparing.Judged, stored: int) -> None:
    """Write which play each dropped row says again: one of the library, or the n-th that will be stored.

    Which one that is nobody knows while only a part of a group was judged: then it is the staged number.
    """
    rows, old = part.rows, part.old
    drop = np.flatnonzero(judged.level > 0)
    owner = judged.owner[drop]
    rank = stored + np.cumsum(judged.level == 0) - 1 if part.whole else rows["id"]
    known = owner < len(old)
    play = np.full(len(drop), -1, np.int64)
    play[known] = old["play"][owner[known]]
    kept = np.full(len(drop), -1, np.int64)
    kept[~known] = rank[owner[~known] - len(old)]
    bulk.insert(
        connection, "stage.dropped", [one.tolist() for one in (rows["id"][drop], play, kept, judged.level[drop])]
    )


def _count_owners(connection: sqlite3.Connection, group: Group, stored: int) -> None:
    """Turn the staged numbers that `_note_dropped` wrote for parts of a group into which play will be stored."""
    first = np.array([one for one, _ in group.ranges], np.int64)
    size = np.array([last - one + 1 for one, last in group.ranges], np.int64)
    order = np.argsort(first)
    offset = (np.cumsum(size) - size - first)[order]

    def place(numbers: Int64) -> Int64:
        """Which row of the group each staged number is."""
        found: Int64 = numbers + offset[np.searchsorted(first[order], numbers, side="right") - 1]
        return found

    query = "SELECT {} FROM stage.dropped WHERE id BETWEEN ? AND ?"
    gone = [
        place(np.fromiter((row[0] for pair in some for row in connection.execute(query.format("id"), pair)), np.int64))
        for some in blocks(group.ranges)
    ]
    dropped = np.concatenate(gone)
    for some in blocks(group.ranges):
        rows = [row for pair in some for row in connection.execute(f"{query.format('id, kept')} AND kept >= 0", pair)]
        if rows:
            kept = place(np.array([row[1] for row in rows], np.int64))
            rank = stored + kept - np.searchsorted(dropped, kept)
            values = zip(rank.tolist(), (row[0] for row in rows), strict=True)
            connection.executemany("UPDATE stage.dropped SET kept = ? WHERE id = ?", values)


def _change_times(
    connection: sqlite3.Connection, rows: Staged, heard_once: Bool, following: dict[int, int]
) -> Bool:  # fmt: skip
    """Spread shared times, mark reports. Rows that the library has take part: the others get their places, and they
    themselves may become plays when the import that was first is undone. Gives the rows that have an order."""
    free = heard_once & (rows["time"] != NO_TIME) & (rows["session"] == 0)
    placed = ~np.isnan(rows["place"])
    moved = spread.spread(rows["listener"], rows["time"], rows["place"], free & placed, following)
    at = moved.rows
    size = len(at)
    columns = (
        rows["id"][at].tolist(),
        moved.start_ms.tolist(),
        rows["time"][at].tolist(),
        [int(Quality.DERIVED)] * size,
    )
    bulk.insert(connection, "stage.changed", columns)
    loose = free & ~placed & (rows["heard"] < 0) & ~rows["ended"] & (rows["quality"] < Quality.COARSE)
    marked = spread.reports(rows["listener"], rows["time"], loose)
    size = len(marked)
    columns = (rows["id"][marked].tolist(), rows["time"][marked].tolist(), [None] * size, [int(Quality.COARSE)] * size)
    bulk.insert(connection, "stage.changed", columns)
    found: Bool = free & placed
    return found
