"""Scoring: two groups that must recommend within the group, contributions that add up, honest refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.scoring import (
    EXPLAINED_SEEDS,
    Filters,
    Query,
    Seed,
    SongFacts,
    Space,
    contributions,
    cosine,
    explain,
    next_songs,
    query_vector,
    recommend,
    similar,
    taste,
)
from s2v_desktop.core.types import Vectors

GROUP = 30


def two_groups(seed: int = 0) -> Space:
    """Songs 100..129 point one way, 500..529 another; W2 of a song points where the *other* group's W1 does."""
    rng = np.random.default_rng(seed)
    ways = np.zeros((2, 8))
    ways[0, 0] = ways[1, 1] = 1
    w1 = np.repeat(ways, GROUP, axis=0) + rng.normal(scale=0.1, size=(2 * GROUP, 8))
    w2 = np.repeat(ways[::-1], GROUP, axis=0) + rng.normal(scale=0.1, size=(2 * GROUP, 8))
    songs = np.concatenate((np.arange(100, 100 + GROUP), np.arange(500, 500 + GROUP)))
    return Space.build(Vectors(songs, (5 * w1).astype(np.float32), (3 * w2).astype(np.float32)))


def test_rows_have_length_one_and_zero_rows_stay_zero() -> None:
    w1 = np.array([[3, 4], [0, 0]], np.float32)
    space = Space.build(Vectors(np.array([7, 9]), w1, w1))
    assert space.w1.tolist() == [[np.float32(0.6), np.float32(0.8)], [0, 0]]
    assert w1.tolist() == [[3, 4], [0, 0]], "the model itself must not change"


def test_songs_and_rows_find_each_other() -> None:
    space = Space.build(Vectors(np.array([50, 3, 20]), np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32)))
    assert space.rows_of([20, 50, 3, 4, 999, -1]).tolist() == [2, 0, 1, -1, -1, -1]
    assert space.row_of(3) == 1


def test_similar_stays_within_the_group() -> None:
    ranking = recommend(two_groups(), similar([0]), top=GROUP - 1)
    assert sorted(ranking.rows.tolist()) == list(range(1, GROUP))
    assert (np.diff(ranking.score) <= 0).all()


def test_next_asks_w2() -> None:
    ranking = recommend(two_groups(), next_songs([0, 1]), top=GROUP)
    assert sorted(ranking.rows.tolist()) == list(range(GROUP, 2 * GROUP))


def test_taste_is_the_mean_weighted_by_plays() -> None:
    space = two_groups()
    mostly_second = taste([0, GROUP, -1], [1, 9, 100])
    assert [seed.row for seed in mostly_second.seeds] == [0, GROUP]
    assert (recommend(space, mostly_second, top=5).rows >= GROUP).all()
    unit, _ = query_vector(space, mostly_second)
    mean = space.w1[0].astype(float) + 9 * space.w1[GROUP].astype(float)
    assert unit == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_negative_seed_pushes_away() -> None:
    space = two_groups()
    both = recommend(space, similar([0, GROUP]), top=20).rows
    assert (both < GROUP).any()
    assert (both >= GROUP).any()
    assert (recommend(space, similar([0], minus=[GROUP]), top=20).rows < GROUP).all()


def test_cosine_is_the_plain_cosine_of_w1() -> None:
    rng = np.random.default_rng(1)
    w1 = rng.normal(size=(5, 12)).astype(np.float32)
    space = Space.build(Vectors(np.arange(5), w1, w1))
    a, b = w1[1].astype(float), w1[3].astype(float)
    assert cosine(space, 1, 3) == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-6)
    assert cosine(space, 2, 2) == pytest.approx(1.0)


@given(
    st.lists(st.tuples(st.integers(0, 59), st.floats(-3, 3)), min_size=1, max_size=12),
    st.sampled_from(["similar", "next", "taste"]),
)
def test_contributions_add_up_to_the_cosine(seeds: list[tuple[int, float]], mode: str) -> None:
    space = two_groups()
    query = Query(tuple(Seed(row, weight) for row, weight in seeds), mode)  # type: ignore[arg-type]
    try:
        ranking = recommend(space, query, Filters(hide_seeds=False), top=60)
    except BadRequest:
        assert np.linalg.norm(query.weights @ space.w1[query.rows].astype(float)) < 1e-5
        return
    assert ranking.contributions.shape == (60, len(seeds))
    assert ranking.contributions.sum(axis=1) == pytest.approx(ranking.cosine, abs=1e-6)
    assert contributions(space, query, ranking.rows) == pytest.approx(ranking.contributions, abs=1e-12)
    target = (space.w2 if mode == "next" else space.w1).astype(float)
    q = query.weights @ space.w1[query.rows].astype(float)
    plain = target @ q / np.linalg.norm(q)
    if np.linalg.norm(q) > 1e-3:
        assert ranking.cosine == pytest.approx(plain[ranking.rows], abs=1e-5)


def test_many_seeds_are_explained_song_by_song() -> None:
    space = two_groups()
    many = Query(tuple(Seed(i % 60, 1.0 + i) for i in range(EXPLAINED_SEEDS + 1)), "taste")
    ranking = recommend(space, many, Filters(hide_seeds=False), top=3)
    assert ranking.contributions.shape == (3, 0)
    largest, others = explain(space, many, int(ranking.rows[0]), limit=20)
    assert len(largest) == 20
    assert sum(share for _, share in largest) + others == pytest.approx(ranking.cosine[0], abs=1e-6)
    assert largest == sorted(largest, key=lambda pair: -abs(pair[1]))


@pytest.mark.parametrize(
    "query",
    [
        Query(()),
        Query((Seed(0, 1.0), Seed(0, -1.0))),
        Query((Seed(99),)),
        Query((Seed(-1),)),
        Query((Seed(0, float("nan")),)),
    ],
)
def test_questions_without_an_answer_are_refused_with_a_sentence(query: Query) -> None:
    with pytest.raises(BadRequest) as refused:
        recommend(two_groups(), query)
    assert refused.value.message.endswith(".")


def test_equal_scores_stand_in_the_order_of_rows() -> None:
    ones = np.ones((50, 3), np.float32)
    space = Space.build(Vectors(np.arange(50), ones, ones))
    assert recommend(space, similar([49]), top=10).rows.tolist() == list(range(10))


def test_a_longer_list_than_there_are_songs() -> None:
    assert len(recommend(two_groups(), similar([0]), top=1000)) == 2 * GROUP - 1


def test_folding_looks_further_down_until_the_list_is_full() -> None:
    """The 40 best are one song in 40 versions; the list of 5 must still be full."""
    v = 400
    angles = np.linspace(0, 1.5, v)
    w = np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)
    facts = SongFacts.unknown(v)
    facts.fold[:] = np.where(np.arange(v) <= 300, 0, np.arange(v))
    space = Space.build(Vectors(np.arange(v), w, w))
    ranking = recommend(space, similar([0]), Filters(hide_seeds=False), top=5, facts=facts)
    assert ranking.rows.tolist() == [0, 301, 302, 303, 304]
    assert ranking.removed["versions"] == 300


def test_a_taste_does_not_hide_what_it_is_made_of() -> None:
    space = two_groups()
    query = taste(np.arange(GROUP), np.ones(GROUP))
    assert sorted(recommend(space, query, top=GROUP).rows.tolist()) == list(range(GROUP))


def test_seeds_in_columns_ask_the_same_question() -> None:
    space = two_groups()
    columns = taste([3, 40], [1, 2])
    listed = Query((Seed(3, 1 / 3), Seed(40, 2 / 3)), "taste")
    assert list(columns.seeds) == list(listed.seeds)
    assert list(columns.seeds[1:]) == [Seed(40, 2 / 3)]
    assert recommend(space, columns).rows.tolist() == recommend(space, listed).rows.tolist()
