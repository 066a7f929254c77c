"""The two items in the view box: the painted points, and everything drawn over them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget


class PaintedItem(QGraphicsItem):
    """An item as large as the view, in pixels of the view, that lets somebody else paint it.

    Parameters
    ----------
    paint : callable
        Called with the painter; nothing is drawn twice, so one call is one frame.
    parent : QGraphicsItem
        The view box: its own coordinates are pixels.
    """

    def __init__(self, paint: Callable[[QPainter], None], parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._paint = paint
        self._size = QRectF()

    def resize(self, width: float, height: float) -> None:
        """Cover a view of this size."""
        self.prepareGeometryChange()
        self._size = QRectF(0, 0, width, height)

    def boundingRect(self) -> QRectF:
        """Cover the whole view."""
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint."""
        self._paint(painter)
