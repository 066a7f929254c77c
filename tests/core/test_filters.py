"""Each filter, with a test that fails without it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import DOUBT, Filters, SongFacts, familiarity, only_forgotten
from s2v_desktop.core.scoring import Ranking, Space, recommend, similar
from s2v_desktop.core.types import Vectors

SONGS = 200
FREE = Filters(hide_seeds=False, fold=False)


def line() -> Space:
    """Song i lies i steps from song 0 on a quarter circle: without filters the list is 0, 1, 2 ..."""
    angles = np.linspace(0, np.pi / 2, SONGS)
    w = np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)
    return Space.build(Vectors(np.arange(SONGS), w, w))


def ask(filters: Filters, top: int = 6, **facts: Any) -> Ranking:
    blank = dataclasses.replace(SongFacts.unknown(1), learnt=np.zeros(1, np.int64))
    known = {name: np.asarray(value, getattr(blank, name).dtype) for name, value in facts.items()}
    return recommend(line(), similar([0]), filters, top, dataclasses.replace(SongFacts.unknown(SONGS), **known))


def mask(*rows: int) -> np.ndarray:
    result = np.zeros(SONGS, np.bool_)
    result[list(rows)] = True
    return result


def test_without_filters_the_nearest_come_first() -> None:
    ranking = ask(FREE)
    assert ranking.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert ranking.score == pytest.approx(ranking.cosine)


def test_seeds_are_hidden_by_default() -> None:
    ranking = ask(Filters())
    assert ranking.rows.tolist() == [1, 2, 3, 4, 5, 6]
    assert ranking.removed["seeds"] == 1


def test_versions_are_folded_by_default_and_those_of_a_seed_go_with_it() -> None:
    fold = np.arange(SONGS)
    fold[[1, 0]] = 0
    fold[[2, 3, 5]] = 2
    assert ask(Filters(), fold=fold).rows.tolist() == [2, 4, 6, 7, 8, 9]
    assert ask(Filters(), fold=fold).removed["versions"] == 3
    assert ask(Filters(fold=False), fold=fold).rows.tolist() == [1, 2, 3, 4, 5, 6]


def test_songs_of_unknown_fold_group_or_artist_are_never_folded_or_capped() -> None:
    assert ask(Filters(per_artist=1)).rows.tolist() == [1, 2, 3, 4, 5, 6]


def test_at_most_so_many_of_an_artist() -> None:
    artist = np.where(np.arange(SONGS) < 50, 7, np.arange(SONGS))
    ranking = ask(dataclasses.replace(FREE, per_artist=2), artist=artist)
    assert ranking.rows.tolist() == [0, 1, 50, 51, 52, 53]
    assert ranking.removed["per artist"] == 48
    diverse = ask(dataclasses.replace(FREE, per_artist=2, diversity=0.3, shuffle_seed=1), top=20, artist=artist)
    assert len(diverse) == 20
    assert sum(row < 50 for row in diverse.rows.tolist()) <= 2


def test_never_the_same_artist_twice_running() -> None:
    artist = np.array([1, 1, 1, 2, 2] + [3] * (SONGS - 5))
    assert ask(dataclasses.replace(FREE, artists_apart=True), artist=artist).rows.tolist() == [0, 3, 1, 4, 2, 5]
    alone = ask(dataclasses.replace(FREE, artists_apart=True), artist=np.ones(SONGS))
    assert alone.rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_hide_played() -> None:
    ranking = ask(dataclasses.replace(FREE, hide_played=mask(0, 2)))
    assert ranking.rows.tolist() == [1, 3, 4, 5, 6, 7]
    assert ranking.removed["played"] == 2


def test_not_played_since() -> None:
    days = np.full(SONGS, 100)
    days[[1, 3]] = 201
    days[4] = 200
    ranking = ask(dataclasses.replace(FREE, not_since=200), last_day=days)
    assert ranking.rows.tolist() == [0, 2, 5, 6, 7, 8]
    assert ranking.removed["recent"] == 3


def test_songs_never_played_pass_the_recency_filter() -> None:
    assert ask(dataclasses.replace(FREE, not_since=-5)).rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_plays_at_least() -> None:
    plays = np.full(SONGS, 9)
    plays[[0, 1]] = 2
    ranking = ask(dataclasses.replace(FREE, min_plays=3), plays=plays)
    assert ranking.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert ranking.removed["few plays"] == 2


def test_only_songs_of_a_period() -> None:
    ranking = ask(dataclasses.replace(FREE, only=mask(4, 9, 150)))
    assert ranking.rows.tolist() == [4, 9, 150]
    assert ranking.removed["only"] == SONGS - 3


def test_hidden_songs_never_show() -> None:
    ranking = ask(FREE, hidden=mask(0, 1))
    assert ranking.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert ranking.removed["hidden"] == 2


def test_a_song_is_counted_by_the_first_filter_that_removes_it() -> None:
    both = dataclasses.replace(FREE, hide_played=mask(0, 1))
    assert ask(both, hidden=mask(0)).removed == {"hidden": 1, "played": 1}


def test_adventurous_holds_the_familiar_back() -> None:
    plays = np.ones(SONGS)
    plays[:3] = 5000
    tame, bold = ask(FREE, plays=plays), ask(dataclasses.replace(FREE, adventurous=0.5), plays=plays)
    assert tame.rows.tolist()[:3] == [0, 1, 2]
    assert bold.rows.tolist()[:3] == [3, 4, 5]
    known = familiarity(plays.astype(np.int64), 5000)
    assert bold.score == pytest.approx(bold.cosine - 0.25 * known[bold.rows], abs=1e-6)


def test_an_adventurous_list_trusts_what_was_learnt_from_few_plays_less() -> None:
    bold = dataclasses.replace(FREE, adventurous=1.0)
    learnt = np.full(SONGS, 100)
    learnt[[0, 1]] = 1
    learnt[2] = 0  # nobody counted
    assert ask(bold, learnt=learnt).rows.tolist()[:3] == [2, 3, 4]
    assert ask(bold).rows.tolist()[:3] == [0, 1, 2]
    tame = ask(FREE, learnt=learnt)
    assert tame.rows.tolist()[:3] == [0, 1, 2]
    found = ask(bold, learnt=learnt, top=SONGS)
    assert found.score == pytest.approx(found.cosine * (1 - doubt(learnt)[found.rows]), abs=1e-6)


def doubt(learnt: np.ndarray) -> np.ndarray:
    """Half at `DOUBT` plays, none where nobody counted."""
    return np.where(learnt > 0, DOUBT**2 / (DOUBT**2 + np.square(learnt)), 0.0)


def test_in_a_small_library_few_plays_are_no_doubt() -> None:
    learnt = np.full(SONGS, 3)
    found = ask(dataclasses.replace(FREE, adventurous=1.0), learnt=learnt)
    assert found.score == pytest.approx(found.cosine * 9 / 10, abs=1e-6)
    unknown = ask(dataclasses.replace(FREE, adventurous=1.0), learnt=np.zeros(SONGS))
    assert unknown.score == pytest.approx(unknown.cosine, abs=1e-6)


def test_diversity_takes_what_is_near_in_another_way() -> None:
    """Five songs side by side on the one side of the seed, one a little farther off on the other."""
    angles = np.radians([0, 10, 11, 12, 13, 14, -20])
    w = np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)
    space = Space.build(Vectors(np.arange(len(w)), w, w))

    def rows(spread: float) -> list[int]:
        return recommend(space, similar([0]), Filters(diversity=spread), top=3).rows.tolist()

    assert rows(0.0) == [1, 2, 3]
    assert rows(0.05) == [1, 2, 3]
    assert rows(1.0)[:2] == [1, 6]


def test_the_most_diverse_list_still_answers_the_question() -> None:
    """Songs that are unlike everything do not head it: what likeness weighs at most leaves the cosine as much."""
    rng = np.random.default_rng(3)
    near = np.eye(40)[0] + 0.3 * rng.normal(size=(60, 40)) / np.sqrt(40) * 3
    far = rng.normal(size=(60, 40))
    w = np.concatenate((np.eye(40)[:1], near, far)).astype(np.float32)
    space = Space.build(Vectors(np.arange(len(w)), w, w))
    assert max(recommend(space, similar([0]), Filters(diversity=1.0), top=10).rows.tolist()) <= 60


def test_forgotten_favourites_are_measured_from_the_end_of_the_history() -> None:
    facts = dataclasses.replace(
        SongFacts.unknown(10), plays=np.arange(10), last_day=np.full(10, 5000, np.int32)
    )  # fmt: skip
    asked = only_forgotten(Filters(min_plays=3), facts)
    assert (asked.min_plays, asked.not_since) == (7, 5000 - 365)
    asked = only_forgotten(Filters(min_plays=8, not_since=4000), facts)
    assert (asked.min_plays, asked.not_since) == (8, 4000)
    nothing = only_forgotten(Filters(), SongFacts.unknown(0))
    assert (nothing.min_plays, nothing.not_since) == (0, -365)


def test_shuffling_repeats_with_its_seed_and_only_with_it() -> None:
    def shuffle(seed: int) -> list[int]:
        return ask(dataclasses.replace(FREE, shuffle_seed=seed, temperature=0.05), top=10).rows.tolist()

    assert shuffle(1) == shuffle(1)
    assert shuffle(1) != shuffle(2)
    assert shuffle(1) != list(range(10))
    cold = ask(dataclasses.replace(FREE, shuffle_seed=1, temperature=0.0), top=10)
    assert cold.rows.tolist() == list(range(10))


def test_a_warmer_list_reaches_further() -> None:
    def reach(temperature: float) -> float:
        filters = dataclasses.replace(FREE, temperature=temperature)
        lists = [ask(dataclasses.replace(filters, shuffle_seed=seed), top=10).rows for seed in range(20)]
        return float(np.mean(lists))

    assert 4.5 < reach(0.0005) < reach(0.01) < reach(0.3)


wishes = st.builds(
    Filters,
    hide_seeds=st.booleans(),
    fold=st.booleans(),
    per_artist=st.integers(0, 3),
    artists_apart=st.booleans(),
    hide_played=st.none() | st.integers(0, 99).map(lambda seed: np.random.default_rng(seed).random(SONGS) < 0.4),
    not_since=st.none() | st.integers(0, 300),
    min_plays=st.integers(0, 9),
    only=st.none() | st.integers(0, 99).map(lambda seed: np.random.default_rng(seed).random(SONGS) < 0.4),
    adventurous=st.floats(0, 1),
    diversity=st.floats(0, 1),
    shuffle_seed=st.none() | st.integers(0, 9),
)


@given(wishes, st.lists(st.integers(0, SONGS - 1), min_size=1, max_size=4, unique=True), st.integers(1, 40))
def test_whatever_is_asked_is_kept_and_asked_again_gives_the_same(filters: Filters, seeds: list[int], top: int) -> None:
    rng = np.random.default_rng(1)
    facts = SongFacts(
        rng.integers(0, 30, SONGS).astype(np.int32), rng.integers(0, 20, SONGS),
        rng.integers(0, 300, SONGS).astype(np.int32), rng.integers(0, 120, SONGS).astype(np.int32),
        rng.random(SONGS) < 0.1, rng.integers(0, 50, SONGS),
    )  # fmt: skip
    first, second = (recommend(line(), similar(seeds), filters, top, facts) for _ in range(2))
    for name in ("rows", "score", "cosine", "contributions"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert first.removed == second.removed
    rows = first.rows
    assert len(rows) == len(set(rows.tolist())) <= top
    assert not facts.hidden[rows].any()
    assert not filters.hide_seeds or not set(seeds) & set(rows.tolist())
    assert not filters.fold or len(set(facts.fold[rows].tolist())) == len(rows)
    assert not filters.per_artist or np.bincount(facts.artist[rows], minlength=1).max() <= filters.per_artist
    assert filters.hide_played is None or not filters.hide_played[rows].any()
    assert filters.only is None or filters.only[rows].all()
    assert filters.not_since is None or (facts.last_day[rows] < filters.not_since).all()
    assert (facts.plays[rows] >= filters.min_plays).all()
    assert first.contributions.sum(axis=1) == pytest.approx(first.cosine, abs=1e-6)


def test_nothing_left_is_an_empty_list() -> None:
    ranking = ask(Filters(only=np.zeros(SONGS, np.bool_), diversity=0.5))
    assert len(ranking) == 0
    assert ranking.contributions.shape == (0, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"adventurous": 1.1},
        {"diversity": -0.1},
        {"temperature": 2.0},
        {"per_artist": -1},
        {"min_plays": -1},
        {"shuffle_seed": -1},
        {"diversity": float("nan")},
    ],
)
def test_filters_out_of_range_are_refused_by_name(change: dict[str, float]) -> None:
    with pytest.raises(BadRequest, match=next(iter(change))):
        Filters(**change)  # type: ignore[arg-type]
