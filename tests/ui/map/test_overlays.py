"""What stands over the map: legend, card and sentence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.map.colours import LegendEntry
from s2v_desktop.ui.map.hover_card import HoverCard, NearSong, SongFacts
from s2v_desktop.ui.map.legend import Legend, entry_font
from s2v_desktop.ui.map.map_view import MapView
from s2v_desktop.ui.map.songs import SongPoints
from s2v_desktop.ui.theme import DARK, LIGHT

NEAREST = (NearSong(1, "Shayef El Baher", 0.984), NearSong(2, "x" * 300, 0.9))
FACTS = SongFacts("<b>Bold</b> & co", "Fairuz", 132, 19_855, NEAREST, 13, 15)
ENTRIES = (
    LegendEntry("North", "#7cc4ff", np.array([0, 1], np.int32)),
    LegendEntry("South", "#ffb454", np.array([2], np.int32)),
    LegendEntry("East", "#7ee0a8", np.array([3], np.int32)),
)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[MapView]:
    """A map of five songs in a row."""
    made = MapView()
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.canvas.reduced_motion = True
    made.canvas.set_songs(
        SongPoints(np.arange(5, dtype=np.int32), np.full(5, 30), np.zeros(5, np.int32), lambda r: f"Song {r}", str)
    )
    made.canvas.set_positions(np.array([[0, 0], [1, 0], [2, 1], [3, 0], [4, 2]], np.float32), animate=False)
    made.set_facts(lambda row: FACTS)
    made.show_map()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.canvas.settle()


def legend_of(qtbot: QtBot) -> Legend:
    """Three entries for four songs."""
    legend = Legend(DARK)
    qtbot.addWidget(legend)
    legend.set_entries("Region", ENTRIES, 4)
    return legend


def test_the_card_says_everything_as_plain_text(qtbot: QtBot) -> None:
    card = HoverCard(DARK)
    qtbot.addWidget(card)
    card.tell(FACTS)
    text = card.text()
    assert "<b>Bold</b> & co" in text
    assert "132 plays · last on 12 May 2024" in text
    assert "0.98" in text
    assert "13 of 15 true neighbours are near" in text
    assert card.width() <= 280
    card.grab()


def test_a_card_without_time_or_trust_says_nothing_of_them(qtbot: QtBot) -> None:
    card = HoverCard(LIGHT)
    qtbot.addWidget(card)
    card.tell(SongFacts("Title", "", 1))
    assert card.text() == "Title\n1 play"


def test_hovering_shows_the_card_beside_the_song(view: MapView) -> None:
    view.canvas.hover(2)
    assert view.card.isVisible()
    x, y = view.canvas.view.pixel(*view.canvas.points.places[2].tolist())
    card = view.card.geometry()
    assert not card.contains(QPoint(round(x), round(y)))
    assert view.canvas.rect().contains(card)
    assert view.canvas.marks.nearest.targets.tolist() == [1, 2]
    view.canvas.hover(None)
    assert not view.card.isVisible()
    assert view.canvas.marks.nearest.source == -1


def test_the_card_covers_no_control(view: MapView) -> None:
    view.legend.set_entries("Region", ENTRIES, 5)
    for row in range(5):
        view.canvas.hover(row)
        for control in (view.legend, view.zoom_bar):
            assert not view.card.geometry().intersects(control.geometry())


def test_names_keep_off_the_controls(view: MapView) -> None:
    view.legend.set_entries("Region", ENTRIES, 5)
    view.canvas.zoom_by(1.6, 0, 0)
    view.canvas.set_seeds([0, 1, 2, 3, 4])
    view.canvas.settle()
    assert view.canvas.names.placed
    for left, top, width, height in view.canvas.names.boxes(view.canvas.view):
        box = QRect(round(left), round(top), round(width), round(height))
        assert not any(box.intersects(w.geometry()) for w in (view.legend, view.zoom_bar, view.sentence))


def test_the_sentence_tells_how_far_the_map_can_be_trusted(view: MapView) -> None:
    view.say_trust(0.812)
    assert view.sentence.text.endswith("81 % of true neighbours are shown near.")
    view.say_trust(None)
    assert "%" not in view.sentence.text
    view.say_step(310, 750)
    assert view.sentence.text == "The map is settling: step 310 of 750"


def test_without_a_map_there_is_a_sentence(view: MapView) -> None:
    view.show_empty("No map yet", "Import your history.")
    assert view.empty.isVisible()
    assert not view.canvas.isVisible()


def test_the_zoom_buttons_zoom(view: MapView) -> None:
    view.zoom_bar.zoom_in.emit()
    assert view.canvas.zoom == pytest.approx(1.6)
    view.zoom_bar.fit.emit()
    assert view.canvas.zoom == pytest.approx(1)


def test_clicking_entries_filters(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    with qtbot.waitSignal(legend.filter_changed) as told:
        qtbot.mouseClick(legend, Qt.MouseButton.LeftButton, pos=QPoint(30, 26 + 11))
    assert told.args[0].tolist() == [True, True, False, False]
    legend.toggle(1)
    mask = legend.chosen_songs()
    assert mask is not None
    assert mask.tolist() == [True, True, True, False]
    legend.toggle(2)
    assert legend.chosen_songs() is None, "everything on is no filter"


def test_counts_follow_what_is_shown(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    assert legend.count_text(0) == "2"
    legend.set_shown(np.array([True, False, True, True]))
    assert legend.count_text(0) == "1 of 2"
    legend.grab()


def test_on_a_small_map_the_legend_is_narrow_and_counts_are_never_cut(qtbot: QtBot) -> None:
    legend = Legend(DARK)
    qtbot.addWidget(legend)
    rows = np.arange(2000, dtype=np.int32)
    legend.set_entries("Region", [LegendEntry("A region with a name as long as this one", "#ffffff", rows)], 2000)
    legend.set_room(1200)
    wide = legend.width()
    legend.set_room(600)
    narrow = legend.width()
    assert narrow < wide
    legend.set_shown(np.arange(2000) < 1999)
    assert legend.width() > narrow, "the name keeps what it had beside a longer count"


def test_the_legend_closes_and_opens(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    tall = legend.height()
    for lower in (True, False):
        qtbot.mouseClick(legend, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
        assert (legend.height() < tall) is lower


def test_the_keyboard_filters(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    qtbot.keyClick(legend, Qt.Key.Key_Down)
    qtbot.keyClick(legend, Qt.Key.Key_Space)
    mask = legend.chosen_songs()
    assert mask is not None
    assert mask.tolist() == [False, False, True, False]


def test_other_colours_clear_the_filter(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    legend.toggle(0)
    with qtbot.waitSignal(legend.filter_changed) as told:
        legend.set_entries("Artist", ENTRIES[:1], 4)
    assert told.args == [None]


def test_songs_behind_the_legend_stay_visible(qtbot: QtBot) -> None:
    legend = legend_of(qtbot)
    seen = []
    for behind in ("#000000", "#ffffff"):
        picture = QImage(legend.size(), QImage.Format.Format_RGB32)
        picture.fill(QColor(behind))
        legend.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        seen.append(np.array([picture.pixelColor(*place).green() for place in places]))
    assert np.mean(seen[1] - seen[0] > 255 / 5) > 0.4
    assert entry_font().pointSizeF() == 9


def test_the_card_goes_when_it_is_dismissed_or_the_mouse_leaves(view: MapView, qtbot: QtBot) -> None:
    view.canvas.hover(2)
    view.dismiss_card()
    assert not view.card.isVisible()
    assert view.canvas.current is None
    view.canvas.hover(2)
    QApplication.sendEvent(view.canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert not view.card.isVisible()
    assert view.canvas.marks.nearest.source == -1


def test_dismissing_leaves_the_keyboard_where_it_is(view: MapView, qtbot: QtBot) -> None:
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    there = view.canvas.current
    assert there is not None
    view.dismiss_card()
    assert not view.card.isVisible()
    assert view.canvas.current == there


def test_a_settling_map_can_wait_go_on_and_stay(view: MapView, qtbot: QtBot) -> None:
    bar = view.settle_bar
    assert bar.isHidden()
    view.say_step(10, 380)
    assert bar.isVisible()
    assert not bar.geometry().intersects(view.sentence.geometry())
    assert not bar.geometry().intersects(view.zoom_bar.geometry())
    with qtbot.waitSignal(bar.pause_wanted):
        bar.pause.click()
    assert bar.pause.text() == "Go on"
    assert view.sentence.text == "The map is settling: step 10 of 380 · it waits"
    view.say_step(10, 380)
    assert bar.paused, "a frame that was on its way changes nothing"
    with qtbot.waitSignal(bar.resume_wanted):
        bar.pause.click()
    assert view.sentence.text == "The map is settling: step 10 of 380"
    with qtbot.waitSignal(bar.stop_wanted):
        bar.stop.click()
    assert not bar.stop.isEnabled()
    view.say_trust(0.5)
    assert bar.isHidden()
    view.say_step(1, 380)
    assert bar.stop.isEnabled()
    assert not bar.paused
