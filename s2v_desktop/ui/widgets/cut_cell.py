"""A cell of a table that tells its whole text as a tooltip where the column cuts it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from s2v_desktop.ui.widgets.labels import escape_tooltip

_AnyIndex = QModelIndex | QPersistentModelIndex


class CutCell(QStyledItemDelegate):
    """An ordinary cell; where the model has a hint of its own, that is shown."""

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _AnyIndex
    ) -> bool:
        """Offer the whole of a cell that is cut."""
        if index.data(Qt.ItemDataRole.ToolTipRole) is None:
            self.initStyleOption(option, index)
            if option.fontMetrics.horizontalAdvance(option.text) > inside(option).width():
                lines = self.whole(index)
                QToolTip.showText(event.globalPos(), "<br>".join(map(escape_tooltip, lines)), view, option.rect)
                return True
        return super().helpEvent(event, view, option, index)

    def whole(self, index: _AnyIndex) -> list[str]:
        """The lines of the tooltip."""
        return [str(index.data() or "").strip()]


def inside(option: QStyleOptionViewItem) -> QRect:
    """Where the text of a cell may stand."""
    return option.rect.adjusted(4, 0, -4, 0)
