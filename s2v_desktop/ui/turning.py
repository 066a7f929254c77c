"""Takes the turns of a long answer between the events of the window, so that it never stalls."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from s2v_desktop.core.turns import Turns, finished

BUDGET_S = 0.008
"""So long the window works on an answer before it looks at its events again; a single turn may take a little more."""


class Turning(QObject):
    """Works on one answer at a time; a new one takes the place of the old."""

    done = Signal(object)
    """The result of the turns that were started last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: Turns[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def running(self) -> bool:
        """Whether an answer is being worked on."""
        return self._turns is not None

    def start(self, turns: Turns[Any], *, at_once: bool = False) -> None:
        """Work on another answer.

        Parameters
        ----------
        at_once : bool
            Take all turns now: for answers that are known to be short.
        """
        self.stop()
        if at_once:
            self.done.emit(finished(turns))
            return
        self._turns = turns
        self._timer.start()

    def stop(self) -> None:
        """Forget the answer that is being worked on."""
        self._timer.stop()
        if self._turns is not None:
            self._turns.close()
        self._turns = None

    @Slot()
    def _go_on(self) -> None:
        turns, until = self._turns, time.perf_counter() + BUDGET_S
        while turns is not None and turns is self._turns and time.perf_counter() < until:
            try:
                next(turns)
            except StopIteration as end:
                self.stop()
                self.done.emit(end.value)
                return
