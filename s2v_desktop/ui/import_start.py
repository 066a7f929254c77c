"""From a drop to a running import: known formats at once, tables after a look at their columns."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from s2v_desktop.core.errors import NeedsMapping, S2VError
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.readers.source import Source
from s2v_desktop.ui.dialogs.import_dialog import ImportDialog

if TYPE_CHECKING:
    from s2v_desktop.ui.flow import Flow
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

    def begin(self, paths: Sequence[Path]) -> None:
        """Import these files and folders."""
        self._paths = list(paths)
        gone = [path.name for path in paths if not path.exists()]
        if gone:
            sentence = self.tr("{name} is not there any more. Nothing was imported.").format(name=gone[0])
            self._window.error_bar.say(sentence)
            return
        if len(paths) > 1:
            self._flow.import_files(paths)  # each file says for itself what it is
            return
        try:
            table = is_table(paths[0])
        except S2VError as problem:
            self._window.error_bar.say(problem.message, problem.details)
            return
        if table:
            self._ask(paths[0])
        else:
            self._flow.import_files(paths)

    def _ask(self, path: Path) -> None:
        try:
            dialog = ImportDialog(path, self._window)
        except S2VError as problem:
            self._window.error_bar.say(problem.message, problem.details)
            return
        dialog.confirmed.connect(self._on_confirmed)
        dialog.open()

    @Slot(object)
    def _on_confirmed(self, options: Mapping[str, Any]) -> None:
        self._flow.import_files(self._paths, **options)
