"""The parent's side of a job: start a child, listen to it, and see to it that it ends.

`Child.run` blocks until the job is over; the window calls it inside its one QThread, the command line in its main
thread. `cancel` and the other words may be called from any thread. However the child behaves, `run` returns exactly
one outcome and leaves no process, thread or folder behind.
"""

from __future__ import annotations

import logging
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

from s2v_desktop.core.progress import Progress
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Done, Failed, Outcome
from s2v_desktop.jobs.protocol import (
    CANCELLED_CODE,
    MAX_LINE,
    BadMessageError,
    DoneMessage,
    FailedMessage,
    Frame,
    Spec,
    Word,
    decode_answer,
    encode_spec,
    encode_word,
)
from s2v_desktop.jobs.worker import thread_environment

__all__ = ["Cancelled", "Child", "Crashed", "Done", "Failed", "Outcome", "worker_command"]

GRACE_S = 1.0
"""Each step of the ladder: ask, this long, terminate, this long, kill."""
TIDY_S = 60.0
"""How long a child may tidy up after its result was kept for good (write the catalogue, for example)."""
TAIL_BYTES = 4000
STALE_S = 7 * 24 * 3600.0
_LOG_NAME = "worker.log"
_PREFIX = "s2v-job-"
_GARBAGE_LOGGED = 20
# On Windows a wait without a limit cannot be interrupted by Ctrl+C.
_LONGEST_WAIT_S = 0.5 if os.name == "nt" else None

_log = logging.getLogger(__name__)

Message: TypeAlias = Progress | Frame | Pass


def worker_command() -> list[str]:
    """Command line that starts this program as a worker, from source and frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    # -P: a file numpy.py in the folder where the program was started must not be imported.
    return [sys.executable, "-P", "-m", "s2v_desktop", "--worker"]


class Child:
    """One job in a child process.

    Parameters
    ----------
    job : str
        A name of `registry.JOBS`.
    spec : dict
        What the job wants to know; JSON types with string keys only.
    number : int
        Number of the job; messages with another number are dropped.
    command : sequence of str, optional
        How to start the child; `worker_command` when left out.
    place : Path, optional
        Folder in which the job's own folder is made; the system's temporary folder when left out.
    """

    def __init__(
        self,
        job: str,
        spec: dict[str, Any],
        number: int = 1,
        *,
        command: Sequence[str] | None = None,
        place: Path | None = None,
    ) -> None:
        self.job, self.number = job, number
        self._spec = spec
        self._command = list(command) if command is not None else worker_command()
        self._place = place or Path(tempfile.gettempdir())
        self._incoming: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._cancelled = threading.Event()
        self._started = False
        self._garbage = 0

    def cancel(self) -> None:
        """Ask the job to end and leave everything as before; after a second it is made to. From any thread."""
        if not self._cancelled.is_set():
            self._cancelled.set()
            self.send("cancel")
            self._incoming.put(b"")  # wakes `run`, which climbs the ladder

    def stop(self) -> None:
        """Ask the job to end soon and keep what is there. From any thread."""
        self.send("stop")

    def pause(self) -> None:
        """Ask the job to wait. From any thread."""
        self.send("pause")

    def resume(self) -> None:
        """Let a waiting job go on. From any thread."""
        self.send("resume")

    def send(self, word: Word) -> None:
        """Say a word to the job. From any thread; before the start it is kept, after the end it is dropped."""
        self._outgoing.put(encode_word(word))

    def run(self, on_message: Callable[[Message], None]) -> Outcome:
        """Do the job; blocks until it is over.

        Parameters
        ----------
        on_message : callable
            Takes each `Progress` and `Frame`, in the calling thread.

        Returns
        -------
        Outcome
            `Done`, `Cancelled`, `Failed` or `Crashed`; exactly one.
        """
        if self._started:
            raise RuntimeError("a Child runs once")
        self._started = True
        if self._cancelled.is_set():
            return Cancelled()
        sweep_stale(self._place)
        try:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._place))
        except OSError as error:
            return Failed("start", "There is no place for temporary files. Nothing was changed.", str(error))
        try:
            return self._run_in(folder, on_message)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run_in(self, folder: Path, on_message: Callable[[Message], None]) -> Outcome:
        first = encode_spec(Spec(self.job, self.number, self._spec, str(folder)))
        log_path = folder / _LOG_NAME
        try:
            with log_path.open("wb") as log:
                process = _start(self._command, log)
        except OSError as error:
            return Failed("start", "The work could not be started. Nothing was changed.", str(error))
        work: tuple[tuple[Callable[..., None], tuple[Any, ...]], ...] = (
            (_read, (process.stdout, self._incoming)),
            (_write, (process.stdin, first, self._outgoing)),
        )
        threads = [threading.Thread(target=target, args=args, name="job-pipe", daemon=True) for target, args in work]
        try:
            for thread in threads:
                thread.start()
            last = self._listen(process, on_message)
            exit_code = self._see_off(process)
        finally:
            _kill(process)
            self._outgoing.put(None)
            for thread in threads:
                thread.join(GRACE_S)
            for thread, pipe in zip(threads, (process.stdout, process.stdin), strict=True):
                if not thread.is_alive():  # closing a pipe that somebody waits on would wait as well
                    _close(pipe)
        return self._outcome(last, exit_code, log_path)

    def _listen(
        self, process: subprocess.Popen[bytes], on_message: Callable[[Message], None]
    ) -> DoneMessage | FailedMessage | None:
        """Take lines until the pipe ends; climb the ladder when cancelled, and when the last word was long ago."""
        ladder, last = _Ladder(process), None
        while True:
            try:
                line = self._incoming.get(timeout=ladder.wait())
            except queue.Empty:
                line = b""
            # Also between lines: a child that never stops talking must not be able to hold the ladder up.
            if line is None or not ladder.climb():
                return last
            if self._cancelled.is_set():
                ladder.set_up(GRACE_S)
            answer = self._understand(line) if line else None
            if isinstance(answer, DoneMessage | FailedMessage):
                if last is None:
                    last = answer
                    ladder.set_up(TIDY_S if isinstance(answer, DoneMessage) else GRACE_S)
            elif answer is not None and not self._cancelled.is_set():
                on_message(answer)

    def _understand(self, line: bytes) -> Message | DoneMessage | FailedMessage | None:
        """Read one line; garbage and lines of another job are logged and dropped."""
        try:
            number, answer = decode_answer(line)
        except BadMessageError as error:
            self._garbage += 1
            if self._garbage <= _GARBAGE_LOGGED:
                # Not the line itself: it may hold titles, and this log goes into reports.
                _log.warning("job %d said %d unreadable bytes (%s)", self.number, len(line), error)
            return None
        if number != self.number:
            _log.warning("dropped a message of job %d while job %d runs", number, self.number)
            return None
        return answer

    def _see_off(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the end of a child that said its last word or closed its pipe, and enforce it."""
        steps: tuple[Callable[[], None], ...] = (process.terminate, partial(_kill, process))
        for step in steps:
            try:
                return process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                step()
        return process.wait()

    def _outcome(self, last: DoneMessage | FailedMessage | None, exit_code: int, log_path: Path) -> Outcome:
        if isinstance(last, DoneMessage):
            # Also after a cancel that came too late: the work is in the library, and saying otherwise would be a lie.
            return Done(last.result)
        if self._cancelled.is_set() or (last is not None and last.code == CANCELLED_CODE):
            return Cancelled()
        if last is not None:
            return Failed(last.code, last.message, last.details)
        return Crashed(exit_code, _tail(log_path))


class _Ladder:
    """Asked, a second, terminated, a second, killed."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._steps: list[Callable[[], None]] = [process.terminate, partial(_kill, process)]
        self._next: float | None = None
        self._climbing = False

    def set_up(self, patience_s: float) -> None:
        """From now on the child has so long to end by itself; a shorter patience counts."""
        limit = time.monotonic() + patience_s
        if self._next is None or (not self._climbing and limit < self._next):
            self._next = limit

    def wait(self) -> float | None:
        """How long to wait for a line before climbing."""
        if self._next is None:
            return _LONGEST_WAIT_S
        return max(self._next - time.monotonic(), 0.0)

    def climb(self) -> bool:
        """Take the next step if its time has come; False when the last was taken and there is nobody to listen to."""
        if self._next is None or time.monotonic() < self._next:
            return True
        if not self._steps:
            return False
        self._climbing = True
        self._steps.pop(0)()
        self._next = time.monotonic() + GRACE_S
        return True


def _start(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **thread_environment()}
    options: dict[str, Any] = {}
    if not getattr(sys, "frozen", False):
        source = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    if sys.platform == "win32":
        options["creationflags"] = (
            subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        )
    else:
        # Its own group: Ctrl+C in the terminal reaches the parent only, which then cancels.
        options["process_group"] = 0
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment,
        close_fds=True,
        **options,
    )


def _read(stdout: IO[bytes], incoming: queue.SimpleQueue[bytes | None]) -> None:
    try:
        while line := stdout.readline(MAX_LINE):
            incoming.put(line)
    except (OSError, ValueError) as error:
        _log.warning("the pipe from the job broke: %s", error)
    finally:
        incoming.put(None)


def _write(stdin: IO[bytes], first: bytes, outgoing: queue.SimpleQueue[bytes | None]) -> None:
    """Write in a thread of its own: a child that never reads must not block whoever says a word."""
    try:
        line: bytes | None = first
        while line is not None:
            stdin.write(line)
            stdin.flush()
            line = outgoing.get()
    except (OSError, ValueError) as error:
        _log.debug("the job no longer listens: %s", error)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a child that still lives, and whatever it started."""
    if process.poll() is not None:
        return
    if sys.platform != "win32":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError) as error:
            _log.debug("the job's group is gone: %s", error)
    process.kill()
    process.wait()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError as error:
            _log.debug("closing a pipe: %s", error)


def _tail(path: Path) -> str:
    """Last lines of the child's log."""
    try:
        with path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0))
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        return f"(no log: {error})"


def sweep_stale(place: Path) -> None:
    """Remove folders that jobs of a killed program left behind, older than a week."""
    limit = time.time() - STALE_S
    for folder in place.glob(f"{_PREFIX}*"):
        try:
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
