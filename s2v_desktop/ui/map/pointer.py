"""The mouse on the map: hover, click, drag, wheel, lasso and rectangle."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from s2v_desktop.core.types import Float32

if TYPE_CHECKING:
    from s2v_desktop.ui.map.canvas import MapCanvas

_DRAG = 4.0
"""Pixels a press may wander and still be a click."""

_STEP = 3.0
"""Pixels between two corners of a lasso."""

_PER_NOTCH = 1.25


class Mode(StrEnum):
    """What dragging with the left button does."""

    PAN = "pan"
    LASSO = "lasso"
    RECTANGLE = "rectangle"


class Pointer:
    """Turns mouse events of a canvas into what they mean.

    Parameters
    ----------
    canvas : MapCanvas
    """

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self.mode = Mode.PAN
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._panning = False
        self._carrying = False

    def set_mode(self, mode: Mode) -> None:
        """Change what dragging does; a shape begun is dropped."""
        self.mode = mode
        self.cancel()

    def cancel(self) -> bool:
        """Drop a shape that is being drawn; says whether there was one."""
        drawing = bool(self._canvas.outline)
        self._pressed, self._dragging = None, False
        self._canvas.outline = ()
        self._canvas.viewport().update()
        self._set_cursor()
        return drawing

    def press(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = self._last = event.position()
            self._dragging = False
            self._panning = self.mode is Mode.PAN or event.button() == Qt.MouseButton.MiddleButton
            row = self._canvas.song_at(event.position().x(), event.position().y())
            left = event.button() == Qt.MouseButton.LeftButton
            self._carrying = left and self._panning and row in self._canvas.carriable
            self._canvas.motion.stop()

    def move(self, event: QMouseEvent) -> None:
        """Hover, drag the map or draw a shape."""
        at = event.position()
        if self._pressed is None:
            self._canvas.hover(self._canvas.song_at(at.x(), at.y()))
            self._set_cursor()
            return
        if not self._dragging:
            if (at - self._pressed).manhattanLength() < _DRAG:
                return
            if self._carrying:
                self._pressed = None  # the release belongs to whoever takes the songs
                self._canvas.hover(None)
                self._canvas.carried.emit()
                return
            self._dragging = True
            self._canvas.hover(None)
        if self._panning:
            delta = at - self._last
            self._last = at
            self._canvas.set_view(self._canvas.view.moved(delta.x(), delta.y()))
        else:
            self._draw_shape(at)
        self._set_cursor()

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        if self._pressed is None:
            return
        dragged, outline = self._dragging, self._canvas.outline
        self._pressed, self._dragging = None, False
        if dragged and not self._panning:
            self._canvas.outline = ()
            self._canvas.viewport().update()
            self._canvas.enclose(self._places(outline), event.modifiers())
        elif not dragged and event.button() == Qt.MouseButton.LeftButton:
            row = self._canvas.song_at(event.position().x(), event.position().y())
            if row is None:
                self._canvas.background_clicked.emit()
            else:
                self._canvas.clicked.emit(row, event.modifiers())
        self._set_cursor()

    def double_click(self, event: QMouseEvent) -> None:
        """Show everything when the background is double-clicked."""
        if self._canvas.song_at(event.position().x(), event.position().y()) is None:
            self._pressed = None
            self._canvas.fit()
        else:
            self.press(event)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom around the cursor."""
        turned = event.pixelDelta().y() / 60 if not event.pixelDelta().isNull() else event.angleDelta().y() / 120
        if turned:
            self._canvas.zoom_by(_PER_NOTCH**turned, event.position().x(), event.position().y())
        event.accept()

    def _draw_shape(self, at: QPointF) -> None:
        assert self._pressed is not None
        start, corners = self._pressed, list(self._canvas.outline)
        if self.mode is Mode.RECTANGLE:
            x0, y0, x1, y1 = start.x(), start.y(), at.x(), at.y()
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        else:
            if not corners:
                corners = [(start.x(), start.y())]
            if abs(corners[-1][0] - at.x()) + abs(corners[-1][1] - at.y()) >= _STEP:
                corners.append((at.x(), at.y()))
        self._canvas.outline = corners
        self._canvas.viewport().update()

    def _places(self, outline: object) -> Float32:
        assert isinstance(outline, list)
        return np.array([self._canvas.view.place(x, y) for x, y in outline], dtype=np.float32).reshape(-1, 2)

    def _set_cursor(self) -> None:
        if self._dragging and self._panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._canvas.current is not None and self._pressed is None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor if self.mode is Mode.PAN else Qt.CursorShape.CrossCursor
        if self._canvas.viewport().cursor().shape() != shape:
            self._canvas.viewport().setCursor(shape)
