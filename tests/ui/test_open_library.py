"""The open library tells that its songs changed: all at once, or in turns between which the window answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.open_library import OpenLibrary


@pytest.fixture
def told(tmp_path: Path, qtbot: QtBot) -> tuple[OpenLibrary, list[str]]:
    library = OpenLibrary(tmp_path)
    heard: list[str] = []
    library.catalogue_changed.connect(lambda: heard.append("changed"))
    library.catalogue_drawn.connect(lambda: heard.append("drawn"))
    library.catalogue_answered.connect(lambda: heard.append("answered"))
    return library, heard


ALL = ["changed", "drawn", "answered"]


def test_at_once_everybody_is_told_before_it_returns(told: tuple[OpenLibrary, list[str]]) -> None:
    library, heard = told
    library.reload_catalogue()
    assert heard == ALL


def test_in_turns_nothing_is_told_before_it_returns(told: tuple[OpenLibrary, list[str]], qtbot: QtBot) -> None:
    library, heard = told
    library.reload_catalogue(in_turns=True)
    assert heard == []
    with qtbot.waitSignal(library.catalogue_answered):
        pass
    assert heard == ALL


def test_another_reload_begins_the_turns_anew(told: tuple[OpenLibrary, list[str]], qtbot: QtBot) -> None:
    library, heard = told
    library.reload_catalogue(in_turns=True)
    with qtbot.waitSignal(library.catalogue_drawn):
        pass
    library.reload_catalogue()
    assert heard == ["changed", "drawn", *ALL]


def test_nothing_is_told_after_the_end(told: tuple[OpenLibrary, list[str]]) -> None:
    library, heard = told
    library.reload_catalogue(in_turns=True)
    library.end()
    assert not library._turn.isActive()
    library._tell_next()
    assert heard == []
