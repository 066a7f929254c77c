"""What the actions around imports, listeners and merged songs do. Dialogs are imported when they are opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.store import balance, listeners, merges, same_person
from s2v_desktop.store.library import Library
from s2v_desktop.ui import wording
from s2v_desktop.ui.flow import EndKind, FlowEnd

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class _Deciding(QUndoCommand):
    """Decisions about songs or listeners; each way is a job."""

    def __init__(
        self, handlers: LibraryHandlers, job: str, spec: dict[str, Any], back: dict[str, Any], text: str
    ) -> None:
        super().__init__(text)
        self._handlers, self._job, self._spec, self._back = handlers, job, spec, back

    def redo(self) -> None:
        """Decide."""
        self._handlers.run(self._job, self._spec)

    def undo(self) -> None:
        """Go back to what was decided before."""
        self._handlers.run(self._job, self._back)


class LibraryHandlers(QObject):
    """The handlers of one window that have to do with what is in the library."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._parts = window.parts
        self._queue: list[tuple[str, dict[str, Any]]] = []
        self._parts.flow.finished.connect(self._on_finished)

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        return {
            "examine": self.examine,
            "history": self.history,
            "merges": self.merges,
            "listeners": self.listeners,
            "remove_library": self.remove_library,
        }

    def run(self, job: str, spec: dict[str, Any]) -> None:
        """Do a job, now or when what is running is done: an undo must never be lost."""
        self._queue.append((job, spec))
        self._next()

    def _next(self) -> None:
        if self._queue and self._parts.flow.change(self._queue[0][0], **self._queue[0][1]):
            self._queue.pop(0)

    @Slot(object)
    def _on_finished(self, end: FlowEnd) -> None:
        if end.kind is EndKind.DONE:
            self._done(end.job, end.results[end.job])
        self._next()

    def _done(self, job: str, result: Mapping[str, Any]) -> None:
        say = self._window.error_bar.say
        if job == "suggest":
            self._show_merges(result)
        elif job == "spellings":
            self._show_spellings(result)
        elif job == "balance":
            name = wording.clean(Path(str(result["path"])).name, 80)
            say(self.tr("The balance was written to “{name}”.").format(name=name), error=False)
        elif job == "remove-library":
            self._parts.undo.clear()
            self._parts.library.reload()
            self._window.settle_in()
            say(self.tr("The library was deleted."), error=False)
        elif job == "listeners":
            self._listeners_done(result)

    def _listeners_done(self, result: Mapping[str, Any]) -> None:
        say, plays = self._window.error_bar.say, abs(int(result["plays_removed"]))
        if result["do"] == "remove":
            said = wording.count(plays, self.tr("play was taken out"), self.tr("plays were taken out"))
            say(self.tr("{what} of the library.").format(what=said), error=False)
        elif result["do"] == "compare":
            self._ask_join(result)
        elif result["do"] in ("join", "part"):
            once = wording.count(plays, self.tr("play that both told is counted once now"),
                                 self.tr("plays that both told are counted once now"))  # fmt: skip
            each = wording.count(plays, self.tr("play is counted for each again"),
                                 self.tr("plays are counted for each again"))  # fmt: skip
            joined, parted = self.tr("They are one listener: {what}."), self.tr("They are two listeners again: {what}.")
            joins = result["do"] == "join"
            say((joined if joins else parted).format(what=once if joins else each), error=False)

    # Imports --------------------------------------------------------------------------------------------------

    @Slot()
    def examine(self) -> None:
        """Look into files and show what is in them before anything is stored."""
        from s2v_desktop.ui.import_start import ImportStart

        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Look into files"))
        if names:
            ImportStart(self._window, self._parts.flow).begin([Path(name) for name in names], look=True)

    @Slot()
    def history(self) -> None:
        """List the imports."""
        from s2v_desktop.ui.dialogs.history import HistoryDialog

        with Library.open(self._parts.library.folder) as library:
            batches = library.batches()
        dialog = HistoryDialog(batches, self._parts.controller.busy, self._window, self._balance)
        dialog.undo_wanted.connect(self._window.handlers.undo_import)
        dialog.balance_wanted.connect(self._save_balance)
        dialog.open()

    def _balance(self, batch: int) -> Sequence[Mapping[str, Any]]:
        with Library.open(self._parts.library.folder) as library:
            return balance.files(library.connection, batch)

    @Slot(int)
    def _save_balance(self, batch: int) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the balance"), f"import-{batch}.csv", self.tr("Table (*.csv)"))  # fmt: skip
        if name:
            self.run("balance", {"batch": batch, "path": name})

    # Songs ----------------------------------------------------------------------------------------------------

    @Slot()
    def merges(self) -> None:
        """Look for songs that may be one."""
        self.run("suggest", {})

    def _show_merges(self, answer: Mapping[str, Any]) -> None:
        from s2v_desktop.ui.dialogs.merges import MergesDialog

        dialog = MergesDialog(answer, self._window)
        dialog.wanted.connect(self._decide)
        dialog.open()

    @Slot(int)
    def spellings(self, song: int) -> None:
        """Show how a song is spelled."""
        self.run("spellings", {"song": song})

    def _show_spellings(self, answer: Mapping[str, Any]) -> None:
        from s2v_desktop.ui.dialogs.spellings import SpellingsDialog

        title = " – ".join(self._parts.library.name(int(answer["song"]))[::-1])
        dialog = SpellingsDialog(title, answer, self._window)
        dialog.wanted.connect(self._spell)
        dialog.open()

    @Slot(object, object, str)
    def _spell(self, spec: dict[str, Any], back: dict[str, Any], text: str) -> None:
        self._parts.undo.push(_Deciding(self, "merge", spec, back, text))

    @Slot(object, str)
    def _decide(self, spec: dict[str, Any], text: str) -> None:
        with Library.open(self._parts.library.folder) as library:
            before = [[one.key, one.other, one.same] for one in merges.read(library.connection)]
        self._parts.undo.push(_Deciding(self, "merge", spec, {"restore": before}, text))

    # Listeners ------------------------------------------------------------------------------------------------

    @Slot()
    def listeners(self) -> None:
        """List the listeners."""
        from s2v_desktop.ui.dialogs.listeners import ListenersDialog

        with Library.open(self._parts.library.folder) as library:
            people, joined = listeners.read(library.connection), same_person.read(library.connection)
        dialog = ListenersDialog(people, self._parts.controller.busy, self._window, joined)
        dialog.wanted.connect(self._change_listeners)
        dialog.parting.connect(self._part)
        dialog.open()

    def _ask_join(self, compared: Mapping[str, Any]) -> None:
        from s2v_desktop.ui.dialogs.join_listeners import JoinDialog

        with Library.open(self._parts.library.folder) as library:
            people = {one.number: one for one in listeners.read(library.connection)}
        one, other = people.get(int(compared["into"])), people.get(int(compared["listeners"][0]))
        if one is not None and other is not None:
            dialog = JoinDialog(one, other, int(compared["plays_removed"]), self._window)
            dialog.confirmed.connect(self._join)
            dialog.open()

    @Slot(int, int)
    def _join(self, stays: int, joins: int) -> None:
        there, back = {"do": "join", "listeners": [joins], "into": stays}, {"do": "part", "listeners": [joins]}
        self._parts.undo.push(_Deciding(self, "listeners", there, back, self.tr("join listeners")))

    @Slot(object)
    def _part(self, one: same_person.Joined) -> None:
        there, back = {"do": "part", "listeners": [one.number]}, {"do": "join", "listeners": [one.number]}
        self._parts.undo.push(
            _Deciding(self, "listeners", there, {**back, "into": one.into}, self.tr("part listeners"))
        )

    @Slot(object)
    def _change_listeners(self, spec: dict[str, Any]) -> None:
        self.run("listeners", spec)

    @Slot()
    def remove_library(self) -> None:
        """Delete the open library, after its name was typed."""
        from s2v_desktop.ui.dialogs.remove_library import RemoveLibrary

        dialog = RemoveLibrary(self._parts.library.folder.name, self._window)
        dialog.confirmed.connect(self._remove_library)
        dialog.open()

    @Slot()
    def _remove_library(self) -> None:
        self.run("remove-library", {})
