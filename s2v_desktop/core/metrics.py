"""How good ranked lists are: full ranking, ties at their mean rank, a case that cannot be answered is a miss.

Ties decide how good counting looks: it gives thousands of songs the score 0, and to place the target before them
would double its hit rate. Sampled rankings are not used (Krichene, Rendle 2022: they can turn an order around).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.heldout import Asked, Cases
from s2v_desktop.core.types import Bool, Float32, Float64, Int64

LIST = 10
REST_LIST = 20

RESAMPLES = 1000
"""Bootstrap samples of an interval."""

FEWEST_DRAWN, LONGEST_PIECE = 30, 20
"""Where fewer sessions are held out, pieces of them are drawn too, of at most so many cases: one session drawn again
and again would always say the same, and look certain."""

BLOCK_SCORES = 1 << 22
"""Scores held at once: 16 MB, whatever the number of songs."""

Scorer = Callable[[Asked], Float32]
"""A block of cases -> scores, shape (b, v); higher is better, the array may be changed by the caller."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What became of every case.

    Attributes
    ----------
    rank : Float64, shape (n,)
        Mean rank of the target among all songs not heard before in the session, infinite for a miss.
    recall : Float64, shape (n,)
        Share of the rest of the session's new songs among the first 20; a tie at the border counts in part.
    shown : Int64, shape (v,)
        In how many lists of ten each song stood.
    """

    rank: Float64
    recall: Float64
    shown: Int64

    @property
    def hit(self) -> Float64:
        """1 where the target is among the first ten, shape (n,)."""
        return (self.rank <= LIST).astype(np.float64)


def judge(scorer: Scorer, cases: Cases, songs: int, check: Callable[[], None]) -> Judged:
    """Rank all songs for every case.

    Parameters
    ----------
    songs : int
        Size of the vocabulary.
    check : callable
        Called between blocks; may raise to end the work.
    """
    rank = np.full(len(cases), np.inf)
    recall = np.zeros(len(cases))
    shown = np.zeros(songs, np.int64)
    for part, asked in cases.blocks(max(1, BLOCK_SCORES // max(songs, 1))):
        check()
        scores = scorer(asked)
        scores[asked.seen] = -np.inf
        answerable = asked.answerable
        rank[part] = np.where(answerable, mean_ranks(scores, asked.target), np.inf)
        recall[part] = np.where(answerable, _rest_found(scores, asked), 0.0)
        if songs > LIST:
            best = np.argpartition(scores[answerable], songs - LIST, axis=1)[:, songs - LIST :]
            shown += np.bincount(best.ravel(), minlength=songs)
    return Judged(rank, recall, shown)


def mean_ranks(scores: Float32, target: Int64) -> Float64:
    """Rank of one column in each row, from 1; equal scores share the mean of their places. Unknown (-1): infinite."""
    known = target >= 0
    own = scores[np.arange(len(scores)), np.maximum(target, 0)][:, None]
    above = np.count_nonzero(scores > own, axis=1)
    equal = np.count_nonzero(scores == own, axis=1)
    result: Float64 = np.where(known, above + (equal + 1) / 2, np.inf)
    return result


def _rest_found(scores: Float32, asked: Asked) -> Float64:
    """Share of the rest of the session among the first 20."""
    size = min(REST_LIST, scores.shape[1])
    edge = np.partition(scores, scores.shape[1] - size, axis=1)[:, scores.shape[1] - size]
    above = np.count_nonzero(scores > edge[:, None], axis=1)
    equal = np.maximum(np.count_nonzero(scores == edge[:, None], axis=1), 1)
    case, row = asked.rest
    own = scores[case, row]
    part = np.where(own > edge[case], 1.0, np.where(own == edge[case], (size - above[case]) / equal[case], 0.0))
    found = np.bincount(case, np.where(np.isfinite(own), part, 0.0), minlength=len(scores))
    return found / np.maximum(asked.songs_left, 1)


def figures(judged: list[Judged], sessions: Int64) -> dict[str, float]:
    """The figures of one method, means over its runs (seeds).

    Returns
    -------
    dict
        ``hr10 ndcg10 mrr recall20``, ``low high`` (95 % interval of hr10, bootstrap over sessions), ``catalogue``
        (share of the songs that stand in any list of ten), ``hubs`` (skewness of how often songs stand in lists).
    """
    hits = np.mean([one.hit for one in judged], axis=0)
    low, high = interval(hits, sessions)
    return {
        "hr10": float(hits.mean()),
        "ndcg10": float(np.mean([_gain(one.rank).mean() for one in judged])),
        "mrr": float(np.mean([(1.0 / one.rank).mean() for one in judged])),
        "recall20": float(np.mean([one.recall.mean() for one in judged])),
        "low": low,
        "high": high,
        "catalogue": float(np.mean([np.count_nonzero(one.shown) / max(len(one.shown), 1) for one in judged])),
        "hubs": float(np.mean([skewness(one.shown) for one in judged])),
    }


def _gain(rank: Float64) -> Float64:
    """Discounted gain of a single right answer among the first ten."""
    found: Float64 = np.where(rank <= LIST, 1.0 / np.log2(1.0 + rank), 0.0)
    return found


def interval(values: Float64, sessions: Int64, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over cases; sessions are drawn (Efron 1979), and pieces of few."""
    shares = []
    for number in _drawn_together(sessions):
        sums, sizes = _resampled(np.stack([np.bincount(number, values), np.bincount(number)]), seed)
        shares.append(sums / sizes)
    return _widest(shares)


def ratio(ours: Float64, theirs: Float64, sessions: Int64, seed: int = 0) -> tuple[float, float, float]:
    """How many times better one method is than another on the same cases, with its 95 % interval.

    Returns
    -------
    ratio, low, high : float
        Infinite where the other never hits, 1 where neither does.
    """
    drawn = []
    for number in _drawn_together(sessions):
        drawn.append(_divided(*_resampled(np.stack([np.bincount(number, ours), np.bincount(number, theirs)]), seed)))
    whole = float(_divided(np.array([ours.sum()]), np.array([theirs.sum()]))[0])
    return whole, *_widest(drawn)


def _widest(drawn: list[Float64]) -> tuple[float, float]:
    """The 95 % interval that holds those of all ways of drawing."""
    low, high = np.quantile(np.stack(drawn), [0.025, 0.975], axis=1)
    return float(low.min()), float(high.max())


def _divided(above: Float64, below: Float64) -> Float64:
    result: Float64 = np.where(below > 0, above / np.maximum(below, 1e-300), np.where(above > 0, 1e9, 1.0))
    return result


def _drawn_together(sessions: Int64) -> list[Int64]:
    """For each case, with which others it is drawn: those of its session, and where there are few, of a piece of it.

    Pieces of a series as what is drawn: Künsch 1989.
    """
    number = np.unique(sessions, return_inverse=True)[1].astype(np.int64)
    if len(number) == 0 or int(number.max()) + 1 >= FEWEST_DRAWN:
        return [number]
    size = max(1, min(LONGEST_PIECE, len(number) // FEWEST_DRAWN))
    order = np.argsort(number, kind="stable")
    lengths = np.bincount(number)
    place = np.empty(len(number), np.int64)
    place[order] = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    pieces = np.unique(number * len(number) + place // size, return_inverse=True)[1].astype(np.int64)
    return [number, pieces]


def _resampled(columns: Float64, seed: int) -> Float64:
    """Sums over sessions drawn with replacement, shape (columns, RESAMPLES)."""
    rng = np.random.default_rng(seed)
    n = columns.shape[1]
    result = np.empty((len(columns), RESAMPLES))
    for at in range(RESAMPLES):
        result[:, at] = columns[:, rng.integers(0, n, n)].sum(axis=1)
    return result


def skewness(counts: Int64) -> float:
    """Third standardised moment of the k-occurrence (Radovanović et al. 2010); 0 without any hub."""
    centred = counts - counts.mean() if len(counts) else np.zeros(1)
    spread = float(np.sqrt(np.mean(centred**2)))
    return float(np.mean(centred**3)) / spread**3 if spread > 0 else 0.0


def jaccard(first: Int64, second: Int64) -> float:
    """Mean Jaccard index of the rows of two lists of neighbours, shape (v, k) each, without repeats in a row."""
    both = np.sort(np.concatenate([first, second], axis=1), axis=1)
    common = np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1)
    return float(np.mean(common / (first.shape[1] + second.shape[1] - common))) if len(first) else 0.0


def known_share(covered: Bool) -> float:
    """Share of the cases whose target and query are known."""
    return float(covered.mean()) if len(covered) else 0.0
