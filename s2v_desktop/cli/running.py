"""Runs jobs for the command line: a real child, progress on standard error, Ctrl+C as cancel."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from s2v_desktop.cli.terminal import literal, tell
from s2v_desktop.core.errors import S2VError


class Ended(S2VError):
    """A job that did not end well, as the command line tells it.

    Parameters
    ----------
    code : str
        ``cancelled``, ``crashed``, or what the job said.
    """

    def __init__(self, code: str, message: str, details: str = "") -> None:
        super().__init__(message, details)
        self.code = code


IN_THE_WINDOW, HERE = "(Library, Sessions)", "(--set gap_s=SECONDS)"
"""Where a suggestion of the engine is followed."""


def run_job(job: str, spec: dict[str, Any], title: str) -> dict[str, Any]:
    """Do a job in a child and show how far it is.

    Parameters
    ----------
    job : str
        A name of `jobs.registry.JOBS`.
    spec : dict
        What it wants to know.
    title : str
        What to call it.

    Returns
    -------
    dict
        The job's result.

    Raises
    ------
    Ended
        When it was cancelled, could not be done or crashed.
    """
    from s2v_desktop.jobs.child import Child
    from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Done, Failed

    child = Child(job, spec)
    with _interrupts(child.cancel), _display(title) as show:
        outcome = child.run(show)
    match outcome:
        case Done(result):
            return result
        case Cancelled():
            raise Ended("cancelled", f"{title}: cancelled. Everything is as it was before.")
        case Failed(code, message, details):
            raise Ended(code, message.replace(IN_THE_WINDOW, HERE), details)
        case Crashed(exit_code, tail):
            raise Ended("crashed", outcome.message, f"exit code {exit_code}\n{tail}")


@contextlib.contextmanager
def _interrupts(cancel: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl+C cancel the job instead of breaking off in the middle of something."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: cancel())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _display(title: str) -> Iterator[Callable[[Any], None]]:
    """A progress bar on a terminal, a line for each stage elsewhere."""
    stream = sys.stderr
    if stream is not None and stream.isatty():
        with _bar(title) as show:
            yield show
    else:
        yield _Lines(title).show


class _Lines:
    """One quiet line when a stage begins."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._stage = ""

    def show(self, message: Any) -> None:
        """Take a message of the job."""
        from s2v_desktop.core.progress import Progress

        if isinstance(message, Progress) and message.stage != self._stage:
            self._stage = message.stage
            tell(f"{self._title}: {literal(message.note or message.stage)}")


@contextlib.contextmanager
def _bar(title: str) -> Iterator[Callable[[Any], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from s2v_desktop.core.progress import Progress as Told

    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[left]}", markup=False),
        TextColumn("{task.fields[note]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=1.0, left="", note="")

        def show(message: Any) -> None:
            if isinstance(message, Told):
                left, note = time_left(message.seconds_left), literal(message.note or message.stage)
                bar.update(task, completed=message.fraction, left=left, note=note)

        yield show


def time_left(seconds: float | None) -> str:
    """Seconds as people say them; empty while unknown."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s left"
    if seconds < 3600:
        return f"{round(seconds / 60)} min left"
    return f"{seconds / 3600:.1f} h left"
