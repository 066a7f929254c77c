"""The current playlist as a table: place, song, artist, and how well each song fits the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from s2v_desktop.ui.models.recommendation_table import COSINE_ROLE
from s2v_desktop.ui.models.song_mime import SONGS, songs_mime, songs_of
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, SONG_ROLE, TITLE_ROLE

Index = QModelIndex | QPersistentModelIndex

PLACE, SONG, STEP = range(3)

PLACES = "application/x-s2v-places"
"""Marks a drag of the playlist's own rows: they are moved, not added again."""


@dataclass(frozen=True, slots=True)
class Line:
    """One song of a playlist, ready to be shown.

    Attributes
    ----------
    step : float or None
        Cosine with the song before; None for the first, or where the model does not know one of them.
    again : bool
        Whether the song stood in the playlist before.
    """

    song: int
    title: str
    artist: str
    step: float | None = None
    again: bool = False


class PlaylistTable(QAbstractTableModel):
    """Songs in their order. Songs are dropped between rows; the rows themselves can be dragged."""

    dropped = Signal(object, int)
    """Library song numbers that shall be put in before a place."""
    moved = Signal(object, int)
    """Places whose songs shall stand before another place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show another playlist."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Count the songs."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Place, song with artist, step."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("#", self.tr("Song"), self.tr("Step"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == PLACE else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and section == STEP:
            return self.tr("Cosine with the song before: 1 is no step at all, 0 is a leap.")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text of a cell, the number behind the bar, or the song number."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            step = "" if line.step is None else f"{line.step:.2f}"
            return (str(index.row() + 1), f"{line.title} · {line.artist}", step)[column]
        if role == Qt.ItemDataRole.ToolTipRole and line.again:
            return self.tr("This song stands in the playlist twice.")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == PLACE else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            twice = self.tr(", twice") if line.again else ""
            return f"{index.row() + 1}. {line.title}, {line.artist}{twice}"
        return self._value(line, role)

    def _value(self, line: Line, role: int) -> Any:
        again = self.tr(" (again)") if line.again else ""
        values = {
            int(SONG_ROLE): line.song,
            int(COSINE_ROLE): line.step,
            int(TITLE_ROLE): line.title,
            int(ARTIST_ROLE): f"{line.artist}{again}",
        }
        return values.get(int(role))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be selected and dragged; songs are dropped between them."""
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else base | Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Songs are copied in; what is moved inside is moved by us."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Our songs, our own rows, and names as text."""
        return [SONGS, PLACES, "text/plain"]

    def mimeData(self, indexes: Any) -> QMimeData:
        """Drag and copy as "Artist - Title", one song a line, with the places."""
        rows = sorted({index.row() for index in indexes})
        lines = [self._lines[row] for row in rows]
        made = songs_mime([one.song for one in lines], [f"{one.artist} - {one.title}" for one in lines])
        made.setData(PLACES, ",".join(map(str, rows)).encode())
        return made

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Take our own songs only."""
        return data.hasFormat(SONGS)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Tell what shall be put where; the playlist does it and shows it again.

        Returns
        -------
        bool
            Always False after a move: the view would remove the dragged rows a second time.
        """
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self._lines)
        if data.hasFormat(PLACES):
            self.moved.emit(_places(data, len(self._lines)), place)
            return False
        songs = songs_of(data)
        if songs:
            self.dropped.emit(songs, place)
        return bool(songs)


def _places(data: QMimeData, rows: int) -> list[int]:
    """Places of a drag of our own rows; those that are none are left out."""
    text = bytes(data.data(PLACES).data()).decode("ascii", "replace")
    return [int(part) for part in text.split(",") if part.isdecimal() and int(part) < rows]
