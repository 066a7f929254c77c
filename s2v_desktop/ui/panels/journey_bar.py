"""How long a journey is, whether artists may come twice, another route, and how smooth it became."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.question import JourneyChoice
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.labels import plain_label

LONGEST = 200
_PLAIN = """
QSpinBox { padding: 5px 4px; }
QSpinBox::up-button, QSpinBox::down-button { width: 0px; border: none; }
QSpinBox QLineEdit { border: none; padding: 0; min-height: 0; }
"""
"""Without arrows, and without a second frame for the line inside."""

WITH_TEXT = QSize(22, 16)
"""An icon of 16 pixels with some room to the text beside it."""


class JourneyBar(QWidget):
    """The choices of a journey."""

    changed = Signal()
    reversed = Signal()
    """The listener wants to go the other way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = JourneyChoice()
        self._filling = False
        self._length = QSpinBox()
        self._length.setRange(2, LONGEST)
        self._length.setAccessibleName(self.tr("Songs of the journey, both ends counted"))
        self._length.lineEdit().setAccessibleName(self._length.accessibleName())
        self._length.setSuffix(self.tr(" songs"))
        self._length.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._length.setStyleSheet(_PLAIN)
        self._shorter = self._step_button(self.tr("One song fewer"))
        self._shorter.clicked.connect(self._length.stepDown)
        self._longer = self._step_button(self.tr("One song more"))
        self._longer.clicked.connect(self._length.stepUp)
        self._length.valueChanged.connect(self._on_changed)
        self._artists = CheckBox(self.tr("No artist twice"))
        self._artists.setToolTip(self.tr("The stops themselves may be of one artist."))
        self._artists.toggled.connect(self._on_changed)
        self._another = QPushButton(self.tr("Another route"))
        self._another.setIconSize(WITH_TEXT)
        self._another.clicked.connect(self._on_another)
        self._turn = QToolButton()
        self._turn.setToolTip(self.tr("Go the other way"))
        self._turn.setAccessibleName(self.tr("Go the other way"))
        self._turn.clicked.connect(self.reversed)
        self._smooth = plain_label("", "secondary", muted=True)
        self._build()
        self._fill()
        self.apply_theme()

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        for widget in (self._shorter, self._length, self._longer):
            first.addWidget(widget)
        first.addStretch(1)
        first.addWidget(self._artists)
        second.addWidget(self._another)
        second.addWidget(self._turn)
        second.addStretch(1)
        second.addWidget(self._smooth)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)

    @property
    def choice(self) -> JourneyChoice:
        """What is chosen now."""
        return self._choice

    def set_choice(self, choice: JourneyChoice) -> None:
        """Show a choice and tell about it."""
        self._choice = choice
        self._fill()
        self.changed.emit()

    def set_one_artist(self, one_artist: bool) -> None:
        """In a library of one artist nothing would be left between the stops."""
        self._artists.setVisible(not one_artist)
        if one_artist:
            self._choice = replace(self._choice, one_per_artist=False)
            self._fill()

    def show_smoothness(self, smallest: float | None) -> None:
        """Say how near the two most distant neighbours are."""
        known = smallest is not None
        self._smooth.setText(self.tr("Widest step {0}").format(wording.cosine(smallest or 0.0)) if known else "")
        self._smooth.setToolTip(self.tr("The smallest cosine of two songs that follow each other"))

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        self._another.setIcon(icons.icon("route", size=16))
        self._shorter.setIcon(icons.icon("minus", size=14))
        self._longer.setIcon(icons.icon("plus", size=14))
        self._turn.setIcon(icons.icon("rebuild", size=16))

    def _step_button(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setProperty("flat", True)
        made.setFixedSize(26, 32)
        made.setAutoRepeat(True)
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    def _fill(self) -> None:
        self._filling = True
        self._length.setValue(self._choice.length)
        self._artists.setChecked(self._choice.one_per_artist)
        self._filling = False

    @Slot()
    def _on_changed(self) -> None:
        if not self._filling:
            self.set_choice(JourneyChoice(self._length.value(), self._artists.isChecked(), self._choice.route))

    @Slot()
    def _on_another(self) -> None:
        self.set_choice(replace(self._choice, route=self._choice.route + 1))
