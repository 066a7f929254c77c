"""The playlists of the open library as the window sees them: one is current, every change can be undone and is kept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from s2v_desktop.core.smoothing import smooth
from s2v_desktop.core.types import Int64
from s2v_desktop.store import playlists as stored
from s2v_desktop.store.library import Library
from s2v_desktop.store.playlists import Playlist
from s2v_desktop.ui.edits import Edits
from s2v_desktop.ui.open_library import OpenLibrary


class _Set(QUndoCommand):
    """From one state of a playlist to another; None is "not there"."""

    def __init__(self, playlists: Playlists, before: Playlist | None, after: Playlist | None, text: str) -> None:
        super().__init__(text)
        self._playlists, self._before, self._after = playlists, before, after

    def redo(self) -> None:
        """Show and keep the new state."""
        self._playlists._apply(self._before, self._after)

    def undo(self) -> None:
        """Show and keep the old state."""
        self._playlists._apply(self._after, self._before)


class Playlists(QObject):
    """All playlists, and the one that is shown.

    Parameters
    ----------
    library : OpenLibrary
    undo : QUndoStack
    edits : Edits
    """

    changed = Signal()
    """The songs of the current playlist changed, or another one is current."""
    names_changed = Signal()
    edited = Signal()
    """The listener (not undo) changed the current playlist."""
    first_use = Signal()
    """Something was put into a playlist: the tray should be seen."""

    def __init__(self, library: OpenLibrary, undo: QUndoStack, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._undo, self._edits = library, undo, edits
        self._all: dict[int, Playlist] = {}
        self._current = 0
        self._folder = library.folder
        library.catalogue_changed.connect(self.reload)
        self.reload()

    @property
    def all(self) -> list[Playlist]:
        """All playlists that are kept, by name."""
        return sorted(self._all.values(), key=lambda one: (one.name.casefold(), one.number))

    @property
    def current(self) -> Playlist:
        """The one that is shown; a new, empty one where there is none."""
        return self._all.get(self._current) or Playlist(0, self._free_name())

    @property
    def songs(self) -> tuple[int, ...]:
        """Library song numbers of the current playlist."""
        return self.current.songs

    @Slot()
    def reload(self) -> None:
        """Read again what the library holds, unless changes of ours still wait to be written."""
        if self._edits.waiting and self._folder == self._library.folder:
            return
        self._folder = self._library.folder
        self._all = {}
        if not self._library.empty:
            with Library.open(self._library.folder) as opened:
                self._all = {one.number: one for one in stored.read(opened)}
        if self._current not in self._all:
            self._current = max(self._all, default=0)
        self.names_changed.emit()
        self.changed.emit()

    # Which one --------------------------------------------------------------------------------------------------

    def choose(self, number: int) -> None:
        """Show another playlist."""
        if number in self._all and number != self._current:
            self._current = number
            self.names_changed.emit()
            self.changed.emit()

    def new(self, name: str = "", songs: Iterable[int] = ()) -> None:
        """Begin another playlist and show it."""
        wanted = " ".join(name.split())[: stored.LONGEST_NAME] or self._free_name()
        made = Playlist(self._free_number(), wanted, tuple(songs), _now())
        self._push(None, made, self.tr("new playlist"))

    def rename(self, name: str) -> None:
        """Give the current playlist another name; an empty one changes nothing."""
        wanted = " ".join(name.split())[: stored.LONGEST_NAME]
        if wanted and wanted != self.current.name:
            self._change(replace(self._kept(), name=wanted), self.tr("rename the playlist"))

    def delete(self) -> None:
        """Forget the current playlist."""
        if self._current in self._all:
            self._push(self._all[self._current], None, self.tr("delete the playlist"))

    # Its songs --------------------------------------------------------------------------------------------------

    def add(self, songs: Iterable[int], at: int | None = None) -> None:
        """Put songs in, at the end or at a place."""
        now, new = self.songs, tuple(songs)
        place = len(now) if at is None else min(max(at, 0), len(now))
        if new:
            self.set_songs((*now[:place], *new, *now[place:]), self.tr("add to the playlist"))
            self.first_use.emit()

    def remove(self, places: Iterable[int]) -> None:
        """Take out what stands at some places."""
        gone = set(places)
        kept = [song for place, song in enumerate(self.songs) if place not in gone]
        self.set_songs(kept, self.tr("take out of the playlist"))

    def move(self, places: Iterable[int], to: int) -> None:
        """Move what stands at some places before the place `to`, in their order."""
        moved = sorted(set(places))
        songs = self.songs
        before = [song for place, song in enumerate(songs[:to]) if place not in moved]
        after = [song for place, song in enumerate(songs) if place >= to and place not in moved]
        self.set_songs((*before, *(songs[place] for place in moved), *after), self.tr("reorder the playlist"))

    def smooth(self, pin_first: bool, pin_last: bool) -> None:
        """Lay the songs in an order in which neighbours fit."""
        space = self._library.space
        if space is not None:
            order = smooth(space.w1, self.rows(), pin_first, pin_last)
            self.set_songs([self.songs[place] for place in order], self.tr("smooth the playlist"))

    def drop_duplicates(self) -> None:
        """Keep the first of songs that come twice."""
        self.set_songs(list(dict.fromkeys(self.songs)), self.tr("take out duplicates"))

    def rows(self) -> Int64:
        """Rows of the model of the songs, -1 for those it does not know."""
        space = self._library.space
        songs = np.array(self.songs, np.int64)
        return space.rows_of(songs) if space is not None and len(songs) else np.full(len(songs), -1, np.int64)

    def duplicates(self) -> list[bool]:
        """Which songs stood in the playlist before."""
        first: dict[int, int] = {}
        return [first.setdefault(song, place) != place for place, song in enumerate(self.songs)]

    def set_songs(self, songs: Sequence[int], text: str) -> None:
        """Make these the songs of the current playlist; a first one begins it."""
        if tuple(songs) != self.songs:
            self._change(replace(self._kept(), songs=tuple(songs)), text)

    # Keeping ----------------------------------------------------------------------------------------------------

    def _kept(self) -> Playlist:
        current = self.current
        return current if current.number else replace(current, number=self._free_number(), made_ms=_now())

    def _change(self, wanted: Playlist, text: str) -> None:
        self._push(self._all.get(wanted.number), wanted, text)

    def _push(self, before: Playlist | None, after: Playlist | None, text: str) -> None:
        self._undo.push(_Set(self, before, after, text))
        self.edited.emit()

    def _apply(self, before: Playlist | None, after: Playlist | None) -> None:
        folder = self._library.folder
        if after is not None:
            self._all[after.number] = after
            self._current = after.number
            self._edits.write(folder, _Saving(after))
        elif before is not None:
            self._all.pop(before.number, None)
            self._current = max(self._all, default=0)
            self._edits.write(folder, _Deleting(before.number))
        self.names_changed.emit()
        self.changed.emit()

    def _free_number(self) -> int:
        return max(self._all, default=0) + 1

    def _free_name(self) -> str:
        names = {one.name for one in self._all.values()}
        number = 1
        while (name := self.tr("Playlist {0}").format(number)) in names:
            number += 1
        return name


class _Saving:
    """An edit that remembers what to save."""

    def __init__(self, playlist: Playlist) -> None:
        self._playlist = playlist

    def __call__(self, library: Library) -> None:
        stored.save(library, self._playlist)


class _Deleting:
    """An edit that remembers what to forget."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, library: Library) -> None:
        stored.delete(library, self._number)


def _now() -> int:
    return int(time.time() * 1000)
