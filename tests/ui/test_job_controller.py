"""One job at a time, exactly one outcome each, nothing late, nothing left alive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs import protocol
from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Done, Failed
from s2v_desktop.ui.job_controller import Job, JobController, JobState, read_frame
from tests.jobs import rehearsal
from tests.ui.fakes import FakeChild, Theatre


class Watch:
    """Everything a controller said."""

    def __init__(self, controller: JobController) -> None:
        self.states: list[JobState] = []
        self.ends: list[tuple[Job, Any]] = []
        self.progress: list[Progress] = []
        self.frames: list[Any] = []
        controller.state_changed.connect(self.states.append)
        controller.ended.connect(self._end)
        controller.progressed.connect(self._progress)
        controller.framed.connect(self._frame)

    def _end(self, job: Job, outcome: Any) -> None:
        self.ends.append((job, outcome))

    def _progress(self, job: Job, progress: Progress) -> None:
        self.progress.append(progress)

    def _frame(self, job: Job, frame: Any) -> None:
        self.frames.append(frame)

    @property
    def outcomes(self) -> list[Any]:
        return [outcome for _, outcome in self.ends]


def real(name: str, spec: Any, number: int) -> Child:
    """A real child of the rehearsal program."""
    return Child(name, dict(spec), number, command=rehearsal.command())


def run(qtbot: QtBot, controller: JobController, watch: Watch, ends: int = 1) -> None:
    """Wait until so many jobs have ended and the controller rests."""
    qtbot.waitUntil(lambda: len(watch.ends) >= ends and not controller.busy, timeout=20_000)


def test_a_job_of_a_real_child_tells_progress_and_frames_and_is_done(qtbot: QtBot) -> None:
    controller = JobController(real)
    watch = Watch(controller)
    controller.submit("count", {"to": 4})
    assert controller.state is JobState.STARTING
    run(qtbot, controller, watch)
    assert isinstance(watch.outcomes[0], Done)
    assert watch.outcomes[0].result["reached"] == 8
    assert watch.states == [JobState.STARTING, JobState.RUNNING, JobState.ENDED, JobState.IDLE]
    fractions = [progress.fraction for progress in watch.progress]
    assert fractions == sorted(fractions)


def test_cancelling_a_real_child_ends_it_as_cancelled(qtbot: QtBot) -> None:
    controller = JobController(real)
    watch = Watch(controller)
    controller.submit("endless", {})
    qtbot.waitUntil(lambda: bool(watch.progress), timeout=20_000)
    controller.cancel()
    assert controller.state is JobState.CANCELLING
    run(qtbot, controller, watch)
    assert watch.outcomes == [Cancelled()]
    assert JobState.CANCELLING in watch.states


def test_a_real_child_that_dies_is_reported_as_a_crash_and_the_next_job_runs(qtbot: QtBot) -> None:
    controller = JobController(real)
    watch = Watch(controller)
    controller.submit("abort", {})
    controller.submit("count", {"to": 1})
    run(qtbot, controller, watch, 2)
    assert isinstance(watch.outcomes[0], Crashed)
    assert isinstance(watch.outcomes[1], Done)


def test_stop_keeps_what_is_there(qtbot: QtBot) -> None:
    controller = JobController(real)
    watch = Watch(controller)
    controller.submit("endless", {})
    qtbot.waitUntil(lambda: bool(watch.progress), timeout=20_000)
    controller.stop_here()
    run(qtbot, controller, watch)
    assert isinstance(watch.outcomes[0], Done)


def test_jobs_run_one_after_the_other_in_order(qtbot: QtBot) -> None:
    theatre = Theatre(train=FakeChild(outcome=Done({"model": "m"})))
    controller = JobController(theatre)
    watch = Watch(controller)
    numbers = [controller.submit(name, {}) for name in ("import", "train", "map")]
    assert theatre.names == ["import"]
    run(qtbot, controller, watch, 3)
    assert theatre.names == ["import", "train", "map"]
    assert [job.number for job, _ in watch.ends] == numbers


def test_an_exception_in_the_thread_becomes_a_failure(qtbot: QtBot) -> None:
    controller = JobController(Theatre(map=FakeChild(outcome=RuntimeError("no"))))
    watch = Watch(controller)
    controller.submit("map", {})
    run(qtbot, controller, watch)
    assert isinstance(watch.outcomes[0], Failed)
    assert "RuntimeError" in watch.outcomes[0].details


def test_messages_after_a_cancel_are_dropped(qtbot: QtBot) -> None:
    held = FakeChild((Progress("one", 1, 2, 0.5),), hold=True)
    controller = JobController(Theatre(train=held))
    watch = Watch(controller)
    controller.submit("train", {})
    controller.cancel()  # before the message has crossed over
    run(qtbot, controller, watch)
    assert watch.progress == []
    assert watch.outcomes == [Cancelled()]


def test_waiting_jobs_are_dropped_by_cancel_and_still_end_once(qtbot: QtBot) -> None:
    controller = JobController(Theatre(train=FakeChild(hold=True)))
    watch = Watch(controller)
    first, second = controller.submit("train", {}), controller.submit("map", {})
    controller.cancel()
    run(qtbot, controller, watch, 2)
    assert sorted(job.number for job, _ in watch.ends) == [first, second]
    assert all(outcome == Cancelled() for outcome in watch.outcomes)


def test_shutdown_calls_back_at_once_when_nothing_runs(qtbot: QtBot) -> None:
    told: list[bool] = []
    JobController(Theatre()).shutdown(lambda: told.append(True))
    assert told == [True]


def test_shutdown_ends_the_running_job_first_and_starts_no_other(qtbot: QtBot) -> None:
    theatre = Theatre(train=FakeChild(hold=True))
    controller = JobController(theatre)
    watch = Watch(controller)
    told: list[int] = []
    controller.submit("train", {})
    controller.submit("map", {})
    controller.shutdown(lambda: told.append(len(watch.ends)))
    qtbot.waitUntil(lambda: bool(told), timeout=5_000)
    assert told == [2]
    assert theatre.names == ["train"]


def test_pause_and_resume_reach_the_child(qtbot: QtBot) -> None:
    child = FakeChild((Progress("one"),), hold=True)
    controller = JobController(Theatre(train=child))
    watch = Watch(controller)
    controller.submit("train", {})
    qtbot.waitUntil(lambda: controller.state is JobState.RUNNING)
    controller.pause()
    controller.resume()
    assert child.heard == ["pause", "resume"]
    child.release.set()
    run(qtbot, controller, watch)


def test_a_frame_is_read_and_one_that_vanished_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "frame.npy"
    positions = np.arange(8, dtype=np.float32).reshape(4, 2)
    np.save(file, positions)
    frame = read_frame(protocol.Frame(7, 1.5, str(file)))
    assert frame is not None
    assert (frame.step, frame.measure) == (7, 1.5)
    assert np.array_equal(frame.positions, positions)
    assert read_frame(protocol.Frame(8, 1.0, str(tmp_path / "gone.npy"))) is None


@pytest.mark.parametrize("bad", [np.zeros(4), np.zeros((4, 3)), np.full((2, 2), np.nan)])
def test_a_frame_that_is_no_map_is_dropped(tmp_path: Path, bad: Any) -> None:
    np.save(tmp_path / "frame.npy", bad)
    assert read_frame(protocol.Frame(1, 0.0, str(tmp_path / "frame.npy"))) is None
