"""The picture of a map: labelled, without a window, leaving nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.picture import paint_map
from s2v_desktop.ui.theme import DARK, LIGHT, Theme


class Songs:
    """A catalogue of forty songs by four artists."""

    plays = np.arange(1, 41, dtype=np.int32)
    artist_index = (np.arange(40) % 4).astype(np.int32)
    first_day = last_day = np.full(40, 15_000, dtype=np.int32)
    artists = ("A", "B", "C", "D")

    def title(self, index: int) -> str:
        """Title of a song."""
        return f"Song {index}"

    def artist(self, index: int) -> str:
        """Artist of a song."""
        return self.artists[index % 4]


def two_groups() -> np.ndarray:
    """Twenty songs at the left, twenty at the right."""
    positions = np.random.default_rng(0).normal(0, 1, (40, 2)).astype(np.float32)
    positions[20:, 0] += 30
    return positions


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_picture_shows_both_groups_in_their_colours(qapp: QApplication, theme: Theme) -> None:
    content = MapContent(Songs(), np.arange(40), None, "gone")
    areas = [Area("Left", 0.0, 0.0, 3.0, 0, 0), Area("Right", 30.0, 0.0, 3.0, 0, 1)]
    picture = paint_map(content, two_groups(), areas, (np.arange(40) // 20).astype(np.int32), (800, 400), theme)
    assert (picture.width(), picture.height()) == (800, 400)
    assert picture.pixelColor(2, 2).name() == theme.map
    left = {picture.pixelColor(x, y).name() for x in range(40, 120) for y in range(120, 280)}
    assert len(left) > 10, "points and letters"
    assert picture.pixelColor(400, 200).name() == theme.map, "nothing lies between"


def test_a_vanished_song_is_drawn_without_a_name(qapp: QApplication) -> None:
    rows = np.arange(40)
    rows[3] = -1
    content = MapContent(Songs(), rows, None, "gone")
    assert content.title(3) == "gone"
    assert content.plays[3] == 0
    assert not paint_map(content, two_groups(), [], np.full(40, -1, np.int32), (300, 200), DARK).isNull()


SCRIPT = """
import json, os, sys
from pathlib import Path
import numpy as np
from PySide6.QtCore import QCoreApplication
from s2v_desktop.ui import picture

class Stored:
    folder = Path(sys.argv[1]) / "models" / "m" / "maps" / "1"
    positions = np.random.default_rng(0).normal(0, 1, (40, 2)).astype(np.float32)
    trust = np.ones(40, np.float32)
    member = np.zeros(40, np.int32)
    regions = ()

class Catalogue:
    plays = np.arange(1, 41, dtype=np.int32)
    artist_index = np.zeros(40, np.int32)
    first_day = last_day = np.zeros(40, np.int32)
    artists = ("A",)
    def title(self, index): return "Song"
    def artist(self, index): return "A"
    def index_of(self, songs): return np.asarray(songs)

os.environ.pop("QT_QPA_PLATFORM", None)
for name in ("one.png", "two.png"):
    picture.draw_map_picture(Catalogue(), Stored(), Path(sys.argv[1]) / name, (320, 200))
heavy = [m for m in ("pyqtgraph", "gensim", "sklearn", "scipy", "openTSNE") if m in sys.modules]
print(json.dumps({
    "application": QCoreApplication.instance() is None,
    "platform": "QT_QPA_PLATFORM" not in os.environ,
    "heavy": heavy,
}))
"""


def test_without_an_application_one_is_made_and_taken_away(tmp_path: Path) -> None:
    model = tmp_path / "models" / "m"
    model.mkdir(parents=True)
    np.save(model / "songs.npy", np.arange(40, dtype=np.int64))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"application": True, "platform": True, "heavy": []}
    for name in ("one.png", "two.png"):
        assert QImage(str(tmp_path / name)).width() == 320
