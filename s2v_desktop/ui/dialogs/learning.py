"""A small window beside the map in which a training can be watched and ended at its best."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.flow import Flow, FlowProgress
from s2v_desktop.ui.widgets.labels import ElidedLabel
from s2v_desktop.ui.widgets.learning import LearningView

_STEPS = 1000


class LearningDialog(QDialog):
    """Shows the training that runs; it closes by itself when the training is over, and closing it stops nothing.

    Parameters
    ----------
    flow : Flow
    """

    stop_wanted = Signal()
    """End soon and keep the best pass so far."""

    def __init__(self, flow: Flow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Learning"))
        self.resize(420, 380)
        self._view = LearningView()
        self._sentence = ElidedLabel("", "body")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._stop = QPushButton(self.tr("Stop here and keep the best"))
        self._stop.clicked.connect(self._on_stop)
        self._stopping = False
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(flow.cancel)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        buttons.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._sentence)
        column.addWidget(self._bar)
        column.addWidget(self._view)
        column.addStretch(1)
        column.addLayout(buttons)
        flow.progressed.connect(self._on_progress)
        flow.passed.connect(self._view.show_pass)
        flow.job_done.connect(self._on_job_done)
        flow.finished.connect(self.accept)

    @Slot(object)
    def _on_progress(self, told: FlowProgress) -> None:
        self._sentence.setText(told.sentence)
        self._bar.setValue(round(told.fraction * _STEPS))
        self._stop.setEnabled(told.job == "train" and not told.cancelling and not self._stopping)

    @Slot()
    def _on_stop(self) -> None:
        self._stopping = True
        self._stop.setEnabled(False)
        self.stop_wanted.emit()

    @Slot(str, object)
    def _on_job_done(self, job: str, result: object) -> None:
        if job == "train":
            self.accept()
