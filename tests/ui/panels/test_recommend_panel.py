"""The panel: modes, weights, filters, pairs, journeys, tastes, and lists of nothing, of three and of many."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from s2v_desktop.core.types import NO_DAY
from s2v_desktop.store import reports
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import NOBODY, Answer, FilterChoice, JourneyChoice, TasteChoice
from s2v_desktop.ui.selection import Seed

Titles = Callable[[], list[str]]
LEAF = "Ash - Leaf 5"


def filtered(panel: RecommendPanel, **wish: Any) -> None:
    panel._filters.popup.controls.set_choice(replace(FilterChoice(), **wish))


def sentence(panel: RecommendPanel) -> str:
    return panel._sentence.text()


def test_without_seeds_it_says_how_to_choose_one(panel: RecommendPanel) -> None:
    assert panel.answer.items == ()
    assert "Choose a song" in sentence(panel)


@pytest.mark.parametrize(("mode", "said"), [("similar", "same company"), ("next", "right after")])
def test_each_mode_answers_within_the_group_and_says_what_it_is(
    panel: RecommendPanel, desk: Any, titles: Titles, mode: str, said: str
) -> None:
    desk.choose(LEAF)
    panel.set_mode(mode)
    assert {name.split(" - ")[0] for name in titles()[:8]} == {"Ash"}
    assert said in sentence(panel)
    assert panel.answer.items[0].cosine == pytest.approx(math.cos(math.radians(2)), abs=1e-6)


def test_exactly_two_show_their_cosine(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    assert not panel._seeds.pair.isVisible()
    desk.choose("Ash - Leaf 1", "Birch - Leaf 1")
    assert panel._seeds.pair.isVisible()
    assert panel._seeds.pair.text().endswith(f"{math.cos(math.radians(86)):.2f}")
    desk.choose(LEAF, "Ash - Leaf 1", "Birch - Leaf 1")
    assert not panel._seeds.pair.isVisible()


def test_a_weight_changes_the_list_at_once_and_a_drag_is_one_step_of_undo(
    panel: RecommendPanel, desk: Any, titles: Titles
) -> None:
    desk.choose("Ash - Leaf 5", "Birch - Leaf 5")
    before, steps = titles()[0], desk.undo.count()
    handle = panel._seeds.rows[1].weight
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for pull in (20, 60, 120, 240):
        QTest.mouseMove(handle, start + QPoint(pull, 0))
        assert panel._seeds.rows[1].weight is handle  # the row stays while it is drawn at
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(240, 0))
    assert handle.value == 5.0
    assert desk.selection.seeds[1].weight == 5.0
    assert titles()[0].startswith("Birch")
    assert desk.undo.count() == steps + 1
    desk.undo.undo()
    assert titles()[0] == before
    assert handle.value == 1.0


def test_a_weight_can_be_set_with_the_keyboard_and_goes_back_to_one(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF, "Birch - Leaf 5")
    handle = panel._seeds.rows[0].weight
    QTest.keyClick(handle, Qt.Key.Key_Up)
    QTest.keyClick(handle, Qt.Key.Key_PageUp)
    assert handle.text == "×1.6"
    assert desk.selection.seeds[0].weight == pytest.approx(1.6)
    QTest.keyClick(handle, Qt.Key.Key_Home)
    assert handle.text == "×1"
    for _ in range(30):
        QTest.keyClick(handle, Qt.Key.Key_Down)
    assert desk.selection.seeds[0].weight == pytest.approx(0.1)


def test_a_seed_is_turned_in_its_place_with_its_weight(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF, "Birch - Leaf 5")
    desk.selection.set_weight(desk.song(LEAF), 2.0)
    panel._seeds.rows[0]._sign.click()
    assert desk.selection.seeds == (Seed(desk.song(LEAF), -2.0), Seed(desk.song("Birch - Leaf 5")))
    assert panel.answer.items[0].artist == "Birch"


def test_contributions_add_up_to_the_cosine(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF, "Birch - Leaf 2", "Moss - Bridge")
    desk.selection.set_weight(desk.song(LEAF), 2.5)
    desk.selection.turn(desk.song("Birch - Leaf 2"))
    for mode in ("similar", "next"):
        panel.set_mode(mode)
        assert panel.answer.items
        for item in panel.answer.items:
            assert sum(share for _, share in item.contributions) == pytest.approx(item.cosine, abs=1e-6)
    panel.set_mode("taste")
    for variant in ("mean", "facets", "agreement"):
        panel._taste.set_choice(TasteChoice(variant=variant))
        for item in panel.answer.items[:5]:
            largest, _, rest = panel.asker.explain(panel.answer, item, 5)
            assert sum(part for _, part in largest) + rest == pytest.approx(item.score, abs=1e-6)


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ({"hide_seeds": False, "fold": False}, lambda t: LEAF in t),
        ({"fold": False}, lambda t: {"Ash - Leaf 1", "Ash - Leaf 1 (Live)"} <= set(t)),
        ({"per_artist": 2}, lambda t: sum(one.startswith("Ash") for one in t) == 2),
        ({"artists_apart": True}, lambda t: not t[1].startswith(t[0].split(" - ")[0])),
        ({"new_to": 1}, lambda t: not any(one.startswith(("Birch", "Moss")) for one in t)),
        ({"new_to": -1}, lambda t: not t),
        ({"played_by": 1}, lambda t: not any(one.startswith("Ash") for one in t)),
        ({"rest_days": 1_000_000}, lambda t: not t),
        ({"min_plays": 6}, lambda t: "Moss - Bridge" not in t),
        ({"adventurous": 1.0}, lambda t: t.index("Ash - Leaf 3") < t.index("Ash - Leaf 6")),
    ],
)
def test_each_filter_takes_away_what_it_says(
    panel: RecommendPanel, desk: Any, titles: Titles, wish: dict[str, Any], shown: Callable[[list[str]], bool]
) -> None:
    desk.choose(LEAF)
    assert not shown(titles())
    plain = len(titles())
    filtered(panel, **wish)
    assert shown(titles())
    assert panel._filters.text().startswith("Filters · ")
    panel._filters.popup.reset()
    assert len(titles()) == plain
    assert panel._filters.text() == "Filters"


def test_the_period_of_the_timeline_is_a_filter_and_makes_the_taste(
    panel: RecommendPanel, desk: Any, titles: Titles
) -> None:
    desk.choose(LEAF)
    box = panel._filters.popup.controls._boxes["in_period"]
    assert not box.isEnabled()
    first_day = 18262  # 1 January 2020: Ann's first session
    panel.set_period(first_day, first_day)
    assert box.isEnabled()
    assert len(titles()) > 5
    filtered(panel, in_period=True)
    assert len(titles()) == 5
    panel.set_mode("taste")
    filtered(panel)
    assert {name.split(" - ")[0] for name in titles()[:5]} == {"Ash"}
    panel.set_period(first_day + 1, first_day + 1)
    assert {name.split(" - ")[0] for name in titles()[:5]} == {"Birch"}
    assert "heard in the period" in panel._sentence.text()
    panel.set_period(None, None)
    assert not box.isEnabled()
    assert titles()
    assert "in the period" not in panel._sentence.text()


def test_forgotten_favourites_are_played_often_and_long_ago(panel: RecommendPanel, desk: Any, titles: Titles) -> None:
    desk.choose(LEAF)
    filtered(panel, forgotten=True)
    assert titles() == []  # the whole history is twenty days long
    facts = desk.library.facts
    facts.last_day[:] = NO_DAY
    panel._ask()
    assert "Moss - Bridge" not in titles()  # played too seldom to be a favourite
    assert titles()


def test_shuffling_gives_another_list_and_the_same_for_the_same_number(
    panel: RecommendPanel, titles: Titles, desk: Any
) -> None:
    desk.choose(LEAF)
    plain = titles()
    panel._filters.popup.shuffle()
    once = titles()
    panel._filters.popup.shuffle()
    assert len({tuple(plain), tuple(once), tuple(titles())}) == 3
    filtered(panel, shuffle=1)
    assert titles() == once
    assert panel._filters.popup._list.text() == "List 2"


def test_what_each_filter_removed_is_said(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    filtered(panel, new_to=1, min_plays=3)
    told = panel._filters.popup._removed.text()
    assert "13  played before" in told
    assert "1  the seeds" in told
    assert panel._filters.toolTip() == told
    assert "hidden by filters" in sentence(panel)


def test_nothing_left_is_said_and_not_a_crash(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    filtered(panel, min_plays=10_000)
    assert panel.answer.items == ()
    assert sentence(panel).startswith("Nothing is left.")
    assert not panel._why._all.isVisible()


@pytest.mark.parametrize("count", [0, 3, 300])
def test_the_list_takes_any_length(panel: RecommendPanel, desk: Any, count: int, qtbot: QtBot) -> None:
    items = tuple(
        Recommended(n + 1, desk.song(LEAF), 0, 0, f"Title {n}" * 20, "Somebody", 0.5, 0.5, 1, ()) for n in range(count)
    )
    panel.asker.ask = lambda *_: Answer(items, {})  # type: ignore[method-assign]
    panel._ask()
    assert panel._model.rowCount() == count
    assert panel.width() == 356
    assert panel.minimumSizeHint().width() <= 356


def test_taste_of_one_and_of_everybody(panel: RecommendPanel, titles: Titles) -> None:
    panel.set_mode("taste")
    assert panel._taste.isVisible()
    assert titles()[0] in ("Moss - Bridge", "Ash - Leaf 11", "Ash - Leaf 1 (Live)", "Birch - Leaf 11")
    panel._taste._listener.setCurrentIndex(1)
    assert panel._taste.choice.listener == 0
    assert {name.split(" - ")[0] for name in titles()[:5]} == {"Ash"}
    for variant, said in (("facets", "centres"), ("agreement", "agree")):
        panel._taste.set_choice(TasteChoice(variant=variant, listener=1))
        assert {name.split(" - ")[0] for name in titles()[:5]} == {"Birch"}
        assert said in sentence(panel)
    panel._taste.set_choice(TasteChoice(variant="facets"))
    assert "From the facet around" in panel._why._sessions.text()


def test_a_fading_taste_is_nearer_to_the_last_plays(panel: RecommendPanel, titles: Titles) -> None:
    panel.set_mode("taste")
    panel._taste.set_choice(TasteChoice(listener=0))
    steady = titles()
    panel._taste.set_choice(TasteChoice(listener=0, half_life=30))
    panel._taste.set_choice(TasteChoice(listener=0, half_life=1))
    assert titles() != steady


def test_two_listeners(panel: RecommendPanel, titles: Titles) -> None:
    panel.set_mode("taste")
    assert not panel._taste._show.isVisible()
    both = TasteChoice(listener=0, other=1)
    panel._taste.set_choice(both)
    assert panel._taste._show.isVisible()
    assert titles()[0] == "Moss - Bridge"
    assert panel._why._sessions.text().startswith("Together in")  # with the songs of both, not with the seeds
    panel._taste._slider.setValue(100)
    assert titles()[0].startswith("Birch")
    panel._taste.set_choice(replace(both, show="common"))
    assert titles() == ["Moss - Bridge"]
    assert not panel._taste._blend.isVisible()
    panel._taste.set_choice(replace(both, show="could_show"))
    assert {name.split(" - ")[0] for name in titles()} == {"Ash"}
    assert "could show" in sentence(panel)
    panel._taste.set_choice(TasteChoice(other=NOBODY))


def test_a_journey_goes_from_seed_to_seed(panel: RecommendPanel, desk: Any, titles: Titles, qtbot: QtBot) -> None:
    panel.set_mode("journey")
    assert "two songs or more" in sentence(panel)
    with qtbot.waitSignal(panel.walked) as walked:
        desk.choose("Ash - Leaf 1", "Birch - Leaf 1")
    assert titles()[0] == "Ash - Leaf 1"
    assert titles()[-1] == "Birch - Leaf 1"
    assert len(titles()) == 12
    assert walked.args == [[item.song for item in panel.answer.items]]
    assert panel._journey._smooth.text() == f"Widest step {panel.answer.smallest:.2f}"
    assert panel._model.headerData(2, Qt.Orientation.Horizontal) == "Step"
    panel._journey._length.setValue(5)
    assert len(titles()) == 5
    best = titles()
    panel._journey._another.click()
    assert titles() != best
    panel._journey.set_choice(JourneyChoice(9, one_per_artist=True))
    assert titles() == ["Ash - Leaf 1", "Moss - Bridge", "Birch - Leaf 1"]
    panel._journey.reversed.emit()
    assert titles()[0] == "Birch - Leaf 1"
    panel.set_mode("similar")
    assert not panel._journey.isVisible()


def test_why_names_shares_and_sessions(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    assert panel._why._title.text().startswith(panel.answer.items[0].title)
    assert panel._why._shares.text().startswith("Leaf 5 +1.00")
    assert "of your sessions, last on" in panel._why._sessions.text()
    bridge = desk.song("Moss - Bridge")
    desk.selection.set_focus(bridge)
    assert panel._why._title.text().startswith("Bridge")


def test_never_together_is_said_with_what_links_them(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    desk.selection.set_focus(desk.song("Birch - Leaf 11"))
    text = panel._why._sessions.text()
    assert text.startswith("Never ")


def test_everything_is_shown_in_a_dialog(panel: RecommendPanel, desk: Any, qtbot: QtBot) -> None:
    desk.choose(LEAF)
    panel._why._all.click()
    from s2v_desktop.ui.dialogs.why_dialog import WhyDialog

    dialog = panel.findChild(WhyDialog)
    assert dialog is not None
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("January 2020" in text for text in texts)
    assert any("▸Leaf 5" in text for text in texts)
    dialog.close()


def test_the_context_menu_does_what_it_says(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    song = panel.answer.items[0].song
    menu = desk.actions.menu([song], panel)
    names = {action.objectName() for action in menu.actions() if action.objectName()}
    assert {"choose", "more", "less", "playlist", "copy", "uris", "hide-song", "hide-artist"} <= names
    next(action for action in menu.actions() if action.objectName() == "more").trigger()
    assert song in {seed.song for seed in desk.selection.seeds}
    services = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert isinstance(services, QMenu)
    assert desk.opened == []  # nothing is opened before a click
    for action in services.actions():
        action.trigger()
    assert len(desk.opened) == 4
    assert all(address.startswith("https://") for address in desk.opened)
    menu.deleteLater()


def test_hiding_takes_a_song_out_at_once_and_undo_brings_it_back(
    panel: RecommendPanel, desk: Any, titles: Titles
) -> None:
    desk.choose(LEAF)
    first = titles()[0]
    panel._why._buttons["hide"].click()
    assert first not in titles()
    assert panel.answer.removed is not None
    assert panel.answer.removed["hidden"] == 1
    desk.undo.undo()
    assert titles()[0] == first
    desk.actions.do("hide-artist", [desk.song("Birch - Leaf 1")])
    assert not any(name.startswith("Birch") for name in titles())
    desk.library.reload()
    assert not any(name.startswith("Birch") for name in titles())


def test_what_is_kept_out_of_taste_stays_in_lists(panel: RecommendPanel, desk: Any, titles: Titles) -> None:
    panel.set_mode("taste")
    panel._taste.set_choice(TasteChoice(variant="facets"))
    desk.actions.do("untaste-artist", [desk.song(LEAF)])
    assert {name.split(" - ")[0] for name in titles()[:3]} <= {"Birch", "Moss"}
    panel.set_mode("similar")
    desk.choose(LEAF)
    assert titles()[0].startswith("Ash")


def test_more_and_less_are_seeds_that_can_be_undone(panel: RecommendPanel, desk: Any) -> None:
    desk.choose(LEAF)
    song = panel.answer.items[0].song
    panel._why._buttons["less"].click()
    assert desk.selection.seeds[-1] == Seed(song, -1.0)
    desk.actions.do("more", [song])
    assert desk.selection.seeds[-1] == Seed(song, 1.0)
    desk.undo.undo()
    desk.undo.undo()
    assert [seed.song for seed in desk.selection.seeds] == [desk.song(LEAF)]


def test_it_begins_with_what_the_quality_report_found_best(desk: Any, qtbot: QtBot) -> None:
    figures = dict.fromkeys(("hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs"), 0.5)
    report = {
        "methods": {"next": figures}, "against": {}, "default": "next", "default_taste": "taste-facets", "cases": 10,
        "coverage": 1.0,
    }  # fmt: skip
    reports.save(desk.library.folder, desk.library.model.info.id, report)
    panel = RecommendPanel(desk.library, desk.selection, desk.actions)
    qtbot.addWidget(panel)
    assert panel.mode == "next"
    assert panel._taste.choice.variant == "facets"
    assert panel._taste._variant.currentText() == "Facets (best here)"
    panel.set_mode("similar")
    desk.library.reload()
    assert panel.mode == "similar"
