"""What the actions that write files do: the map, all plays, all sessions. Ids are those of `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.store.exports import TABLES
from s2v_desktop.ui.saving import taken

if TYPE_CHECKING:
    from s2v_desktop.ui.export_process import ExportProcess
    from s2v_desktop.ui.main_window import MainWindow


class ExportHandlers(QObject):
    """The handlers of one window; one file is written at a time, in a process beside it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._parts = window, window.parts
        self._process: ExportProcess | None = None

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        return {
            "export_map": self.export_map,
            "export_plays": self.export_plays,
            "export_sessions": self.export_sessions,
        }

    @Slot()
    def export_map(self) -> None:
        """Ask what of the map shall go out."""
        from s2v_desktop.ui.dialogs.export_map import ExportMap

        dialog = ExportMap(self._parts.theme.current.name, self._window)
        dialog.wanted.connect(self.write)
        dialog.open()

    @Slot()
    def export_plays(self) -> None:
        """Ask where all plays shall go."""
        self._ask("plays", self.tr("Export all plays"), self.tr("plays"))

    @Slot()
    def export_sessions(self) -> None:
        """Ask where all listening sessions shall go."""
        self._ask("sessions", self.tr("Export all sessions"), self.tr("sessions"))

    def _ask(self, kind: str, title: str, name: str) -> None:
        kinds = self.tr("Table (*.csv);;One JSON object a line (*.jsonl)")
        chosen, form = QFileDialog.getSaveFileName(self._window, title, f"{name}.csv", kinds)
        if chosen:
            asked = words(kind, Path(chosen), form)
            if refusal := taken(chosen, Path(asked[-1])):
                self._window.error_bar.say(refusal, error=False)
            else:
                self.write(asked)

    @Slot(object)
    def write(self, asked: list[str]) -> None:
        """Write what was asked for, as ``s2v export`` takes it."""
        if self._process is not None and self._process.running:
            self._window.error_bar.say(self.tr("Another export is being written. Try again in a moment."), error=False)
            return
        from s2v_desktop.ui.export_process import ExportProcess

        self._process = ExportProcess(self._parts.library.folder, asked, self)
        self._process.written.connect(self._on_written)
        self._process.failed.connect(self._window.error_bar.say)
        self._window.status.say(self.tr("Writing the file…"))
        self._process.start()

    @Slot(str)
    def _on_written(self, path: str) -> None:
        self._window.status.say(self.tr("Written: {path}").format(path=path))


def words(kind: str, file: Path, chosen: str) -> list[str]:
    """What to ask of ``s2v export``: the ending of the file decides, else the kind of file that was chosen."""
    form = file.suffix.lower().lstrip(".")
    if form not in TABLES:
        form = next((one for one in TABLES if f"*.{one}" in chosen), TABLES[0])
        file = file.with_name(f"{file.name}.{form}")
    return [kind, "--as", form, "--", str(file)]
