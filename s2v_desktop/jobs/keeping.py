"""The moment after which a job is done, although it still tidies up.

An import is in the library once its transaction is kept; the catalogue is written afterwards. A cancel in between comes
too late, and a child that is killed there must not be told of as cancelled. So a job says `keep` at that moment.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from s2v_desktop.core.progress import Monitor, Silent


@runtime_checkable
class Keeper(Protocol):
    """A monitor that wants to know."""

    def keep(self, result: dict[str, Any]) -> None:
        """Take the result of a job that is stored for good."""


def keep(monitor: Monitor, result: dict[str, Any]) -> Monitor:
    """Say that the result is stored for good.

    Returns
    -------
    Monitor
        For the rest of the work; it never raises `Cancelled`.
    """
    if isinstance(monitor, Keeper):
        monitor.keep(result)
        return monitor
    return Silent()
