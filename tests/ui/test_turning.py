"""Long answers are worked on in turns: the window goes on answering, and only the last question is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from s2v_desktop.core.turns import Turns
from s2v_desktop.ui.turning import Turning


def counting(turns: int, told: list[int]) -> Turns[str]:
    for number in range(turns):
        told.append(number)
        yield
    return f"after {turns}"


@pytest.fixture
def turning(qapp: object) -> Turning:
    return Turning()


def test_the_result_comes_after_all_turns(turning: Turning, qtbot: QtBot) -> None:
    told: list[int] = []
    with qtbot.waitSignal(turning.done) as done:
        turning.start(counting(500, told))
        assert told == []  # nothing is done before the window has looked at its events
        assert turning.running
    assert done.args == ["after 500"]
    assert told == list(range(500))
    assert not turning.running


def test_what_is_short_is_told_at_once(turning: Turning) -> None:
    told: list[str] = []
    turning.done.connect(told.append)
    turning.start(counting(3, []), at_once=True)
    assert told == ["after 3"]


def test_a_new_answer_takes_the_place_of_the_old(turning: Turning, qtbot: QtBot) -> None:
    told: list[str] = []
    turning.done.connect(told.append)
    first: list[int] = []
    turning.start(counting(10**9, first))
    qtbot.waitUntil(lambda: bool(first))
    with qtbot.waitSignal(turning.done):
        turning.start(counting(2, []))
    seen = len(first)
    qtbot.waitUntil(lambda: not turning.running)
    assert (told, len(first)) == (["after 2"], seen)


def test_the_window_answers_in_between(turning: Turning, qtbot: QtBot) -> None:
    """An answer that never ends does not keep an event from being handled, and can be forgotten."""
    heard: list[bool] = []
    turning.start(counting(10**9, []))
    QTimer.singleShot(20, turning, lambda: heard.append(turning.running))
    qtbot.waitUntil(lambda: bool(heard))
    turning.stop()
    assert heard == [True]
    assert not turning.running
