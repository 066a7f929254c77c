"""Simple methods on sessions one can count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import baselines
from s2v_desktop.core.baselines import Counted
from s2v_desktop.core.heldout import LONGEST_QUERY, Asked
from s2v_desktop.core.metrics import Scorer
from s2v_desktop.core.types import Float32

NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def counted(sessions: list[list[int]], songs: int) -> Counted:
    tokens = np.array([song for one in sessions for song in one], np.int64)
    return Counted.build(tokens, np.repeat(np.arange(len(sessions)), [len(one) for one in sessions]), songs)


def ask(scorer: Scorer, *latest_first: int, listener: int = 0) -> Float32:
    query = np.full((1, LONGEST_QUERY), -1, np.int64)
    query[0, : len(latest_first)] = latest_first
    one = np.zeros(1, np.int64)
    result: Float32 = scorer(Asked(query, np.array([listener], np.int32), one, NOTHING, NOTHING, one))[0]
    return result


def test_popularity_and_artists() -> None:
    counts = np.array([50, 40, 30, 20])
    assert ask(baselines.popularity(counts), 3).tolist() == [50, 40, 30, 20]
    ranked = np.argsort(-ask(baselines.same_artist(counts, np.array([0, 1, 0, 1], np.int32)), 3))
    assert ranked.tolist() == [1, 3, 0, 2]
    nobody = baselines.same_artist(counts, np.full(4, -1, np.int32))
    assert ask(nobody, 3).tolist() == [50, 40, 30, 20]


def test_rules_count_what_followed_and_how_soon() -> None:
    table = counted([[0, 1, 2], [0, 1], [2, 0]], 3).followers(both_ways=False).toarray()
    assert table[0].tolist() == [0.0, 2.0, 0.5]
    assert table[1].tolist() == [0.0, 0.0, 1.0]
    assert table[2].tolist() == [1.0, 0.0, 0.0]
    scorer = baselines.by_table(counted([[0, 1, 2], [0, 1], [2, 0]], 3).followers(both_ways=False), 5, 0.5)
    assert ask(scorer, 1, 0) == pytest.approx([0.0, 1.0, 1.25])


def test_item_cosines_by_hand_and_shrunk() -> None:
    sessions = counted([[0, 1], [0, 1], [0, 2], [0, 0, 3]], 4)
    plain = baselines.item_cosines(sessions, 0.0).toarray()
    assert plain[0, 1] == pytest.approx(2 / np.sqrt(4 * 2))
    assert plain[0, 0] == 0
    assert plain[1, 2] == 0
    shrunk = baselines.item_cosines(sessions, 2.0).toarray()
    assert shrunk[0, 1] == pytest.approx(plain[0, 1] * 2 / 4)
    assert shrunk[0, 2] == pytest.approx(plain[0, 2] * 1 / 3)


def test_like_sessions_are_followed() -> None:
    scorer = baselines.session_knn(counted([[0, 1, 2], [3, 4, 5], [0, 1, 6]], 7), 1.0)
    scores = ask(scorer, 1, 0)
    assert scores[2] == scores[6] > 0
    assert scores[3] == scores[4] == scores[5] == 0


def test_long_sessions_are_counted_in_pieces() -> None:
    long = counted([list(range(500))], 500)
    assert long.pieces == 3
    assert np.bincount(long.session).tolist() == [200, 200, 100]


def test_unknown_songs_are_left_out() -> None:
    table = counted([[0, -1, 1]], 2).followers(both_ways=False).toarray()
    assert table[0, 1] == 1.0


def two_groups() -> Counted:
    rng = np.random.default_rng(0)
    return counted([(rng.permutation(10)[:6] + 10 * (number % 2)).tolist() for number in range(200)], 20)


def test_vectors_by_counting_keep_groups_apart() -> None:
    vectors = baselines.ppmi_svd(two_groups())
    scores = ask(baselines.by_vectors(vectors, vectors, 1), 3)
    assert set(np.argsort(-scores)[:10].tolist()) == set(range(10))
    assert np.array_equal(vectors, baselines.ppmi_svd(two_groups()))


def test_factorisation_gives_each_listener_their_group_and_songs_of_their_kind() -> None:
    plays = np.zeros((6, 20))
    rng = np.random.default_rng(2)
    for listener in range(6):
        own = rng.permutation(10)[:7] + 10 * (listener % 2)
        plays[listener, own] = rng.integers(1, 9, 7)
    lists = baselines.factorisation(plays, factors=2)
    for listener in range(6):
        mine = np.arange(20) // 10 == listener % 2
        played = plays.sum(axis=0) > 0
        assert lists[listener, mine & played].min() > lists[listener, ~mine].max()
    scorer = baselines.by_listener(lists, np.arange(6))
    assert np.array_equal(ask(scorer, 0, listener=3), lists[3])
    assert ask(scorer, 0, listener=77) == pytest.approx(lists.mean(axis=0), abs=1e-6)


def test_factorisation_of_one_listener_is_popularity() -> None:
    plays = np.array([[9.0, 1.0, 0.0, 4.0]])
    assert np.argsort(-baselines.factorisation(plays)[0]).tolist() == [0, 3, 1, 2]
