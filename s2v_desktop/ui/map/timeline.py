"""Plays per month or day as bars, a brush that chooses a period, the eras, and the button that plays the history."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from s2v_desktop.ui.map import timeline_words
from s2v_desktop.ui.map.months import Bars, Brush
from s2v_desktop.ui.map.overlays import MapButton
from s2v_desktop.ui.map.timeline_paint import LEFT, TOP, Scene, draw
from s2v_desktop.ui.map.timeline_words import Eras
from s2v_desktop.ui.theme import Theme, font, theme_of
from s2v_desktop.ui.widgets.labels import escape_tooltip

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

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
    """Bars of plays per month, or per day of a short history, with a brush.

    Dragging chooses a period, dragging it moves it, its ends resize it, a double click clears it. Arrow keys move it,
    Shift and arrows resize it, Escape clears it. A click on the mark of an era, Page Up and Page Down choose eras.

    Parameters
    ----------
    library : OpenLibrary, optional
        Followed when given; else use `set_bars`.

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
        self._bars = Bars(0, np.zeros(0, dtype=np.int64))
        self._brush: Brush | None = None
        self._drag = _Drag.NOTHING
        self._pressed, self._anchor = 0.0, 0
        self._hover = -1
        self._eras = Eras()
        self._head = -1.0
        self._told = ""
        self.play = MapButton("play", self.tr("Play your history"), self)
        self.play.clicked.connect(self.play_pressed)
        self.setMouseTracking(True)
        self.setMinimumHeight(64)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if library is not None:
            library.catalogue_changed.connect(self._on_catalogue)
            self._on_catalogue()
        self._describe()

    def set_bars(self, bars: Bars) -> None:
        """Show other months or days; the period stays where it is among them."""
        period = self.period()
        self._bars, self._hover = bars, -1
        self._brush = None if self.empty else bars.between(*period)
        self.play.setEnabled(not self.empty)
        self._describe()
        self.update()
        if self.period() != period:
            self.period_changed.emit(*self.period())

    def period(self) -> tuple[int | None, int | None]:
        """First and last day of the brush, None and None when there is none."""
        if self._brush is None:
            return None, None
        return self._bars.first_day(self._brush.first), self._bars.last_day(self._brush.last)

    def set_period(self, first: int | None, last: int | None) -> None:
        """Brush a period given in days since 1970-01-01; None clears."""
        self._set_brush(None if self.empty else self._bars.between(first, last))

    @property
    def empty(self) -> bool:
        """Whether there is no time to choose from: no play has a time, or all are of one day."""
        return len(self._bars) < 2

    @Slot()
    def _on_catalogue(self) -> None:
        catalogue = self._library.catalogue if self._library is not None else None
        if catalogue is None:
            self.set_eras(())
            self.set_bars(Bars(0, np.zeros(0, dtype=np.int64)))
        else:
            months = catalogue.months()
            self.set_bars(Bars.of(months.first, months.counts, catalogue.songs_and_days()[1]))
            eras = catalogue.habits.eras
            self.set_eras((era.month, ", ".join(catalogue.title(song) for song in era.rising)) for era in eras)

    def set_eras(self, eras: Iterable[tuple[int, str]]) -> None:
        """Mark where listening changed: months from January 1970, and what was heard more from then on."""
        self._eras = Eras(tuple(eras))
        self.update()

    def set_head(self, day: int | None, playing: bool) -> None:
        """Show where a replay is (days since 1970-01-01), None for none, and whether it goes on."""
        self._head = -1.0 if day is None else max(self._bars.before(day), 0.0)
        if playing:
            self.play.show_icon("pause", self.tr("Pause"))
        else:
            self.play.show_icon("play", self.tr("Play your history"))
        self.update()

    def era_at(self, x: float) -> str:
        """What is said about the era that begins near a pixel, empty when none does."""
        return self._eras.told(self._eras.number_at(x, self._bars, self.edge))

    def choose_era(self, number: int) -> None:
        """Brush an era, from where listening changed to where it changed again; -1 is the time before the first."""
        self.set_period(*self._eras.period(number, self._bars))

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
        """Month or day and plays of a bar, in words."""
        return timeline_words.bar(self._bars, index)

    def said(self) -> str:
        """Which period is brushed and how much was played in it; empty without one."""
        return "" if self._brush is None else timeline_words.brushed(self._bars, self._brush)

    def _set_brush(self, brush: Brush | None) -> None:
        if brush == self._brush:
            return
        self._brush = brush
        self._describe()
        self.update()
        self.period_changed.emit(*self.period())

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Plays per day") if self._bars.daily else self.tr("Plays per month"))
        if self.empty:
            text = timeline_words.nothing(self._bars)
        elif self._brush is None:
            text = self.tr("All time. Drag to choose a period.")
        else:
            text = self.said()
        self.setAccessibleDescription(text)

    # Pixels -------------------------------------------------------------------------------------------------

    def _scene(self) -> Scene:
        eras, head = self._eras.places(self._bars), self._head
        return Scene(self._bars, self._brush, self._hover, eras, head, self.width(), self.height(), self.said())

    def edge(self, index: float) -> float:
        """Pixel where a bar begins."""
        return self._scene().edge(index)

    def bar_at(self, x: float) -> int:
        """Index of the bar at a pixel, kept inside."""
        return min(max(int((x - LEFT) / max(self._scene().step, 1e-9)), 0), max(len(self._bars) - 1, 0))

    def _era_under(self, event: QMouseEvent) -> int:
        """Number of the era whose mark is under the mouse, -1 for none."""
        at = event.position()
        return self._eras.number_at(at.x(), self._bars, self.edge) if at.y() <= TOP else -1

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
            if (era := self._era_under(event)) >= 0:
                self.choose_era(era)
                return
            self._drag = self._part(self._pressed)
            self._anchor = self.bar_at(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose, move or resize; else tell about the bar."""
        x = event.position().x()
        if self.empty:
            return
        bar, count = self.bar_at(x), len(self._bars)
        if self._drag is _Drag.NOTHING:
            self._show_bar(bar, event)
        elif self._drag is _Drag.NEW and abs(x - self._pressed) >= _DRAG:
            self._set_brush(Brush(min(self._anchor, bar), max(self._anchor, bar)))
        elif self._drag is _Drag.MOVE and self._brush is not None and bar != self._anchor:
            self._set_brush(self._brush.moved(bar - self._anchor, count))
            self._anchor = bar
        elif self._drag in (_Drag.FIRST, _Drag.LAST) and self._brush is not None:
            self._resize(round((x - LEFT) / self._scene().step))

    def _resize(self, edge: int) -> None:
        """Pull one end to an edge between two bars; pulled past the other end it becomes that end."""
        assert self._brush is not None
        count = len(self._bars)
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
        """No bar is under the mouse."""
        self._hover = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the period, with Shift its end; Home and End go to the first and last year or week."""
        count, key = len(self._bars), Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        page = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key)
        meant = step is not None or page or key in (Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_End)
        if self.empty or not meant or (key == Qt.Key.Key_Escape and self._brush is None):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._set_brush(None)
        elif page:
            self.choose_era(self._eras.next_to(self._brush, page, self._bars))
        elif self._brush is None or step is None:
            year = self._bars.page
            start = 0 if key == Qt.Key.Key_Home else max(count - year, 0)
            self._set_brush(Brush(start, min(start + year - 1, count - 1)))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._set_brush(self._brush.with_last(max(self._brush.last + step, self._brush.first), count))
        else:
            self._set_brush(self._brush.moved(step, count))

    def _show_bar(self, bar: int, event: QMouseEvent) -> None:
        part = self._part(event.position().x())
        over_era = self._era_under(event) >= 0
        shapes = {_Drag.MOVE: Qt.CursorShape.SizeAllCursor, _Drag.NEW: Qt.CursorShape.CrossCursor}
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if over_era else shapes.get(part, Qt.CursorShape.SizeHorCursor))
        era = self.era_at(event.position().x())
        if bar != self._hover or era != self._told:
            self._hover, self._told = bar, era
            text = escape_tooltip(f"{self.text_of(bar)}\n{era}" if era else self.text_of(bar))
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
            self.update()

    # Painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, their time and the brush."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self.empty:
            painter.setFont(font("secondary"))
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), timeline_words.nothing(self._bars))
        else:
            draw(painter, self._scene(), self._theme)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
