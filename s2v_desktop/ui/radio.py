"""The radio of the playlist tray: as long as it is on, so many songs follow the one that is playing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core.radio import go_on
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.playlists import Playlists

AHEAD = 10
"""So many songs follow the song that is playing."""


class Radio(QObject):
    """Keeps the current playlist going.

    It begins behind the last song. What the listener does to the playlist moves it: a song that is taken out is
    replaced, and a song chosen in the list counts as the one that is playing. Undo takes back what it added; it adds
    again only after the next deed.

    Parameters
    ----------
    library : OpenLibrary
    playlists : Playlists
    """

    switched = Signal(bool)
    """It goes on, or it stopped."""
    lost = Signal()
    """It knows no song that could follow."""

    def __init__(self, library: OpenLibrary, playlists: Playlists, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._playlists = library, playlists
        self._playing = -1
        self._list: tuple[Path, int] | None = None
        self._adding = False
        playlists.edited.connect(self._on_edited)
        playlists.changed.connect(self._on_changed)

    @property
    def on(self) -> bool:
        """Whether it goes on."""
        return self._playing >= 0

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Start behind the last song of the current playlist, or stop."""
        if on == self.on:
            return
        self._playing = len(self._playlists.songs) - 1 if on else -1
        self._list = self._current
        if self.on:
            self._fill()
        if self.on == on:  # else it stopped at once, and said so
            self.switched.emit(on)

    def play(self, place: int) -> None:
        """Say which song of the playlist is playing: ten follow it."""
        if self.on and 0 <= place < len(self._playlists.songs):
            self._playing = place
            self._fill()

    @property
    def _current(self) -> tuple[Path, int]:
        """Library and number of the current playlist: every library counts its own."""
        return self._library.folder, self._playlists.current.number

    def _fill(self) -> None:
        songs, space, facts = self._playlists.songs, self._library.space, self._library.facts
        wanted = AHEAD - (len(songs) - 1 - self._playing)
        if wanted <= 0:
            return
        if space is None or facts is None or not songs:
            self.switch(False)
            return
        found = go_on(space, facts, self._playlists.rows(), wanted)
        if not len(found):
            self.switch(False)
            self.lost.emit()
            return
        self._adding = True
        self._playlists.add([int(song) for song in space.songs[found]])
        self._adding = False

    @Slot()
    def _on_edited(self) -> None:
        """Go on after what the listener did, not after what the radio did."""
        if self.on and not self._adding:
            self._playing = min(self._playing, len(self._playlists.songs) - 1)
            self._list = self._current
            if self._playing < 0:
                self.switch(False)
            else:
                self._fill()

    @Slot()
    def _on_changed(self) -> None:
        """Another playlist, or one that lost the song that is playing by undo, is not gone on with."""
        gone = self._current != self._list or self._playing >= len(self._playlists.songs)
        if self.on and not self._adding and gone:
            self.switch(False)
