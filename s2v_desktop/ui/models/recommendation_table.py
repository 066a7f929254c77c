"""A list of recommendations as a table: rank, song, artist, cosine."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from s2v_desktop.ui import wording
from s2v_desktop.ui.models.song_mime import SONGS, songs_mime
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, SONG_ROLE, TITLE_ROLE

Index = QModelIndex | QPersistentModelIndex

COSINE_ROLE = Qt.ItemDataRole.UserRole + 2
"""Cosine of a row as a number, for the bar."""

LITTLE_ROLE = Qt.ItemDataRole.UserRole + 5
"""Whether so little was heard of a song that its number is half chance."""

RANK, SONG, COSINE = range(3)

WELL_HEARD = 5
"""From so many plays on, a number says something."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """One song of a list of recommendations, ready to be shown.

    Attributes
    ----------
    song : int
        Library song number.
    index : int
        Catalogue index.
    row : int
        Row of the model.
    cosine : float
        With the seeds; on a journey with the song before, NaN for the first.
    contributions : tuple of (int, float)
        Library song number of each seed and its share of the cosine.
    placed : bool
        Too rare to be learnt: it stands where its artist and company stand.
    """

    rank: int
    song: int
    index: int
    row: int
    title: str
    artist: str
    score: float
    cosine: float
    plays: int
    contributions: tuple[tuple[int, float], ...]
    placed: bool = False

    @property
    def little(self) -> bool:
        """Whether it was played so seldom that its number is half chance; of songs of others' models nobody knows."""
        return self.placed or 0 < self.plays < WELL_HEARD


class RecommendationTable(QAbstractTableModel):
    """Recommendations, best first; ranks are the order and cannot be sorted away."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Recommended, ...] = ()
        self._one_artist = False
        self._heading = "cosine"

    @property
    def items(self) -> tuple[Recommended, ...]:
        """What is shown, best first."""
        return self._items

    def set_items(self, items: tuple[Recommended, ...], *, one_artist: bool = False, heading: str = "cosine") -> None:
        """Show another list; in a library of one artist its name at every title would only take room.

        Parameters
        ----------
        heading : str
            What the number is: ``cosine``, the ``step`` of a journey, the ``agreement`` of votes, or the ``share`` of
            plays that a song has with each of two listeners.
        """
        self.beginResetModel()
        self._one_artist, self._heading = one_artist, heading
        self._items = items
        self.endResetModel()

    def extend(self, items: tuple[Recommended, ...]) -> None:
        """Show the same list with more songs at its end; what is selected stays."""
        if len(items) > len(self._items):
            self.beginInsertRows(QModelIndex(), len(self._items), len(items) - 1)
            self._items = items
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Count the recommendations."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names and default
        """Rank, song with artist, cosine."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            numbers = {"step": self.tr("Step"), "agreement": self.tr("Votes"), "share": self.tr("Plays")}
            return ("#", self.tr("Song"), numbers.get(self._heading, self.tr("Cosine")))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == RANK else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and section == COSINE:
            return self._hint()
        return None

    def _hint(self) -> str:
        if self._heading == "step":
            return self.tr("Cosine with the song before: 1 is no step at all, 0 is a leap.")
        if self._heading == "agreement":
            return self.tr("Share of the songs played that name this one among their nearest.")
        if self._heading == "share":
            return self.tr("Share of the plays of each of the two, the smaller one. The bar compares with the first.")
        return self.tr("How much the song points the same way as your seeds: 1 is the same, 0 is unrelated.")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text of a cell, the number behind the bar, or the song number."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (str(item.rank), f"{item.title} · {item.artist}", self._number_of(item))[index.column()]
        if role == SONG_ROLE:
            return item.song
        if role == COSINE_ROLE:
            return self._filled(item)
        if role == TITLE_ROLE:
            return item.title
        if role == ARTIST_ROLE:
            return self._beside(item)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() == RANK else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            rare = self.tr(", rare") if item.placed else ""
            return f"{item.rank}. {item.title}, {item.artist}{rare}, {self._number_of(item)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "<br>".join(html.escape(line) for line in self._told(item))
        return item.little if role == LITTLE_ROLE else None

    def _number_of(self, item: Recommended) -> str:
        """The number a list is ranked by, as it is written."""
        return f"{100 * item.score:.1f} %" if self._heading == "share" else _number(item.cosine)

    def _filled(self, item: Recommended) -> float | None:
        """How far its bar is filled, None for no bar."""
        if self._heading == "share":
            return item.score / max(self._items[0].score, 1e-12)
        return None if math.isnan(item.cosine) else item.cosine

    def _told(self, item: Recommended) -> list[str]:
        """The whole song, and how well it is known."""
        names = [wording.clean(name) for name in (item.title, item.artist) if name]
        return [
            *names,
            wording.heard(item.plays, few=item.little and not item.placed),
            *([wording.estimated()] if item.placed else []),
        ]

    def _beside(self, item: Recommended) -> str:
        """What stands beside the title: the artist, and that a song is rare."""
        artist = "" if self._one_artist else item.artist
        return wording.rare(artist) if item.placed else artist

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be selected and dragged."""
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else base

    def mimeData(self, indexes: Any) -> QMimeData:
        """Drag and copy as "Artist - Title", one song a line."""
        rows = sorted({index.row() for index in indexes})
        return songs_mime([self._items[row].song for row in rows], [self.line(row) for row in rows])

    def mimeTypes(self) -> list[str]:
        """Names as text, and our own numbers."""
        return ["text/plain", SONGS]

    def line(self, row: int) -> str:
        """Write a row as "Artist - Title"."""
        item = self._items[row]
        return f"{item.artist} - {item.title}"


def _number(cosine: float) -> str:
    return "" if math.isnan(cosine) else f"{round(cosine, 2) + 0.0:.2f}"
