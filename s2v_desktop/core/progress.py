"""Progress and stopping: what a long piece of work tells, and how it is asked to end.

A long function of the engine takes a :class:`Monitor`. It names its stages, counts, shows frames of the map, and calls
``check()`` often; a monitor that was cancelled raises :class:`Cancelled` there. The engine never knows whether a
terminal, a window or nobody listens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from s2v_desktop.core.types import Float32


class Cancelled(Exception):
    """The work was asked to end and leave everything as it was before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    stage : str
        Short name of what is being done, e.g. ``reading``, ``training``.
    done, total : float
        In units of the stage; `total` is 0 when unknown.
    fraction : float
        Of the whole job, 0 to 1, never backwards.
    seconds_left : float or None
        For the whole job, None while unknown.
    note : str
        A sentence for people: what is being done to what.
    """

    stage: str
    done: float = 0.0
    total: float = 0.0
    fraction: float = 0.0
    seconds_left: float | None = None
    note: str = ""


class Monitor(Protocol):
    """What the engine asks of whoever watches it."""

    def plan(self, stages: dict[str, float]) -> None:
        """Name the stages of the whole job and their share of its time, in order."""

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """Tell how far a stage is; also a place where the work may be cancelled."""

    def check(self) -> None:
        """Raise `Cancelled` when the work was asked to end; wait while it is paused."""

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to end (for places that must not raise)."""

    @property
    def stopping(self) -> bool:
        """Whether the listener said "stop here": end soon and keep what is there."""

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        """Show positions of the map, shape (v, 2), at `step`; `measure` is its KL divergence."""


class Silent:
    """A monitor nobody looks at; never cancelled. For tests and short work."""

    cancelled = False
    stopping = False

    def plan(self, stages: dict[str, float]) -> None:
        """Do nothing."""

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """Do nothing."""

    def check(self) -> None:
        """Do nothing."""

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        """Do nothing."""
