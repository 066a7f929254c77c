"""Models on the disk: staged, renamed when whole, never changed afterwards."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from s2v_desktop import __version__
from s2v_desktop.core.errors import ModelDamaged, NoModel
from s2v_desktop.core.types import Corpus, Float32, Int32, Int64, Neighbours, Vectors
from s2v_desktop.store import atomic, model_files
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.scratch import scratch

_FORMAT = 1
_TRASH = ".trash"


class Learnt(Protocol):
    """What training hands over (`core.training.Trained`)."""

    @property
    def vectors(self) -> Vectors:
        """`songs` are catalogue indices."""

    @property
    def counts(self) -> Int64:
        """Plays of each song in the corpus."""


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
    """

    info: ModelInfo
    vectors: Vectors
    counts: Int64
    neighbours: Neighbours | None
    folder: Path

    def corpus(self, catalogue: Catalogue) -> Corpus:
        """The sessions it was learnt from, as indices of a (perhaps newer) catalogue; vanished songs are left out."""
        numbers = model_files.read_array(self.folder, "corpus_songs.npy", np.int64, 1)
        starts = model_files.read_array(self.folder, "corpus_starts.npy", np.int64, 1)
        songs = catalogue.index_of(numbers).astype(np.int32)
        here = np.concatenate(([0], np.cumsum(songs >= 0)))
        return Corpus(songs[songs >= 0], here[starts].astype(np.int64),
                      model_files.read_array(self.folder, "corpus_listener.npy", np.int32, 1),
                      model_files.read_array(self.folder, "corpus_start_ms.npy", np.int64, 1))


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
    member : Int32, shape (v,)
        Number of the region of each song, -1 for none.
    regions : tuple of dict
        Fields of a `core.regions.Region`.
    """

    info: MapInfo
    positions: Float32
    trust: Float32
    member: Int32
    regions: tuple[dict[str, Any], ...]
    folder: Path


class ModelStore:
    """The models of one library.

    Parameters
    ----------
    folder : Path
        Of the library.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._models = self.folder / "models"

    def list(self) -> list[ModelInfo]:
        """All models that can be read, newest first."""
        found = []
        for place in self._models.iterdir() if self._models.is_dir() else ():
            if place.name != _TRASH and (place / model_files.MANIFEST).is_file():
                try:
                    found.append(_info(place))
                except ModelDamaged:
                    continue  # named by `check.doctor`
        return sorted(found, key=lambda one: (one.made_ms, one.id), reverse=True)

    def newest(self) -> ModelInfo:
        """The model made last.

        Raises
        ------
        NoModel
        """
        for info in self.list():
            return info
        raise NoModel("This library has no model yet. Train one first.")

    def path(self, model: str) -> Path:
        """Folder of a model.

        Raises
        ------
        NoModel
        """
        place = self._models / model
        if not _is_name(model) or not place.is_dir():
            raise NoModel(f"This library has no model “{model}”.")
        return place

    def save(
        self, trained: Learnt, catalogue: Catalogue, corpus: Corpus, parameters: object, *,
        neighbours: Neighbours | None = None, seconds: float = 0.0, name: str = "",
        scores: Mapping[str, Any] | None = None,
    ) -> ModelInfo:  # fmt: skip
        """Store a model.

        Parameters
        ----------
        trained : Trained
            `vectors.songs` are indices into `catalogue`.
        corpus : Corpus
            What it was learnt from, in the same indices.
        parameters : dataclass or mapping
        """
        made = int(time.time() * 1000)
        model = time.strftime("%Y%m%d-%H%M%S", time.gmtime(made / 1000)) + f"-{uuid.uuid4().hex[:4]}"
        vectors = trained.vectors
        manifest = {
            "format": _FORMAT, "id": model, "name": name or f"Model of {model[:8]}", "made_ms": made,
            "songs": len(vectors.songs), "sessions": len(corpus), "dimensions": int(vectors.w1.shape[1]),
            "seconds": seconds, "generation": catalogue.generation, "parameters": model_files.plain(parameters),
            "scores": dict(scores or {}), "versions": _versions(),
        }
        with scratch(self.folder) as place:
            model_files.write(place / model, _arrays(trained, catalogue, corpus, neighbours), manifest)
            atomic.replace_folder(place / model, self._models / model)
        info = _info(self._models / model)
        self._row("INSERT OR REPLACE INTO model (id, name, made_ms, songs, sessions) VALUES (?, ?, ?, ?, ?)",
                  (info.id, info.name, info.made_ms, info.songs, info.sessions))
        return info

    def load(self, model: str) -> StoredModel:
        """Map a model into memory.

        Raises
        ------
        NoModel
        ModelDamaged
            When its files do not fit together.
        """
        place = self.path(model)
        info = _info(place)
        read = model_files.read_array
        vectors = Vectors(read(place, "songs.npy", np.int64, 1), read(place, "w1.npy", np.float32, 2),
                          read(place, "w2.npy", np.float32, 2))
        counts = read(place, "counts.npy", np.int64, 1)
        neighbours = None
        if (place / "neighbours.npy").is_file():
            near, cosines = read(place, "neighbours.npy", np.int32, 2), read(place, "cosines.npy", np.float32, 2)
            neighbours = Neighbours(near, cosines)
        rows = len(vectors.songs)
        shape = (rows, info.dimensions)
        if vectors.w1.shape != shape or vectors.w2.shape != shape or len(counts) != rows or rows != info.songs or (
            neighbours is not None and not rows == len(neighbours.index) == len(neighbours.cosine)
        ):
            raise model_files.damaged(place, "the shapes do not fit")
        return StoredModel(info, vectors, counts, neighbours, place)

    def save_map(
        self, model: str, positions: Float32, trust: Float32, regions: Sequence[object] = (),
        member: Int32 | None = None, *,
        kl_divergence: float = float("nan"), seconds: float = 0.0, parameters: object = None,
    ) -> MapInfo:  # fmt: skip
        """Store a map of a model under the next number.

        Parameters
        ----------
        positions : Float32, shape (v, 2)
        trust : Float32, shape (v,)
        """
        maps = self.path(model) / "maps"
        number = max(self.maps(model), default=0) + 1
        manifest = {
            "format": _FORMAT, "number": number, "model": model, "made_ms": int(time.time() * 1000),
            "songs": len(positions), "seconds": seconds,
            "kl_divergence": float(kl_divergence) if np.isfinite(kl_divergence) else None,
            "trust": float(np.mean(trust)) if len(trust) else 0.0, "parameters": model_files.plain(parameters or {}),
        }
        with scratch(self.folder) as place:
            atomic.write_json(place / "map" / "regions.json", model_files.plain(list(regions)))
            arrays = {
                "map.npy": positions.astype(np.float32, copy=False), "trust.npy": trust.astype(np.float32),
                "region.npy": (np.full(len(positions), -1) if member is None else member).astype(np.int32),
            }
            model_files.write(place / "map", arrays, manifest)
            atomic.replace_folder(place / "map", maps / str(number))
        return _map_info(maps / str(number))

    def maps(self, model: str) -> tuple[int, ...]:
        """Numbers of a model's maps, ascending."""
        maps = self.path(model) / "maps"
        found = maps.iterdir() if maps.is_dir() else ()
        return tuple(sorted(int(one.name) for one in found if one.name.isdecimal()))

    def load_map(self, model: str, number: int | None = None) -> StoredMap:
        """Map a map of a model into memory, the newest when no number is given.

        Raises
        ------
        NoModel
            When there is no such model or map.
        ModelDamaged
        """
        numbers = self.maps(model)
        if not numbers or (number is not None and number not in numbers):
            raise NoModel("This model has no map yet." if number is None else f"This model has no map {number}.")
        place = self.path(model) / "maps" / str(numbers[-1] if number is None else number)
        info = _map_info(place)
        positions = model_files.read_array(place, "map.npy", np.float32, 2)
        trust = model_files.read_array(place, "trust.npy", np.float32, 1)
        member = model_files.read_array(place, "region.npy", np.int32, 1)
        if positions.shape != (info.songs, 2) or not len(trust) == len(member) == info.songs:
            raise model_files.damaged(place, "the shapes do not fit")
        return StoredMap(info, positions, trust, member, _regions(place), place)

    def delete(self, model: str) -> None:
        """Put a model into the trash, from where `restore` brings it back."""
        place = self.path(model)
        self._row("UPDATE model SET trashed = 1 WHERE id = ?", (model,))
        trash = self._models / _TRASH / model
        trash.parent.mkdir(exist_ok=True)
        shutil.rmtree(trash, ignore_errors=True)
        os.replace(place, trash)

    def restore(self, model: str) -> ModelInfo:
        """Bring a model back from the trash.

        Raises
        ------
        NoModel
        """
        trash = self._models / _TRASH / model
        if not _is_name(model) or not trash.is_dir():
            raise NoModel(f"There is no model “{model}” in the trash.")
        os.replace(trash, self._models / model)
        self._row("UPDATE model SET trashed = 0 WHERE id = ?", (model,))
        return _info(self._models / model)

    def _row(self, statement: str, values: tuple[object, ...]) -> None:
        with Library.open(self.folder) as library, library.writing() as connection:
            connection.execute(statement, values)


def _arrays(
    trained: Learnt, catalogue: Catalogue, corpus: Corpus, neighbours: Neighbours | None
) -> dict[str, np.ndarray]:
    """The files of a model; catalogue indices, which change with each import, become song numbers, which never do."""
    numbers, vectors = np.asarray(catalogue.songs), trained.vectors
    arrays: dict[str, np.ndarray] = {
        "w1.npy": vectors.w1.astype(np.float32, copy=False), "w2.npy": vectors.w2.astype(np.float32, copy=False),
        "songs.npy": numbers[vectors.songs].astype(np.int64), "counts.npy": np.asarray(trained.counts, np.int64),
        "corpus_songs.npy": numbers[corpus.songs].astype(np.int64), "corpus_starts.npy": corpus.starts,
        "corpus_listener.npy": corpus.listener.astype(np.int32), "corpus_start_ms.npy": corpus.start_ms,
    }
    if neighbours is not None:
        arrays |= {"neighbours.npy": neighbours.index.astype(np.int32), "cosines.npy": neighbours.cosine}
    return arrays


def _is_name(model: str) -> bool:
    """Whether this can be the name of a model's folder and leads nowhere else."""
    return bool(model) and Path(model).name == model and not model.startswith(".")


def _info(place: Path) -> ModelInfo:
    said = model_files.read_manifest(place)
    try:
        return ModelInfo(
            id=place.name, name=str(said["name"]), made_ms=int(said["made_ms"]), songs=int(said["songs"]),
            sessions=int(said["sessions"]), dimensions=int(said["dimensions"]), seconds=float(said["seconds"]),
            generation=int(said["generation"]), parameters=dict(said["parameters"]), scores=dict(said["scores"]),
            versions=dict(said["versions"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise model_files.damaged(place, str(error)) from error


def _map_info(place: Path) -> MapInfo:
    said = model_files.read_manifest(place)
    try:
        measure = said["kl_divergence"]
        return MapInfo(
            number=int(said["number"]), model=str(said["model"]), made_ms=int(said["made_ms"]),
            songs=int(said["songs"]), seconds=float(said["seconds"]),
            kl_divergence=float("nan") if measure is None else float(measure), trust=float(said["trust"]),
            parameters=dict(said["parameters"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise model_files.damaged(place.parent.parent, str(error)) from error


def _regions(place: Path) -> tuple[dict[str, Any], ...]:
    try:
        regions = json.loads((place / "regions.json").read_text(encoding="utf-8"))
        return tuple(dict(one) for one in regions)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise model_files.damaged(place.parent.parent, str(error)) from error


def _versions() -> dict[str, str]:
    """What the model was made with."""
    versions = {"s2v-desktop": __version__}
    for name in ("gensim", "numpy", "openTSNE", "scikit-learn"):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "unknown"
    return versions
