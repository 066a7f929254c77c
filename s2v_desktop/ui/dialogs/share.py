"""Before a model leaves: what is in the file and what is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.labels import plain_label


class ShareDialog(QDialog):
    """Asks whether the file tells how often songs were played.

    Parameters
    ----------
    model : str
        Id of the model.
    """

    wanted = Signal(str, bool)
    """Id of the model, and whether counts go with it."""

    def __init__(self, model: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Share a model"))
        self.setMinimumWidth(480)
        self._model = model
        self._counts = CheckBox(self.tr("Also tell how often you played each song"))
        text = self.tr(
            "The file holds the names of the songs of this model and what was learnt about them. It holds no play, no "
            "time and no listener, and not even the order of the songs tells which you play most. Whoever opens it "
            "can ask it for songs they have never heard. The names themselves are in it: they tell what is in your "
            "library."
        )
        go = QPushButton(self.tr("Choose a file…"))
        go.setProperty("primary", True)
        go.setDefault(True)
        go.clicked.connect(self._on_go)
        stay = QPushButton(self.tr("Cancel"))
        stay.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(go)
        buttons.addWidget(stay)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Share what was learnt, and nothing you played"), "title"))
        column.addWidget(plain_label(text, muted=True, wrap=True))
        column.addWidget(self._counts)
        column.addSpacing(8)
        column.addLayout(buttons)

    @Slot()
    def _on_go(self) -> None:
        self.accept()
        self.wanted.emit(self._model, self._counts.isChecked())
