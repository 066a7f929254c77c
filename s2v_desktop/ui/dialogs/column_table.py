"""The first rows of a table, and over each column what it is taken for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from s2v_desktop.core.readers.mapping import FIELD_LABELS, FIELDS, TableMapping
from s2v_desktop.core.readers.preview import Preview
from s2v_desktop.core.types import Row, SkippedRow
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.choices import ChoiceBox

_CHOICE_ROW, _LEAST, _MOST = 40, 120, 320


class ColumnTable(QTableWidget):
    """Row 0 holds the choices, the rows of the file follow."""

    changed = Signal()
    """A choice was changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[QComboBox] = []
        self._names: tuple[str, ...] = ()
        self.setAccessibleName(self.tr("The first rows of the file, and what each column is"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_preview(self, seen: Preview, mapping: TableMapping) -> None:
        """Show the rows of a file and the guess for its columns."""
        self._names = seen.columns
        self.setColumnCount(len(seen.columns))
        self.setRowCount(len(seen.cells) + 1)
        self.setHorizontalHeaderLabels([wording.clean(name, 40) or "–" for name in seen.columns])
        taken = {name: field for field, names in mapping.columns for name in names}
        self._choices = [self._choice(column, taken.get(name, "")) for column, name in enumerate(seen.columns)]
        for row, cells in enumerate(seen.cells, start=1):
            for column, cell in enumerate(cells[: len(seen.columns)]):
                self.setItem(row, column, QTableWidgetItem(wording.clean(cell, 80)))
        self.setRowHeight(0, _CHOICE_ROW)
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(_MOST, max(_LEAST, self.columnWidth(column) + 8)))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Field -> names of the columns it is read from."""
        found: dict[str, tuple[str, ...]] = {}
        for name, choice in zip(self._names, self._choices, strict=True):
            field = choice.currentData()
            if field:
                found[field] = (*found.get(field, ()), name)
        return found

    def mark_skipped(self, rows: Sequence[Row | SkippedRow]) -> None:
        """Grey the rows that would not be imported, and the columns that are left out."""
        tokens = theme.theme_of(QGuiApplication.instance())
        muted, text = QBrush(theme.qcolor(tokens.muted)), QBrush(theme.qcolor(tokens.text))
        skipped = {place for place, row in enumerate(rows, start=1) if isinstance(row, SkippedRow)}
        for row in range(1, self.rowCount()):
            for column, choice in enumerate(self._choices):
                item = self.item(row, column)
                if item is not None:
                    item.setForeground(muted if row in skipped or not choice.currentData() else text)

    def _choice(self, column: int, field: str) -> QComboBox:
        box = ChoiceBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        box.addItem(self.tr("Leave out"), "")
        for name in FIELDS:
            label = FIELD_LABELS[name]
            box.addItem(label[:1].upper() + label[1:], name)
        box.setCurrentIndex(max(0, box.findData(field)))
        box.setAccessibleName(self.tr("What column {name} is").format(name=wording.clean(self._names[column], 40)))
        box.currentIndexChanged.connect(self._on_changed)
        self.setCellWidget(0, column, box)
        return box

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
