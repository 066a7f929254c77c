"""Opening libraries: another one, a new one, the one of the demo."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.core.errors import LibraryDamaged, S2VError
from s2v_desktop.store.paths import default_library
from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.search_box import Hit

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow

DEMO = "Grateful Dead demo"
"""Name of the library the demo goes into: it never mixes with the listener's own."""


class Libraries(QObject):
    """Opens libraries in one window."""

    switched = Signal(object)
    """Folder of the library that is open now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot(object)
    def switch(self, folder: Path) -> bool:
        """Open another library; False when something is running or it cannot be opened."""
        window, parts = self._window, self._window.parts
        if parts.controller.busy:
            window.error_bar.say(self.tr("Something is running. Open the library when it is done."), error=False)
            return False
        before, parts.library.folder = parts.library.folder, folder
        try:
            parts.library.reload()
        except S2VError as problem:
            parts.library.folder = before
            with contextlib.suppress(S2VError):  # what was open may be damaged too, and said so then
                parts.library.reload()
            if isinstance(problem, LibraryDamaged):
                window.flow_view.recovery.offer(folder, problem.message, problem.details)
            else:
                window.error_bar.say(problem.message, problem.details)
            return False
        parts.flow.library = folder
        parts.undo.clear()
        parts.selection.start_with(())
        window.error_bar.hide()
        window.settle_in()
        self.switched.emit(folder)
        return True

    def find(self, text: str, limit: int) -> list[Hit]:
        """Songs of the open library that fit, for the search field; rare ones say so."""
        library = self._window.parts.library
        catalogue = library.catalogue
        if catalogue is None:
            return []
        hits = []
        for at in catalogue.search(text, limit).tolist():
            song, artist = int(catalogue.songs[at]), catalogue.artist(at)
            beside = wording.rare(artist) if library.is_placed(song) else artist
            hits.append(Hit(song, catalogue.title(at), beside, int(catalogue.plays[at])))
        return hits

    @Slot()
    def demo(self) -> None:
        """Open the library of the demo, and fill it when it is empty."""
        if self.switch(default_library().with_name(DEMO)) and self._window.parts.library.empty:
            self._window.parts.flow.import_demo()

    @Slot()
    def new(self) -> None:
        """Ask for a place; the library is made there by its first import."""
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("New library"), "", self.tr("Folder (*)"))
        if name:
            self.switch(Path(name))

    @Slot()
    def choose(self) -> None:
        """Ask for a library folder and open it."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Open library"))
        if name:
            self.switch(Path(name))
