"""Which plays are the content of a session: how long a song must be heard, what a skip is, what a podcast does."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from s2v_desktop.core.session_rule import BRIEF, MARKED, SessionRule
from s2v_desktop.ui.widgets.choices import CheckBox, ChoiceBox
from s2v_desktop.ui.widgets.histogram import duration

_MINIMUM_S = (0, 60, 120, 180)
_WIDTH = 304


class ContentControls(QWidget):
    """The parts of a rule that say which plays count, and a box, to be placed elsewhere, for what else ends a session.

    Attributes
    ----------
    asides : CheckBox
        Whether a long podcast or video ends a session.
    """

    changed = Signal(object)
    """The parts that were set by hand: name -> value."""

    def __init__(self, rule: SessionRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heard, self.skips = ChoiceBox(), ChoiceBox()
        self.heard.setAccessibleName(self.tr("How long a song must be heard to be learnt from"))
        for seconds in sorted({*_MINIMUM_S, rule.min_heard_s}):
            text = self.tr("Heard for {time} or more").format(time=duration(seconds or 30))
            self.heard.addItem(text, seconds)
        self.skips.setAccessibleName(self.tr("What counts as a skip"))
        self.skips.addItem(self.tr("A skip is: heard for less than 30 s"), BRIEF)
        self.skips.addItem(self.tr("A skip is: the player says so"), MARKED)
        self.strict = CheckBox(self.tr("Only songs heard to the half, or four minutes"))
        self.keep = CheckBox(self.tr("Skipped songs stay in their session"))
        self.asides = CheckBox(self.tr("So does a longer podcast or video"))
        self.show_rule(rule)
        for box in (self.heard, self.skips):
            box.setMinimumWidth(_WIDTH)
            box.currentIndexChanged.connect(self._on_changed)
        for check in (self.strict, self.keep, self.asides):
            check.toggled.connect(self._on_changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for row, pair in enumerate(((self.heard, self.strict), (self.skips, self.keep))):
            for column, widget in enumerate(pair):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(2, 1)

    @property
    def parts(self) -> dict[str, Any]:
        """The parts as they are set."""
        return {
            "min_heard_s": int(self.heard.currentData()),
            "strict": self.strict.isChecked(),
            "skips": str(self.skips.currentData()),
            "keep_skipped": self.keep.isChecked(),
            "asides_split": self.asides.isChecked(),
        }

    def show_rule(self, rule: SessionRule) -> None:
        """Show the parts of a rule; nothing is told."""
        blocked = [
            (one, one.blockSignals(True)) for one in (self.heard, self.skips, self.strict, self.keep, self.asides)
        ]
        self.heard.setCurrentIndex(max(0, self.heard.findData(rule.min_heard_s)))
        self.skips.setCurrentIndex(max(0, self.skips.findData(rule.skips)))
        self.strict.setChecked(rule.strict)
        self.keep.setChecked(rule.keep_skipped)
        self.asides.setChecked(rule.asides_split)
        for one, before in blocked:
            one.blockSignals(before)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit(self.parts)


def counted_with(rule: SessionRule) -> SessionRule:
    """The parts of a rule that all counts of the job ``sessions`` share: two rules with these equal need one job."""
    return dataclasses.replace(rule, gap_s=1, strict=False, listener_gaps=())
