"""The button that shows on the map how a list was made."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from s2v_desktop.ui.widgets import icons


class WatchButton(QToolButton):
    """A flat button with the sign of a film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Watch how the list is made"))
        self.setToolTip(self.tr("Watch on the map how this list is made: seeds, their mean, the nearest songs"))
        self.setProperty("flat", True)

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self.setIcon(icons.icon("play", size=16))
