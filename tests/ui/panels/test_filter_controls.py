"""Every control of the filters: what it changes, what it takes out of a real list, and that it shows what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.store import catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.listeners import hide
from s2v_desktop.ui.panels.filter_controls import FilterControls, Places
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.question import NOBODY, FilterChoice
from tests import two_groups

LEAF = "Ash - Leaf 5"
LIVE = "Ash - Leaf 1 (Live)"
LONG_AGO = "Birch - Leaf 9"
PLACES = Places(("Ann", "Bob & co"), ((0, "Ash"), (1, "Birch")), one_artist=False, period=True)


@pytest.fixture
def controls(qtbot: QtBot) -> FilterControls:
    made = FilterControls()
    qtbot.addWidget(made)
    made.set_places(PLACES)
    return made


def use(controls: FilterControls, name: str, value: object) -> None:
    """Set a control as a hand would."""
    if name in controls._boxes:
        assert controls._boxes[name].isChecked() is not value
        controls._boxes[name].click()
    elif name in controls._combos:
        combo = controls._combos[name]
        combo.setCurrentIndex(combo.findData(value))
    else:
        assert isinstance(value, float)
        controls._sliders[name].setValue(round(value * 100))


CHANGES = {
    "hide_seeds": False,
    "fold": False,
    "artists_apart": True,
    "forgotten": True,
    "in_period": True,
    "rare": True,
    "per_artist": 2,
    "new_to": 1,
    "rest_days": 1825,
    "min_plays": 5,
    "played_by": 1,
    "region": 1,
    "adventurous": 0.8,
    "diversity": 1.0,
}


def test_every_filter_has_a_control() -> None:
    shuffled = {"shuffle"}  # a button of the card
    assert set(CHANGES) | shuffled == {one.name for one in fields(FilterChoice)}


@pytest.mark.parametrize(("name", "value"), CHANGES.items())
def test_a_control_changes_its_field_only_and_shows_it(controls: FilterControls, name: str, value: object) -> None:
    told: list[FilterChoice] = []
    controls.changed.connect(lambda: told.append(controls.choice))
    use(controls, name, value)
    wanted = replace(FilterChoice(), **{name: value})  # type: ignore[arg-type]
    assert told == [wanted]
    assert wanted.changed == 1
    controls.set_choice(FilterChoice())
    assert controls.choice == FilterChoice()
    controls.set_choice(wanted)
    assert controls.choice == wanted
    shown = controls._boxes.get(name) or controls._combos.get(name) or controls._sliders[name]
    assert value in (
        getattr(shown, "isChecked", lambda: None)(),
        getattr(shown, "currentData", lambda: None)(),
        getattr(shown, "value", lambda: -100)() / 100,
    )


def test_several_filters_are_kept_side_by_side(controls: FilterControls) -> None:
    for name, value in CHANGES.items():
        use(controls, name, value)
    assert controls.choice == FilterChoice(**CHANGES)  # type: ignore[arg-type]


def artist(titles: list[str]) -> list[str]:
    return [title.split(" - ")[0] for title in titles]


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("hide_seeds", False, lambda t: LEAF not in t, lambda t: LEAF in t),
        ("fold", False, lambda t: LIVE not in t, lambda t: {LIVE, "Ash - Leaf 1"} <= set(t)),
        ("artists_apart", True, lambda t: artist(t)[:2] == ["Ash"] * 2, lambda t: len(set(artist(t)[:2])) == 2),
        ("forgotten", True, lambda t: len(t) > 20, lambda t: t == [LONG_AGO]),
        ("in_period", True, lambda t: "Ash - Leaf 11" in t, lambda t: "Ash - Leaf 11" not in t and "Ash - Leaf 3" in t),
        ("per_artist", 2, lambda t: artist(t).count("Ash") > 2, lambda t: artist(t).count("Ash") == 2),
        ("new_to", 1, lambda t: "Birch" in artist(t), lambda t: set(artist(t)) == {"Ash"}),
        ("rest_days", 365, lambda t: len(t) > 20, lambda t: t == [LONG_AGO]),
        ("min_plays", 5, lambda t: "Moss" in artist(t), lambda t: "Ash" in artist(t) and "Moss" not in artist(t)),
        ("played_by", 1, lambda t: "Ash" in artist(t), lambda t: set(artist(t)) == {"Birch", "Moss"}),
        ("region", 1, lambda t: "Ash" in artist(t), lambda t: set(artist(t)) == {"Birch"}),
        ("adventurous", 1.0, lambda t: t[0] == "Ash - Leaf 6", lambda t: t[0] == "Ash - Leaf 4"),
        ("diversity", 1.0, lambda t: t[1] == "Ash - Leaf 4", lambda t: t[1] == "Ash - Leaf 1"),
    ],
)
def test_a_control_changes_the_list(
    panel: RecommendPanel, desk: Any, titles: Callable[[], list[str]], name: str, value: object,
    before: Callable[[list[str]], bool], after: Callable[[list[str]], bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if name == "region":
        two_groups.draw(desk.library.folder)
        desk.library.reload_map()
    if name == "rest_days":  # the songs were last played ten days before this "today"
        day = int(desk.library.catalogue.last_day.max()) + 10
        monkeypatch.setattr("s2v_desktop.ui.answering.today", lambda: day)
    if name in ("rest_days", "forgotten"):  # one song was played often, and more than a year before all others
        facts, row = desk.library.facts, desk.library.row_of(desk.song(LONG_AGO))
        mine = np.arange(len(facts.plays)) == row
        desk.library.facts = replace(
            facts, plays=np.where(mine, 99, facts.plays), last_day=facts.last_day - 400 * mine.astype(np.int32)
        )
    desk.choose(LEAF)
    first = two_groups.START.toordinal() - date(1970, 1, 1).toordinal()
    panel.set_period(first, first + 3)
    assert before(titles()), titles()
    use(panel._filters.popup.controls, name, value)
    assert after(titles()), titles()
    assert panel._filters.text() == "Filters · 1"


def test_what_left_nothing_is_listed_and_can_be_reset(panel: RecommendPanel, desk: Any) -> None:
    assert panel._nothing.isHidden()  # there is no seed yet: that is no filter's doing
    desk.choose(LEAF)
    use(panel._filters.popup.controls, "new_to", -1)
    assert panel._table.isHidden()
    assert "played before" in panel._nothing._lines.text()
    panel._nothing._button.click()
    assert panel.answer.items
    assert panel._nothing.isHidden()
    assert not panel._table.isHidden()
    for label in ("Ash - Leaf 1", "Birch - Leaf 1", "Moss - Bridge"):
        desk.hiding.hide("artist", desk.song(label), lists=True)
    assert "hidden" in panel._nothing._lines.text()
    assert panel._nothing._button.isHidden()  # no filter was changed


def test_listeners_and_regions_that_are_gone_are_taken_back(controls: FilterControls) -> None:
    for name in ("new_to", "played_by", "region"):
        use(controls, name, 1)
    told: list[FilterChoice] = []
    controls.changed.connect(lambda: told.append(controls.choice))
    controls.set_places(Places(("Ann",), ((0, "Ash"),)))
    assert controls.choice == FilterChoice()
    assert told == [FilterChoice()]
    controls.set_places(Places(("Ann",), ((0, "Ash"),)))
    assert len(told) == 1
    assert controls._combos["new_to"].findData(NOBODY) == 0


def test_who_is_hidden_cannot_be_chosen(controls: FilterControls) -> None:
    controls.set_places(Places(("Ann", "", "Cem"), (), one_artist=False, period=False))
    combo = controls._combos["played_by"]
    assert [(combo.itemText(at), combo.itemData(at)) for at in range(combo.count())] == [
        ("Anybody", -1), ("Ann", 0), ("Cem", 2),
    ]  # fmt: skip


def test_a_hidden_listener_is_not_part_of_everybodys_taste(
    panel: RecommendPanel, desk: Any, titles: Callable[[], list[str]]
) -> None:
    panel.set_mode("taste")
    assert panel._taste._listener.count() == 3
    use_taste = replace(panel._taste.choice, listener=1)
    panel._taste.set_choice(use_taste)
    with Library.open(desk.library.folder) as library, library.writing() as connection:
        hide(connection, library.connection.execute("SELECT id FROM listener WHERE name = 'Bob'").fetchone()[0], True)
    with Library.open(desk.library.folder) as library:
        catalogue.write(library, Silent())
    desk.library.reload_catalogue()
    assert panel._taste.choice.listener == -1
    assert [panel._taste._listener.itemData(at) for at in range(panel._taste._listener.count())] == [-1, 0]
    assert set(artist(titles()[:8])) == {"Ash"}


def test_what_makes_no_sense_is_not_offered(controls: FilterControls) -> None:
    offered = {name: not combo.isHidden() for name, combo in controls._combos.items()}
    assert all(offered.values())
    assert controls._boxes["in_period"].isEnabled()
    controls.set_places(Places(("Ann",), (), one_artist=True, period=False))
    gone = {name for name, combo in controls._combos.items() if combo.isHidden()}
    assert gone == {"per_artist", "played_by", "region"}
    assert controls._boxes["artists_apart"].isHidden()
    assert not controls._boxes["in_period"].isEnabled()
    assert {name for name, label in controls._names.items() if label.isHidden()} == gone


def test_names_of_listeners_are_shown_as_they_are(controls: FilterControls) -> None:
    combo = controls._combos["new_to"]
    assert [combo.itemText(at) for at in range(combo.count())] == ["Does not matter", "Anybody", "Ann", "Bob & co"]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in controls.findChildren(QLabel))
