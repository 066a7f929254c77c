"""The list of seeds: gives way in a low window, and keeps names of every script in order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.models.song_mime import songs_of
from s2v_desktop.ui.panels import seed_list
from s2v_desktop.ui.panels.seed_list import SeedList
from s2v_desktop.ui.selection import Seed


def test_many_seeds_give_way_in_a_low_window(qtbot: QtBot) -> None:
    seeds = SeedList()
    qtbot.addWidget(seeds)
    seeds.show_seeds(tuple((Seed(number), f"Song {number}", "Somebody", True) for number in range(9)))
    assert seeds.minimumSizeHint().height() < 100
    seeds.resize(300, 400)
    seeds.show()
    assert seeds._area.height() == 6 * seeds.rows[0].height()


def test_a_name_from_right_to_left_does_not_move_what_stands_around_it(qtbot: QtBot) -> None:
    seeds = SeedList()
    qtbot.addWidget(seeds)
    seeds.show_seeds(((Seed(1), "نسم", "A", True), (Seed(2), "\u202eevil", "<b>B</b>", True)))
    assert [row._name.text() for row in seeds.rows] == ["\u2068نسم\u2069 · A", "evil · <b>B</b>"]


def test_a_seed_is_dragged_once_the_mouse_went_far_enough(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[QMimeData] = []

    def drag(source: object) -> Any:
        return SimpleNamespace(setMimeData=carried.append, exec=lambda action: None)

    monkeypatch.setattr(seed_list, "QDrag", drag)
    seeds = SeedList()
    qtbot.addWidget(seeds)
    seeds.show_seeds(((Seed(7), "Leaf", "Ash", True),))
    seeds.resize(320, 60)
    seeds.show()
    row = seeds.rows[0]
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    start, far = QPoint(100, 10), QPoint(140, 14)

    def move(to: QPoint, buttons: Qt.MouseButton) -> None:
        place, button = QPointF(to), Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, place, row.mapToGlobal(place), button, buttons, none)
        QApplication.sendEvent(row, event)

    move(far, left)  # pressed somewhere else
    QTest.mousePress(row, left, none, start)
    move(start + QPoint(1, 1), left)
    assert not carried
    move(far, left)
    move(far + QPoint(9, 9), left)
    assert [songs_of(one) for one in carried] == [[7]]
    assert carried[0].text() == "Ash - Leaf"
    QTest.mousePress(row, Qt.MouseButton.RightButton, none, start)
    move(far, Qt.MouseButton.RightButton)
    assert len(carried) == 1
