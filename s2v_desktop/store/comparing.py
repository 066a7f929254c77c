"""The levels of comparing that come after "word for word": who says what again, and which clock stands wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core import shift
from s2v_desktop.core.shift import Fits, Shift
from s2v_desktop.core.types import NO_TIME, Bool, Int64, Quality
from s2v_desktop.store import dedupe, near, sources
from s2v_desktop.store.old_rows import Maps
from s2v_desktop.store.staged_rows import Staged

EQUAL, DOUBLE, ELSEWHERE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of new rows.

    Attributes
    ----------
    level : Int64, shape (rows,)
        0 for a play, else the level at which the row was found to say a play again.
    owner : Int64, shape (rows,)
        That play: index into the library's rows followed by the new ones.
    clocks : dict of int to Clock
        Index of a format -> what there is to be said about its clock.
    joined : list of (int, int)
        Plays of the library that a new row shows to be one: the first becomes a duplicate of the second.
    """

    level: Int64
    owner: Int64
    clocks: dict[int, Clock]
    joined: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Clock:
    """Level 4: whether the clock of a source stands wrong; of parts of a history this adds up.

    Attributes
    ----------
    rows, lonely : int
        New plays of the source, and those that met no other source where they stand.
    fits : Fits or None
        Where these would meet one.
    """

    rows: int
    lonely: int
    fits: Fits | None

    def __add__(self, other: Clock) -> Clock:
        both = [one for one in (self.fits, other.fits) if one is not None]
        return Clock(self.rows + other.rows, self.lonely + other.lonely, sum(both[1:], both[0]) if both else None)

    @property
    def shift(self) -> Shift | None:
        """By how much it stands wrong."""
        return self.fits.best if self.fits is not None and 2 * self.lonely > self.rows else None


def further(rows: Staged, old: np.ndarray, exact: dedupe.Duplicates, maps: Maps, share: float = 1.0) -> Judged:
    """Go on with what level 1 left.

    Parameters
    ----------
    rows : Staged
    old : array of `old_rows.OLD`
    exact : Duplicates
        What level 1 found.
    share : float
        What part of the history of these listeners this is.
    """
    before = len(old)
    level = np.where(exact.inside | exact.known, EQUAL, 0)
    owner = np.concatenate((_roots(old), exact.owner))
    owner[before:] = owner[owner[before:]]
    left = (level == 0) & (rows["time"] != NO_TIME) & (rows["session"] == 0) & (rows["quality"] < Quality.SYNTHETIC)
    if not left.any():
        return Judged(level, owner[before:], {}, [])
    index, timed = _timed(rows, old, maps, left)
    twice = near.doubles(timed, _to_the_second(rows, old, index))
    hit = np.flatnonzero(~timed.old & (twice != np.arange(len(index))))
    level[index[hit] - before] = DOUBLE
    owner[index[hit]] = index[twice[hit]]
    play = timed.root == np.arange(len(index))
    play[hit] = False
    met = np.arange(len(index))
    joined: list[tuple[int, int]] = []
    rank = np.array([sources.of(form).rank for form in maps.formats], np.int64)
    if len(np.unique(timed.source)) > 1:
        told = _word_for_word(timed, index, level, owner, rows, maps)
        met = near.across(timed, play, rank, told)
        number = [int(one) for one in old["play"][index[timed.old]]]
        joined = [(number[one], number[other]) for one, other in near.bridged(timed, play, met, told)]
        hit = np.flatnonzero(~timed.old & (met != np.arange(len(index))))
        level[index[hit] - before] = ELSEWHERE
        owner[index[hit]] = index[met[hit]]
    for _ in range(4):  # a row said again by one that itself turned out to be said before
        owner = owner[owner]
    return Judged(level, owner[before:], _clocks(timed, play, met, rank, share), joined)


def _word_for_word(timed: near.Timed, index: Int64, level: Int64, owner: Int64, rows: Staged, maps: Maps) -> near.Told:
    """Source -> plays that a row of this source says again to the letter: nothing else of it can mean them."""
    place = np.full(len(owner), -1, np.int64)
    place[index] = np.arange(len(index))
    equal = np.flatnonzero(level == EQUAL)
    play, source = place[owner[len(owner) - len(level) :][equal]], maps.staged_format[rows["file"][equal]]
    other = (play >= 0) & (timed.source[play] != source)
    return {int(one): play[other & (source == one)] for one in np.unique(source[other])}


def _roots(old: np.ndarray) -> Int64:
    """Index of the play that each row of the library is or says again."""
    plays = np.flatnonzero(~old["again"])
    order = plays[np.argsort(old["play"][plays], kind="stable")]
    if not len(order):
        return np.zeros(len(old), np.int64)
    return order[np.minimum(np.searchsorted(old["play"][order], old["play"]), len(order) - 1)]


def _timed(rows: Staged, old: np.ndarray, maps: Maps, left: Bool) -> tuple[Int64, near.Timed]:
    """Rows that take part, as indices into the library's rows followed by the new ones, and their columns."""
    new = np.flatnonzero(left)
    who = maps.listener[rows["listener"]] * (1 << 32) + maps.song[rows["song"]]
    old_who = old["listener"] * (1 << 32) + old["song"]
    have = np.flatnonzero(
        (old["session"] == 0)
        & (old["start"] != NO_TIME)
        & (old["quality"] < Quality.SYNTHETIC)
        & np.isin(old_who, who[new])
    )
    form = np.concatenate((maps.format[old["file"][have]], maps.staged_format[rows["file"][new]]))
    if form[0] == form[-1] and (form == form[0]).all():
        form = np.broadcast_to(form[0], len(form))
    _, dense = np.unique(np.concatenate((old_who[have], who[new])), return_inverse=True)
    position = np.full(len(old), -1, np.int64)
    position[have] = np.arange(len(have))
    root = np.arange(len(form))
    told = position[_roots(old)[have]]
    root[: len(have)] = np.where(told >= 0, told, root[: len(have)])
    timed = near.Timed(
        dense.astype(np.int64),
        np.concatenate((old["start"][have], rows["time"][new])),
        np.concatenate((_late(old, have, "start", "played"), _late(rows, new, "time", "heard"))),
        _both(old["played"][have], rows["heard"], new),
        _both(old["length"][have], rows["length"], new),
        form,
        sources.tolerances_ms(
            maps.formats,
            form,
            _both(old["precision"][have], rows["precision"], new),
            _both(old["quality"][have], rows["quality"], new),
        ),
        np.array([sources.of(one).scrobbles for one in maps.formats], np.bool_)[form],
        np.arange(len(form)) < len(have),
        root,
    )
    return np.concatenate((have, new + len(old))), timed


def _both(old: np.ndarray, column: np.ndarray, new: Int64) -> np.ndarray:
    """A column of old and new rows; what is the same in all new rows and in no old one takes the room of one value."""
    if not len(old) and column.strides == (0,):
        return np.broadcast_to(column[0], len(new))
    return np.concatenate((old, column[new]))


def _late(table: Staged | np.ndarray, at: Int64, start: str, played: str) -> Int64:
    """When a play would have begun had it gone without a pause until its end."""
    heard, end = table[played][at], table["end"][at]
    late: Int64 = np.where((heard >= 0) & (end != NO_TIME), end - np.maximum(heard, 0), table[start][at])
    return late


def _to_the_second(rows: Staged, old: np.ndarray, index: Int64) -> Bool:
    """Rows whose own time says when they began, to the second: not those that share it and stand in a given order."""
    known = index < len(old)
    result = np.zeros(len(index), np.bool_)
    for mask, table, at in ((known, old, index[known]), (~known, rows, index[~known] - len(old))):
        placed = np.flatnonzero(~np.isnan(table["place"][at]))
        who, time = table["listener"][at[placed]], table["time"][at[placed]]
        order = np.lexsort((time, who))
        same = (who[order][1:] == who[order][:-1]) & (time[order][1:] == time[order][:-1])
        spread = np.zeros(len(at), np.bool_)
        spread[placed[order[1:][same]]] = spread[placed[order[:-1][same]]] = True
        result[mask] = (table["precision"][at] <= 1) & ~spread
    return result


def _clocks(timed: near.Timed, play: Bool, met: Int64, rank: Int64, share: float) -> dict[int, Clock]:
    """Level 4, for each format of the new rows.

    Only sources that know the time better, and equally good ones that were there before, can prove a clock wrong.
    """
    found: dict[int, Clock] = {}
    fresh = play & ~timed.old & (timed.tolerance > 0)
    for form in np.unique(timed.source[fresh]).tolist():
        mine = fresh & (timed.source == form)
        lonely = mine & (met == np.arange(len(met)))
        rows, alone = int(np.count_nonzero(mine)), int(np.count_nonzero(lonely))
        fits = None
        if 2 * alone > rows:
            better = rank[timed.source] < rank[form]
            others = play & (timed.source != form) & (timed.tolerance > 0)
            others &= better | (timed.old & (rank[timed.source] == rank[form]))
            doubt = timed.tolerance[lonely] + near.MOST_MS
            who, start = timed.who, timed.start
            fits = shift.count(who[lonely], start[lonely], doubt, who[others], start[others], share)
        found[form] = Clock(rows, alone, fits)
    return found
