"""What the colours mean, over a corner of the map, between its songs; a click on an entry shows only its songs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.types import Bool
from s2v_desktop.ui.map.label_artist import HALO, shorter, with_halo
from s2v_desktop.ui.map.legend_entry import LegendEntry
from s2v_desktop.ui.map.marks import shape_path
from s2v_desktop.ui.map.songs import plain_name
from s2v_desktop.ui.theme import RADIUS, Theme, font, qcolor

_ROW = 19.0
_TITLE = 24.0
_RAMP = 13.0
_PADDING = 8.0
_NARROWEST, _WIDEST = 184.0, 248.0
_SHARE = 0.3
"""Of the width of the map that names may take; the counts of a selection come on top."""

_POINT_SIZE = 9.0
_GAP = 12.0
_MARK = 7.0
_VEIL = 0.72


def entry_font() -> QFont:
    """The letters of entries: small, because they stand among the songs."""
    made = font("secondary")
    made.setPointSizeF(_POINT_SIZE)
    return made


class Legend(QWidget):
    """A list of colours. Clicking entries filters: several may be on; a click on the title opens and closes it.

    Signals
    -------
    filter_changed(object)
        Bool mask of the songs to show, shape (v,), or None for all.
    """

    filter_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ""
        self._entries: tuple[LegendEntry, ...] = ()
        self._songs = 0
        self._chosen: set[int] = set()
        self._shown: Bool | None = None
        self._hover = -2
        self._focus = 0
        self._open = True
        self._most = _WIDEST
        self.shaped = True
        self._drawn: QImage | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("What the colours mean"))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._changed()

    def set_entries(self, title: str, entries: Sequence[LegendEntry], songs: int) -> None:
        """Explain other colours; the filter is cleared.

        Parameters
        ----------
        title : str
            What colour tells.
        entries : sequence of LegendEntry
        songs : int
            On the whole map.
        """
        had_filter = bool(self._chosen)
        self._title, self._entries, self._songs = title, tuple(entries), songs
        self._chosen, self._focus = set(), 0
        self._layout()
        self.setVisible(bool(self._entries))
        if had_filter:
            self.filter_changed.emit(None)

    def set_shown(self, mask: Bool | None) -> None:
        """Count only songs of a mask (a period, a selection), shape (v,): "47 of 412"."""
        self._shown = mask
        self._layout()

    def set_room(self, width: float) -> None:
        """Say how wide the map is: on a small one long names are cut, so that the map has the room."""
        most = min(max(width * _SHARE, _NARROWEST), _WIDEST)
        if most != self._most:
            self._most = most
            self._layout()

    def chosen_songs(self) -> Bool | None:
        """Songs of the entries that are on, shape (v,), None when all are shown."""
        if not self._chosen:
            return None
        made = np.zeros(self._songs, dtype=bool)
        for number in self._chosen:
            made[self._entries[number].rows] = True
        return made

    def count_text(self, number: int) -> str:
        """What stands at the right of an entry."""
        rows = self._entries[number].rows
        everything = QLocale().toString(len(rows))
        if self._shown is None:
            return everything
        part = QLocale().toString(int(np.count_nonzero(self._shown[rows])))
        return self.tr("{part} of {all}").format(part=part, all=everything)

    def toggle(self, number: int) -> None:
        """Switch one entry on or off; all on is the same as none."""
        self._chosen ^= {number}
        if len(self._chosen) == len(self._entries):
            self._chosen = set()
        self._describe()
        self._changed()
        self.filter_changed.emit(self.chosen_songs())

    def sizeHint(self) -> QSize:
        """As wide as the longest entry, up to a limit."""
        metrics = QFontMetricsF(entry_font())
        names = [metrics.horizontalAdvance(plain_name(entry.label, 60)) for entry in self._entries]
        counts = [metrics.horizontalAdvance(self.count_text(number)) for number in range(len(self._entries))]
        widths = [name + count + _MARK + 2 * _GAP for name, count in zip(names, counts, strict=True)]
        title = QFontMetricsF(font("section")).horizontalAdvance(self._title.upper()) * 1.15 + 24
        most = self._most + (max(counts, default=0.0) / 2 if self._shown is not None else 0.0)
        width = min(max([title, *widths] if self._open else [title]), most)
        height = _TITLE + (len(self._entries) * _ROW + (_RAMP if self._ordered() else 0) + 4 if self._open else 0)
        return QSize(int(width + 2 * _PADDING) + 1, int(height) + 1)

    def _ordered(self) -> bool:
        return sum(entry.ordered for entry in self._entries) > 1

    def _layout(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._describe()
        self._changed()

    def _changed(self) -> None:
        """Draw anew; until then the picture is kept, because songs that move behind it ask for it in every frame."""
        self._drawn = None
        self.update()

    def _describe(self) -> None:
        on = [self._entries[number].label for number in sorted(self._chosen)]
        self.setAccessibleDescription(
            self.tr("{title}: only {names}").format(title=self._title, names=", ".join(on)) if on else self._title
        )

    def _row_at(self, y: float) -> int:
        """Entry at a height, -1 for the title, -2 for nothing."""
        if y < _TITLE:
            return -1
        number = int((y - _TITLE - (_RAMP if self._ordered() else 0)) // _ROW)
        return number if 0 <= number < len(self._entries) and self._open else -2

    def _box(self, number: int) -> QRectF:
        top = _TITLE + (_RAMP if self._ordered() else 0) + number * _ROW
        return QRectF(4, top, self.width() - 8, _ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Filter, or open and close."""
        row = self._row_at(event.position().y())
        if row >= 0:
            self.toggle(row)
        elif row == -1:
            self._open = not self._open
            self._layout()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        row = self._row_at(event.position().y())
        if row != self._hover:
            self._hover = row
            self.setCursor(Qt.CursorShape.PointingHandCursor if row > -2 else Qt.CursorShape.ArrowCursor)
            self._changed()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self._hover = -2
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, space or Enter filters."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._entries:
            self._focus = min(max(self._focus + step, 0), len(self._entries) - 1)
            self._changed()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._entries:
            self.toggle(self._focus)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, ramp and entries with a halo, on a veil of the map's colour: songs behind it stay visible."""
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            self._drawn = with_halo(self._render(ratio), QColor(self._theme.map), round(HALO * ratio))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(self._theme.map, _VEIL))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.drawImage(0, 0, self._drawn)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which entry the keyboard is on."""
        self._changed()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        self._changed()
        super().focusOutEvent(event)

    def _render(self, ratio: float) -> QImage:
        size = (self.size() * ratio).expandedTo(QSize(1, 1))
        picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setFont(font("section"))
        painter.setPen(QColor(self._theme.text if self._hover == -1 else self._theme.muted))
        title = QRectF(_PADDING, 0, self.width() - 2 * _PADDING, _TITLE)
        painter.drawText(title, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._title)
        self._draw_arrow(painter)
        if self._open:
            if self._ordered():
                self._draw_ramp(painter)
            for number in range(len(self._entries)):
                self._draw_entry(painter, number)
        painter.end()
        return picture

    def _draw_arrow(self, painter: QPainter) -> None:
        middle = QPointF(self.width() - _PADDING - 5, _TITLE / 2)
        rise = 2.5 if self._open else -2.5
        pen = QPen(painter.pen().color(), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        wing = -rise / 1.3
        painter.drawPolyline([middle + QPointF(-4, wing), middle + QPointF(0, rise), middle + QPointF(4, wing)])

    def _draw_ramp(self, painter: QPainter) -> None:
        steps = [entry for entry in self._entries if entry.ordered]
        box = QRectF(_PADDING, _TITLE + 1, self.width() - 2 * _PADDING, 6)
        gradient = QLinearGradient(box.left(), 0, box.right(), 0)
        for number, entry in enumerate(steps):
            gradient.setColorAt(number / max(len(steps) - 1, 1), QColor(entry.colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(box, 3, 3)

    def _draw_entry(self, painter: QPainter, number: int) -> None:
        entry, box = self._entries[number], self._box(number)
        on = not self._chosen or number in self._chosen
        if number == self._hover or number in self._chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.raised))
            painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus() and number == self._focus:
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        mark = QRectF(_PADDING, box.center().y() - _MARK / 2, _MARK, _MARK)
        painter.setPen(QPen(QColor(entry.colour), 1.5))
        painter.setBrush(QColor(entry.colour) if on else Qt.BrushStyle.NoBrush)
        painter.drawPath(shape_path(entry.shape if self.shaped else 0, mark.center(), _MARK / 2))
        painter.setFont(entry_font())
        metrics, count = QFontMetricsF(entry_font()), self.count_text(number)
        count_width = metrics.horizontalAdvance(count) + 2
        room = box.right() - 6 - count_width - _GAP - (mark.right() + 8)
        text = metrics.elidedText(shorter(plain_name(entry.label, 60), room, metrics.horizontalAdvance),
                                  Qt.TextElideMode.ElideRight, room)  # fmt: skip
        painter.setPen(QColor(self._theme.text if on else self._theme.muted))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(mark.right() + 8, box.top(), room + 2, box.height()), int(flags), text)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(
            QRectF(box.right() - 6 - count_width, box.top(), count_width, box.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute),
            count,
        )
