"""All songs that are selected: the seeds, or a whole area of the map, of which the songs played most are the seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from s2v_desktop.core.types import Int64
from s2v_desktop.ui.selection import Seed, Selection

MOST_SEEDS = 300
"""Of a large selection only so many songs, the most played ones, are seeds: more than anybody can tell apart."""

_Whole = tuple[Int64, tuple[Seed, ...]]
"""Library song numbers, and the seeds they were selected with."""


class Picked(QObject):
    """The whole selection.

    Parameters
    ----------
    selection : Selection
        Its seeds are part of it.
    undo : QUndoStack
        Every change is one entry.

    Signals
    -------
    changed
    """

    changed = Signal()

    def __init__(self, selection: Selection, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection, self._undo = selection, undo
        self._whole: _Whole = (np.zeros(0, np.int64), ())
        selection.seeds_changed.connect(self._on_seeds)

    @property
    def songs(self) -> Int64:
        """Library song numbers, best first: the whole selection, or the seeds that are not negative."""
        if self.is_area:
            return self._whole[0]
        return np.array([seed.song for seed in self._selection.seeds if seed.weight > 0], np.int64)

    @property
    def is_area(self) -> bool:
        """Whether songs were selected together and not one by one."""
        songs, seeds = self._whole
        return len(songs) > 1 and seeds == self._selection.seeds

    def pick(self, songs: npt.ArrayLike | Sequence[int], text: str = "") -> None:
        """Select these songs and no others.

        Parameters
        ----------
        songs : library song numbers
            Best first: the first `MOST_SEEDS` become the seeds.
        text : str
            For the undo list.
        """
        wanted = np.asarray(songs, np.int64)
        seeds = tuple(Seed(song) for song in wanted[:MOST_SEEDS].tolist())
        if not len(wanted) or (seeds == self._selection.seeds and np.array_equal(wanted, self.songs)):
            return
        text = text or self.tr("choose songs")
        self._undo.beginMacro(text)
        self._undo.push(_SetWhole(self, (wanted, seeds)))
        self._selection.choose(wanted[:MOST_SEEDS].tolist(), text)
        self._undo.endMacro()

    def _apply(self, whole: _Whole) -> None:
        self._whole = whole
        if whole[1] == self._selection.seeds:
            self.changed.emit()

    @Slot()
    def _on_seeds(self) -> None:
        self.changed.emit()


class _SetWhole(QUndoCommand):
    """From one whole selection to another; the command after it sets the seeds."""

    def __init__(self, picked: Picked, whole: _Whole) -> None:
        super().__init__()
        self._picked, self._before, self._after = picked, picked._whole, whole

    def redo(self) -> None:
        """Select the new songs."""
        self._picked._apply(self._after)

    def undo(self) -> None:
        """Select the old ones again."""
        self._picked._apply(self._before)
