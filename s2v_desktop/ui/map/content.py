"""From a library's columns to what the map shows: points, colours, names of regions, facts of a song."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.types import NO_DAY, Bool, Float32, Int32, Int64, Neighbours
from s2v_desktop.store.catalogue import ListenerFigures
from s2v_desktop.store.habits import Habits
from s2v_desktop.ui import wording
from s2v_desktop.ui.map.colours import ColourData
from s2v_desktop.ui.map.hover_card import NearSong, SongFacts
from s2v_desktop.ui.map.songs import SongPoints

NEAR_SHOWN = 3
NEAR_COUNTED = 15
"""True neighbours that the trust of a song counts (`core.trust`)."""


class Columns(Protocol):
    """What is asked of a catalogue."""

    plays: Int32
    artist_index: Int32
    first_day: Int32
    last_day: Int32

    @property
    def artists(self) -> Sequence[str]:
        """Name of each artist."""

    @property
    def habits(self) -> Habits:
        """Listener, time of day and skips of each song."""

    @property
    def listeners(self) -> Sequence[ListenerFigures]:
        """Whose plays."""

    def title(self, index: int) -> str:
        """Title of a song."""

    def artist(self, index: int) -> str:
        """Artist of a song."""

    def plays_between(
        self, first: int | None, last: int | None, listeners: Bool | None = None, *, counted_only: bool = False
    ) -> Int64:
        """How often each song was played in a period."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region as the map draws it: its name, middle (in positions of the map) and radius.

    `level` 0 is coarse: it has a colour and a name when far; finer ones only have names when near. `number` is what a
    stored map calls it, `parent` the number of the coarse one that holds most of a finer one.
    """

    name: str
    x: float
    y: float
    radius: float
    level: int = 0
    number: int = -1
    parent: int = -1


def group_of(areas: Sequence[Area], member: Int32) -> Int32:
    """Place in `areas` of each song's region, -1 where it has none or its region is not among them; shape (v,).

    Parameters
    ----------
    areas : sequence of Area
    member : Int32, shape (v,)
        Number of the region of each song, as a stored map holds it.
    """
    most = max([int(member.max(initial=-1)), *(area.number for area in areas)])
    place = np.full(most + 2, -1, dtype=np.int32)
    for at, area in enumerate(areas):
        place[area.number] = at
    group: Int32 = place[np.maximum(member, -1)]
    return group


class MapContent:
    """The songs of one model as the map shows them.

    Parameters
    ----------
    catalogue : Columns
    rows : Int64, shape (v,)
        Row of the model -> catalogue index, -1 where the song vanished.
    neighbours : Neighbours or None
        True nearest songs by cosine.
    gone : str
        What a vanished song is called.
    """

    def __init__(self, catalogue: Columns, rows: Int64, neighbours: Neighbours | None, gone: str) -> None:
        self._catalogue, self._neighbours, self._gone = catalogue, neighbours, gone
        self.rows = rows
        self.here = rows >= 0
        self._at: npt.NDArray[np.intp] = np.maximum(rows, 0).astype(np.intp)
        self.plays: Int64 = np.where(self.here, np.asarray(catalogue.plays)[self._at], 0).astype(np.int64)
        self.trust: Float32 | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def points(self, group: Int32 | None = None) -> SongPoints:
        """The points; `group` is -1 where it is not known yet."""
        unknown = np.full(len(self), -1, dtype=np.int32)
        return SongPoints(
            self.rows.astype(np.int32), self.plays, unknown if group is None else group, self.title, self.artist
        )

    def title(self, row: int) -> str:
        """Title of a row."""
        return self._catalogue.title(int(self.rows[row])) if self.here[row] else self._gone

    def artist(self, row: int) -> str:
        """Artist of a row, empty when the song vanished."""
        return self._catalogue.artist(int(self.rows[row])) if self.here[row] else ""

    def colour_data(
        self, areas: Sequence[Area] = (), member: Int32 | None = None, cosine: Float32 | None = None
    ) -> ColourData:
        """Columns for every colour mode but those of `with_habits`.

        Parameters
        ----------
        areas : sequence of Area
        member : Int32, shape (v,), optional
            Region number of each row.
        cosine : Float32, shape (v,), optional
            To the chosen songs.
        """
        catalogue = self._catalogue
        artist = np.where(self.here, np.asarray(catalogue.artist_index)[self._at], -1).astype(np.int32)
        return ColourData(
            plays=self.plays,
            artist=artist,
            artist_name=lambda number: str(catalogue.artists[number]),
            region=group_of(areas, member) if areas and member is not None else None,
            region_names=[area.name for area in areas],
            first_day=self._days(catalogue.first_day),
            last_day=self._days(catalogue.last_day),
            trust=self.trust,
            cosine=cosine,
        )

    def with_habits(self, data: ColourData) -> ColourData:
        """The same with who plays each song most, at what time of day, and how often it is skipped."""
        habits = self._catalogue.habits
        return replace(
            data,
            listener=np.where(self.here, habits.main_listener[self._at], -1).astype(np.int32),
            listener_names=[one.name for one in self._catalogue.listeners],
            part_of_day=np.where(self.here, habits.part_of_day[self._at], -1).astype(np.int32),
            skips=np.where(self.here, habits.skip_rate[self._at], np.nan).astype(np.float32),
        )

    @property
    def listeners(self) -> Sequence[ListenerFigures]:
        """Whose plays."""
        return self._catalogue.listeners

    def played(self, first: int | None, last: int | None, listener: int = -1, *, counted_only: bool = False) -> Bool:
        """Which songs were played between two days (None is no end), by one listener or anybody; shape (v,).

        The library may have another catalogue already, of which these rows know nothing.
        """
        who = np.arange(len(self.listeners)) == listener if listener >= 0 else None
        plays = self._catalogue.plays_between(first, last, who, counted_only=counted_only)
        return np.asarray(self.here & (plays[self._at] > 0), np.bool_)

    def nearest(self, row: int) -> list[tuple[int, float]]:
        """True nearest songs of a row that are still here, with cosine, best first."""
        if self._neighbours is None:
            return []
        pairs = zip(self._neighbours.index[row].tolist(), self._neighbours.cosine[row].tolist(), strict=True)
        return [(near, cosine) for near, cosine in pairs if self.here[near]][:NEAR_SHOWN]

    def facts(self, row: int) -> SongFacts:
        """What the hover card tells about a row."""
        last = int(self._days(self._catalogue.last_day)[row])
        near = tuple(NearSong(r, self._name_beside(r, row), c) for r, c in self.nearest(row))
        known = self.trust is not None and bool(np.isfinite(self.trust[row]))
        return SongFacts(
            title=self.title(row),
            artist=self.artist(row),
            plays=int(self.plays[row]),
            last_day=None if last == NO_DAY else last,
            nearest=near,
            near=round(float(self.trust[row]) * self.counted) if known and self.trust is not None else 0,
            of=self.counted if known else 0,
        )

    def _name_beside(self, row: int, other: int) -> str:
        """Name of a row in the card of another: the artist only where it is a different one."""
        artist = self.artist(row)
        return wording.song(self.title(row), artist if artist != self.artist(other) else "")

    @property
    def counted(self) -> int:
        """How many true neighbours the trust of a song counts: fewer in a tiny library."""
        return min(NEAR_COUNTED, max(len(self) - 1, 0))

    def _days(self, column: Int32) -> Int32:
        return np.where(self.here, np.asarray(column)[self._at], NO_DAY).astype(np.int32)
