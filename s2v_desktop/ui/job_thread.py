"""The program's only QThread: it drives one child process and hands its messages to the window.

The thread does no work of its own. It waits for lines of the child, so it can never stall the window, and it ends with
exactly one outcome, whatever happens. `JobController` makes it, joins it and keeps it alive; nobody else does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QThread, Signal

from s2v_desktop.jobs.outcomes import Failed
from s2v_desktop.jobs.protocol import Word


class Drivable(Protocol):
    """What the thread needs of a child process: `jobs.child.Child`, or something like it in a test."""

    def run(self, on_message: Callable[[Any], None]) -> Any:
        """Run to the end, tell every message, and return the one outcome."""

    def cancel(self) -> None:
        """Start the cancel ladder; returns at once."""

    def send(self, word: Word) -> None:
        """Say ``stop``, ``pause`` or ``resume`` to the child."""


class JobThread(QThread):
    """Runs one child to its end.

    Signals carry ``object`` only (a dict with other keys than strings would arrive empty) and are meant for bound slots
    of QObjects in the window's thread. Both carry the job's number, so that late ones can be dropped.
    """

    message = Signal(object)
    """``(number, message)`` for every message of the child."""
    ended = Signal(object)
    """``(number, outcome)``, exactly once, as the last thing `run` does."""

    def __init__(self, number: int, child: Drivable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        self.number = number
        self.child = child

    def run(self) -> None:
        """Drive the child; every failure of this side becomes an outcome too."""
        try:
            outcome = self.child.run(self._tell)
        except BaseException:  # an exception leaving run() is only printed: the job would never end
            outcome = Failed("failed", "The job could not be run. Nothing was changed.", traceback.format_exc())
        self.ended.emit((self.number, outcome))

    def _tell(self, message: Any) -> None:
        self.message.emit((self.number, message))
