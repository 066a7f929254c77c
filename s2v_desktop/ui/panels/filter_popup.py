"""The filters of a list of recommendations: a button that says how many are on, and the card it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from s2v_desktop.ui.models.recommendation_table import WELL_HEARD
from s2v_desktop.ui.panels.filter_controls import FilterControls
from s2v_desktop.ui.panels.journey_bar import WITH_TEXT
from s2v_desktop.ui.panels.sentences import removed_lines
from s2v_desktop.ui.question import AskMode, FilterChoice
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label, section_label

_WIDTH = 372


class FilterPopup(QFrame):
    """The card with all filters. Every change takes effect at once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("filters")
        self.setProperty("card", True)
        self.setFixedWidth(_WIDTH)
        self._button: QWidget | None = None
        self.controls = FilterControls()
        self.controls.changed.connect(self._on_changed)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addWidget(self.controls)
        column.addLayout(self._shuffling())
        self._removed = plain_label("", "secondary", muted=True, wrap=True)
        column.addWidget(section_label(self.tr("Taken out of this list")))
        column.addWidget(self._removed)
        self._make_scroll()
        self._show_list()
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

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(section_label(self.tr("Filters")), 1)
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.setProperty("flat", True)
        self._reset.setToolTip(self.tr("Seeds hidden, one version of each song, nothing else"))
        self._reset.clicked.connect(self.reset)
        row.addWidget(self._reset)
        return row

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

    @property
    def choice(self) -> FilterChoice:
        """What is chosen now."""
        return self.controls.choice

    @Slot()
    def reset(self) -> None:
        """Go back to the defaults."""
        self.controls.set_choice(FilterChoice())

    @Slot()
    def leave_out_seldom(self) -> None:
        """Only songs that were played so often that their numbers say something."""
        self.controls.set_choice(replace(self.choice, min_plays=WELL_HEARD))

    @Slot()
    def shuffle(self) -> None:
        """Ask for another list."""
        self.controls.set_choice(replace(self.choice, shuffle=self.choice.shuffle + 1))

    @Slot()
    def _on_best(self) -> None:
        self.controls.set_choice(replace(self.choice, shuffle=0))

    @Slot()
    def _on_changed(self) -> None:
        self._show_list()
        self.changed.emit()

    def _show_list(self) -> None:
        shuffled = self.choice.shuffle
        self._list.setText(self.tr("List {0}").format(QLocale().toString(shuffled + 1)) if shuffled else "")
        self._best.setVisible(shuffled > 0)
        self._reset.setEnabled(self.choice.changed > 0)

    def show_mode(self, mode: AskMode) -> None:
        """Offer what has a meaning in such a list; another route of a journey is asked for beside its length."""
        self.controls.show_mode(mode)
        self._another.setEnabled(mode != "journey")

    def show_removed(self, removed: Mapping[str, int]) -> None:
        """Say how many songs each filter took out."""
        lines = removed_lines(self, removed)
        self._removed.setText("\n".join(lines) if lines else self.tr("Nothing"))
        if self.isVisible():
            self._place()

    def open_at(self, button: QWidget) -> None:
        """Show the card beside the panel of a button, so that the list can be watched, inside window and screen."""
        self._button = button
        self._place()
        self.show()
        self._place()  # what was never shown did not know how large it will be
        self.controls.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """Be as high as what is in the card: beside the panel, else where the button stays free; else scroll."""
        button = self._button
        assert button is not None
        area = button.screen().availableGeometry() & button.window().geometry()
        column = self._page.layout()
        assert column is not None
        column.activate()
        width = _WIDTH - 4  # a line and a margin on each side
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.totalSizeHint().height()
        self.setFixedHeight(min(wanted + 4, max(area.height() - 16, 200)))
        x, y = self._beside_panel(area) or self._around_button(area)
        self.move(min(x, area.right() - self.width() - 8), max(area.top() + 8, y))

    def _beside_panel(self, area: QRect) -> tuple[int, int] | None:
        """Where the card covers nothing of the panel; None where there is no room at its left."""
        assert self._button is not None
        panel = self._button.parentWidget() or self._button
        x = panel.mapToGlobal(QPoint(-self.width() - 8, 0)).x()
        y = min(self._button.mapToGlobal(QPoint(0, 0)).y(), area.bottom() - self.height() - 8)
        return (x, y) if x >= area.left() + 8 else None

    def _around_button(self, area: QRect) -> tuple[int, int]:
        """Below the button, else at one side of it."""
        button = self._button
        assert button is not None
        below = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 4))
        fits = below.y() + self.height() + 8 <= area.bottom()
        x = below.x() if fits else button.mapToGlobal(QPoint(-self.width() - 8, 0)).x()
        if x < area.left() + 8:  # no room at the left of it either
            x = button.mapToGlobal(QPoint(button.width() + 8, 0)).x()
        return x, min(below.y(), area.bottom() - self.height() - 8)

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self._another.setIcon(icons.icon("shuffle", size=16))


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

    def show_mode(self, mode: AskMode) -> None:
        """Offer the filters of a list of this kind."""
        self.popup.show_mode(mode)

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
