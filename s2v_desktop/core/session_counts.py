"""What many session rules would make of the same plays, and runs that are no listening: asleep, or one song in a loop.

The workbench drags a threshold over these counts, so that nothing has to be counted while it moves.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core import policy, sessions
from s2v_desktop.core.continuity import NO_GAP, Continuity
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.session_rule import USUAL, SessionRule
from s2v_desktop.core.sessions import Cuts
from s2v_desktop.core.types import NO_TIME, Int64, PlayColumns

THRESHOLDS_S: tuple[int, ...] = tuple(
    60 * minutes for minutes in (1, 2, 3, 4, 5, 7, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 180, 240, 360)
)
"""Where the threshold can stand."""

EDGES_S: tuple[float, ...] = (0.0, *np.geomspace(5.0, 86_400.0, 45).tolist())
"""Lower edges of the histogram, even on a logarithmic scale; the last bin is open."""

ASLEEP_MS = 12 * 3_600_000
"""A session longer than this without a single skip is probably music nobody heard (formats.md section 16)."""

LOOP_PLAYS, LOOP_SONGS = 20, 3
"""So many plays of so few songs are a loop."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one rule gives.

    Attributes
    ----------
    gap_s, strict
        The rule.
    cuts : Cuts
    songs : int
        Songs played often enough within sessions to be learnt.
    minimum : int
        How often that is.
    sessions, used : tuple of int
        Sessions and plays in them, per listener.
    """

    gap_s: int
    strict: bool
    cuts: Cuts
    songs: int
    minimum: int
    sessions: tuple[int, ...]
    used: tuple[int, ...]


def choices(plays: PlayColumns, listeners: int, rule: SessionRule, monitor: Monitor) -> list[Choice]:
    """Count every threshold, usual and strict; the other parts of `rule` hold for all.

    Parameters
    ----------
    plays : PlayColumns
    listeners : int
        How many listeners there are.
    monitor : Monitor
        Told of stage ``counting``.
    """
    continuity = Continuity.of(plays)
    wanted = [(gap_s, strict) for strict in (False, True) for gap_s in sorted({*THRESHOLDS_S, rule.gap_s})]
    found = []
    for number, (gap_s, strict) in enumerate(wanted):
        monitor.update("counting", number, len(wanted), "Counting your sessions")
        tried = dataclasses.replace(rule, gap_s=gap_s, strict=strict, listener_gaps=())
        found.append(_count(plays, listeners, tried, continuity))
    return found


def of_rule(plays: PlayColumns, listeners: int, rule: SessionRule) -> Choice:
    """What a rule gives with the gap that each listener has of their own."""
    return _count(plays, listeners, rule, Continuity.of(plays))


def _count(plays: PlayColumns, listeners: int, rule: SessionRule, continuity: Continuity) -> Choice:
    corpus, cuts = sessions.cut(plays, rule, continuity)
    counts = np.bincount(corpus.songs, minlength=1)
    minimum = policy.parameters("balanced", cuts.used, len(counts)).min_count
    lengths = np.diff(corpus.starts)
    per_listener = np.bincount(corpus.listener, minlength=listeners)
    used = np.bincount(corpus.listener, weights=lengths, minlength=listeners)
    return Choice(
        rule.gap_s,
        rule.strict,
        cuts,
        int(np.count_nonzero(counts >= minimum)),
        minimum,
        tuple(per_listener.tolist()),
        tuple(int(value) for value in used),
    )


def histograms(plays: PlayColumns, listeners: int, rule: SessionRule = USUAL) -> Int64:
    """Gaps of each listener in the bins of `EDGES_S`.

    Returns
    -------
    Int64, shape (listeners, bins)
    """
    gap = Continuity.of(plays).pauses(rule)
    known = gap != NO_GAP
    bins = len(EDGES_S)
    at = np.searchsorted(np.asarray(EDGES_S), np.maximum(gap[known], 0) / 1000.0, side="right") - 1
    flat = np.bincount(plays.listener[known].astype(np.int64) * bins + at, minlength=listeners * bins)
    return flat.reshape(listeners, bins).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Odd:
    """A session that is probably no listening.

    Attributes
    ----------
    kind : str
        ``asleep`` or ``loop``.
    listener : int
        Catalogue index.
    start_ms : int
        `NO_TIME` where unknown.
    hours : float
        How long it lasted, 0 where unknown.
    plays, songs : int
        Plays and different songs in it.
    first_song : int
        Catalogue index of the song it began with.
    """

    kind: str
    listener: int
    start_ms: int
    hours: float
    plays: int
    songs: int
    first_song: int


def odd(plays: PlayColumns, rule: SessionRule) -> list[Odd]:
    """Sessions to look at, longest first: over twelve hours without a skip, or many plays of very few songs."""
    if len(plays) == 0:
        return []
    number = Continuity.of(plays).numbers(plays, rule)
    begins = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    sizes = np.diff(np.append(begins, len(number)))
    timed = plays.start_ms[begins] != NO_TIME
    last = np.maximum.reduceat(np.where(plays.end_ms == NO_TIME, plays.start_ms, plays.end_ms), begins)
    # Subtracting from "no time" would leave 64 bits.
    length = np.where(timed, last, 0) - np.where(timed, plays.start_ms[begins], 0)
    unskipped = np.logical_and.reduceat(plays.counted, begins)
    listed = plays.session[begins] >= 0
    asleep = ~listed & timed & unskipped & (length > ASLEEP_MS)
    different = _different(number - number[0], plays)
    loops = ~listed & ~asleep & (sizes >= LOOP_PLAYS) & (different <= LOOP_SONGS)
    found = []
    for kind, chosen in (("asleep", asleep), ("loop", loops)):
        at = np.flatnonzero(chosen)
        for one in at[np.argsort(-sizes[at], kind="stable")].tolist():
            first = int(begins[one])
            found.append(
                Odd(
                    kind,
                    int(plays.listener[first]),
                    int(plays.start_ms[first]),
                    float(length[one]) / 3_600_000,
                    int(sizes[one]),
                    int(different[one]),
                    int(plays.song[first]),
                )
            )
    return found


def _different(number: Int64, plays: PlayColumns) -> Int64:
    """How many different songs each session has; shape (sessions,)."""
    width = int(plays.song.max(initial=0)) + 1
    pairs = np.unique(number * width + plays.song)
    return np.bincount(pairs // width, minlength=int(number[-1]) + 1).astype(np.int64)
