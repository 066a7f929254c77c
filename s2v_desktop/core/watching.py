"""Watching a model learn: what it would have predicted, and which songs it now puts near one that is pinned.

The last songs of some sessions are kept out of the training: after each pass the model is asked which song follows the
one before. This costs at most one play in hundreds. It is a measure of progress; how good a model is in the end is
measured by the evaluation, which holds out whole sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from s2v_desktop.core.neighbours import unit_rows
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Corpus, Int64, Vectors

MOST_CASES, FEWEST_CASES, SHARE = 300, 20, 20
"""At most so many sessions are asked, none when there are fewer, and one session in so many."""

SHORTEST = 4
"""Sessions with fewer songs are left whole."""

WITHIN = 10
_BLOCK = 100


@dataclass(frozen=True, slots=True)
class Pass:
    """What is known after a pass.

    Attributes
    ----------
    epoch, of : int
        Number of the pass, from 1, and how many there will be.
    score : float or None
        Share of the sessions kept out whose last song is among the ten the model expects; None when there are too few.
    cases : int
        How many sessions that are.
    song : str
        The pinned song; empty for none.
    near : list of str
        Its nearest songs now.
    plays_per_second : float
        0 after the first pass, when nothing can be said yet.
    """

    epoch: int
    of: int
    score: float | None
    cases: int
    song: str
    near: list[str]
    plays_per_second: float


@runtime_checkable
class Watcher(Protocol):
    """A monitor that wants to see each pass."""

    def passed(self, told: Pass) -> None:
        """Take what is known after a pass."""


def tell(monitor: Monitor, told: Pass) -> None:
    """Tell a monitor that wants to know."""
    if isinstance(monitor, Watcher):
        monitor.passed(told)


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Last songs of some sessions, and the corpus without them.

    Attributes
    ----------
    corpus : Corpus
    before, last : Int64, shape (cases,)
        Catalogue index of the last song, and of the one before it.
    """

    corpus: Corpus
    before: Int64
    last: Int64

    @classmethod
    def choose(cls, corpus: Corpus, seed: int, fewest: int = 1) -> HeldOut | None:
        """Take the last song out of some sessions; None when there are too few sessions to say anything.

        Parameters
        ----------
        fewest : int
            No song is left with fewer plays than this, so that the same songs are learnt with and without watching.
        """
        long = _spare(corpus, np.flatnonzero(np.diff(corpus.starts) >= SHORTEST), seed, fewest)
        cases = min(MOST_CASES, len(corpus) // SHARE, len(long))
        if cases < FEWEST_CASES:
            return None
        chosen = np.sort(long[:cases])
        ends = corpus.starts[chosen + 1] - 1
        taken = np.zeros(len(corpus), np.int64)
        taken[chosen] = 1
        starts = corpus.starts - np.concatenate(([0], np.cumsum(taken)))
        rest = Corpus(np.delete(corpus.songs, ends), starts, corpus.listener, corpus.start_ms)
        return cls(rest, corpus.songs[ends - 1].astype(np.int64), corpus.songs[ends].astype(np.int64))

    def score(self, vectors: Vectors) -> float:
        """Share of the last songs among the ten nearest by cosine of W1 and W2; songs the model lacks are misses.

        Parameters
        ----------
        vectors : Vectors
            `songs` are catalogue indices.
        """
        size = int(max(vectors.songs.max(initial=0), self.before.max(), self.last.max())) + 1
        row = np.full(size, -1, np.int64)
        row[vectors.songs] = np.arange(len(vectors.songs))
        before, last = row[self.before], row[self.last]
        known = (before >= 0) & (last >= 0)
        before, last = before[known], last[known]
        context, queries = unit_rows(vectors.w2), unit_rows(vectors.w1[before])
        hits = 0
        for low in range(0, len(before), _BLOCK):
            part = slice(low, low + _BLOCK)
            cosine = queries[part] @ context.T
            at = np.arange(len(cosine))
            wanted = cosine[at, last[part]].copy()
            cosine[at, before[part]] = -2.0  # the song itself is no answer
            hits += int(np.count_nonzero((cosine > wanted[:, None]).sum(axis=1) < WITHIN))
        return hits / len(self.last)


def _spare(corpus: Corpus, sessions: Int64, seed: int, fewest: int) -> Int64:
    """Those of some sessions whose last songs can all be spared, in an order shuffled by the seed."""
    shuffled = np.random.default_rng(seed).permutation(sessions)
    last = corpus.songs[corpus.starts[shuffled + 1] - 1]
    order = np.argsort(last, kind="stable")
    begins = np.flatnonzero(np.diff(last[order], prepend=-1))
    before = np.empty(len(last), np.int64)  # how many sessions with the same last song stand before each
    before[order] = np.arange(len(last)) - np.repeat(begins, np.diff(np.append(begins, len(last))))
    plays = np.bincount(corpus.songs, minlength=1)[last]
    spare: Int64 = shuffled[plays - before > fewest]
    return spare


def nearest(vectors: Vectors, row: int, count: int) -> Int64:
    """Rows of the songs nearest to one row of W1, nearest first, the row itself left out."""
    unit = unit_rows(vectors.w1)
    cosine = unit @ unit[row]
    cosine[row] = -2.0
    count = min(count, len(cosine) - 1)
    best = np.argpartition(-cosine, count - 1)[:count] if count > 0 else np.zeros(0, np.int64)
    return best[np.argsort(-cosine[best], kind="stable")].astype(np.int64)
