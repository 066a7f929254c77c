"""Light or dark: what the system says, unless the listener says otherwise."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from s2v_desktop.ui import theme

CHOICES = ("system", "light", "dark")


class ThemeKeeper(QObject):
    """Applies the theme and follows the system.

    Parameters
    ----------
    app : QApplication
    choice : str
        ``system``, ``light`` or ``dark``.
    """

    changed = Signal(object)
    """The `theme.Theme` that is applied now."""

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice if choice in CHOICES else "system"
        app.styleHints().colorSchemeChanged.connect(self._on_system)
        self._apply()

    @property
    def choice(self) -> str:
        """What the listener asked for."""
        return self._choice

    @property
    def current(self) -> theme.Theme:
        """The theme that is shown."""
        return theme.theme_of(self._app)

    def choose(self, choice: str) -> None:
        """Follow the system or stay with one theme."""
        self._choice = choice if choice in CHOICES else "system"
        self._apply()

    @Slot()
    def _on_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        wanted = {"light": theme.LIGHT, "dark": theme.DARK}.get(self._choice) or theme.system_theme()
        if self._app.property("s2v_theme") != wanted.name:
            theme.apply(self._app, wanted)
            self.changed.emit(wanted)


def restyle(window: QWidget) -> None:
    """Let every widget of a window that paints with tokens load them anew."""
    for widget in (window, *window.findChildren(QWidget)):
        method = getattr(widget, "apply_theme", None)
        if callable(method):
            method()
        widget.update()
