"""The threshold moves between its places by mouse and keys, and tells where it stands."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.session_counts import EDGES_S, THRESHOLDS_S
from s2v_desktop.ui.widgets.histogram import GapHistogram, duration


@pytest.fixture
def histogram(qtbot: QtBot) -> GapHistogram:
    made = GapHistogram(THRESHOLDS_S)
    qtbot.addWidget(made)
    made.resize(640, 176)
    made.set_threshold(1200)
    made.set_gaps(EDGES_S, np.arange(len(EDGES_S)))
    made.show()
    return made


def test_keys_move_it_and_ends_hold_it(histogram: GapHistogram) -> None:
    told: list[int] = []
    histogram.threshold_changed.connect(told.append)
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    QTest.keyClick(histogram, Qt.Key.Key_Home)
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    QTest.keyClick(histogram, Qt.Key.Key_End)
    assert told == [1500, 1200, 900, THRESHOLDS_S[0], THRESHOLDS_S[-1]]
    assert histogram.threshold == THRESHOLDS_S[-1]


def test_dragging_moves_it_to_the_nearest_place(histogram: GapHistogram) -> None:
    told: list[int] = []
    histogram.threshold_changed.connect(told.append)
    middle = histogram.height() // 2
    QTest.mousePress(histogram, Qt.MouseButton.LeftButton, pos=QPoint(2, middle))
    QTest.mouseMove(histogram, QPoint(320, middle))
    QTest.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=QPoint(320, middle))
    assert told[0] == THRESHOLDS_S[0]
    assert told[-1] == histogram.threshold
    assert THRESHOLDS_S[0] < histogram.threshold < THRESHOLDS_S[-1]
    before = list(told)
    QTest.mouseMove(histogram, QPoint(500, middle))
    assert told == before


def test_a_value_without_a_place_gets_one(histogram: GapHistogram) -> None:
    histogram.set_threshold(777)
    assert histogram.threshold == 777
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.threshold == 900


def test_a_screen_reader_hears_it(histogram: GapHistogram) -> None:
    assert "20" in histogram.accessibleDescription()
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert "25" in histogram.accessibleDescription()


@pytest.mark.parametrize("counts", [[], [0] * len(EDGES_S), [10**9] * len(EDGES_S)])
def test_it_can_be_painted_whatever_there_is(qtbot: QtBot, counts: list[int]) -> None:
    made = GapHistogram(THRESHOLDS_S)
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.set_gaps(EDGES_S if counts else (), np.array(counts, np.int64))
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not made.grab().isNull()
    assert made.empty == (not any(counts))


def test_times_are_said_in_one_unit() -> None:
    said = [duration(seconds) for seconds in (5, 90, 1200, 3600, 5400, 86_400)]
    assert said == ["5 s", "2 min", "20 min", "1 h", "90 min", "24 h"]
