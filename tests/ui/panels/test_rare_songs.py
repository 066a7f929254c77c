"""Rare songs: recommended only when asked for, marked in words, usable as seeds, faint on the map."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from s2v_desktop.core.errors import ModelDamaged
from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui.map.rare_songs import RareSongs, draw_faint, places_beside
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.models.song_table import ARTIST_ROLE, TITLE, SongTable
from s2v_desktop.ui.panels.library_panel import LibraryPanel
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import FilterChoice, TasteChoice
from s2v_desktop.ui.theme import DARK
from tests import two_groups

RARE = ("Ash - Leaf 6", "Moss - Bridge")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, with two songs that were not learnt."""
    folder = two_groups.make_library(tmp_path_factory.mktemp("rare") / "Library")
    two_groups.save_model(folder, RARE)
    two_groups.draw(folder)
    return folder


@pytest.fixture
def panel(qtbot: QtBot, desk: Any) -> RecommendPanel:
    panel = RecommendPanel(desk.library, desk.selection, desk.actions)
    qtbot.addWidget(panel)
    return panel


def names(panel: RecommendPanel, desk: Any) -> list[str]:
    return [desk.name(item.song) for item in panel.answer.items]


def wish(panel: RecommendPanel, **more: Any) -> None:
    panel._filters.popup.controls.set_choice(replace(FilterChoice(), **more))


def test_they_are_recommended_only_when_asked_for_and_say_so(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 5")
    assert not set(RARE) & set(names(panel, desk))
    plain = {item.song: item.cosine for item in panel.answer.items}
    wish(panel, rare=True)
    assert names(panel, desk)[:2] == ["Ash - Leaf 6", "Ash - Leaf 4"]
    assert [item.placed for item in panel.answer.items[:2]] == [True, False]
    assert {item.song: item.cosine for item in panel.answer.items if not item.placed} == pytest.approx(plain)
    model = panel._table.model()
    assert model.index(0, 1).data(ARTIST_ROLE) == "Ash · rare"
    assert model.index(1, 1).data(ARTIST_ROLE) == "Ash"
    assert ", rare," in model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert panel.making() is None  # the map has no such rows
    rare = panel.answer.items[0]
    shares, _, _ = panel.asker.explain(panel.answer, rare)
    assert shares[0] == (desk.song("Ash - Leaf 5"), pytest.approx(rare.cosine))
    wish(panel)
    assert not set(RARE) & set(names(panel, desk))


def test_of_very_many_those_played_most_can_be_recommended(
    panel: RecommendPanel, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("s2v_desktop.ui.placed.MOST", 1)
    desk.choose("Ash - Leaf 5")
    wish(panel, rare=True)
    plays = {name: int(desk.library.catalogue.plays[desk.library.catalogue.find(name)]) for name in RARE}
    assert [desk.name(item.song) for item in panel.answer.items if item.placed] == [max(RARE, key=plays.__getitem__)]


def test_in_a_large_model_they_are_made_ready_between_events(
    qtbot: QtBot, panel: RecommendPanel, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("s2v_desktop.ui.panels.recommend_panel._WALKED_AT_ONCE", 0)
    monkeypatch.setattr("s2v_desktop.ui.placed._TURN", 3)
    desk.choose("Ash - Leaf 5")
    wish(panel, rare=True)
    assert not set(RARE) & set(names(panel, desk))  # the list before stays until then
    assert "rare" in panel._sentence.text()
    qtbot.waitUntil(lambda: names(panel, desk)[0] == "Ash - Leaf 6")
    wish(panel)
    wish(panel, rare=True)
    assert names(panel, desk)[0] == "Ash - Leaf 6"  # ready now


def test_a_rare_song_can_be_a_seed_without_bringing_others(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Moss - Bridge")
    assert panel.answer.items
    assert not set(RARE) & set(names(panel, desk))
    assert not any(item.placed for item in panel.answer.items)
    assert "hidden" not in (panel.answer.removed or {}) or not panel.answer.removed["hidden"]  # type: ignore[index]
    row = panel._seeds.rows[0]
    assert "rare" in row._name.text()
    assert row.weight.isEnabled()


@pytest.mark.parametrize("hide_seeds", [True, False])
def test_only_what_the_listener_hid_counts_as_hidden(panel: RecommendPanel, desk: Any, hide_seeds: bool) -> None:
    for name in ("Ash - Leaf 3", "Ash - Leaf 4"):
        desk.hiding.hide("song", desk.song(name), lists=True)
    wish(panel, hide_seeds=hide_seeds)
    for chosen in (["Moss - Bridge"], ["Moss - Bridge", "Ash - Leaf 5"], ["Moss - Bridge", "Ash - Leaf 6"]):
        desk.choose(*chosen)
        assert panel.answer.removed["hidden"] == 2  # type: ignore[index]


@pytest.mark.parametrize("variant", ["mean", "facets"])
def test_tastes_are_made_of_what_was_learnt(panel: RecommendPanel, desk: Any, variant: str) -> None:
    panel.set_mode("taste")
    panel._taste.set_choice(TasteChoice(variant=variant))
    before = panel.answer.taste
    wish(panel, rare=True)
    after = panel.answer.taste
    assert before is not None and after is not None  # noqa: PT018
    learnt = len(before.weights)
    assert np.array_equal(after.weights[:learnt], before.weights)
    assert not after.weights[learnt:].any()
    assert set(RARE) & set(names(panel, desk))
    panel._taste.set_choice(TasteChoice(variant="agreement"))
    assert panel.answer.items
    assert not any(item.placed for item in panel.answer.items)  # votes are cast for what was learnt


def test_filters_hold_for_them(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 5")
    wish(panel, rare=True, new_to=-1)
    assert not panel.answer.items  # all of them were played
    wish(panel, rare=True, region=0)
    assert panel.answer.items
    assert not any(item.placed for item in panel.answer.items)
    desk.hiding.hide("song", desk.song("Ash - Leaf 6"), lists=True)
    wish(panel, rare=True)
    assert "Ash - Leaf 6" not in names(panel, desk)


def test_a_journey_walks_over_what_was_learnt(panel: RecommendPanel, desk: Any) -> None:
    desk.choose("Ash - Leaf 1", "Ash - Leaf 9")
    panel.set_mode("journey")
    wish(panel, rare=True)
    assert panel.answer.items
    assert not any(item.placed for item in panel.answer.items)


def test_they_are_found_and_marked_in_the_table_of_songs(qtbot: QtBot, desk: Any) -> None:
    panel = LibraryPanel(desk.library, desk.selection)
    qtbot.addWidget(panel)
    table: SongTable = panel._model
    table.set_filter("bridge")
    table.set_joined(True)
    assert table.index(0, TITLE).data(ARTIST_ROLE) == "Moss · rare"
    assert "estimated" in table.index(0, TITLE).data(Qt.ItemDataRole.ToolTipRole)
    assert "rare" in table.index(0, TITLE).data(Qt.ItemDataRole.AccessibleTextRole)
    table.set_filter("Leaf 5")
    assert table.index(0, TITLE).data(ARTIST_ROLE) == "Ash"


class Canvas:
    """Remembers what it was told."""

    def set_faint(self, places: np.ndarray) -> None:
        """Take places."""
        self.places = places


def test_the_map_shows_them_beside_their_nearest_song(desk: Any) -> None:
    places = places_beside(desk.library)
    positions = np.asarray(desk.library.map.positions)
    assert places.shape == (2, 2)
    leaf = positions[desk.library.row_of(desk.song("Ash - Leaf 5"))]
    width = np.ptp(positions, axis=0).max()
    assert 0.005 * width < np.linalg.norm(places - leaf, axis=1).min() <= 0.025 * width
    canvas = Canvas()
    shown = RareSongs(desk.library, canvas)  # type: ignore[arg-type]
    shown.want(True)
    assert np.array_equal(canvas.places, places)
    shown.want(False)
    assert len(canvas.places) == 0


def test_they_are_painted_faintly(qtbot: QtBot) -> None:
    picture = QPixmap(40, 40)
    picture.fill(Qt.GlobalColor.black)
    painter = QPainter(picture)
    draw_faint(painter, np.array([[0.0, 0.0], [90.0, 0.0]], np.float32), View(0.0, 0.0, 1.0, 40, 40), DARK)
    painter.end()
    image = picture.toImage()
    assert 40 < image.pixelColor(20, 20).lightness() < 140
    assert image.pixelColor(5, 5).lightness() == 0


def test_a_model_of_an_older_program_places_none_on_the_map(desk: Any) -> None:
    folder = ModelStore(desk.library.folder).load(desk.library.model.info.id).folder
    (folder / "rare_near.npy").unlink()
    desk.library.reload()
    assert not len(desk.library.placed_songs)
    assert places_beside(desk.library).shape == (0, 2)
    shutil.rmtree(folder)


def test_a_damaged_model_is_said_when_it_is_read_and_not_while_a_panel_is_made(desk: Any) -> None:
    folder = ModelStore(desk.library.folder).load(desk.library.model.info.id).folder
    np.save(folder / "rare_near.npy", np.zeros(5, np.int32))
    with pytest.raises(ModelDamaged):
        desk.library.reload_model()
    assert len(desk.library.placed_songs) == len(RARE), "what was read before stays"
    shutil.rmtree(folder)


def test_damaged_rows_of_rare_songs_are_said_in_place_of_a_list(panel: RecommendPanel, desk: Any) -> None:
    folder = ModelStore(desk.library.folder).load(desk.library.model.info.id).folder
    np.save(folder / "rare_w1.npy", np.zeros((1, 7), np.float32))
    desk.choose("Ash - Leaf 5")
    wish(panel, rare=True)
    assert not panel.answer.items
    assert "damaged" in panel.answer.problem
    shutil.rmtree(folder)


def test_seeds_that_the_model_lacks_are_said_to_be_seeds(panel: RecommendPanel, desk: Any) -> None:
    catalogue = desk.library.catalogue
    bridge = catalogue.find("Moss - Bridge")
    catalogue.plays = np.where(np.arange(len(catalogue)) == bridge, 9, 0).astype(np.int32)
    assert desk.library.favourites() == []  # nobody begins with what they never played
    desk.selection.choose([987_654])
    assert panel.answer.problem.startswith("None of your seeds is in the model in use.")
    assert panel.answer.missing == (987_654,)
