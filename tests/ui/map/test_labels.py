"""Names never run into another, into a card or out of the view, whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from s2v_desktop.ui.map.label_artist import LabelArtist, shorter
from s2v_desktop.ui.map.labels import Box, Name, Placed, SongNames, order_names, place_names, share_of_songs
from s2v_desktop.ui.map.songs import LONGEST, plain_name
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import DARK


def measure(text: str, region: bool) -> tuple[float, float]:
    """A typewriter of 7 pixels a letter."""
    return 7.0 * len(text) + 4, 20.0 if region else 16.0


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def random_names(seed: int, count: int) -> list[Name]:
    """Names of random length at random places, many of them close together."""
    random = np.random.default_rng(seed)
    return [
        Name("x" * int(random.integers(1, 32)), float(x), float(y), row, bool(random.random() < 0.1), 6.0)
        for row, (x, y) in enumerate(random.normal(0, 0.4, (count, 2)))
    ]


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(40, 3000), st.integers(1, 300))
def test_no_two_names_touch_and_none_leaves_the_view(seed: int, scale: float, count: int) -> None:
    view = View(0.0, 0.0, scale, 900.0, 600.0)
    card = (300.0, 200.0, 240.0, 120.0)
    placed = place_names(random_names(seed, count), view, measure, [card])
    boxes = [one.box(view) for one in placed]
    assert len(boxes) <= 60
    for number, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[0] + box[2] <= view.width
        assert box[1] + box[3] <= view.height
        assert not overlap(box, card)
        assert not any(overlap(box, other) for other in boxes[:number])


def test_the_best_name_is_always_placed() -> None:
    names = random_names(3, 200)
    first = Name("the most important song", 0.0, 0.0, 999, False, 5.0)
    placed = place_names([first, *names], View(0.0, 0.0, 300.0, 900.0, 600.0), measure)
    assert placed[0].name is first


def test_names_keep_their_place_while_the_map_is_dragged() -> None:
    names = random_names(5, 150)
    view = View(0.0, 0.0, 500.0, 900.0, 600.0)
    before = place_names(names, view, measure)
    moved = view.moved(37, -12)
    shown = {one.name.key for one in before}
    again = [name for name in names if name.key in shown] + [name for name in names if name.key not in shown]
    after = {one.name.key: one for one in place_names(again, moved, measure, kept=before)}
    inside = [one for one in before if _inside(one, moved)]
    assert len(inside) > 5
    for one in inside:
        assert after[one.name.key].side == one.side


def _inside(placed: Placed, view: View) -> bool:
    left, top, width, height = placed.box(view)
    return left >= 8 and top >= 8 and left + width <= view.width - 8 and top + height <= view.height - 8


def test_far_shows_regions_and_near_shows_songs() -> None:
    regions = [Name("region", 0, 0, -1, True)]
    songs = [Name(f"song {row}", 0, 0, row) for row in range(50)]
    assert order_names(regions, [], songs, [], zoom=1.0) == regions
    near = order_names(regions, [], songs, [], zoom=12.0)
    assert near == songs
    assert share_of_songs(1.0) == 0
    assert share_of_songs(16.0) == 1


def test_chosen_songs_are_named_even_when_far() -> None:
    seed = Name("my song", 0, 0, 7)
    regions = [Name("region", 0, 0, -1, True)]
    assert order_names(regions, [seed], [seed], [], zoom=1.0) == [seed, *regions]


def test_the_most_played_songs_in_the_view_are_named_first() -> None:
    places = np.array([[0, 0], [0.1, 0], [50, 50], [0.2, 0]], dtype=np.float32)
    finder = SongNames(np.array([5, 9, 1000, 7]))
    assert finder.best(places, View(0, 0, 100, 400, 400)) == [1, 3, 0]
    assert finder.best(places, View(0, 0, 100, 400, 400), most=2) == [1, 3]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Small Things", "Small Things"),
        ("\u202egnirts desrever", "gnirts desrever"),
        ("two\nlines\tand\x00nul", "two lines andnul"),
        ("<h1>Title</h1>", "<h1>Title</h1>"),
        ("فيروز – نسم علينا الهوى", "فيروز – نسم علينا الهوى"),
        ("👩‍🎤 song", "👩‍🎤 song"),
    ],
)
def test_names_are_one_plain_line(name: str, shown: str) -> None:
    assert plain_name(name) == shown


@given(st.text(max_size=200))
def test_any_name_is_short_and_harmless(name: str) -> None:
    shown = plain_name(name)
    assert len(shown) <= LONGEST
    assert "\n" not in shown
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_a_long_name_of_a_region_gives_up_its_last_parts(qapp: QApplication) -> None:
    artist = LabelArtist(DARK)
    name = "Velvet Sparrow · Paper Horizon · Northern Thunder"
    whole, two, one = (artist.measure(text, True)[0] for text in (name, name[:30], name[:14]))
    assert shorter(name, whole, artist.region_width) == name
    assert shorter(name, whole - 1, artist.region_width) == "Velvet Sparrow · Paper Horizon"
    assert {shorter(name, room, artist.region_width) for room in (two - 1, one / 2)} == {"Velvet Sparrow"}
