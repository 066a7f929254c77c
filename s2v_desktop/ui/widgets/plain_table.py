"""A table view of whole rows for dialogs: rows 30 high, no grid, Tab leaves it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets.cut_cell import CutCell


def plain_table(model: QAbstractItemModel, name: str, stretch: int, *, many: bool = False) -> QTableView:
    """Make a table.

    Parameters
    ----------
    model : QAbstractItemModel
    name : str
        What a screen reader calls it.
    stretch : int
        Column that takes the room the others leave; they are as wide as what is in them.
    many : bool
        Whether several rows can be selected.
    """
    mode = QAbstractItemView.SelectionMode
    table = QTableView()
    table.setModel(model)
    table.setItemDelegate(CutCell(table))
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    return table
