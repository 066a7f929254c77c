"""Parts of an import that are judged one after another: some listeners together, or a window of one's history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.store import old_rows, sources, staged_rows
from s2v_desktop.store.old_rows import Maps
from s2v_desktop.store.staged_rows import Group, Reader, Staged
from s2v_desktop.store.windows import Survey, Window, blocks

_REACH = ("time", "heard", "end", "precision", "quality", "file")
"""Columns that say when a row may have been played."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that can be judged without looking at any others.

    Attributes
    ----------
    rows : Staged
    old : array of `old_rows.OLD`
        What the library has beside them.
    share : float
        What part of its group this is.
    """

    rows: Staged
    old: np.ndarray
    share: float

    @property
    def whole(self) -> bool:
        """Whether it is all of its group."""
        return self.share >= 1.0


class Parts:
    """Cuts groups of staged rows into parts.

    Parameters
    ----------
    connection : Connection
        To the library, with the stage attached as ``stage``.
    """

    def __init__(self, connection: sqlite3.Connection, maps: Maps) -> None:
        self._connection = connection
        self._maps = maps
        self._reader = Reader(connection)
        self._glance = Reader(connection, _REACH)

    def of(self, group: Group) -> Iterator[Part]:
        """The parts of a group, the latest first; one where the group is small or cannot be cut."""
        listeners = np.unique(self._maps.listener[list(group.listeners)])
        windows: list[Window] = []
        if group.rows > staged_rows.GROUP and group.ranges:
            survey = self._look_over(group)
            old_rows.look_over(self._connection, listeners, self._maps, survey)
            windows = survey.windows()
        if len(windows) < 2:
            yield Part(self._reader.group(group), old_rows.read(self._connection, listeners, self._maps), 1.0)
            return
        for window in reversed(windows):
            rows = self._reader.read(list(survey.within("staged", window)))
            if len(rows):
                old = old_rows.read_window(self._connection, survey, window, self._maps)
                yield Part(rows, old, window.rows / group.rows)

    def _look_over(self, group: Group) -> Survey:
        survey = Survey(staged_rows.GROUP)
        maps = self._maps
        for some in blocks(group.ranges):
            rows = self._glance.read([(one, None) for one in some])
            time, heard, end = rows["time"], rows["heard"], rows["end"]
            late = np.where((heard >= 0) & (end != NO_TIME), end - np.maximum(heard, 0), time)
            form = maps.staged_format[rows["file"]]
            reach = sources.reach_ms(maps.formats, form, rows["precision"], rows["quality"])
            survey.add("staged", some, time, np.minimum(time, late) - reach, np.maximum(time, late) + reach)
        return survey
