"""What is known of a stored model and a stored map, and how their manifests are read."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop import __version__
from s2v_desktop.core.types import Corpus, Float32, Int32, Int64, Neighbours, Vectors
from s2v_desktop.store import model_files
from s2v_desktop.store.catalogue import Catalogue

ACTIVE = "active_model"
CHOOSE = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"


def put_to_use(connection: sqlite3.Connection, model: str) -> None:
    """Choose the model that is in use, inside a transaction; `ModelStore.use` is the same in one of its own."""
    connection.execute(CHOOSE, (ACTIVE, model))


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the manifest of a model says.

    Attributes
    ----------
    id, name : str
    made_ms : int
    songs, sessions, dimensions : int
    seconds : float
        How long training took.
    generation : int
        State of the library it was learnt from.
    parameters, scores, versions : dict
    data : str
        Fingerprint of the sessions it was learnt from; empty where none are stored with it.
    origin : str
        ``shared`` for a model somebody else has learnt, else empty.
    began_with : str
        Id of the model whose vectors it began with; empty for none.
    made_from : dict
        State of the library it was learnt from (`store.changes`); empty where an older program or somebody else did.
    """

    id: str
    name: str
    made_ms: int
    songs: int
    sessions: int
    dimensions: int
    seconds: float
    generation: int
    parameters: dict[str, Any]
    scores: dict[str, Any]
    versions: dict[str, str]
    data: str = ""
    origin: str = ""
    began_with: str = ""
    made_from: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class StoredModel:
    """A model, mapped into memory.

    Attributes
    ----------
    vectors : Vectors
        `songs` are library song numbers, most played first.
    counts : Int64, shape (v,)
    neighbours : Neighbours or None
        None when none were saved with it.
    unit : (Float32, Float32) or None
        W1 and W2 with rows of length 1, for a window that shall not copy them; None in models of older programs.
    """

    info: ModelInfo
    vectors: Vectors
    counts: Int64
    neighbours: Neighbours | None
    folder: Path
    unit: tuple[Float32, Float32] | None = None

    def with_placed(self) -> StoredModel:
        """The model with a row more for each song that was too rare to be learnt and was placed beside others.

        The rows that were learnt stay the first ones; neighbours are only known of them and are left out.

        Raises
        ------
        ModelDamaged
        """
        songs, w1, w2 = self.placed_rows()
        if not len(songs):
            return self
        learnt = self.vectors
        vectors = Vectors(
            np.concatenate([learnt.songs, songs]), np.concatenate([learnt.w1, w1]), np.concatenate([learnt.w2, w2])
        )
        counts = np.concatenate([self.counts, np.ones(len(songs), np.int64)])
        unit = None
        if self.unit is not None:  # placed rows are of length 1 as they are stored
            unit = np.concatenate([self.unit[0], w1]), np.concatenate([self.unit[1], w2])
        return dataclasses.replace(self, vectors=vectors, counts=counts, neighbours=None, unit=unit)

    def placed_rows(self) -> tuple[Int64, Float32, Float32]:
        """Songs that were placed (library numbers) and their rows of W1 and W2, of length 1; there may be none.

        Raises
        ------
        ModelDamaged
        """
        if not (self.folder / "rare_songs.npy").is_file():
            none = np.zeros((0, self.info.dimensions), np.float32)
            return np.zeros(0, np.int64), none, none
        songs = model_files.read_array(self.folder, "rare_songs.npy", np.int64, 1)
        w1, w2 = (model_files.read_array(self.folder, name, np.float32, 2) for name in ("rare_w1.npy", "rare_w2.npy"))
        if not w1.shape == w2.shape == (len(songs), self.info.dimensions):
            raise model_files.damaged(self.folder, "the shapes of the placed songs do not fit")
        return songs, w1, w2

    def placed_beside(self) -> tuple[Int64, Int32]:
        """Songs that were placed (library numbers) and the row of the learnt song each is most alike.

        Both are empty where there are none, or where an older program did not tell.

        Raises
        ------
        ModelDamaged
        """
        if not (self.folder / "rare_near.npy").is_file():
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        songs = model_files.read_array(self.folder, "rare_songs.npy", np.int64, 1)
        near = model_files.read_array(self.folder, "rare_near.npy", np.int32, 1)
        if len(near) != len(songs) or (len(near) and not 0 <= int(near.min()) <= int(near.max()) < self.info.songs):
            raise model_files.damaged(self.folder, "the places of the rare songs do not fit")
        return songs, near

    def corpus(self, catalogue: Catalogue) -> Corpus:
        """The sessions it was learnt from, as indices of a (perhaps newer) catalogue; vanished songs are left out."""
        numbers = model_files.read_array(self.folder, "corpus_songs.npy", np.int64, 1)
        starts = model_files.read_array(self.folder, "corpus_starts.npy", np.int64, 1)
        songs = catalogue.index_of(numbers).astype(np.int32)
        if len(songs) and songs.min() < 0:
            here = np.concatenate(([0], np.cumsum(songs >= 0)))
            songs, starts = songs[songs >= 0], here[starts].astype(np.int64)
        return Corpus(
            songs,
            starts,
            model_files.read_array(self.folder, "corpus_listener.npy", np.int32, 1),
            model_files.read_array(self.folder, "corpus_start_ms.npy", np.int64, 1),
        )


@dataclass(frozen=True, slots=True)
class MapInfo:
    """What the manifest of a map says."""

    number: int
    model: str
    made_ms: int
    songs: int
    seconds: float
    kl_divergence: float
    trust: float
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class StoredMap:
    """A map: one row per row of its model.

    Attributes
    ----------
    positions : Float32, shape (v, 2)
    trust : Float32, shape (v,)
    member, finer : Int32, shape (v,)
        Number of the coarse and of the finer region of each song, -1 for none. Maps of older versions did not store
        the finer ones: then `finer` is -1 everywhere.
    regions : tuple of dict
        Fields of a `core.regions.Region`.
    """

    info: MapInfo
    positions: Float32
    trust: Float32
    member: Int32
    regions: tuple[dict[str, Any], ...]
    folder: Path
    finer: Int32

    def rows_of(self, region: int) -> Int64:
        """Rows of the songs of a region of either level."""
        inside = np.asarray(self.member) == region
        return np.flatnonzero(inside if inside.any() else np.asarray(self.finer) == region).astype(np.int64)


def read_info(place: Path) -> ModelInfo:
    """The manifest of the model in a folder.

    Raises
    ------
    ModelDamaged
    """
    said = model_files.read_manifest(place)
    try:
        return ModelInfo(
            id=place.name,
            name=str(said["name"]),
            made_ms=int(said["made_ms"]),
            songs=int(said["songs"]),
            sessions=int(said["sessions"]),
            dimensions=int(said["dimensions"]),
            seconds=float(said["seconds"]),
            generation=int(said["generation"]),
            parameters=dict(said["parameters"]),
            scores=dict(said["scores"]),
            versions=dict(said["versions"]),
            data=str(said.get("data", "")),
            origin=str(said.get("origin", "")),
            began_with=str(said.get("began_with", "")),
            made_from=dict(said.get("made_from") or {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise model_files.damaged(place, str(error)) from error


def read_map_info(place: Path) -> MapInfo:
    """The manifest of the map in a folder.

    Raises
    ------
    ModelDamaged
    """
    said = model_files.read_manifest(place)
    try:
        measure = said["kl_divergence"]
        return MapInfo(
            number=int(said["number"]),
            model=str(said["model"]),
            made_ms=int(said["made_ms"]),
            songs=int(said["songs"]),
            seconds=float(said["seconds"]),
            kl_divergence=float("nan") if measure is None else float(measure),
            trust=float(said["trust"]),
            parameters=dict(said["parameters"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise model_files.damaged(place.parent.parent, str(error)) from error


def read_map(place: Path) -> StoredMap:
    """Map the arrays of the map in a folder into memory.

    Raises
    ------
    ModelDamaged
    """
    info = read_map_info(place)
    positions = model_files.read_array(place, "map.npy", np.float32, 2)
    trust = model_files.read_array(place, "trust.npy", np.float32, 1)
    member = model_files.read_array(place, "region.npy", np.int32, 1)
    stored = (place / "finer.npy").is_file()
    finer = model_files.read_array(place, "finer.npy", np.int32, 1) if stored else np.full(info.songs, -1, np.int32)
    if positions.shape != (info.songs, 2) or {len(trust), len(member), len(finer)} != {info.songs}:
        raise model_files.damaged(place, "the shapes do not fit")
    return StoredMap(info, positions, trust, member, read_regions(place), place, finer)


def read_regions(place: Path) -> tuple[dict[str, Any], ...]:
    """The regions of the map in a folder.

    Raises
    ------
    ModelDamaged
    """
    try:
        regions = json.loads((place / "regions.json").read_text(encoding="utf-8"))
        return tuple(dict(one) for one in regions)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise model_files.damaged(place.parent.parent, str(error)) from error


def map_facts(positions: Float32, trust: Float32, kl_divergence: float, seconds: float) -> dict[str, Any]:
    """What the manifest of a map says about it."""
    return {
        "made_ms": int(time.time() * 1000),
        "songs": len(positions),
        "seconds": seconds,
        "kl_divergence": float(kl_divergence) if np.isfinite(kl_divergence) else None,
        "trust": float(np.mean(trust)) if len(trust) else 0.0,
    }


def versions() -> dict[str, str]:
    """What the model was made with."""
    versions = {"s2v-desktop": __version__}
    for name in ("gensim", "numpy", "openTSNE", "scikit-learn"):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "unknown"
    return versions


def is_name(model: str) -> bool:
    """Whether this can be the name of a model's folder and leads nowhere else."""
    return bool(model) and Path(model).name == model and not model.startswith(".")
