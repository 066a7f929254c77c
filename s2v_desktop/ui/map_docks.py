"""The docks of the map: its regions, and what is selected. Hidden until they are asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.panels.regions_panel import RegionsPanel
from s2v_desktop.ui.panels.selection_panel import SelectionPanel
from s2v_desktop.ui.parts import Parts

MakeDock = Callable[[QMainWindow, str, str, QWidget, Qt.DockWidgetArea], QDockWidget]


class MapDocks(QObject):
    """Both docks.

    Parameters
    ----------
    window : QMainWindow
    parts : Parts
    panel : MapPanel
    picked : Picked
    make : callable
        Makes a dock that looks like the others.
    """

    def __init__(self, window: QMainWindow, parts: Parts, panel: MapPanel, picked: Picked, make: MakeDock) -> None:
        super().__init__(window)
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        self.regions = RegionsPanel(parts.library, panel)
        self.selection = SelectionPanel(parts.library, parts.selection, picked, panel)
        self.regions_dock = make(window, "regions_dock", self.tr("Regions"), self.regions, left)
        self.selection_dock = make(window, "selection_dock", self.tr("Selection"), self.selection, left)
        self.hide()

    def hide(self) -> None:
        """As at the first start."""
        for dock in (self.regions_dock, self.selection_dock):
            dock.setFloating(False)
            dock.hide()
