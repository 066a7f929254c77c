"""Whole-hour shifts: a source whose clock stood in another zone (formats.md section 15, level 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Int64

QUARTER_MS = 900_000
MOST_QUARTERS = 56
"""14 hours either way: no two zones are further apart."""
SHARE = 0.30
LEAST_FITS = 2
"""With fewer than this nothing is said; with just so many, all rows must agree."""
_MOST_ROWS = 20_000
_UNIT_MS = 100


@dataclass(frozen=True, slots=True)
class Shift:
    """What a source seems to be off by.

    Attributes
    ----------
    add_ms : int
        What must be added to its times, a multiple of a quarter of an hour.
    fits : int
        Rows that then meet a play of the other sources.
    of : int
        Rows that meet one within 14 hours at all.
    """

    add_ms: int
    fits: int
    of: int

    @property
    def hours(self) -> float:
        """`add_ms` in hours."""
        return self.add_ms / 3_600_000


@dataclass(frozen=True, slots=True)
class Fits:
    """How often starts of one source meet those of the others; of parts of a history they add up.

    Attributes
    ----------
    counts : Int64, shape (2 * MOST_QUARTERS + 1,)
        Those that meet a play of their song when moved by each quarter of an hour.
    anywhere : int
        Those that meet one within 14 hours at all.
    """

    counts: Int64
    anywhere: int

    def __add__(self, other: Fits) -> Fits:
        return Fits(self.counts + other.counts, self.anywhere + other.anywhere)

    @property
    def best(self) -> Shift | None:
        """None when no shift explains more than 30 % of the rows, or none explains clearly more than no shift."""
        best = int(np.argmax(self.counts))
        fits, stays = int(self.counts[best]), int(self.counts[MOST_QUARTERS])
        few = fits == LEAST_FITS and fits < self.anywhere
        if best == MOST_QUARTERS or few or fits < max(LEAST_FITS, SHARE * self.anywhere, 2 * stays):
            return None
        return Shift((best - MOST_QUARTERS) * QUARTER_MS, fits, self.anywhere)


def count(
    who: Int64, start: Int64, tolerance: Int64, other_who: Int64, other_start: Int64, share: float = 1.0
) -> Fits:  # fmt: skip
    """Compare the starts of one source with those of all others, moved by each quarter of an hour.

    Parameters
    ----------
    who, start, tolerance : Int64, shape (rows,)
        Song (any number), start and its doubt, in milliseconds, of rows that met no play so far.
    other_who, other_start : Int64, shape (others,)
        The other sources' plays.
    share : float
        What part of the history this is: of many rows only some are compared.
    """
    if not len(who) or not len(other_who):
        return Fits(np.zeros(2 * MOST_QUARTERS + 1, np.int64), 0)
    most = max(int(_MOST_ROWS * share), LEAST_FITS)
    if len(who) > most:
        some = np.linspace(0, len(who) - 1, most).astype(np.int64)
        who, start, tolerance = who[some], start[some], tolerance[some]
    return Fits(*_histogram(who, start, tolerance, other_who, other_start))


def _histogram(who: Int64, start: Int64, tolerance: Int64, other_who: Int64, other_start: Int64) -> tuple[Int64, int]:
    """Rows that meet a play of their song when moved by each quarter of an hour, and those that meet one at all."""
    songs, known = np.unique(other_who, return_inverse=True)
    at = np.minimum(np.searchsorted(songs, who), len(songs) - 1)
    shared = songs[at] == who
    at, start, tolerance = at[shared], start[shared], tolerance[shared]
    if not len(at):
        return np.zeros(2 * MOST_QUARTERS + 1, np.int64), 0
    margin = (MOST_QUARTERS + 1) * QUARTER_MS
    low = min(int(start.min()), int(other_start.min())) - 2 * margin
    span = (max(int(start.max()), int(other_start.max())) + 2 * margin - low) // _UNIT_MS
    keys = np.sort(known * span + (other_start - low) // _UNIT_MS)
    mine = at * span + (start - low) // _UNIT_MS
    room = np.minimum(tolerance, QUARTER_MS // 3) // _UNIT_MS
    counts = np.array(
        [
            _meeting(keys, mine + quarter * (QUARTER_MS // _UNIT_MS), room)
            for quarter in range(-MOST_QUARTERS, MOST_QUARTERS + 1)
        ]
    )
    return counts, _meeting(keys, mine, np.full(len(mine), margin // _UNIT_MS))


def _meeting(keys: Int64, wanted: Int64, room: Int64) -> int:
    """How many of the wanted keys have one in reach."""
    return int(np.count_nonzero(np.searchsorted(keys, wanted + room, "right") > np.searchsorted(keys, wanted - room)))
