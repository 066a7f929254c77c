"""Small hills become a few regions, none of them cut, none of them nearly everything."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.region_groups import gathered
from s2v_desktop.core.regions import COARSE, find
from s2v_desktop.core.types import Float32, Int32

EVERYTHING = np.zeros(4_000, np.int32)


def islands() -> tuple[Float32, Int32]:
    """A hundred islands of forty songs, on a grid of ten by ten."""
    island = (np.arange(4_000) % 100).astype(np.int32)
    middles = np.stack([island % 10, island // 10], axis=1) * 12.0
    return (middles + np.random.default_rng(1).normal(0, 1, (4_000, 2))).astype(np.float32), island


def test_no_island_is_cut_and_the_largest_region_comes_first() -> None:
    positions, island = islands()
    region = gathered(positions, island, 8, EVERYTHING)
    sizes = np.bincount(region)
    assert len(sizes) == 8
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    assert sizes.max() < 0.25 * len(region)
    for number in range(100):
        assert len(set(region[island == number].tolist())) == 1
    assert np.array_equal(region, gathered(positions, island, 8, EVERYTHING)), "the same every time"


def test_songs_in_valleys_stay_in_none() -> None:
    positions, island = islands()
    island[:300] = -1
    region = gathered(positions, island, 8, EVERYTHING)
    assert np.array_equal(region < 0, island < 0)


def test_what_would_not_be_better_is_left_as_it_is() -> None:
    positions, island = islands()
    few = (island % 5).astype(np.int32)
    assert gathered(positions, few, 8, EVERYTHING) is EVERYTHING, "fewer hills than regions are wanted"
    even = (np.arange(4_000) % 40).astype(np.int32)
    assert gathered(positions, island, 8, even) is even, "those that are there are smaller"


def test_a_map_of_even_islands_has_no_region_that_is_nearly_everything() -> None:
    positions, island = islands()
    found = find(positions, island, np.ones(4_000, np.int64), [f"Artist {number}" for number in range(100)])
    sizes = [one.songs for one in found.regions if one.level == COARSE]
    assert len(sizes) >= 3
    assert max(sizes) < 0.4 * 4_000
