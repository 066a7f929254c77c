"""The selected songs as a table: title, artist, plays, region. Names are read only for the rows that are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QLocale, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from s2v_desktop.core.types import Int32, Int64
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, SONG_ROLE, TITLE_ROLE

Index = QModelIndex | QPersistentModelIndex
TITLE, ARTIST, PLAYS, REGION = range(4)
_MOST_SORTED_BY_NAME = 20_000


class SelectedTable(QAbstractTableModel):
    """Songs of a selection, in its order or sorted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = (self.tr("Song"), self.tr("Artist"), self.tr("Plays"), self.tr("Region"))
        self._catalogue: Catalogue | None = None
        self._at: Int64 = np.zeros(0, np.int64)
        self._region: Int32 = np.zeros(0, np.int32)
        self._names: Sequence[str] = ()
        self._joined = False
        self._heard: Int64 | None = None

    def set_heard(self, plays: Int64 | None) -> None:
        """Tell plays of a period, shape (songs of the catalogue,); None tells those of all time."""
        self._heard = plays
        if len(self._at):
            self.dataChanged.emit(self.index(0, PLAYS), self.index(len(self._at) - 1, PLAYS))

    def set_joined(self, joined: bool) -> None:
        """Let the artist stand in the cell of the title."""
        self._joined = joined

    def show(self, catalogue: Catalogue | None, songs: Int64, region: Int32, names: Sequence[str]) -> None:
        """Show other songs.

        Parameters
        ----------
        catalogue : Catalogue or None
        songs : Int64, shape (n,)
            Catalogue indices.
        region : Int32, shape (n,)
            Place in `names`, -1 for none.
        names : sequence of str
        """
        self.beginResetModel()
        self._catalogue = catalogue
        self._at, self._region, self._names = songs, region, names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Songs."""
        return 0 if parent.isValid() else len(self._at)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Title, artist, plays, region."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings stand over their columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, alignment and song number."""
        if self._catalogue is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == TITLE_ROLE:
            return self._text(row, TITLE)
        if role == ARTIST_ROLE:
            return self._text(row, ARTIST) if self._joined else ""
        return int(self._catalogue.songs[int(self._at[row])]) if role == SONG_ROLE else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort; very many songs only by plays and region."""
        catalogue = self._catalogue
        if catalogue is None or not 0 <= column < len(self._heads):
            return
        if column == PLAYS:
            keys: np.ndarray = self._plays(catalogue)[self._at]
        elif column == REGION:
            keys = self._region
        elif len(self._at) > _MOST_SORTED_BY_NAME:
            return
        else:
            name: Callable[[int], str] = catalogue.title if column == TITLE else catalogue.artist
            keys = np.array([name(int(at)).casefold() for at in self._at], dtype=object)
        ranked = np.argsort(keys, kind="stable")
        if order == Qt.SortOrder.DescendingOrder:
            ranked = ranked[::-1]
        self.layoutAboutToBeChanged.emit()
        self._at, self._region = self._at[ranked], self._region[ranked]
        self.layoutChanged.emit()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Rows as lines of text, for the clipboard."""
        rows = sorted({index.row() for index in indexes})
        mime = QMimeData()
        mime.setText("\n".join("\t".join(self._text(row, c) for c in range(len(self._heads))) for row in rows))
        return mime

    def _plays(self, catalogue: Catalogue) -> Int64 | Int32:
        return np.asarray(catalogue.plays) if self._heard is None else self._heard

    def _text(self, row: int, column: int) -> str:
        catalogue, at = self._catalogue, int(self._at[row])
        assert catalogue is not None
        if column == TITLE:
            return catalogue.title(at)
        if column == ARTIST:
            return catalogue.artist(at)
        if column == PLAYS:
            return QLocale().toString(int(self._plays(catalogue)[at]))
        number = int(self._region[row])
        return self._names[number] if number >= 0 else ""


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == PLAYS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
