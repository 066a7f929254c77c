"""Time on the map: the brushed period, you in it, and the history played like a film."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from s2v_desktop.ui.map.glow import Glow
from s2v_desktop.ui.map.listeners import ListenersOnMap
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.playback import Playback
from s2v_desktop.ui.map.timeline import Timeline

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary


class Film(QObject):
    """Joins timeline and map.

    Parameters
    ----------
    library : OpenLibrary
    panel : MapPanel
    timeline : Timeline
    """

    def __init__(self, library: OpenLibrary, panel: MapPanel, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._map, self._timeline = panel, timeline
        self._days: tuple[int, int] | None = None
        self.listeners = ListenersOnMap(library, self)
        self.playback = Playback(library, self)
        self.listeners.placed.connect(panel.set_you)
        timeline.period_changed.connect(self._on_period)
        timeline.play_pressed.connect(self.toggle)
        self.playback.moved.connect(self._on_moved)
        self.playback.shown.connect(self._on_shown)

    @Slot()
    def toggle(self) -> None:
        """Play the brushed period or all time, pause, or go on."""
        self.playback.toggle(*self._timeline.period())

    @Slot(object, object)
    def _on_period(self, first: int | None, last: int | None) -> None:
        self.playback.stop()
        self._map.set_period(first, last)
        self.listeners.set_period((first, last))

    @Slot(object, object)
    def _on_moved(self, first: int | None, last: int | None) -> None:
        self._days = None if first is None or last is None else (first, last)
        self._timeline.set_head(last, self.playback.playing)

    @Slot(object)
    def _on_shown(self, glow: Glow | None) -> None:
        self._map.set_glow(glow)
        if glow is not None and glow.trail:
            year = "" if self._days is None else str((date(1970, 1, 1) + timedelta(self._days[0])).year)
            self._map.canvas.set_you([(year, *glow.trail[-1])])
