"""The monitor inside the child: what it hears from the window, and what it tells it."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core.progress import Cancelled
from s2v_desktop.core.types import Float32
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs.pace import Pace
from s2v_desktop.jobs.protocol import Answer, DoneMessage, Frame, Word

PROGRESS_EVERY_S = 0.1
FRAMES_KEPT = 2


class Control:
    """The four words a running job can be told; set by one thread, read by another."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.cancelled = False
        self.stopping = False
        self.paused = False
        self.kept = False

    def hear(self, word: Word) -> None:
        """Take a word from the window."""
        with self._changed:
            if word == "cancel":
                self.cancelled = not self.kept
            elif word == "stop":
                self.stopping = True
            # A paused job that is told to end must wake up for it.
            self.paused = word == "pause" and not (self.cancelled or self.stopping)
            self._changed.notify_all()

    def keep(self) -> None:
        """From now on the job is done and a cancel comes too late."""
        with self._changed:
            self.kept, self.cancelled = True, False

    def check(self) -> None:
        """Wait while paused; raise `Cancelled` when asked to end."""
        if self.paused:
            with self._changed:
                self._changed.wait_for(lambda: not self.paused)
        if self.cancelled:
            raise Cancelled


class Frames:
    """Writes positions of the map for the window: aside, then renamed, the last two kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: deque[Path] = deque()
        self._count = 0

    def write(self, positions: Float32) -> Path:
        """Write positions of shape (v, 2) and give the file's path."""
        self._count += 1
        path = self._folder / f"frame-{self._count:06}.npy"
        aside = self._folder / "frame.part"
        with aside.open("wb") as file:
            np.save(file, np.ascontiguousarray(positions, np.float32), allow_pickle=False)
        os.replace(aside, path)
        self._written.append(path)
        if len(self._written) > FRAMES_KEPT:
            # Windows keeps a file that the window has mapped; the sweep of the folder takes it later.
            old = self._written.popleft()
            try:
                old.unlink(missing_ok=True)
            except PermissionError:
                self._written.append(old)
        return path


class PipeMonitor:
    """A `core.progress.Monitor` that tells the window at most ten times a second.

    Parameters
    ----------
    control : Control
        What the window said.
    send : callable
        Takes an `Answer`.
    folder : Path
        Where frames go.
    clock : callable
        Seconds that never go back.
    """

    def __init__(
        self,
        control: Control,
        send: Callable[[Answer], None],
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._control, self._send, self._clock = control, send, clock
        self._frames = Frames(folder)
        self._lock = threading.Lock()
        self._pace = Pace(clock())
        self._pending: tuple[str, float, float, str] | None = None
        self._sent_at = float("-inf")

    def plan(self, stages: dict[str, float]) -> None:
        """Name the stages of the whole job and their share of its time, in order."""
        with self._lock:
            self._pace.plan(stages)

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """Tell how far a stage is; raises `Cancelled` when the job was asked to end."""
        self._control.check()
        self._pending = (stage, float(done), float(total), note)
        self.flush()

    def flush(self) -> None:
        """Send the newest progress if it is due. A ticker calls this too, so that the last word is never lost."""
        if self._pending is None or self._clock() - self._sent_at < PROGRESS_EVERY_S:
            return
        with self._lock:
            now = self._clock()
            pending, self._pending = self._pending, None
            if pending is not None:
                self._sent_at = now
                self._send(self._pace.at(now, *pending))

    def check(self) -> None:
        """Wait while paused; raise `Cancelled` when asked to end."""
        self._control.check()

    @property
    def cancelled(self) -> bool:
        """Whether the job was asked to end."""
        return self._control.cancelled

    @property
    def stopping(self) -> bool:
        """Whether the listener said "stop here"."""
        return self._control.stopping

    def keep(self, result: dict[str, Any]) -> None:
        """Tell that the result is stored for good, while something is still tidied up."""
        self._control.keep()
        self._send(DoneMessage(result))

    def passed(self, told: Pass) -> None:
        """Tell what a training knows after a pass."""
        self._control.check()
        self._send(told)

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        """Show positions of the map, shape (v, 2)."""
        self._control.check()
        self._send(Frame(int(step), float(measure), str(self._frames.write(positions))))
