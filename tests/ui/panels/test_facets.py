"""The facets of a taste are shown by name, and one of them can be asked about alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import NOBODY, TasteChoice

Titles = Callable[[], list[str]]


@pytest.fixture
def facets(panel: RecommendPanel) -> RecommendPanel:
    """Facets of everybody: Ann's songs and Bob's."""
    panel.set_mode("taste")
    panel._taste.set_choice(TasteChoice(variant="facets"))
    return panel


def choose(panel: RecommendPanel, facet: int) -> None:
    combo = panel._taste._facet
    combo.setCurrentIndex(combo.findData(facet))


def test_they_are_named_with_their_share(facets: RecommendPanel) -> None:
    combo = facets._taste._facet
    assert combo.isVisible()
    assert combo.itemText(0) == "All 2 facets"
    assert all("Leaf" in combo.itemText(at) for at in (1, 2))
    shares = [int(combo.itemText(at).split(" %")[0]) for at in (1, 2)]
    assert 99 <= sum(shares) <= 101
    facets._taste.set_choice(TasteChoice(variant="mean"))
    assert combo.isHidden()


def test_one_of_them_brings_its_own_songs(facets: RecommendPanel, titles: Titles) -> None:
    both = titles()
    assert "From the facet around" in facets._why._sessions.text()
    lists = []
    for number in (0, 1):
        choose(facets, number)
        lists.append({one.split(" - ")[0] for one in titles()[:8]})
        assert "From the facet around" not in facets._why._sessions.text()
        assert facets._taste._facet.currentData() == number
    assert lists in ([{"Ash"}, {"Birch"}], [{"Birch"}, {"Ash"}])
    choose(facets, -1)
    assert titles() == both


def test_the_facet_of_another_taste_is_not_kept(facets: RecommendPanel) -> None:
    choose(facets, 1)
    facets._taste._fading.setCurrentIndex(1)
    assert facets._taste.choice.facet == -1
    choose(facets, 1)
    facets._taste.show_facets([(["Only one"], 1.0)])
    assert facets._taste.choice.facet == -1


def test_two_listeners_have_no_facets(facets: RecommendPanel, desk: Any) -> None:
    choose(facets, 1)
    facets._taste.set_choice(replace(facets._taste.choice, listener=0, other=1))
    assert facets._taste._facet.isHidden()
    facets._taste.set_choice(replace(facets._taste.choice, other=NOBODY))
    assert facets._taste._facet.isVisible()


def test_a_title_is_no_markup_and_cannot_turn_the_line(facets: RecommendPanel) -> None:
    facets._taste.show_facets([(["<b>x", "\u202eevil"], 0.5), (["Leaf"], 0.5)])
    combo = facets._taste._facet
    assert "\u202e" not in combo.itemText(1)
    assert "&lt;b&gt;" in combo.itemData(1, Qt.ItemDataRole.ToolTipRole)
