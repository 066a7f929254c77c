"""Figures by hand: ranks of ties, misses, intervals, hubs."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import metrics
from s2v_desktop.core.heldout import Asked, Cases, split
from s2v_desktop.core.types import Corpus, Float32


def cases_of(sessions: list[list[int]], songs: int) -> Cases:
    starts = np.concatenate(([0], np.cumsum([len(one) for one in sessions]))).astype(np.int64)
    flat = np.array([song for one in sessions for song in one], np.int32)
    n = len(sessions)
    corpus = Corpus(flat, starts, np.zeros(n, np.int32), np.arange(n, dtype=np.int64))
    row = np.full(max(songs, int(flat.max()) + 1), -1, np.int64)
    row[:songs] = np.arange(songs)
    return Cases(split(corpus, "last"), row)


def test_ties_share_the_mean_of_their_places() -> None:
    scores = np.array([[3.0, 1.0, 1.0, 1.0, 0.0], [0.0] * 5, [5.0, 4.0, 3.0, 2.0, 1.0]], np.float32)
    assert metrics.mean_ranks(scores, np.array([2, 0, 4])).tolist() == [3.0, 3.0, 5.0]
    assert metrics.mean_ranks(scores, np.array([-1, 0, 0])).tolist() == [np.inf, 3.0, 1.0]


def test_a_method_that_knows_nothing_gets_what_chance_gives() -> None:
    rng = np.random.default_rng(3)
    cases = cases_of([rng.permutation(100)[:4].tolist() for _ in range(300)], 100)
    flat = metrics.judge(lambda asked: np.zeros((len(asked.query), 100), np.float32), cases, 100, lambda: None)
    assert flat.rank.tolist() == [(97 + 1) / 2] * 300
    assert flat.hit.sum() == 0
    assert flat.recall == pytest.approx(np.full(300, 20 / 97))


def test_a_method_that_knows_everything_gets_everything_that_is_known() -> None:
    cases = cases_of([[0, 1, 2], [3, 4, 30], [31, 32, 5]], 20)

    def perfect(asked: Asked) -> Float32:
        scores = np.zeros((len(asked.query), 20), np.float32)
        known = asked.target >= 0
        scores[np.flatnonzero(known), asked.target[known]] = 1.0
        return scores

    judged = metrics.judge(perfect, cases, 20, lambda: None)
    # The second target and the whole query of the third are outside the vocabulary: misses, and counted.
    assert judged.rank.tolist() == [1.0, np.inf, np.inf]
    assert judged.recall.tolist() == [1.0, 0.0, 0.0]
    found = metrics.figures([judged], np.arange(3))
    assert found["hr10"] == found["ndcg10"] == found["mrr"] == found["recall20"] == pytest.approx(1 / 3)
    assert set(found) == {"hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs"}


def test_songs_heard_in_the_session_are_out_of_the_race() -> None:
    cases = cases_of([[0, 1, 2]] * 3, 12)
    falling = metrics.judge(
        lambda asked: np.tile(-np.arange(12, dtype=np.float32), (len(asked.query), 1)), cases, 12, lambda: None
    )
    assert falling.rank.tolist() == [1.0] * 3
    assert falling.shown[:2].tolist() == [0, 0]


def test_gain_falls_with_the_rank() -> None:
    judged = metrics.Judged(np.array([1.0, 3.0, 10.0, 10.5, np.inf]), np.zeros(5), np.zeros(4, np.int64))
    found = metrics.figures([judged], np.arange(5))
    assert found["hr10"] == pytest.approx(0.6)
    assert found["ndcg10"] == pytest.approx((1 + 0.5 + 1 / np.log2(11)) / 5)
    assert found["mrr"] == pytest.approx((1 + 1 / 3 + 0.1 + 1 / 10.5) / 5)


def test_the_interval_holds_the_mean_and_shrinks_with_more_sessions() -> None:
    rng = np.random.default_rng(5)
    widths = []
    for n in (100, 10_000):
        hits = (rng.random(n) < 0.3).astype(float)
        low, high = metrics.interval(hits, np.arange(n))
        assert low < hits.mean() < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 5


def test_sessions_and_not_cases_are_drawn() -> None:
    hits = np.repeat([0.0, 1.0], 500)
    narrow = metrics.interval(hits, np.arange(1000))
    wide = metrics.interval(hits, np.repeat(np.arange(10), 100))
    assert wide[1] - wide[0] > 5 * (narrow[1] - narrow[0])


def test_one_long_session_is_not_certain() -> None:
    rng = np.random.default_rng(2)
    ours, theirs = ((rng.random(900) < 0.06).astype(float) for _ in range(2))
    one = np.zeros(900, np.int64)
    low, high = metrics.interval(ours, one)
    assert low < ours.mean() < high
    assert 0.01 < high - low < 0.06
    ratio, low, high = metrics.ratio(ours, theirs, one)
    assert low < ratio < high
    assert low < 1 < high  # two coins of the same kind


def test_few_sessions_that_differ_stay_as_uncertain_as_they_are() -> None:
    hits = np.repeat([0.0, 1.0, 0.0, 1.0], 200)
    low, high = metrics.interval(hits, np.repeat(np.arange(4), 200))
    assert (low, high) == (0.0, 1.0)


def test_ratios() -> None:
    rng = np.random.default_rng(7)
    theirs = (rng.random(4000) < 0.2).astype(float)
    ours = np.maximum(theirs, rng.random(4000) < 0.1)
    ratio, low, high = metrics.ratio(ours, theirs, np.arange(4000))
    assert 1 < low < ratio < high
    assert metrics.ratio(theirs, theirs, np.arange(4000)) == (1.0, 1.0, 1.0)
    assert metrics.ratio(np.zeros(4), np.zeros(4), np.arange(4)) == (1.0, 1.0, 1.0)


def test_hubs_show_as_skewness() -> None:
    assert metrics.skewness(np.full(50, 3)) == 0.0
    assert metrics.skewness(np.array([0] * 99 + [100])) > 9


def test_overlap_of_neighbours() -> None:
    first = np.array([[1, 2, 3], [4, 5, 6]])
    assert metrics.jaccard(first, first[:, ::-1]) == 1.0
    assert metrics.jaccard(first, np.array([[3, 8, 9], [7, 8, 9]])) == pytest.approx((1 / 5 + 0) / 2)
