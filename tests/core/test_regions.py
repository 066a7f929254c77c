"""Regions: found where songs lie close, named by what is particular."""

from __future__ import annotations

import json

import numpy as np
import pytest

from s2v_desktop.core.regions import COARSE, FINE, Found, Region, find, regions
from s2v_desktop.core.types import Float32, Int32, Int64

MIDDLES = np.array([[-90, -60], [80, -70], [0, 100]], np.float32)


def three_groups(songs: int = 600) -> tuple[Float32, Int32, Int64]:
    """Three separate groups; artist 9 is everywhere, artists 0 to 2 in one group each."""
    rng = np.random.default_rng(3)
    group = np.arange(songs) % 3
    positions = (MIDDLES[group] + rng.normal(0, 9, (songs, 2))).astype(np.float32)
    artist = np.where(rng.random(songs) < 0.4, 9, group).astype(np.int32)
    return positions, artist, rng.integers(1, 30, songs)


ARTISTS = [f"Artist {number}" for number in range(10)]


def coarse(found: Found) -> list[Region]:
    return [one for one in found.regions if one.level == COARSE]


def test_three_groups_are_three_regions_named_by_their_own_artist() -> None:
    found = find(*three_groups(), ARTISTS)
    assert sorted(one.parts for one in coarse(found)) == [("Artist 0",), ("Artist 1",), ("Artist 2",)]
    for one in coarse(found):
        middle = MIDDLES[int(str(one.parts[0])[-1])]
        assert np.hypot(one.x - middle[0], one.y - middle[1]) < 5
        assert 5 < one.radius < 40
    member = found.coarse
    assert (member >= 0).mean() > 0.9
    for number in range(3):
        assert len(set((np.flatnonzero(member == number) % 3).tolist())) == 1


def test_fine_regions_lie_within_coarse_ones_and_are_counted() -> None:
    positions, artist, plays = three_groups(3000)
    spokes = np.array([[-18, 0], [18, 0], [0, 20], [0, -20]], np.float32)
    spread = positions + spokes[np.arange(len(plays)) // 3 % 4] - (positions - MIDDLES[np.arange(len(plays)) % 3]) * 0.7
    found = find(spread.astype(np.float32), artist, plays, ARTISTS)
    fine = [one for one in found.regions if one.level == FINE]
    assert len(coarse(found)) < 12
    assert len(fine) == 12
    assert [one.number for one in found.regions] == list(range(len(found.regions)))
    for one in fine:
        assert (found.fine == one.number).sum() == one.songs
        assert 0 <= one.parent < len(coarse(found))


def test_many_islands_of_one_size_are_not_one_region() -> None:
    """They melt into one hill all at once; then two dozen regions are better than one that is everything."""
    rng = np.random.default_rng(5)
    group = np.arange(24 * 200) % 24
    row, column = np.divmod(group, 5)
    middles = np.stack([column * 40.0 + row % 2 * 20.0, row * 35.0], axis=1)
    positions = (middles + rng.normal(0, 4, (len(group), 2))).astype(np.float32)
    found = find(positions, group.astype(np.int32), np.ones(len(group), np.int64), [f"Artist {n}" for n in range(24)])
    assert sorted(one.parts[0] for one in coarse(found)) == sorted(f"Artist {n}" for n in range(24))
    assert (found.coarse >= 0).mean() > 0.9


def test_without_names_an_artist_is_a_number_and_the_list_is_the_same() -> None:
    positions, artist, plays = three_groups()
    listed = regions(positions, artist, plays)
    assert sorted(one.parts for one in listed if one.level == COARSE) == [(0,), (1,), (2,)]
    assert listed == list(find(positions, artist, plays).regions)


def test_one_band_is_named_by_its_years() -> None:
    positions, artist, plays = three_groups()
    begin = 1968 + (np.arange(len(plays)) % 3) * 9
    years = begin.astype(np.float32), (begin + 4).astype(np.float32)
    found = find(positions, np.zeros_like(artist), plays, ["The Band"], years)
    assert {one.kind for one in coarse(found)} == {"years"}
    assert sorted(one.parts[0] for one in coarse(found)) == ["1968–1972", "1977–1981", "1986–1990"]


def test_regions_of_the_same_years_are_told_apart_by_a_song() -> None:
    positions, artist, plays = three_groups()
    begin = 1968 + (np.arange(len(plays)) % 3 == 0) * 1
    years = begin.astype(np.float32), (begin + 4).astype(np.float32)
    whole = np.where(np.arange(len(plays)) == 0, 1990, years[1]).astype(np.float32)
    titles = [f"Song {number}" for number in range(len(plays))]
    found = find(positions, np.zeros_like(artist), plays, ["The Band"], (years[0], whole), titles)
    assert all(one.kind == "years" and str(one.parts[1]).startswith("Song") for one in coarse(found))
    assert len({one.parts for one in coarse(found)}) == 3


def test_one_band_without_years_is_named_by_its_most_played_songs() -> None:
    positions, artist, plays = three_groups()
    titles = [f"Song {number}" for number in range(len(plays))]
    plays[[3, 4, 5]] = 1000
    positions[[3, 4, 5]] = MIDDLES
    found = find(positions, np.zeros_like(artist), plays, ["The Band"], None, titles)
    assert sorted(str(one.parts[0]) for one in coarse(found)) == ["Song 3", "Song 4", "Song 5"]


def test_songs_without_an_artist_still_make_a_region() -> None:
    positions, artist, plays = three_groups()
    found = find(positions, np.full_like(artist, -1), plays)
    assert [one.parts for one in coarse(found)] == [()] * 3


@pytest.mark.parametrize("songs", [0, 1, 19])
def test_a_handful_of_songs_has_no_regions(songs: int) -> None:
    found = find(*(column[:songs] for column in three_groups()), ARTISTS)
    assert found.regions == ()
    assert found.coarse.tolist() == [-1] * songs


def test_songs_at_one_place_are_one_region_at_most() -> None:
    _, artist, plays = three_groups()
    found = find(np.zeros((len(plays), 2), np.float32), artist, plays)
    assert len(coarse(found)) <= 1


def test_a_region_survives_json_and_the_answer_is_the_same_every_time() -> None:
    first, second = find(*three_groups(), ARTISTS), find(*three_groups(), ARTISTS)
    assert first.regions == second.regions
    text = json.dumps([one.to_dict() for one in first.regions])
    assert tuple(Region.from_dict(one) for one in json.loads(text)) == first.regions
