"""The left dock: whose plays these are, and every song as a table."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from s2v_desktop.store.catalogue import ListenerFigures
from s2v_desktop.ui.models.song_table import ARTIST, LAST, PLAYS, TITLE, SongTable
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView

_LISTENERS_SHOWN = 6

_WIDE, _WIDEST = 380, 500
"""Pixels of the panel from which the artist has a column of its own, and from which "last played" is shown."""

_ARTIST_SHARE = 0.4
"""Of what title and artist share."""


class LibraryPanel(QWidget):
    """Listeners with their plays, and the songs with a filter.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        A click chooses a song, Ctrl adds it, Alt goes away from it.
    """

    menu_wanted = Signal(object, QPoint)
    """The context menu for some songs (library numbers), at a place of the screen."""

    def __init__(self, library: OpenLibrary, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library = library
        self._selection = selection
        self._model = SongTable(self)
        self._sorted = self._model.sorted_by
        self._period: tuple[int | None, int | None] = (None, None)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(8)
        column.addWidget(section_label(self.tr("Listeners")))
        self._listeners = QVBoxLayout()
        self._listeners.setSpacing(4)
        column.addLayout(self._listeners)
        column.addSpacing(4)
        self._songs_title = section_label(self.tr("Songs"))
        column.addWidget(self._songs_title)
        column.addWidget(self._build_filter())
        column.addWidget(self._build_table(), 1)
        library.catalogue_changed.connect(self._on_catalogue)
        library.model_changed.connect(self._mark_rare)
        selection.seeds_changed.connect(self._on_seeds)
        self._on_catalogue()

    def _build_filter(self) -> QLineEdit:
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter"))
        self._filter.setAccessibleName(self.tr("Filter the songs by title or artist"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._on_filter)
        return self._filter

    def _build_table(self) -> SongTableView:
        self._table = SongTableView(self._model, self.tr("Songs of the library"))
        self._table.setSortingEnabled(True)
        self._table.sortByColumn(PLAYS, Qt.SortOrder.DescendingOrder)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ARTIST, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(PLAYS, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(PLAYS, 68)
        header.setSectionResizeMode(LAST, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(LAST, 104)
        header.sectionClicked.connect(self._on_header)
        self._table.setItemDelegateForColumn(TITLE, SongCell(self._table))
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._on_menu)
        self._table.song_chosen.connect(self._on_chosen)
        self._table.song_hovered.connect(self._selection.hovered)
        return self._table

    def _show_columns(self) -> None:
        """Give each column the room it needs.

        A narrow table shows the artist after the title, which has its whole width first; one artist is never named.
        """
        wide, one_artist = self.width() >= _WIDE, self._library.one_artist
        self._table.setColumnHidden(LAST, self.width() < _WIDEST)
        self._table.setColumnHidden(ARTIST, not wide or one_artist)
        self._model.set_joined(not wide and not one_artist)
        if wide:
            header = self._table.horizontalHeader()
            taken = sum(header.sectionSize(one) for one in (PLAYS, LAST) if not header.isSectionHidden(one))
            header.resizeSection(ARTIST, round((self._table.viewport().width() - taken) * _ARTIST_SHARE))

    def resizeEvent(self, event: object) -> None:
        """Fit the columns to the width."""
        self._show_columns()
        super().resizeEvent(event)  # type: ignore[arg-type]

    @Slot(int)
    def _on_header(self, section: int) -> None:
        """Where artists have no column, the third click on the title's sorts by artist."""
        hidden = self._table.isColumnHidden(ARTIST) and not self._library.one_artist
        before, self._sorted = self._sorted, self._model.sorted_by
        third = before == (TITLE, Qt.SortOrder.DescendingOrder) and self._sorted[0] == TITLE
        if hidden and section == TITLE and third:
            self._table.sortByColumn(ARTIST, Qt.SortOrder.AscendingOrder)
            self._sorted = self._model.sorted_by

    @Slot()
    def _mark_rare(self) -> None:
        self._model.set_rare(self._library.rare_songs())

    def _on_catalogue(self) -> None:
        self._model.set_catalogue(self._library.catalogue)
        self._mark_rare()
        self._filter.clear()
        self._follow_period()
        self._show_columns()

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Show what was played in the period that is chosen on the timeline (days since 1970-01-01), None for ever."""
        if (first_day, last_day) != self._period:
            self._period = (first_day, last_day)
            self._follow_period()
            self._on_seeds()

    def _follow_period(self) -> None:
        self._model.set_heard(self._library.plays_in(*self._period))
        self._table.scrollToTop()
        self._show_listeners()
        self._show_count()

    def _on_filter(self, text: str) -> None:
        self._model.set_filter(text)
        self._show_count()

    def _show_count(self) -> None:
        shown = QLocale().toString(self._model.rowCount())
        catalogue = self._library.catalogue
        total = QLocale().toString(len(catalogue.songs)) if catalogue is not None else "0"
        filtered = bool(self._filter.text().strip()) or self._period != (None, None)
        self._songs_title.setText(self.tr("Songs · {0} of {1}").format(shown, total) if filtered else self.tr("Songs"))

    def _show_listeners(self) -> None:
        while (item := self._listeners.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        catalogue = self._library.catalogue
        listeners = [one for one in catalogue.listeners if not one.hidden] if catalogue is not None else []
        listeners.sort(key=lambda one: int(one.plays), reverse=True)
        for listener in listeners[:_LISTENERS_SHOWN]:
            self._listeners.addWidget(self._listener_row(listener.name, self._plays_of(listener)))
        if len(listeners) > _LISTENERS_SHOWN:
            more = QLocale().toString(len(listeners) - _LISTENERS_SHOWN)
            self._listeners.addWidget(plain_label(self.tr("and {0} more").format(more), "secondary", muted=True))
        if not listeners:
            self._listeners.addWidget(plain_label(self.tr("Nobody yet"), "secondary", muted=True))

    def _plays_of(self, listener: ListenerFigures) -> int:
        """Plays of a listener in the period."""
        catalogue = self._library.catalogue
        if catalogue is None or self._period == (None, None):
            return int(listener.plays)
        who = np.array([one is listener for one in catalogue.listeners])
        return int(catalogue.plays_between(*self._period, who).sum())

    def _listener_row(self, name: str, plays: int) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(ElidedLabel(name), 1)
        row.addWidget(plain_label(self.tr("{0} plays").format(QLocale().toString(plays)), "secondary", muted=True))
        return made

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        songs = self._table.chosen_songs()
        if songs:
            self.menu_wanted.emit(songs, self._table.viewport().mapToGlobal(place))

    def _on_chosen(self, song: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._selection.negate(song)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(song)
        elif not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._selection.choose([song])
            self._selection.show_on_map.emit(song)

    def _on_seeds(self) -> None:
        if len(self._selection.seeds) == 1:
            row = self._model.row_of(self._selection.seeds[0].song)
            if row >= 0 and not self._table.hasFocus():
                self._table.selectRow(row)
                self._table.scrollTo(self._model.index(row, TITLE))
