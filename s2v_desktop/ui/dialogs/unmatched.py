"""What of a foreign playlist is not in the library: listed, and to be copied; nothing was guessed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.labels import plain_label


class UnmatchedDialog(QDialog):
    """The list.

    Parameters
    ----------
    matched : int
        How many songs were found.
    unmatched : sequence of str
        ``Artist - Title`` of the others.
    """

    def __init__(self, matched: int, unmatched: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Songs that were not found"))
        self.resize(560, 420)
        self._unmatched = tuple(unmatched)
        taken = wording.count(matched, self.tr("song was found and taken."), self.tr("songs were found and taken."))
        missing = wording.count(len(unmatched), self.tr("is not in your library:"), self.tr("are not in your library:"))
        sentence = f"{taken} {missing}"
        self._list = QListWidget()
        self._list.setAccessibleName(self.windowTitle())
        self._list.addItems([wording.clean(one) for one in unmatched])
        copy = QPushButton(self.tr("Copy the list"))
        copy.clicked.connect(self._copy)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(sentence, wrap=True))
        column.addWidget(self._list, 1)
        column.addLayout(buttons)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._unmatched))
