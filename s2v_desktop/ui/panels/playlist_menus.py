"""The menus of the playlist tray."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class PlaylistMenus(QObject):
    """Managing, pinning and exporting.

    Parameters
    ----------
    parent : QWidget
        Whose menus they are.
    """

    chosen = Signal(str)
    """``new rename delete seeds duplicates read copy-uris``, or a format of `playlists_out`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self.manage = self._menu(
            parent,
            (
                ("new", self.tr("New playlist")),
                ("rename", self.tr("Rename…")),
                ("delete", self.tr("Delete this playlist")),
                ("", ""),
                ("seeds", self.tr("Use its songs as the seeds")),
                ("duplicates", self.tr("Take out what comes twice")),
                ("read", self.tr("Read a playlist file…")),
            ),
        )
        self.export = self._menu(
            parent,
            (
                ("m3u8", self.tr("M3U8, for players…")),
                ("xspf", self.tr("XSPF…")),
                ("jspf", self.tr("JSPF, for ListenBrainz…")),
                ("csv", self.tr("CSV, for tables and Spotify tools…")),
                ("text", self.tr("Plain text…")),
                ("", ""),
                ("copy-uris", self.tr("Copy as Spotify URIs")),
            ),
        )
        self.pins = QMenu(parent)
        self._first = self._pin(self.tr("The first song stays first"))
        self._last = self._pin(self.tr("The last song stays last"))

    @property
    def pin_first(self) -> bool:
        """Whether smoothing leaves the first song in its place."""
        return self._first.isChecked()

    @property
    def pin_last(self) -> bool:
        """Whether smoothing leaves the last song in its place."""
        return self._last.isChecked()

    def enable(self, *, songs: int, kept: bool, twice: bool) -> None:
        """Enable what can be done now."""
        for name in ("m3u8", "xspf", "jspf", "csv", "text", "copy-uris"):
            self._actions[name].setEnabled(songs > 0)
        for name, can in (("rename", kept), ("delete", kept), ("seeds", songs > 0), ("duplicates", twice)):
            self._actions[name].setEnabled(can)

    def _menu(self, parent: QWidget, entries: tuple[tuple[str, str], ...]) -> QMenu:
        menu = QMenu(parent)
        for name, text in entries:
            if not name:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setObjectName(name)
            action.triggered.connect(self._on_triggered)
            self._actions[name] = action
        return menu

    def _pin(self, text: str) -> QAction:
        action = self.pins.addAction(text)
        action.setCheckable(True)
        return action

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.objectName())
