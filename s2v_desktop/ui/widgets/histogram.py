"""The pauses between plays as bars, and the threshold that decides which of them end a session."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from s2v_desktop.core.types import Int64
from s2v_desktop.ui import theme, wording

_SHORTEST_S, _LONGEST_S = 5.0, 86_400.0
_AXIS, _HEAD, _SIDE = 24, 26, 12
_TICKS = (10, 60, 600, 3600, 6 * 3600, 86_400)


class GapHistogram(QWidget):
    """Bars on a logarithmic axis of time, with a threshold that mouse and keys move between given places.

    Parameters
    ----------
    places_s : sequence of int
        Where the threshold can stand, in seconds.
    """

    threshold_changed = Signal(int)
    """The threshold in seconds, while it is moved."""

    def __init__(self, places_s: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = sorted(places_s)
        self._threshold = self._places[0]
        self._edges: list[float] = []
        self._counts: Int64 = np.zeros(0, np.int64)
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(self.tr("Pauses between plays; arrow keys move where a session ends"))
        self.setMouseTracking(True)

    @property
    def threshold(self) -> int:
        """Where the threshold stands, in seconds."""
        return self._threshold

    def set_threshold(self, seconds: int) -> None:
        """Move the threshold without telling; a place of its own is made for a value that has none."""
        if seconds not in self._places:
            self._places = sorted({*self._places, seconds})
        self._threshold = seconds
        self._describe()
        self.update()

    def set_gaps(self, edges_s: Sequence[float], counts: Int64) -> None:
        """Show gaps.

        Parameters
        ----------
        edges_s : sequence of float
            Lower edges of the bins in seconds; the last bin is open.
        counts : Int64, shape (bins,)
        """
        self._edges, self._counts = list(edges_s), np.asarray(counts, np.int64)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(640, 176)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, axis and threshold."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if self.empty:
            self._paint_nothing(painter, tokens)
            return
        self._paint_bars(painter, tokens)
        self._paint_axis(painter, tokens)
        self._paint_threshold(painter, tokens)

    @property
    def empty(self) -> bool:
        """Whether there is no pause to show."""
        return not len(self._counts) or not self._counts.max()

    def _paint_nothing(self, painter: QPainter, tokens: theme.Theme) -> None:
        text = self.tr("Counting…")
        if self._edges:
            text = self.tr(
                "There are no pauses to judge: your plays have no times. What your files list together is a session."
            )
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.qcolor(tokens.muted))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)

    def _paint_bars(self, painter: QPainter, tokens: theme.Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        bottom, room = self.height() - _AXIS, self.height() - _AXIS - _HEAD
        # Most pauses are none at all: the root keeps the rare long ones visible.
        heights = np.sqrt(self._counts / self._counts.max()) * room
        for place, height in enumerate(heights.tolist()):
            left, right = self._x(self._edges[place]), self._x(self._upper(place))
            if height <= 0:
                continue
            inside = self._edges[place] < self._threshold
            painter.setBrush(theme.qcolor(tokens.accent if inside else tokens.neutral, 0.9 if inside else 0.55))
            height = max(height, 1.5)
            painter.drawRoundedRect(QRectF(left + 0.5, bottom - height, max(1.0, right - left - 1.5), height), 1.5, 1.5)

    def _paint_axis(self, painter: QPainter, tokens: theme.Theme) -> None:
        bottom = self.height() - _AXIS
        painter.setPen(QPen(theme.qcolor(tokens.line), 1))
        painter.drawLine(QPointF(_SIDE, bottom + 0.5), QPointF(self.width() - _SIDE, bottom + 0.5))
        painter.setPen(theme.qcolor(tokens.muted))
        for seconds in _TICKS:
            x = self._x(seconds)
            where = QRectF(x - 40, bottom + 4, 80, _AXIS - 4)
            if where.right() > self.width():
                where.moveRight(self.width())
            side = Qt.AlignmentFlag.AlignRight if where.right() == self.width() else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(where, int(side | Qt.AlignmentFlag.AlignTop), duration(seconds))

    def _paint_threshold(self, painter: QPainter, tokens: theme.Theme) -> None:
        x = round(self._x(self._threshold)) + 0.5
        colour = theme.qcolor(tokens.accent if self.hasFocus() or self._dragging else tokens.text)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(x, _HEAD - 4), QPointF(x, self.height() - _AXIS))
        painter.setFont(theme.font("secondary", semibold=True))
        text = duration(self._threshold)
        width = painter.fontMetrics().horizontalAdvance(text) + 16
        box = QRectF(min(max(x - width / 2, 0), self.width() - width), 0, width, _HEAD - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.qcolor(tokens.window))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _upper(self, place: int) -> float:
        return self._edges[place + 1] if place + 1 < len(self._edges) else _LONGEST_S * 1.26

    def _x(self, seconds: float) -> float:
        """Where a time is; right to left where the language is read so."""
        span = math.log(_LONGEST_S * 1.26 / (_SHORTEST_S * 0.63))
        at = math.log(max(seconds, _SHORTEST_S * 0.63) / (_SHORTEST_S * 0.63)) / span
        at = 1 - at if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else at
        return _SIDE + min(max(at, 0.0), 1.0) * (self.width() - 2 * _SIDE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the threshold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it, or say how many pauses are under the mouse."""
        if self._dragging:
            self._move_to(event.position().x())
        else:
            self.setToolTip(self._said(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._dragging = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys, Home and End move the threshold from place to place."""
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        last = len(self._places) - 1
        at = self._places.index(self._threshold)
        moved = {
            Qt.Key.Key_Left: at + (1 if rtl else -1),
            Qt.Key.Key_Right: at + (-1 if rtl else 1),
            Qt.Key.Key_Down: at - 1,
            Qt.Key.Key_Up: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._choose(self._places[min(max(moved, 0), last)])

    def _move_to(self, x: float) -> None:
        self._choose(min(self._places, key=lambda seconds: abs(self._x(seconds) - x)))

    def _choose(self, seconds: int) -> None:
        if seconds != self._threshold:
            self._threshold = seconds
            self._describe()
            self.update()
            self.threshold_changed.emit(seconds)

    def _said(self, x: float) -> str:
        for place in range(len(self._counts)):
            left, right = sorted((self._x(self._edges[place]), self._x(self._upper(place))))
            if left <= x < right:
                pauses = wording.count(int(self._counts[place]), self.tr("pause"), self.tr("pauses"))
                return self.tr("{pauses} from {time} on").format(pauses=pauses, time=duration(self._edges[place]))
        return ""

    def _describe(self) -> None:
        """Tell a screen reader where the threshold stands."""
        self.setAccessibleDescription(duration(self._threshold))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


def duration(seconds: float) -> str:
    """A time in one unit, e.g. ``20 min``."""
    if seconds < 60:
        return wording.tr("{n} s").format(n=round(seconds))
    if seconds < 3600 or (seconds < 7200 and seconds % 3600):
        return wording.tr("{n} min").format(n=round(seconds / 60))
    hours = seconds / 3600
    return wording.tr("{n} h").format(n=round(hours) if abs(hours - round(hours)) < 0.05 else f"{hours:.1f}")
