"""Every song can be looked for on the map; those it does not have are answered in words, beside their kin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.off_the_map import OffTheMap
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.selection import Selection
from tests import two_groups

LATER = "user,time,artist,title\nAnn,2021-03-01T10:00:00Z,Ash,Late leaf\nAnn,2021-03-01T10:05:00Z,Zoe,Alone\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups; "Ash - Leaf 3" was too rare, and two songs were imported after the map was drawn."""
    place = tmp_path_factory.mktemp("off")
    made = two_groups.make_library(place / "Library")
    two_groups.save_model(made, ("Ash - Leaf 3",))
    two_groups.draw(made)
    later = place / "later.csv"
    later.write_text(LATER, encoding="utf-8")
    import_files(made, ImportRequest(paths=(later,), time_zone="UTC"), Silent())
    return made


@pytest.fixture
def library(qtbot: QtBot, folder: Path) -> OpenLibrary:
    """That library."""
    made = OpenLibrary(folder)
    made.reload()
    return made


@pytest.fixture
def panel(qtbot: QtBot, library: OpenLibrary) -> Iterator[MapPanel]:
    """Its map, where nothing is animated."""
    undo = QUndoStack()
    selection = Selection(undo)
    made = MapPanel(library, selection, Picked(selection, undo))
    made.setProperty("selection", selection)
    OffTheMap(library, made, selection, made)
    qtbot.addWidget(made)
    made.canvas.reduced_motion = True
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.canvas.settle()


def look_for(library: OpenLibrary, panel: MapPanel, label: str) -> str:
    """Ask for a song; gives what is said."""
    assert library.catalogue is not None
    song = int(library.catalogue.songs[library.catalogue.find(label)])
    panel.property("selection").show_on_map.emit(song)
    return panel.sentence.text


def test_a_rare_song_is_shown_beside_the_one_it_is_most_alike(panel: MapPanel, library: OpenLibrary) -> None:
    usual, before = panel.sentence.text, panel.canvas.zoom
    said = look_for(library, panel, "Ash - Leaf 3")
    assert said in {
        f"“Leaf 3” was played too rarely to be learnt. It belongs beside “Leaf {number}”." for number in (2, 4)
    }
    assert panel.canvas.zoom > before, "the view flies there"
    assert look_for(library, panel, "Birch - Leaf 5") == usual, "a song that is on the map needs no words"
    look_for(library, panel, "Ash - Leaf 3")
    panel.findChild(OffTheMap).end()
    assert panel.sentence.text == usual


def test_a_new_song_is_shown_among_the_songs_of_its_artist(panel: MapPanel, library: OpenLibrary) -> None:
    said = look_for(library, panel, "Ash - Late leaf")
    assert said == "“Late leaf” is not on this map yet. Songs by Ash are here; Rebuild map can place it."


def test_a_song_that_nothing_is_known_of_is_said_to_be_nowhere(panel: MapPanel, library: OpenLibrary) -> None:
    before = panel.canvas.view
    assert "nothing it was learnt from" in look_for(library, panel, "Zoe - Alone")
    assert panel.canvas.view == before
