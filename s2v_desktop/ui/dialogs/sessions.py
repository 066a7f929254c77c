"""The workbench of sessions: the listener's own pauses, a threshold to drag, and what each choice would give.

A job counts every place of the threshold once; while it is dragged nothing is counted any more, only looked up. When
it rests, what no count knows is asked for: odd sessions, and what gaps of single listeners give together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.session_counts import THRESHOLDS_S
from s2v_desktop.core.session_rule import USUAL, SessionRule, with_parts
from s2v_desktop.store import session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui import wording
from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.dialogs.session_content import ContentControls, counted_with
from s2v_desktop.ui.dialogs.session_lists import ReadableList, meaning, reasons, show_odd, show_samples
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.histogram import GapHistogram, duration
from s2v_desktop.ui.widgets.labels import plain_label, section_label
from s2v_desktop.ui.widgets.segmented import Segmented
from s2v_desktop.ui.widgets.tabs import named_tabs

_CHOICES = (600, 1200, 1800, 3600)
EVERYONE = -1
_WHO = 152
_REST_MS = 350
"""A threshold that stands still for so long is where it was meant to be."""


class SessionsDialog(QDialog):
    """Choose when a session ends.

    Parameters
    ----------
    catalogue : Catalogue
    rule : SessionRule
        The one in use.
    question : Question
        Asks the job ``sessions``.
    library : str
        Folder of the library.
    """

    chosen = Signal(object)
    """The rule to use, as `session_rules.to_plain` gives it."""

    def __init__(
        self, catalogue: Catalogue, rule: SessionRule, question: Question, library: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Sessions"))
        self.resize(920, 680)
        self._catalogue, self._rule, self._question, self._library = catalogue, rule, question, library
        self._before = self._asked = rule
        self._counts: dict[tuple[int, bool], Mapping[str, Any]] = {}
        self._own: tuple[SessionRule, Mapping[str, Any]] | None = None
        self._gaps: list[list[int]] = []
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._edges: list[float] = []
        self._make_controls()
        self._make_results()
        self._arrange()
        question.setParent(self)
        question.answered.connect(self._on_answer)
        question.failed.connect(self._on_failed)
        self.finished.connect(question.give_up)
        self.finished.connect(self._rest.stop)
        self._ask()
        self._show_rule()

    # Making ---------------------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        choices = [(str(gap), duration(gap), "") for gap in _CHOICES]
        self._usual = Segmented([*choices, ("other", self.tr("Other"), "")], self.tr("A session ends after"))
        self._usual.chosen.connect(self._on_usual)
        self._histogram = GapHistogram(THRESHOLDS_S)
        self._histogram.threshold_changed.connect(self._on_threshold)
        self._who = ChoiceBox()
        self._who.setAccessibleName(self.tr("For whom this gap holds"))
        self._who.addItem(self.tr("Everyone"), EVERYONE)
        for index, one in enumerate(self._catalogue.listeners):
            self._who.addItem(wording.clean(one.name, 40), index)
        self._who.setMinimumWidth(_WHO)
        self._who.setVisible(1 < len(self._catalogue.listeners) <= 50)
        self._who.currentIndexChanged.connect(self._on_who)
        self._content = ContentControls(self._rule)
        self._content.changed.connect(self._on_content)

    def _make_results(self) -> None:
        self._figures = [plain_label("–", "display") for _ in range(3)]
        self._sentence = plain_label("", "secondary", muted=True, wrap=True)
        self._left_out = plain_label("", "secondary", muted=True, wrap=True)
        self._left_out.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._samples = ReadableList(self.tr("Some sessions as this choice makes them"))
        self._odd = ReadableList(self.tr("Sessions that are probably no listening"))
        self._tabs = named_tabs(self.tr("Sessions by kind"))
        self._tabs.addTab(self._samples, self.tr("Some of your sessions"))
        self._tabs.addTab(self._odd, self.tr("Odd ones"))
        self._usual_rule = QPushButton(self.tr("Defaults"))
        self._usual_rule.setAutoDefault(False)
        self._usual_rule.setToolTip(self.tr("Back to a pause of 20 minutes and all songs heard for 30 seconds"))
        self._usual_rule.clicked.connect(self._on_defaults)
        self._use = QPushButton(self.tr("Use and learn again"))
        self._use.setProperty("primary", True)
        self._use.setEnabled(False)
        self._use.setDefault(True)
        self._use.clicked.connect(self._on_use)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("When does a session end?"), "title"))
        text = self.tr(
            "A session is music without a long pause: songs that are played in one keep company, and that is what the "
            "program learns from. Below are your own pauses. Drag the line to where a pause ends a session."
        )
        column.addWidget(plain_label(text, "secondary", muted=True, wrap=True))
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._usual)
        row.addWidget(self._who)
        row.addSpacing(8)
        row.addWidget(self._content.asides)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._histogram)
        column.addWidget(self._content)
        column.addSpacing(8)
        lower = QHBoxLayout()
        lower.setSpacing(24)
        lower.addLayout(self._make_figures(), 4)
        lower.addWidget(self._tabs, 5)
        column.addLayout(lower, 1)
        column.addLayout(self._make_buttons())

    def _make_figures(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        names = (self.tr("sessions"), self.tr("plays in them"), self.tr("songs to learn"))
        for place, (label, name) in enumerate(zip(self._figures, names, strict=True)):
            label.setFont(_large())
            grid.addWidget(label, 0, place)
            grid.addWidget(plain_label(name, "secondary", muted=True), 1, place)
        grid.setColumnStretch(3, 1)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addLayout(grid)
        side.addWidget(self._sentence)
        side.addSpacing(8)
        side.addWidget(section_label(self.tr("Left out, and why")))
        side.addWidget(self._left_out)
        side.addStretch(1)
        return side

    def _make_buttons(self) -> QHBoxLayout:
        cancel = QPushButton(self.tr("Close"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self._usual_rule)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._use)
        return buttons

    # What is chosen -------------------------------------------------------------------------------------------

    @property
    def rule(self) -> SessionRule:
        """The rule as it is set now."""
        return self._rule

    @property
    def _listener(self) -> int:
        return int(self._who.currentData())

    @property
    def _gap(self) -> int:
        """The gap of whom it is shown for."""
        return dict(self._rule.listener_gaps).get(self._listener, self._rule.gap_s)

    @Slot(str)
    def _on_usual(self, value: str) -> None:
        if value != "other":
            self._set_gap(int(value))
        else:
            self._histogram.setFocus()

    @Slot(int)
    def _on_threshold(self, seconds: int) -> None:
        self._set_gap(seconds)

    def _set_gap(self, seconds: int) -> None:
        if self._listener == EVERYONE:
            self._rule = dataclasses.replace(self._rule, gap_s=seconds)
        else:
            gaps = {**dict(self._rule.listener_gaps), self._listener: seconds}
            own = tuple(sorted((who, gap) for who, gap in gaps.items() if gap != self._rule.gap_s))
            self._rule = dataclasses.replace(self._rule, listener_gaps=own)
        self._rest.start()
        self._show_rule()

    @Slot()
    def _on_who(self) -> None:
        self._show_rule()

    @Slot(object)
    def _on_content(self, parts: Mapping[str, Any]) -> None:
        self._set_rule(with_parts(self._rule, parts))

    @Slot()
    def _on_defaults(self) -> None:
        self._content.show_rule(USUAL)
        self._set_rule(USUAL)

    def _set_rule(self, rule: SessionRule) -> None:
        """Use a rule; what the counts do not know is counted again."""
        before, self._rule = self._rule, rule
        if counted_with(before) != counted_with(rule):
            self._counts = {}
            self._ask()
        else:
            self._rest.start()
        self._show_rule()

    @Slot()
    def _on_use(self) -> None:
        self.accept()
        self.chosen.emit(session_rules.to_plain(self._rule, self._numbers))

    # What is shown --------------------------------------------------------------------------------------------

    @property
    def _numbers(self) -> list[int]:
        return [one.number for one in self._catalogue.listeners]

    @Slot()
    def _ask(self) -> None:
        """Ask for all counts, or where they are known, only for what the rule as it is gives."""
        self._rest.stop()
        self._asked = self._rule
        spec = {"library": self._library, "rule": session_rules.to_plain(self._rule, self._numbers)}
        self._question.ask("sessions", spec | ({"only_rule": True} if self._counts else {}))

    @Slot(object)
    def _on_answer(self, counted: Mapping[str, Any]) -> None:
        if counted["choices"]:
            self._counts = {(one["gap_s"], one["strict"]): one for one in counted["choices"]}
            self._gaps, self._edges = counted["gaps"], counted["edges_s"]
        self._own = (self._asked, counted["own"]) if counted["own"] else None
        show_odd(self._odd, counted["odd"], [one.name for one in self._catalogue.listeners])
        self._tabs.setTabText(1, f"{self.tr('Odd ones')} ({sum(counted['odd_counts'].values())})")
        self._show_gaps()
        self._show_counts()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._sentence.setText(sentence)

    def _show_rule(self) -> None:
        """Show threshold, counts and samples of the rule as it is set."""
        self._usual.set_value(str(self._gap) if self._gap in _CHOICES else "other")
        self._histogram.set_threshold(self._gap)
        self._show_gaps()
        self._use.setEnabled(self._rule != self._before)
        self._usual_rule.setEnabled(self._rule != USUAL)
        show_samples(self._samples, self._catalogue, self._sampled(), self._listener)
        self._show_counts()

    def _show_gaps(self) -> None:
        if self._gaps:
            rows = np.asarray(self._gaps, np.int64)
            self._histogram.set_gaps(self._edges, rows.sum(axis=0) if self._listener < 0 else rows[self._listener])

    def _sampled(self) -> SessionRule:
        return dataclasses.replace(self._rule, gap_s=self._gap, listener_gaps=())

    def _show_counts(self) -> None:
        one = self._counts.get((self._gap, self._rule.strict))
        if one is None:
            for label in self._figures:
                label.setText("–")
            self._sentence.setText(self.tr("Counting your sessions…"))
            self._left_out.setText("")
            return
        together = self._together(one)
        who = self._listener
        everyone = range(len(self._catalogue.listeners))
        found, used = (sum(self._of(one, listener)[name] for listener in ([who] if who >= 0 else everyone))
                       for name in ("sessions", "used"))  # fmt: skip
        songs = together["songs"] if together is not None else None
        for label, value in zip(self._figures, (found, used, songs), strict=True):
            label.setText("–" if value is None else wording.number(value))
        self._sentence.setText(meaning(together or one, found, used))
        all_of_them = self._listener >= 0 or bool(self._rule.listener_gaps)
        lines = reasons(together["cuts"], self._rule.min_songs) if together is not None else []
        lines += [self.tr("(of all listeners)")] if lines and all_of_them else []
        self._left_out.setText("\n".join(lines))

    def _together(self, one: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What all listeners give together, each by their own gap; None while that is counted."""
        if not self._rule.listener_gaps:
            return one
        return self._own[1] if self._own is not None and self._own[0] == self._rule else None

    def _of(self, one: Mapping[str, Any], listener: int) -> dict[str, int]:
        """Sessions and plays of one listener, by their own gap where they have one."""
        gap = dict(self._rule.listener_gaps).get(listener, self._rule.gap_s)
        counted = self._counts.get((gap, self._rule.strict), one)
        return {name: int(counted[name][listener]) for name in ("sessions", "used")}


def _large() -> Any:
    from s2v_desktop.ui import theme

    font = theme.font("display")
    font.setPointSizeF(16.0)
    return font
