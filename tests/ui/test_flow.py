"""An import goes on by itself; what exists stays when something ends early."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs.outcomes import Crashed, Done, Failed
from s2v_desktop.ui.flow import EndKind, Flow, FlowEnd, FlowProgress
from s2v_desktop.ui.job_controller import JobController
from tests.ui.fakes import FakeChild, Theatre

IMPORTED = Done({"plays": 1234, "rows": 1234})


class Story:
    """A flow on fake children, and everything it said."""

    def __init__(self, qtbot: QtBot, **parts: FakeChild) -> None:
        self.theatre = Theatre(**parts)
        self.controller = JobController(self.theatre)
        self.flow = Flow(self.controller, Path("library"))
        self.said: list[FlowProgress] = []
        self.done: list[str] = []
        self.ends: list[FlowEnd] = []
        self.flow.progressed.connect(self.said.append)
        self.flow.job_done.connect(self._done)
        self.flow.finished.connect(self.ends.append)
        self._qtbot = qtbot

    def _done(self, name: str, result: Any) -> None:
        self.done.append(name)

    def end(self) -> FlowEnd:
        """Wait for the end."""
        self._qtbot.waitUntil(lambda: bool(self.ends) and not self.controller.busy, timeout=10_000)
        return self.ends[0]


def test_an_import_is_followed_by_training_and_map_as_one_line(qtbot: QtBot) -> None:
    halves = (Progress("x", 1, 2, 0.5), Progress("x", 2, 2, 1.0))
    story = Story(
        qtbot,
        **{"import": FakeChild(halves, IMPORTED), "train": FakeChild(halves), "map": FakeChild(halves)},
    )
    assert story.flow.import_files([Path("a.csv")], listener="Me")
    end = story.end()
    assert end.kind is EndKind.DONE
    assert story.theatre.names == story.done == ["import", "train", "map"]
    assert story.theatre.specs[0][1] == {"library": "library", "paths": ["a.csv"], "listener": "Me"}
    fractions = [told.fraction for told in story.said]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert not story.flow.running


@pytest.mark.parametrize(("songs", "said"), [(60_000, True), (2_000, False)])
def test_before_a_long_map_it_is_said_what_it_will_need(qtbot: QtBot, songs: int, said: bool) -> None:
    story = Story(qtbot, train=FakeChild(outcome=Done({"songs": songs})), map=FakeChild())
    story.flow.rebuild()
    assert story.end().kind is EndKind.DONE
    sentences = [told.sentence for told in story.said if told.job == "map"]
    assert any("of memory" in sentence for sentence in sentences) is said


def test_cancel_keeps_the_import_and_starts_nothing_more(qtbot: QtBot) -> None:
    story = Story(qtbot, **{"import": FakeChild(outcome=IMPORTED), "train": FakeChild((Progress("x"),), hold=True)})
    story.flow.import_files([Path("a.csv")])
    qtbot.waitUntil(lambda: any(told.job == "train" for told in story.said))
    story.flow.cancel()
    end = story.end()
    assert end.kind is EndKind.CANCELLED
    assert story.theatre.names == ["import", "train"]
    assert "1,234" in end.sentence or "1234" in end.sentence
    assert any(told.cancelling for told in story.said)


def test_a_cancel_that_comes_when_the_import_is_already_kept_starts_nothing_more(qtbot: QtBot) -> None:
    late = FakeChild((Progress("x"),), IMPORTED, hold=True)
    late.run = lambda on_message: (late.release.wait(20), IMPORTED)[1]  # type: ignore[method-assign]
    story = Story(qtbot, **{"import": late})
    story.flow.import_files([Path("a.csv")])
    story.flow.cancel()
    end = story.end()
    assert end.kind is EndKind.CANCELLED
    assert story.theatre.names == ["import"]
    assert story.done == ["import"]
    assert "imported and kept" in end.sentence


def test_too_little_data_keeps_the_import_and_says_what_is_missing(qtbot: QtBot) -> None:
    short = FakeChild(outcome=Failed("too-little-data", "There are only 3 songs."))
    story = Story(qtbot, **{"import": FakeChild(outcome=IMPORTED), "train": short})
    story.flow.import_files([Path("a.csv")])
    end = story.end()
    assert end.kind is EndKind.TOO_LITTLE
    assert end.sentence.startswith("There are only 3 songs.")
    assert "kept" in end.sentence


def test_where_there_was_no_model_none_was_kept(qtbot: QtBot) -> None:
    story = Story(qtbot, train=FakeChild(outcome=Failed("too-little-data", "There are only 3 songs.")))
    story.flow.rebuild()
    assert story.end().sentence.strip() == "There are only 3 songs."


def test_a_crash_carries_the_log_and_says_what_was_kept(qtbot: QtBot) -> None:
    story = Story(qtbot, map=FakeChild(outcome=Crashed(-11, "the last words")))
    story.flow.redraw()
    end = story.end()
    assert end.kind is EndKind.CRASHED
    assert "the last words" in end.details
    assert "were kept" in end.sentence


def test_only_one_flow_runs(qtbot: QtBot) -> None:
    story = Story(qtbot, train=FakeChild(hold=True))
    assert story.flow.rebuild()
    assert not story.flow.redraw()
    assert not story.flow.import_files([Path("b.csv")])
    story.flow.cancel()
    story.end()


def test_sentences_say_what_is_done_to_what_and_how_long(qtbot: QtBot) -> None:
    progress = (Progress("training", 5, 10, 0.5, 12.0, "Pass 1 of 60"),)
    steps = (Progress("layout", 310, 750, 0.4, 12.0, "step"),)
    story = Story(qtbot, train=FakeChild(progress), map=FakeChild(steps))
    story.flow.sessions = 4514
    story.flow.rebuild()
    story.end()
    sentences = [told.sentence.replace("4514", "4,514") for told in story.said]
    assert "Learning from 4,514 sessions · 12 s left" in sentences
    assert "Drawing the map · step 310 of 750 · 12 s left" in sentences
