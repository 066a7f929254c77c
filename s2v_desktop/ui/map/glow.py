"""Songs that light up as they are played, and the trail of the taste: drawn over the points while a history plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme, qcolor

_HALO = 7.0
_TRAIL = 90
"""Steps of the trail that are drawn; the older ones fade."""


@dataclass(frozen=True, slots=True)
class Glow:
    """What a moment of a replay shows.

    Attributes
    ----------
    rows : Int32, shape (n,)
        Songs played of late.
    level : Float32, shape (n,)
        1 for those played now, towards 0 for earlier ones.
    trail : sequence of (x, y)
        Places of the taste, newest last.
    """

    rows: Int32 = field(default_factory=lambda: np.empty(0, np.int32))
    level: Float32 = field(default_factory=lambda: np.empty(0, np.float32))
    trail: Sequence[tuple[float, float]] = ()


def draw_glow(painter: QPainter, glow: Glow, view: View, theme: Theme, places: Float32, radii: Float32) -> None:
    """Draw halos, then the songs themselves, then the trail."""
    known = glow.rows[glow.rows < len(places)]
    pixels = view.to_pixels(places[known])
    painter.setPen(Qt.PenStyle.NoPen)
    for wide in (True, False):
        for (x, y), radius, level in zip(pixels.tolist(), radii[known].tolist(), glow.level.tolist(), strict=False):
            painter.setBrush(qcolor(theme.accent, 0.28 * level) if wide else qcolor(theme.text, level))
            reach = radius + _HALO * level if wide else radius
            painter.drawEllipse(QPointF(x, y), reach, reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shown = [QPointF(*view.pixel(x, y)) for x, y in glow.trail[-_TRAIL:]]
    for number in range(1, len(shown)):
        painter.setPen(QPen(qcolor(theme.accent, 0.15 + 0.75 * number / len(shown)), 2.0))
        painter.drawLine(shown[number - 1], shown[number])
    if shown:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(shown[-1], 3.0, 3.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
