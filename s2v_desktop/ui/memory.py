"""What the window remembers: geometry and docks in an INI file of Qt, choices in the settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from s2v_desktop.store import paths
from s2v_desktop.store.settings import Settings

_STATE_VERSION = 1
_RECENT = 10


class WindowMemory:
    """Remembers for one window.

    Parameters
    ----------
    settings : Settings
        The readable file of choices.
    file : Path, optional
        The INI file of the geometry; beside the settings by default.
    """

    def __init__(self, settings: Settings, file: Path | None = None) -> None:
        self._settings = settings
        self._file = QSettings(str(file or paths.settings_file().with_name("window.ini")), QSettings.Format.IniFormat)

    def restore_geometry(self, window: QMainWindow) -> None:
        """Put the window where it was, when that is still on a screen (Qt sees to it)."""
        value = self._file.value("geometry")
        if isinstance(value, QByteArray):
            window.restoreGeometry(value)

    def restore_docks(self, window: QMainWindow) -> None:
        """Put the docks where they were."""
        value = self._file.value("docks")
        if isinstance(value, QByteArray):
            window.restoreState(value, _STATE_VERSION)

    def forget_docks(self) -> None:
        """The next start has the docks of the first one."""
        self._file.remove("docks")

    def save(self, window: QMainWindow, *, docks: bool) -> None:
        """Remember geometry and, where they are on the screen, docks."""
        self._file.setValue("geometry", window.saveGeometry())
        if docks:
            self._file.setValue("docks", window.saveState(_STATE_VERSION))
        self._file.sync()

    @property
    def recent(self) -> list[Path]:
        """Libraries that were open before, newest first."""
        return recent_libraries(self._settings)

    def opened(self, folder: Path) -> None:
        """A library was opened."""
        place = str(folder.resolve())
        rest = [str(other) for other in self.recent if str(other) != place]
        self._settings.set("recent_libraries", [place, *rest][:_RECENT], [])

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing shall glide or fly."""
        return self._settings.typed("reduced_motion", False)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Remember whether things may move."""
        self._settings.set("reduced_motion", reduced, False)

    def set_theme(self, choice: str) -> None:
        """Remember the theme."""
        self._settings.set("theme", choice, "system")


def recent_libraries(settings: Settings) -> list[Path]:
    """Libraries that were open before, newest first; entries that are no paths are dropped."""
    known: list[object] = settings.typed("recent_libraries", [])
    return [Path(place) for place in known if isinstance(place, str) and place]
