"""Tells a listener who looks elsewhere that a long job has ended."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

LONG_S = 10.0
"""A job shorter than this is not worth a notification."""
_SHOW_MS = 10_000


class Notifications(QObject):
    """A message of the system's tray where there is one, else the window's entry in the task bar blinks once.

    Parameters
    ----------
    window : QWidget
        The window whose activity counts.
    icon : QIcon
        Icon of the program.
    """

    def __init__(self, window: QWidget, icon: QIcon) -> None:
        super().__init__(window)
        self._window = window
        self._icon = icon
        self._tray: QSystemTrayIcon | None = None
        self._started: float | None = None

    @Slot()
    def started(self) -> None:
        """A job has begun."""
        self._started = time.monotonic()

    def ended(self, title: str, sentence: str) -> bool:
        """A job has ended; tells so when it was long and nobody looks.

        Returns
        -------
        bool
            Whether something was told.
        """
        began, self._started = self._started, None
        if began is None or time.monotonic() - began < LONG_S or self._window.isActiveWindow():
            return False
        if not self._tell_tray(title, sentence):
            QApplication.alert(self._window)
        return True

    def _tell_tray(self, title: str, sentence: str) -> bool:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return False
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.messageClicked.connect(self._come_forward)
        self._tray.show()
        self._tray.showMessage(title, sentence, self._icon, _SHOW_MS)
        return True

    @Slot()
    def _come_forward(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if self._tray is not None:
            self._tray.hide()
