"""The progress line at the right of the status line: what is being done, a bar, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from s2v_desktop.ui.widgets.labels import ElidedLabel

_STEPS = 1000


class ProgressLine(QWidget):
    """Shows one sentence, how much is done, and one button."""

    cancelled = Signal()
    """Cancel was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ElidedLabel("", "secondary", muted=True, align=Qt.AlignmentFlag.AlignRight)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setProperty("small", True)
        self._cancel.setAccessibleName(self.tr("Cancel what is running"))
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cancel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_progress(self, sentence: str, fraction: float, *, cancelling: bool = False) -> None:
        """Show where the work is."""
        self._sentence.setText(sentence)
        self._bar.setValue(round(fraction * _STEPS))
        self._bar.setAccessibleDescription(sentence)
        self._cancel.setEnabled(not cancelling)
        self._cancel.setVisible(True)
        self._bar.setVisible(True)
        self.show()

    @property
    def sentence(self) -> str:
        """What is being said."""
        return self._sentence.text()

    @Slot()
    def finish(self) -> None:
        """Nothing is running any more."""
        self.hide()
