"""A table of a few hundred rows of text and numbers at most, with headings; numbers stand at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
"""What a row stands for."""

SORT_ROLE = Qt.ItemDataRole.UserRole + 2

Cell = tuple[str, float | str]
"""What is shown, and what it is sorted by."""


class PlainTable(QAbstractTableModel):
    """Rows of cells.

    Parameters
    ----------
    heads : sequence of str
        Headings.
    right : sequence of int
        Columns of numbers.
    """

    def __init__(self, heads: Sequence[str], right: Sequence[int] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads, self._right = tuple(heads), frozenset(right)
        self._rows: tuple[tuple[int, tuple[Cell, ...]], ...] = ()

    def set_heads(self, first: int, heads: Sequence[str]) -> None:
        """Name some columns otherwise, from the `first` on."""
        self._heads = (*self._heads[:first], *heads, *self._heads[first + len(heads) :])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, first, first + len(heads) - 1)

    def set_rows(self, rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> None:
        """Show other rows: a key and a cell per column each."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Columns."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings stand over their columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, alignment, key and what is sorted by."""
        key, cells = self._rows[index.row()]
        text, order = cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return {KEY_ROLE: key, SORT_ROLE: order}.get(Qt.ItemDataRole(role) if role < KEY_ROLE else role)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self._right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
