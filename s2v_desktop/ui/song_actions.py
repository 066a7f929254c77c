"""What can be done with a song wherever it is shown: the context menu, and the buttons beside Why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from s2v_desktop.core.playlists_out import Entry, write
from s2v_desktop.store import exports
from s2v_desktop.store.library import Library
from s2v_desktop.ui import links, wording
from s2v_desktop.ui.hiding import Hiding
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.playlists import Playlists
from s2v_desktop.ui.selection import Selection

_LONGEST_NAME = 40


class SongActions(QObject):
    """Everything a listener can do with songs.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
    hiding : Hiding
    playlists : Playlists
    """

    spellings_wanted = Signal(int)
    """Library number of a song whose spellings are to be shown."""
    open_wanted = Signal(QUrl)
    """An address for the browser; only after a click."""

    def __init__(
        self, library: OpenLibrary, selection: Selection, hiding: Hiding, playlists: Playlists,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._library, self._selection, self._hiding, self._playlists = library, selection, hiding, playlists
        self._songs: list[int] = []
        self.open_wanted.connect(QDesktopServices.openUrl)

    def menu(self, songs: Sequence[int], parent: QWidget) -> QMenu:
        """The context menu for some songs (library numbers); it deletes itself."""
        self._songs = list(songs)
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        one = len(self._songs) == 1
        self._add(menu, "choose", self.tr("Use as the only seed") if one else self.tr("Use as the only seeds"))
        self._add(menu, "more", self.tr("More like this") if one else self.tr("More like these"))
        self._add(menu, "less", self.tr("Less like this") if one else self.tr("Less like these"))
        menu.addSeparator()
        name = wording.no_mnemonic(wording.clean(self._playlists.current.name, _LONGEST_NAME))
        self._add(menu, "playlist", self.tr("Add to “{0}”").format(name))
        self._add(menu, "copy", self.tr("Copy"))
        self._add(menu, "uris", self.tr("Copy as Spotify URIs"))
        menu.addSeparator()
        if one:
            self._add_hiding(menu)
            self._add(menu, "spellings", self.tr("Spellings…"))
            self._add_services(menu)
        else:
            self._add(menu, "hide", self.tr("Hide these songs"))
        return menu

    def do(self, name: str, songs: Sequence[int]) -> None:
        """Do one of the things of the menu with some songs, by its name."""
        self._songs = list(songs)
        self._run(name)

    def _add(self, menu: QMenu, name: str, text: str) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(self._on_triggered)
        return action

    def _add_hiding(self, menu: QMenu) -> None:
        song = self._songs[0]
        artist = wording.no_mnemonic(wording.clean(self._library.name(song)[1], _LONGEST_NAME))
        state = self._hiding.state("song", song), self._hiding.state("artist", song)
        for kind, entry, lists, taste in (
            ("song", state[0], self.tr("Hide this song"), self.tr("Keep this song out of my taste")),
            (
                "artist",
                state[1],
                self.tr("Hide everything by {0}").format(artist),
                self.tr("Keep {0} out of my taste").format(artist),
            ),
        ):
            for where, text in (("hide", lists), ("untaste", taste)):
                action = self._add(menu, f"{where}-{kind}", text)
                action.setCheckable(True)
                action.setEnabled(entry is not None)
                if entry is not None:
                    action.setChecked(entry.recommendations if where == "hide" else entry.taste)
        menu.addSeparator()

    def _add_services(self, menu: QMenu) -> None:
        services = menu.addMenu(self.tr("Open in the browser"))
        for service in links.SERVICES:
            self._add(services, f"open-{service}", service)

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._run(action.objectName())

    def _run(self, name: str) -> None:
        songs = self._songs
        if not songs:
            return
        verb, _, what = name.partition("-")
        if verb == "choose":
            self._selection.choose(songs)
        elif verb == "more":
            self._selection.add(songs)
        elif verb == "less":
            self._selection.subtract(songs)
        elif verb == "playlist":
            self._playlists.add(songs)
        elif verb == "copy":
            QGuiApplication.clipboard().setText("\n".join(f"{one.artist} - {one.title}" for one in self._entries()))
        elif verb == "uris":
            QGuiApplication.clipboard().setText(write("spotify", "", self._entries()).decode())
        elif verb == "spellings":
            self.spellings_wanted.emit(songs[0])
        elif verb == "open":
            self.open_wanted.emit(QUrl(links.address(what, self._entries()[0])))
        else:
            self._hide(verb, what)

    def _hide(self, verb: str, what: str) -> None:
        """Hide all songs, or turn round one of the four ways to keep the song or its artist out."""
        if not what:
            for song in self._songs:
                self._hiding.hide("song", song, lists=True)
            return
        kind = "artist" if what == "artist" else "song"
        now = self._hiding.state("artist" if kind == "artist" else "song", self._songs[0])
        if now is None:
            return
        if verb == "hide":
            self._hiding.hide(now.kind, self._songs[0], lists=not now.recommendations)
        else:
            self._hiding.hide(now.kind, self._songs[0], taste=not now.taste)

    def _entries(self) -> list[Entry]:
        """Names and ids of the songs; what has left the library is left out."""
        catalogue = self._library.catalogue
        if catalogue is None:
            return []
        with Library.open(self._library.folder) as library:
            return exports.entries(library, catalogue, self._songs)
