"""The panels on a library with an obvious answer (`tests.two_groups`), without jobs and without a map."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.edits import Edits
from s2v_desktop.ui.hiding import Hiding
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.playlists import Playlists
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.song_actions import SongActions
from tests import two_groups


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, made once."""
    return two_groups.make(tmp_path_factory.mktemp("panels") / "Library")


class Desk:
    """Everything a panel needs, joined as the workspace joins it."""

    def __init__(self, folder: Path) -> None:
        self.library = OpenLibrary(folder)
        self.library.reload()
        self.undo = QUndoStack()
        self.selection = Selection(self.undo)
        self.edits = Edits()
        self.hiding = Hiding(self.library, self.undo, self.edits)
        self.playlists = Playlists(self.library, self.undo, self.edits)
        self.actions = SongActions(self.library, self.selection, self.hiding, self.playlists)
        self.actions.open_wanted.disconnect()
        self.opened: list[str] = []
        self.actions.open_wanted.connect(lambda url: self.opened.append(url.toString()))

    def song(self, label: str) -> int:
        """Library song number of "Artist - Title"."""
        catalogue = self.library.catalogue
        assert catalogue is not None
        return int(catalogue.songs[catalogue.find(label)])

    def choose(self, *labels: str) -> None:
        """Make songs the seeds."""
        self.selection.choose([self.song(label) for label in labels])

    def name(self, song: int) -> str:
        """ "Artist - Title" of a song."""
        title, artist = self.library.name(song)
        return f"{artist} - {title}"


@pytest.fixture
def desk(qtbot: QtBot, made: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of the library: what a test writes stays with it."""
    folder = tmp_path / "Library"
    shutil.copytree(made, folder)
    desk = Desk(folder)
    yield desk
    desk.edits.finish()


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> RecommendPanel:
    """The recommendations, shown as wide as the dock is."""
    panel = RecommendPanel(desk.library, desk.selection, desk.actions)
    qtbot.addWidget(panel)
    panel.resize(356, 700)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def titles(panel: RecommendPanel) -> Callable[[], list[str]]:
    """What the list holds, as "Artist - Title"."""

    def read() -> list[str]:
        return [f"{item.artist} - {item.title}" for item in panel.answer.items]

    return read
