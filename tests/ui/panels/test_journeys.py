"""Journeys in the panel: the filters of other lists hold on the way, and among many songs the window answers on."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.panels import recommend_panel
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import FilterChoice, JourneyChoice
from tests import two_groups

Titles = Callable[[], list[str]]
LEAF, END = "Ash - Leaf 5", "Birch - Leaf 4"


@pytest.fixture
def walked(panel: RecommendPanel, desk: Any) -> RecommendPanel:
    """A long journey from one group to the other, with a map."""
    two_groups.draw(desk.library.folder)
    desk.library.reload()
    panel.set_mode("journey")
    panel._journey.set_choice(JourneyChoice(length=25))
    desk.choose(LEAF, END)
    return panel


def filtered(panel: RecommendPanel, **wish: Any) -> None:
    panel._filters.popup.controls.set_choice(replace(FilterChoice(), **wish))


@pytest.mark.parametrize(
    ("wish", "broken"),
    [
        ({"new_to": 1}, lambda way: any(one.startswith(("Birch", "Moss")) for one in way)),
        ({"played_by": 0}, lambda way: any(one.startswith("Birch") for one in way)),
        ({"region": 1}, lambda way: any(one.startswith("Ash") for one in way)),
        ({"min_plays": 5}, lambda way: "Moss - Bridge" in way),
        ({"rest_days": 1_000_000}, lambda way: len(way) > 0),
        ({"forgotten": True}, lambda way: "Moss - Bridge" in way),
        ({"in_period": True}, lambda way: any(one.startswith("Birch") for one in way)),
        ({"per_artist": 2}, lambda way: sum(one.startswith("Ash") for one in way) > 1),
        ({"artists_apart": True}, lambda way: any(a[:3] == b[:3] for a, b in itertools.pairwise(way))),
    ],
)
def test_each_filter_holds_on_the_way(
    walked: RecommendPanel, titles: Titles, wish: dict[str, Any], broken: Callable[[list[str]], bool]
) -> None:
    walked.set_period(18262, 18262)  # 1 January 2020: Ann's first evening
    filtered(walked, fold=False)
    assert len(titles()) == 25
    assert broken(titles()[1:-1])
    filtered(walked, **wish)
    assert not broken(titles()[1:-1])
    assert (titles()[0], titles()[-1]) == (LEAF, END)


def test_versions_are_folded_and_what_was_taken_out_is_said(walked: RecommendPanel, titles: Titles) -> None:
    both = {"Ash - Leaf 1", "Ash - Leaf 1 (Live)"}
    assert len(both & set(titles())) == 1
    filtered(walked, fold=False)
    assert both <= set(titles())
    filtered(walked, min_plays=5)
    assert walked.answer.removed is not None
    assert walked.answer.removed["few plays"] > 0
    assert "played too seldom" in walked._filters.popup._removed.text()


def test_what_has_no_meaning_on_a_journey_is_not_offered(walked: RecommendPanel) -> None:
    popup = walked._filters.popup
    seeds, varied = popup.controls._boxes["hide_seeds"], popup.controls._sliders["diversity"]
    assert [one.isEnabled() for one in (seeds, varied, popup._another)] == [False] * 3
    walked.set_mode("taste")
    assert not seeds.isEnabled()
    assert varied.isEnabled()
    walked.set_mode("similar")
    assert seeds.isEnabled()
    assert popup._another.isEnabled()


def test_among_many_songs_the_way_is_found_in_turns(
    panel: RecommendPanel, desk: Any, titles: Titles, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommend_panel, "_WALKED_AT_ONCE", 3)
    desk.choose(LEAF, END)
    before = titles()
    panel.set_mode("journey")
    assert titles() == before  # until the way is found
    assert panel._sentence.text() == "Looking for the way…"
    qtbot.waitUntil(lambda: panel.answer.smallest is not None)
    assert (titles()[0], titles()[-1]) == (LEAF, END)
    assert "small steps" in panel._sentence.text()


def test_another_question_stops_the_search(
    panel: RecommendPanel, desk: Any, titles: Titles, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommend_panel, "_WALKED_AT_ONCE", 3)
    desk.choose(LEAF, END)
    panel.set_mode("journey")
    panel.set_mode("similar")
    found = titles()
    assert not panel._turning.running
    desk.choose(LEAF)  # one song alone is no journey
    panel.set_mode("journey")
    qtbot.waitUntil(lambda: "two songs or more" in panel._sentence.text())
    assert found
    assert titles() == []
