"""What the actions that write files do: the map, all plays, all sessions. Ids are those of `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.store.exports import TABLES
from s2v_desktop.ui.saving import taken

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class ExportHandlers(QObject):
    """The handlers of one window. Files are written by jobs: with progress, and a cancel that leaves nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._parts = window, window.parts

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
        chosen, filters = QFileDialog.getSaveFileName(self._window, title, f"{name}.csv", kinds)
        if chosen:
            form, file = named(Path(chosen), filters)
            if refusal := taken(chosen, file):
                self._window.error_bar.say(refusal, error=False)
            else:
                self.write("export", {"kind": kind, "form": form, "path": str(file)})

    @Slot(str, object)
    def write(self, job: str, spec: dict[str, Any]) -> None:
        """Let a job write a file."""
        if not self._parts.flow.change(job, **spec):
            sentence = self.tr("Something else is being done. Nothing was written. Export when it is over.")
            self._window.error_bar.say(sentence, error=False)


def named(file: Path, chosen: str) -> tuple[str, Path]:
    """Format and file: the ending decides, else the kind of file that was chosen."""
    form = file.suffix.lower().lstrip(".")
    if form in TABLES:
        return form, file
    form = next((one for one in TABLES if f"*.{one}" in chosen), TABLES[0])
    return form, file.with_name(f"{file.name}.{form}")
