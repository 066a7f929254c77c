"""Deleting a model and choosing a rule for sessions, with the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

from s2v_desktop.core.errors import NoModel
from s2v_desktop.store.models import ModelStore

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow

WAIT_S = 0.5
"""The window waits no longer for another program that writes."""


class DeleteModel(QUndoCommand):
    """Puts a model into the trash; undoing brings it back, and into use when it was.

    Parameters
    ----------
    folder : Path
        Of the library.
    model, name : str
    changed : callable
        Told after each change.
    """

    def __init__(self, folder: Path, model: str, name: str, changed: Callable[[], object]) -> None:
        text = QCoreApplication.translate("DeleteModel", "delete the model “{name}”").format(name=name)
        super().__init__(text)
        self._folder, self._model, self._changed = folder, model, changed
        self.name = name
        self._was_active = False

    def redo(self) -> None:
        """Delete."""
        store = ModelStore(self._folder, WAIT_S)
        self._was_active = store.active().id == self._model
        store.delete(self._model)
        self._changed()

    def undo(self) -> None:
        """Bring it back."""
        store = ModelStore(self._folder, WAIT_S)
        store.restore(self._model)
        if self._was_active:
            store.use(self._model)
        self._changed()


class UseRule(QUndoCommand):
    """Lets sessions end by another rule and learns from them; undoing brings rule and model of before back.

    Parameters
    ----------
    window : MainWindow
    before, after : mapping
        The rules, as `session_rules.to_plain` gives them.
    """

    def __init__(self, window: MainWindow, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        super().__init__(QCoreApplication.translate("UseRule", "other sessions"))
        self._window, self._before, self._after = window, before, after
        self._models: tuple[str | None, str | None] = (self._in_use(), None)
        self._done = False

    def _in_use(self) -> str | None:
        try:
            return ModelStore(self._window.parts.library.folder).active().id
        except NoModel:
            return None

    def redo(self) -> None:
        """Use the rule; it is learnt from it once."""
        if self._done:
            self._run(self._after, self._models[1])
        elif not self._window.parts.flow.use_sessions(self._after):
            self.setObsolete(True)
        self._done = True

    def undo(self) -> None:
        """Go back to the rule and the model of before."""
        learnt = self._in_use()
        if learnt == self._models[0]:  # not learnt to its end yet: there is no model to come back to, learn it anew
            self._done = False
        self._models = (self._models[0], learnt)
        self._run(self._before, self._models[0])

    def _run(self, rule: Mapping[str, Any], model: str | None) -> None:
        self._window.handlers.library.run("session-rule", {"rule": dict(rule), "model": model})
