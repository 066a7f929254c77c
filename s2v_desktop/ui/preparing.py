"""Makes map and docks ready while the start page is shown and nothing runs, so that the first import does not stall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow

_FIRST_MS, _NEXT_MS = 400, 30


class Preparation(QObject):
    """Does one piece after the other, each in a moment of its own; waits while a job runs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._imported = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin a moment after the window has been shown."""
        if self._window.workspace is None:
            self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """Not any more: the window closes."""
        self._timer.stop()

    @Slot()
    def _step(self) -> None:
        window = self._window
        if window.workspace is not None or window.parts.controller.busy:
            return  # it is there, or will be made when it is needed
        if self._imported:
            window.make_workspace()
            window.refresh()
        else:
            import numpy.ma  # noqa: F401 - NumPy asks for it at the first sorting, which would be in the midst of a job

            import s2v_desktop.ui.workspace  # noqa: F401 - pyqtgraph and the tables come with it

            self._imported = True
            self._timer.start(_NEXT_MS)
