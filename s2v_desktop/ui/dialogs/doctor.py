"""The import doctor: what was found in the files, what the import will add, and what only the listener can decide.

It opens only when something has to be decided; an import that needs no decision goes on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.dialogs import questions
from s2v_desktop.ui.widgets.balance_tree import BalanceTree
from s2v_desktop.ui.widgets.labels import plain_label


class DoctorDialog(QDialog):
    """Shows an examination and asks its questions.

    Parameters
    ----------
    examination : mapping
        See `store.examination.examine`.
    """

    confirmed = Signal(object)
    """Options of the import job: ``time_zone set_values only_listeners listener``, those that were said."""

    def __init__(self, examination: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Before the import"))
        self.resize(860, 620)
        self._lacking: Sequence[Sequence[str]] = examination.get("lacking") or ()
        self._nothing = not examination["files"]
        asked = (questions.make(ask, self) for ask in examination["asks"])
        self._questions = [question for question in asked if question is not None]
        self._tree = BalanceTree()
        self._tree.show_files(examination["files"], examination["refused"])
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self._title(examination), "title", wrap=True))
        for what, advice in self._lacking:
            column.addLayout(_advice(what, advice))
        for question in self._questions:
            question.changed.connect(self._on_changed)
            column.addWidget(question)
        column.addWidget(self._tree, 1)
        column.addLayout(self._make_buttons(examination))
        self._on_changed()
        (self._cancel if self._nothing else self._import).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_buttons(self, examination: Mapping[str, Any]) -> QHBoxLayout:
        self._import = QPushButton(self.tr("Import"))
        self._import.setProperty("primary", True)
        self._import.setDefault(not self._nothing)
        self._import.setVisible(not self._nothing)
        self._import.clicked.connect(self._on_import)
        self._cancel = QPushButton(self.tr("Close") if self._nothing else self.tr("Cancel"))
        self._cancel.setDefault(self._nothing)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self._help = QPushButton(self.tr("How to get your history"))
        self._help.setAutoDefault(False)
        self._help.setVisible(self._nothing or bool(self._lacking))
        self._help.clicked.connect(self._on_help)
        self._adds = plain_label(self._next_step(examination), muted=True, wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._adds, 1)
        for button in (self._help, self._cancel, self._import):
            buttons.addWidget(button)
        return buttons

    def _next_step(self, examination: Mapping[str, Any]) -> str:
        """What Import will change."""
        if self._nothing:
            return self.tr("Nothing was imported.")
        if not sum(int(plays) for _, plays in examination["listeners"]):
            return self.tr("All of it is there already: songs, model and map stay as they are.")
        plays, songs = wording.new_plays(examination["listeners"]), int(examination.get("songs", 0))
        what = plays if not songs else self.tr("{plays} and {songs}").format(
            plays=plays, songs=wording.count(songs, self.tr("new song"), self.tr("new songs")))  # fmt: skip
        return self.tr("This adds {what}. Then the map is learnt and drawn again.").format(what=what)

    def _title(self, examination: Mapping[str, Any]) -> str:
        if self._lacking:
            return self.tr("What you played is not in this download")
        if self._nothing:
            return self.tr("None of this is a listening history")
        if self._questions:
            return self.tr("One thing to decide") if len(self._questions) == 1 else self.tr("A few things to decide")
        others = len(examination["refused"])
        if not others:
            return self.tr("This is what was found")
        return self.tr("One of the files holds no history") if others == 1 else self.tr(
            "{n} of the files hold no history").format(n=wording.number(others))  # fmt: skip

    @property
    def options(self) -> dict[str, Any]:
        """What the import job is told."""
        said: dict[str, Any] = {}
        for question in self._questions:
            question.answer(said)
        return said

    @Slot()
    def _on_changed(self) -> None:
        self._import.setEnabled(all(question.possible for question in self._questions))

    @Slot()
    def _on_help(self) -> None:
        from s2v_desktop.ui.dialogs.help import HelpDialog

        HelpDialog("history", self).show()  # a child of the window would be blocked by this dialog

    @Slot()
    def _on_import(self) -> None:
        said = self.options
        self.accept()
        self.confirmed.emit(said)


def _advice(what: str, advice: str) -> QVBoxLayout:
    """What a download is, and below it what to request instead."""
    column = QVBoxLayout()
    column.setSpacing(4)
    said = plain_label(wording.clean(what, 300), wrap=True)
    said.setFont(theme.font("body", semibold=True))
    column.addWidget(said)
    column.addWidget(plain_label(wording.clean(advice, 600), wrap=True))
    return column
