"""Where the map looks and how a frame is painted: the view, its flights, and one picture that moves with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.ui.map.items import PaintedItem
from s2v_desktop.ui.map.labels import Box
from s2v_desktop.ui.map.marks import MarkArtist, Marks, draw_outline
from s2v_desktop.ui.map.motion import FLIGHT_MS, Motion, reduced_motion
from s2v_desktop.ui.map.names_layer import NamesLayer, Surroundings
from s2v_desktop.ui.map.picture_of_points import Picture, smooth
from s2v_desktop.ui.map.points_layer import PointsLayer
from s2v_desktop.ui.map.slices import Slices
from s2v_desktop.ui.map.view import View, fitted, fitted_beside
from s2v_desktop.ui.theme import Theme, theme_of

SETTLE_MS = 90
"""How long the view must rest before everything is painted sharply again."""

MARGINS = (36.0, 36.0, 36.0, 56.0)
"""Pixels kept free around a fitted map: left, top, right, bottom (the sentence stands there)."""

NEAREST, FARTHEST = 400.0, 0.4
CLOSE = 5.0
QUICK_MS = 9.0
"""A map painted faster than this is painted sharply in every frame."""

SLICED_FROM = 500_000.0
"""Pixels of sprites in a view from which a full repaint is cut into slices."""


class MapViewport(pg.GraphicsView):
    """A view of painted points, with names and marks over them.

    While the view moves, the picture painted last moves (or is scaled) with it; it is painted again when the view
    rests, when a drag runs out of the picture, or in every frame where that is quick enough. A repaint of many songs
    is spread over turns of the event loop, and the old picture is shown until the new one is whole.
    """

    view_changed = Signal()

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        self.points, self.names, self.marks = PointsLayer(), NamesLayer(), Marks()
        self.reduced_motion: bool | None = None
        self.outline: Sequence[tuple[float, float]] = ()
        self._view = View(0.0, 0.0, 200.0, 640.0, 480.0)
        self._rest = 200.0
        self._touched = False
        self._overlays: list[QWidget] = []
        self._items: tuple[PaintedItem, ...] = ()
        super().__init__(parent, useOpenGL=False, background=None)
        self.theme = theme or theme_of(QGuiApplication.instance())
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.setCentralItem(self.box)
        self._items = (PaintedItem(self._paint_points, self.box), PaintedItem(self._paint_marks, self.box))
        self.motion, self.fading = Motion(self), Motion(self)
        self._over: tuple[Picture, float] | None = None
        self.slices = Slices(self._on_painted, self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.settle)

    @property
    def view(self) -> View:
        """Where the canvas looks now."""
        return self._view

    @property
    def zoom(self) -> float:
        """1 when the whole map fits."""
        return self._view.scale / self._rest

    @property
    def settling(self) -> bool:
        """Whether a sharp picture is still to come."""
        return self._settling.isActive()

    def set_view(self, view: View, *, touched: bool = True) -> None:
        """Look elsewhere at once; sharp again as soon as it rests."""
        self._touched = self._touched or touched
        self._view = view
        if self.names.too_small(view):
            self.place_names()
        self._settling.start()
        self.show_view()

    def zoom_by(self, factor: float, px: float | None = None, py: float | None = None) -> None:
        """Zoom around a pixel (the middle when none is given)."""
        self.motion.stop()
        view = self._view
        scale = min(max(view.scale * factor, self._rest * FARTHEST), self._rest * NEAREST)
        middle = (view.width / 2 if px is None else px, view.height / 2 if py is None else py)
        self.set_view(view.zoomed(scale / view.scale, *middle))

    def fit(self) -> None:
        """Fly to where everything is seen, and keep it fitted from now on."""
        self._touched = False
        self._fly(self.fitted(self.points.places))

    def fly_to(self, rows: int | Sequence[int] | Int32) -> None:
        """Fly to one song, or to where several are all seen."""
        wanted = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        places = self.points.places[wanted[(wanted >= 0) & (wanted < len(self.points))]]
        places = places[np.isfinite(places).all(axis=1)]
        if not len(places):
            return
        target = fitted(places, self._view.width, self._view.height, (90, 90, 90, 90))
        if len(places) == 1:
            scale = min(max(self._view.scale, self._rest * CLOSE), self._rest * NEAREST)
        else:
            scale = min(max(target.scale, self._rest), self._rest * 2 * CLOSE)
        self._touched = True
        self._fly(View(target.x, target.y, scale, self._view.width, self._view.height))

    def fade_over(self, picture: Picture | None) -> None:
        """Let a picture fade over whatever is painted from now on, where it stands on the screen."""
        if picture is None or self.still():
            return

        def step(share: float) -> None:
            self._over = None if share >= 1 else (picture, 1.0 - share)
            self.viewport().update()

        self.fading.start(step, FLIGHT_MS, eased=True)

    def fitted(self, places: Float32) -> View:
        """The view that shows all of some places, hardly any behind what stands in the upper left corner."""
        corner = max(((x + w, y + h) for x, y, w, h in self.overlay_boxes() if x < 40 and y < 40), default=(0.0, 0.0))
        return fitted_beside(places, self._view.width, self._view.height, MARGINS, corner)

    def still(self) -> bool:
        """Whether nothing may be animated."""
        return reduced_motion(self) if self.reduced_motion is None else self.reduced_motion

    def add_overlay(self, widget: QWidget) -> None:
        """Tell of a control over the map: no name runs into it.

        A widget with the property ``passing`` (the hover card) only hides names, it does not move them.
        """
        self._overlays.append(widget)

    def overlay_boxes(self, *, passing: bool = False) -> list[Box]:
        """Pixels covered by controls; with `passing` also by those that come and go with the mouse."""
        shown = [w for w in self._overlays if w.isVisibleTo(self) and (passing or not w.property("passing"))]
        return [(w.x(), w.y(), w.width(), w.height()) for w in shown]

    def refresh(self) -> None:
        """Draw, with the names placed anew."""
        self.names.owe(self.place_names)
        self.viewport().update()

    def settle(self) -> None:
        """Paint everything sharply where the view rests now."""
        self._settling.stop()
        picture = self.points.picture
        if picture is not None and not picture.rests_at(self._view) and self.slices.view != self._view:
            self.points.stale = True
        self.refresh()

    def show_view(self) -> None:
        """Tell the view box where it looks, and draw."""
        left, bottom, right, top = self._view.bounds()
        self.box.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)
        self.viewport().update()
        self.view_changed.emit()

    def place_names(self) -> None:
        """Choose the names for this view."""
        if len(self.points):
            radii = self.points.drawn_radii(self.zoom)
            bright = self.points.highlight if self.marks.glow is None else None  # a film dims all songs but its own
            boxes = tuple(self.overlay_boxes())
            around = Surroundings(self._view, self.zoom, self.points.places, radii, boxes, bright)
            self.names.place(around, self.marks, self.theme, self.devicePixelRatioF())

    def close(self) -> bool:
        """Close like any widget (pyqtgraph's `close` tears the scene down for good)."""
        self.motion.stop()
        self.fading.stop()
        self._settling.stop()
        self.slices.stop()
        return bool(QWidget.close(self))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the map fitted, or its middle in the middle."""
        super().resizeEvent(event)
        width, height = float(self.viewport().width()), float(self.viewport().height())
        for item in self._items:
            item.resize(width, height)
        if not self._items or width < 2 or height < 2:
            return
        self._view = self._view.resized(width, height)
        if len(self.points):
            fit = self.fitted(self.points.places)
            self._rest = fit.scale
            self._view = self._view if self._touched else fit
        self.set_view(self._view, touched=False)

    def _fly(self, target: View) -> None:
        start = self._view

        def step(share: float) -> None:
            self.set_view(target if share >= 1 else start.towards(target, share), touched=False)

        self.motion.start(step, FLIGHT_MS, eased=True, at_once=self.still())

    def _paint_points(self, painter: QPainter) -> None:
        points, view = self.points, self._view
        if not len(points):
            painter.fillRect(QRectF(0, 0, view.width, view.height), QColor(self.theme.map))
            return
        if self._due(view):
            self._repaint(view)
        picture = points.picture
        if picture is None or not picture.covers(view):
            painter.fillRect(QRectF(0, 0, view.width, view.height), QColor(self.theme.map))
        if picture is not None:
            picture.draw(painter, view)
        if self._over is not None:
            old, opacity = self._over
            painter.setOpacity(opacity)
            old.draw(painter, old.view)
            painter.setOpacity(1.0)

    def _due(self, view: View) -> bool:
        """Whether the points must be painted anew, now or in the next turns of the event loop."""
        points, picture = self.points, self.points.picture
        if picture is None or points.stale:
            return not self.slices.running
        if picture.rests_at(view) or self.slices.running:
            return False
        if self._quick(view):
            return True
        return abs(view.scale / picture.view.scale - 1) < 1e-6 and not picture.covers(view)

    def _repaint(self, view: View) -> None:
        points, ratio = self.points, self.devicePixelRatioF()
        margin = 0 if self.motion.running or self._quick(view) else round(min(view.width, view.height) / 5)
        if points.work(view, self.zoom, ratio) > SLICED_FROM:
            self.slices.start(points.prepare(view, self.zoom, self.theme, ratio, margin))
        else:
            points.repaint(view, self.zoom, self.theme, ratio, margin)

    def _quick(self, view: View) -> bool:
        points = self.points
        return points.last_ms < QUICK_MS and points.work(view, self.zoom, self.devicePixelRatioF()) <= SLICED_FROM

    def _on_painted(self, picture: Picture) -> None:
        self.points.picture, self.points.last_ms = picture, sum(self.slices.turns)
        self.viewport().update()

    def _paint_marks(self, painter: QPainter) -> None:
        smooth(painter, True)
        radii = self.points.drawn_radii(self.zoom)
        artist = MarkArtist(self.theme, self._view, self.points.places, radii)
        artist.draw(painter, self.marks)
        covered = self.overlay_boxes(passing=True)
        self.names.draw(painter, self._view, self.theme, self.devicePixelRatioF(), covered)
        artist.draw_current(painter, self.marks)
        if self.outline:
            draw_outline(painter, self.theme, self.outline)
        if self.hasFocus() and self.property("by_keyboard"):
            painter.setPen(QPen(QColor(self.theme.accent), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, 0.5, self._view.width - 1, self._view.height - 1))
