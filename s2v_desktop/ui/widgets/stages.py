"""The first import while it runs: three steps, the current one in words. Nothing has to be decided here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.watching import Pass
from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.learning import LearningView

_WIDTH, _STEPS = 600, 1000


class _Stage(QWidget):
    """One step: a sign, its name, and a sentence while it is the current one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown: tuple[str, str] | None = None
        self._sign = plain_label()
        self._sign.setFixedSize(24, 24)
        self._name = plain_label(name, "title")
        self.sentence: QLabel = plain_label("", "secondary", muted=True, wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._name)
        texts.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def show_state(self, state: str) -> None:
        """Show whether the step is ``done``, ``now`` or ``later``."""
        tokens = theme.theme_of(QGuiApplication.instance())
        sign, colour = {
            "done": ("check", tokens.accent),
            "now": ("target", tokens.text),
            "later": ("circle", tokens.line),
        }[state]
        if (sign, colour) != self._shown:
            self._shown = (sign, colour)
            self._sign.setPixmap(icons.pixmap(sign, colour, 20))
        muted = state == "later"
        if muted != self._name.property("muted"):  # to style a label anew takes milliseconds
            self._name.setProperty("muted", muted)
            self._name.style().unpolish(self._name)
            self._name.style().polish(self._name)


class StagesPage(QWidget):
    """Shows how far an import on an empty library is.

    Parameters
    ----------
    stages : sequence of (str, str)
        Job and what to call it.
    """

    cancelled = Signal()
    stopped = Signal()
    """The training is to end soon and keep its best pass so far."""

    def __init__(self, stages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = [job for job, _ in stages]
        self._stages = [_Stage(name) for _, name in stages]
        self._told: dict[int, str] = {}
        self._now = 0
        self._watched = False
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel the import"))
        self._cancel.clicked.connect(self.cancelled)
        self._stop = QPushButton(self.tr("Stop here and keep the best"))
        self._stop.clicked.connect(self.stopped)
        self._stop.hide()
        self._learning = LearningView()
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(16)
        column.addWidget(plain_label(self.tr("Making your map"), "display"))
        for stage in self._stages:
            column.addWidget(stage)
        column.addWidget(self._bar)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._stop)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self._learning)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        self.apply_theme()

    def show_progress(self, job: str, sentence: str, fraction: float, *, cancelling: bool = False) -> None:
        """Show where the work is; a job that is none of the stages only moves the bar."""
        if job in self._jobs:
            now = self._jobs.index(job)
            if now != self._now:
                self._now = now
                self.apply_theme()
            for position, stage in enumerate(self._stages):
                stage.sentence.setText(sentence if position == now else self._told.get(position, ""))
        self._stop.setVisible(job == "train" and self._watched)
        self._learning.setVisible(job == "train" and self._watched)
        self._bar.setValue(round(fraction * _STEPS))
        self._bar.setAccessibleDescription(sentence)
        self._cancel.setEnabled(not cancelling)

    def tell(self, job: str, sentence: str) -> None:
        """Leave a sentence with a step that is done."""
        if job in self._jobs:
            self._told[self._jobs.index(job)] = sentence

    @Slot()
    def begin(self) -> None:
        """A new run begins: nothing has been learnt yet."""
        self._told.clear()
        self._watched = False
        self._stop.hide()
        self._learning.begin()

    @Slot(object)
    def show_pass(self, told: Pass) -> None:
        """Show what a training knows after a pass."""
        self._watched = True
        self._learning.show_pass(told)

    def apply_theme(self) -> None:
        """Show the signs of all steps, coloured anew."""
        for position, stage in enumerate(self._stages):
            stage.show_state("done" if position < self._now else "now" if position == self._now else "later")
