"""However a child behaves, one outcome comes and nothing is left."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rehearsal

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs import child as child_module
from s2v_desktop.jobs.child import Cancelled, Child, Crashed, Done, Failed, Message, Outcome, worker_command
from s2v_desktop.jobs.protocol import Frame


def make(tmp_path: Path, job: str, spec: dict[str, Any] | None = None, behaviour: str = "worker") -> Child:
    return Child(job, spec or {}, command=rehearsal.command(behaviour), place=tmp_path)


def go(child: Child, tmp_path: Path, act: Callable[[Message], None] = lambda message: None) -> Outcome:
    outcome = child.run(act)
    assert list(tmp_path.glob("s2v-job-*")) == []
    return outcome


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "TIDY_S", 0.05)
    monkeypatch.setattr(child_module, "GRACE_S", 0.05)


def test_a_job_tells_its_progress_and_gives_its_result(tmp_path: Path) -> None:
    messages: list[Message] = []
    seen: list[np.ndarray] = []

    def act(message: Message) -> None:
        messages.append(message)
        if isinstance(message, Frame) and Path(message.file).exists():
            seen.append(np.load(message.file, allow_pickle=False))

    outcome = go(make(tmp_path, "count", {"to": 10}), tmp_path, act)
    assert outcome == Done({"reached": 20, "stopped": False, "files": ["frame-000009.npy", "frame-000010.npy"]})
    fractions = [message.fraction for message in messages if isinstance(message, Progress)]
    assert fractions == sorted(fractions)
    frames = [message for message in messages if isinstance(message, Frame)]
    assert [frame.step for frame in frames] == list(range(10))
    assert all(array.dtype == np.float32 and array.shape == (3, 2) for array in seen)


def test_cancel_leads_to_cancelled(tmp_path: Path) -> None:
    child = make(tmp_path, "endless")
    after: list[Message] = []

    def act(message: Message) -> None:
        after.append(message)
        child.cancel()
        child.cancel()

    assert go(child, tmp_path, act) == Cancelled()
    assert len(after) == 1  # nothing is shown once the listener said cancel


def test_cancel_before_the_start_starts_nothing(tmp_path: Path) -> None:
    child = make(tmp_path, "endless")
    child.cancel()
    assert go(child, tmp_path) == Cancelled()


def test_stop_keeps_what_is_there(tmp_path: Path) -> None:
    child = make(tmp_path, "endless")
    outcome = go(child, tmp_path, lambda message: child.stop())
    assert isinstance(outcome, Done)
    assert outcome.result["turns"] >= 1


def test_a_paused_job_can_be_cancelled(tmp_path: Path) -> None:
    child = make(tmp_path, "endless")

    def act(message: Message) -> None:
        child.pause()
        child.cancel()

    assert go(child, tmp_path, act) == Cancelled()


def test_pause_and_resume_go_on(tmp_path: Path) -> None:
    child = make(tmp_path, "endless")

    def act(message: Message) -> None:
        for word in (child.pause, child.resume, child.stop):
            word()

    assert isinstance(go(child, tmp_path, act), Done)


@pytest.mark.parametrize("spec", [{"deaf": True}, {"deaf": True, "deaf_to_terminate": True}])
@pytest.mark.usefixtures("impatient")
def test_a_deaf_job_is_made_to_end(tmp_path: Path, spec: dict[str, Any]) -> None:
    mark = tmp_path / "pid"
    child = make(tmp_path, "endless", {**spec, "mark": str(mark)})
    assert go(child, tmp_path, lambda message: child.cancel()) == Cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("behaviour", ["silent", "flood"])
def test_a_child_that_listens_to_nothing_is_killed(tmp_path: Path, behaviour: str) -> None:
    child = make(tmp_path, "any", {"long": "x" * 1_000_000}, behaviour)
    timer = threading.Timer(0.0, child.cancel)
    timer.start()
    assert go(child, tmp_path) == Cancelled()
    timer.join()


def test_garbage_is_logged_and_dropped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    messages: list[Message] = []
    with caplog.at_level(logging.WARNING):
        outcome = go(make(tmp_path, "any", behaviour="garbage"), tmp_path, messages.append)
    assert outcome == Done({"kept": True})
    assert messages == [Progress("s", 1, 2, 0.5)]
    assert sum("unreadable" in record.message for record in caplog.records) == 5
    assert "hello" not in caplog.text
    assert sum("job 99" in record.message for record in caplog.records) == 1


@pytest.mark.usefixtures("impatient")
def test_a_child_that_stays_after_its_last_word_is_ended(tmp_path: Path) -> None:
    assert go(make(tmp_path, "any", behaviour="lingering"), tmp_path) == Done({})


def test_a_cancel_after_the_work_was_kept_comes_too_late(tmp_path: Path) -> None:
    child = make(tmp_path, "keeping", {"linger": False})
    assert go(child, tmp_path, lambda message: child.cancel()) == Done({"kept": True})


@pytest.mark.usefixtures("impatient")
def test_killing_a_child_that_tidies_up_does_not_unmake_its_work(tmp_path: Path) -> None:
    child = make(tmp_path, "keeping", {"linger": True})
    assert go(child, tmp_path, lambda message: child.cancel()) == Done({"kept": True})


def test_a_child_that_dies_shows_its_last_words(tmp_path: Path) -> None:
    outcome = go(make(tmp_path, "any", behaviour="dead"), tmp_path)
    assert outcome == Crashed(7, "last words\n")
    assert "as it was before" in outcome.message


def test_a_native_crash_is_a_crash_with_a_stack(tmp_path: Path) -> None:
    outcome = go(make(tmp_path, "abort"), tmp_path)
    assert isinstance(outcome, Crashed)
    assert outcome.exit_code == -signal.SIGABRT
    assert "about to die" in outcome.tail
    assert "Fatal Python error: Aborted" in outcome.tail


@pytest.mark.parametrize(
    ("how", "code"),
    [("ours", "too-little-data"), ("theirs", "internal"), ("memory", "out-of-memory"), ("disk", "disk-full")],
)
def test_a_failure_says_why(tmp_path: Path, how: str, code: str) -> None:
    outcome = go(make(tmp_path, "fail", {"how": how}), tmp_path)
    assert isinstance(outcome, Failed)
    assert outcome.code == code
    assert outcome.message.endswith(".")
    assert how != "theirs" or "surprise" in outcome.details


def test_an_unknown_job_is_refused(tmp_path: Path) -> None:
    outcome = go(make(tmp_path, "os.system"), tmp_path)
    assert isinstance(outcome, Failed)
    assert outcome.code == "bad-request"


def test_a_command_that_does_not_exist_fails(tmp_path: Path) -> None:
    outcome = go(Child("count", {}, command=[str(tmp_path / "nothing")], place=tmp_path), tmp_path)
    assert isinstance(outcome, Failed)
    assert outcome.code == "start"


def test_printing_cannot_break_the_protocol(tmp_path: Path) -> None:
    assert go(make(tmp_path, "loud"), tmp_path) == Done({"stdin": ""})


def test_how_a_child_lives(tmp_path: Path) -> None:
    outcome = go(make(tmp_path, "surroundings"), tmp_path)
    assert isinstance(outcome, Done)
    assert outcome.result["nice"] >= 10
    assert outcome.result["threads"] in {"1", "2"}
    assert outcome.result["qt"] == []
    assert outcome.result["group"]
    assert Path(outcome.result["folder"]).parent == tmp_path


def test_an_error_of_the_listener_ends_the_child(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    child = make(tmp_path, "endless", {"mark": str(mark)})

    def act(message: Message) -> None:
        raise LookupError("in the window")

    with pytest.raises(LookupError):
        go(child, tmp_path, act)
    assert list(tmp_path.glob("s2v-job-*")) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_a_child_runs_once(tmp_path: Path) -> None:
    child = make(tmp_path, "count", {"to": 1})
    go(child, tmp_path)
    with pytest.raises(RuntimeError):
        child.run(lambda message: None)


def test_old_folders_of_killed_programs_are_swept(tmp_path: Path) -> None:
    old, fresh = tmp_path / "s2v-job-old", tmp_path / "s2v-job-fresh"
    for folder in (old, fresh):
        folder.mkdir()
    os.utime(old, (1, 1))
    child_module.sweep_stale(tmp_path)
    assert not old.exists()
    assert fresh.exists()


def test_the_command_line_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command()[-3:] == ["-m", "s2v_desktop", "--worker"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert worker_command()[1:] == ["--worker"]


@pytest.mark.parametrize("deaf", [False, True])
def test_a_child_whose_window_died_ends(tmp_path: Path, deaf: bool) -> None:
    folder = tmp_path / "s2v-job-mine"
    folder.mkdir()
    with subprocess.Popen(
        rehearsal.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        line = (
            f'{{"type":"spec","job":"endless","number":1,"spec":{{"deaf":{str(deaf).lower()}}},"folder":"{folder}"}}\n'
        )
        process.stdin.write(line.encode())
        process.stdin.flush()
        assert b"progress" in process.stdout.readline()
        process.stdin.close()
        assert process.wait() == (4 if deaf else 1)
        assert not deaf or not folder.exists()
