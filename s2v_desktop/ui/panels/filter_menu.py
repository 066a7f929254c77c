"""The filters of a list of recommendations as one menu button that says how many are on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from s2v_desktop.core.filters import Filters


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """What the listener chose in the menu."""

    fold: bool = True
    per_artist: int = 0
    rest_days: int = 0
    min_plays: int = 0
    adventurous: float = 0.0

    def filters(self, today: int) -> Filters:
        """Make the filters of the engine; `today` is in days since 1970-01-01."""
        not_since = today - self.rest_days if self.rest_days else None
        return Filters(
            fold=self.fold,
            per_artist=self.per_artist,
            not_since=not_since,
            min_plays=self.min_plays,
            adventurous=self.adventurous,
        )

    @property
    def changed(self) -> int:
        """How many differ from the defaults."""
        usual = FilterChoice()
        names = ("fold", "per_artist", "rest_days", "min_plays", "adventurous")
        return sum(getattr(self, name) != getattr(usual, name) for name in names)


def today() -> int:
    """Give today in days since 1970-01-01."""
    return (datetime.datetime.now(tz=datetime.UTC).date() - datetime.date(1970, 1, 1)).days


class FilterMenu(QToolButton):
    """A button with a menu of filters."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName(self.tr("Filters"))
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._fold = self._toggle(
            self.tr("One version of each song"), self.tr("Live, remastered and remixed versions stand for one song.")
        )
        self._fold.setChecked(True)
        self._menu.addSeparator()
        self._per_artist = self._choices(
            self.tr("Songs of one artist"), ((0, self.tr("Any number")), (1, "1"), (2, "2"), (3, "3"), (5, "5"))
        )
        self._rest = self._choices(
            self.tr("Not played for"),
            ((0, self.tr("Any time")), (30, self.tr("30 days")), (90, self.tr("90 days")), (365, self.tr("A year"))),
        )
        self._plays = self._choices(
            self.tr("Played at least"), ((0, self.tr("Any number")), (5, "5"), (20, "20"), (50, "50"))
        )
        self._bold = self._choices(
            self.tr("Adventurous"), ((0, self.tr("Not at all")), (50, self.tr("Somewhat")), (100, self.tr("Very")))
        )
        self._menu.addSeparator()
        self._reset = self._menu.addAction(self.tr("Reset filters"))
        self._reset.triggered.connect(self.reset)
        self.setMenu(self._menu)
        self._on_changed()

    @property
    def choice(self) -> FilterChoice:
        """What is chosen now."""
        return FilterChoice(
            self._fold.isChecked(),
            _chosen(self._per_artist),
            _chosen(self._rest),
            _chosen(self._plays),
            _chosen(self._bold) / 100,
        )

    def reset(self) -> None:
        """Go back to the defaults."""
        self._fold.setChecked(True)
        for group in (self._per_artist, self._rest, self._plays, self._bold):
            group.actions()[0].setChecked(True)
        self._on_changed()

    def _toggle(self, text: str, tooltip: str) -> QAction:
        made = self._menu.addAction(text)
        made.setCheckable(True)
        made.setToolTip(tooltip)
        made.triggered.connect(self._on_changed)
        return made

    def _choices(self, title: str, choices: tuple[tuple[int, str], ...]) -> QActionGroup:
        menu = self._menu.addMenu(title)
        group = QActionGroup(self)
        for value, text in choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(value)
            group.addAction(action)
        group.actions()[0].setChecked(True)
        group.triggered.connect(self._on_changed)
        return group

    def _on_changed(self) -> None:
        on = self.choice.changed
        self.setText(self.tr("Filters · {0}").format(on) if on else self.tr("Filters"))
        self._reset.setEnabled(on > 0)
        self.changed.emit()


def _chosen(group: QActionGroup) -> int:
    action = group.checkedAction()
    return int(action.data())
