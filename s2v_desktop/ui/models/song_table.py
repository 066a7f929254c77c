"""All songs of the library as a table: title, artist, plays, last played.

The order of the rows is one numpy array; sorting and filtering make a new array. A `QSortFilterProxyModel` would ask
Python for two cells at every comparison: 6 s for 100,000 songs, against 30 ms here.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QLocale, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from s2v_desktop.core.types import NO_DAY, Bool, Int64
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui import wording
from s2v_desktop.ui.models.song_mime import SONGS, songs_mime

Index = QModelIndex | QPersistentModelIndex

SONG_ROLE = Qt.ItemDataRole.UserRole + 1
"""Library song number of a row."""

TITLE_ROLE = Qt.ItemDataRole.UserRole + 3
ARTIST_ROLE = Qt.ItemDataRole.UserRole + 4
"""Title and artist of a row, for a cell that shows both (`widgets.song_cell`); no artist where none shall be shown."""

TITLE, ARTIST, PLAYS, LAST = range(4)


def day_text(day: int) -> str:
    """Write days since 1970-01-01 as a short date of the listener's locale, or nothing for `NO_DAY`."""
    if day == NO_DAY:
        return ""
    date = datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day))
    return f"{date.day} {date:%b %Y}"


class SongTable(QAbstractTableModel):
    """Songs of a catalogue, one row each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue: Catalogue | None = None
        self._order: Int64 = np.zeros(0, np.int64)
        self._filtered: Int64 | None = None
        self._heard: Int64 | None = None
        self._rare: Bool = np.zeros(0, np.bool_)
        self._sorted_by = (PLAYS, Qt.SortOrder.DescendingOrder)
        self._joined = False

    def set_joined(self, joined: bool) -> None:
        """Let the artist stand in the cell of the title, for a table too narrow for a column of its own."""
        if joined != self._joined:
            self._joined = joined
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, TITLE, TITLE)

    def set_catalogue(self, catalogue: Catalogue | None) -> None:
        """Show the songs of another catalogue (or none), sorted as before, unfiltered."""
        self.beginResetModel()
        self._catalogue = catalogue
        self._filtered = self._heard = None
        self._arrange()
        self.endResetModel()

    def set_rare(self, rare: Bool) -> None:
        """Mark the songs that were too rare to be learnt, shape (songs,)."""
        self._rare = rare
        if len(self._order):
            self.dataChanged.emit(self.index(0, TITLE), self.index(len(self._order) - 1, ARTIST))

    def set_heard(self, plays: Int64 | None) -> None:
        """Show only songs that were played in a period, with their plays in it, shape (songs,); None is all time."""
        self.beginResetModel()
        self._heard = plays
        self._arrange()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only songs whose title or artist fits the text; best hits first while a filter is set."""
        self.beginResetModel()
        catalogue = self._catalogue
        if catalogue is None or not text.strip():
            self._filtered = None
        else:
            self._filtered = np.asarray(catalogue.search(text, len(catalogue.songs)), np.int64)
        self._arrange()
        self.endResetModel()

    def row_of(self, song: int) -> int:
        """Row that shows a library song number, -1 when it is filtered away."""
        if self._catalogue is None:
            return -1
        songs = self._catalogue.songs
        index = int(np.searchsorted(songs, song))
        if index >= len(songs) or songs[index] != song:
            return -1
        found = np.flatnonzero(self._order == index)
        return int(found[0]) if len(found) else -1

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """Column and direction of the order."""
        return self._sorted_by

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Count the songs shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Title, artist, plays, last played."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            column, order = self._sorted_by
            if self._joined and section == TITLE and column == ARTIST:
                section = ARTIST
            name = (self.tr("Song"), self.tr("Artist"), self.tr("Plays"), self.tr("Last played"))[section]
            arrow = "↓" if order == Qt.SortOrder.DescendingOrder else "↑"
            return f"{name} {arrow}" if section == column else name
        if role == Qt.ItemDataRole.ToolTipRole and self._joined and section == TITLE:
            return self.tr("Click to sort by song, a third time by artist")
        if role == Qt.ItemDataRole.ToolTipRole and self._heard is not None and section == PLAYS:
            return self.tr("Plays in the period that is chosen on the timeline")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text of a cell, its alignment, or the song number of its row."""
        catalogue = self._catalogue
        if catalogue is None or not index.isValid() or index.row() >= len(self._order):
            return None
        at = int(self._order[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(catalogue, at, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == SONG_ROLE:
            return int(catalogue.songs[at])
        if role == TITLE_ROLE:
            return catalogue.title(at)
        if role == ARTIST_ROLE:
            return self._beside(at, catalogue.artist(at)) if self._joined else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            beside = self._beside(at, catalogue.artist(at))
            return f"{catalogue.title(at)}, {beside}, {self._text(catalogue, at, PLAYS)}"
        if role == Qt.ItemDataRole.ToolTipRole and self._is_rare(at):
            return wording.estimated()
        return None

    def _is_rare(self, at: int) -> bool:
        return at < len(self._rare) and bool(self._rare[at])

    def _beside(self, at: int, artist: str) -> str:
        """The artist, and that a song is rare."""
        return wording.rare(artist) if self._is_rare(at) else artist

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; equal rows by plays, then by title."""
        self.layoutAboutToBeChanged.emit()
        before = self._order
        kept = [(index, int(before[index.row()])) for index in self.persistentIndexList()]
        self._sorted_by = (column, order)
        self._arrange()
        place = {int(at): row for row, at in enumerate(self._order)} if kept else {}
        for index, at in kept:
            self.changePersistentIndex(index, self.index(place[at], index.column()))
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, LAST)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be selected and dragged."""
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else base

    def mimeData(self, indexes: Any) -> QMimeData:
        """Drag and copy as "Artist - Title", one song a line."""
        rows = sorted({index.row() for index in indexes})
        songs = [int(self.data(self.index(row, TITLE), SONG_ROLE)) for row in rows]
        return songs_mime(songs, [self.line(row) for row in rows])

    def mimeTypes(self) -> list[str]:
        """Names as text, and our own numbers."""
        return ["text/plain", SONGS]

    def line(self, row: int) -> str:
        """Write a row as "Artist - Title"."""
        catalogue = self._catalogue
        if catalogue is None:
            return ""
        at = int(self._order[row])
        return f"{catalogue.artist(at)} - {catalogue.title(at)}"

    def _text(self, catalogue: Catalogue, at: int, column: int) -> str:
        if column in (TITLE, ARTIST):
            clean = wording.clean(catalogue.title(at) if column == TITLE else catalogue.artist(at))
            return self._beside(at, clean) if column == ARTIST else clean
        if column == PLAYS:
            return QLocale().toString(int((catalogue.plays if self._heard is None else self._heard)[at]))
        return day_text(int(catalogue.last_day[at]))

    @staticmethod
    def _alignment(column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if column in (PLAYS, LAST) else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def _arrange(self) -> None:
        """Make the order of the rows: the filter's own ranking, or the sorted column."""
        catalogue = self._catalogue
        if catalogue is None:
            self._order = np.zeros(0, np.int64)
            return
        column, direction = self._sorted_by
        if self._filtered is not None and column == PLAYS:
            order = self._filtered
        else:
            plays = np.asarray(catalogue.plays, np.int64) if self._heard is None else self._heard
            order = _ranks(catalogue, plays, column, direction == Qt.SortOrder.DescendingOrder)
            if self._filtered is not None:
                wanted = np.zeros(len(order), np.bool_)
                wanted[self._filtered] = True
                order = order[wanted[order]]
        self._order = order if self._heard is None else order[self._heard[order] > 0]


def _ranks(catalogue: Catalogue, heard: Int64, column: int, descending: bool) -> Int64:
    """Catalogue indices in the order of a column; `heard` are plays, shape (songs,)."""
    plays = -heard
    if column == PLAYS:
        order = np.argsort(plays if descending else -plays, kind="stable")
    elif column == LAST:
        days = np.asarray(catalogue.last_day, np.int64)
        order = np.lexsort((plays, -days if descending else days))
    elif column == ARTIST:
        keys = np.asarray(catalogue.artist_rank)[np.asarray(catalogue.artist_index)]
        order = np.lexsort((plays, -keys if descending else keys))
    else:
        keys = np.asarray(catalogue.title_rank)
        order = np.argsort(-keys if descending else keys, kind="stable")
    return order.astype(np.int64)
