"""Every filter of the lists also holds on a journey, and takes out what it says."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.journey import journey, walking
from s2v_desktop.core.proximity import mutual_proximity, proximity_in_turns
from s2v_desktop.core.turns import finished
from s2v_desktop.core.types import Neighbours
from s2v_desktop.core.way_limits import limits

SONGS = 60
ENDS = [0, SONGS - 1]
EVEN = np.arange(SONGS) % 2 == 0
FACTS = SongFacts(
    artist=(np.arange(SONGS) // 4).astype(np.int32),
    plays=np.where(EVEN, 9, 3).astype(np.int64),
    last_day=np.where(EVEN, 100, 20).astype(np.int32),
    fold=(np.arange(SONGS) // 2).astype(np.int32),
    hidden=np.arange(SONGS) == 30,
)
FREE = Filters(fold=False)
ANGLES = np.linspace(0, np.pi, SONGS)
UNIT = np.stack((np.cos(ANGLES), np.sin(ANGLES)), axis=1).astype(np.float32)


def nearest(unit: np.ndarray, k: int) -> Neighbours:
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, -2)
    index = np.argsort(-cosine, axis=1, kind="stable")[:, :k]
    return Neighbours(index.astype(np.int32), np.take_along_axis(cosine, index, axis=1).astype(np.float32))


def way(filters: Filters, length: int = 15, facts: SongFacts = FACTS, **more: bool) -> list[int]:
    allowed, _ = limits(filters, facts, ENDS, **more)
    return journey(UNIT, nearest(UNIT, 12), ENDS, length, allowed).rows.tolist()


def middle(found: list[int]) -> np.ndarray:
    return np.array(found[1:-1])


@pytest.mark.parametrize(
    ("change", "songs", "broken"),
    [
        ({"hide_played": EVEN}, 31, lambda way: EVEN[middle(way)].any()),
        ({"only": EVEN}, 30, lambda way: (~EVEN[middle(way)]).any()),
        ({"not_since": 50}, 31, lambda way: (FACTS.last_day[middle(way)] >= 50).any()),
        ({"min_plays": 5}, 30, lambda way: (FACTS.plays[middle(way)] < 5).any()),
        ({"fold": True}, 30, lambda way: len(set(FACTS.fold[way].tolist())) < len(way)),
        ({"per_artist": 2}, 30, lambda way: np.bincount(FACTS.artist[way]).max() > 2),
        ({"per_artist": 1}, 15, lambda way: np.bincount(FACTS.artist[way]).max() > 1),
        ({"artists_apart": True}, 35, lambda way: (np.diff(FACTS.artist[way]) == 0).any()),
    ],
)
def test_each_filter_holds_on_the_way(
    change: dict[str, object], songs: int, broken: Callable[[list[int]], bool]
) -> None:
    """As many songs as the filter leaves stand on a way of forty, or (artists apart) all that is asked for."""
    length = 35 if "artists_apart" in change else 40
    assert broken(way(FREE, length))
    found = way(dataclasses.replace(FREE, **change), length)  # type: ignore[arg-type]
    assert not broken(found)
    assert len(found) == songs
    assert [found[0], found[-1]] == ENDS


def test_hidden_songs_are_never_visited() -> None:
    assert 30 not in way(FREE, 59)
    assert 30 in way(FREE, 60, dataclasses.replace(FACTS, hidden=np.zeros(SONGS, np.bool_)))


def test_an_adventurous_way_goes_around_what_is_familiar() -> None:
    """Two roads of the same steps, one of songs that are played every day."""
    unit = np.repeat(UNIT[:20], 2, axis=0)
    facts = dataclasses.replace(SongFacts.unknown(40), plays=np.where(np.arange(40) % 2, 1, 500))
    ways = []
    for adventurous in (0.0, 1.0):
        allowed, _ = limits(Filters(fold=False, adventurous=adventurous), facts, [0, 38])
        ways.append(journey(unit, nearest(unit, 10), [0, 38], 12, allowed).rows % 2)
    assert ways[0].sum() == 0
    assert ways[1].sum() == 10  # all but the ends


def test_one_song_of_an_artist_goes_before_a_wider_limit() -> None:
    found = way(dataclasses.replace(FREE, per_artist=3), 10, one_per_artist=True)
    assert len(set(FACTS.artist[found].tolist())) == 10


def test_where_there_is_no_choice_an_artist_follows_itself() -> None:
    """But no cap is broken: the way is shorter then."""
    alone = dataclasses.replace(FACTS, artist=np.zeros(SONGS, np.int32))
    assert len(way(dataclasses.replace(FREE, artists_apart=True), 12, alone)) == 2
    assert len(way(dataclasses.replace(FREE, per_artist=5), 12, alone)) == 5


def test_what_each_filter_took_out_is_counted() -> None:
    _, removed = limits(Filters(min_plays=5), FACTS, ENDS)
    assert removed == {"hidden": 1, "versions": 2, "few plays": 28}


@given(st.integers(4, 20), st.integers(0, 8), st.booleans(), st.integers(0, 3), st.integers(0, 2))
def test_no_limit_is_broken_on_any_graph(length: int, seed: int, apart: bool, cap: int, variation: int) -> None:
    rng = np.random.default_rng(seed)
    unit = rng.normal(size=(80, 5)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    facts = dataclasses.replace(
        SongFacts.unknown(80),
        artist=rng.integers(-1, 12, 80).astype(np.int32),
        fold=rng.integers(-1, 50, 80).astype(np.int32),
    )
    allowed, _ = limits(Filters(per_artist=cap, artists_apart=apart), facts, [0, 1])
    found = journey(unit, nearest(unit, 6), [0, 1], length, allowed, variation).rows.tolist()
    inside = found[1:-1]
    folds = [number for number in facts.fold[inside].tolist() if number >= 0]
    assert len(set(folds)) == len(folds)
    artists = facts.artist[inside]
    if cap:
        assert np.bincount(artists[artists >= 0], minlength=1).max() <= cap
    if apart:
        pairs = facts.artist[found]
        assert not [a for a, b in itertools.pairwise(pairs) if a == b >= 0 and len(found) > 2]


def test_turns_give_what_is_given_at_once() -> None:
    near = nearest(UNIT, 12)
    turns = walking(UNIT, near, ENDS, 15)
    taken = 0
    while True:
        try:
            next(turns)
        except StopIteration as end:
            found = end.value
            break
        taken += 1
    assert taken > 10
    assert found.rows.tolist() == journey(UNIT, near, ENDS, 15).rows.tolist()


def test_proximity_does_not_depend_on_how_it_is_cut() -> None:
    rng = np.random.default_rng(3)
    many = 20_000
    near = Neighbours(
        rng.integers(many, size=(many, 4)).astype(np.int32), np.sort(rng.random((many, 4)).astype(np.float32))[:, ::-1]
    )
    assert sum(1 for _ in proximity_in_turns(near)) == 6
    cosine = near.cosine.astype(np.float64)
    z = (cosine - cosine.mean(axis=1)[:, None]) / np.maximum(cosine.std(axis=1), 1e-6)[:, None]
    other = (cosine - cosine.mean(axis=1)[near.index]) / np.maximum(cosine.std(axis=1), 1e-6)[near.index]
    expected = 1 / (1 + np.exp(-1.702 * z)) / (1 + np.exp(-1.702 * other))
    assert mutual_proximity(near) == pytest.approx(expected, abs=1e-6)
    assert finished(proximity_in_turns(near)) == pytest.approx(mutual_proximity(near))
