"""Paints "title · artist" in one cell: the title in the text colour, the artist muted and the first to give way."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, TITLE_ROLE
from s2v_desktop.ui.widgets.cut_cell import CutCell, inside

_GAP = " · "


class SongCell(CutCell):
    """One line with the title first, and as much of the artist as there is room for."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        tokens = theme.theme_of(QGuiApplication.instance())
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = inside(option)
        metrics = option.fontMetrics
        whole, *artist = self.whole(index) or [""]
        title = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, area.width())
        used = metrics.horizontalAdvance(title)
        after = _GAP + wording.isolated(artist[0]) if artist else ""
        rest = metrics.elidedText(after, Qt.TextElideMode.ElideRight, area.width() - used)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # brackets stand where the script has them
        painter.setFont(option.font)
        self._draw(painter, area, title, tokens.text, option.direction)
        if rest == after or len(rest) > len(_GAP) + 1:  # an ellipsis alone says nothing, a name of one letter does
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

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Hold title and artist as the text, so that both count where a cell is cut."""
        super().initStyleOption(option, index)
        option.text = _GAP.join(self.whole(index))

    def whole(self, index: QModelIndex | QPersistentModelIndex) -> list[str]:
        """Title, and artist where it is shown."""
        return [wording.clean(str(part)) for role in (TITLE_ROLE, ARTIST_ROLE) if (part := index.data(role))]

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One row."""
        return QSize(160, theme.ROW_HEIGHT)
