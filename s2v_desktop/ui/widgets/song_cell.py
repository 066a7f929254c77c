"""Paints "title · artist" in one cell: the title in the text colour, the artist muted and the first to give way."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from s2v_desktop.ui import theme
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, TITLE_ROLE
from s2v_desktop.ui.widgets.labels import escape_tooltip

_GAP = " · "


def _inside(option: QStyleOptionViewItem) -> QRect:
    """Where the text of a cell may stand."""
    return option.rect.adjusted(4, 0, -4, 0)


class SongCell(QStyledItemDelegate):
    """One line with the title first, and as much of the artist as there is room for."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        tokens = theme.theme_of(QGuiApplication.instance())
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = _inside(option)
        metrics = option.fontMetrics
        title = metrics.elidedText(str(index.data(TITLE_ROLE) or ""), Qt.TextElideMode.ElideRight, area.width())
        artist = str(index.data(ARTIST_ROLE) or "")
        used = metrics.horizontalAdvance(title)
        rest = metrics.elidedText(_GAP + artist, Qt.TextElideMode.ElideRight, area.width() - used) if artist else ""
        painter.save()
        painter.setFont(option.font)
        self._draw(painter, area, title, tokens.text, option.direction)
        if len(rest) > len(_GAP) + 1:
            moved = (
                area.adjusted(used, 0, 0, 0)
                if option.direction == Qt.LayoutDirection.LeftToRight
                else area.adjusted(0, 0, -used, 0)
            )
            self._draw(painter, moved, rest, tokens.muted, option.direction)
        painter.restore()

    @staticmethod
    def _draw(painter: QPainter, area: QRect, text: str, colour: str, direction: Qt.LayoutDirection) -> None:
        """Draw one part at the leading edge, whatever script it is in."""
        side = (
            Qt.AlignmentFlag.AlignLeft if direction == Qt.LayoutDirection.LeftToRight else Qt.AlignmentFlag.AlignRight
        )
        painter.setPen(theme.qcolor(colour))
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), text)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Offer the whole of a cell that is cut as a tooltip."""
        self.initStyleOption(option, index)
        parts = [str(part) for role in (TITLE_ROLE, ARTIST_ROLE) if (part := index.data(role))]
        if not parts or option.fontMetrics.horizontalAdvance(_GAP.join(parts)) <= _inside(option).width():
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), escape_tooltip("\n".join(parts)).replace("\n", "<br>"), view, option.rect)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One row."""
        return QSize(160, theme.ROW_HEIGHT)
