"""The canvas shows songs, is dragged and zoomed, and tells what was meant."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.marks import crosshair_box
from s2v_desktop.ui.map.pointer import Mode
from s2v_desktop.ui.map.view import View

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def pixel(canvas: MapCanvas, row: int) -> QPoint:
    """Where a song is drawn."""
    x, y = canvas.view.pixel(*canvas.points.places[row].tolist())
    return QPoint(round(x), round(y))


def drag(qtbot: QtBot, canvas: MapCanvas, way: list[QPoint]) -> None:
    """Pull with the left button along a way."""
    qtbot.mousePress(canvas.viewport(), LEFT, pos=way[0])
    for at in way[1:]:
        qtbot.mouseMove(canvas.viewport(), at)
    qtbot.mouseRelease(canvas.viewport(), LEFT, pos=way[-1])


def test_the_whole_map_is_seen_at_first(canvas: MapCanvas) -> None:
    pixels = canvas.view.to_pixels(canvas.points.places)
    assert (pixels > 0).all()
    assert (pixels < [800, 600]).all()
    assert canvas.zoom == pytest.approx(1)


@pytest.mark.parametrize(
    "modifiers", [NONE, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier], ids=str
)
def test_a_click_tells_song_and_modifiers(canvas: MapCanvas, qtbot: QtBot, modifiers: Qt.KeyboardModifier) -> None:
    with qtbot.waitSignal(canvas.clicked) as told:
        qtbot.mouseClick(canvas.viewport(), LEFT, modifiers, pixel(canvas, 2))
    assert told.args == [2, modifiers]


def test_a_click_beside_all_songs_is_a_click_on_the_background(canvas: MapCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.background_clicked), qtbot.assertNotEmitted(canvas.clicked):
        qtbot.mouseClick(canvas.viewport(), LEFT, NONE, QPoint(400, 560))


def test_hover_is_told_once_when_it_changes(canvas: MapCanvas, qtbot: QtBot) -> None:
    told: list[object] = []
    canvas.hovered.connect(told.append)
    for at in (pixel(canvas, 1), pixel(canvas, 1) + QPoint(1, 0), QPoint(400, 560)):
        qtbot.mouseMove(canvas.viewport(), at)
    assert told == [1, None]


def test_dragging_moves_the_map_and_clicks_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    before = pixel(canvas, 1)
    with qtbot.assertNotEmitted(canvas.clicked):
        drag(qtbot, canvas, [before, before + QPoint(20, 5), before + QPoint(60, 30)])
    assert pixel(canvas, 1) == before + QPoint(60, 30)


def test_a_drag_moves_the_picture_and_paints_it_once_when_it_rests(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.points.last_ms = float("inf")
    canvas.points.picture = None
    canvas.viewport().repaint()
    canvas.points.last_ms = float("inf")
    painted = canvas.points.repaints
    for _ in range(10):
        canvas.set_view(canvas.view.moved(2, 1))
        canvas.viewport().repaint()
    assert canvas.points.repaints == painted
    assert canvas.settling
    qtbot.waitUntil(lambda: not canvas.settling)
    canvas.viewport().repaint()
    assert canvas.points.repaints == painted + 1


def test_the_wheel_zooms_at_the_cursor(canvas: MapCanvas) -> None:
    at = pixel(canvas, 3)
    event = QWheelEvent(
        QPointF(at), QPointF(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    canvas.wheelEvent(event)
    assert canvas.zoom == pytest.approx(1.25)
    assert (pixel(canvas, 3) - at).manhattanLength() <= 1


def test_zooming_ends_somewhere(canvas: MapCanvas) -> None:
    for _ in range(200):
        canvas.zoom_by(2)
    assert canvas.zoom == pytest.approx(400)
    for _ in range(200):
        canvas.zoom_by(0.5)
    assert canvas.zoom == pytest.approx(0.4)


def test_a_double_click_on_the_background_fits(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.zoom_by(1.2)
    qtbot.mouseDClick(canvas.viewport(), LEFT, NONE, QPoint(400, 590))
    assert canvas.zoom == pytest.approx(1)


def test_a_lasso_tells_what_is_inside(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_mode("lasso")
    a, b = pixel(canvas, 0), pixel(canvas, 1)
    way = [a + QPoint(-20, -20), b + QPoint(20, -20), b + QPoint(20, 20), a + QPoint(-20, 20)]
    with qtbot.waitSignal(canvas.lassoed) as told:
        drag(qtbot, canvas, way)
    rows, modifiers = told.args
    assert rows.tolist() == [0, 1]
    assert modifiers == NONE
    assert not canvas.outline


def test_a_rectangle_tells_what_is_inside(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_mode(Mode.RECTANGLE)
    with qtbot.waitSignal(canvas.lassoed) as told:
        drag(qtbot, canvas, [pixel(canvas, 2) - QPoint(30, 30), pixel(canvas, 2), pixel(canvas, 3) + QPoint(30, 30)])
    assert told.args[0].tolist() == [2, 3]


def test_a_click_in_lasso_mode_still_chooses_a_song(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_mode("lasso")
    with qtbot.waitSignal(canvas.clicked), qtbot.assertNotEmitted(canvas.lassoed):
        qtbot.mouseClick(canvas.viewport(), LEFT, NONE, pixel(canvas, 2))


def test_escape_leaves_the_lasso(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_mode("lasso")
    with qtbot.waitSignal(canvas.mode_changed) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert told.args == [Mode.PAN]
    assert canvas.mode is Mode.PAN


def test_fly_to_brings_a_song_into_the_middle(canvas: MapCanvas) -> None:
    canvas.fly_to(4)
    assert (pixel(canvas, 4) - QPoint(400, 300)).manhattanLength() <= 1
    assert canvas.zoom > 3
    canvas.fly_to([0, 3])
    for row in (0, 3):
        assert canvas.viewport().rect().contains(pixel(canvas, row))
    before = canvas.view
    canvas.fly_to([])
    canvas.fly_to(99)
    assert canvas.view == before


def test_a_flight_takes_its_time_where_motion_is_wanted(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.reduced_motion = False
    before = canvas.view
    canvas.fly_to(4)
    assert canvas.motion.running
    assert canvas.view == before
    canvas.motion.finish()
    assert (pixel(canvas, 4) - QPoint(400, 300)).manhattanLength() <= 1
    assert not canvas.motion.running


def test_a_map_of_many_songs_fades_into_the_next(canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("s2v_desktop.ui.map.canvas._GLIDING_SONGS", 3)
    canvas.reduced_motion = False
    turned = np.array([[0, -2], [0, -1], [0, 1], [0, 2], [3, 0]], dtype=np.float32)
    canvas.grab()
    where = [round(one) for one in canvas.view.pixel(*canvas.points.places[0].tolist())]
    before = canvas.grab().toImage().pixelColor(*where)
    canvas.set_positions(turned)
    assert canvas.fading.running
    canvas.fading._step(0.25)
    between = canvas.grab().toImage().pixelColor(*where)
    canvas.fading.finish()
    after = canvas.grab().toImage().pixelColor(*where)
    assert before.lightness() > between.lightness() > after.lightness()
    canvas.set_live(True)
    canvas.set_positions(-turned)
    assert not canvas.fading.running, "moments of a layout follow each other too fast for that"
    canvas.set_live(False)
    canvas.reduced_motion = True
    canvas.set_positions(turned)
    assert not canvas.fading.running


def test_new_positions_glide_and_end_where_they_should(canvas: MapCanvas) -> None:
    canvas.reduced_motion = False
    before = canvas.points.places.copy()
    turned = np.array([[0, -2], [0, -1], [0, 1], [0, 2], [3, 0]], dtype=np.float32)
    canvas.set_positions(turned)
    assert canvas.motion.running
    assert canvas.points.places == pytest.approx(before)
    canvas.motion.finish()
    assert canvas.points.places == pytest.approx(canvas.points.frame.places(turned))
    pixels = canvas.view.to_pixels(canvas.points.places)
    assert (pixels > 0).all()
    assert (pixels < [800, 600]).all()


def test_a_view_moved_by_the_listener_stays(canvas: MapCanvas) -> None:
    canvas.set_view(View(0.3, 0.2, 700.0, 800.0, 600.0))
    canvas.set_positions(canvas.points.places * 5, animate=False)
    assert canvas.view == View(0.3, 0.2, 700.0, 800.0, 600.0)


def test_positions_of_other_songs_are_refused(canvas: MapCanvas) -> None:
    with pytest.raises(ValueError, match="do not belong"):
        canvas.set_positions(np.zeros((3, 2), dtype=np.float32))


def test_arrows_walk_and_enter_chooses(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.hover(1)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current == 2
    assert "Artist 2" in canvas.accessibleDescription()
    with qtbot.waitSignal(canvas.clicked) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [2, Qt.KeyboardModifier.ControlModifier]


def test_keys_zoom_and_fit(canvas: MapCanvas, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom == pytest.approx(1.4)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.zoom == pytest.approx(1)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.zoom == pytest.approx(1)


def test_walking_keeps_the_song_in_the_view(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.fly_to(1)
    canvas.hover(1)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current == 2
    assert canvas.viewport().rect().contains(pixel(canvas, 2))


def test_songs_are_painted_where_they_are(canvas: MapCanvas) -> None:
    canvas.names.hidden = True
    picture = canvas.grab().toImage()
    ratio = picture.devicePixelRatio()
    ground = picture.pixelColor(5, 5).name()
    assert ground == canvas.theme.map
    for row in range(5):
        at = pixel(canvas, row)
        assert picture.pixelColor(int(at.x() * ratio), int(at.y() * ratio)).name() != ground


def test_songs_outside_the_highlight_are_dimmed(canvas: MapCanvas) -> None:
    canvas.names.hidden = True
    mask = np.array([True, False, False, False, False])

    def brightness(row: int) -> int:
        at = pixel(canvas, row)
        return canvas.grab().toImage().pixelColor(at).lightness()

    before = brightness(1)
    canvas.set_highlight(mask)
    assert brightness(1) < before
    canvas.set_highlight(None)
    assert brightness(1) == before


def test_finer_regions_are_named_only_when_near(canvas: MapCanvas) -> None:
    canvas.set_regions([("Coarse", 0.0, 1.5)], [("Fine", 0.0, 1.2), ("Coarse", 0.0, 1.0)])
    assert [placed.name.text for placed in canvas.names.placed if placed.name.region] == ["Coarse"]
    canvas.zoom_by(3)
    canvas.settle()
    assert [placed.name.text for placed in canvas.names.placed if placed.name.region] == ["Coarse", "Fine"]


def test_marks_of_every_kind_can_be_drawn(canvas: MapCanvas) -> None:
    plain = canvas.grab().toImage()
    canvas.set_seeds([0], [1])
    canvas.set_links(0, [2, 3])
    canvas.set_nearest(0, [1, 99])
    canvas.set_you([("You, this year", 0.0, 1.0)])
    canvas.hover(3)
    assert canvas.grab().toImage() != plain


@pytest.mark.parametrize("apart", [2.0, 0.3, 0.1, 0.0])
def test_names_of_listeners_never_meet_each_other_or_a_cross_hair(canvas: MapCanvas, apart: float) -> None:
    canvas.set_you([("A radio station", -2.0, 1.0), ("Another station", 2.0, 1.0)])  # both names at the right
    canvas.grab()
    canvas.set_you([("A radio station", -apart, 1.0), ("Another station", 0.0, 1.0)])
    canvas.grab()
    names = [QRectF(*placed.box(canvas.view)) for placed in canvas.names._you]
    arms = [crosshair_box(canvas.view, x, y) for _name, x, y in canvas.marks.you]
    assert len(names) == 2
    assert not names[0].intersects(names[1])
    assert not any(name.intersects(arm) for name in names for arm in arms)


def test_markup_in_a_title_is_only_text(canvas: MapCanvas) -> None:
    canvas.set_seeds([0])
    assert any(placed.name.text == "<h1>Loud</h1>" for placed in canvas.names.placed)
    canvas.hover(0)
    assert canvas.accessibleDescription().startswith("<h1>Loud</h1>")


def test_no_songs_is_a_quiet_map(qtbot: QtBot) -> None:
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.fit()
    canvas.grab()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.song_at(10, 10) is None
    canvas.settle()


def test_a_map_that_glides_stays_fitted_when_the_canvas_gets_lower(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.reduced_motion = False
    places = np.array([[0, 0], [9, 1], [4, 8], [1, 6], [7, 7]], np.float32)
    canvas.set_positions(places)
    assert canvas.motion.running
    canvas.resize(800, 400)
    qtbot.waitUntil(lambda: not canvas.motion.running)
    assert canvas.view == canvas.fitted(canvas.points.places)
    assert canvas.view.height < 420
