"""What is selected, as a table: the map for screen readers, and where selections are saved and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.store.selections import Selections
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.map.content import group_of
from s2v_desktop.ui.models.selected_table import ARTIST, PLAYS, REGION, TITLE, SelectedTable
from s2v_desktop.ui.widgets.labels import plain_label, section_label
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView

if TYPE_CHECKING:
    from s2v_desktop.ui.map.map_panel import MapPanel
    from s2v_desktop.ui.map.picked import Picked
    from s2v_desktop.ui.open_library import OpenLibrary
    from s2v_desktop.ui.selection import Selection


_WIDE = 420
"""Pixels of the panel from which artist and region have columns of their own."""

_LEAST_ROWS = 4
"""Rows that are seen at least, the heading counted."""


class SelectionPanel(QWidget):
    """The selection.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
    picked : Picked
    panel : MapPanel

    Signals
    -------
    save_wanted()
    compare_wanted()
    """

    save_wanted = Signal()
    compare_wanted = Signal()

    def __init__(
        self, library: OpenLibrary, selection: Selection, picked: Picked, panel: MapPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library, self._selection, self._picked, self._map = library, selection, picked, panel
        self._stale = True
        self._period: tuple[int | None, int | None] = (None, None)
        self._model = SelectedTable(self)
        self.table = self._build_table()
        self.count = section_label(self.tr("Selection"))
        self.message = plain_label("", "secondary", muted=True, wrap=True)
        self.message.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(self._build_buttons())
        picked.changed.connect(self._on_changed)
        library.map_changed.connect(self._on_changed)
        library.catalogue_changed.connect(self._on_changed)

    def _build_table(self) -> SongTableView:
        table = SongTableView(self._model, self.tr("Selected songs"))
        header = table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        for section, width in ((ARTIST, 88), (PLAYS, 60), (REGION, 92)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, width)
        table.setItemDelegateForColumn(TITLE, SongCell(table))
        table.setMinimumHeight(_LEAST_ROWS * theme.ROW_HEIGHT)
        table.song_chosen.connect(self._on_song)
        table.song_hovered.connect(self._selection.hovered)
        return table

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        save, compare = QPushButton(self.tr("Save…")), QPushButton(self.tr("Compare…"))
        save.clicked.connect(self.save_wanted)
        compare.clicked.connect(self.compare_wanted)
        more = QToolButton()
        more.setText(self.tr("Saved"))
        more.setAccessibleName(self.tr("Saved selections"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._saved = QMenu(more)
        self._saved.aboutToShow.connect(self._fill_saved)
        self._saved.triggered.connect(self._on_saved)
        more.setMenu(self._saved)
        self._save = save
        for button in (save, compare, more):
            button.setProperty("flat", True)  # three of them have to stand side by side in a narrow dock
            row.addWidget(button)
        row.addStretch(1)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the table when it comes into sight."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Tell the plays of the period that is chosen on the timeline."""
        self._period = (first_day, last_day)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Show what is selected now."""
        self._stale = False
        library, songs = self._library, self._picked.songs
        catalogue, stored = library.catalogue, library.map
        at = catalogue.index_of(songs) if catalogue is not None else np.zeros(0, np.int64)
        songs, at = songs[at >= 0], at[at >= 0]
        region, areas = np.full(len(at), -1, np.int32), [area for area in self._map.areas if area.level == 0]
        if stored is not None and library.space is not None and areas:
            rows = library.space.rows_of(songs)
            group = group_of(areas, np.asarray(stored.member))
            region = np.where(rows >= 0, group[np.maximum(rows, 0)], -1).astype(np.int32)
        self._model.set_heard(library.plays_in(*self._period))
        self._model.show(catalogue, at, region, [area.name for area in areas])
        self._show_columns()
        count = wording.count(len(at), self.tr("song selected"), self.tr("songs selected"))
        self.count.setText(count if len(at) else self.tr("Selection"))
        self.say("" if len(at) else self.tr("Nothing is selected. Draw a lasso or a rectangle on the map, or click."))
        self._save.setEnabled(bool(len(at)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the width."""
        self._show_columns()
        super().resizeEvent(event)

    def _show_columns(self) -> None:
        """In a narrow dock the title has the room, with the artist after it; the region is for a wide one."""
        wide, one_artist = self.width() >= _WIDE, self._library.one_artist
        self.table.setColumnHidden(ARTIST, not wide or one_artist)
        self.table.setColumnHidden(REGION, not wide or not self._map.areas)
        self._model.set_joined(not wide and not one_artist)

    def say(self, sentence: str) -> None:
        """Say something below the table; empty says nothing."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    @Slot()
    def _fill_saved(self) -> None:
        self._saved.clear()
        try:
            saved = Selections(self._library.folder).list()
        except LibraryError as problem:
            self.say(problem.message)
            saved = []
        for one in saved:
            action = self._saved.addAction(f"{wording.no_mnemonic(one.name)} ({wording.number(len(one.songs))})")
            action.setData((one.name, one.songs))
        if not saved:
            self._saved.addAction(self.tr("Nothing saved yet")).setEnabled(False)

    @Slot(QAction)
    def _on_saved(self, action: QAction) -> None:
        name, songs = action.data()
        if not self._map.chooser.songs(songs, self.tr("select “{name}”").format(name=name)):
            self.say(self.tr("None of the songs of “{name}” is in the library any more.").format(name=name))

    @Slot(int, object)
    def _on_song(self, song: int, _modifiers: object) -> None:
        self._selection.show_on_map.emit(song)
