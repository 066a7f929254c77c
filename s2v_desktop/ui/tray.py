"""The playlist tray at the bottom of the window: hidden until something is put into it, or View opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from s2v_desktop.ui.edits import Edits
from s2v_desktop.ui.hiding import Hiding
from s2v_desktop.ui.panels.playlist_panel import PlaylistPanel
from s2v_desktop.ui.playlists import Playlists
from s2v_desktop.ui.song_actions import SongActions

if TYPE_CHECKING:
    from s2v_desktop.ui.parts import Parts

HEIGHT = 220

MakeDock = Callable[[QMainWindow, str, str, QWidget, Qt.DockWidgetArea], QDockWidget]


class Tray(QObject):
    """What is done with songs: hiding, playlists, the tray that shows one.

    Parameters
    ----------
    window : QMainWindow
    parts : Parts
    make_dock : callable
        Makes a dock as the workspace makes all of them.
    """

    def __init__(self, window: QMainWindow, parts: Parts, make_dock: MakeDock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.edits = Edits(self)
        self.hiding = Hiding(parts.library, parts.undo, self.edits, self)
        self.playlists = Playlists(parts.library, parts.undo, self.edits, self)
        self.actions = SongActions(parts.library, parts.selection, self.hiding, self.playlists, self)
        self.panel = PlaylistPanel(parts.library, parts.selection, self.playlists, self.actions)
        self.dock = make_dock(
            window, "playlist_dock", self.tr("Playlist"), self.panel, Qt.DockWidgetArea.BottomDockWidgetArea
        )
        # The recommendations keep their height: they have more to say than a lower row of the playlist.
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.dock.hide()
        self.playlists.first_use.connect(self.show)
        bar = getattr(window, "error_bar", None)
        if bar is not None:
            self.edits.failed.connect(bar.say)
            self.panel.failed.connect(bar.say)
            self.panel.said.connect(self._say)

    @Slot()
    def show(self) -> None:
        """Show the tray."""
        if self.dock.isHidden():
            self.dock.show()
            self._window.resizeDocks([self.dock], [HEIGHT], Qt.Orientation.Vertical)

    @Slot(object, QPoint)
    def open_menu(self, songs: list[int], place: QPoint) -> None:
        """Open the context menu for some songs at a place of the screen."""
        self.actions.menu(songs, self._window).popup(place)

    def hide(self) -> None:
        """Put the tray away."""
        self.dock.hide()

    def finish(self) -> None:
        """Write what still waits; the window closes."""
        self.edits.finish()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        bar = getattr(self._window, "error_bar", None)
        if bar is not None:
            bar.say(sentence, error=False)
