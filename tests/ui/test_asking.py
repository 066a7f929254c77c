"""Questions of dialogs: one that nobody wants any more is not worked on, and takes no other job along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.job_controller import JobController
from tests.ui.fakes import FakeChild, Theatre


@pytest.mark.parametrize("end", [Question.give_up, Question.cancel])
def test_a_question_that_waits_is_never_worked_on(qtbot: QtBot, end: Callable[[Question], None]) -> None:
    running = FakeChild(hold=True)
    theatre = Theatre(train=running)
    controller = JobController(theatre)
    question, said = Question(controller), []
    question.failed.connect(said.append)
    controller.submit("train", {})
    question.ask("repeat", {})
    end(question)
    assert not question.waiting
    assert said == ([] if end is Question.give_up else ["Cancelled. Nothing was changed."])
    running.release.set()
    qtbot.waitUntil(lambda: not controller.busy)
    assert theatre.names == ["train"]
    assert not running.cancelled


@pytest.mark.parametrize("end", [Question.give_up, Question.cancel])
def test_a_question_that_ends_leaves_what_waits_behind_it(qtbot: QtBot, end: Callable[[Question], None]) -> None:
    asked = FakeChild(hold=True)
    theatre = Theatre(repeat=asked)
    controller = JobController(theatre)
    question = Question(controller)
    question.ask("repeat", {})
    controller.submit("import", {})
    end(question)
    qtbot.waitUntil(lambda: not controller.busy)
    assert asked.cancelled
    assert theatre.names == ["repeat", "import"]
