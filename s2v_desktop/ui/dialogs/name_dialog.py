"""Asks for a name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.labels import plain_label

_LONGEST = 200


class NameDialog(QDialog):
    """A field and two buttons.

    Parameters
    ----------
    title : str
    name : str
        What stands in the field at first.
    """

    named = Signal(str)
    """The name the listener wants."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        self._field = QLineEdit(name)
        self._field.setMaxLength(_LONGEST)
        self._field.setAccessibleName(title)
        self._field.selectAll()
        self._field.textChanged.connect(self._on_changed)
        self._keep = QPushButton(self.tr("Keep this name"))
        self._keep.setProperty("primary", True)
        self._keep.setDefault(True)
        self._keep.clicked.connect(self._on_keep)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(title, "title"))
        column.addWidget(self._field)
        column.addLayout(buttons)

    @Slot()
    def _on_changed(self) -> None:
        self._keep.setEnabled(bool(self._field.text().strip()))

    @Slot()
    def _on_keep(self) -> None:
        self.named.emit(self._field.text())
        self.accept()
