"""Selected songs can be carried off the map; a drag anywhere else moves it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Vectors
from s2v_desktop.ui.map import dragging
from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.dragging import Dragging
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.models.song_mime import SONGS
from s2v_desktop.ui.selection import Selection

LEFT = Qt.MouseButton.LeftButton


class Library(QObject):
    """Five songs, number 100 and on; the last is not in the model."""

    model_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        w = np.eye(4, dtype=np.float32)
        self.space: Any = Space.build(Vectors(np.arange(4) + 100, w, w))
        self.catalogue: Any = SimpleNamespace(
            index_of=lambda songs: songs - 100, title=lambda at: f"Song {at + 100}", artist=lambda at: "Artist"
        )


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was carried away, in place of a drag that would wait for a drop."""
    seen: list[Any] = []

    def drag(source: object) -> Any:
        return SimpleNamespace(setMimeData=seen.append, exec=lambda action: None)

    monkeypatch.setattr(dragging, "QDrag", drag)
    return seen


@pytest.fixture
def picked(canvas: MapCanvas, carried: list[Any]) -> Picked:
    undo = QUndoStack(canvas)
    made = Picked(Selection(undo, canvas), undo, canvas)
    library = Library()
    library.setParent(canvas)
    Dragging(library, made, canvas, canvas)  # type: ignore[arg-type]
    return made


def pull(canvas: MapCanvas, row: int) -> None:
    x, y = canvas.view.pixel(*canvas.points.places[row].tolist())
    at, target = QPoint(round(x), round(y)), canvas.viewport()
    QTest.mousePress(target, LEFT, pos=at)
    for step in range(1, 5):
        QTest.mouseMove(target, at + QPoint(8 * step, 0))
    QTest.mouseRelease(target, LEFT, pos=at + QPoint(32, 0))


def test_a_selected_song_carries_the_whole_selection(
    canvas: MapCanvas, picked: Picked, carried: list[Any], qtbot: QtBot
) -> None:  # fmt: skip
    picked.pick([102, 100, 104])
    assert canvas.carriable == {0, 2}
    before = canvas.view
    with qtbot.assertNotEmitted(canvas.clicked):
        pull(canvas, 2)
    assert len(carried) == 1
    assert json.loads(bytes(carried[0].data(SONGS).data())) == [102, 100, 104]
    assert carried[0].text().splitlines()[0] == "Artist - Song 102"
    assert canvas.view == before


def test_another_song_moves_the_map_and_a_click_is_still_a_click(
    canvas: MapCanvas, picked: Picked, carried: list[Any], qtbot: QtBot
) -> None:  # fmt: skip
    picked.pick([100])
    before = canvas.view
    pull(canvas, 1)
    assert not carried
    assert canvas.view != before
    canvas.fit()
    x, y = canvas.view.pixel(*canvas.points.places[0].tolist())
    with qtbot.waitSignal(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(round(x), round(y)))


def test_a_lasso_can_begin_on_a_selected_song(canvas: MapCanvas, picked: Picked, carried: list[Any]) -> None:
    picked.pick([100])
    canvas.set_mode("lasso")
    pull(canvas, 0)
    assert not carried


def test_nothing_is_carried_when_nothing_is_selected(canvas: MapCanvas, picked: Picked) -> None:
    picked.pick([100, 101])
    assert canvas.carriable == {0, 1}
    picked._selection.clear()
    assert canvas.carriable == frozenset()
