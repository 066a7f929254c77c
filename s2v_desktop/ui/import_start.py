"""From a drop to a running import: nothing is asked when nothing has to be decided.

A table is shown with its columns first, unless its header was seen before. Everything else is read at once; where the
import doctor has a question, nothing is stored yet and the import begins again with the answers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from s2v_desktop.core.errors import NeedsMapping, S2VError
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import archive
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.readers.source import Source
from s2v_desktop.store import mappings
from s2v_desktop.ui.dialogs.import_dialog import ImportDialog

if TYPE_CHECKING:
    from s2v_desktop.ui.flow import Flow, FlowEnd
    from s2v_desktop.ui.main_window import MainWindow


def is_table(path: Path) -> bool:
    """Whether a file is a table whose columns a person should look at.

    Only the first 64 KiB are read. Archives and folders are never looked into here: their import says what it finds.

    Raises
    ------
    S2VError
        When it is a plain file that is no listening history.
    """
    if not path.is_file() or zipfile.is_zipfile(path):
        return False
    try:
        return detect(Source(path)).format == "table"
    except NeedsMapping:
        return True


class ImportStart(QObject):
    """One import that is being begun."""

    def __init__(self, window: MainWindow, flow: Flow) -> None:
        super().__init__(window)
        self._window = window
        self._flow = flow
        self._paths: list[Path] = []
        self._tables: list[dict[str, Any]] = []
        self._waiting: list[Mapping[str, Any]] = []
        self._look: dict[str, Any] = {}

    def begin(self, paths: Sequence[Path], *, look: bool = False) -> None:
        """Import these files and folders.

        Parameters
        ----------
        look : bool
            Show first what was found, whether or not something has to be decided.
        """
        self._look = {"dry_run": True} if look else {}
        self._paths = list(paths)
        gone = [path.name for path in paths if not path.exists()]
        if gone:
            sentence = self.tr("{name} is not there any more. Nothing was imported.").format(name=gone[0])
            self._window.error_bar.say(sentence)
            return
        try:
            asks = len(paths) == 1 and is_table(paths[0]) and not self._known(paths[0])
        except S2VError as problem:
            self._window.error_bar.say(problem.message, problem.details)
            return
        if asks:
            self._waiting = [{"path": str(paths[0]), "member": None}]
            self._ask_next()
        else:
            self._run(ask=True, **self._look)

    def _known(self, path: Path) -> bool:
        """Whether a table with this header was imported before."""
        header = mappings.header_of(Source(path))
        return bool(header) and mappings.key(header) in mappings.load(self._flow.library)

    def _run(self, **options: Any) -> None:
        self._flow.finished.connect(self._on_finished)
        if self._tables:
            options["tables"] = self._tables
        if not self._flow.import_files(self._paths, **options):
            self._flow.finished.disconnect(self._on_finished)

    @Slot(object)
    def _on_finished(self, end: FlowEnd) -> None:
        self._flow.finished.disconnect(self._on_finished)
        examination = end.results.get("import", {}).get("examination") or {}
        asks: Sequence[Mapping[str, Any]] = examination.get("asks") or ()
        if asks and asks[0]["kind"] == "mapping":
            self._waiting = list(asks)
            self._ask_next()
        elif asks or (self._look and examination):
            self._look = {}
            self._consult(examination)
        else:
            self.deleteLater()

    def _consult(self, examination: Mapping[str, Any]) -> None:
        from s2v_desktop.ui.dialogs.doctor import DoctorDialog

        dialog = DoctorDialog(examination, self._window)
        dialog.confirmed.connect(self._on_decided)
        dialog.open()

    @Slot(object)
    def _on_decided(self, options: Mapping[str, Any]) -> None:
        self._run(**options)

    def _ask_next(self) -> None:
        """Show the columns of the next table; when all are known, import."""
        if not self._waiting:
            self._run(ask=True, **self._look)
            return
        table = self._waiting.pop(0)
        try:
            dialog = ImportDialog(self._source(Path(table["path"]), table["member"]), self._window)
        except S2VError as problem:
            self._window.error_bar.say(problem.message, problem.details)
            return
        dialog.confirmed.connect(self._on_confirmed)
        dialog.open()

    @staticmethod
    def _source(path: Path, member: str | None) -> Source:
        if member is None:
            return Source(path)
        found = (one for one in archive.sources([path], Silent()) if one.member == member)
        return next(found, Source(path, member))

    @Slot(object)
    def _on_confirmed(self, options: Mapping[str, Any]) -> None:
        self._tables.append(dict(options))
        self._ask_next()
