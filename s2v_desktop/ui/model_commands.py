"""Deleting a model, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

from s2v_desktop.store.models import ModelStore

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
