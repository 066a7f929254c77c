"""The import doctor: what was found in the files, what the import will add, and what only the listener can decide.

It opens only when something has to be decided; an import that needs no decision goes on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
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
        asked = (questions.make(ask, self) for ask in examination["asks"])
        self._questions = [question for question in asked if question is not None]
        self._tree = BalanceTree()
        self._tree.show_files(examination["files"], examination["refused"])
        self._import = QPushButton(self.tr("Import"))
        self._import.setProperty("primary", True)
        self._import.setDefault(True)
        self._import.clicked.connect(self._on_import)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        adds = self.tr("This adds {plays}.").format(plays=wording.new_plays(examination["listeners"]))
        self._adds = plain_label(adds, muted=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._adds, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._import)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self._title(examination), "title", wrap=True))
        for question in self._questions:
            question.changed.connect(self._on_changed)
            column.addWidget(question)
        column.addWidget(self._tree, 1)
        column.addLayout(buttons)
        self._on_changed()
        self._import.setFocus(Qt.FocusReason.OtherFocusReason)

    def _title(self, examination: Mapping[str, Any]) -> str:
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
    def _on_import(self) -> None:
        said = self.options
        self.accept()
        self.confirmed.emit(said)
