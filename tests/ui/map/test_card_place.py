"""The hover card stays in the view and off its point and lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.ui.map.card_place import GAP, place_card

VIEW = (900.0, 700.0)
SIZE = (260.0, 200.0)


@given(st.floats(0, 900), st.floats(0, 700), st.lists(st.tuples(st.floats(0, 900), st.floats(0, 700)), max_size=5))
def test_a_card_is_inside_and_never_on_its_point(px: float, py: float, ends: list[tuple[float, float]]) -> None:
    x, y = place_card(SIZE, (px, py), ends, VIEW)
    assert 0 <= x <= VIEW[0] - SIZE[0]
    assert 0 <= y <= VIEW[1] - SIZE[1]
    assert not (x < px < x + SIZE[0] and y < py < y + SIZE[1])


def test_a_card_goes_where_the_lines_are_not() -> None:
    ends = [(700.0, 300.0), (720.0, 350.0), (690.0, 400.0)]
    x, _y = place_card(SIZE, (450.0, 350.0), ends, VIEW)
    assert x + SIZE[0] < 450, "all lines go to the right"


def test_a_card_keeps_off_names_where_it_can() -> None:
    name = (480.0, 330.0, 120.0, 20.0)
    x, y = place_card(SIZE, (450.0, 350.0), [], VIEW, names=[name])
    covers = x < 600 and x + SIZE[0] > 480 and y < 350 and y + SIZE[1] > 330
    assert not covers


def test_a_card_larger_than_the_view_starts_at_its_corner() -> None:
    assert place_card((500, 400), (50, 50), [], (300, 200)) == (0.0, 0.0)


@given(st.floats(0, 900), st.floats(0, 700), st.lists(st.tuples(st.floats(0, 900), st.floats(0, 700)), max_size=3))
def test_a_card_stands_right_beside_its_point(px: float, py: float, ends: list[tuple[float, float]]) -> None:
    names = [(px - 60, py + 5, 120.0, 18.0), (px + 20, py - 10, 90.0, 18.0)]
    x, y = place_card(SIZE, (px, py), ends, VIEW, names)
    aside = max(x - px, px - x - SIZE[0], 0.0)
    above = max(y - py, py - y - SIZE[1], 0.0)
    assert (aside**2 + above**2) ** 0.5 <= 2 * GAP
