"""The list of seeds: gives way in a low window, and keeps names of every script in order."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from s2v_desktop.ui.panels.seed_list import SeedList
from s2v_desktop.ui.selection import Seed


def test_many_seeds_give_way_in_a_low_window(qtbot: QtBot) -> None:
    seeds = SeedList()
    qtbot.addWidget(seeds)
    seeds.show_seeds(tuple((Seed(number), f"Song {number}", "Somebody", True) for number in range(9)))
    assert seeds.minimumSizeHint().height() < 100
    seeds.resize(300, 400)
    seeds.show()
    assert seeds._area.height() == 6 * seeds.rows[0].height()


def test_a_name_from_right_to_left_does_not_move_what_stands_around_it(qtbot: QtBot) -> None:
    seeds = SeedList()
    qtbot.addWidget(seeds)
    seeds.show_seeds(((Seed(1), "نسم", "A", True), (Seed(2), "\u202eevil", "<b>B</b>", True)))
    assert [row._name.text() for row in seeds.rows] == ["\u2068نسم\u2069 · A", "evil · <b>B</b>"]
