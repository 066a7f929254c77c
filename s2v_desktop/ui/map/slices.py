"""A full repaint of many songs in slices: a few milliseconds per turn of the event loop, so that nothing stalls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from s2v_desktop.ui.map.picture_of_points import Picture, Prepared
from s2v_desktop.ui.map.view import View

TURN_MS = 6.0
"""A turn of the event loop begins no other step of painting after this time."""


class Slices(QObject):
    """Paints a prepared picture step by step; the picture is given away when it is whole.

    Parameters
    ----------
    done : callable
        Called with the `Picture`.
    """

    def __init__(self, done: Callable[[Picture], None], parent: QObject) -> None:
        super().__init__(parent)
        self._done = done
        self._prepared: Prepared | None = None
        self._steps: Iterator[None] = iter(())
        self.turns: list[float] = []
        """Milliseconds of each turn of the picture painted last."""
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @property
    def running(self) -> bool:
        """Whether a picture is being painted."""
        return self._prepared is not None

    @property
    def view(self) -> View | None:
        """The view that is being painted."""
        return None if self._prepared is None else self._prepared.picture().view

    def start(self, prepared: Prepared) -> None:
        """Begin a picture; one that was begun before is dropped."""
        self._prepared, self._steps, self.turns = prepared, prepared.steps(), []
        self._timer.start()

    def stop(self) -> None:
        """Drop what was begun."""
        self._prepared, self._steps = None, iter(())
        self._timer.stop()

    def finish(self) -> None:
        """Paint the rest at once."""
        while self.running:
            self._turn()

    def _turn(self) -> None:
        prepared = self._prepared
        if prepared is None:
            self._timer.stop()
            return
        began = perf_counter()
        whole = True
        for _ in self._steps:
            if (perf_counter() - began) * 1000 >= TURN_MS:
                whole = False
                break
        self.turns.append((perf_counter() - began) * 1000)
        if whole:
            self.stop()
            self._done(prepared.picture())
