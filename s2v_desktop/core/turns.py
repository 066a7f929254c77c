"""Work in small turns: a generator that gives the turn back whenever it has done a little, and ends with its result.

A window lets it go on between two events and never stalls; everybody else takes all turns at once.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")

Turns = Generator[None, None, Result]


def finished(turns: Turns[Result]) -> Result:
    """Take all turns and give the result."""
    while True:
        try:
            next(turns)
        except StopIteration as end:
            result: Result = end.value
            return result
