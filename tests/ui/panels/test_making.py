"""What a list was made of, as the map will show it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import TasteChoice
from tests import two_groups


@pytest.fixture
def drawn(panel: RecommendPanel, desk: Any) -> RecommendPanel:
    two_groups.draw(desk.library.folder)
    desk.library.reload_map()
    return panel


def names(desk: Any, rows: np.ndarray) -> list[str]:
    return [desk.name(int(desk.library.space.songs[row])) for row in rows]


def test_seeds_mean_and_nearest_songs(drawn: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 2", "Ash - Leaf 4")
    desk.selection.negate(desk.song("Birch - Leaf 1"))
    made = drawn.making()
    assert made is not None
    assert sorted(names(desk, made.seeds)) == ["Ash - Leaf 2", "Ash - Leaf 4"]
    assert names(desk, made.minus) == ["Birch - Leaf 1"]
    assert [row for row, _ in made.targets] == [item.row for item in drawn.answer.items[:8]]
    assert made.targets[0][1].startswith(drawn.answer.items[0].title)
    positions = np.asarray(desk.library.map.positions)
    nearest = int(np.argmin(np.linalg.norm(positions - np.array(made.mean), axis=1)))
    assert names(desk, np.array([nearest]))[0].startswith("Ash")
    assert "negative" in made.said[1]


@pytest.mark.parametrize("mode", ["similar", "next"])
def test_every_mode_of_seeds_can_be_watched(drawn: RecommendPanel, desk: Any, mode: str) -> None:
    desk.choose("Ash - Leaf 2")
    drawn.set_mode(mode)
    made = drawn.making()
    assert made is not None
    assert ("played around" in made.said[2]) == (mode == "next")
    assert not drawn._steps.isHidden()


def test_a_taste_shows_the_songs_that_weigh_most(drawn: RecommendPanel, desk: Any) -> None:
    drawn.set_mode("taste")
    drawn._taste.set_choice(TasteChoice(variant="mean", listener=1))
    made = drawn.making()
    assert made is not None
    assert {name.split(" - ")[0] for name in names(desk, made.seeds)} <= {"Birch", "Moss"}
    assert "13 songs" in made.said[0]
    drawn._taste.set_choice(TasteChoice(variant="mean", listener=0, other=1))
    assert drawn.making() is not None


def test_what_has_no_mean_cannot_be_watched(drawn: RecommendPanel, desk: Any) -> None:
    assert drawn.making() is None  # nothing was asked
    assert drawn._steps.isHidden()
    drawn.set_mode("taste")
    for choice in (TasteChoice(variant="facets"), TasteChoice(listener=0, other=1, show="common")):
        drawn._taste.set_choice(choice)
        assert drawn.making() is None
    desk.choose("Ash - Leaf 2", "Birch - Leaf 2")
    drawn.set_mode("journey")
    assert drawn.answer.items
    assert drawn.making() is None


def test_without_a_map_there_is_nothing_to_watch(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 2")
    assert panel.answer.items
    assert panel.making() is None


def test_the_map_of_the_model_before_is_not_asked(drawn: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 2")
    stored = desk.library.map
    desk.library.map = dataclasses.replace(stored, info=dataclasses.replace(stored.info, model="another"))
    assert drawn.making() is None


def test_the_button_comes_with_the_map(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 2")
    assert panel._steps.isHidden()
    two_groups.draw(desk.library.folder)
    desk.library.reload_map()
    assert not panel._steps.isHidden()
