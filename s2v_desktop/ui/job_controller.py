"""The states of the running job, as the window sees them: idle, starting, running, cancelling, ended.

One job runs at a time, the others wait in order. A job ends with exactly one outcome, and only after its thread was
joined; a message that comes late carries an old number and is dropped.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core.progress import Progress
from s2v_desktop.core.types import Float32
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs import protocol
from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Outcome
from s2v_desktop.ui.job_thread import Drivable, JobThread

JOIN_MS = 5_000
"""How long a thread that has said its outcome may take to return."""


class JobState(enum.Enum):
    """Where the current job is."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: its number, its name in the registry, and what it is told."""

    number: int
    name: str
    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """A moment of a map that is being drawn.

    Attributes
    ----------
    positions : Float32, shape (v, 2)
    step : int
    measure : float
        KL divergence at that step.
    """

    positions: Float32
    step: int
    measure: float


MakeChild = Callable[[str, Mapping[str, Any], int], Drivable]
"""Name of a job, its spec and its number -> something that runs it."""


def start_child(name: str, spec: Mapping[str, Any], number: int) -> Drivable:
    """A child process of this program for the job `name`."""
    return Child(name, dict(spec), number)


class JobController(QObject):
    """Starts, watches and ends jobs.

    Parameters
    ----------
    make_child : callable, optional
        What makes the child of a job; tests give their own.
    """

    started = Signal(object)
    """The `Job` that has been started."""
    progressed = Signal(object, object)
    """The `Job` and its `Progress`."""
    framed = Signal(object, object)
    """The `Job` and a `Frame`."""
    passed = Signal(object, object)
    """The `Job` and a `Pass`: what a training knows after a pass."""
    ended = Signal(object, object)
    """The `Job` and its outcome, exactly once for every submitted job."""
    state_changed = Signal(object)
    """The new `JobState`."""

    def __init__(self, make_child: MakeChild = start_child, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_child = make_child
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None
        self._thread: JobThread | None = None
        self._outcome: Outcome | None = None
        self._state = JobState.IDLE
        self._last_number = 0
        self._on_done: Callable[[], None] | None = None

    @property
    def state(self) -> JobState:
        """Where the current job is."""
        return self._state

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._job is not None or bool(self._waiting)

    @property
    def current(self) -> Job | None:
        """The job that runs now."""
        return self._job

    def submit(self, name: str, spec: Mapping[str, Any]) -> int:
        """Queue a job and return its number; it starts at once when nothing else runs."""
        self._last_number += 1
        self._waiting.append(Job(self._last_number, name, dict(spec)))
        self._start_next()
        return self._last_number

    @Slot()
    def cancel(self) -> None:
        """End the current job and leave everything as it was before it; waiting jobs are dropped too."""
        waiting, self._waiting = self._waiting, deque()
        self._cancel_current()
        for job in waiting:
            self.ended.emit(job, Cancelled())

    def withdraw(self, number: int) -> None:
        """End one job, whether it runs or waits; all others go on."""
        if self._job is not None and self._job.number == number:
            self._cancel_current()
        for job in [one for one in self._waiting if one.number == number]:
            self._waiting.remove(job)
            self.ended.emit(job, Cancelled())

    def _cancel_current(self) -> None:
        if self._thread is not None and self._state in (JobState.STARTING, JobState.RUNNING):
            self._set_state(JobState.CANCELLING)
            self._thread.child.cancel()

    @Slot()
    def stop_here(self) -> None:
        """End the current job soon and keep what is there."""
        self._send("stop")

    @Slot()
    def pause(self) -> None:
        """Let the current job wait."""
        self._send("pause")

    @Slot()
    def resume(self) -> None:
        """Let a paused job go on."""
        self._send("resume")

    def shutdown(self, on_done: Callable[[], None]) -> None:
        """Run the cancel ladder, then call `on_done`; at once when nothing runs. No job starts afterwards."""
        self._on_done = on_done
        self.cancel()
        if self._thread is None:
            self._tell_done()

    def join(self) -> None:
        """Wait for the thread, for the last moment of the program: no thread may outlive it."""
        if self._thread is not None:
            self._thread.child.cancel()
            self._thread.wait()

    def _send(self, word: protocol.Word) -> None:
        if self._thread is not None and self._state is JobState.RUNNING:
            self._thread.child.send(word)

    def _set_state(self, state: JobState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _start_next(self) -> None:
        if self._job is not None or not self._waiting or self._on_done is not None:
            return
        self._job = self._waiting.popleft()
        self._outcome = None
        number = self._job.number
        self._thread = JobThread(number, self._make_child(self._job.name, self._job.spec, number), self)
        self._thread.message.connect(self._on_message)
        self._thread.ended.connect(self._on_outcome)
        self._thread.finished.connect(self._on_finished)
        self._set_state(JobState.STARTING)
        self._thread.start()
        self.started.emit(self._job)

    @Slot(object)
    def _on_message(self, numbered: tuple[int, Any]) -> None:
        number, message = numbered
        job = self._job
        if job is None or number != job.number or self._state is JobState.CANCELLING:
            return
        self._set_state(JobState.RUNNING)
        if isinstance(message, Progress):
            self.progressed.emit(job, message)
        elif isinstance(message, Pass):
            self.passed.emit(job, message)
        elif isinstance(message, protocol.Frame):
            frame = read_frame(message)
            if frame is not None:
                self.framed.emit(job, frame)

    @Slot(object)
    def _on_outcome(self, numbered: tuple[int, Any]) -> None:
        number, outcome = numbered
        if self._job is not None and number == self._job.number:
            self._outcome = outcome

    @Slot()
    def _on_finished(self) -> None:
        job, thread = self._job, self._thread
        if job is None or thread is None or self.sender() is not thread:
            return
        thread.wait(JOIN_MS)  # it has left run(); only now may it be let go
        outcome = self._outcome if self._outcome is not None else Crashed(0, "The job ended without an answer.")
        self._job = self._thread = self._outcome = None
        thread.deleteLater()
        self._set_state(JobState.ENDED)
        self.ended.emit(job, outcome)
        if self._job is None:  # a receiver may have submitted the next job already
            self._set_state(JobState.IDLE)
        if self._on_done is not None:
            self._tell_done()
        else:
            self._start_next()

    def _tell_done(self) -> None:
        done, self._on_done = self._on_done, None
        if done is not None:
            done()


def read_frame(message: protocol.Frame) -> Frame | None:
    """The positions a frame message names, or None when a newer frame has already replaced the file."""
    try:
        # Read and not mapped: the child removes the file two frames later, and Windows cannot remove a mapped file.
        positions = np.load(Path(message.file), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if positions.ndim != 2 or positions.shape[1] != 2 or not np.isfinite(positions).all():
        return None
    return Frame(np.asarray(positions, np.float32), message.step, message.measure)
