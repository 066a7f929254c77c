"""The map is drawn again with two numbers."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from s2v_desktop.ui.dialogs.redraw_map import RedrawMap


def test_both_numbers_are_told(qtbot: QtBot) -> None:
    dialog = RedrawMap(30, 1, 90, 60_000)
    qtbot.addWidget(dialog)
    assert "Nothing is learnt again" in dialog.note.text()
    dialog.perplexity.setValue(12)
    dialog.exaggeration.setValue(1.5)
    with qtbot.waitSignal(dialog.wanted) as told:
        dialog._on_draw()
    assert told.args == [12.0, 1.5]


def test_a_perplexity_beyond_the_stored_neighbours_is_said(qtbot: QtBot) -> None:
    dialog = RedrawMap(30, 1, 90, 60_000)
    qtbot.addWidget(dialog)
    dialog.perplexity.setValue(31)
    assert "takes longer" in dialog.note.text()
    assert "memory" in dialog.note.text(), "what it will need is said before it begins"
    dialog.perplexity.setValue(5000)
    assert dialog.perplexity.value() == 100
    dialog._on_usual()
    assert (dialog.perplexity.value(), dialog.exaggeration.value()) == (30, 1)
