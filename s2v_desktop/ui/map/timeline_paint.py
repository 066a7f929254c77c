"""Draws the timeline: bars, years or days, the brush, eras, and where a replay is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QDate, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from s2v_desktop.ui.map.months import Bars, Brush, day_step, year_step
from s2v_desktop.ui.theme import Theme, font, qcolor

LEFT, RIGHT, TOP, AXIS = 48.0, 12.0, 12.0, 20.0
"""Pixels around the bars; the button that plays the history stands at the left."""

_ERA = 4.0
_SAID = 6.0
"""Pixels between the brush and what is said about it."""

_WIDEST = 24.0
"""Pixels of a bar at most: a handful of bars are no wall."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn.

    Attributes
    ----------
    bars : Bars
    brush : Brush or None
    hover : int
        Bar under the mouse, -1 for none.
    eras : sequence of float
        Bars at which an era begins.
    head : float
        Where a replay is, in bars; -1 when none runs.
    width, height : int
    said : str
        Beside the brush: which period, and how much was played.
    """

    bars: Bars
    brush: Brush | None
    hover: int
    eras: Sequence[float]
    head: float
    width: int
    height: int
    said: str = ""

    @property
    def step(self) -> float:
        """Pixels of a bar with its gap."""
        return (self.width - LEFT - RIGHT) / max(len(self.bars), 1)

    @property
    def floor(self) -> float:
        """Pixel on which the bars stand."""
        return self.height - AXIS

    def edge(self, index: float) -> float:
        """Pixel where a bar begins."""
        return LEFT + index * self.step


def draw(painter: QPainter, scene: Scene, theme: Theme) -> None:
    """Draw everything."""
    if scene.brush is not None:
        _draw_brush(painter, scene, scene.brush, theme)
    _draw_bars(painter, scene, theme)
    _draw_eras(painter, scene, theme)
    (_draw_days if scene.bars.daily else _draw_years)(painter, scene, theme)
    if scene.brush is not None and scene.said:
        _draw_said(painter, scene, scene.brush, theme)
    if scene.head >= 0:
        painter.setPen(QPen(QColor(theme.accent), 2))
        x = scene.edge(scene.head)
        painter.drawLine(QPointF(x, TOP - 8), QPointF(x, scene.floor + 2))


def _draw_bars(painter: QPainter, scene: Scene, theme: Theme) -> None:
    step, counts, brush = scene.step, scene.bars.counts, scene.brush
    top = max(int(counts.max()), 1)
    width = min(max(step - (1.5 if step > 4 else 0.6 if step > 2 else 0.0), 0.8), _WIDEST)
    painter.setPen(Qt.PenStyle.NoPen)
    room = scene.floor - TOP
    for index in np.flatnonzero(counts > 0).tolist():
        tall = max(int(counts[index]) / top * room, 1.5)
        inside = brush is not None and brush.first <= index <= brush.last
        heard = 0 <= index < scene.head
        colour = theme.accent if inside or heard else theme.muted if index == scene.hover else theme.line
        painter.setBrush(QColor(colour))
        box = QRectF(scene.edge(index) + (step - width) / 2, scene.floor - tall, width, tall)
        painter.drawRoundedRect(box, min(1.5, width / 3), min(1.5, width / 3))


def _draw_eras(painter: QPainter, scene: Scene, theme: Theme) -> None:
    """A diamond over a fine line where listening changed."""
    for index in scene.eras:
        x, top = scene.edge(index), TOP - 5.0
        painter.setPen(QPen(qcolor(theme.muted, 0.6), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, top + _ERA), QPointF(x, scene.floor))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.muted))
        corners = [QPointF(x + dx, top + dy) for dx, dy in ((0, -_ERA), (_ERA, 0), (0, _ERA), (-_ERA, 0))]
        painter.drawPolygon(QPolygonF(corners))


def _draw_years(painter: QPainter, scene: Scene, theme: Theme) -> None:
    painter.setFont(font("small"))
    painter.setPen(QColor(theme.muted))
    label = QFontMetricsF(font("small")).horizontalAdvance("2000")
    step = year_step(len(scene.bars), scene.width - LEFT - RIGHT, label)
    after = -1e9
    for index in range(len(scene.bars)):
        year, month = divmod(scene.bars.first + index, 12)
        wanted = month == 0 and (1970 + year) % step == 0
        left = scene.edge(index)
        if not wanted or left < after or left + label > scene.width - 2:
            continue
        painter.drawText(QPointF(left, scene.height - 6.0), str(1970 + year))
        after = left + label * 1.3
    if after < 0:
        painter.drawText(QPointF(LEFT, scene.height - 6.0), str(1970 + scene.bars.first // 12))


def _draw_days(painter: QPainter, scene: Scene, theme: Theme) -> None:
    painter.setFont(font("small"))
    painter.setPen(QColor(theme.muted))
    metrics = QFontMetricsF(font("small"))
    texts = [short_day(scene.bars.first_day(bar)) for bar in range(len(scene.bars))]
    widest = max(metrics.horizontalAdvance(text) for text in texts)
    for bar in range(0, len(texts), day_step(len(texts), scene.width - LEFT - RIGHT, widest)):
        width = metrics.horizontalAdvance(texts[bar])
        left = max(scene.edge(bar + 0.5) - width / 2, 2.0)
        if left + width <= scene.width - 2:
            painter.drawText(QPointF(left, scene.height - 6.0), texts[bar])


def short_day(day: int) -> str:
    """Day and month of days since 1970-01-01, in the locale's words."""
    at = QDate(1970, 1, 1).addDays(day)
    return f"{at.day()} {QLocale().standaloneMonthName(at.month(), QLocale.FormatType.ShortFormat)}"


def _draw_brush(painter: QPainter, scene: Scene, brush: Brush, theme: Theme) -> None:
    left, right, floor = scene.edge(brush.first), scene.edge(brush.last + 1), scene.floor
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(theme.accent, 0.10))
    painter.drawRect(QRectF(left, TOP - 6, right - left, floor - TOP + 6))
    painter.setBrush(QColor(theme.accent))
    painter.drawRect(QRectF(left, floor + 1, right - left, 1.5))
    middle = (floor + TOP - 6) / 2
    for x in (left, right):
        painter.drawRoundedRect(QRectF(x - 1.5, middle - 8, 3, 16), 1.5, 1.5)


def _draw_said(painter: QPainter, scene: Scene, brush: Brush, theme: Theme) -> None:
    """Which period it is, on the side of the brush that has more room, over whatever stands there."""
    painter.setFont(font("small"))
    metrics = QFontMetricsF(font("small"))
    wide = metrics.horizontalAdvance(scene.said) + 2 * _SAID
    left, right = scene.edge(brush.first), scene.edge(brush.last + 1)
    if scene.width - right >= left - LEFT:
        at = min(right + _SAID, scene.width - wide)
    else:
        at = max(left - _SAID - wide, 0.0)
    box = QRectF(at, 1.0, wide, metrics.height() + 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(theme.panel, 0.9))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), scene.said)
