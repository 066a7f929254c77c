"""Plays become sessions, sessions become the corpus.

A session is a run of plays of one listener without a long gap: its songs are the "sentence" that skip-gram reads.
Everything is whole-column numpy, because a library may hold millions of plays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.continuity import USUAL_PLAY_MS, Continuity, changes
from s2v_desktop.core.session_rule import MARKED, USUAL, SessionRule
from s2v_desktop.core.types import NO_TIME, Bool, Corpus, Int64, PlayColumns


@dataclass(frozen=True, slots=True)
class Cuts:
    """What became of the plays.
    ``plays = used + uncounted + unusable + skipped + strict + repeats + short``.

    Attributes
    ----------
    plays, sessions, used : int
        All plays, kept sessions, and plays in them.
    uncounted : int
        Plays heard too briefly to count, skips that stay not among them.
    unusable : int
        Other plays whose time is too vague to say what they were played beside.
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
    skipped : int
        Plays that were heard long enough to count, but that the player says were skipped.
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
    skipped: int = 0


def cut(plays: PlayColumns, rule: SessionRule = USUAL, continuity: Continuity | None = None) -> tuple[Corpus, Cuts]:
    """Cut plays into sessions.

    Continuity (which may be known already) uses all plays and what was heard between them; only counted and usable
    plays become content, and skipped ones where the rule keeps them. A session number given by the file (0 or more)
    decides alone; elsewhere the gap decides (formats.md section 16).

    Returns
    -------
    Corpus, Cuts
        Songs are catalogue indices; the counts say what was left out and why.
    """
    number = (continuity or Continuity.of(plays)).numbers(plays, rule)
    skipped = _skipped(plays, rule)
    candidates = (plays.counted | skipped) if rule.keep_skipped else plays.counted
    usable = candidates & plays.usable
    unskipped = usable if rule.keep_skipped else usable & ~skipped
    kept = unskipped & (_heard_enough(plays, rule) | (skipped & rule.keep_skipped))
    wanted = np.flatnonzero(kept)
    content = wanted[changes(number[wanted]) | changes(plays.song[wanted])]
    starts, split = _split(number[content], rule)
    lengths = np.diff(starts)
    good = lengths >= rule.min_songs
    corpus = _corpus(plays, content[np.repeat(good, lengths)], content[starts[:-1][good]], lengths[good])
    counted, of_time, told, heard = (int(np.count_nonzero(one)) for one in (candidates, usable, unskipped, kept))
    used = len(corpus.songs)
    cuts = Cuts(
        len(plays), len(corpus), used, len(plays) - counted, counted - of_time, told - heard, heard - len(content),
        len(content) - used, int((~good).sum()), split, of_time - told,
    )  # fmt: skip
    return corpus, cuts


def _corpus(plays: PlayColumns, chosen: Int64, firsts: Int64, lengths: Int64) -> Corpus:
    return Corpus(
        songs=np.ascontiguousarray(plays.song[chosen], np.int32),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        listener=np.ascontiguousarray(plays.listener[firsts], np.int32),
        start_ms=np.ascontiguousarray(plays.start_ms[firsts], np.int64),
    )


def _skipped(plays: PlayColumns, rule: SessionRule) -> Bool:
    """Which plays were skipped, as the rule has it."""
    if rule.skips != MARKED:
        return ~plays.counted
    return plays.marked if plays.marked is not None else np.zeros(len(plays), np.bool_)


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
    begins = np.flatnonzero(changes(number))
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
