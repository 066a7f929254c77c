"""Which colours the songs of the open library have: by the wish of the listener, and what it can be told from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.ui.map.colours import ColourData, ColourMode, colours, titles
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.map.legend_entry import LegendEntry, Rgba
from s2v_desktop.ui.map.listeners import two_of
from s2v_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary
    from s2v_desktop.ui.selection import Selection

_FROM_HABITS = (ColourMode.LISTENER, ColourMode.TIME_OF_DAY, ColourMode.SKIPS)


@dataclass(frozen=True, slots=True)
class Coloured:
    """Colours by row, shape (v, 4), what they mean, and what they tell."""

    rgba: Rgba
    entries: tuple[LegendEntry, ...]
    title: str


class Colouring:
    """The wish, and the colours that come of it.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        For the cosine to its seeds.
    """

    def __init__(self, library: OpenLibrary, selection: Selection) -> None:
        self._library, self._selection = library, selection
        self.mode = ColourMode.REGION
        self.pair: tuple[int, int] | None = None
        """The two listeners to compare, as numbers of the catalogue; None for those with most plays."""

    @property
    def follows_seeds(self) -> bool:
        """Whether other seeds mean other colours."""
        return self.mode is ColourMode.COSINE

    def paint(self, content: MapContent, areas: Sequence[Area], member: Int32 | None, theme: Theme) -> Coloured:
        """Colour all songs.

        Parameters
        ----------
        content : MapContent
        areas : sequence of Area
            None while the map still settles: then regions cannot be told.
        member : Int32, shape (v,), or None
        theme : Theme
        """
        mode = self.mode
        if mode is ColourMode.REGION and not areas:
            # One entry with everything in it says nothing.
            mode = ColourMode.PLAYS if self._library.one_artist else ColourMode.ARTIST
        data = content.colour_data(areas, member, self._cosine() if mode is ColourMode.COSINE else None)
        if mode in _FROM_HABITS:
            data = content.with_habits(data)
        if mode is ColourMode.TOGETHER:
            data = self._with_pair(content, data)
        rgba, entries = colours(mode, data, theme)
        return Coloured(rgba, entries, titles()[mode])

    def _with_pair(self, content: MapContent, data: ColourData) -> ColourData:
        """Who of two listeners has played each song."""
        two = two_of(content.listeners, self.pair)
        if not two:
            return data
        played = [content.played(None, None, number, counted_only=True) for number in two]
        first, second = played[0], played[-1] if len(two) > 1 else np.zeros(len(content), bool)
        code = np.select([first & second, first, second], [0, 1, 2], -1).astype(np.int32)
        return replace(data, together=code, pair=[content.listeners[number].name for number in two])

    def _cosine(self) -> Float32 | None:
        """Cosine of every row to the seeds, None without seeds that the model knows."""
        space = self._library.space
        if space is None:
            return None
        pairs = [(space.row_of(seed.song), seed.weight) for seed in self._selection.seeds]
        known = tuple(scoring.Seed(row, weight) for row, weight in pairs if row >= 0)
        try:
            unit, _ = scoring.query_vector(space, scoring.Query(known, "similar"))
        except S2VError:
            return None
        return np.asarray(space.w1 @ unit.astype(np.float32), np.float32)
