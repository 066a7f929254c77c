"""Children that do what a test tells them, inside the job's thread. Not a test module."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from s2v_desktop.jobs.outcomes import Cancelled, Done

Message = Any


class FakeChild:
    """Sends its messages, then gives its outcome; `hold` lets it wait until it is cancelled or released."""

    def __init__(self, messages: tuple[Message, ...] = (), outcome: Any = None, hold: bool = False) -> None:
        self.messages = messages
        self.outcome = outcome if outcome is not None else Done({})
        self.hold = hold
        self.release = threading.Event()
        self.cancelled = False
        self.heard: list[str] = []

    def run(self, on_message: Callable[[Message], None]) -> Any:
        """Play the part."""
        for message in self.messages:
            on_message(message)
        if self.hold:
            self.release.wait(20)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return Cancelled() if self.cancelled and self.hold else self.outcome

    def cancel(self) -> None:
        """End the waiting."""
        self.cancelled = True
        self.release.set()

    def send(self, word: str) -> None:
        """Note the word."""
        self.heard.append(word)


class Theatre:
    """Makes children by the name of the job, and remembers what they were told."""

    def __init__(self, **parts: FakeChild) -> None:
        self.parts = parts
        self.specs: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, name: str, spec: Mapping[str, Any], number: int) -> FakeChild:
        """Give the child of a job."""
        self.specs.append((name, dict(spec)))
        return self.parts.get(name, FakeChild())

    @property
    def names(self) -> list[str]:
        """Jobs that were started, in order."""
        return [name for name, _ in self.specs]
