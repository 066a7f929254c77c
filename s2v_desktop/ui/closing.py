"""Closing while a job runs: ask once, run the ladder, close again when the outcome is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QSessionManager

from s2v_desktop.ui.dialogs.confirm import Confirm, confirm_close

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class Closer(QObject):
    """Decides about the close events of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._question: Confirm | None = None
        self._ending = False
        self._system_ends = False
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._on_system_ends)

    def decide(self, event: QCloseEvent) -> bool:
        """Let the window close now, or refuse for the moment.

        Returns
        -------
        bool
            Whether the window closes with this event.
        """
        controller = self._window.parts.controller
        if not controller.busy:
            event.accept()
            return True
        event.ignore()
        if self._system_ends:
            self._end()
        elif self._question is None and not self._ending:
            self._question = confirm_close(self._window.progress.sentence, self._window)
            self._question.finished.connect(self._on_answer)
            self._question.open()
        return False

    @Slot(int)
    def _on_answer(self, answer: int) -> None:
        question, self._question = self._question, None
        if question is not None:
            question.deleteLater()
        if answer == Confirm.DialogCode.Accepted.value:
            self._end()

    @Slot(QSessionManager)
    def _on_system_ends(self, _manager: QSessionManager) -> None:
        self._system_ends = True

    def _end(self) -> None:
        if not self._ending:
            self._ending = True
            self._window.parts.controller.shutdown(self._on_ended)

    def _on_ended(self) -> None:
        # Not from inside the controller's own signal: the window's parts may be destroyed by it.
        QTimer.singleShot(0, self._window.close)
