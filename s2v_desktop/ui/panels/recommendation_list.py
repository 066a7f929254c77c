"""The table of the recommendations: rank, song, and the number it is ranked by as a bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.filters import SongFacts
from s2v_desktop.ui import wording
from s2v_desktop.ui.models.recommendation_table import COSINE, RANK, SONG, WELL_HEARD, RecommendationTable, Recommended
from s2v_desktop.ui.models.song_table import SONG_ROLE
from s2v_desktop.ui.widgets.cosine_bar import CosineBar
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView

_FIRST = 10
"""Songs a listener looks at."""
_RANK_WIDTH, _DIGIT_WIDTH, _COSINE_WIDTH = 32, 9, 96


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


class LittleHeard(QWidget):
    """Says that a list is led by songs of which little is known, and offers to leave them out.

    A list is ranked by the cosine alone, and few plays make a cosine that is half chance: high as often as low.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = plain_label("", "secondary", muted=True)
        self.button = QPushButton(self.tr("Leave out"))
        self.button.setProperty("flat", True)
        self.button.setToolTip(self.tr("What so few plays say is half chance; their bars are pale."))
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_if(self, items: Sequence[Recommended], facts: SongFacts | None) -> None:
        """Show itself where the first ten hold such songs, and enough others are left to fill the list.

        Songs of somebody else's model were never played here; to leave out what was played seldom would take them too.
        """
        seldom = [item for item in items if item.little and not item.placed]
        leads = any(item.rank <= _FIRST for item in seldom)
        well = int(np.count_nonzero(facts.plays >= WELL_HEARD)) if facts is not None else 0
        self.setVisible(leads and well >= len(items) and all(item.plays > 0 for item in items))
        count = wording.count(len(seldom), self.tr("song"), self.tr("songs"))
        self._words.setText(self.tr("{0} played less than {1} times.").format(count, WELL_HEARD))


class RecommendationView(SongTableView):
    """The table; Enter and a double click make a song the seed, and the end of the list asks for more."""

    opened = Signal(int)
    """Library song number."""
    end_reached = Signal()

    def __init__(self, model: RecommendationTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self.doubleClicked.connect(self._on_double_click)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.modelReset.connect(self._fit_ranks)
        model.rowsInserted.connect(self._fit_ranks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter alone makes the song the seed; with Ctrl or Alt it does what a click does."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self.opened.emit(int(self.currentIndex().data(SONG_ROLE)))
        else:
            super().keyPressEvent(event)

    @Slot()
    def _fit_ranks(self) -> None:
        """Give the ranks the room of their digits."""
        digits = len(str(self.model().rowCount()))
        self.horizontalHeader().resizeSection(RANK, _RANK_WIDTH + max(0, digits - 2) * _DIGIT_WIDTH)

    def _on_double_click(self, index: object) -> None:
        self.opened.emit(int(index.data(SONG_ROLE)))  # type: ignore[attr-defined]

    def _on_scrolled(self, value: int) -> None:
        if value > 0 and value == self.verticalScrollBar().maximum():
            self.end_reached.emit()


def build(panel: QObject) -> tuple[RecommendationTable, RecommendationView]:
    """Make the table of a panel, and the model behind it."""
    model = RecommendationTable(panel)
    table = RecommendationView(model, panel.tr("Recommendations"))
    table.setItemDelegateForColumn(SONG, SongCell(table))
    table.setItemDelegateForColumn(COSINE, CosineBar(table))
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    header = table.horizontalHeader()
    header.setSectionResizeMode(RANK, QHeaderView.ResizeMode.Fixed)
    header.setMinimumSectionSize(_RANK_WIDTH)
    header.resizeSection(RANK, _RANK_WIDTH)
    header.setSectionResizeMode(SONG, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(COSINE, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(COSINE, _COSINE_WIDTH)
    table.setMinimumHeight(4 * 30 - 8)
    return model, table


def select_first(table: SongTableView) -> None:
    """Select the first row; the keyboard stays where it is."""
    whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(0, SONG), whole)
