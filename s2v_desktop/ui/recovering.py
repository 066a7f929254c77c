"""Offers the newest backup where a library's file is damaged, and shows the library once it was restored."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from s2v_desktop.core.errors import LibraryDamaged
from s2v_desktop.store import recovery
from s2v_desktop.ui import wording
from s2v_desktop.ui.flow import EndKind, FlowEnd

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class Recovery(QObject):
    """Offers, and goes on when it was done."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._folder: Path | None = None
        window.parts.flow.finished.connect(self._on_finished)

    def offer(self, folder: Path, sentence: str, details: str = "") -> None:
        """Say that the library in a folder is damaged, with a button that helps."""
        found = recovery.backups(folder)
        action = self.tr("Set it aside and begin anew")
        if recovery.mendable(folder):
            action = self.tr("Repair the library file")
        elif found:
            action = self.tr("Restore the backup of {moment}").format(moment=wording.moment(found[0].made_ms))
        self._window.error_bar.say(sentence, details, action=action, then=partial(self._begin, folder))

    def _begin(self, folder: Path) -> None:
        self._folder = folder
        self._window.parts.flow.change("recover", library=str(folder))

    @Slot(object)
    def _on_finished(self, end: FlowEnd) -> None:
        folder, self._folder = self._folder, None
        library = self._window.parts.library.folder
        if end.job == "recover" and end.kind is EndKind.DONE:
            self._show(folder or library, end)
        elif end.code == LibraryDamaged.code:
            self.offer(library, end.sentence, end.details)
        elif end.results.get("doctor", {}).get("damaged"):
            problems = end.results["doctor"]["problems"]
            self.offer(library, str(problems[0]), "\n".join(map(str, problems)))

    def _show(self, folder: Path, end: FlowEnd) -> None:
        result = end.results["recover"]
        if not self._window.libraries.switch(folder):
            return
        kept = self.tr("The damaged file was kept in {place}.").format(place=wording.clean(str(result["kept"]), 200))
        if result["mended"]:
            sentence = self.tr("Only the first bytes of the library file were damaged. Nothing was lost.")
        elif result["backup"]:
            said = self.tr("The library is as it was on {moment}, with {plays}. Import again what came later.")
            plays = wording.count(int(result["plays"]), self.tr("play"), self.tr("plays"))
            sentence = said.format(moment=wording.moment(int(result["made_ms"])), plays=plays)
        else:
            sentence = self.tr("There was no good backup. Import your history again; nothing is in the way now.")
        self._window.error_bar.say(f"{sentence} {kept}", error=False)
