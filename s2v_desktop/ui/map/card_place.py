"""Where a hover card may stand: right beside its point, in the view, off its lines and off names where it can."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2v_desktop.core.types import Bool, Float64
from s2v_desktop.ui.map.labels import Box

_EDGE = 8.0
GAP = 14.0
"""Pixels between the point and the nearest edge of its card."""

_SAMPLES = 12
_LINE, _NAME, _CONTROL, _POINT = 40.0, 30.0, 1e4, 1e6
"""What it costs to cover a twelfth of a line, a name, a control, the point."""

_AWAY = 5e3
"""What it costs not to stand right beside the point: only a control is worth it. A pixel more costs 5."""


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
        Names and lines decide on which side of the point the card stands; a control sends it along the point's edge.

    Returns
    -------
    (x, y)
        Inside the view when the card fits it at all.
    """
    corners = _candidates(size, point, view)
    cost = _distance(corners, size, point)
    cost += _POINT * _holds(corners, size, np.array([point]), GAP / 2).any(axis=1)
    if ends:
        share = np.arange(1, _SAMPLES + 1)[:, None, None] / _SAMPLES
        middle = np.array(point)
        along = (middle + (np.array(ends) - middle) * share).reshape(-1, 2)
        cost += _LINE * _holds(corners, size, along, 3.0).sum(axis=1)
    for boxes, price in ((names, _NAME), (controls, _CONTROL)):
        if boxes:
            cost += price * _touched(corners, size, np.array(boxes, dtype=np.float64)).sum(axis=1)
    best = corners[int(np.argmin(cost))]
    return float(best[0]), float(best[1])


def _distance(corners: Float64, size: tuple[float, float], point: tuple[float, float]) -> Float64:
    """Cost of standing away from the point; below and to the right of it is where people look first."""
    left, top = corners[:, 0], corners[:, 1]
    aside = np.maximum(np.maximum(left - point[0], point[0] - left - size[0]), 0.0)
    above = np.maximum(np.maximum(top - point[1], point[1] - top - size[1]), 0.0)
    usual = 2.0 * (left < point[0]) + 1.0 * (top + size[1] / 2 < point[1])
    beyond = np.maximum(np.hypot(aside, above) - 1.5 * GAP, 0.0)
    away: Float64 = np.where(beyond > 0, _AWAY + 5.0 * beyond, 0.0) + usual
    return away


def _candidates(size: tuple[float, float], point: tuple[float, float], view: tuple[float, float]) -> Float64:
    """Corners to try, shape (n, 2): along the four sides of the point, kept in the view."""
    axes = []
    for axis in (0, 1):
        last = max(view[axis] - size[axis] - _EDGE, 0.0)
        first = min(_EDGE, last)
        beside = (point[axis] + GAP, point[axis] - GAP - size[axis])
        along = point[axis] - size[axis] * np.linspace(0.0, 1.0, 9)
        # Farther away only where a control stands beside the point.
        farther = np.arange(point[axis] - size[axis] - 400.0, point[axis] + 401.0, 40.0)
        axes.append(np.clip(np.concatenate([beside, along, farther]), first, last))
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


def _holds(corners: Float64, size: tuple[float, float], points: Float64, room: float) -> Bool:
    """Which cards hold which points, shape (cards, points)."""
    x, y = points[:, 0], points[:, 1]
    left, top = corners[:, :1], corners[:, 1:]
    held: Bool = (x >= left - room) & (x <= left + size[0] + room) & (y >= top - room) & (y <= top + size[1] + room)
    return held


def _touched(corners: Float64, size: tuple[float, float], boxes: Float64) -> Bool:
    """Which cards touch which boxes (left, top, width, height), shape (cards, boxes)."""
    left, top = corners[:, :1], corners[:, 1:]
    touched: Bool = (left < boxes[:, 0] + boxes[:, 2]) & (left + size[0] > boxes[:, 0])
    touched &= (top < boxes[:, 1] + boxes[:, 3]) & (top + size[1] > boxes[:, 1])
    return touched
