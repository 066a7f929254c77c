"""Plays a script in the real window: waits for what the script waits for, takes pictures, and writes down where from.

A script is a generator. It yields a condition (a callable that tells whether to go on) and takes a picture with
`shot`. Nothing sleeps; a condition that never comes true ends the run with its name after `PATIENCE_S`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

Condition = Callable[[], bool]
Script = Generator[Condition, None, None]

PATIENCE_S = 300.0
"""A hang guard, not a limit: the longest wait of the script takes a tenth of it on an idle machine."""

_SETTLE_MS = 60


class Director(QObject):
    """Runs one script and keeps the index of its pictures.

    Parameters
    ----------
    folder : Path
        Where pictures go.
    theme, scale
        Of this run, for file names and the index.
    """

    def __init__(self, folder: Path, theme: str, scale: int) -> None:
        super().__init__()
        self.folder = folder
        self.theme = theme
        self.scale = scale
        self.index: list[dict[str, Any]] = []
        self.failure = ""
        self._script: Script | None = None
        self._condition: Condition = _always
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._step)

    def begin(self, script: Script) -> None:
        """Start the script once the event loop runs."""
        self._script = script
        self._since = time.monotonic()
        self._timer.start()

    def shot(self, screen: str, widget: QWidget, **origin: object) -> None:
        """Take a picture of a window and note which library, job and model are behind it."""
        name = f"{screen}-{self.theme}{'' if self.scale == 1 else f'@{self.scale}x'}.png"
        picture = _on_screen(widget)
        picture.save(str(self.folder / name))
        entry = {"file": name, "screen": screen, "theme": self.theme, "scale": self.scale}
        entry |= {"width": picture.width(), "height": picture.height()}
        self.index.append(entry | origin)

    def _step(self) -> None:
        assert self._script is not None
        if time.monotonic() - self._since > PATIENCE_S:
            self._end(f"waited too long for {getattr(self._condition, '__name__', 'a condition')}")
            return
        try:
            if self._condition():
                self._since = time.monotonic()
                self._condition = next(self._script)
        except StopIteration:
            self._end("")
        except Exception as error:  # the script is at fault: end the run, tell which line
            self._end(f"{type(error).__name__}: {error} (line {_line(error)})")

    def _end(self, failure: str) -> None:
        self.failure = failure
        self._timer.stop()
        if failure:
            for window in QApplication.topLevelWidgets():
                if window.isVisible():
                    self.shot("failed", window)
        for window in QApplication.topLevelWidgets():
            window.close()
        QApplication.quit()

    def write_index(self) -> None:
        """Add this run's pictures to ``index.json``."""
        file = self.folder / "index.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
        names = {entry["file"] for entry in self.index}
        kept = [entry for entry in known if entry["file"] not in names]
        file.write_text(json.dumps(kept + self.index, indent=1), encoding="utf-8")


def _on_screen(widget: QWidget) -> QPixmap:
    """What a person sees there: the widget with whatever stands over it; alone where a screen shows nothing."""
    window = widget.window()
    if QApplication.platformName() == "offscreen":
        return widget.grab()
    parent = window.parentWidget()
    area = (parent.window() if parent is not None else window).geometry()
    return window.screen().grabWindow(0, area.x(), area.y(), area.width(), area.height())


def _always() -> bool:
    return True


def _line(error: Exception) -> int:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame.tb_lineno if frame is not None else 0
