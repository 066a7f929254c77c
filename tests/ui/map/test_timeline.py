"""The timeline shows months and chooses periods by mouse and keyboard."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from s2v_desktop.core.types import NO_DAY
from s2v_desktop.ui.map.months import Bars, Brush, day_step, first_day, month_of, year_step
from s2v_desktop.ui.map.timeline import Timeline

LEFT = Qt.MouseButton.LeftButton
EPOCH = date(1970, 1, 1)


def day(year: int, month: int, number: int) -> int:
    """Days since 1970-01-01."""
    return (date(year, month, number) - EPOCH).days


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    """Four years from January 2010, 25 pixels a month."""
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(48 * 25 + 24, 80)
    made.set_bars(Bars(40 * 12, np.arange(1, 49)))
    with qtbot.waitExposed(made):
        made.show()
    return made


def at(timeline: Timeline, index: int) -> QPoint:
    """Middle of a bar."""
    return QPoint(round((timeline.edge(index) + timeline.edge(index + 1)) / 2), 40)


def drag(qtbot: QtBot, timeline: Timeline, start: QPoint, end: QPoint) -> None:
    """Pull from one point to another."""
    qtbot.mousePress(timeline, LEFT, pos=start)
    qtbot.mouseMove(timeline, (start + end) / 2)
    qtbot.mouseMove(timeline, end)
    qtbot.mouseRelease(timeline, LEFT, pos=end)


@given(st.integers(-240, 1200))
def test_months_and_days_belong_together(month: int) -> None:
    assert month_of(first_day(month)) == month
    assert month_of(first_day(month + 1) - 1) == month


def test_dragging_chooses_whole_months(timeline: Timeline, qtbot: QtBot) -> None:
    drag(qtbot, timeline, at(timeline, 2), at(timeline, 5))
    assert timeline.period() == (day(2010, 3, 1), day(2010, 6, 30))


def test_the_period_is_told(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.period_changed) as told:
        timeline.set_period(day(2011, 2, 10), day(2011, 3, 3))
    assert told.args == [day(2011, 2, 1), day(2011, 3, 31)]
    with qtbot.waitSignal(timeline.period_changed) as told:
        qtbot.mouseDClick(timeline, LEFT, pos=at(timeline, 1))
    assert told.args == [None, None]


def test_the_period_stands_beside_the_brush(timeline: Timeline, qtbot: QtBot, three_weeks: Bars) -> None:
    assert timeline.said() == ""
    drag(qtbot, timeline, at(timeline, 2), at(timeline, 5))
    assert timeline.said() == "Mar 2010 – Jun 2010 · 18 plays"
    for left, right in ((2, 5), (40, 47)):
        timeline.set_period(None, None)
        bare = timeline.grab().toImage()
        drag(qtbot, timeline, at(timeline, left), at(timeline, right))
        beside = timeline.grab().toImage()
        outside = range(round(timeline.edge(6)) + 8, 500) if left == 2 else range(500, round(timeline.edge(40)) - 8)
        assert any(bare.pixelColor(x, 8) != beside.pixelColor(x, 8) for x in outside), "on the side with more room"
    timeline.set_bars(three_weeks)
    timeline.set_period(three_weeks.first, three_weeks.first)
    assert timeline.said() == "28 May 2014 · 1 play"


def test_eras_are_chosen_by_their_marks_and_by_keyboard(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_eras([(40 * 12 + 6, "Drums"), (40 * 12 + 30, "Space")])
    mark = QPoint(round(timeline.edge(6)), 6)
    assert timeline.era_at(mark.x()).startswith("Listening changed in July 2010. More from then on: Drums.")
    qtbot.mouseClick(timeline, LEFT, pos=mark)
    assert timeline.period() == (day(2010, 7, 1), day(2012, 6, 30)), "up to where it changed again"
    for key, period in (
        (Qt.Key.Key_PageDown, (day(2012, 7, 1), day(2013, 12, 31))),
        (Qt.Key.Key_PageDown, (day(2012, 7, 1), day(2013, 12, 31))),
        (Qt.Key.Key_PageUp, (day(2010, 7, 1), day(2012, 6, 30))),
        (Qt.Key.Key_PageUp, (day(2010, 1, 1), day(2010, 6, 30))),
        (Qt.Key.Key_PageUp, (day(2010, 1, 1), day(2010, 6, 30))),
    ):
        qtbot.keyClick(timeline, key)
        assert timeline.period() == period
    timeline.set_period(None, None)
    qtbot.keyClick(timeline, Qt.Key.Key_PageDown)
    assert timeline.period() == (day(2010, 1, 1), day(2010, 6, 30))
    below = QPoint(round(timeline.edge(30)), 40)
    qtbot.mouseClick(timeline, LEFT, pos=below)
    assert timeline.period() == (None, None), "only the mark is for the era, a click beside the brush clears it"


def test_without_eras_the_keys_choose_all_time(timeline: Timeline, qtbot: QtBot) -> None:
    qtbot.keyClick(timeline, Qt.Key.Key_PageDown)
    assert timeline.period() == (day(2010, 1, 1), day(2013, 12, 31))


def test_a_period_is_moved_and_resized(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_period(day(2010, 5, 1), day(2010, 8, 31))
    drag(qtbot, timeline, at(timeline, 5), at(timeline, 8))
    assert timeline.period() == (day(2010, 8, 1), day(2010, 11, 30))
    edge = QPoint(round(timeline.edge(11)), 40)
    drag(qtbot, timeline, edge, edge + QPoint(50, 0))
    assert timeline.period() == (day(2010, 8, 1), day(2011, 1, 31))
    edge = QPoint(round(timeline.edge(7)), 40)
    drag(qtbot, timeline, edge, edge - QPoint(25, 0))
    assert timeline.period() == (day(2010, 7, 1), day(2011, 1, 31))


def test_a_period_stays_inside(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_period(day(2013, 10, 1), day(2013, 12, 31))
    drag(qtbot, timeline, at(timeline, 46), QPoint(timeline.width() + 300, 40))
    assert timeline.period() == (day(2013, 10, 1), day(2013, 12, 31))


def test_the_keyboard_moves_resizes_and_clears(timeline: Timeline, qtbot: QtBot) -> None:
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    assert timeline.period() == (day(2010, 1, 1), day(2010, 12, 31))
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.period() == (day(2010, 2, 1), day(2011, 1, 31))
    qtbot.keyClick(timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.period() == (day(2010, 2, 1), day(2010, 12, 31))
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.period() == (None, None)


def test_a_month_is_told_in_words(timeline: Timeline) -> None:
    assert timeline.text_of(13) == "February 2011: 14 plays"


def test_bars_in_the_period_have_the_accent(timeline: Timeline) -> None:
    timeline.set_period(day(2013, 12, 1), day(2013, 12, 31))
    picture = timeline.grab().toImage()
    assert picture.pixelColor(at(timeline, 47)).name() == timeline._theme.accent
    assert picture.pixelColor(at(timeline, 46)).name() == timeline._theme.line


def test_without_times_there_is_a_sentence_and_no_period(qtbot: QtBot) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(400, 80)
    timeline.grab()
    assert timeline.empty
    with qtbot.assertNotEmitted(timeline.period_changed):
        drag(qtbot, timeline, QPoint(20, 40), QPoint(200, 40))
        timeline.set_period(0, 100)
    assert "time" in timeline.accessibleDescription()


@pytest.fixture
def three_weeks() -> Bars:
    """From 28 May to 17 June 2014, one play more each day; months alone would be two bars."""
    days = np.repeat(np.arange(21) + day(2014, 5, 28), np.arange(21) + 1).astype(np.int32)
    return Bars.of(44 * 12 + 4, np.array([10, 221]), np.append(days, NO_DAY).astype(np.int32))


def test_a_short_history_is_shown_day_by_day(timeline: Timeline, qtbot: QtBot, three_weeks: Bars) -> None:
    assert three_weeks.daily
    timeline.set_bars(three_weeks)
    assert timeline.text_of(0) == "28 May 2014: 1 play"
    drag(qtbot, timeline, at(timeline, 3), at(timeline, 9))
    assert timeline.period() == (day(2014, 5, 31), day(2014, 6, 6))
    assert "day" in timeline.accessibleName()
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    assert timeline.period() == (day(2014, 6, 11), day(2014, 6, 17))
    timeline.set_head(day(2014, 6, 1), playing=True)
    assert timeline._head == 4
    assert timeline.grab().toImage().pixelColor(at(timeline, 20)).name() == timeline._theme.accent


def test_a_long_history_stays_in_months() -> None:
    months = Bars.of(480, np.ones(4, np.int64), np.array([first_day(480), first_day(484) - 1], np.int32))
    assert not months.daily
    assert len(months) == 4
    assert not Bars.of(0, np.zeros(0, np.int64), np.array([NO_DAY], np.int32)).daily


def test_plays_of_one_day_are_a_sentence(timeline: Timeline, qtbot: QtBot) -> None:
    day_one = day(2014, 6, 17)
    timeline.set_bars(Bars.of(44 * 12 + 5, np.array([9]), np.full(9, day_one, np.int32)))
    assert timeline.empty
    assert not timeline.play.isEnabled()
    assert timeline.accessibleDescription() == "All plays are of one day, 17 Jun 2014, so there is no timeline."
    with qtbot.assertNotEmitted(timeline.period_changed):
        qtbot.keyClick(timeline, Qt.Key.Key_Home)
        timeline.set_period(day_one, day_one)


def test_a_brush_outside_new_months_is_dropped(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_period(day(2010, 1, 1), day(2010, 2, 28))
    with qtbot.waitSignal(timeline.period_changed) as told:
        timeline.set_bars(Bars(50 * 12, np.ones(12, dtype=np.int64)))
    assert told.args == [None, None]


def test_a_brush_keeps_its_length_at_the_border() -> None:
    assert Brush(2, 5).moved(-9, 12) == Brush(0, 3)
    assert Brush(2, 5).moved(99, 12) == Brush(8, 11)
    assert Brush(2, 5).with_first(9, 12) == Brush(5, 9)
    assert Brush(2, 5).with_last(0, 12) == Brush(0, 2)


def test_days_do_not_touch_each_other() -> None:
    assert day_step(14, 800, 40) == 1
    assert day_step(60, 800, 40) == 7
    assert day_step(90, 300, 40) == 28


def test_years_do_not_touch_each_other() -> None:
    assert year_step(24, 800, 30) == 1
    assert year_step(12 * 30, 800, 30) == 2
    assert year_step(12 * 60, 200, 30) >= 10
