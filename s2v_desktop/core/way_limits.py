"""What may stand on a journey besides its waypoints: the filters of every other list, as a walk needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from s2v_desktop.core import filters as rules
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.types import Bool, Float32, Int32, Int64


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Which songs may be visited. Waypoints always may; they count where songs of an artist are counted.

    Attributes
    ----------
    keep : Bool, shape (v,), optional
        Songs that may be visited at all.
    artist : Int32, shape (v,), optional
        Number of each song's artist, -1 where unknown; needed by the next two.
    per_artist : int
        At most this many songs of one artist; 0 for no limit.
    apart : bool
        Never the same artist twice running, as long as there is a choice.
    fold : Int32, shape (v,), optional
        Songs with the same number are versions of one song, of which one may be visited; -1 where unknown.
    scale, loss : Float32, shape (v,), optional
        What cosines with a song are multiplied by, and what they lose then, when the walk is adventurous.
    """

    keep: Bool | None = None
    artist: Int32 | None = None
    per_artist: int = 0
    apart: bool = False
    fold: Int32 | None = None
    scale: Float32 | None = None
    loss: Float32 | None = None

    def free(self, songs: int, route: Sequence[int]) -> Bool:
        """Songs that may still be visited when some are, shape (songs,)."""
        free = np.ones(songs, np.bool_) if self.keep is None else self.keep.copy()
        visited = np.array(route, np.int64)
        free[visited] = False
        if self.fold is not None:
            _close(free, self.fold, np.unique(self.fold[visited]))
        if self.artist is not None and self.per_artist > 0:
            numbers, times = np.unique(self.artist[visited], return_counts=True)
            _close(free, self.artist, numbers[times >= self.per_artist])
        return free

    def excess(self, path: Sequence[int], before: Sequence[int]) -> list[int]:
        """Songs between the ends of a path that break a limit, given what else is visited."""
        folds = {self._number(self.fold, row) for row in before} - {-1}
        artists = Counter(self._number(self.artist, row) for row in before)
        wrong: list[int] = []
        last = path[0]
        for row in path[1:-1]:
            fold, artist = self._number(self.fold, row), self._number(self.artist, row)
            full = self.per_artist > 0 and artist >= 0 and artists[artist] >= self.per_artist
            if fold in folds or full or self.same(last, row) or (row == path[-2] and self.same(row, path[-1])):
                wrong.append(row)
                continue
            last = row
            artists[artist] += 1
            if fold >= 0:
                folds.add(fold)
        return wrong

    def same(self, first: int, second: int) -> bool:
        """Whether two songs may not follow each other."""
        artist = self._number(self.artist, first)
        return self.apart and artist >= 0 and artist == self._number(self.artist, second)

    def beside(self, fit: Float32, first: int, second: int) -> Float32:
        """How well each song fits between two, by what the listener wants; -inf for those that may not stand there."""
        if self.scale is not None and self.loss is not None:
            fit = fit * self.scale - self.loss
        if self.apart and self.artist is not None:
            for row in (first, second):
                if self.artist[row] >= 0:
                    fit = np.where(self.artist == self.artist[row], np.float32(-np.inf), fit)
        return fit

    @property
    def factor(self) -> Float32 | None:
        """What steps towards each song are worth, 0 to 1; None where all are worth the same."""
        if self.scale is None or self.loss is None:
            return None
        worth: Float32 = np.clip(self.scale - self.loss, np.float32(0.01), np.float32(1.0))
        return worth

    @staticmethod
    def _number(numbers: Int32 | None, row: int) -> int:
        return -1 if numbers is None else int(numbers[row])


def _close(free: Bool, numbers: Int32, full: Int64 | Int32) -> None:
    free[np.isin(numbers, full[full >= 0])] = False


def limits(
    filters: Filters, facts: SongFacts, stops: Sequence[int], *, one_per_artist: bool = False
) -> tuple[Limits, dict[str, int]]:  # fmt: skip
    """The limits of a journey through some songs, and how many songs each filter took out.

    Diversity and shuffling have no meaning on a journey: its songs lie apart, and another route is asked for by number.

    Parameters
    ----------
    stops : sequence of int
        Rows of the waypoints; other versions of them are left out where versions are folded.
    one_per_artist : bool
        At most one song of each artist, whatever the filters say.
    """
    keep, removed = rules.allowed(replace(filters, hide_seeds=True), facts, np.array(stops, np.int64))
    removed.pop("seeds", None)  # the waypoints are not taken out: they stand on the way already
    scale, loss = rules.held_back(filters, facts) if filters.adventurous > 0 else (None, None)
    cap = 1 if one_per_artist else filters.per_artist
    fold = facts.fold if filters.fold else None
    return Limits(keep, facts.artist, cap, filters.artists_apart, fold, scale, loss), removed
