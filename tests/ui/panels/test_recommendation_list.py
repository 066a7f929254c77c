"""The list itself: pale bars for what is hardly known, more at its end, room for ranks, the keyboard, empty states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from s2v_desktop.core.filters import SongFacts
from s2v_desktop.ui import theme
from s2v_desktop.ui.models.recommendation_table import (
    COSINE_ROLE,
    LITTLE_ROLE,
    RANK,
    WELL_HEARD,
    RecommendationTable,
    Recommended,
)
from s2v_desktop.ui.panels import recommend_panel
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.panels.recommendation_list import LittleHeard
from s2v_desktop.ui.question import FilterChoice, TasteChoice
from s2v_desktop.ui.theme import qcolor
from s2v_desktop.ui.widgets.choices import ChoiceBox

LEAF = "Ash - Leaf 5"


def song(rank: int, plays: int, title: str = "Leaf") -> Recommended:
    return Recommended(rank, rank, rank, rank, f"{title} {rank}", "Ash", 0.9, 0.9, plays, ())


def songs(*plays: int) -> tuple[Recommended, ...]:
    return tuple(song(rank, number) for rank, number in enumerate(plays, 1))


def facts(*plays: int) -> SongFacts:
    return replace(SongFacts.unknown(len(plays)), plays=np.array(plays))


# What is hardly known ---------------------------------------------------------------------------------------------


def test_what_was_played_seldom_is_marked_and_said(qapp: object) -> None:
    model = RecommendationTable()
    model.set_items(songs(2, WELL_HEARD, 0, 1))
    assert [model.index(row, 0).data(LITTLE_ROLE) for row in range(4)] == [True, False, False, True]
    told = [model.index(row, 1).data(Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    assert told[0] == "Leaf 1<br>Ash<br>Played 2 times, so little is known about it."
    assert told[1] == "Leaf 2<br>Ash<br>Played 5 times."
    assert told[2].endswith("Never played.")
    assert told[3].endswith("Played once, so little is known about it.")


def test_a_title_in_a_tooltip_is_no_markup(qapp: object) -> None:
    model = RecommendationTable()
    model.set_items((song(1, 9, "<b>&"),))
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole).startswith("&lt;b&gt;&amp; 1<br>")


def test_the_bar_of_what_is_hardly_known_is_pale(panel: RecommendPanel, qtbot: QtBot) -> None:
    panel._table.show()
    for plays, colour in ((2, theme.LIGHT.neutral), (90, theme.LIGHT.accent)):
        panel._model.set_items((song(1, plays),))
        cell = panel._table.visualRect(panel._model.index(0, 2))
        picture = panel._table.viewport().grab(cell).toImage()
        at = picture.pixelColor(int(12 * picture.devicePixelRatio()), picture.height() // 2)
        assert at == qcolor(colour)


@pytest.mark.parametrize(
    ("plays", "known", "offered"),
    [
        ((2, 9, 9), (9, 9, 9), True),
        ((9, 9, 9), (9, 9, 9), False),  # nothing to leave out
        ((2, 9, 9), (9, 9, 2), False),  # nothing would take their place
        ((*(9,) * 10, 2), (9,) * 11, False),  # only far down
        ((2, 9, 0), (9, 9, 9), False),  # songs of somebody else's model would go too
    ],
)
def test_leaving_out_is_offered_where_it_helps(
    qtbot: QtBot, plays: tuple[int, ...], known: tuple[int, ...], offered: bool
) -> None:
    offer = LittleHeard()
    qtbot.addWidget(offer)
    offer.show_if(songs(*plays), facts(*known))
    assert offer.isHidden() is not offered
    assert not offered or offer._words.text() == "1 song played less than 5 times."


def test_one_click_leaves_them_out(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    assert any(item.plays < WELL_HEARD for item in panel.answer.items)
    panel._little.button.click()
    assert panel._filters.choice == FilterChoice(min_plays=WELL_HEARD)
    assert all(item.plays >= WELL_HEARD for item in panel.answer.items)
    assert panel._filters.popup.controls._combos["min_plays"].currentData() == WELL_HEARD


# More -------------------------------------------------------------------------------------------------------------


def test_the_end_of_the_list_brings_more_and_keeps_what_is_selected(
    panel: RecommendPanel, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommend_panel, "LIST_LENGTH", 8)
    desk.choose(LEAF)
    assert len(panel.answer.items) == 8
    before = [item.song for item in panel.answer.items]
    panel._table.selectRow(2)
    panel._table.end_reached.emit()
    after = [item.song for item in panel.answer.items]
    assert after[:8] == before
    assert len(after) > 8
    assert panel._model.rowCount() == len(after)
    assert panel._table.chosen_songs() == [before[2]]
    desk.choose("Ash - Leaf 6")
    assert len(panel.answer.items) == 8


@pytest.mark.parametrize("wish", [{"diversity": 1.0}, {"shuffle": 3}, {"artists_apart": True}])
def test_a_list_that_was_chosen_as_a_whole_stays_as_it_is(
    panel: RecommendPanel, desk: Any, monkeypatch: pytest.MonkeyPatch, wish: dict[str, Any]
) -> None:
    monkeypatch.setattr(recommend_panel, "LIST_LENGTH", 8)
    desk.choose(LEAF)
    panel._filters.popup.controls.set_choice(FilterChoice(**wish))
    panel._table.end_reached.emit()
    assert len(panel.answer.items) == 8


def test_ranks_have_the_room_of_their_digits(panel: RecommendPanel) -> None:
    header = panel._table.horizontalHeader()
    widths = []
    for count in (9, 99, 300):
        panel._model.set_items(songs(*range(1, count + 1)))
        widths.append(header.sectionSize(RANK))
        assert panel._table.fontMetrics().horizontalAdvance(str(count)) + 8 <= widths[-1]
    assert widths[0] == widths[1] < widths[2]


def test_common_ground_shows_what_it_is_ranked_by(panel: RecommendPanel) -> None:
    panel.set_mode("taste")
    panel._taste.set_choice(TasteChoice(variant="agreement", listener=0, other=1))
    model = panel._model
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Cosine"  # a blend has no votes
    panel._taste.set_choice(replace(panel._taste.choice, show="common"))
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Plays"
    shares = [100 * item.score for item in panel.answer.items]
    assert shares
    assert shares == sorted(shares, reverse=True)
    cells = [model.index(row, 2) for row in range(model.rowCount())]
    assert [cell.data() for cell in cells] == [f"{share:.1f} %" for share in shares]
    assert [cell.data(COSINE_ROLE) for cell in cells] == pytest.approx([share / shares[0] for share in shares])


def test_an_artist_of_one_letter_is_shown(panel: RecommendPanel) -> None:
    pictures = []
    for artist in ("", "M"):
        panel._model.set_items((replace(song(1, 9), artist=artist),))
        cell = panel._table.visualRect(panel._model.index(0, 1))
        pictures.append(panel._table.viewport().grab(cell).toImage())
    assert pictures[0] != pictures[1]


# Keyboard and empty states ----------------------------------------------------------------------------------------


def test_enter_and_a_double_click_make_a_song_the_seed(panel: RecommendPanel, desk: Any, qtbot: QtBot) -> None:
    desk.choose(LEAF)
    wanted = panel.answer.items[1].song
    panel._table.setCurrentIndex(panel._model.index(1, 1))
    qtbot.keyClick(panel._table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [seed.song for seed in desk.selection.seeds] == [desk.song(LEAF), wanted]
    panel._table.setCurrentIndex(panel._model.index(0, 1))
    wanted = panel.answer.items[0].song
    qtbot.keyClick(panel._table, Qt.Key.Key_Return)
    assert [seed.song for seed in desk.selection.seeds] == [wanted]
    panel._table.doubleClicked.emit(panel._model.index(3, 1))
    assert [seed.song for seed in desk.selection.seeds] != [wanted]


def test_without_a_list_there_is_no_head_of_a_table_and_nothing_to_explain(panel: RecommendPanel, desk: Any) -> None:
    header = panel._table.horizontalHeader()
    assert header.isHidden()
    assert panel._why.isHidden()
    desk.choose(LEAF)
    assert not header.isHidden()
    assert not panel._why.isHidden()
    panel._filters.popup.controls.set_choice(FilterChoice(min_plays=100))
    assert panel._why.isHidden()
    assert panel._nothing.isVisible()


def test_why_says_how_often_a_song_was_played(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    assert panel._why._sessions.text().endswith("Played 6 times.")


def test_a_choice_that_is_cut_ends_with_an_ellipsis(qtbot: QtBot) -> None:
    """It is painted as the shorter text with its ellipsis is."""
    whole, cut = ChoiceBox(), ChoiceBox()
    for box in (whole, cut):
        qtbot.addWidget(box)
        box.resize(140, 34)
    whole.addItem("A region with a name that is much too long")
    painted = whole.grab().toImage()
    texts = ["A region with a name that is much too long"[:length] + "…" for length in range(5, 30)]
    same = []
    for text in texts:
        cut.clear()
        cut.addItem(text)
        same.append(cut.grab().toImage() == painted)
    assert any(same)
