"""All imports of the library, newest first; each can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.errors import SKIP_REASONS
from s2v_desktop.store.library import Batch
from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.balance_tree import BalanceTree
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table import plain_table

_AnyIndex = QModelIndex | QPersistentModelIndex
Balance = Callable[[int], Sequence[Mapping[str, Any]]]
WHEN, FILES, PLAYS, DUPLICATES, SKIPPED = range(5)


def file_names(batch: Batch) -> str:
    """Names of the files of an import, without their folders."""
    names = [wording.clean(str(file.get("path", "")).replace("\\", "/").rsplit("/", 1)[-1], 60) for file in batch.files]
    return ", ".join(names[:3]) + (f" (+{len(names) - 3})" if len(names) > 3 else "")


class BatchTable(QAbstractTableModel):
    """Imports as a table; the sum of plays, duplicates and skipped rows is the number of rows read."""

    def __init__(self, batches: Sequence[Batch], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.batches = sorted(batches, key=_number, reverse=True)
        self._heads = (self.tr("When"), self.tr("Files"), self.tr("Plays"), self.tr("Duplicates"), self.tr("Skipped"))

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row per import."""
        return 0 if parent.isValid() else len(self.batches)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """When, files, plays, duplicates, skipped."""
        return len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= PLAYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, alignment and, for skipped rows, the reasons as a tooltip."""
        batch = self.batches[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(batch, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= PLAYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == SKIPPED:
            return "\n".join(f"{wording.number(n)}: {SKIP_REASONS.get(why, why)}" for why, n in batch.skipped.items())
        return None

    def _text(self, batch: Batch, column: int) -> str:
        if column == WHEN:
            return wording.moment(batch.made_ms)
        if column == FILES:
            return file_names(batch)
        return wording.number(
            {PLAYS: batch.plays, DUPLICATES: batch.duplicates}.get(column, sum(batch.skipped.values()))
        )


def _number(batch: Batch) -> int:
    return batch.number


class HistoryDialog(QDialog):
    """The list of imports, and what became of the rows of the one that is selected.

    Parameters
    ----------
    batches : sequence of Batch
    busy : bool
        Something is running: nothing can be undone.
    balance : callable, optional
        Number of an import -> its files (`store.balance.files`).
    """

    undo_wanted = Signal(int)
    """Number of the import to take back."""
    balance_wanted = Signal(int)
    """Number of the import whose balance is to be written to a file."""

    def __init__(
        self, batches: Sequence[Batch], busy: bool, parent: QWidget | None = None, balance: Balance | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Imports"))
        self.resize(820, 560)
        self._busy, self._balance = busy, balance
        self._model = BatchTable(batches, self)
        self._table = self._make_table()
        self._tree = BalanceTree()
        self._tree.setVisible(balance is not None)
        sentence = self.tr("Undo takes exactly the plays of that import out of the library.")
        if busy:
            sentence = self.tr("While something is running, no import can be undone.")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._table, 2)
        column.addWidget(self._tree, 3)
        column.addLayout(self._make_buttons(sentence))
        self._table.selectionModel().selectionChanged.connect(self._on_selection)
        if balance is not None and batches:
            self._table.selectRow(0)

    def _make_buttons(self, sentence: str) -> QHBoxLayout:
        self._undo = QPushButton(self.tr("Undo import"))
        self._save = QPushButton(self.tr("Save the balance…"))
        self._save.setToolTip(self.tr("A table of every row that is no play of its own, with its number in the file"))
        for button in (self._undo, self._save):
            button.setEnabled(False)
            button.setAutoDefault(False)
        self._save.setVisible(self._balance is not None)
        self._undo.clicked.connect(self._on_undo)
        self._save.clicked.connect(self._on_save)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(plain_label(sentence, "secondary", muted=True, wrap=True), 1)
        for button in (self._save, self._undo, close):
            buttons.addWidget(button)
        return buttons

    def _make_table(self) -> QTableView:
        return plain_table(self._model, self.tr("Imports, newest first"), FILES)

    @property
    def _chosen(self) -> int | None:
        """Number of the import that is selected."""
        rows = self._table.selectionModel().selectedRows()
        return self._model.batches[rows[0].row()].number if rows else None

    @Slot()
    def _on_selection(self) -> None:
        chosen = self._chosen
        self._undo.setEnabled(not self._busy and chosen is not None)
        self._save.setEnabled(not self._busy and chosen is not None)
        if self._balance is not None:
            self._tree.show_files(self._balance(chosen) if chosen is not None else ())

    @Slot()
    def _on_undo(self) -> None:
        chosen = self._chosen
        self.accept()
        if chosen is not None:
            self.undo_wanted.emit(chosen)

    @Slot()
    def _on_save(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self.balance_wanted.emit(chosen)
