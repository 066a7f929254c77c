"""The table of a playlist: rows are dragged, moved with Alt and the arrow keys, and taken out with Delete."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from s2v_desktop.ui.models.playlist_table import PLACE, SONG, STEP, PlaylistTable
from s2v_desktop.ui.widgets.cosine_bar import CosineBar
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView

_STEP_WIDTH = 132


class PlaylistView(SongTableView):
    """A table whose order is the listener's."""

    removed = Signal(object)
    """Places that shall be taken out."""
    shifted = Signal(object, int)
    """Places that shall stand before another place."""

    def __init__(self, model: PlaylistTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegateForColumn(SONG, SongCell(self))
        self.setItemDelegateForColumn(STEP, CosineBar(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(PLACE, 36)
        header.setSectionResizeMode(SONG, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(STEP, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(STEP, _STEP_WIDTH)

    @property
    def places(self) -> list[int]:
        """Rows that are selected, from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def select_places(self, places: list[int]) -> None:
        """Select rows, for example those that were moved."""
        model = self.model()
        chosen = QItemSelection()
        for place in places:
            if 0 <= place < model.rowCount():
                chosen.select(model.index(place, 0), model.index(place, model.columnCount() - 1))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if places and 0 <= places[0] < model.rowCount():
            current = model.index(places[0], SONG)
            self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes out, Alt with the arrow keys moves."""
        places = self.places
        if places and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(places)
        elif places and event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Up:
            if places[0] > 0:
                self.shifted.emit(places, places[0] - 1)
        elif places and event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Down:
            if places[-1] < self.model().rowCount() - 1:
                self.shifted.emit(places, places[-1] + 2)
        else:
            super().keyPressEvent(event)
