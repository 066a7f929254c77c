"""Progress never runs backwards, is sent ten times a second at most, and knows its time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.progress import Cancelled, Progress
from s2v_desktop.jobs.monitor import Control, PipeMonitor
from s2v_desktop.jobs.pace import Pace
from s2v_desktop.jobs.protocol import Answer, Frame


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_stages_are_weighted() -> None:
    pace = Pace(0.0)
    pace.plan({"read": 1.0, "write": 3.0})
    assert pace.at(1.0, "read", 5, 10, "").fraction == pytest.approx(0.125)
    assert pace.at(2.0, "write", 0, 10, "").fraction == pytest.approx(0.25)
    assert pace.at(3.0, "write", 10, 10, "").fraction == pytest.approx(1.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "unplanned"]),
            st.floats(-1, 20, allow_nan=False),
            st.floats(0, 10, allow_nan=False),
        ),
        max_size=30,
    )
)
def test_the_fraction_never_runs_backwards(steps: list[tuple[str, float, float]]) -> None:
    pace = Pace(0.0)
    pace.plan({"a": 1, "b": 0, "c": 2})
    before = 0.0
    for number, (stage, done, total) in enumerate(steps):
        progress = pace.at(float(number), stage, done, total, "")
        assert before <= progress.fraction <= 1.0
        assert progress.seconds_left is None or progress.seconds_left >= 0.0
        before = progress.fraction


def test_the_time_left_of_even_work_is_right() -> None:
    pace = Pace(0.0)
    pace.plan({"work": 1.0})
    for second in range(1, 51):
        left = pace.at(float(second), "work", second, 100, "").seconds_left
    assert left == pytest.approx(50.0, rel=0.1)


def test_a_slow_beginning_does_not_make_minutes_of_a_short_job() -> None:
    pace = Pace(0.0)
    pace.plan({"start": 2.0, "work": 98.0})
    assert pace.at(0.5, "start", 0, 1, "").seconds_left is None
    told = [pace.at(20.0 + second, "work", second, 20, "").seconds_left for second in range(1, 20)]
    known = [left for left in told if left is not None]
    assert len(known) >= 17
    assert max(known) < 21
    assert known[-1] == pytest.approx(1.0, abs=0.7)


def test_between_two_stages_the_time_left_is_counted_down() -> None:
    pace = Pace(0.0)
    pace.plan({"first": 1.0, "second": 1.0})
    for second in range(1, 11):
        before = pace.at(float(second), "first", second, 10, "").seconds_left
    assert before is not None
    assert pace.at(12.0, "second", 0, 10, "").seconds_left == pytest.approx(before - 2.0)


def test_at_most_ten_messages_a_second_and_the_last_is_not_lost(tmp_path: Path) -> None:
    clock, sent = Clock(), list[Answer]()
    monitor = PipeMonitor(Control(), sent.append, tmp_path, clock)
    monitor.plan({"work": 1.0})
    for number in range(1000):
        clock.now += 0.001
        monitor.update("work", number, 1000, "")
    assert 10 <= len(sent) <= 11
    clock.now += 0.1
    monitor.flush()
    last = sent[-1]
    assert isinstance(last, Progress)
    assert last.done == 999
    monitor.flush()
    assert sent[-1] is last


def test_frames_are_whole_files_and_two_are_kept(tmp_path: Path) -> None:
    sent = list[Answer]()
    monitor = PipeMonitor(Control(), sent.append, tmp_path)
    for step in range(5):
        monitor.frame(np.full((4, 2), step, np.float32), step, 1.0)
        frame = sent[-1]
        assert isinstance(frame, Frame)
        np.testing.assert_array_equal(np.load(frame.file, allow_pickle=False), np.full((4, 2), step, np.float32))
    assert len(list(tmp_path.iterdir())) == 2


def test_cancel_raises_everywhere(tmp_path: Path) -> None:
    control = Control()
    monitor = PipeMonitor(control, lambda answer: None, tmp_path)
    control.hear("pause")
    control.hear("cancel")
    assert monitor.cancelled
    for call in (
        monitor.check,
        lambda: monitor.update("work", 1, 2),
        lambda: monitor.frame(np.zeros((1, 2), np.float32), 1, 0.0),
    ):
        with pytest.raises(Cancelled):
            call()


def test_stop_does_not_raise(tmp_path: Path) -> None:
    control = Control()
    monitor = PipeMonitor(control, lambda answer: None, tmp_path)
    control.hear("stop")
    monitor.check()
    assert monitor.stopping
    assert not monitor.cancelled
