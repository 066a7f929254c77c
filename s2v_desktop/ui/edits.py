"""Small changes of the library, written at once; when a job holds the lock they wait their turn, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from s2v_desktop.core.errors import LibraryBusy, S2VError
from s2v_desktop.store.library import Library

Edit = Callable[[Library], object]

_AGAIN_MS = 300
_PATIENCE_S = 0.05
_LAST_PATIENCE_S = 5.0


class Edits(QObject):
    """The queue of one window.

    Signals
    -------
    failed(str, str)
        An edit could not be written: a sentence and details. What follows it is tried all the same.
    """

    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[Path, Edit]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def waiting(self) -> int:
        """How many edits are not written yet."""
        return len(self._waiting)

    def write(self, folder: Path, edit: Edit) -> None:
        """Write a change to a library, now or as soon as nobody else writes."""
        self._waiting.append((folder, edit))
        if not self._timer.isActive():
            self._go_on()

    def finish(self) -> None:
        """Write what still waits; the window closes, so a job gets a few seconds to let go of the lock."""
        self._timer.stop()
        self._work(_LAST_PATIENCE_S)
        self._waiting.clear()

    @Slot()
    def _go_on(self) -> None:
        if not self._work(_PATIENCE_S):
            self._timer.start()

    def _work(self, patience_s: float) -> bool:
        """Write until somebody else holds the lock; tell whether all is written."""
        while self._waiting:
            folder, edit = self._waiting[0]
            try:
                with Library.open(folder, wait_s=patience_s) as library:
                    edit(library)
            except LibraryBusy as problem:
                if patience_s < _LAST_PATIENCE_S:
                    return False
                self.failed.emit(problem.message, problem.details)
            except S2VError as problem:
                self.failed.emit(problem.message, problem.details)
            self._waiting.popleft()
        return True
