"""The child's side: read a spec, do the job, answer in lines, and never outlive the window.

Nothing heavy is imported at the top: numpy and what is behind it read their number of threads from the environment
once, when they are loaded, so `_prepare_environment` must come first.
"""

from __future__ import annotations

import faulthandler
import gc
import io
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

if TYPE_CHECKING:
    from s2v_desktop.jobs.monitor import Control, PipeMonitor
    from s2v_desktop.jobs.protocol import Answer, Spec
    from s2v_desktop.jobs.registry import Jobs

NICENESS = 10
THREADS = 2
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
ORPHAN_GRACE_S = 1.0
"""When the window died, a job gets this long to end by itself."""
_TICK_S = 0.1
_GARBAGE = (200_000, 50, 100)
"""Thresholds of the garbage collector: rows and parsed files hold no cycles, and Python would look through them again
every 700 objects (a quarter of the time of reading a table)."""

EXIT_DONE, EXIT_FAILED, EXIT_ORPHAN = 0, 1, 4


def thread_environment() -> dict[str, str]:
    """Environment variables that hold numerical libraries to a few threads.

    Threads that wait shall sleep: spinning takes the processor from the window and from each other. With two busy
    processors a map of 4,000 songs took 5 s instead of 10 s, of CPU and of the clock alike.
    """
    return dict.fromkeys(THREAD_VARIABLES, str(min(THREADS, os.cpu_count() or 1))) | {"OMP_WAIT_POLICY": "PASSIVE"}


def main(jobs: Jobs | None = None, more: Jobs | None = None) -> NoReturn:
    """Be a child: the whole life of the process.

    Parameters
    ----------
    jobs : mapping, optional
        Jobs that may run; `registry.JOBS` when left out.
    more : mapping, optional
        Jobs of other layers that may run too.
    """
    _prepare_environment()
    requests, answers = _take_pipes()
    code = EXIT_FAILED
    try:
        code = _serve(requests, answers, jobs, more or {})
    except BaseException:
        traceback.print_exc()
    finally:
        # No interpreter shutdown: a library's thread, or ours waiting on the pipe, could hang or abort it.
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _prepare_environment() -> None:
    for name, value in thread_environment().items():
        os.environ.setdefault(name, value)
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # SIGTERM ends at once: everything is staged, so there is nothing to tidy. Ctrl+C belongs to the parent.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the real standard input and output for the protocol; whatever else prints goes to the log."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # A windowed program on Windows has no sys.stdout at all, and a console's may not know every letter.
    log = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"), "utf-8", "backslashreplace", line_buffering=True)
    sys.stdin, sys.stdout, sys.stderr = open(os.devnull, encoding="utf-8"), log, log  # noqa: SIM115
    faulthandler.enable(log)
    return requests, answers


class Voice:
    """Sends answers of one job; a window that is gone ends the process."""

    def __init__(self, answers: BinaryIO, number: int) -> None:
        self._answers, self._number = answers, number
        self._lock = threading.Lock()

    def send(self, answer: Answer) -> None:
        """Write one line, whole."""
        from s2v_desktop.jobs.protocol import encode_answer

        line = memoryview(encode_answer(self._number, answer))
        with self._lock:
            try:
                while line:
                    line = line[self._answers.write(line) :]
            except OSError:
                os._exit(EXIT_ORPHAN)


def _serve(requests: BinaryIO, answers: BinaryIO, jobs: Jobs | None, more: Jobs) -> int:
    from s2v_desktop.jobs.monitor import Control, PipeMonitor
    from s2v_desktop.jobs.protocol import DoneMessage, Spec, decode_request
    from s2v_desktop.jobs.registry import JOBS

    line = requests.readline()
    if not line:
        return EXIT_ORPHAN
    spec = decode_request(line)
    if not isinstance(spec, Spec):
        raise ValueError("the first line must be a spec")
    control, voice = Control(), Voice(answers, spec.number)
    monitor = PipeMonitor(control, voice.send, Path(spec.folder))
    over = threading.Event()
    for target, arguments in ((_listen, (requests, control, spec.folder)), (_tick, (monitor, over))):
        threading.Thread(target=target, args=arguments, daemon=True, name=target.__name__).start()
    answer = _do(spec, monitor, {**(JOBS if jobs is None else jobs), **more})
    over.set()
    if not control.kept:
        voice.send(answer)
    return EXIT_DONE if control.kept or isinstance(answer, DoneMessage) else EXIT_FAILED


def _tick(monitor: PipeMonitor, over: threading.Event) -> None:
    while not over.wait(_TICK_S):
        monitor.flush()


def _listen(requests: BinaryIO, control: Control, folder: str) -> None:
    """Take words until the pipe closes, which means that the window died: end, and leave no folder behind."""
    from s2v_desktop.jobs.protocol import BadMessageError, Spec, decode_request

    while line := requests.readline():
        try:
            request = decode_request(line)
        except BadMessageError as error:
            sys.stderr.write(f"ignored a line: {error}\n")
            continue
        if not isinstance(request, Spec):
            control.hear(request)
    control.hear("cancel")
    threading.Event().wait(ORPHAN_GRACE_S)
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    os._exit(EXIT_ORPHAN)


def _do(spec: Spec, monitor: PipeMonitor, jobs: Jobs) -> Answer:
    """Run the job and turn whatever happens into its one last answer."""
    from s2v_desktop.core.errors import S2VError
    from s2v_desktop.core.progress import Cancelled
    from s2v_desktop.jobs.protocol import CANCELLED_CODE, DoneMessage, FailedMessage
    from s2v_desktop.jobs.registry import load

    try:
        result: dict[str, Any] = load(spec.job, jobs)(spec.spec, monitor, Path(spec.folder))
        return DoneMessage(result)
    except Cancelled:
        return FailedMessage(CANCELLED_CODE, "Cancelled. Everything is as it was before.")
    except S2VError as error:
        traceback.print_exc()
        return FailedMessage(error.code, error.message, error.details)
    except MemoryError:
        traceback.print_exc()
        message = "There was not enough memory for this. Everything is as it was before; smaller settings may fit."
        return FailedMessage("out-of-memory", message, traceback.format_exc())
    except OSError as error:
        traceback.print_exc()
        return _system_failure(error)
    except Exception:
        traceback.print_exc()
        message = "Something in this program went wrong. Your library is as it was before."
        return FailedMessage("internal", message, traceback.format_exc())


def _system_failure(error: OSError) -> Answer:
    import errno

    from s2v_desktop.jobs.protocol import FailedMessage

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = "The disk is full. Everything is as it was before; free some space and try again."
        return FailedMessage("disk-full", message, traceback.format_exc())
    reason = error.strerror or "unknown reason"
    message = f"The computer refused to read or write a file ({reason}). Your library is as it was before."
    return FailedMessage("system", message, traceback.format_exc())
