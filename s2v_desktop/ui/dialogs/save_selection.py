"""Asks for the name of a selection."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.store.selections import LONGEST_NAME
from s2v_desktop.ui.widgets.labels import plain_label


class SaveSelection(QDialog):
    """A name, and a word when it is taken.

    Parameters
    ----------
    songs : str
        How many songs, in words.
    taken : collection of str
        Names of saved selections.

    Signals
    -------
    named(str)
    """

    named = Signal(str)

    def __init__(self, songs: str, taken: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save the selection"))
        self.setMinimumWidth(420)
        self._taken = frozenset(taken)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name of the selection"))
        self.name.setPlaceholderText(self.tr("Name"))
        self.note = plain_label("", "secondary", muted=True)
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        self.save.setEnabled(False)
        cancel = QPushButton(self.tr("Cancel"))
        self.save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.reject)
        self.name.textChanged.connect(self._on_text)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("A name for {songs}:").format(songs=songs)))
        column.addWidget(self.name)
        column.addWidget(self.note)
        column.addLayout(foot)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        name = " ".join(text.split())
        self.save.setEnabled(bool(name))
        self.note.setText(self.tr("This replaces the selection of this name.") if name in self._taken else "")

    @Slot()
    def _on_save(self) -> None:
        self.named.emit(self.name.text())
        self.accept()
