"""What can be done while the map settles: let it wait, go on, or stay as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget


class SettleBar(QWidget):
    """Two buttons over the map.

    Signals
    -------
    pause_wanted(), resume_wanted()
        The layout shall wait, or go on.
    stop_wanted()
        The map shall stay as it is.
    """

    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paused = False
        self.pause, self.stop = QPushButton(), QPushButton(self.tr("Stop here"))
        self.stop.setToolTip(self.tr("Keep the map as it is now"))
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(self._on_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.pause)
        row.addWidget(self.stop)
        self.begin()
        self.hide()

    def begin(self) -> None:
        """A layout begins: it is not paused and has not been stopped."""
        self.paused = False
        self.stop.setEnabled(True)
        self.pause.setEnabled(True)
        self._name()

    def _name(self) -> None:
        self.pause.setText(self.tr("Go on") if self.paused else self.tr("Pause"))
        self.adjustSize()

    @Slot()
    def _on_pause(self) -> None:
        self.paused = not self.paused
        self._name()
        (self.pause_wanted if self.paused else self.resume_wanted).emit()

    @Slot()
    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.pause.setEnabled(False)
        self.stop_wanted.emit()
