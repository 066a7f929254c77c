"""You on the map: where the taste of each listener lies, in a period or over all time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from s2v_desktop.core.taste_place import TastePlace, place
from s2v_desktop.core.types import Float64
from s2v_desktop.store.catalogue import ListenerFigures

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

MOST_LISTENERS = 2
"""Only so many listeners, those with most plays, are marked: cross-hairs of many crowd in the middle of the map."""

_REST_MS, _TURN_MS = 120, 10
_EPOCH = date(1970, 1, 1)

Period = tuple[int | None, int | None]
"""First and last day since 1970-01-01, both included; None and None for all time."""


def two_of(listeners: Sequence[ListenerFigures], pair: tuple[int, int] | None) -> list[int]:
    """The wanted two where both are there (still), else those with most plays, hidden ones left out; fewer if alone."""
    if pair is not None and max(pair) < len(listeners):
        return list(pair)
    return most_playing(listeners, MOST_LISTENERS)


def most_playing(listeners: Sequence[ListenerFigures], most: int) -> list[int]:
    """Numbers of the listeners with most plays, hidden ones left out."""
    order = np.argsort([-one.plays for one in listeners], kind="stable").tolist()
    return [one for one in order if not listeners[one].hidden][:most]


class ListenersOnMap(QObject):
    """Places of listeners; they follow the period after it has rested for a moment.

    Parameters
    ----------
    library : OpenLibrary

    Signals
    -------
    placed(object)
        List of (name, x, y) in the positions of the stored map.
    """

    placed = Signal(object)

    def __init__(self, library: OpenLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._period: Period = (None, None)
        self._shown = True
        self._pair: tuple[int, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._begin)
        self._turns: Iterator[None] = iter(())
        self._turn = QTimer(self)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self._next)
        library.map_changed.connect(self._rest.start)
        library.catalogue_changed.connect(self._rest.start)
        self._rest.start()

    def set_period(self, period: Period) -> None:
        """Place the taste of a period."""
        self._period = period
        self._rest.start()

    def set_pair(self, pair: tuple[int, int] | None) -> None:
        """Mark these two listeners, by their numbers in the catalogue; None for those with most plays."""
        if pair != self._pair:
            self._pair = pair
            self._rest.start()

    def set_shown(self, shown: bool) -> None:
        """Mark listeners, or not."""
        self._shown = shown
        self.place_now()

    @Slot()
    def place_now(self) -> None:
        """Place all listeners at once."""
        self._begin()
        while self._turn.isActive():
            self._next()

    @Slot()
    def _begin(self) -> None:
        self._rest.stop()
        self._turns = self._placing()
        self._turn.start()

    @Slot()
    def _next(self) -> None:
        """Place one listener: with 100,000 songs each takes some milliseconds."""
        try:
            next(self._turns)
        except StopIteration:
            self._turn.stop()

    def _placing(self) -> Iterator[None]:
        made: list[tuple[str, float, float]] = []
        for place_one in self._each() if self._shown else ():
            made += place_one
            yield
        self.placed.emit(made)

    def places(self) -> list[tuple[str, float, float]]:
        """Name and place of the listeners with most plays who played something in the period."""
        return [one for some in self._each() for one in some]

    def _each(self) -> Iterator[list[tuple[str, float, float]]]:
        catalogue = self._library.catalogue
        if catalogue is None or self._library.map is None:
            return
        alone = len(catalogue.listeners) == 1
        for number in two_of(catalogue.listeners, self._pair):
            found = self.place_of(number)
            who = self.tr("You") if alone else catalogue.listeners[number].name
            yield [] if found is None else [(self.named(who, self._period), found.x, found.y)]

    def place_of(self, listener: int) -> TastePlace | None:
        """Where the taste of one listener lies in the period."""
        catalogue, stored, space = self._library.catalogue, self._library.map, self._library.space
        if catalogue is None or stored is None or space is None or len(stored.positions) != len(space):
            return None
        mask = np.arange(len(catalogue.listeners)) == listener
        heard = catalogue.plays_between(*self._period, mask, counted_only=True)
        return place(space.w1, self._on_map(heard), np.asarray(stored.positions))

    def _on_map(self, plays: np.ndarray) -> Float64:
        """Plays by song of the catalogue as plays by row of the map."""
        at = self._library.catalogue_rows
        if not len(plays):
            return np.zeros(len(at))
        return np.where(at >= 0, plays[np.maximum(at, 0)], 0).astype(np.float64)

    def named(self, who: str, period: Period) -> str:
        """A name with its period: "You, 1977", "You, 1977–1979", "You, May 1977"."""
        first, last = period
        if first is None or last is None:
            return who
        begin, end = _EPOCH + timedelta(first), _EPOCH + timedelta(last)
        if begin.year != end.year:
            return f"{who}, {begin.year}–{end.year}"
        if (begin.month, end.month) == (1, 12):
            return f"{who}, {begin.year}"
        months = f"{begin:%b}" if begin.month == end.month else f"{begin:%b}–{end:%b}"
        return f"{who}, {months} {begin.year}"
