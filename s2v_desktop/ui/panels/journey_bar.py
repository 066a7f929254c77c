"""How long a journey is, whether artists may come twice, another route, and how smooth it became."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui.question import JourneyChoice
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.labels import plain_label

LONGEST = 200


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
        self._length.valueChanged.connect(self._on_changed)
        self._artists = CheckBox(self.tr("No artist twice"))
        self._artists.setToolTip(self.tr("The stops themselves may be of one artist."))
        self._artists.toggled.connect(self._on_changed)
        self._another = QPushButton(self.tr("Another route"))
        self._another.clicked.connect(self._on_another)
        self._turn = QToolButton()
        self._turn.setToolTip(self.tr("Go the other way"))
        self._turn.setAccessibleName(self.tr("Go the other way"))
        self._turn.clicked.connect(self.reversed)
        self._smooth = plain_label("", "secondary", muted=True)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        first.addWidget(self._length)
        first.addWidget(self._another, 1)
        first.addWidget(self._turn)
        second.addWidget(self._artists)
        second.addStretch(1)
        second.addWidget(self._smooth)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)
        self._fill()
        self.apply_theme()

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
        self._smooth.setText(self.tr("Widest step {0}").format(f"{smallest:.2f}") if smallest is not None else "")
        self._smooth.setToolTip(self.tr("The smallest cosine of two songs that follow each other"))

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        self._another.setIcon(icons.icon("route", size=16))
        self._turn.setIcon(icons.icon("rebuild", size=16))

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
