"""Plays become sessions, sessions become the corpus.

A session is a run of plays of one listener without a long gap: its songs are the "sentence" that skip-gram reads.
Everything is whole-column numpy, because a library may hold millions of plays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import NO_TIME, Bool, Corpus, Float64, Int32, Int64, PlayColumns

USUAL_PLAY_MS = 240_000
"""How long a play lasted when nothing says so (formats.md section 16)."""

LONGEST_SESSION = 10_000
"""gensim silently cuts sessions longer than this, so no session may be longer."""

LONGEST_GAP_S = 7 * 86_400

NO_GAP = np.iinfo(np.int64).min
"""Stands for "this play has no play before it to have a gap to"."""


@dataclass(frozen=True, slots=True)
class SessionRule:
    """When a session ends and which sessions are kept.

    Attributes
    ----------
    gap_s : int
        A gap longer than this many seconds, from the end of a play to the start of the next, ends a session.
    min_songs : int
        Shorter sessions are left out.
    split_at : int
        Longer sessions are split into equal parts of at most this many songs.
    strict : bool
        Also leave out plays heard for less than half of the song or four minutes. The length of a song is the
        longest time it was ever heard; plays whose end is unknown stay.
    min_heard_s : int
        Also leave out plays heard for less than this many seconds; plays whose end is unknown stay.
    listener_gaps : tuple of (int, int)
        Catalogue index of a listener and the gap in seconds that holds for them instead of `gap_s`.
    """

    gap_s: int = 1200
    min_songs: int = 2
    split_at: int = LONGEST_SESSION
    strict: bool = False
    min_heard_s: int = 0
    listener_gaps: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            for value in [gap for _, gap in self.listener_gaps] if name == "listener_gaps" else [getattr(self, name)]:
                if not low <= value <= high:
                    raise BadRequest(f"{name} must lie between {low} and {high}. Nothing was changed.")


RANGES: Mapping[str, tuple[int, int]] = {
    "gap_s": (1, LONGEST_GAP_S),
    "min_songs": (1, 1000),
    "split_at": (2, LONGEST_SESSION),
    "min_heard_s": (0, 3600),
    "listener_gaps": (1, LONGEST_GAP_S),
}
"""Lowest and highest value of each part of a rule."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """What became of the plays: ``plays = used + uncounted + unusable + strict + repeats + short``.

    Attributes
    ----------
    plays, sessions, used : int
        All plays, kept sessions, and plays in them.
    uncounted : int
        Plays heard too briefly to count.
    unusable : int
        Counted plays whose time is too vague to say what they were played beside.
    strict : int
        Plays left out only because they were not heard for long enough (strict, or less than the minimum).
    repeats : int
        The same song again at once; it is kept one time.
    short : int
        Plays in sessions below the minimum length.
    short_sessions : int
        How many sessions that were.
    split_sessions : int
        Sessions that were longer than allowed and were split.
    """

    plays: int = 0
    sessions: int = 0
    used: int = 0
    uncounted: int = 0
    unusable: int = 0
    strict: int = 0
    repeats: int = 0
    short: int = 0
    short_sessions: int = 0
    split_sessions: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Continuity:
    """What lies between plays; the same for every rule, so that many rules can be tried on it.

    Attributes
    ----------
    fresh : Bool, shape (n,)
        Where a play cannot belong to the one before it, whatever the gap.
    gap_ms : Int64, shape (n,)
        From the latest end so far to the start; `NO_GAP` where there is none.
    """

    fresh: Bool
    gap_ms: Int64

    @classmethod
    def of(cls, plays: PlayColumns) -> Continuity:
        """Measure the plays."""
        return cls(*_continuity(plays))

    def numbers(self, plays: PlayColumns, rule: SessionRule) -> Int64:
        """Number of the session of each play, rising; shape (n,)."""
        limit: int | Int64 = rule.gap_s * 1000
        if rule.listener_gaps:
            table = np.full(int(plays.listener.max(initial=0)) + 1, rule.gap_s, np.int64)
            for listener, gap_s in rule.listener_gaps:
                if 0 <= listener < len(table):
                    table[listener] = gap_s
            limit = table[plays.listener] * 1000
        return np.cumsum(self.fresh | (self.gap_ms > limit), dtype=np.int64)


def cut(
    plays: PlayColumns, rule: SessionRule = SessionRule(), continuity: Continuity | None = None
) -> tuple[Corpus, Cuts]:
    """Cut plays into sessions.

    Continuity (which may be known already) uses all plays; only counted and usable plays become content. A session
    number given by the file (0 or more) decides alone; elsewhere the gap decides (formats.md section 16).

    Returns
    -------
    Corpus, Cuts
        Songs are catalogue indices; the counts say what was left out and why.
    """
    number = (continuity or Continuity.of(plays)).numbers(plays, rule)
    usable = plays.counted & plays.usable
    long_enough = _heard_enough(plays, rule)
    wanted = np.flatnonzero(usable & long_enough)
    content = wanted[_changes(number[wanted]) | _changes(plays.song[wanted])]
    starts, split = _split(number[content], rule)
    lengths = np.diff(starts)
    good = lengths >= rule.min_songs
    chosen, firsts = content[np.repeat(good, lengths)], content[starts[:-1][good]]
    corpus = Corpus(
        songs=np.ascontiguousarray(plays.song[chosen], np.int32),
        starts=np.concatenate(([0], np.cumsum(lengths[good]))).astype(np.int64),
        listener=np.ascontiguousarray(plays.listener[firsts], np.int32),
        start_ms=np.ascontiguousarray(plays.start_ms[firsts], np.int64),
    )
    cuts = Cuts(
        len(plays), len(corpus), len(chosen),
        uncounted=int((~plays.counted).sum()), unusable=int((plays.counted & ~plays.usable).sum()),
        strict=int((usable & ~long_enough).sum()), repeats=len(wanted) - len(content),
        short=len(content) - len(chosen), short_sessions=int((~good).sum()), split_sessions=split,
    )  # fmt: skip
    return corpus, cuts


@dataclass(frozen=True, slots=True)
class Gaps:
    """How long the listener paused between plays.

    Attributes
    ----------
    edges_s : Float64, shape (bins + 1,)
        Seconds; the last edge is infinite.
    counts : Int64, shape (bins,)
        Gaps in each bin; overlapping plays count as a gap of 0.
    """

    edges_s: Float64
    counts: Int64


GAP_EDGES_S = (0, 1, 5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 2700, 3600, 7200, 14_400, 28_800, 86_400)


def gaps(plays: PlayColumns, edges_s: tuple[float, ...] = GAP_EDGES_S) -> Gaps:
    """Histogram of the gaps that a session rule has to judge (end of a play to the start of the next).

    Parameters
    ----------
    plays : PlayColumns
    edges_s : tuple of float
        Lower edges of the bins in seconds, rising from 0.
    """
    _, gap = _continuity(plays)
    known = np.maximum(gap[gap != NO_GAP], 0) / 1000.0
    edges = np.append(np.asarray(edges_s, np.float64), np.inf)
    counts = np.bincount(np.searchsorted(edges, known, side="right") - 1, minlength=len(edges) - 1)
    return Gaps(edges, counts.astype(np.int64))


def _changes(values: Int64 | Int32) -> Bool:
    """Where a value differs from the one before it; true at the first."""
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _continuity(plays: PlayColumns) -> tuple[Bool, Int64]:
    """Where a run of plays begins, and the gap before each play in milliseconds (`NO_GAP` where there is none)."""
    n = len(plays)
    fresh = _changes(plays.listener) | _changes(plays.session)
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
    most = max(1, (1 << 62) // span)
    result = np.empty_like(end)
    borders = np.searchsorted(run, np.arange(0, int(run[-1]) + most + 1, most))
    for low, high in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
        lift = (run[low:high] % most) * span - origin[low:high]
        result[low:high] = np.maximum.accumulate(end[low:high] + lift) - lift
    return result


def _heard_enough(plays: PlayColumns, rule: SessionRule) -> Bool:
    """Which plays were heard for long enough; those whose end is unknown always were."""
    enough = np.ones(len(plays), np.bool_)
    if rule.strict:
        enough &= _scrobbled(plays)
    if rule.min_heard_s:
        known = (plays.start_ms != NO_TIME) & (plays.end_ms != NO_TIME)
        enough &= ~known | (plays.end_ms - np.where(known, plays.start_ms, 0) >= rule.min_heard_s * 1000)
    return enough


def _scrobbled(plays: PlayColumns) -> Bool:
    """The scrobble rule (half of the song, or four minutes), with the longest hearing as the song's length."""
    known = (plays.start_ms != NO_TIME) & (plays.end_ms != NO_TIME) & (plays.end_ms >= plays.start_ms)
    enough = np.ones(len(plays), np.bool_)
    if not known.any():
        return enough
    song = plays.song[known]
    heard = plays.end_ms[known] - plays.start_ms[known]
    longest = np.zeros(int(song.max()) + 1, np.int64)
    np.maximum.at(longest, song, heard)
    enough[known] = heard >= np.minimum(longest[song] // 2, USUAL_PLAY_MS)
    return enough


def _split(number: Int64, rule: SessionRule) -> tuple[Int64, int]:
    """Borders of the sessions named by rising numbers, over-long ones split into equal parts.

    Returns
    -------
    starts : Int64, shape (sessions + 1,)
    split : int
        How many sessions were too long.
    """
    n = len(number)
    if n == 0:
        return np.zeros(1, np.int64), 0
    begins = np.flatnonzero(_changes(number))
    lengths = np.diff(np.append(begins, n))
    parts = -(-lengths // rule.split_at)
    too_long = np.flatnonzero(parts > 1)
    extra = [begins[i] + np.arange(1, parts[i]) * lengths[i] // parts[i] for i in too_long.tolist()]
    starts = np.sort(np.concatenate([begins, *extra])) if extra else begins
    return np.append(starts, n).astype(np.int64), len(too_long)


def advice(cuts: Cuts) -> str:
    """Why there are no sessions to learn from, and what helps, for plays that gave fewer than two.

    Parameters
    ----------
    cuts : Cuts
        Of all plays of the library.
    """
    kept = "Your plays are all kept."
    if cuts.plays == 0:
        return "There are no plays to learn from yet. Import your listening history."
    if cuts.unusable * 2 > cuts.plays:
        return (
            f"Too few of your {cuts.plays:,} plays have a time that says what was played beside them. {kept} Import a "
            "file with the time of each play, or one in which a column names the session or playlist."
        )
    if cuts.uncounted * 2 > cuts.plays:
        return (
            f"Most of your {cuts.plays:,} plays lasted less than 30 seconds and are not counted. {kept} Import more "
            "listening history."
        )
    if cuts.repeats * 2 > cuts.plays:
        return (
            f"Most of your {cuts.plays:,} plays are the same song again and again, so there is no other song to "
            f"learn it from. {kept} Import more listening history."
        )
    if cuts.short_sessions > cuts.sessions:
        return (
            f"Almost every one of your {cuts.short_sessions + cuts.sessions:,} listening sessions has too few songs. "
            f"{kept} Let sessions end after a longer gap (Library, Sessions), or import more listening history."
        )
    return (
        f"All your plays form {cuts.sessions} listening session{'' if cuts.sessions == 1 else 's'}, and at least 2 are "
        f"needed. {kept} Where your plays have times, let sessions end after a shorter gap (Library, Sessions). Where "
        "they have none, import a file with times, or one in which a column names the session or playlist."
    )
