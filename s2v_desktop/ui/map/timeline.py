"""Plays per month as bars, a brush that chooses a period, the eras, and the button that plays the history."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from s2v_desktop.core.types import Int64
from s2v_desktop.ui.map.months import Brush, first_day, last_day, month_of, months_before
from s2v_desktop.ui.map.overlays import MapButton
from s2v_desktop.ui.map.timeline_paint import LEFT, Scene, draw
from s2v_desktop.ui.theme import Theme, font, theme_of
from s2v_desktop.ui.widgets.labels import escape_tooltip

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

_HANDLE = 6.0
_DRAG = 3.0
_ERA = 7.0


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
    play_pressed()
        The history shall be played, or paused.
    """

    period_changed = Signal(object, object)
    play_pressed = Signal()

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
        self._eras: tuple[tuple[int, str], ...] = ()
        self._head = -1.0
        self._told = ""
        self.play = MapButton("play", self.tr("Play your history"), self)
        self.play.clicked.connect(self.play_pressed)
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
        self.play.setEnabled(not self.empty)
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
            self.set_eras(())
            self.set_months(0, np.zeros(0, dtype=np.int64))
        else:
            months = catalogue.months()
            self.set_months(months.first, months.counts)
            eras = catalogue.habits.eras
            self.set_eras((era.month, ", ".join(catalogue.title(song) for song in era.rising)) for era in eras)

    def set_eras(self, eras: Iterable[tuple[int, str]]) -> None:
        """Mark where listening changed: months from January 1970, and what was heard more from then on."""
        self._eras = tuple(eras)
        self.update()

    def set_head(self, day: int | None, playing: bool) -> None:
        """Show where a replay is (days since 1970-01-01), None for none, and whether it goes on."""
        self._head = -1.0 if day is None else max(months_before(day) - self._first, 0.0)
        if playing:
            self.play.show_icon("pause", self.tr("Pause"))
        else:
            self.play.show_icon("play", self.tr("Play your history"))
        self.update()

    def era_at(self, x: float) -> str:
        """What is said about the era that begins near a pixel, empty when none does."""
        for month, songs in self._eras:
            if abs(self.edge(month - self._first) - x) <= _ERA:
                name = QLocale().standaloneMonthName(month % 12 + 1)
                told = self.tr("Listening changed in {month} {year}. More from then on: {songs}.")
                return told.format(month=name, year=1970 + month // 12, songs=songs)
        return ""

    def apply_theme(self) -> None:
        """Draw in the colours of the application's theme."""
        self.set_theme(theme_of(QGuiApplication.instance()))

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the left."""
        super().resizeEvent(event)
        self.play.move(8, (self.height() - self.play.height()) // 2)

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

    def _scene(self) -> Scene:
        eras = [month - self._first for month, _ in self._eras]
        return Scene(self._first, self._counts, self._brush, self._hover, eras, self._head, self.width(), self.height())

    def edge(self, index: int) -> float:
        """Pixel where the bar of a month begins."""
        return self._scene().edge(index)

    def month_at(self, x: float) -> int:
        """Index of the month at a pixel, kept inside."""
        return min(max(int((x - LEFT) / max(self._scene().step, 1e-9)), 0), max(len(self._counts) - 1, 0))

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
            self._resize(round((x - LEFT) / self._scene().step))

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
        era = self.era_at(event.position().x())
        if month != self._hover or era != self._told:
            self._hover, self._told = month, era
            text = escape_tooltip(f"{self.text_of(month)}\n{era}" if era else self.text_of(month))
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
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
            draw(painter, self._scene(), self._theme)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
