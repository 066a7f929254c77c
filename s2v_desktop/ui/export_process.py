"""Writes a map or vectors into a file, in a process of its own: the same command that a terminal has.

It reads what is stored and changes nothing, so it may run beside a job. Killed with the window at the latest.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal, Slot


def program() -> list[str]:
    """Command line that starts the command of this program, from source and frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--cli"]
    return [sys.executable, "-P", "-m", "s2v_desktop", "--cli"]


class ExportProcess(QObject):
    """One export.

    Parameters
    ----------
    library : Path
    words : sequence of str
        After ``s2v export``: the kind, options, and the file last.

    Signals
    -------
    written(str)
        Path of the file.
    failed(str, str)
        A sentence, and details.
    """

    written = Signal(str)
    failed = Signal(str, str)

    def __init__(self, library: Path, words: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        command = [*program(), "export", "--library", str(library), "--json", *words]
        self._process.setProgram(command[0])
        self._process.setArguments(command[1:])
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    def start(self) -> None:
        """Begin."""
        self._process.start()
        self._process.closeWriteChannel()

    @property
    def running(self) -> bool:
        """Whether it is not over."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def stop(self) -> None:
        """End it at once; an unfinished file never takes its name."""
        self._process.kill()
        self._process.waitForFinished(2000)

    @Slot(int)
    def _on_finished(self, code: int) -> None:
        said = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        details = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")[-4000:]
        try:
            told = json.loads(said)
        except ValueError:
            told = {}
        if code == 0 and "path" in told:
            self.written.emit(str(told["path"]))
        else:
            sentence = str(told.get("error", {}).get("message", ""))
            self.failed.emit(sentence or self.tr("The file could not be written. Nothing was changed."), details)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            sentence = self.tr("The export could not be started. Nothing was written.")
            self.failed.emit(sentence, self._process.errorString())
