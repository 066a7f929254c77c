"""Paints a cosine as a bar with its number: the length is read at a glance, the number when it matters."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from s2v_desktop.ui import theme
from s2v_desktop.ui.models.recommendation_table import COSINE_ROLE, LITTLE_ROLE

_NUMBER_WIDTH = 40
_BAR_HEIGHT = 6


class CosineBar(QStyledItemDelegate):
    """A track, its filled part from 0 to the cosine (pale where little is known), and the cosine with two digits."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        tokens = theme.theme_of(QGuiApplication.instance())
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        known = index.data(COSINE_ROLE)
        if known is None:  # the first song of a journey comes after nothing
            return
        cosine = float(known)
        area = QRectF(option.rect).adjusted(4, 0, -4, 0)
        bar = QRectF(
            area.left(), area.center().y() - _BAR_HEIGHT / 2, max(8.0, area.width() - _NUMBER_WIDTH), _BAR_HEIGHT
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.qcolor(tokens.line))
        painter.drawRoundedRect(bar, 3, 3)
        if cosine > 0:
            filled = QRectF(bar)
            filled.setWidth(max(_BAR_HEIGHT, bar.width() * min(1.0, cosine)))
            painter.setBrush(theme.qcolor(tokens.neutral if index.data(LITTLE_ROLE) else tokens.accent))
            painter.drawRoundedRect(filled, 3, 3)
        painter.setPen(theme.qcolor(tokens.text))
        painter.setFont(option.font)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for a bar one can compare and its number."""
        return QSize(120, theme.ROW_HEIGHT)
