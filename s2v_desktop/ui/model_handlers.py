"""What the actions around sessions, training and models do. Dialogs are imported when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.store import machine, session_rules
from s2v_desktop.ui import staleness
from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.model_commands import UseRule

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow

SUFFIX = ".s2v"


class ModelHandlers(QObject):
    """The handlers of one window that have to do with models."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._parts = window.parts
        self._next_rule: dict[str, Any] | None = None
        self._parts.controller.state_changed.connect(self._on_state)

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        return {
            "sessions": self.sessions,
            "train": self.train,
            "models": self.models,
            "share_model": self.share,
            "open_model": self.open,
        }

    def _question(self) -> Question:
        return Question(self._parts.controller)

    @Slot()
    def sessions(self) -> None:
        """Choose when a session ends."""
        from s2v_desktop.ui.dialogs.sessions import SessionsDialog

        library = self._parts.library
        if library.catalogue is None:
            return
        rule = session_rules.of(library.catalogue, library.folder)
        dialog = SessionsDialog(library.catalogue, rule, self._question(), str(library.folder), self._window)
        dialog.chosen.connect(self._use_sessions)
        dialog.open()

    @Slot(object)
    def _use_sessions(self, rule: dict[str, Any]) -> None:
        library = self._parts.library
        if library.catalogue is None:
            return
        current = self._parts.controller.current
        if current is not None and current.name == "sessions":  # the question of the dialog just closed, given up
            self._next_rule = rule
            return
        if self._parts.controller.busy:
            self._say_busy()
            return
        numbers = [one.number for one in library.catalogue.listeners]
        before = session_rules.to_plain(session_rules.of(library.catalogue, library.folder), numbers)
        self._parts.undo.push(UseRule(self._window, before, rule))

    @Slot()
    def _on_state(self) -> None:
        if self._next_rule is not None and not self._parts.controller.busy:
            rule, self._next_rule = self._next_rule, None
            self._use_sessions(rule)

    @Slot()
    def train(self) -> None:
        """Choose how to learn, and watch it."""
        from s2v_desktop.ui.dialogs.training import TrainingDialog

        library = self._parts.library
        if library.catalogue is None:
            return
        model = library.model.info if library.model is not None else None
        since = staleness.sentence(library.since)
        catalogue, free = library.catalogue, machine.free_memory()
        dialog = TrainingDialog(catalogue.taught, model, self._window, free, since, catalogue.figures["sessions"])
        dialog.wanted.connect(self._rebuild)
        dialog.open()

    @Slot(object)
    def _rebuild(self, spec: dict[str, Any]) -> None:
        if not self._parts.flow.rebuild(**spec):
            self._say_busy()
            return
        from s2v_desktop.ui.dialogs.learning import LearningDialog

        dialog = LearningDialog(self._parts.flow, self._window)
        dialog.stop_wanted.connect(self._parts.controller.stop_here)
        dialog.show()

    @Slot()
    def models(self) -> None:
        """List the models."""
        from s2v_desktop.ui.dialogs.models import ModelsDialog

        parts = self._parts
        dialog = ModelsDialog(
            parts.library.folder, parts.undo, self._question(), parts.controller, self._reload, self._window
        )
        dialog.train_wanted.connect(self.train)
        dialog.share_wanted.connect(self.share_model)
        dialog.open()

    @Slot()
    def _reload(self) -> None:
        """Another model is in use."""
        self._parts.library.reload_model()
        self._window.refresh()

    @Slot()
    def share(self) -> None:
        """Share the model in use."""
        if self._parts.library.model is not None:
            self.share_model(self._parts.library.model.info.id)

    @Slot(str)
    def share_model(self, model: str) -> None:
        """Ask where one model goes, and whether it tells how often songs were played."""
        from s2v_desktop.ui.dialogs.share import ShareDialog

        dialog = ShareDialog(model, self._window)
        dialog.wanted.connect(self._share)
        dialog.open()

    @Slot(str, bool)
    def _share(self, model: str, counts: bool) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Share a model"), f"model{SUFFIX}", self.tr("Shared model (*.s2v)")
        )
        if name:
            path = Path(name) if name.endswith(SUFFIX) else Path(f"{name}{SUFFIX}")
            if not self._parts.flow.share_model(model, path, counts=counts):
                self._say_busy()

    @Slot()
    def open(self) -> None:
        """Ask for a shared model and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a shared model"), "", self.tr("Shared model (*.s2v)")
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a shared model."""
        if not self._parts.flow.open_model(path):
            self._say_busy()

    def _say_busy(self) -> None:
        self._window.error_bar.say(self.tr("Something is running. Try again when it is done."), error=False)
