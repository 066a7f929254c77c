"""What happens with errors nobody caught: a log, one dialog, and no personal data in either.

Python prints an exception in a slot and goes on; a thread's exception is only printed too. Both come here. Native
crashes are written by `faulthandler` into a file of their own.
"""

from __future__ import annotations

import faulthandler
import gc
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QObject, QTimer, QtMsgType, Signal, Slot, qInstallMessageHandler

_log = logging.getLogger("s2v_desktop")
DIALOG_EVERY_S = 60.0
GC_EVERY_MS = 5_000
_LOG_BYTES = 500_000


def anonymous(text: str, home: Path | None = None) -> str:
    """Text without the name of the home folder."""
    place = str(home or Path.home())
    return text.replace(place, "~") if len(place) > 1 else text


def describe(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> str:
    """A traceback without the error's own words, which may hold a title or a path."""
    frames = "".join(traceback.format_tb(trace))
    return anonymous(f"{frames}{kind.__module__}.{kind.__qualname__}")


def fresh_log(file: Path) -> Path:
    """Put a log that has grown large aside; one older one is kept.

    `logging.handlers` would do it too, but it loads sockets and pickle at every start of the window.
    """
    if file.exists() and file.stat().st_size > _LOG_BYTES:
        file.replace(file.with_suffix(".old.log"))
    return file


class CrashHandler(QObject):
    """Takes every uncaught exception of the process.

    Parameters
    ----------
    folder : Path
        Where the logs go.
    show : callable
        Takes the technical text and shows it; called at most once a minute, in the window's thread.
    """

    _caught = Signal(str)

    def __init__(self, folder: Path, show: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._last_shown = -DIALOG_EVERY_S
        self._showing = False
        folder.mkdir(parents=True, exist_ok=True)
        self._handler = logging.FileHandler(fresh_log(folder / "window.log"), encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._native: IO[str] = (folder / "native-crash.log").open("a", encoding="utf-8")
        self._caught.connect(self._on_caught)

    def install(self) -> None:
        """Begin to listen."""
        _log.addHandler(self._handler)
        _log.setLevel(logging.INFO)
        faulthandler.enable(self._native)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(self._on_qt_message)

    def remove(self) -> None:
        """Give everything back as it was; for the end of the program and for tests."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        self._native.close()
        _log.removeHandler(self._handler)
        self._handler.close()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._take(describe(kind, error, trace))

    def _on_thread_exception(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_type is not SystemExit:
            self._take(describe(told.exc_type, told.exc_value, told.exc_traceback))

    def _take(self, text: str) -> None:
        _log.error("uncaught\n%s", text)
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write(f"{text}\n")
        self._caught.emit(text)  # crosses to the window's thread by itself

    def _on_qt_message(self, kind: QtMsgType, context: object, message: str) -> None:
        level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
        _log.log(level, "qt: %s", anonymous(message))
        if level == logging.WARNING and sys.stderr is not None:
            sys.stderr.write(f"{message}\n")

    @Slot(str)
    def _on_caught(self, text: str) -> None:
        now = time.monotonic()
        if self._showing or now - self._last_shown < DIALOG_EVERY_S:
            return
        self._last_shown, self._showing = now, True
        try:
            self._show(text)
        finally:
            self._showing = False


class GarbageTimer(QObject):
    """Collects cyclic garbage in the window's thread only.

    Python's collector runs wherever it happens to be triggered; in the job's thread it could destroy a widget, which
    crashes (found by calibre, novelWriter and others).
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(GC_EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """Take over from the automatic collector; what exists now is not looked at again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give back to the automatic collector."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        # The young ones each time; the old ones only when many have gathered, because that may take long.
        young, middle, old = gc.get_count()
        if young > self._thresholds[0]:
            gc.collect(0 if middle <= self._thresholds[1] else 1 if old <= self._thresholds[2] else 2)
