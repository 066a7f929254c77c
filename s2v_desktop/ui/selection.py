"""The one selection that map, tables and recommendations share, with undo."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack


@dataclass(frozen=True, slots=True)
class Seed:
    """A song the listener chose.

    Attributes
    ----------
    song : int
        Library song number: it stays the same when the catalogue is written again.
    weight : float
        Positive to go towards it, negative to go away from it.
    """

    song: int
    weight: float = 1.0


LIGHTEST, HEAVIEST = 0.1, 5.0
"""Between these a weight can be drawn."""

_WEIGHING = 0x5EED
"""Id of commands that may be merged: drawing at one weight is one step of the undo list."""


class _SetSeeds(QUndoCommand):
    """From one set of seeds to another."""

    def __init__(self, selection: Selection, seeds: tuple[Seed, ...], text: str, weighed: int | None = None) -> None:
        super().__init__(text)
        self._selection = selection
        self._before = selection.seeds
        self._after = seeds
        self._weighed = weighed

    def redo(self) -> None:
        """Choose the new seeds."""
        self._selection._apply(self._after)

    def undo(self) -> None:
        """Choose the old seeds again."""
        self._selection._apply(self._before)

    def id(self) -> int:
        """Tell the undo list which commands may be merged."""
        return -1 if self._weighed is None else _WEIGHING

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take up the next weight of the same song."""
        if not isinstance(other, _SetSeeds) or other._weighed != self._weighed:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True


class Selection(QObject):
    """Seeds, the song in focus and the song under the mouse.

    Parameters
    ----------
    undo_stack : QUndoStack
        Every change of the seeds goes through it.

    Signals
    -------
    seeds_changed
        After the seeds changed.
    focus_changed(object)
        Library song number the recommendation panel explains, or None.
    hovered(object)
        Library song number under the mouse in any view, or None.
    """

    seeds_changed = Signal()
    focus_changed = Signal(object)
    hovered = Signal(object)
    show_on_map = Signal(object)
    """Library song number to fly to."""

    def __init__(self, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo_stack
        self._seeds: tuple[Seed, ...] = ()
        self._focus: int | None = None

    @property
    def seeds(self) -> tuple[Seed, ...]:
        """Chosen songs, in the order they were chosen."""
        return self._seeds

    @property
    def focus(self) -> int | None:
        """Song that is being explained."""
        return self._focus

    def choose(self, songs: Iterable[int], text: str = "") -> None:
        """Make these songs the only seeds."""
        self._push(tuple(Seed(song) for song in dict.fromkeys(songs)), text or self.tr("choose songs"))

    def choose_one(self, song: int) -> None:
        """Make this song the only seed."""
        self.choose([song])

    def toggle(self, song: int) -> None:
        """Add a song to the seeds, or take it out when it is one."""
        kept = tuple(seed for seed in self._seeds if seed.song != song)
        added = len(kept) == len(self._seeds)
        self._push((*kept, Seed(song)) if added else kept, self.tr("add a song") if added else self.tr("remove a song"))

    def add(self, songs: Iterable[int]) -> None:
        """Add songs that are no seeds yet; those that were negative are turned round in their place."""
        wanted = dict.fromkeys(songs)
        turned = [Seed(one.song, abs(one.weight)) if one.song in wanted else one for one in self._seeds]
        have = {one.song for one in self._seeds}
        self._push((*turned, *(Seed(song) for song in wanted if song not in have)), self.tr("add songs"))

    def negate(self, song: int) -> None:
        """Go away from a song; a second time takes it out of the seeds."""
        kept = tuple(seed for seed in self._seeds if seed.song != song)
        already = any(seed.song == song and seed.weight < 0 for seed in self._seeds)
        self._push(kept if already else (*kept, Seed(song, -1.0)), self.tr("less like a song"))

    def subtract(self, songs: Iterable[int]) -> None:
        """Go away from songs; those that were seeds are turned round in their place."""
        wanted = dict.fromkeys(songs)
        turned = [Seed(one.song, -abs(one.weight)) if one.song in wanted else one for one in self._seeds]
        have = {one.song for one in self._seeds}
        self._push((*turned, *(Seed(song, -1.0) for song in wanted if song not in have)), self.tr("less like songs"))

    def turn(self, song: int) -> None:
        """Go away from a seed instead of towards it, or the other way; its weight and place stay."""
        turned = tuple(Seed(one.song, -one.weight) if one.song == song else one for one in self._seeds)
        self._push(turned, self.tr("turn a seed"))

    def set_weight(self, song: int, weight: float) -> None:
        """Let a seed count more or less; its sign stays."""
        amount = min(HEAVIEST, max(LIGHTEST, abs(weight)))
        weighed = tuple(
            Seed(one.song, math.copysign(amount, one.weight)) if one.song == song else one for one in self._seeds
        )
        if weighed != self._seeds:
            self._undo.push(_SetSeeds(self, weighed, self.tr("weigh a seed"), song))

    def reverse(self) -> None:
        """The last seed becomes the first: a journey the other way."""
        self._push(self._seeds[::-1], self.tr("turn the journey round"))

    def remove(self, song: int) -> None:
        """Take a song out of the seeds."""
        self._push(tuple(seed for seed in self._seeds if seed.song != song), self.tr("remove a song"))

    def clear(self) -> None:
        """Choose nothing."""
        self._push((), self.tr("clear the seeds"))

    def start_with(self, songs: Iterable[int]) -> None:
        """Choose songs for the listener, without an entry in the undo list."""
        self._apply(tuple(Seed(song) for song in songs))

    def set_focus(self, song: int | None) -> None:
        """Explain this song."""
        if song != self._focus:
            self._focus = song
            self.focus_changed.emit(song)

    def _push(self, seeds: tuple[Seed, ...], text: str) -> None:
        if seeds != self._seeds:
            self._undo.push(_SetSeeds(self, seeds, text))

    def _apply(self, seeds: tuple[Seed, ...]) -> None:
        self._seeds = seeds
        self.seeds_changed.emit()
