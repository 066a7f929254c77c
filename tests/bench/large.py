"""A library as large as anybody's: made once by a real import, kept in the temporary folder for the next bench.

The songs come through a table and the real job. Vectors and map are made up (groups of songs near each other), because
a training and a map of 100,000 songs take minutes and change nothing about memory or about how long a window stalls.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from run import SOURCE

from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Float32, Int64, Neighbours, Vectors
from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore

PLAYS_PER_SONG = 4
SIZE = 100
GROUPS = 400
NEAREST = 30


@dataclass(frozen=True)
class Learnt:
    """What a training would have given."""

    vectors: Vectors
    counts: Int64


def library(songs: int) -> Path:
    """Folder of a library with so many songs, each of them on the map."""
    mark = hashlib.sha256(Path(__file__).read_bytes())
    for source in sorted((SOURCE / "s2v_desktop" / "store").iterdir()):
        if source.suffix in (".py", ".sql"):
            mark.update(source.read_bytes())
    place = Path(tempfile.gettempdir()) / f"s2v-bench-library-{songs}-{mark.hexdigest()[:12]}"
    if not (place / "models").is_dir():
        for old in place.parent.glob(f"s2v-bench-library-{songs}-*"):  # of other sources, or never finished
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="s2v-bench-") as scratch:
            made, file = Path(scratch) / "library", table(Path(scratch) / "history.csv", songs)
            outcome = Child("import", {"library": str(made), "paths": [str(file)]}).run(lambda message: None)
            if not isinstance(outcome, Done):
                raise RuntimeError(f"the import ended as {outcome}")
            add_model(made)
            shutil.copytree(made, place, dirs_exist_ok=True)
    return place


def table(path: Path, songs: int) -> Path:
    """Every song `PLAYS_PER_SONG` times, fifteen songs a session, ten songs an artist."""
    rng = np.random.default_rng(0)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("artist,title,album,time\n")
        moment = 1_200_000_000
        for turn in range(PLAYS_PER_SONG):
            for place, song in enumerate(rng.permutation(songs).tolist()):
                moment += 3600 if place % 15 == 0 else 200
                when = np.datetime64(moment, "s")
                file.write(f"The Ensemble {song // 10},Song {song} in blue,Album {song // 12},{when}Z\n")
            moment += turn
    return path


def add_model(folder: Path) -> None:
    """A made-up model of all songs, and its map."""
    catalogue = Catalogue.open(folder)
    songs = len(catalogue)
    rng = np.random.default_rng(1)
    group = rng.integers(GROUPS, size=songs)
    middles = rng.normal(size=(GROUPS, SIZE)).astype(np.float32)

    def vectors() -> Float32:
        return middles[group] + rng.normal(0, 0.5, (songs, SIZE)).astype(np.float32)

    near = Neighbours(
        rng.integers(songs, size=(songs, NEAREST)).astype(np.int32),
        np.sort(rng.random((songs, NEAREST)).astype(np.float32))[:, ::-1],
    )
    learnt = Learnt(Vectors(np.arange(songs, dtype=np.int64), vectors(), vectors()), np.full(songs, PLAYS_PER_SONG))
    store = ModelStore(folder)
    model = store.save(learnt, catalogue, cut(catalogue.play_columns())[0], {}, neighbours=near)
    places = rng.random((GROUPS, 2)) * 200 - 100
    positions = (places[group] + rng.normal(0, 3, (songs, 2))).astype(np.float32)
    store.save_map(model.id, positions, rng.random(songs).astype(np.float32), (), (group % 12).astype(np.int32))
