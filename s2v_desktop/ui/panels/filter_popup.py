"""The filters of a list of recommendations: a button that says how many are on, and the card it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui import wording
from s2v_desktop.ui.panels.journey_bar import WITH_TEXT
from s2v_desktop.ui.question import NOBODY, FilterChoice
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.choices import CheckBox, ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label, section_label

_WIDTH = 372
_LONGEST_NAME = 40

Choices = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Places:
    """What filters can choose from.

    Attributes
    ----------
    listeners : tuple of str
        Names, by their index in the catalogue.
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


class FilterPopup(QFrame):
    """The card with all filters. Every change takes effect at once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("filters")
        self.setProperty("card", True)
        self.setFixedWidth(_WIDTH)
        self._button: QWidget | None = None
        self._choice = FilterChoice()
        self._filling = False
        self._boxes: dict[str, CheckBox] = {}
        self._combos: dict[str, QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        self._sliders: dict[str, QSlider] = {}
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addLayout(self._toggles())
        column.addLayout(self._lists())
        column.addLayout(self._slides())
        column.addLayout(self._shuffling())
        self._removed = plain_label("", "secondary", muted=True, wrap=True)
        column.addWidget(section_label(self.tr("Taken out of this list")))
        column.addWidget(self._removed)
        self._make_scroll()
        self.set_places(Places())
        self.show_removed({})

    def _make_scroll(self) -> None:
        """A window lower than the card scrolls it."""
        self._scroll = QScrollArea()
        self._scroll.setObjectName("bare")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)

    # Building ---------------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(section_label(self.tr("Filters")), 1)
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.setProperty("flat", True)
        self._reset.setToolTip(self.tr("Seeds hidden, one version of each song, nothing else"))
        self._reset.clicked.connect(self.reset)
        row.addWidget(self._reset)
        return row

    def _toggles(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for name, text, hint in (
            ("hide_seeds", self.tr("Leave out the seeds"), ""),
            ("fold", self.tr("One version of each song"), self.tr("Live, remastered and remixed stand for one song.")),
            ("artists_apart", self.tr("Never the same artist twice running"), ""),
            ("forgotten", self.tr("Only forgotten favourites"), self.tr("Played often once, and not for a year.")),
            ("in_period", self.tr("Only songs of the period below"), self.tr("Brush the timeline to choose one.")),
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
        grid.setVerticalSpacing(8)
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

    def _shuffling(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._another = QPushButton(self.tr("Another list"))
        self._another.setToolTip(self.tr("Draw other good songs. The same number gives the same list."))
        self._another.setIconSize(WITH_TEXT)
        self._another.clicked.connect(self.shuffle)
        self._list = plain_label("", "secondary", muted=True)
        self._best = QPushButton(self.tr("Best first"))
        self._best.setProperty("flat", True)
        self._best.clicked.connect(self._on_best)
        row.addWidget(self._another)
        row.addWidget(self._list, 1)
        row.addWidget(self._best)
        self.apply_theme()
        return row

    # Choosing ---------------------------------------------------------------------------------------------------

    @property
    def choice(self) -> FilterChoice:
        """What is chosen now."""
        return self._choice

    def set_choice(self, choice: FilterChoice) -> None:
        """Show a choice and tell about it."""
        self._choice = choice
        self._fill()
        self.changed.emit()

    @Slot()
    def reset(self) -> None:
        """Go back to the defaults."""
        self.set_choice(FilterChoice())

    @Slot()
    def shuffle(self) -> None:
        """Ask for another list."""
        self.set_choice(replace(self._choice, shuffle=self._choice.shuffle + 1))

    @Slot()
    def _on_best(self) -> None:
        self.set_choice(replace(self._choice, shuffle=0))

    def set_places(self, places: Places) -> None:
        """Offer the listeners and regions that are there; a choice that is gone is taken back."""
        names = [(at, wording.clean(name, _LONGEST_NAME)) for at, name in enumerate(places.listeners)]
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

    def show_removed(self, removed: Mapping[str, int]) -> None:
        """Say how many songs each filter took out."""
        lines = removed_lines(self, removed)
        self._removed.setText("\n".join(lines) if lines else self.tr("Nothing"))
        if self.isVisible():
            self._place()

    def open_at(self, button: QWidget) -> None:
        """Show the card below a button, inside its window and screen."""
        self._button = button
        self._place()
        self.show()
        self._boxes["hide_seeds"].setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """Be as high as what is in the card: below the button, else beside it, scrolled where the window is lower."""
        button = self._button
        assert button is not None
        area = button.screen().availableGeometry() & button.window().geometry()
        column = self._page.layout()
        assert column is not None
        column.activate()
        width = _WIDTH - 4  # a line and a margin on each side
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.totalSizeHint().height()
        self.setFixedHeight(min(wanted + 4, max(area.height() - 16, 200)))
        below = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 4))
        fits = below.y() + self.height() + 8 <= area.bottom()
        x = below.x() if fits else button.mapToGlobal(QPoint(-self.width() - 8, 0)).x()
        if x < area.left() + 8:  # no room at the left of it either
            x = button.mapToGlobal(QPoint(button.width() + 8, 0)).x()
        y = min(below.y(), area.bottom() - self.height() - 8)
        self.move(min(x, area.right() - self.width() - 8), max(area.top() + 8, y))

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self._another.setIcon(icons.icon("shuffle", size=16))

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
        shuffled = self._choice.shuffle
        self._list.setText(self.tr("List {0}").format(QLocale().toString(shuffled + 1)) if shuffled else "")
        self._best.setVisible(shuffled > 0)
        self._reset.setEnabled(self._choice.changed > 0)

    @Slot()
    def _on_changed(self) -> None:
        if self._filling:
            return
        values: dict[str, object] = {name: box.isChecked() for name, box in self._boxes.items()}
        values |= {name: combo.currentData() for name, combo in self._combos.items() if combo.count()}
        values |= {name: slider.value() / 100 for name, slider in self._sliders.items()}
        self.set_choice(replace(self._choice, **values))  # type: ignore[arg-type]


class FilterButton(QPushButton):
    """Opens the card; its text says how many filters are on."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.popup = FilterPopup(self)
        self.popup.changed.connect(self._on_changed)
        self.setProperty("flat", True)
        self.setIconSize(WITH_TEXT)
        self.clicked.connect(self._open)
        self._say()
        self.apply_theme()

    @property
    def choice(self) -> FilterChoice:
        """What is chosen now."""
        return self.popup.choice

    def show_removed(self, removed: Mapping[str, int]) -> None:
        """Say how many songs each filter took out, in the card and as a tooltip."""
        self.popup.show_removed(removed)
        self.setToolTip("\n".join(removed_lines(self, removed)))

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self.setIcon(icons.icon("filter", size=16))

    @Slot()
    def _open(self) -> None:
        self.popup.open_at(self)

    @Slot()
    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        on = self.choice.changed
        self.setText(self.tr("Filters · {0}").format(on) if on else self.tr("Filters"))


def removed_lines(asker: QWidget, removed: Mapping[str, int]) -> list[str]:
    """What each filter took out, as sentences for people."""
    tr = asker.tr
    names = {
        "seeds": tr("the seeds"),
        "hidden": tr("hidden, or no longer in the library"),
        "versions": tr("other versions"),
        "only": tr("outside the listener, period or region"),
        "played": tr("played before"),
        "recent": tr("played lately"),
        "few plays": tr("played too seldom"),
        "per artist": tr("more songs of one artist"),
    }
    numbers = QLocale()
    return [f"{numbers.toString(count)}  {names.get(name, name)}" for name, count in removed.items() if count > 0]
