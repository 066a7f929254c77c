"""Where a hover card may stand: beside its point, in the view, off its lines and off names where it can."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin

from s2v_desktop.ui.map.labels import Box

_EDGE = 8.0
_GAP = 14.0
_DIRECTIONS = 24
_SAMPLES = 12


def place_card(
    size: tuple[float, float],
    point: tuple[float, float],
    ends: Sequence[tuple[float, float]],
    view: tuple[float, float],
    names: Sequence[Box] = (),
    controls: Sequence[Box] = (),
) -> tuple[float, float]:
    """Find the top left corner for a card.

    Parameters
    ----------
    size : (width, height)
        Of the card.
    point : (x, y)
        The song it tells about; never covered where the view is large enough.
    ends : sequence of (x, y)
        Where the lines from the point end.
    view : (width, height)
    names, controls : sequence of Box
        Names are covered only when there is no better place; controls cost more.

    Returns
    -------
    (x, y)
        Inside the view when the card fits it at all.
    """
    width, height = size
    wanted = _around(size, point) + _corners(size, view)
    best, least = (_EDGE, _EDGE), float("inf")
    for x, y in wanted:
        x = max(min(x, view[0] - width - _EDGE), min(_EDGE, view[0] - width), 0.0)
        y = max(min(y, view[1] - height - _EDGE), min(_EDGE, view[1] - height), 0.0)
        cost = _cost((x, y, width, height), point, ends, names, controls)
        if cost < least:
            best, least = (x, y), cost
    return best


def _around(size: tuple[float, float], point: tuple[float, float]) -> list[tuple[float, float]]:
    """Places around the point: near ones, then further out; to the right first."""
    width, height = size
    made = []
    for away in (_GAP, 40.0, 90.0, 160.0):
        for number in range(_DIRECTIONS):
            angle = 2 * pi * number / _DIRECTIONS
            dx, dy = cos(angle), sin(angle)
            stretch = min((width / 2 + away) / max(abs(dx), 1e-9), (height / 2 + away) / max(abs(dy), 1e-9))
            made.append((point[0] + dx * stretch - width / 2, point[1] + dy * stretch - height / 2))
    return made


def _corners(size: tuple[float, float], view: tuple[float, float]) -> list[tuple[float, float]]:
    right, bottom = view[0] - size[0] - _EDGE, view[1] - size[1] - _EDGE
    return [(_EDGE, _EDGE), (right, _EDGE), (_EDGE, bottom), (right, bottom)]


def _cost(
    card: Box,
    point: tuple[float, float],
    ends: Sequence[tuple[float, float]],
    names: Sequence[Box],
    controls: Sequence[Box],
) -> float:
    x, y, width, height = card
    if _holds(card, point, 10.0):
        return 1e9
    shares = [i / _SAMPLES for i in range(1, _SAMPLES + 1)]
    along = [(point[0] + (ex - point[0]) * t, point[1] + (ey - point[1]) * t) for ex, ey in ends for t in shares]
    covered = sum(_holds(card, at, 3.0) for at in along)
    hidden = sum(_overlap(card, box) > 0 for box in names)
    blocked = sum(_overlap(card, box) > 0 for box in controls)
    aside = max(x - point[0], point[0] - x - width, 0.0)
    above = max(y - point[1], point[1] - y - height, 0.0)
    off_middle = abs(y + height / 2 - point[1]) / 40 + abs(x + width / 2 - point[0]) / 80
    return covered * 40.0 + hidden * 70.0 + blocked * 2000.0 + hypot(aside, above) * 1.5 + off_middle


def _holds(card: Box, at: tuple[float, float], room: float) -> bool:
    x, y, width, height = card
    return x - room <= at[0] <= x + width + room and y - room <= at[1] <= y + height + room


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)
