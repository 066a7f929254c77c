"""How a song is spelled in the files; what is another song can be taken out, and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.labels import escape_tooltip, plain_label

_DATA = Qt.ItemDataRole.UserRole
PLAYS = 3


class SpellingsDialog(QDialog):
    """The spellings of one song; some are selected and made a song of their own, or put back.

    Parameters
    ----------
    title : str
        The song.
    answer : mapping
        Of the job ``spellings``.
    """

    wanted = Signal(object, object, str)
    """Spec of the job ``merge``, the spec that takes it back, and what to call it."""

    def __init__(self, title: str, answer: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Spellings"))
        self.resize(720, 420)
        self._song = int(answer["song"])
        self._list = self._make_list(answer["spellings"])
        self._take = QPushButton(self.tr("Make it a song of its own"))
        self._back = QPushButton(self.tr("Put back"))
        self._back.setToolTip(self.tr("Let it be the song again that its title and artist say"))
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button, slot in ((self._take, self._on_take), (self._back, self._on_back), (close, self.accept)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            if button is close:
                buttons.addStretch(1)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(wording.clean(title, 200), "title", wrap=True))
        said = self.tr("These spellings are taken for one song. Select what is another one; what you say holds for "
                       "later imports too.")  # fmt: skip
        column.addWidget(plain_label(said, "secondary", muted=True, wrap=True))
        column.addWidget(self._list, 1)
        column.addLayout(buttons)
        self._list.itemSelectionChanged.connect(self._on_selection)
        self._on_selection()

    def _make_list(self, spellings: Sequence[Mapping[str, Any]]) -> QTreeWidget:
        found = QTreeWidget()
        found.setAccessibleName(self.tr("Spellings of the song"))
        found.setHeaderLabels([self.tr("Title"), self.tr("Artist"), self.tr("Album"), self.tr("Plays")])
        found.setRootIsDecorated(False)
        found.setUniformRowHeights(True)
        found.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = found.header()
        header.setStretchLastSection(False)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        found.headerItem().setTextAlignment(PLAYS, right)
        for column in range(PLAYS + 1):
            mode = QHeaderView.ResizeMode.Stretch if column < PLAYS else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        for one in spellings:
            texts = [wording.clean(str(text), 160) for text in one["name"]]
            item = QTreeWidgetItem([*texts, wording.number(one["plays"])])
            item.setData(0, _DATA, dict(one))
            item.setSizeHint(0, QSize(0, theme.ROW_HEIGHT))
            item.setTextAlignment(PLAYS, right)
            for column, text in enumerate(texts):
                item.setToolTip(column, escape_tooltip(text))
            found.addTopLevelItem(item)
        return found

    @property
    def _chosen(self) -> list[dict[str, Any]]:
        return [item.data(0, _DATA) for item in self._list.selectedItems()]

    @Slot()
    def _on_selection(self) -> None:
        chosen = self._chosen
        others = self._list.topLevelItemCount() > len(chosen)
        unknown = any(not one["known"] for one in chosen)
        self._take.setEnabled(bool(chosen) and others and not unknown)
        self._take.setToolTip(self.tr("An earlier version did not note which plays are spelled like that: undo the "
                                      "import and import it again first.") if unknown else "")  # fmt: skip
        self._back.setEnabled(bool(chosen) and all(one["own"] for one in chosen))

    @Slot()
    def _on_take(self) -> None:
        names = {"names": [one["name"] for one in self._chosen]}
        self.accept()
        there, back = {"take_out": {"song": self._song, **names}}, {"put_back": names}
        self.wanted.emit(there, back, self.tr("take a spelling out"))

    @Slot()
    def _on_back(self) -> None:
        names = {"names": [one["name"] for one in self._chosen]}
        self.accept()
        self.wanted.emit({"put_back": names}, {"take_out": names}, self.tr("put a spelling back"))
