"""The words at the left of the status line: what the library holds, and for a while what has just happened."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.widgets.labels import ElidedLabel

SAID_MS = 8000


class StatusWords(ElidedLabel):
    """One line: a message takes the place of the resting text, in the same place and style, and gives it back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "secondary", muted=True, parent=parent)
        self._resting = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._rest)

    def set_resting(self, text: str) -> None:
        """What is shown while there is nothing to say."""
        self._resting = text
        if not self._timer.isActive():
            self._rest()

    def say(self, text: str) -> None:
        """Show a message for a while."""
        self._timer.start(SAID_MS)
        self._show(text)

    @Slot()
    def _rest(self) -> None:
        self._timer.stop()
        self._show(self._resting)

    def _show(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
