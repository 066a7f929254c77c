"""Regions of a stored map become names on the screen, whatever an old map holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.content import Area, group_of
from s2v_desktop.ui.map.songs import plain_name


@dataclass(frozen=True, slots=True)
class Region:
    """As the engine makes it."""

    name: tuple[str, ...]
    x: float
    y: float
    radius: float


def test_parts_of_a_name_are_joined() -> None:
    assert areas_of([Region(("Bach", "Gould"), 1, 2, 3)]) == [Area("Bach · Gould", 1, 2, 3, 0, 0)]
    assert areas_of([{"name": ["Bach", "Gould"], "x": 1, "y": 2, "radius": 3, "songs": 9}])[0].name == "Bach · Gould"
    assert areas_of([{"names": [1, 0, 7], "x": 1, "y": 2, "radius": 3}], ("Bach", "Gould"))[0].name == "Gould · Bach"


def test_only_whole_names_make_the_name_of_a_region() -> None:
    fields = {"x": 1, "y": 2, "radius": 3}
    long = ["Glass Canyon Orchestra", "The Velvet Circus", "Neon Garden"]
    assert areas_of([{**fields, "parts": long}])[0].name == "Glass Canyon Orchestra"
    assert areas_of([{**fields, "parts": ["Air", "", "Can", "Neu!"]}])[0].name == "Air · Can · Neu!"
    assert areas_of([{**fields, "parts": ["x" * 90, "Air"]}])[0].name == "x" * 35 + "…"


def test_names_of_both_directions_stay_apart() -> None:
    """Without isolation the sign between them and the "12" would be read in the order of the Hebrew name."""
    fields = {"x": 1, "y": 2, "radius": 3}
    name = areas_of([{**fields, "parts": ["שיר", "12 Golden Foxes"]}])[0].name
    assert name == "\u2068שיר\u2069 · \u206812 Golden Foxes\u2069"
    assert plain_name(name, 48) == name, "the canvas keeps it"
    assert plain_name("a\u2069b\u2068c \u202ed") == "abc d", "a foreign title cannot turn round what follows"


def test_finer_regions_are_told_apart() -> None:
    fields = {"parts": ["1977", "1978"], "x": 1, "y": 2, "radius": 3}
    assert [area.level for area in areas_of([{**fields, "level": 0}, {**fields, "level": 1}])] == [0, 1]


def test_what_cannot_be_used_is_left_out() -> None:
    broken = [{"name": "A"}, {"x": 1, "y": 2, "radius": 3}, {"name": "A", "x": "?", "y": 0, "radius": 1}, 5]
    assert areas_of(broken) == []


def test_a_song_belongs_to_the_region_the_map_says() -> None:
    areas = [Area("Left", 0, 0, 2, 0, 4), Area("Right", 10, 0, 4, 0, 2)]
    member = np.array([4, 2, 2, -1, 7], dtype=np.int32)
    assert group_of(areas, member).tolist() == [0, 1, 1, -1, -1]
    assert group_of(areas, np.zeros(0, np.int32)).tolist() == []


def test_a_region_keeps_the_number_the_map_gave_it() -> None:
    fields = {"name": "A", "x": 1, "y": 2, "radius": 3}
    assert [area.number for area in areas_of([{**fields, "number": 8}, {**fields, "number": 3}])] == [8, 3]
