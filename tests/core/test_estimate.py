"""An estimate grows with the work and is said in few digits."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import estimate, policy
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.estimate import Estimate


def balanced(plays: int, songs: int, **changes: object) -> Estimate:
    return estimate.training(plays, songs, policy.parameters("balanced", plays, songs, **changes))


def test_more_work_takes_longer_and_more_room() -> None:
    small = balanced(50_000, 5_000, epochs=10)
    for other in (
        balanced(100_000, 5_000, epochs=10),
        balanced(50_000, 5_000, epochs=20),
        balanced(50_000, 5_000, epochs=10, negative=20),
        balanced(50_000, 5_000, epochs=10, window=12),
    ):
        assert other.seconds > small.seconds
    wide = balanced(50_000, 5_000, epochs=10, vector_size=200)
    assert wide.memory > small.memory
    assert wide.disk > small.disk


def test_it_is_of_the_size_that_was_measured() -> None:
    # 200,000 plays of 20,000 songs, four passes with the usual parameters, nothing else: 8 s.
    alone = balanced(200_000, 20_000, epochs=4, follow_passes=0).seconds
    assert 5 < alone < 16


@pytest.mark.parametrize(
    ("plays", "songs", "rare", "size", "measured"),
    [
        (100_000, 4_277, 3_700, 64, 168), (100_000, 4_277, 3_700, 100, 171), (100_000, 5_940, 32_000, 64, 168),
        (930_351, 29_849, 150, 64, 269), (930_351, 29_849, 150, 100, 317), (930_351, 111_082, 34_000, 64, 506),
        (930_351, 111_082, 34_000, 100, 643), (1_587_881, 59_130, 800, 64, 409), (1_587_881, 59_130, 800, 100, 493),
    ],
)  # fmt: skip
def test_memory_is_a_little_more_than_was_measured(plays: int, songs: int, rare: int, size: int, measured: int) -> None:
    parameters = policy.parameters("quick", plays, songs, vector_size=size)
    said = estimate.training(plays, songs, parameters, rare=rare).memory / 1024**2
    assert measured <= said < 1.35 * measured


def test_a_library_is_estimated_by_its_counts() -> None:
    counted = np.repeat(np.array([1, 10], np.int32), 500)
    plays, songs, parameters = estimate.figures(counted, "quick")
    assert (plays, songs) == (5_500, 500)
    assert parameters.min_count == 2
    assert estimate.for_library(counted, "quick").seconds < estimate.for_library(counted, "thorough").seconds
    with pytest.raises(BadRequest):
        estimate.for_library(counted, "balanced", epochs="many")


def test_rare_songs_need_room_where_they_are_placed() -> None:
    often, once = np.full(100, 50, np.int32), np.ones(1_000_000, np.int32)
    alone, both = estimate.for_library(once, "quick"), estimate.for_library(np.concatenate([often, once]), "quick")
    few = estimate.for_library(often, "quick")
    assert both.memory > few.memory + 500_000_000
    assert alone.memory < few.memory + 200_000_000


def test_hits_are_read_less_often() -> None:
    even, hits = np.full(1000, 10), np.concatenate((np.full(10, 1000), np.full(990, 10)))
    parameters = policy.parameters("balanced", 10_000, 1000)
    assert estimate.read_share(even, parameters) == 1.0
    assert 0.1 < estimate.read_share(hits, parameters) < 0.9
    assert estimate.read_share(hits, policy.parameters("balanced", 10_000, 1000, sample=0)) == 1.0
    assert estimate.read_share(np.zeros(0, np.int32), parameters) == 1.0


def test_two_jobs_take_both_times_and_the_larger_memory() -> None:
    assert Estimate(1, 5, 2) + Estimate(2, 3, 4) == Estimate(3, 5, 6)


def test_a_map_takes_longer_with_more_songs_and_with_neighbours_to_be_found() -> None:
    sizes = [estimate.mapping(songs) for songs in (5_000, 50_000, 200_000)]
    assert [one.seconds for one in sizes] == sorted(one.seconds for one in sizes)
    assert [one.memory for one in sizes] == sorted(one.memory for one in sizes)
    assert estimate.mapping(50_000, new_neighbours=True).seconds > sizes[1].seconds + 5


def test_it_is_said_in_few_digits() -> None:
    assert [estimate.duration(s) for s in (0.2, 7.4, 12, 44, 61, 3000, 5400)] == [
        "1 s", "7 s", "10 s", "45 s", "1 min", "50 min", "1.5 h"
    ]  # fmt: skip
    assert [estimate.size(b) for b in (10, 8_200_000, 123_456_789, 2_300_000_000)] == [
        "1 MB", "8 MB", "120 MB", "2.3 GB"
    ]  # fmt: skip
    assert estimate.sentence(Estimate(65, 200_000_000, 5_000_000)) == (
        "about 1 min, 200 MB of memory, 5 MB on the disk"
    )
