"""The regions of the map shown last: songs keep their colours while a new map settles, so that they can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from s2v_desktop.core.types import Int32, Int64
from s2v_desktop.ui.map.content import Area


class Familiar:
    """Remembers which region each song was in, by song number of one library.

    Parameters
    ----------
    folder : Path
        Of the library: another one numbers its songs alike.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._songs: Int64 = np.zeros(0, np.int64)
        self._member: Int32 = np.zeros(0, np.int32)
        self._areas: tuple[Area, ...] = ()

    def keep(self, songs: Int64, areas: Sequence[Area], member: Int32 | None) -> None:
        """Remember a map: library song numbers, shape (v,), its regions, and the region number of each song."""
        order = np.argsort(songs)
        known = member is not None and len(member) == len(songs)
        self._songs, self._areas = np.asarray(songs)[order], tuple(areas) if known else ()
        self._member = np.asarray(member)[order] if known else np.full(len(songs), -1, np.int32)

    def regions_of(self, songs: Int64) -> tuple[tuple[Area, ...], Int32]:
        """Regions, and the region number of each song, -1 for new songs; no regions where most songs are new."""
        at = np.minimum(np.searchsorted(self._songs, songs), max(len(self._songs) - 1, 0))
        known = self._songs[at] == songs if len(self._songs) else np.zeros(len(songs), bool)
        member = np.full(len(songs), -1, np.int32)
        member[known] = self._member[at[known]]
        return self._areas if 2 * np.count_nonzero(known) >= len(songs) else (), member
