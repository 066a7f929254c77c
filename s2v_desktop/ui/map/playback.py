"""Plays the history on the map: songs light up as they were played, the taste walks and leaves a trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from s2v_desktop.core.replay import Replay, plan
from s2v_desktop.core.taste_place import place
from s2v_desktop.core.types import Float32, Float64
from s2v_desktop.ui.map.glow import Glow

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

TICK_MS = 60
_FADES = 0.72
"""What is left of the light of a song after a step in which it was not played."""

_DARK = 0.08
_MOST_LIT = 350
_FORGETS = 0.9
"""What is left of the weight of a play after a step: the taste that walks is that of the last months."""


class Playback(QObject):
    """A film of the history.

    Parameters
    ----------
    library : OpenLibrary

    Signals
    -------
    moved(object, object)
        First and last day of the step that is shown, as numbers since 1970; None and None at the end.
    shown(object)
        The `Glow`, its trail in positions of the stored map; None when the film is over.
    """

    moved = Signal(object, object)
    shown = Signal(object)

    def __init__(self, library: OpenLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._replay: Replay | None = None
        self._step = 0
        self._light: Float32 = np.zeros(0, np.float32)
        self._weight: Float64 = np.zeros(0)
        self._trail: list[tuple[float, float]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.advance)
        library.map_changed.connect(self.stop)
        library.catalogue_changed.connect(self.stop)

    @property
    def playing(self) -> bool:
        """Whether the film runs."""
        return self._timer.isActive()

    @property
    def open(self) -> bool:
        """Whether a film was begun and is not over, running or not."""
        return self._replay is not None

    @property
    def share(self) -> float:
        """How much of the film was shown, 0 to 1; 1 when none is open."""
        return self._step / len(self._replay) if self._replay is not None else 1.0

    def toggle(self, first: int | None = None, last: int | None = None) -> None:
        """Play from the beginning of a period, pause, or go on."""
        if self.playing:
            self._timer.stop()
            self._tell()
        elif self.open:
            self._timer.start()
            self._tell()
        elif self._begin(first, last):
            self._timer.start()
            self.advance()

    @Slot()
    def stop(self) -> None:
        """End the film and show the map as it was."""
        self._timer.stop()
        if self._replay is not None:
            self._replay = None
            self.shown.emit(None)
            self.moved.emit(None, None)

    @Slot()
    def advance(self) -> None:
        """Show the next step."""
        replay = self._replay
        if replay is None:
            return
        if self._step >= len(replay):
            self.stop()
            return
        played = replay.played(self._step)
        self._light *= np.float32(_FADES)
        self._light[played] = 1.0
        self._weight *= _FORGETS
        np.add.at(self._weight, played, 1.0)
        self._weight[self._weight < 0.05] = 0.0
        self._walk()
        self._step += 1
        self._tell()
        self.shown.emit(self._glow())

    def _begin(self, first: int | None, last: int | None) -> bool:
        catalogue, space = self._library.catalogue, self._library.space
        if catalogue is None or space is None or self._library.map is None:
            return False
        rows = np.full(len(catalogue), -1, np.int64)
        at = self._library.catalogue_rows
        rows[at[at >= 0]] = np.flatnonzero(at >= 0)
        song, day = catalogue.songs_and_days()
        replay = plan(day, rows[song] if len(song) else song, first, last)
        if not len(replay):
            return False
        self._replay, self._step, self._trail = replay, 0, []
        self._light, self._weight = np.zeros(len(space), np.float32), np.zeros(len(space))
        return True

    def _walk(self) -> None:
        stored, space = self._library.map, self._library.space
        if stored is None or space is None:
            return
        found = place(space.w1, self._weight, np.asarray(stored.positions))
        if found is not None:
            self._trail.append((found.x, found.y))

    def _glow(self) -> Glow:
        lit = np.flatnonzero(self._light > _DARK)
        if len(lit) > _MOST_LIT:
            lit = lit[np.argpartition(-self._light[lit], _MOST_LIT)[:_MOST_LIT]]
        return Glow(lit.astype(np.int32), self._light[lit], tuple(self._trail))

    def _tell(self) -> None:
        replay = self._replay
        if replay is not None:
            self.moved.emit(*replay.days(max(self._step - 1, 0)))
