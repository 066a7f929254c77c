"""The controls of the filters: toggles, lists to choose from and sliders, each for one field of a `FilterChoice`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.question import NOBODY, AskMode, FilterChoice
from s2v_desktop.ui.widgets.choices import CheckBox, ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label

_LONGEST_NAME = 40

Choices = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Places:
    """What filters can choose from.

    Attributes
    ----------
    listeners : tuple of str
        Names, by their index in the catalogue; none for who is not offered.
    regions : tuple of (int, str)
        Number and name of the regions of the map.
    one_artist : bool
        Whether filters on artists make no sense.
    period : bool
        Whether a period is chosen on the timeline.
    """

    listeners: tuple[str, ...] = ()
    regions: tuple[tuple[int, str], ...] = ()
    one_artist: bool = False
    period: bool = False


class FilterControls(QWidget):
    """Shows a choice and lets it be changed; every change is told at once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = FilterChoice()
        self._filling = False
        self._boxes: dict[str, CheckBox] = {}
        self._combos: dict[str, QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        self._sliders: dict[str, QSlider] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._toggles())
        column.addLayout(self._lists())
        column.addLayout(self._slides())
        self.setFocusProxy(self._boxes["hide_seeds"])
        self.set_places(Places())

    def _toggles(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        for name, text, hint in (
            ("hide_seeds", self.tr("Leave out the seeds"), ""),
            ("fold", self.tr("One version of each song"), self.tr("Live, remastered and remixed stand for one song.")),
            ("artists_apart", self.tr("Never the same artist twice running"), ""),
            ("forgotten", self.tr("Only forgotten favourites"), self.tr("Played often once, and not for a year.")),
            ("in_period", self.tr("Only songs of the period below"), self.tr("Brush the timeline to choose one.")),
            ("rare", self.tr("Also rare songs"), self.tr("Their place is only estimated; the map shows faint dots.")),
        ):
            box = CheckBox(text)
            box.setObjectName(name)
            box.setToolTip(hint)
            box.toggled.connect(self._on_changed)
            self._boxes[name] = box
            column.addWidget(box)
        return column

    def _lists(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, text, choices) in enumerate(self._fixed_lists()):
            label = plain_label(text, "secondary", muted=True)
            combo = ChoiceBox()
            combo.setObjectName(name)
            combo.setAccessibleName(text)
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            combo.setMinimumWidth(180)
            for value, shown in choices:
                combo.addItem(shown, value)
            combo.currentIndexChanged.connect(self._on_changed)
            label.setBuddy(combo)
            self._names[name], self._combos[name] = label, combo
            grid.addWidget(label, row, 0)
            grid.addWidget(combo, row, 1)
        return grid

    def _fixed_lists(self) -> tuple[tuple[str, str, Choices], ...]:
        numbers = QLocale()
        every = self.tr("Any number")
        return (
            ("per_artist", self.tr("Songs of one artist"), ((0, every), (1, "1"), (2, "2"), (3, "3"), (5, "5"))),
            ("new_to", self.tr("New to"), ()),
            (
                "rest_days",
                self.tr("Not played for"),
                (
                    (0, self.tr("Any time")),
                    (7, self.tr("A week")),
                    (30, self.tr("30 days")),
                    (90, self.tr("90 days")),
                    (365, self.tr("A year")),
                    (1825, self.tr("Five years")),
                ),
            ),
            (
                "min_plays",
                self.tr("Played at least"),
                ((0, every), *((n, self.tr("{0} times").format(numbers.toString(n))) for n in (5, 20, 50, 100))),
            ),
            ("played_by", self.tr("Played by"), ()),
            ("region", self.tr("Region"), ()),
        )

    def _slides(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (name, low, high, hint) in enumerate(
            (
                (
                    "adventurous",
                    self.tr("Familiar"),
                    self.tr("Adventurous"),
                    self.tr("How far songs you play a lot are held back"),
                ),
                ("diversity", self.tr("Alike"), self.tr("Varied"), self.tr("How different the songs of the list are")),
            )
        ):
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setObjectName(name)
            slider.setRange(0, 100)
            slider.setPageStep(10)
            slider.setAccessibleName(f"{low} – {high}")
            slider.setToolTip(hint)
            slider.valueChanged.connect(self._on_changed)
            self._sliders[name] = slider
            grid.addWidget(plain_label(low, "secondary", muted=True), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(plain_label(high, "secondary", muted=True), row, 2)
        return grid

    def show_mode(self, mode: AskMode) -> None:
        """Offer what has a meaning in such a list: a journey keeps its seeds, and its songs lie apart anyway."""
        self._boxes["hide_seeds"].setEnabled(mode in ("similar", "next"))
        self._sliders["diversity"].setEnabled(mode != "journey")

    @property
    def choice(self) -> FilterChoice:
        """What is chosen now."""
        return self._choice

    def set_choice(self, choice: FilterChoice) -> None:
        """Show a choice and tell about it."""
        self._choice = choice
        self._fill()
        self.changed.emit()

    def set_places(self, places: Places) -> None:
        """Offer the listeners and regions that are there; a choice that is gone is taken back."""
        before = self._choice
        names = [(at, wording.clean(name, _LONGEST_NAME)) for at, name in enumerate(places.listeners) if name]
        regions = [(number, wording.clean(name, _LONGEST_NAME)) for number, name in places.regions]
        self._filling = True
        self._refill("new_to", [(NOBODY, self.tr("Does not matter")), (-1, self.tr("Anybody")), *names])
        self._refill("played_by", [(-1, self.tr("Anybody")), *names])
        self._refill("region", [(-1, self.tr("Anywhere")), *regions])
        self._filling = False
        for name, shown in (("played_by", len(names) > 1), ("region", bool(regions))):
            self._combos[name].setVisible(shown)
            self._names[name].setVisible(shown)
        for widget in (self._combos["per_artist"], self._names["per_artist"], self._boxes["artists_apart"]):
            widget.setVisible(not places.one_artist)
        self._boxes["in_period"].setEnabled(places.period)
        self._fill()
        if self._choice != before:
            self.changed.emit()

    def _refill(self, name: str, choices: Choices) -> None:
        combo = self._combos[name]
        combo.clear()
        for value, shown in choices:
            combo.addItem(shown, value)
        if getattr(self._choice, name) not in [value for value, _ in choices]:
            self._choice = replace(self._choice, **{name: choices[0][0]})  # type: ignore[arg-type]

    def _fill(self) -> None:
        self._filling = True
        for name, box in self._boxes.items():
            box.setChecked(getattr(self._choice, name))
        for name, combo in self._combos.items():
            combo.setCurrentIndex(max(0, combo.findData(getattr(self._choice, name))))
        for name, slider in self._sliders.items():
            slider.setValue(round(getattr(self._choice, name) * 100))
        self._filling = False

    @Slot()
    def _on_changed(self) -> None:
        if self._filling:
            return
        values: dict[str, object] = {name: box.isChecked() for name, box in self._boxes.items()}
        values |= {name: combo.currentData() for name, combo in self._combos.items() if combo.count()}
        values |= {name: slider.value() / 100 for name, slider in self._sliders.items()}
        self.set_choice(replace(self._choice, **values))  # type: ignore[arg-type]
