"""Keeps songs and artists out of lists and out of taste: at once, undoable, written behind the listener's back."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from s2v_desktop.core.errors import S2VError
from s2v_desktop.store import hidden
from s2v_desktop.store.hidden import Hidden, Kind
from s2v_desktop.store.library import Library
from s2v_desktop.ui.edits import Edits
from s2v_desktop.ui.open_library import OpenLibrary

_Key = tuple[Kind, str]


class _Put(QUndoCommand):
    """From one state of something hidden to another."""

    def __init__(self, hiding: Hiding, before: Hidden, after: Hidden, text: str) -> None:
        super().__init__(text)
        self._hiding, self._before, self._after = hiding, before, after

    def redo(self) -> None:
        """Keep out as asked."""
        self._hiding._put(self._after)

    def undo(self) -> None:
        """Keep out as before."""
        self._hiding._put(self._before)


class Hiding(QObject):
    """What is hidden in the open library.

    Parameters
    ----------
    library : OpenLibrary
    undo : QUndoStack
    edits : Edits
    """

    changed = Signal()

    def __init__(self, library: OpenLibrary, undo: QUndoStack, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._undo, self._edits = library, undo, edits
        self._entries: dict[_Key, Hidden] = {}
        self._folder = library.folder
        library.catalogue_changed.connect(self.reload)
        self.reload()

    @property
    def entries(self) -> list[Hidden]:
        """Everything that is hidden, artists first, by name."""
        return sorted(self._entries.values(), key=lambda one: (one.kind, one.name.casefold(), one.key))

    @Slot()
    def reload(self) -> None:
        """Read again what the library says, unless changes of ours still wait to be written."""
        if self._edits.waiting and self._folder == self._library.folder:
            self._library.set_hidden(self._entries.values())
            return
        self._folder = self._library.folder
        self._entries = {}
        if not self._library.empty:
            with Library.open(self._library.folder) as opened:
                self._entries = {(one.kind, one.key): one for one in hidden.read(opened)}
        self.changed.emit()

    def hide(self, kind: Kind, song: int, *, lists: bool | None = None, taste: bool | None = None) -> None:
        """Keep a song, or the artist of a song, out of lists or of taste; None leaves that as it is.

        Parameters
        ----------
        song : int
            Library song number.
        """
        now = self.state(kind, song)
        if now is not None:
            wanted = replace(
                now,
                recommendations=now.recommendations if lists is None else lists,
                taste=now.taste if taste is None else taste,
            )
            text = self.tr("hide a song") if kind == "song" else self.tr("hide an artist")
            self.push(now, wanted, text)

    def state(self, kind: Kind, song: int) -> Hidden | None:
        """Whether a song or the artist of a song is hidden; None when the song is gone."""
        try:
            with Library.open(self._library.folder) as opened:
                found = hidden.entry_of(opened, kind, song)
        except S2VError:
            return None
        blank = replace(found, recommendations=False, taste=False)
        return self._entries.get((found.kind, found.key), blank)

    def change(self, entry: Hidden, *, lists: bool, taste: bool) -> None:
        """Keep something hidden in another way; in no way is bringing it back."""
        wanted = replace(entry, recommendations=lists, taste=taste)
        back = not (lists or taste)
        self.push(entry, wanted, self.tr("bring back") if back else self.tr("change what is hidden"))

    def push(self, before: Hidden, after: Hidden, text: str) -> None:
        """Do it, so that it can be undone."""
        if before != after:
            self._undo.push(_Put(self, before, after, text))

    def _put(self, entry: Hidden) -> None:
        key = (entry.kind, entry.key)
        self._entries.pop(key, None)
        if entry.recommendations or entry.taste:
            self._entries[key] = entry
        self._edits.write(self._library.folder, _Writing(entry))
        self._library.set_hidden(self._entries.values())
        self.changed.emit()


class _Writing:
    """An edit that remembers what to write."""

    def __init__(self, entry: Hidden) -> None:
        self._entry = entry

    def __call__(self, library: Library) -> None:
        hidden.put(library, self._entry)
