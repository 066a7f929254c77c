"""Marks over the points: rings of seeds, lines to recommendations, cross-hairs, the outline of a lasso."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from s2v_desktop.core import shapes
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.ui.map.glow import Glow, draw_glow
from s2v_desktop.ui.map.rare_songs import draw_faint
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme, qcolor

_NO_ROWS = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Links:
    """Lines from one song to others."""

    source: int = -1
    targets: Int32 = field(default_factory=lambda: _NO_ROWS)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A moment of watching how a list is made.

    Attributes
    ----------
    seeds, minus : Int32
        Rows that are there already.
    mean : tuple of (float, float), optional
        Where the mean of the seeds stands; lines reach from them towards it.
    reach : float
        How far these lines have grown, 0 to 1.
    targets : Int32
        Rows the mean has found.
    """

    seeds: Int32
    minus: Int32
    mean: tuple[float, float] | None = None
    reach: float = 1.0
    targets: Int32 = field(default_factory=lambda: _NO_ROWS)


@dataclass(slots=True)
class Marks:
    """What is marked at the moment, in rows of the map.

    Attributes
    ----------
    positive, negative : Int32
        Seeds.
    links : Links
        To the recommendations.
    nearest : Links
        From the song under the mouse to its true nearest songs.
    current : int
        Song under the mouse or reached by keyboard, -1 for none.
    you : tuple of (name, x, y)
        Places of listeners on the map.
    walk : Int32
        Songs of a journey, in order.
    glow : Glow or None
        A moment of the history that is being played.
    steps : Steps or None
        A moment of watching how a list is made; stands in place of seeds, lines and journey.
    faint : Float32, shape (n, 2)
        Places of rare songs.
    """

    positive: Int32 = field(default_factory=lambda: _NO_ROWS)
    negative: Int32 = field(default_factory=lambda: _NO_ROWS)
    links: Links = field(default_factory=Links)
    nearest: Links = field(default_factory=Links)
    current: int = -1
    you: tuple[tuple[str, float, float], ...] = ()
    walk: Int32 = field(default_factory=lambda: _NO_ROWS)
    glow: Glow | None = None
    steps: Steps | None = None
    faint: Float32 = field(default_factory=lambda: np.zeros((0, 2), np.float32))


class MarkArtist:
    """Draws marks in one theme.

    Parameters
    ----------
    theme : Theme
    view : View
    places : Float32, shape (v, 2)
    radii : Float32, shape (v,)
        As they are drawn at this zoom.
    """

    def __init__(self, theme: Theme, view: View, places: Float32, radii: Float32) -> None:
        self._theme, self._view, self._places, self._radii = theme, view, places, radii

    def draw(self, painter: QPainter, marks: Marks) -> None:
        """Draw all marks but the song under the mouse, lines below rings."""
        draw_faint(painter, marks.faint, self._view, self._theme)
        if marks.glow is not None:
            draw_glow(painter, marks.glow, self._view, self._theme, self._places, self._radii)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if marks.steps is not None:
            self._steps(painter, marks.steps)
        else:
            self._walk(painter, marks.walk)
            self._lines(painter, marks.links, 0.42)
            self._lines(painter, marks.nearest, 0.8)
            for row in marks.positive:
                self._ring(painter, int(row), 2.0)
            for row in marks.negative:
                self._negative(painter, int(row))
        for _name, x, y in marks.you:
            self._crosshair(painter, QPointF(*self._view.pixel(x, y)))

    def draw_current(self, painter: QPainter, marks: Marks) -> None:
        """Draw the ring of the song under the mouse, above names that may lie there."""
        if marks.current >= 0:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._ring(painter, marks.current, 1.6)

    def _point(self, row: int) -> QPointF | None:
        if not 0 <= row < len(self._places) or not np.isfinite(self._places[row]).all():
            return None
        return QPointF(*self._view.pixel(float(self._places[row, 0]), float(self._places[row, 1])))

    def _lines(self, painter: QPainter, links: Links, opacity: float) -> None:
        source = self._point(links.source)
        if source is None:
            return
        radius = float(self._radii[links.source]) + 1.0
        for row in links.targets:
            end = self._point(int(row))
            if end is None or int(row) == links.source:
                continue
            ring = float(self._radii[int(row)]) + 1.5
            line = QLineF(source, end)
            if line.length() > radius + ring:
                trimmed = QLineF(line.pointAt(radius / line.length()), line.pointAt(1 - ring / line.length()))
                painter.setPen(QPen(qcolor(self._theme.text, opacity), 1.0))
                painter.drawLine(trimmed)
            painter.setPen(QPen(qcolor(self._theme.text, min(opacity + 0.3, 1.0)), 1.0))
            painter.drawEllipse(end, ring, ring)

    def _walk(self, painter: QPainter, walk: Int32) -> None:
        """Draw a journey: a line from song to song over a wider one in the map's colour, and a ring at each stop."""
        points = [(row, point) for row in walk.tolist() if (point := self._point(row)) is not None]
        line = QPolygonF([point for _, point in points])
        for colour, width in ((self._theme.map, 5.0), (self._theme.accent, 2.0)):
            pen = QPen(QColor(colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(line)
        for row, point in points:
            radius = float(self._radii[row]) + 1.5
            painter.drawEllipse(point, radius, radius)

    def _steps(self, painter: QPainter, steps: Steps) -> None:
        """Draw seeds, lines from them towards their mean, the mean, and lines from it to what it found."""
        if steps.mean is not None:
            middle = QPointF(*self._view.pixel(*steps.mean))
            for rows, style in ((steps.seeds, Qt.PenStyle.SolidLine), (steps.minus, Qt.PenStyle.DotLine)):
                self._spokes(painter, middle, rows, steps.reach, style)
            for row in steps.targets:
                self._found(painter, middle, int(row))
        for row in steps.seeds:
            self._ring(painter, int(row), 2.0)
        for row in steps.minus:
            self._negative(painter, int(row))
        if steps.mean is not None and steps.reach >= 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._crosshair(painter, middle)

    def _spokes(self, painter: QPainter, middle: QPointF, rows: Int32, reach: float, style: Qt.PenStyle) -> None:
        """Draw lines from songs towards a point, as far as they have grown."""
        for row in rows:
            start = self._point(int(row))
            if start is not None:
                line = QLineF(start, QLineF(start, middle).pointAt(reach))
                for colour, width in ((self._theme.map, 4.0), (self._theme.accent, 1.5)):
                    painter.setPen(QPen(QColor(colour), width, style if width < 2 else Qt.PenStyle.SolidLine))
                    painter.drawLine(line)

    def _found(self, painter: QPainter, middle: QPointF, row: int) -> None:
        """Draw a line from the mean to a song, and a ring around it."""
        end = self._point(row)
        if end is None:
            return
        ring = float(self._radii[row]) + 2.5
        line = QLineF(middle, end)
        if line.length() > ring:
            line = QLineF(middle, line.pointAt(1 - ring / line.length()))
            for colour, width in ((self._theme.map, 4.0), (self._theme.text, 1.4)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(line)
        for colour, width in ((self._theme.map, 4.0), (self._theme.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(end, ring, ring)

    def _ring(self, painter: QPainter, row: int, width: float) -> None:
        middle = self._point(row)
        if middle is None:
            return
        radius = float(self._radii[row]) + 2.0
        # A ring in the map's colour below keeps the mark apart from a crowd of the same brightness.
        for colour, pen_width in ((self._theme.map, width + 2.0), (self._theme.text, width)):
            painter.setPen(QPen(QColor(colour), pen_width))
            painter.drawEllipse(middle, radius, radius)

    def _negative(self, painter: QPainter, row: int) -> None:
        middle = self._point(row)
        if middle is None:
            return
        radius = max(float(self._radii[row]), 4.0) + 1.0
        painter.setPen(QPen(QColor(self._theme.text), 1.8))
        painter.setBrush(QColor(self._theme.map))
        painter.drawEllipse(middle, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        step = radius * 0.7071
        painter.drawLine(middle + QPointF(-step, step), middle + QPointF(step, -step))

    def _crosshair(self, painter: QPainter, middle: QPointF) -> None:
        for colour, width in ((self._theme.map, 5.0), (self._theme.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(middle, 9.0, 9.0)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(middle + QPointF(dx * 5, dy * 5), middle + QPointF(dx * 15, dy * 15))


def shape_path(shape: int, middle: QPointF, radius: float) -> QPainterPath:
    """Outline of a point's shape, as `core.shapes` paints it."""
    path = QPainterPath()
    if shape in (shapes.DISC, shapes.RING):
        path.addEllipse(middle, radius, radius)
        if shape == shapes.RING:
            path.addEllipse(middle, radius * 0.45, radius * 0.45)
        return path
    corners = {
        shapes.DIAMOND: ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
        shapes.SQUARE: ((-0.84, -0.84), (0.84, -0.84), (0.84, 0.84), (-0.84, 0.84)),
        shapes.TRIANGLE: ((0, -1), (1, 0.75), (-1, 0.75)),
        shapes.DROP: ((0, 1), (1, -0.75), (-1, -0.75)),
    }[shape]
    path.addPolygon(QPolygonF([middle + QPointF(x * radius, y * radius) for x, y in corners]))
    path.closeSubpath()
    return path


def draw_outline(painter: QPainter, theme: Theme, corners: Iterable[tuple[float, float]]) -> None:
    """Draw the outline of a lasso or rectangle while it is pulled."""
    polygon = QPolygonF([QPointF(x, y) for x, y in corners])
    painter.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(qcolor(theme.accent, 0.12))
    painter.drawPolygon(polygon)


def crosshair_box(view: View, x: float, y: float) -> QRectF:
    """Pixels a cross-hair takes: no name may run into it."""
    px, py = view.pixel(x, y)
    return QRectF(px - 15, py - 15, 30, 30)
