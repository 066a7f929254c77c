"""The picture of a map: labelled, without a window, leaving nothing behind."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Failed
from s2v_desktop.ui import picture as module
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.picture import Sheet, draw_map_picture, refuse_size, run
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
    member = (np.arange(40) // 20).astype(np.int32)
    picture = Sheet.of(content, two_groups(), areas, member, (800, 400), theme).band(0, 400)
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
    sheet = Sheet.of(content, two_groups(), [], np.full(40, -1, np.int32), (300, 200), DARK)
    assert not sheet.band(0, 200).isNull()


def pixels(image: QImage) -> np.ndarray:
    """Colours, shape (height, width, 4)."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


@pytest.mark.parametrize("size", [(700, 500), (2600, 2000), (6600, 200)])
def test_bands_of_a_picture_fit_each_other(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    content = MapContent(Songs(), np.arange(40), None, "gone")
    areas = [Area("Left", 0.0, 0.0, 3.0, 0, 0), Area("Right", 30.0, 0.0, 3.0, 0, 1)]
    given = (content, two_groups(), areas, (np.arange(40) // 20).astype(np.int32), size, DARK)
    whole = pixels(Sheet.of(*given).band(0, size[1]))
    monkeypatch.setattr(module, "_BAND", size[0] * 37)
    sheet = Sheet.of(*given)
    bands = [pixels(sheet.band(top, height)) for top, height in sheet.bands()]
    assert len(bands) == -(-size[1] // 37)
    joined = np.concatenate(bands)
    assert np.abs(joined.astype(int) - whole).max() <= 8, "no seam: the last bit of a place may round otherwise"
    assert (joined != whole).any(axis=2).mean() < 0.002


class Shelf:
    """A library of one model, with one map of the forty songs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "models" / "m" / "maps" / "1"
        self.folder.mkdir(parents=True)
        np.save(folder / "models" / "m" / "songs.npy", np.arange(40, dtype=np.int64))
        self.positions, self.member = two_groups(), np.zeros(40, np.int32)
        self.trust, self.regions = np.ones(40, np.float32), ()


class Library(Songs):
    """The catalogue of that library."""

    def index_of(self, songs: np.ndarray) -> np.ndarray:
        """Places of song numbers."""
        return np.asarray(songs)


def test_a_picture_that_is_given_up_leaves_the_old_one(qapp: QApplication, tmp_path: Path) -> None:
    class Impatient(Silent):
        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            if done > 0:
                raise Cancelled

    stored, file = Shelf(tmp_path), tmp_path / "out" / "map.png"
    file.parent.mkdir()
    file.write_text("old")
    with pytest.raises(Cancelled):
        draw_map_picture(Library(), stored, file, (5000, 4000), monitor=Impatient())
    assert [one.name for one in file.parent.iterdir()] == ["map.png"]
    assert file.read_text() == "old"
    draw_map_picture(Library(), stored, file, (5000, 4000))
    assert QImage(str(file)).size().toTuple() == (5000, 4000)


@pytest.mark.parametrize(("size", "songs"), [((20, 500), 5), ((500, 40_000), 5), ((12_000, 12_000), 300_000)])
def test_a_picture_that_cannot_be_painted_is_refused_before_anything(size: tuple[int, int], songs: int) -> None:
    with pytest.raises(BadRequest, match="Nothing was written"):
        refuse_size(size, songs)
    refuse_size((12_000, 12_000), 200_000)


def test_a_child_knows_the_job_of_the_picture(tmp_path: Path) -> None:
    outcome = Child("picture", {"library": str(tmp_path), "path": str(tmp_path / "x.png"), "size": [300, 300]}).run(
        lambda message: None
    )
    assert isinstance(outcome, Failed)
    assert outcome.code == "no-model"
    assert list(inspect.signature(run).parameters) == ["spec", "monitor", "folder"]


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
