"""Plays per month as bars, and a brush that chooses a period."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from s2v_desktop.core.types import Int64
from s2v_desktop.ui.map.months import Brush, first_day, last_day, month_of, year_step
from s2v_desktop.ui.theme import Theme, font, qcolor, theme_of

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

_SIDE, _TOP, _AXIS = 12.0, 12.0, 20.0
_HANDLE = 6.0
_DRAG = 3.0


class _Drag(Enum):
    """What the mouse is pulling."""

    NOTHING = 0
    NEW = 1
    MOVE = 2
    FIRST = 3
    LAST = 4


class Timeline(QWidget):
    """Bars of plays per month with a brush.

    Dragging chooses a period, dragging it moves it, its ends resize it, a double click clears it. Arrow keys move it,
    Shift and arrows resize it, Escape clears it.

    Parameters
    ----------
    library : OpenLibrary, optional
        Followed when given; else use `set_months`.

    Signals
    -------
    period_changed(object, object)
        First and last day (days since 1970-01-01, both included), or None and None for all time.
    """

    period_changed = Signal(object, object)

    def __init__(self, library: OpenLibrary | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._theme = theme_of(QGuiApplication.instance())
        self._first = 0
        self._counts: Int64 = np.zeros(0, dtype=np.int64)
        self._brush: Brush | None = None
        self._drag = _Drag.NOTHING
        self._pressed, self._anchor = 0.0, 0
        self._hover = -1
        self.setMouseTracking(True)
        self.setMinimumHeight(64)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Plays per month"))
        if library is not None:
            library.catalogue_changed.connect(self._on_catalogue)
            self._on_catalogue()
        self._describe()

    def set_months(self, first: int, counts: Int64) -> None:
        """Show other months.

        Parameters
        ----------
        first : int
            Month of the first bar, counted from January 1970.
        counts : Int64, shape (months,)
            Plays.
        """
        period = self.period()
        self._first, self._counts, self._hover = first, counts, -1
        self._brush = self._brush_of(*period) if period[0] is not None else None
        self._describe()
        self.update()
        if self.period() != period:
            self.period_changed.emit(*self.period())

    def period(self) -> tuple[int | None, int | None]:
        """First and last day of the brush, None and None when there is none."""
        if self._brush is None:
            return None, None
        return first_day(self._first + self._brush.first), last_day(self._first + self._brush.last)

    def set_period(self, first: int | None, last: int | None) -> None:
        """Brush a period given in days since 1970-01-01; None clears."""
        self._set_brush(None if first is None or last is None else self._brush_of(first, last))

    @property
    def empty(self) -> bool:
        """Whether no play has a time."""
        return not len(self._counts)

    @Slot()
    def _on_catalogue(self) -> None:
        catalogue = self._library.catalogue if self._library is not None else None
        if catalogue is None:
            self.set_months(0, np.zeros(0, dtype=np.int64))
        else:
            months = catalogue.months()
            self.set_months(months.first, months.counts)

    def apply_theme(self) -> None:
        """Draw in the colours of the application's theme."""
        self.set_theme(theme_of(QGuiApplication.instance()))

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(480, 76)

    def text_of(self, index: int) -> str:
        """Month and plays of a bar, in words."""
        month = self._first + index
        name = QLocale().standaloneMonthName(month % 12 + 1)
        plays = QLocale().toString(int(self._counts[index]))
        return self.tr("{month} {year}: {plays} plays").format(month=name, year=1970 + month // 12, plays=plays)

    def _brush_of(self, first: int | None, last: int | None) -> Brush | None:
        if first is None or last is None or not len(self._counts):
            return None
        count = len(self._counts)
        low, high = month_of(first) - self._first, month_of(last) - self._first
        if high < 0 or low >= count:
            return None
        return Brush(max(low, 0), min(high, count - 1))

    def _set_brush(self, brush: Brush | None) -> None:
        if brush == self._brush:
            return
        self._brush = brush
        self._describe()
        self.update()
        self.period_changed.emit(*self.period())

    def _describe(self) -> None:
        if self.empty:
            text = self.tr("No play has a time.")
        elif self._brush is None:
            text = self.tr("All time. Drag to choose a period.")
        else:
            text = f"{self.text_of(self._brush.first)} – {self.text_of(self._brush.last)}"
        self.setAccessibleDescription(text)

    # Pixels -------------------------------------------------------------------------------------------------

    def _step(self) -> float:
        return (self.width() - 2 * _SIDE) / max(len(self._counts), 1)

    def edge(self, index: int) -> float:
        """Pixel where the bar of a month begins."""
        return _SIDE + index * self._step()

    def month_at(self, x: float) -> int:
        """Index of the month at a pixel, kept inside."""
        return min(max(int((x - _SIDE) / max(self._step(), 1e-9)), 0), max(len(self._counts) - 1, 0))

    def _part(self, x: float) -> _Drag:
        if self._brush is None:
            return _Drag.NEW
        first, last = self.edge(self._brush.first), self.edge(self._brush.last + 1)
        near_first, near_last = abs(x - first) <= _HANDLE, abs(x - last) <= _HANDLE
        if near_first or near_last:
            return _Drag.FIRST if abs(x - first) < abs(x - last) else _Drag.LAST
        return _Drag.MOVE if first < x < last else _Drag.NEW

    # Events -------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose, move or resize."""
        if event.button() == Qt.MouseButton.LeftButton and not self.empty:
            self._pressed = event.position().x()
            self._drag = self._part(self._pressed)
            self._anchor = self.month_at(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose, move or resize; else tell about the month."""
        x = event.position().x()
        if self.empty:
            return
        month, count = self.month_at(x), len(self._counts)
        if self._drag is _Drag.NOTHING:
            self._show_month(month, event)
        elif self._drag is _Drag.NEW and abs(x - self._pressed) >= _DRAG:
            self._set_brush(Brush(min(self._anchor, month), max(self._anchor, month)))
        elif self._drag is _Drag.MOVE and self._brush is not None and month != self._anchor:
            self._set_brush(self._brush.moved(month - self._anchor, count))
            self._anchor = month
        elif self._drag in (_Drag.FIRST, _Drag.LAST) and self._brush is not None:
            self._resize(round((x - _SIDE) / self._step()))

    def _resize(self, edge: int) -> None:
        """Pull one end to an edge between two months; pulled past the other end it becomes that end."""
        assert self._brush is not None
        count = len(self._counts)
        if self._drag is _Drag.FIRST:
            if edge > self._brush.last:
                self._drag = _Drag.LAST
            else:
                self._set_brush(self._brush.with_first(edge, count))
        elif edge - 1 < self._brush.first:
            self._drag = _Drag.FIRST
        else:
            self._set_brush(self._brush.with_last(edge - 1, count))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it; a click beside the brush clears it."""
        clicked = abs(event.position().x() - self._pressed) < _DRAG
        if self._drag is _Drag.NEW and clicked and self._brush is not None:
            self._set_brush(None)
        self._drag = _Drag.NOTHING

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all time."""
        self._drag = _Drag.NOTHING
        self._set_brush(None)

    def leaveEvent(self, event: QEvent) -> None:
        """No month is under the mouse."""
        self._hover = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the period, with Shift its end; Home and End go to the first and last year."""
        count, key = len(self._counts), Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        meant = step is not None or key in (Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_End)
        if not count or not meant or (key == Qt.Key.Key_Escape and self._brush is None):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._set_brush(None)
        elif self._brush is None or step is None:
            start = 0 if key == Qt.Key.Key_Home else max(count - 12, 0)
            self._set_brush(Brush(start, min(start + 11, count - 1)))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._set_brush(self._brush.with_last(max(self._brush.last + step, self._brush.first), count))
        else:
            self._set_brush(self._brush.moved(step, count))

    def _show_month(self, month: int, event: QMouseEvent) -> None:
        part = self._part(event.position().x())
        shapes = {_Drag.MOVE: Qt.CursorShape.SizeAllCursor, _Drag.NEW: Qt.CursorShape.CrossCursor}
        self.setCursor(shapes.get(part, Qt.CursorShape.SizeHorCursor))
        if month != self._hover:
            self._hover = month
            QToolTip.showText(event.globalPosition().toPoint(), self.text_of(month), self)
            self.update()

    # Painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, years and the brush."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self.empty:
            painter.setFont(font("secondary"))
            painter.setPen(QColor(self._theme.muted))
            sentence = self.tr("No play has a time, so there is no timeline.")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), sentence)
        else:
            if self._brush is not None:
                self._draw_brush(painter, self._brush)
            self._draw_bars(painter)
            self._draw_years(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _draw_bars(self, painter: QPainter) -> None:
        step, floor = self._step(), self.height() - _AXIS
        top = max(int(self._counts.max()), 1)
        width = max(step - (1.5 if step > 4 else 0.6 if step > 2 else 0.0), 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        room = floor - _TOP
        for index in np.flatnonzero(self._counts > 0).tolist():
            tall = max(int(self._counts[index]) / top * room, 1.5)
            inside = self._brush is not None and self._brush.first <= index <= self._brush.last
            colour = self._theme.accent if inside else self._theme.muted if index == self._hover else self._theme.line
            painter.setBrush(QColor(colour))
            box = QRectF(self.edge(index) + (step - width) / 2, floor - tall, width, tall)
            painter.drawRoundedRect(box, min(1.5, width / 3), min(1.5, width / 3))

    def _draw_years(self, painter: QPainter) -> None:
        painter.setFont(font("small"))
        painter.setPen(QColor(self._theme.muted))
        label = QFontMetricsF(font("small")).horizontalAdvance("2000")
        step = year_step(len(self._counts), self.width() - 2 * _SIDE, label)
        after = -1e9
        for index in range(len(self._counts)):
            year, month = divmod(self._first + index, 12)
            wanted = month == 0 and (1970 + year) % step == 0
            left = self.edge(index)
            if not wanted or left < after or left + label > self.width() - 2:
                continue
            painter.drawText(QPointF(left, self.height() - 6.0), str(1970 + year))
            after = left + label * 1.3
        if after < 0:
            painter.drawText(QPointF(_SIDE, self.height() - 6.0), str(1970 + self._first // 12))

    def _draw_brush(self, painter: QPainter, brush: Brush) -> None:
        left, right = self.edge(brush.first), self.edge(brush.last + 1)
        floor = self.height() - _AXIS
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(self._theme.accent, 0.10))
        painter.drawRect(QRectF(left, _TOP - 6, right - left, floor - _TOP + 6))
        painter.setBrush(QColor(self._theme.accent))
        painter.drawRect(QRectF(left, floor + 1, right - left, 1.5))
        middle = (floor + _TOP - 6) / 2
        for x in (left, right):
            painter.drawRoundedRect(QRectF(x - 1.5, middle - 8, 3, 16), 1.5, 1.5)
