"""How two models differ: a figure for the whole, and the songs whose neighbours changed most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.labels import escape_tooltip, plain_label
from s2v_desktop.ui.widgets.plain_table import plain_table

_AnyIndex = QModelIndex | QPersistentModelIndex
SONG, PLAYS, SHARED, GONE, CAME = range(5)


class ChangeTable(QAbstractTableModel):
    """Songs whose ten nearest changed, most changed first."""

    def __init__(self, changed: list[Mapping[str, Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changed = changed
        self._heads = (
            self.tr("Song"),
            self.tr("Plays"),
            self.tr("Kept"),
            self.tr("No longer near"),
            self.tr("Near now"),
        )

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row per song."""
        return 0 if parent.isValid() else len(self._changed)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Song, plays, share kept, what went, what came."""
        return len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (PLAYS, SHARED):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, alignment, and whole lists as tooltips."""
        one, column = self._changed[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (PLAYS, SHARED):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column in (GONE, CAME):
            names = one["gone"] if column == GONE else one["came"]
            return "<br>".join(escape_tooltip(wording.clean(name, 120)) for name in names)
        return None

    def _text(self, one: Mapping[str, Any], column: int) -> str:
        if column == SONG:
            return wording.song(one["title"], one["artist"], 100)
        if column == PLAYS:
            return wording.number(one["plays"])
        if column == SHARED:
            return f"{100 * one['jaccard']:.0f} %"
        return wording.clean(", ".join(one["gone"] if column == GONE else one["came"]), 300)


class CompareDialog(QDialog):
    """Two models side by side.

    Parameters
    ----------
    result : mapping
        As job ``compare`` gives it.
    first, second : str
        Names of the models.
    """

    def __init__(self, result: Mapping[str, Any], first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare"))
        self.resize(960, 520)
        table = plain_table(
            ChangeTable(list(result["changed"]), self), self.tr("Songs whose nearest songs changed most"), 0, many=True
        )
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (PLAYS, SHARED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(16, 16, 16, 16)
        column_box.setSpacing(12)
        names = wording.SEPARATOR.join(wording.clean(name, 60) for name in (first, second))
        column_box.addWidget(plain_label(names, "title"))
        column_box.addWidget(plain_label(summary(result), "secondary", muted=True, wrap=True))
        column_box.addWidget(table, 1)
        column_box.addLayout(buttons)


def summary(result: Mapping[str, Any]) -> str:
    """What the two have in common, in a sentence or two."""
    share = f"{100 * result['jaccard']:.0f}"
    text = wording.tr("On average {share} % of a song's ten nearest songs are the same in both ({songs}).")
    said = [text.format(share=share, songs=wording.count(result["songs"], wording.tr("song"), wording.tr("songs")))]
    if result.get("only_seed"):
        said.append(wording.tr("They differ in nothing but their seed: so much is learnt, and the rest is chance."))
    if result["only_first"] or result["only_second"]:
        gone, new = wording.number(result["only_first"]), wording.number(result["only_second"])
        only = wording.tr("{gone} songs are only in the first, {new} only in the second.")
        said.append(only.format(gone=gone, new=new))
    return " ".join(said)
