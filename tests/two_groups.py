"""A library with an obvious answer and a model made by hand, for tests of stores, verbs and panels. Not a test module.

Ann plays Ash's songs, Bob plays Birch's; both play "Bridge". Songs of a group lie beside each other in their order,
the two groups at right angles. "Leaf 1 (Live)" is a version of "Leaf 1". No training and no chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.rare import Rare, arrays
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.models import ModelStore
from s2v_desktop.store.report import ImportRequest

SONGS = 12
SESSIONS = 20
LENGTH = 6
START = datetime(2020, 1, 1, tzinfo=UTC)
SPOTIFY = "4uLU6hMCjMI75M1A2tKUQC"
"""Spotify's id of "Ash - Leaf 1"."""


@dataclass(frozen=True)
class Trained:
    """What training would hand over."""

    vectors: Vectors
    counts: np.ndarray


def history(path: Path) -> Path:
    """Write the plays: sessions of six songs in a row, a day apart, Ann's and Bob's in turn."""
    lines = ["user,time,artist,title,spotify uri"]
    for session in range(SESSIONS):
        who, artist = (("Ann", "Ash"), ("Bob", "Birch"))[session % 2]
        for place in range(LENGTH):
            when = START + timedelta(days=session, minutes=4 * place)
            title = title_of(1 + (session // 2 * 2 + place) % SONGS)
            if session in (18, 19) and place == 5:
                artist, title = "Moss", "Bridge"
            uri = f"spotify:track:{SPOTIFY}" if (artist, title) == ("Ash", "Leaf 1") else ""
            lines.append(f"{who},{when:%Y-%m-%dT%H:%M:%SZ},{artist},{title},{uri}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def title_of(number: int) -> str:
    """Title of the n-th song of an artist; the last is a live version of the first."""
    return "Leaf 1 (Live)" if number == SONGS else f"Leaf {number}"


def make_library(folder: Path) -> Path:
    """A library without a model."""
    path = history(folder.parent / "two_groups.csv")
    import_files(folder, ImportRequest(paths=(path,), time_zone="UTC"), Silent())
    return folder


def make(folder: Path) -> Path:
    """A library with a model."""
    make_library(folder)
    save_model(folder)
    return folder


def save_model(folder: Path, placed: tuple[str, ...] = ()) -> None:
    """Make the model of what a library holds; songs of `placed` were not learnt, but placed where they would lie."""
    catalogue = Catalogue.open(folder)
    corpus, _ = cut(catalogue.play_columns())
    w = np.array([place_of(catalogue.artist(i), catalogue.title(i)) for i in range(len(catalogue))], np.float32)
    rare = np.array(sorted(catalogue.find(one) for one in placed), np.int64)
    known = np.setdiff1d(np.arange(len(catalogue)), rare)
    trained = Trained(Vectors(known, w[known], w[known]), np.asarray(catalogue.plays, np.int64)[known])
    half = np.full(len(rare), 0.5, np.float32)
    near = np.argmax(w[rare] @ w[known].T, axis=1).astype(np.int32)
    placed_rare = arrays(Rare(rare, w[rare], w[rare], half, half, near), np.asarray(catalogue.songs, np.int64))
    ModelStore(folder).save(
        trained, catalogue, corpus, {"preset": "hand"}, neighbours=exact_neighbours(w[known], 8, Silent()),
        name="By hand", extra=placed_rare,
    )  # fmt: skip


def place_of(artist: str, title: str) -> tuple[float, float, float]:
    """Vector of a song: an angle that grows with its number, Ash's low, Birch's high, the bridge between."""
    if artist == "Moss":
        angle = 45.0
    else:
        number = SONGS if title.endswith("(Live)") else int(title.rsplit(" ", 1)[1])
        angle = 2.0 * number if artist == "Ash" else 90.0 - 2.0 * number
    return float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle))), 0.0


def draw(folder: Path, positions: np.ndarray | None = None) -> None:
    """Draw the map: a region of Ash's songs, one of Birch's; the bridge belongs to none."""
    store, catalogue = ModelStore(folder), Catalogue.open(folder)
    model = store.load(store.active().id)
    rows = catalogue.index_of(model.vectors.songs)
    artists = [catalogue.artist(int(at)) for at in rows]
    regions = [
        {"number": number, "level": 0, "parent": -1, "x": 2.0 * number, "y": 0.0, "radius": 1.0, "parts": [name]}
        for number, name in enumerate(("Ash", "Birch"))
    ]
    member = np.array([{"Ash": 0, "Birch": 1}.get(artist, -1) for artist in artists], np.int32)
    if positions is None:
        positions = np.asarray(model.vectors.w1)[:, :2].astype(np.float32)
    store.save_map(model.info.id, positions, np.ones(len(rows), np.float32), regions, member)
