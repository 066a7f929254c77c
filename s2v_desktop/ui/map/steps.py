"""How a list is made, watched on the map: the seeds, their mean, the songs nearest to it, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from s2v_desktop.core.types import Int32
from s2v_desktop.ui.map.map_view import MapView
from s2v_desktop.ui.map.marks import Steps

SEED_MS, MOST_SEEDS_MS = 380, 1900
GROW_MS, GROWTHS = 45, 14
NEAR_MS = 420
STAY_MS = 5000
CALM_MS = 2200
"""How long each of the three steps stands where nothing may move."""


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """What a list was made of.

    Attributes
    ----------
    seeds, minus : Int32
        Rows of the map: songs that pull the mean, songs that push it away.
    mean : tuple of (float, float)
        Where the mean stands, in the positions of the stored map.
    targets : tuple of (int, str)
        Rows of the list, best first, and what to say of each.
    said : tuple of str
        Three sentences: of the seeds, of the mean, of the nearest songs.
    """

    seeds: Int32
    minus: Int32
    mean: tuple[float, float]
    targets: tuple[tuple[int, str], ...]
    said: tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture, how long it stands (milliseconds), and what is said under it."""

    steps: Steps
    stays_ms: int
    text: str


def film(making: Making, calm: bool) -> list[Scene]:
    """All scenes in their order; three where nothing may move."""
    seeds, minus, mean = making.seeds, making.minus, making.mean
    rows = np.array([row for row, _ in making.targets], np.int32)
    alone = Steps(seeds, minus)
    there = replace(alone, mean=mean)
    whole = replace(there, targets=rows)
    if calm:
        last = Scene(whole, STAY_MS, making.said[2])
        return [Scene(alone, CALM_MS, making.said[0]), Scene(there, CALM_MS, making.said[1]), last]
    both = len(seeds) + len(minus)
    pause = min(SEED_MS, MOST_SEEDS_MS // max(both, 1))
    made = [
        Scene(Steps(seeds[:count], minus[: max(0, count - len(seeds))]), pause, making.said[0])
        for count in range(1, both + 1)
    ]
    made.append(Scene(alone, 2 * SEED_MS, making.said[0]))
    for growth in range(1, GROWTHS + 1):
        made.append(Scene(replace(there, reach=growth / GROWTHS), GROW_MS, making.said[1]))
    made.append(Scene(there, 4 * SEED_MS, making.said[1]))
    for place, (_, told) in enumerate(making.targets):
        made.append(Scene(replace(there, targets=rows[: place + 1]), NEAR_MS, f"{making.said[2]} {told}"))
    made.append(Scene(whole, STAY_MS, making.said[2]))
    return made


class StepFilm(QObject):
    """Shows the film on a map, and puts back what stood there.

    Parameters
    ----------
    view : MapView
    """

    def __init__(self, view: MapView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._scenes: list[Scene] = []
        self._before = self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.advance)

    @property
    def running(self) -> bool:
        """Whether a film is shown."""
        return bool(self._scenes)

    def start(self, making: Making) -> None:
        """Show how a list is made, from the beginning."""
        self.stop()
        self._before = self._view.sentence.text
        self._scenes = film(making, self._view.canvas.still())
        self._show()

    @Slot()
    def advance(self) -> None:
        """Show the next scene, or end."""
        del self._scenes[:1]
        if self._scenes:
            self._show()
        else:
            self._end()

    @Slot()
    def stop(self) -> None:
        """End at once; nothing happens when no film is shown."""
        if self._scenes:
            self._scenes = []
            self._end()

    def _show(self) -> None:
        scene = self._scenes[0]
        self._view.canvas.set_steps(scene.steps)
        self._said = scene.text
        self._view.say(self._said)
        self._timer.start(scene.stays_ms)

    def _end(self) -> None:
        self._timer.stop()
        self._view.canvas.set_steps(None)
        if self._view.sentence.text == self._said:  # else there is something newer to say
            self._view.say(self._before)
