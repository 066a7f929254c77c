"""Times that many rows share: spread where the order is known, marked where it is not (formats.md section 16).

A radio scrape or a device that reports once a day stamps many plays with one time. Where the file tells their order,
they are laid out one after another up to the next time; where it does not, they say nothing about what was played
beside what, and stay out of sessions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Float64, Int64

STEP_MS = 300_000
"""No two plays that were spread lie further apart than this."""
BATCH = 3
"""So many rows of one listener and one time, with nothing to order them, are a report and no listening."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Rows whose time changes.

    Attributes
    ----------
    rows : Int64, shape (n,)
        Which.
    start_ms : Int64, shape (n,)
        Their new time.
    """

    rows: Int64
    start_ms: Int64


def spread(
    listener: Int64, start_ms: Int64, place: Float64, eligible: Bool, following: dict[int, int] | None = None
) -> Spread:  # fmt: skip
    """Lay out rows that share a time, in their known order.

    Parameters
    ----------
    listener, start_ms, place : shape (rows,)
    eligible : Bool, shape (rows,)
        Rows with a time, a place and no session of their own.
    following : dict of int to int, optional
        Listener -> the time after the last of these, of rows that are looked at elsewhere.

    Returns
    -------
    Spread
        The first of each time keeps it and is listed too.
    """
    rows = np.flatnonzero(eligible)
    rows = rows[np.lexsort((place[rows], start_ms[rows], listener[rows]))]
    if not len(rows):
        return Spread(rows, np.zeros(0, np.int64))
    who, time = listener[rows], start_ms[rows]
    first = np.flatnonzero(np.concatenate(([True], (who[1:] != who[:-1]) | (time[1:] != time[:-1]))))
    size = np.diff(np.append(first, len(rows)))
    room = np.full(len(first), np.iinfo(np.int64).max)
    follows = who[first][1:] == who[first][:-1]
    room[:-1][follows] = np.diff(time[first])[follows]
    for at in np.flatnonzero(np.append(~follows, True)).tolist() if following else ():
        if (after := (following or {}).get(int(who[first[at]]))) is not None:
            room[at] = after - time[first[at]]
    step = np.minimum(STEP_MS, room // size)
    rank = np.arange(len(rows)) - np.repeat(first, size)
    shared = np.repeat(size > 1, size)
    moved = time + rank * np.repeat(step, size)
    return Spread(rows[shared].astype(np.int64), moved[shared])


def reports(listener: Int64, start_ms: Int64, eligible: Bool) -> Int64:
    """Rows that share their time with at least two others of the listener.

    Parameters
    ----------
    eligible : Bool, shape (rows,)
        Rows with a time and with nothing that orders them: no place, no session, no time heard, no end.
    """
    rows = np.flatnonzero(eligible)
    rows = rows[np.lexsort((start_ms[rows], listener[rows]))]
    if len(rows) < BATCH:
        return np.zeros(0, np.int64)
    who, time = listener[rows], start_ms[rows]
    first = np.flatnonzero(np.concatenate(([True], (who[1:] != who[:-1]) | (time[1:] != time[:-1]))))
    size = np.diff(np.append(first, len(rows)))
    return rows[np.repeat(size >= BATCH, size)].astype(np.int64)
