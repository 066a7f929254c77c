"""What the actions around playlists and hidden songs do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class SongHandlers(QObject):
    """The handlers of one window; they do nothing before there is a workspace."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        return {
            "playlist_dock": self.toggle_playlist,
            "hidden_songs": self.hidden_songs,
            "add_seeds": self.add_seeds,
            "hide_focus": self.hide_focus,
            "watch_steps": self.watch_steps,
        }

    @Slot()
    def toggle_playlist(self) -> None:
        """Show or hide the playlist."""
        if self._window.workspace is not None:
            tray = self._window.workspace.tray
            if tray.dock.isHidden():
                tray.show()
            else:
                tray.hide()

    @Slot()
    def hidden_songs(self) -> None:
        """Show what is kept out of lists and of taste."""
        from s2v_desktop.ui.dialogs.hidden_songs import HiddenSongs

        if self._window.workspace is not None:
            HiddenSongs(self._window.workspace.tray.hiding, self._window).open()

    @Slot()
    def add_seeds(self) -> None:
        """Put the seeds into the playlist."""
        if self._window.workspace is not None:
            seeds = self._window.parts.selection.seeds
            self._window.workspace.tray.playlists.add([seed.song for seed in seeds if seed.weight > 0])

    @Slot()
    def watch_steps(self) -> None:
        """Show on the map how the list is made."""
        if self._window.workspace is not None:
            self._window.workspace.show_steps()

    @Slot()
    def hide_focus(self) -> None:
        """Hide the song that is explained."""
        song = self._window.parts.selection.focus
        if self._window.workspace is not None and song is not None:
            self._window.workspace.tray.actions.do("hide", [song])
