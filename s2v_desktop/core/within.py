"""A monitor for a part of a job: whatever the part calls its stages, outside it is one stage that goes on evenly."""

from __future__ import annotations

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Float32


class Within:
    """Tells a monitor of one stage, between `low` and `high` of it.

    Parameters
    ----------
    outer : Monitor
    stage : str
        Name of the stage outside.
    note : str
        What is said; notes of the part are not passed on.
    """

    def __init__(self, outer: Monitor, stage: str, note: str, low: float = 0.0, high: float = 1.0) -> None:
        self._outer = outer
        self._stage = stage
        self._note = note
        self._low, self._high = low, high
        self._most = 0.0

    def part(self, low: float, high: float) -> Within:
        """A smaller part of the same stage; shares are of this one."""
        span = self._high - self._low
        return Within(self._outer, self._stage, self._note, self._low + span * low, self._low + span * high)

    def plan(self, stages: dict[str, float]) -> None:
        """Do nothing: what is inside has no plan of its own."""

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """Tell how far the part is; never backwards when one inner stage follows another."""
        share = done / total if total > 0 else 0.0
        self._most = max(self._most, min(1.0, share))
        self._outer.update(self._stage, self._low + (self._high - self._low) * self._most, 1.0, self._note)

    def check(self) -> None:
        """Raise `Cancelled` when the work was asked to end."""
        self._outer.check()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to end."""
        return self._outer.cancelled

    @property
    def stopping(self) -> bool:
        """Never: half an evaluation says nothing, so "stop here" is left to what can keep something."""
        return False

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        """Do nothing."""
