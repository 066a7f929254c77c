"""Motion on the map: flights of the view and points that glide to new places."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QStyle, QWidget

FLIGHT_MS = 400
GLIDE_MS = 160


def reduced_motion(widget: QWidget) -> bool:
    """Whether the system asks for no animation (Qt tells it as a duration of nothing)."""
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget) == 0


class Motion(QObject):
    """One movement at a time: calls `step` with 0 to 1 until it is there.

    A new movement begins where the last one stood; `at_once` jumps to the end without an animation.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._advance)
        self._step: Callable[[float], None] | None = None

    @property
    def running(self) -> bool:
        """Whether something moves."""
        return self._step is not None

    def start(self, step: Callable[[float], None], duration: int, *, eased: bool, at_once: bool = False) -> None:
        """Begin a movement, ending the one before where it is."""
        self.stop()
        if at_once or duration <= 0:
            step(1.0)
            return
        self._step = step
        self._animation.setDuration(duration)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic if eased else QEasingCurve.Type.Linear)
        self._animation.start()

    def stop(self) -> None:
        """Stay where it is."""
        self._step = None
        self._animation.stop()

    def finish(self) -> None:
        """Jump to the end."""
        step = self._step
        self.stop()
        if step is not None:
            step(1.0)

    def _advance(self, value: object) -> None:
        step = self._step
        if step is None or not isinstance(value, float):
            return
        if value >= 1.0:
            self._step = None
        step(value)
