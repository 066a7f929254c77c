"""A table view as the design wants it: rows 30 high, no grid, copy with Ctrl+C, whole rows."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.models.song_table import SONG_ROLE
from s2v_desktop.ui.widgets.cut_cell import CutCell

_AnyIndex = QModelIndex | QPersistentModelIndex


class SongTableView(QTableView):
    """A table whose rows are songs.

    Signals
    -------
    song_chosen(int, object)
        A song was clicked or Enter was pressed, with the keyboard modifiers.
    song_hovered(object)
        The song under the mouse, or None.
    song_focused(int)
        The current row changed to this song.
    """

    song_chosen = Signal(int, object)
    song_hovered = Signal(object)
    song_focused = Signal(int)

    def __init__(self, model: QAbstractTableModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(CutCell(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(self._on_clicked)
        self.entered.connect(self._on_entered)

    def chosen_songs(self) -> list[int]:
        """Library song numbers of the selected rows, from top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [int(index.data(SONG_ROLE)) for index in rows]

    def currentChanged(self, current: _AnyIndex, previous: _AnyIndex) -> None:
        """Tell which song the keyboard is on."""
        super().currentChanged(current, previous)
        song = current.data(SONG_ROLE)
        if song is not None:
            self.song_focused.emit(int(song))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, Ctrl+C copies the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            data = self.model().mimeData(self.selectionModel().selectedRows())
            QGuiApplication.clipboard().setText(data.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.song_chosen.emit(int(self.currentIndex().data(SONG_ROLE)), event.modifiers())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the song under the mouse when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self.song_hovered.emit(None)
        return super().viewportEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.song_chosen.emit(int(index.data(SONG_ROLE)), QGuiApplication.keyboardModifiers())

    def _on_entered(self, index: QModelIndex) -> None:
        self.song_hovered.emit(index.data(SONG_ROLE))
