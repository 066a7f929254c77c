"""Asks for the name of the library before it is deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.labels import plain_label


class RemoveLibrary(QDialog):
    """Asks for the name of the library before it is deleted.

    Parameters
    ----------
    name : str
        Name of its folder, to be typed.
    """

    confirmed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete my library"))
        self.setMinimumWidth(460)
        self._name = name
        shown = wording.clean(name, 80)
        said = self.tr("Plays, models, maps, playlists and backups in “{name}” are deleted for good and overwritten in "
                       "its file. Your export files stay where they are.").format(name=shown)  # fmt: skip
        self._typed = QLineEdit()
        label = plain_label(self.tr("Type the name of the library to delete it"))
        label.setBuddy(self._typed)
        self._typed.setAccessibleName(label.text())
        self._typed.setPlaceholderText(shown)
        self._delete = QPushButton(self.tr("Delete"))
        self._delete.setProperty("danger", True)
        self._delete.setEnabled(False)
        self._delete.setAutoDefault(False)
        self._delete.clicked.connect(self._on_delete)
        keep = QPushButton(self.tr("Keep"))
        keep.setDefault(True)
        keep.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._delete)
        buttons.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("Delete this library?"), "title"))
        column.addWidget(plain_label(said, muted=True, wrap=True))
        column.addSpacing(8)
        column.addWidget(label)
        column.addWidget(self._typed)
        column.addSpacing(8)
        column.addLayout(buttons)
        self._typed.textChanged.connect(self._on_typed)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._delete.setEnabled(text.strip() == self._name)

    @Slot()
    def _on_delete(self) -> None:
        self.accept()
        self.confirmed.emit()
