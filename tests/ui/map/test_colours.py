"""Colours tell what the legend says they tell."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core.types import NO_DAY
from s2v_desktop.ui.map.colours import ColourData, ColourMode, LegendEntry, colours
from s2v_desktop.ui.map.legend_entry import shapes_of
from s2v_desktop.ui.theme import DARK, LIGHT, Theme


def data(songs: int = 60) -> ColourData:
    """Twelve artists, two regions, a day a hundred apart; the last song has no day, region or trust."""
    row = np.arange(songs)
    days = (14_000 + row * 100).astype(np.int32)
    days[-1] = NO_DAY
    region = (row % 2).astype(np.int32)
    region[-1] = -1
    trust = np.linspace(0, 1, songs).astype(np.float32)
    trust[-1] = np.nan
    return ColourData(
        plays=row + 1,
        artist=(row % 12).astype(np.int32),
        artist_name=lambda number: f"Artist {number}",
        region=region,
        region_names=("North", "South"),
        first_day=days,
        last_day=days,
        trust=trust,
        listener=(row % 3 - 1).astype(np.int32),
        listener_names=("Ann", "Ben"),
        together=(row % 4 - 1).astype(np.int32),
        pair=("Ann", "Ben"),
        part_of_day=(row % 5 - 1).astype(np.int32),
        skips=trust[::-1].copy(),
        cosine=np.linspace(-0.3, 1, songs).astype(np.float32),
    )


def rgb(colour: str) -> list[int]:
    """Channels of a token."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("mode", list(ColourMode))
def test_every_song_has_a_colour_and_one_legend_entry(mode: ColourMode, theme: Theme) -> None:
    rgba, entries = colours(mode, data(), theme)
    assert rgba.shape == (60, 4)
    assert rgba.dtype == np.uint8
    rows = np.concatenate([entry.rows for entry in entries])
    assert sorted(rows.tolist()) == list(range(60))


def test_two_listeners_share_songs_and_have_some_for_themselves() -> None:
    _, entries = colours("two listeners", data(), DARK)
    assert [entry.label for entry in entries] == ["both", "only Ann", "only Ben", "neither"]
    assert entries[0].rows.tolist() == list(range(1, 60, 4))
    assert entries[3].colour == DARK.neutral
    assert len({entry.shape for entry in entries[:3]}) == 3, "told apart without colour too"


def test_regions_have_their_colours_in_order() -> None:
    rgba, entries = colours("region", data(), DARK)
    assert [entry.label for entry in entries] == ["North", "South", "all others"]
    assert rgba[0, :3].tolist() == rgb(DARK.groups[0])
    assert rgba[1, :3].tolist() == rgb(DARK.groups[1])
    assert rgba[59, :3].tolist() == rgb(DARK.neutral)


def test_groups_are_told_apart_by_shape_too() -> None:
    _, entries = colours("artist", data(), DARK)
    named = entries[:-1]
    assert len({(entry.colour, entry.shape) for entry in named}) == len(named)
    assert len({entry.shape for entry in named[:6]}) == 6
    made = shapes_of(entries, 60)
    assert made is not None
    for entry in entries:
        assert (made[entry.rows] == entry.shape).all()
    assert shapes_of(colours("plays", data(), DARK)[1], 60) is None, "values are told by brightness"


def test_listeners_and_times_of_day_have_names() -> None:
    assert [entry.label for entry in colours("listener", data(), DARK)[1]] == ["Ben", "Ann", "all others"]
    _, entries = colours("time of day", data(), DARK)
    assert [entry.label.split(",")[0] for entry in entries] == [
        "at night", "in the morning", "in the afternoon", "in the evening", "unknown",
    ]  # fmt: skip
    assert entries[3].rows.tolist() == list(range(4, 60, 5))


def test_a_cosine_below_zero_has_an_entry() -> None:
    _, entries = colours("cosine", data(), DARK)
    assert entries[0].label.startswith("-0.30")
    assert entries[-1].label.endswith("1.00")


def test_ten_artists_have_a_colour_and_the_rest_is_neutral() -> None:
    rgba, entries = colours("artist", data(), LIGHT)
    assert len(entries) == 11
    assert entries[0].label == "Artist 11", "played most"
    assert len({tuple(colour) for colour in rgba[:, :3].tolist()}) == 11


def test_years_begin_and_end_with_the_first_and_last() -> None:
    _, entries = colours("first year", data(), DARK)
    ordered: list[LegendEntry] = [entry for entry in entries if entry.ordered]
    assert ordered[0].label.startswith("2008")
    assert ordered[-1].label.endswith("2024")
    assert entries[-1].rows.tolist() == [59]


def test_ordered_colours_grow_evenly_brighter() -> None:
    rgba, _ = colours("trust", data(), DARK)
    brightness = rgba[:59, :3].astype(float) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(brightness) > -1.5).all()
    assert brightness[-1] > brightness[0] + 80


def test_what_is_missing_is_neutral() -> None:
    bare = ColourData(plays=np.array([1, 2]), artist=np.array([-1, -1], np.int32), artist_name=str)
    for mode in (ColourMode.REGION, ColourMode.FIRST_YEAR, ColourMode.TRUST):
        rgba, entries = colours(mode, bare, DARK)
        assert rgba[0, :3].tolist() == rgb(DARK.neutral)
        assert [entry.label for entry in entries] == ([] if mode is ColourMode.REGION else ["unknown"])
    rgba, entries = colours("artist", bare, DARK)
    assert len(entries) == 1


def test_one_song_played_once_has_a_legend() -> None:
    one = ColourData(plays=np.array([1]), artist=np.array([0], np.int32), artist_name=str)
    _, entries = colours("plays", one, DARK)
    assert [entry.label for entry in entries] == ["1"]
