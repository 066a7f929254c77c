"""What lies between the plays of a listener: the pauses, and what was heard in them that is no music.

A podcast, a video or a row without names is an event: nothing is learnt from it, but the listener was there. Short
ones bridge two songs that would else lie too far apart, long ones may end a session (formats.md section 16).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.types import NO_TIME, Asides, Bool, Int32, Int64, PlayColumns

USUAL_PLAY_MS = 240_000
"""How long a play lasted when nothing says so (formats.md section 16)."""

NO_GAP = np.iinfo(np.int64).min
"""Stands for "this play has no play before it to have a gap to"."""


@dataclass(frozen=True, slots=True, eq=False)
class Continuity:
    """What lies between plays; the same for every rule, so that many rules can be tried on it.

    Attributes
    ----------
    fresh : Bool, shape (n,)
        Where a play cannot belong to the one before it, whatever the gap.
    gap_ms : Int64, shape (n,)
        The longest silence before the play: from the latest end so far to the next start; `NO_GAP` where there is none.
    aside_at, aside_ms : Int64, shape (k,)
        Plays before which something else was heard, and how long the longest of it lasted.
    """

    fresh: Bool
    gap_ms: Int64
    aside_at: Int64
    aside_ms: Int64

    @classmethod
    def of(cls, plays: PlayColumns) -> Continuity:
        """Measure the plays."""
        fresh, gap = _pauses(plays)
        asides = plays.asides or Asides.none()
        known = gap[asides.play] != NO_GAP
        at = asides.play[known]
        gap[at] = asides.pause_ms[known]
        return cls(fresh, gap, at, asides.longest_ms[known])

    def pauses(self, rule: SessionRule) -> Int64:
        """What the gap of a rule is compared with, in milliseconds; `NO_GAP` where there is none; shape (n,)."""
        if not rule.asides_split or not len(self.aside_at):
            return self.gap_ms
        pauses = self.gap_ms.copy()
        pauses[self.aside_at] = np.maximum(pauses[self.aside_at], self.aside_ms)
        return pauses

    def numbers(self, plays: PlayColumns, rule: SessionRule) -> Int64:
        """Number of the session of each play, rising; shape (n,)."""
        limit: int | Int64 = rule.gap_s * 1000
        if rule.listener_gaps:
            table = np.full(int(plays.listener.max(initial=0)) + 1, rule.gap_s, np.int64)
            for listener, gap_s in rule.listener_gaps:
                if 0 <= listener < len(table):
                    table[listener] = gap_s
            limit = table[plays.listener] * 1000
        return np.cumsum(self.fresh | (self.pauses(rule) > limit), dtype=np.int64)


def asides(plays: PlayColumns, listener: Int32, start_ms: Int64, end_ms: Int64) -> Asides:
    """Plays before which something else was heard, and what that does to the pause before them.

    Parameters
    ----------
    plays : PlayColumns
        In their order; its `asides` are not looked at.
    listener : Int32, shape (events,)
        As in `plays`.
    start_ms, end_ms : Int64, shape (events,)
        Of each event; the end may be `NO_TIME`.
    """
    measured = np.flatnonzero((plays.session < 0) & (plays.start_ms != NO_TIME))
    if not len(measured) or not len(listener):
        return Asides.none()
    who = np.concatenate((plays.listener[measured], listener))
    start = np.concatenate((plays.start_ms[measured], start_ms))
    end = np.concatenate((plays.end_ms[measured], end_ms))
    row = np.concatenate((measured, np.full(len(listener), -1)))
    order = np.lexsort((row < 0, start, who))
    return _between(who[order], start[order], end[order], row[order])


def _between(who: Int32, start: Int64, end: Int64, row: Int64) -> Asides:
    """`asides` of plays and events in one stream by listener and time; `row` is -1 for events."""
    first = changes(who)
    end = _ends(start, end, first)
    reached = _running_maximum(start, end, first)
    before = np.concatenate((start[:1], reached[:-1]))
    silence = np.where(first, 0, start - before)
    # Each play closes a stretch that began after the play before it.
    closing = np.flatnonzero(row >= 0)
    opening = np.concatenate(([0], closing[:-1] + 1))
    stretch = np.repeat(np.arange(len(closing)), closing - opening + 1)
    within = slice(0, len(stretch))
    until, since = start[closing][stretch], before[opening][stretch]
    heard = np.where(row[within] < 0, np.minimum(end[within], until) - np.maximum(start[within], since), 0)
    pause, longest = np.maximum.reduceat(silence[within], opening), np.maximum.reduceat(heard, opening)
    # An event that began before a play may go on after it, and so reach into the pause before the next one.
    alone = _running_maximum(start, np.where(row >= 0, end, start), first)
    earlier = np.concatenate((closing[:1], closing[:-1]))
    touched = (closing > opening) | (reached[earlier] > alone[earlier])
    # Before the first play of a listener there is nothing to be parted from.
    found = touched & (who[opening] == who[closing]) & ~first[opening]
    return Asides(row[closing][found], pause[found], np.maximum(longest, 0)[found])


def changes(values: Int64 | Int32) -> Bool:
    """Where a value differs from the one before it; true at the first."""
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _pauses(plays: PlayColumns) -> tuple[Bool, Int64]:
    """Where a run of plays begins, and the gap before each play in milliseconds (`NO_GAP` where there is none)."""
    n = len(plays)
    fresh = changes(plays.listener) | changes(plays.session)
    gap = np.full(n, NO_GAP, np.int64)
    if n == 0:
        return fresh, gap
    timed = plays.start_ms != NO_TIME
    by_gap = plays.session < 0
    fresh[1:] |= by_gap[1:] & (timed[1:] != timed[:-1])
    measured = by_gap & timed
    rows = np.flatnonzero(measured)
    if len(rows) == 0:
        return fresh, gap
    first = fresh[rows]
    start = plays.start_ms[rows]
    end = _ends(start, plays.end_ms[rows], first)
    reached = _running_maximum(start, end, first)
    inner = np.flatnonzero(~first)
    gap[rows[inner]] = start[inner] - reached[inner - 1]
    return fresh, gap


def _ends(start: Int64, end: Int64, first: Bool) -> Int64:
    """End of each play; a missing one is 240 s after its start, or the next start when that is sooner."""
    guess = start + USUAL_PLAY_MS
    follows = np.flatnonzero(~first[1:])
    guess[follows] = np.minimum(guess[follows], start[follows + 1])
    return np.maximum(np.where(end == NO_TIME, guess, end), start)


def _running_maximum(start: Int64, end: Int64, first: Bool) -> Int64:
    """Latest end so far within each run.

    One accumulate serves all runs: each run is lifted above the one before it by more than any run can span. Runs
    are taken in groups small enough that the lifted numbers stay inside 64 bits.
    """
    run = np.cumsum(first) - 1
    origin = start[np.flatnonzero(first)][run]
    span = int((end - origin).max()) + 1
    most = min(max(1, (1 << 62) // span), int(run[-1]) + 1)
    result = np.empty_like(end)
    borders = np.searchsorted(run, np.arange(0, int(run[-1]) + most + 1, most))
    for low, high in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
        lift = (run[low:high] % most) * span - origin[low:high]
        result[low:high] = np.maximum.accumulate(end[low:high] + lift) - lift
    return result
