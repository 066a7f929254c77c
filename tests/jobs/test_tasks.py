"""The bodies of the jobs, in this process: what they give, and that a cancelled one leaves no trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import obvious
import pytest

from s2v_desktop.core.errors import BadRequest, NoModel, TooLittleData
from s2v_desktop.core.progress import Cancelled
from s2v_desktop.core.types import Float32
from s2v_desktop.jobs import inline
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore


class Watching:
    """Remembers what it is told; raises `Cancelled` at a chosen look."""

    stopping = False

    def __init__(self, cancel_at: int | None = None) -> None:
        self.looks = 0
        self.cancel_at = cancel_at
        self.stages: list[str] = []
        self.frames: list[tuple[int, Float32]] = []
        self.kept: list[dict[str, Any]] = []

    @property
    def cancelled(self) -> bool:
        return self.cancel_at is not None and self.looks >= self.cancel_at and not self.kept

    def plan(self, stages: dict[str, float]) -> None:
        assert all(weight > 0 for weight in stages.values())

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.check()
        if stage not in self.stages:
            self.stages.append(stage)

    def check(self) -> None:
        self.looks += 1
        if self.cancelled:
            raise Cancelled

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        self.check()
        self.frames.append((step, positions))

    def keep(self, result: dict[str, Any]) -> None:
        self.kept.append(result)


def do(job: str, library: Path, monitor: Watching | None = None, **spec: Any) -> dict[str, Any]:
    return inline.run(job, {"library": str(library), **spec}, monitor or Watching())


@pytest.fixture
def library(tmp_path: Path) -> Path:
    place = tmp_path / "library"
    inline.run("import", obvious.spec(place, obvious.write(tmp_path / "plays.csv")), Watching())
    return place


def small(library: Path, monitor: Watching | None = None, **spec: Any) -> dict[str, Any]:
    return do("train", library, monitor, preset="quick", parameters={"vector_size": 8, "epochs": 4}, **spec)


def test_import_gives_its_keys_and_its_sums(tmp_path: Path) -> None:
    monitor = Watching()
    spec = obvious.spec(tmp_path / "library", obvious.write(tmp_path / "plays.csv"))
    result = inline.run("import", spec, monitor)
    assert set(result) == {"batch", "rows", "plays", "duplicates", "skipped", "warnings", "files"}
    assert result["rows"] == obvious.ROWS == result["plays"] + result["duplicates"] + sum(result["skipped"].values())
    assert monitor.kept == [result]
    again = inline.run("import", spec, Watching())
    assert again["plays"] == 0
    assert again["duplicates"] == obvious.ROWS


def test_a_dry_run_stores_nothing(library: Path, tmp_path: Path) -> None:
    before = fingerprint(library)
    monitor = Watching()
    spec = {**obvious.spec(library, obvious.write(tmp_path / "more.csv", 900)), "dry_run": True}
    result = inline.run("import", spec, monitor)
    assert result["batch"] is None
    assert result["plays"] == obvious.ROWS
    assert monitor.kept == []
    assert fingerprint(library) == before


def test_undo_brings_every_figure_back(library: Path, tmp_path: Path) -> None:
    with Library.open(library) as opened:
        before = opened.info()
    batch = inline.run("import", obvious.spec(library, obvious.write(tmp_path / "more.csv", 900)), Watching())["batch"]
    assert do("undo", library, batch=batch) == {"plays_removed": obvious.ROWS}
    with Library.open(library) as opened:
        assert opened.info() == before
    with pytest.raises(BadRequest):
        do("undo", library, batch=batch)


def test_training_stores_a_model_of_two_groups(library: Path) -> None:
    monitor = Watching()
    result = do("train", library, monitor, seed=3)
    assert {"model", "songs", "sessions", "seconds", "parameters"} <= set(result)
    assert result["songs"] == 2 * obvious.SONGS
    assert result["sessions"] == obvious.SESSIONS
    assert result["parameters"]["seed"] == 3
    model = ModelStore(library).load(result["model"])
    unit = model.vectors.w1 / np.linalg.norm(model.vectors.w1, axis=1, keepdims=True)
    with Library.open(library) as opened:
        rows = opened.connection.execute("SELECT song.id, artist.name FROM song JOIN artist ON artist.id = song.artist")
        artist = dict(rows.fetchall())
    group = np.array([artist[int(song)] for song in model.vectors.songs])
    same = group[:, None] == group[None, :]
    assert (unit @ unit.T)[same].mean() > (unit @ unit.T)[~same].mean() + 0.3


def test_what_training_refuses(library: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        do("train", library, parameters={"magic": "1"})
    with pytest.raises(BadRequest):
        do("train", library, preset="instant")
    with pytest.raises(BadRequest):
        do("train", library, seed=1, parameters={"seed": "2"})
    with pytest.raises(TooLittleData):
        do("train", library, parameters={"min_count": "900"})
    assert ModelStore(library).list() == []


def test_a_map_is_drawn_while_it_is_made_and_stored(library: Path) -> None:
    trained = small(library)
    monitor = Watching()
    result = do("map", library, monitor)
    assert {"model", "map", "songs", "seconds", "kl_divergence", "trust"} <= set(result)
    assert result["model"] == trained["model"]
    assert monitor.frames[0][0] == 0
    stored = ModelStore(library).load_map(result["model"], result["map"])
    np.testing.assert_array_equal(monitor.frames[-1][1], stored.positions)
    assert stored.positions.shape == (trained["songs"], 2)
    assert 0.0 <= result["trust"] <= 1.0
    assert result["trust"] == pytest.approx(float(stored.trust.mean()))


def test_a_newer_map_begins_where_the_songs_stood(library: Path) -> None:
    small(library)
    first = do("map", library)
    old = ModelStore(library).load_map(first["model"])
    small(library, seed=9)
    monitor = Watching()
    second = do("map", library, monitor)
    assert second["model"] != first["model"]
    old_songs = ModelStore(library).load(first["model"]).vectors.songs
    new_songs = ModelStore(library).load(second["model"]).vectors.songs
    assert sorted(old_songs) == sorted(new_songs)
    place = {int(song): old.positions[row] for row, song in enumerate(old_songs)}
    begun = np.array([place[int(song)] for song in new_songs])
    np.testing.assert_allclose(monitor.frames[0][1], begun, atol=1e-3)


def test_what_the_map_refuses(library: Path) -> None:
    with pytest.raises(NoModel):
        do("map", library)
    small(library)
    with pytest.raises(NoModel):
        do("map", library, model="20000101-000000-dead")
    with pytest.raises(BadRequest):
        do("map", library, parameters={"magic": 1})


def test_doctor(library: Path) -> None:
    before = fingerprint(library)
    assert do("doctor", library) == {"ok": True, "problems": []}
    assert fingerprint(library) == before


@pytest.mark.parametrize("job", ["import", "undo", "train", "map"])
def test_cancelling_at_any_look_changes_nothing(job: str, library: Path, tmp_path: Path) -> None:
    small(library)
    specs: dict[str, dict[str, Any]] = {
        "import": obvious.spec(library, obvious.write(tmp_path / "more.csv", 900)),
        "undo": {"batch": 1},
        "train": {"preset": "quick", "parameters": {"vector_size": 8, "epochs": 2}},
        "map": {"parameters": {"steps": 20, "early_steps": 10}},
    }
    before = fingerprint(library)
    look, cancelled = 1, 0
    while True:
        monitor = Watching(look)
        try:
            inline.run(job, {"library": str(library), **specs[job]}, monitor)
        except Cancelled:
            assert monitor.kept == []
            assert fingerprint(library) == before, f"cancelled at look {look}, in {monitor.stages[-1:]}"
            cancelled += 1
            look += 1 if look < 12 else look // 4
        else:
            break
    assert cancelled >= 3
    assert len(monitor.kept) == 1
    assert fingerprint(library) != before
