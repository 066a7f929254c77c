"""Journeys: exactly as long as asked, in small steps, around hubs, through the waypoints in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.journey import Limits, journey, mutual_proximity
from s2v_desktop.core.types import Neighbours


def nearest(unit: np.ndarray, k: int) -> Neighbours:
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, -2)
    index = np.argsort(-cosine, axis=1, kind="stable")[:, :k]
    return Neighbours(index.astype(np.int32), np.take_along_axis(cosine, index, axis=1).astype(np.float32))


def arc(songs: int = 60) -> np.ndarray:
    """Song i lies i steps along a half circle."""
    angles = np.linspace(0, np.pi, songs)
    return np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)


@pytest.mark.parametrize("length", [2, 3, 7, 15, 60])
def test_the_length_is_exact_and_the_way_goes_forward(length: int) -> None:
    unit = arc()
    found = journey(unit, nearest(unit, 5), [0, 59], length)
    assert len(found.rows) == length
    assert (found.rows[0], found.rows[-1]) == (0, 59)
    assert (np.diff(found.rows) > 0).all()
    assert found.steps == pytest.approx([unit[a] @ unit[b] for a, b in zip(found.rows, found.rows[1:], strict=False)])


def test_steps_are_nearly_equal() -> None:
    unit = arc(200)
    found = journey(unit, nearest(unit, 10), [0, 199], 11)
    assert found.largest_step < 2.5 * (1 - np.cos(np.pi / 10))


def test_waypoints_stand_in_their_order() -> None:
    unit = arc()
    found = journey(unit, nearest(unit, 5), [10, 50, 30], 12).rows.tolist()
    assert [row for row in found if row in (10, 50, 30)] == [10, 50, 30]
    assert len(set(found)) == 12


def test_songs_that_may_not_be_visited_are_not() -> None:
    unit = arc()
    keep = np.ones(60, np.bool_)
    keep[20:24] = False
    found = journey(unit, nearest(unit, 8), [0, 59], 20, Limits(keep)).rows
    assert len(found) == 20
    assert not np.isin(found, np.arange(20, 24)).any()


def test_islands_are_bridged() -> None:
    unit = np.concatenate((arc(200)[:30], arc(200)[170:]))
    found = journey(unit, nearest(unit, 4), [0, 59], 10)
    assert len(found.rows) == 10
    assert (np.diff(found.rows) > 0).all()


def test_fewer_songs_than_asked_for_gives_all_of_them() -> None:
    unit = arc(6)
    assert sorted(journey(unit, nearest(unit, 3), [0, 5], 50).rows.tolist()) == list(range(6))


def test_a_hub_is_near_from_one_side_only() -> None:
    """The same cosine counts less towards a song that has many nearer neighbours."""
    cosine = np.array([[0.9, 0.5], [0.9, 0.8], [0.9, 0.9]], np.float32)
    index = np.array([[1, 2], [0, 2], [0, 1]], np.int32)
    proximity = mutual_proximity(Neighbours(index, cosine))
    assert proximity.shape == (3, 2)
    assert (proximity > 0).all()
    assert (proximity < 1).all()
    assert proximity[0, 1] < proximity[0, 0]


@pytest.mark.parametrize(
    ("waypoints", "length"),
    [([0], 5), ([3, 3], 5), ([0, 1, 2], 2), ([0, 1], 1), ([0, 1], 999), ([0, 99], 5), ([-1, 4], 5)],
)
def test_journeys_that_make_no_sense_are_refused(waypoints: list[int], length: int) -> None:
    with pytest.raises(BadRequest) as refused:
        journey(arc(), nearest(arc(), 4), waypoints, length)
    assert refused.value.message.endswith(".")


@given(st.lists(st.integers(0, 39), min_size=2, max_size=4, unique=True), st.integers(4, 30), st.integers(0, 5))
def test_no_song_twice_and_always_the_length_asked_for(waypoints: list[int], length: int, seed: int) -> None:
    unit = np.random.default_rng(seed).normal(size=(40, 6)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    found = journey(unit, nearest(unit, 5), waypoints, length).rows.tolist()
    assert len(found) == len(set(found)) == length
    assert [row for row in found if row in waypoints] == waypoints


def test_no_artist_comes_twice_where_that_is_asked() -> None:
    unit, artist = arc(), np.arange(60, dtype=np.int32) // 6
    free = journey(unit, nearest(unit, 12), [0, 59], 8).rows
    assert len(set(artist[free].tolist())) <= 8
    found = journey(unit, nearest(unit, 12), [0, 59], 8, Limits(artist=artist, per_artist=1)).rows
    assert (len(found), found[0], found[-1]) == (8, 0, 59)
    assert len(set(artist[found].tolist())) == 8
    crowded = journey(unit, nearest(unit, 12), [0, 59], 30, Limits(artist=artist, per_artist=1)).rows
    assert len(crowded) == 10  # there are only ten artists


def test_waypoints_of_one_artist_are_kept_and_unknown_artists_never_count() -> None:
    unit = arc()
    same = np.zeros(60, np.int32)
    assert journey(unit, nearest(unit, 5), [0, 30, 59], 9, Limits(artist=same, per_artist=1)).rows.tolist() == [
        0,
        30,
        59,
    ]
    assert (
        len(journey(unit, nearest(unit, 5), [0, 59], 9, Limits(artist=np.full(60, -1, np.int32), per_artist=1)).rows)
        == 9
    )


def test_another_route_is_another_one_and_the_same_for_the_same_number() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(300, 4))
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    near = nearest(unit, 15)
    routes = [journey(unit, near, [0, 1], 9, variation=number).rows.tolist() for number in range(5)]
    assert len({tuple(route) for route in routes}) == 5
    assert all(len(route) == 9 and route[0] == 0 and route[-1] == 1 for route in routes)
    assert journey(unit, near, [0, 1], 9, variation=3).rows.tolist() == routes[3]


@given(st.integers(3, 9), st.integers(0, 8), st.integers(0, 3))
def test_no_single_other_song_would_make_the_widest_step_smaller(length: int, seed: int, variation: int) -> None:
    unit = np.random.default_rng(seed).normal(size=(80, 5)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    found = journey(unit, nearest(unit, 6), [0, 1], length)
    rows, widest = found.rows, found.steps.min()
    unused = np.setdiff1d(np.arange(80), rows)
    gap = int(found.steps.argmin())
    for place in {gap, gap + 1} - {0, length - 1}:
        around = unit[[rows[place - 1], rows[place + 1]]].astype(np.float64)
        assert (unit[unused] @ around.T).min(axis=1).max() <= widest + 1e-5
    other = journey(unit, nearest(unit, 6), [0, 1], length, variation=variation)
    assert len(set(other.rows.tolist())) == length
