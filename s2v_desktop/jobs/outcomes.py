"""How a job can end: in exactly one of four ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """It ended well; `result` has the keys of its verb (DESIGN section 10)."""

    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was asked to end and everything is as it was before."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done.

    Attributes
    ----------
    code : str
        A code of `core.errors`, or ``out-of-memory``, ``start``, ``internal``.
    message : str
        A sentence for people.
    details : str
        For the log and for "copy details".
    """

    code: str
    message: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The child ended without a word.

    Attributes
    ----------
    exit_code : int
        Negative: the signal that ended it.
    tail : str
        Last lines of its log.
    """

    exit_code: int
    tail: str = ""

    @property
    def message(self) -> str:
        """A sentence for people."""
        return "The work stopped unexpectedly. Your library is as it was before; please try again."


Outcome = Done | Cancelled | Failed | Crashed
