"""How to learn: three presets, every parameter open to change, and what it will take, before anything begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core import estimate, policy
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.training import FEWEST_PLAYS, FEWEST_SESSIONS, FEWEST_SONGS
from s2v_desktop.core.types import Int32
from s2v_desktop.store.models import ModelInfo
from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.labels import plain_label, section_label
from s2v_desktop.ui.widgets.segmented import Segmented

_FIELD_WIDTH = 112


class _Field(QWidget):
    """One parameter: what is typed, what it does, and why a value is refused, at the place where it is typed."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._usual = ""
        self.edit = QLineEdit()
        self.edit.setFixedWidth(_FIELD_WIDTH)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName(name)
        self.edit.setAccessibleDescription(policy.DESCRIPTIONS[name])
        self.edit.textEdited.connect(self.edited)
        self._told = plain_label("", "small")
        self._told.setProperty("danger", True)
        self._told.setWordWrap(True)
        self._told.hide()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(plain_label(name.replace("_", " ")))
        texts.addWidget(plain_label(policy.DESCRIPTIONS[name], "secondary", muted=True, wrap=True))
        texts.addWidget(self._told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        row.addLayout(texts, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def change(self) -> str | None:
        """What was typed; None where the preset's value stands."""
        text = self.edit.text().strip()
        return None if text in ("", self._usual) else text

    def offer(self, value: int | float | bool) -> None:
        """Show the preset's value, where nothing else was typed."""
        kept = self.change
        self._usual = shown(value)
        self.edit.setPlaceholderText(self._usual)
        if kept is None:
            self.edit.setText(self._usual)

    def refuse(self, sentence: str) -> None:
        """Say why the value cannot be used; empty when it can."""
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        if bool(self.edit.property("wrong")) != bool(sentence):
            self.edit.setProperty("wrong", bool(sentence))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)


def shown(value: int | float | bool) -> str:
    """A value as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


class TrainingDialog(QDialog):
    """Choose how to learn.

    Parameters
    ----------
    taught : Int32, shape (songs,)
        Plays of each song of the library within sessions (`Catalogue.taught`).
    model : ModelInfo or None
        The one in use: learning may begin with its vectors.
    free : int or None
        Bytes of memory that are free; None where nobody knows.
    since : str
        What has changed since that model was made.
    sessions : int
        How many the library has.
    """

    wanted = Signal(object)
    """What to tell the job ``train``."""

    def __init__(
        self, taught: Int32, model: ModelInfo | None, parent: QWidget | None = None, free: int | None = None,
        since: str = "", sessions: int = FEWEST_SESSIONS,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Train"))
        self.resize(680, 640)
        self._taught, self._model, self._free, self._short = taught, model, free, False
        self._sessions = sessions
        presets = [(name, self._preset_name(name), "") for name in policy.PRESETS]
        self._preset = Segmented(presets, self.tr("Preset"))
        self._preset.set_value("balanced")
        self._preset.chosen.connect(self._on_edited)
        self._what = plain_label("", "secondary", muted=True, wrap=True)
        self._fields = {name: _Field(name) for name in policy.DESCRIPTIONS}
        for field in self._fields.values():
            field.edited.connect(self._on_edited)
        self._since = plain_label(since, "secondary", muted=True, wrap=True)
        self._since.setVisible(bool(since))
        self._warm = CheckBox(self.tr("Begin with what is known already, in half as many passes"))
        self._warm.setVisible(model is not None)
        self._warm.toggled.connect(self._on_edited)
        self._watch = CheckBox(self.tr("Watch it learn: keep a few last songs back and ask for them after each pass"))
        self._watch.setChecked(True)
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name of the model"))
        self._name.setPlaceholderText(self.tr("Name of the model (optional)"))
        self._name.setMaxLength(100)
        self._need = plain_label("", "secondary", muted=True, wrap=True)
        self._train = QPushButton(self.tr("Train"))
        self._train.setProperty("primary", True)
        self._train.setDefault(True)
        self._train.clicked.connect(self._on_train)
        self._arrange()
        self._on_edited()

    def _preset_name(self, name: str) -> str:
        return {
            "quick": self.tr("Quick"),
            "balanced": self.tr("Balanced"),
            "thorough": self.tr("Thorough"),
        }.get(name, name)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("How should it learn?"), "title"))
        column.addWidget(self._preset)
        column.addWidget(self._what)
        column.addSpacing(4)
        column.addWidget(self._since)
        column.addWidget(self._warm)
        column.addWidget(self._watch)
        column.addWidget(self._name)
        column.addSpacing(4)
        column.addWidget(section_label(self.tr("Everything that can be changed")))
        column.addWidget(self._make_list(), 1)
        column.addWidget(self._need)
        cancel = QPushButton(self.tr("Close"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._train)
        column.addLayout(buttons)

    def _make_list(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("panel", True)
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 4, 16, 4)
        grid.setVerticalSpacing(0)
        for row, field in enumerate(self._fields.values()):
            grid.addWidget(field, row, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keyboard, and scrolls it
        area.setWidget(inside)
        return area

    @property
    def spec(self) -> dict[str, Any]:
        """What the job is told."""
        spec: dict[str, Any] = {"preset": self._preset.value, "parameters": self._changes()}
        spec["watch"] = self._watch.isChecked()
        spec |= {"anyway": True} if self._short else {}
        if self._warm.isChecked() and self._model is not None:
            spec["start"] = self._model.id
        name = self._name.text().strip()
        return spec | ({"name": name} if name else {})

    def field(self, name: str) -> QLineEdit:
        """Where a parameter is typed."""
        return self._fields[name].edit

    @property
    def sentence(self) -> str:
        """What is said about time and memory, or why it cannot begin."""
        label: QLabel = self._need
        return label.text()

    def _changes(self) -> dict[str, str]:
        return {name: field.change for name, field in self._fields.items() if field.change is not None}

    @Slot()
    def _on_edited(self) -> None:
        """Refuse what cannot be, show what the preset chooses, and say what it will take."""
        self._what.setText(policy.PRESETS[self._preset.value])
        start = self._start()
        usual = estimate.figures(self._taught, self._preset.value, **start)[2]
        for name in self._changes():
            self._fields[name].offer(getattr(usual, name))
        changes = self._changes()
        wrong = {name: sentence for name in changes if (sentence := self._problem(name, changes))}
        for name, field in self._fields.items():
            field.refuse(wrong.get(name, ""))
        try:
            plays, songs, parameters = estimate.figures(self._taught, self._preset.value, **start | changes)
        except BadRequest as problem:
            self._offer(usual)
            self._need.setText(problem.message)
            self._train.setEnabled(False)
            return
        self._offer(parameters)
        few = self._too_few(parameters)
        self._train.setEnabled(not wrong and not few)
        if few:
            self._need.setText(few)
            return
        need = self._estimate(plays, songs, parameters)
        self._short = self._free is not None and need.memory > self._free
        self._train.setText(self.tr("Train anyway") if self._short else self.tr("Train"))
        self._need.setText(self._said(plays, songs, parameters, need))

    def _start(self) -> dict[str, str]:
        """What the model to begin with decides, where nothing else is typed."""
        if not self._warm.isChecked() or self._model is None:
            return {}
        size = {"vector_size": str(self._model.dimensions)}
        return {} if self._problem("vector_size", size) else size

    def _offer(self, parameters: TrainingParameters) -> None:
        """Show what the job will choose where nothing was typed: some values follow from others."""
        for name, field in self._fields.items():
            if field.change is None:
                field.offer(getattr(parameters, name))

    def _problem(self, name: str, changes: Mapping[str, str]) -> str:
        try:
            policy.parameters(self._preset.value, 1000, 100, **{name: changes[name]})
        except BadRequest as problem:
            return problem.message
        return ""

    def _too_few(self, parameters: TrainingParameters) -> str:
        """Why there is too little to learn from; empty where there is enough."""
        if self._sessions < FEWEST_SESSIONS:
            text = self.tr("Your plays form {sessions}, and at least {least} are needed. {helps}")
            said = wording.count(self._sessions, self.tr("session"), self.tr("sessions"))
            return text.format(sessions=said, least=FEWEST_SESSIONS, helps=self._look())
        times = max(FEWEST_PLAYS, parameters.min_count)
        heard = int(np.count_nonzero(self._taught >= times))
        if heard >= FEWEST_SONGS:
            return ""
        text = self.tr(
            "{songs} played {times} times or more within sessions, and at least {least} such songs are needed. {helps}"
        )
        said = wording.count(heard, self.tr("song was"), self.tr("songs were"))
        lower = self.tr("Your songs are all kept. Choose a lower min count, or import more listening history.")
        helps = lower if times > FEWEST_PLAYS else self._look()
        return text.format(songs=said, times=times, least=FEWEST_SONGS, helps=helps)

    def _look(self) -> str:
        return self.tr("Your songs are all kept. Look what is left out and why (Library, Sessions), or import more.")

    def _estimate(self, plays: int, songs: int, parameters: TrainingParameters) -> estimate.Estimate:
        rare = int(np.count_nonzero(self._taught)) - songs
        need = estimate.training(plays, songs, parameters, estimate.read_share(self._taught, parameters), rare)
        if self._warm.isChecked() and "epochs" not in self._changes():
            need = estimate.Estimate(need.seconds / 2, need.memory, need.disk)
        return need

    def _said(self, plays: int, songs: int, parameters: TrainingParameters, need: estimate.Estimate) -> str:
        text = self.tr("{plays}, {songs} to learn: {need}. The map is drawn afterwards.")
        exact = "" if parameters.workers == 1 else self.tr(" With several threads it will not repeat exactly.")
        said = text.format(
            plays=wording.count(plays, self.tr("play"), self.tr("plays")),
            songs=wording.count(songs, self.tr("song"), self.tr("songs")),
            need=wording.estimate(need),
        )
        return said + exact + self._of_memory()

    def _of_memory(self) -> str:
        """What is free, where it is too little."""
        if not self._short or self._free is None:
            return ""
        text = self.tr(" Only {free} of memory are free: close other programs, or it may take very long.")
        return text.format(free=estimate.size(self._free))

    @Slot()
    def _on_train(self) -> None:
        spec = self.spec
        self.accept()
        self.wanted.emit(spec)
