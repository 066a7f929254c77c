"""Plays from the library's file in their order: some listeners at a time, or a window of one listener's history.

Plays of one listener are a few runs of numbers. Memory follows neither the library nor the listener with the most
plays, except for listeners of lists and of other things than music: these are read whole, because the order of the one
and what lies between plays of the other cannot be told from a window.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from s2v_desktop.core.continuity import USUAL_PLAY_MS
from s2v_desktop.core.types import NO_TIME, Float64, Int32, Int64
from s2v_desktop.store.windows import IN_WINDOW, Range, Survey, Window, blocks

GROUP = 50_000
"""Plays of several listeners read together; more of one are read a window at a time."""
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
        ("guessed", "?"),
    ]
)
_END = "coalesce(end_ms, start_ms + ms_played, start_ms + track_ms, {})"
# Handing a value to numpy costs more than working with it: small ones come as one number.
_SMALL = 33
_VAGUEST_S = 33_000_000
"""More than a year: nothing is known more vaguely, and it fits."""
_SELECT = f"""
    SELECT ifnull(start_ms, {NO_TIME}), {_END.format(NO_TIME)},
           (song << {_SMALL})
           + (((min(precision_s, {_VAGUEST_S}) * 16 + quality) * 4 + ifnull(skip, -1) + 1) * 2 + counted) * 2
           + (end_ms IS NULL AND ms_played IS NULL)
    FROM play WHERE id BETWEEN ? AND ?
"""
_SELECT_RARE = (
    "SELECT ifnull(session, -1) FROM play WHERE id BETWEEN ? AND ?",
    "SELECT place FROM play WHERE id BETWEEN ? AND ?",
)
_COUNT_RARE = "SELECT count(session), count(place) FROM play WHERE id BETWEEN ? AND ?"
_LONG = 20
_LONGEST_S = (1 << _LONG) - 1
"""A play that ends later than twelve days after it began is looked at as if it never did."""
_LOOK = f"""
    SELECT ifnull((start_ms << {_LONG}) + min(max(
        ({_END.format(f"start_ms + {USUAL_PLAY_MS}")} - start_ms) / 1000 + 1, 0), {_LONGEST_S}), {NO_TIME})
    FROM play WHERE id BETWEEN ? AND ?
"""

Run = tuple[int, Range, Window | None]
"""Number of a listener in the catalogue, first and last number of some plays, and which of them (all: None)."""


def groups(connection: sqlite3.Connection, listeners: Int64, silence_ms: int) -> Iterator[tuple[Int32, np.ndarray]]:
    """All plays of the library, sorted by listener, then session or time, then place.

    Parameters
    ----------
    listeners : Int64, shape (listeners,)
        Listener numbers in catalogue order.
    silence_ms : int
        A listener's plays are parted only where nothing was heard for longer than this.

    Yields
    ------
    listener : Int32, shape (plays,)
        Index of the listener of each play.
    plays : structured array, shape (plays,)
        With ``song start end counted quality precision skip session guessed``.
    """
    ranges: dict[int, list[Range]] = {int(one): [] for one in listeners}
    for listener, first, last in connection.execute("SELECT listener, first, last FROM play_range ORDER BY first"):
        ranges[listener].append((first, last))
    waiting: list[Run] = []
    size = 0
    for number, listener in enumerate(listeners.tolist()):
        mine = ranges[listener]
        count = sum(last - first + 1 for first, last in mine)
        if waiting and size + count > GROUP:
            yield _sorted(connection, waiting, size)
            waiting, size = [], 0
        if count > GROUP and not _bound(connection, listener, mine):
            yield from _windows(connection, number, mine, silence_ms)
        else:
            waiting += [(number, one, None) for one in mine]
            size += count
    if waiting:
        yield _sorted(connection, waiting, size)


def _bound(connection: sqlite3.Connection, listener: int, ranges: list[Range]) -> bool:
    """Whether a listener has lists, or heard other things between the plays."""
    listed = "SELECT 1 FROM play WHERE id BETWEEN ? AND ? AND session IS NOT NULL LIMIT 1"
    if connection.execute("SELECT 1 FROM event WHERE listener = ? LIMIT 1", (listener,)).fetchone():
        return True
    return any(connection.execute(listed, one).fetchone() for one in ranges)


def _windows(
    connection: sqlite3.Connection, number: int, ranges: list[Range], silence_ms: int
) -> Iterator[tuple[Int32, np.ndarray]]:
    """Plays of one listener, the earliest first."""
    survey = Survey(GROUP)
    for some in blocks(ranges):
        rows = itertools.chain.from_iterable(connection.execute(_LOOK, one) for one in some)
        both = np.fromiter(itertools.chain.from_iterable(rows), np.int64)
        start = np.where(both == NO_TIME, both, both >> _LONG)
        length = both & _LONGEST_S
        end = np.where(length == _LONGEST_S, np.iinfo(np.int64).max - silence_ms, start + length * 1000)
        survey.add("play", some, start, start, end + silence_ms)
    for window in survey.windows():
        runs = [(number, *one) for one in survey.within("play", window)]
        yield _sorted(connection, runs, window.rows)


def _sorted(connection: sqlite3.Connection, runs: Sequence[Run], size: int) -> tuple[Int32, np.ndarray]:
    numbers, plays, places = _fetch(connection, runs, size)
    order = _order(plays, places, numbers)
    return numbers[order], plays[order]


def _fetch(
    connection: sqlite3.Connection, runs: Sequence[Run], size: int
) -> tuple[Int32, np.ndarray, Float64 | None]:  # fmt: skip
    """So many plays: number of the listener of each, the plays, their places if any has one."""
    numbers, plays = np.empty(size, np.int32), np.empty(size, _READ)
    plays["session"] = -1
    places: Float64 | None = None
    at = 0
    for number, (first, last), window in runs:
        inside, bounds = ("", ()) if window is None else (f" AND {IN_WINDOW}", (window.begin, window.end))
        for one in ((begin, min(begin + GROUP - 1, last)) for begin in range(first, last + 1, GROUP)):
            table = np.fromiter(_values(connection, _SELECT + inside, (*one, *bounds)), np.int64).reshape(-1, 3)
            end = at + len(table)
            part = plays[at:end]
            part["start"], part["end"], both = table.T
            part["song"], small = both >> _SMALL, both & ((1 << _SMALL) - 1)
            part["guessed"], part["counted"], part["skip"] = small % 2, small // 2 % 2, small // 4 % 4 - 1
            part["quality"], part["precision"] = small // 16 % 16, small // 256
            numbers[at:end] = number
            with_session, with_place = connection.execute(_COUNT_RARE, one).fetchone()
            if with_session:
                found = _values(connection, _SELECT_RARE[0] + inside, (*one, *bounds))
                part["session"] = np.fromiter(found, np.int32, count=len(part))
            if with_place:
                places = np.full(size, np.nan) if places is None else places
                found = _values(connection, _SELECT_RARE[1] + inside, (*one, *bounds))
                places[at:end] = np.fromiter(found, np.float64, count=len(part))
            at = end
    return numbers, plays, places


def _values(connection: sqlite3.Connection, query: str, values: tuple[int, ...]) -> Iterator[Any]:
    return itertools.chain.from_iterable(connection.execute(f"{query} ORDER BY id", values))


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
