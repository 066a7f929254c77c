"""A view of a `PlainTable` as the design wants tables, sortable, whole rows, Enter and Ctrl+C."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.models.plain_table import KEY_ROLE, SORT_ROLE, PlainTable
from s2v_desktop.ui.widgets.cut_cell import CutCell


class PlainTableView(QTableView):
    """A table.

    Parameters
    ----------
    model : PlainTable
    name : str
        For screen readers.
    sortable : bool

    Signals
    -------
    chosen(int)
        Key of a row that was clicked, or on which Enter was pressed.
    """

    chosen = Signal(int)

    def __init__(self, model: PlainTable, name: str, *, sortable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        proxy = QSortFilterProxyModel(self)
        proxy.setSourceModel(model)
        proxy.setSortRole(SORT_ROLE)
        self.setModel(proxy)
        self.setItemDelegate(CutCell(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if sortable:
            self.setSortingEnabled(True)
            header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)  # as given, until a heading is clicked
            proxy.sort(-1)
        self.clicked.connect(self._on_clicked)

    def key(self) -> int | None:
        """Key of the current row."""
        found = self.currentIndex().data(KEY_ROLE)
        return int(found) if found is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, Ctrl+C copies the row."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            cells = (index.siblingAtColumn(column) for column in range(self.model().columnCount()))
            QGuiApplication.clipboard().setText("\t".join(str(cell.data()).strip() for cell in cells))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._on_clicked(index)
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        key = index.data(KEY_ROLE)
        if key is not None:
            self.chosen.emit(int(key))
