"""What plays say about each song besides their number: who plays it most, at what time of day, how often it is skipped.

These are counted while a job writes the catalogue, so that colouring the map by them costs the window nothing.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import eras
from s2v_desktop.core.eras import Era
from s2v_desktop.core.types import NO_DAY, NO_TIME, Float32, Int32, Int64, Quality
from s2v_desktop.store import atomic
from s2v_desktop.store.names import array_blocks, load_array

PARTS = ((0, 6), (6, 12), (12, 18), (18, 24))
"""Hours of the parts of a day: night, morning, afternoon, evening."""

_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_BLOCK = 50_000
"""Plays looked at together."""
_PRECISE_S = 3_600
"""Times known less precisely than this say nothing about the hour."""


@dataclass
class Counting:
    """Counts per song while plays go by, listener by listener (changed in place)."""

    songs: int
    own: Int32 = field(init=False)
    """Plays of the last listener so far."""
    heard: list[Int32] = field(init=False, default_factory=list)
    """Songs of which `own` is not 0."""
    last: int = field(init=False, default=-1)
    most: Int32 = field(init=False)
    listener: Int32 = field(init=False)
    parts: Int32 = field(init=False)
    skipped: Int32 = field(init=False)
    known: Int32 = field(init=False)

    def __post_init__(self) -> None:
        self.own, self.most, self.skipped, self.known = (np.zeros(self.songs, np.int32) for _ in range(4))
        self.listener = np.full(self.songs, -1, np.int32)
        self.parts = np.zeros((self.songs, len(PARTS)), np.int32)

    def add(self, song: Int32, listener: Int32, plays: np.ndarray) -> None:
        """Count a run of plays; those of a listener come one after another.

        Parameters
        ----------
        song, listener : Int32, shape (n,)
            Sorted by listener.
        plays : structured array, shape (n,)
            With ``start``, ``quality``, ``precision`` and ``skip`` (-1 where unknown).
        """
        for first, after in _runs(listener):
            heard, counts = np.unique(song[first:after], return_counts=True)
            if self.last != listener[first]:
                for songs in self.heard:
                    self.own[songs] = 0
                self.last, self.heard = int(listener[first]), []
            self.own[heard] += counts.astype(np.int32)
            self.heard.append(heard)
            more = self.own[heard] > self.most[heard]
            self.most[heard[more]] = self.own[heard[more]]
            self.listener[heard[more]] = listener[first]
        timed = (plays["start"] != NO_TIME) & (plays["quality"] <= Quality.DERIVED) & (plays["precision"] < _PRECISE_S)
        np.add.at(self.parts, (song[timed], _parts(plays["start"][timed])), 1)
        said = plays["skip"] >= 0
        self.known += np.bincount(song[said], minlength=self.songs).astype(np.int32)
        self.skipped += np.bincount(song[plays["skip"] > 0], minlength=self.songs).astype(np.int32)

    def write(self, folder: Path) -> None:
        """Write a file per column, and the eras of the plays that stand in `folder` already."""
        part = np.where(self.parts.any(axis=1), self.parts.argmax(axis=1), -1).astype(np.int8)
        with np.errstate(invalid="ignore"):
            rate = np.where(self.known > 0, self.skipped / np.maximum(self.known, 1), np.nan).astype(np.float32)
        columns: dict[str, np.ndarray] = {"main_listener": self.listener, "part_of_day": part, "skip_rate": rate}
        for name, column in columns.items():
            np.save(folder / f"{name}.npy", column, allow_pickle=False)
        atomic.write_json(folder / "eras.json", [_plain(era) for era in _eras(folder)])


class Habits:
    """The columns of `Counting`, read when they are asked for; unknown in a catalogue of an older program.

    Attributes
    ----------
    main_listener : Int32, shape (songs,)
        Index of the listener with most plays of the song, -1 for none.
    part_of_day : Int32, shape (songs,)
        Part of `PARTS` in which it was played most, by the clock of this computer, -1 for unknown.
    skip_rate : Float32, shape (songs,)
        Share of the plays that were skipped, of those that say whether; NaN for none.
    eras : tuple of Era
        Songs are catalogue indices.
    """

    def __init__(self, folder: Path, songs: int) -> None:
        self._folder, self._songs = folder, songs

    @cached_property
    def main_listener(self) -> Int32:
        """Index of the main listener of each song."""
        return self._column("main_listener", -1).astype(np.int32)

    @cached_property
    def part_of_day(self) -> Int32:
        """Part of the day of each song."""
        return self._column("part_of_day", -1).astype(np.int32)

    @cached_property
    def skip_rate(self) -> Float32:
        """Share of skipped plays of each song."""
        return self._column("skip_rate", np.nan).astype(np.float32)

    @cached_property
    def eras(self) -> tuple[Era, ...]:
        """Where listening changed."""
        try:
            found = json.loads((self._folder / "eras.json").read_text(encoding="utf-8"))
            return tuple(Era(int(one["month"]), float(one["change"]), tuple(map(int, one["rising"]))) for one in found)
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def _column(self, name: str, unknown: float) -> np.ndarray:
        path = self._folder / f"{name}.npy"
        return load_array(path) if path.is_file() else np.full(self._songs, unknown)


def _runs(listener: Int32) -> list[tuple[int, int]]:
    """First row and row after the last of each listener."""
    if not len(listener):
        return []
    starts = np.concatenate([[0], np.flatnonzero(np.diff(listener)) + 1, [len(listener)]]).tolist()
    return list(itertools.pairwise(starts))


def _parts(start_ms: Int64) -> Int64:
    """Part of the day of each time, by the clock of this computer on that day."""
    days, which = np.unique(start_ms // _DAY_MS, return_inverse=True)
    offset = np.array([_offset_ms(int(day)) for day in days], np.int64)
    hour = (start_ms + (offset[which] if len(offset) else 0)) % _DAY_MS // _HOUR_MS
    return np.searchsorted([first for first, _ in PARTS], hour, side="right") - 1


def _offset_ms(day: int) -> int:
    """How far the clock of this computer was ahead of UTC on the noon of a day."""
    try:
        return int(time.localtime((day + 0.5) * 86_400).tm_gmtoff) * 1000
    except (OSError, OverflowError, ValueError):
        return 0


def _eras(folder: Path) -> list[Era]:
    def blocks() -> Iterator[tuple[Int64, Int32]]:
        for day, song in zip(
            array_blocks(folder / "day.npy", _BLOCK), array_blocks(folder / "song.npy", _BLOCK), strict=True
        ):
            timed = np.flatnonzero(day != NO_DAY)
            yield day[timed].astype("M8[D]").astype("M8[M]").astype(np.int64), song[timed]

    return eras.find_in(blocks)


def _plain(era: Era) -> dict[str, Any]:
    return {"month": era.month, "change": era.change, "rising": list(era.rising)}
