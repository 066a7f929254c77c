"""The table of the recommendations: rank, song, and the number it is ranked by as a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.models.recommendation_table import COSINE, RANK, SONG, RecommendationTable
from s2v_desktop.ui.widgets.cosine_bar import CosineBar
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView


class NothingLeft(QWidget):
    """What stands in place of the table when filters left nothing: what took how much, and a way back."""

    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = plain_label("", muted=True, wrap=True)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton(self.tr("Reset the filters"))
        self._button.clicked.connect(self.reset_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._lines)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.hide()

    def show_if(self, nothing: bool, lines: Sequence[str], changed: int) -> None:
        """Show itself when nothing is left; without a filter that was changed there is no way back to offer."""
        self._lines.setText("\n".join(lines))
        self._button.setVisible(changed > 0)
        self.setVisible(nothing)


def build(panel: QObject) -> tuple[RecommendationTable, SongTableView]:
    """Make the table of a panel, and the model behind it."""
    model = RecommendationTable(panel)
    table = SongTableView(model, panel.tr("Recommendations"))
    table.setItemDelegateForColumn(SONG, SongCell(table))
    table.setItemDelegateForColumn(COSINE, CosineBar(table))
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    header = table.horizontalHeader()
    header.setSectionResizeMode(RANK, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(RANK, 30)
    header.setSectionResizeMode(SONG, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(COSINE, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(COSINE, 112)
    table.setMinimumHeight(4 * 30 - 8)
    return model, table


def select_first(table: SongTableView) -> None:
    """Select the first row; the keyboard stays where it is."""
    whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(0, SONG), whole)
