"""Models on the disk: staged, renamed when whole, never changed afterwards."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import BadRequest, ModelDamaged, NoModel
from s2v_desktop.core.types import Corpus, Float32, Int32, Int64, Neighbours, Vectors
from s2v_desktop.store import atomic, database, model_files
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.model_info import (
    ACTIVE,
    CHOOSE,
    MapInfo,
    ModelInfo,
    StoredMap,
    StoredModel,
    is_name,
    map_facts,
    read_info,
    read_map,
    read_map_info,
    versions,
)
from s2v_desktop.store.scratch import scratch

__all__ = ["Learnt", "MapInfo", "ModelInfo", "ModelStore", "StoredMap", "StoredModel"]

_FORMAT = 1
_TRASH = ".trash"
_INSERT = "INSERT OR REPLACE INTO model (id, name, made_ms, songs, sessions) VALUES (?, ?, ?, ?, ?)"

LONGEST_NAME = 100

TRASHED = 5
"""So many deleted models can be brought back, the latest ones; older ones are removed for good."""


class Learnt(Protocol):
    """What training hands over (`core.training.Trained`)."""

    @property
    def vectors(self) -> Vectors:
        """`songs` are catalogue indices."""

    @property
    def counts(self) -> Int64:
        """Plays of each song in the corpus."""


class ModelStore:
    """The models of one library.

    Parameters
    ----------
    folder : Path
        Of the library.
    wait_s : float
        How long a change waits for another program that writes.
    """

    def __init__(self, folder: Path, wait_s: float = 10.0) -> None:
        self.folder = Path(folder)
        self._wait_s = wait_s
        self._models = self.folder / "models"

    def list(self) -> list[ModelInfo]:
        """All models that can be read, newest first, under the names they have now."""
        found, names = [], self._names()
        for place in self._models.iterdir() if self._models.is_dir() else ():
            if place.name != _TRASH and (place / model_files.MANIFEST).is_file():
                try:
                    info = read_info(place)
                    found.append(dataclasses.replace(info, name=names.get(info.id, info.name)))
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

    def active(self) -> ModelInfo:
        """The model that was chosen; the newest one while none was, or when that one is gone.

        Raises
        ------
        NoModel
        """
        chosen = self._chosen()
        found = self.list()
        for info in found:
            if info.id == chosen:
                return info
        return found[0] if found else self.newest()

    def use(self, model: str) -> None:
        """Choose the model that window and command line ask from now on; remembered in the library.

        Raises
        ------
        NoModel
        """
        self.path(model)
        self._write((CHOOSE, (ACTIVE, model)))

    def rename(self, model: str, name: str) -> None:
        """Give a model another name; its files stay as they are.

        Raises
        ------
        NoModel
        BadRequest
            For a name that is empty or longer than 100 letters.
        """
        info = read_info(self.path(model))
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise BadRequest(f"A model's name has 1 to {LONGEST_NAME} letters. The old name was kept.")
        self._write((_INSERT, (info.id, name, info.made_ms, info.songs, info.sessions)))

    def find(self, text: str) -> ModelInfo:
        """A model by its id or its name; ``active`` and ``newest`` are understood too.

        Raises
        ------
        NoModel
        """
        if text in ("active", "newest"):
            return self.active() if text == "active" else self.newest()
        models = self.list()
        for info in models:
            if text in (info.id, info.name):
                return info
        known = ", ".join(info.id for info in models[:5])
        raise NoModel(f"This library has no model “{text}”." + (f" The latest are: {known}." if known else ""))

    def path(self, model: str) -> Path:
        """Folder of a model.

        Raises
        ------
        NoModel
        """
        place = self._models / model
        if not is_name(model) or not place.is_dir():
            raise NoModel(f"This library has no model “{model}”.")
        return place

    def save(
        self, trained: Learnt, catalogue: Catalogue, corpus: Corpus, parameters: object, *,
        neighbours: Neighbours | None = None, seconds: float = 0.0, name: str = "",
        scores: Mapping[str, Any] | None = None, origin: str = "", began_with: str = "",
        extra: Mapping[str, np.ndarray] | None = None,
    ) -> ModelInfo:  # fmt: skip
        """Store a model; it is the one in use from now on.

        Parameters
        ----------
        trained : Trained
            `vectors.songs` are indices into `catalogue`.
        corpus : Corpus
            What it was learnt from, in the same indices.
        parameters : dataclass or mapping
        extra : mapping of str to array, optional
            More files to keep with it.
        """
        numbers = np.asarray(catalogue.songs)
        vectors = dataclasses.replace(trained.vectors, songs=numbers[trained.vectors.songs])
        arrays = _arrays(vectors, trained.counts, corpus, numbers[corpus.songs]) | dict(extra or {})
        said = {"name": name, "seconds": seconds, "generation": catalogue.generation, "made_from": catalogue.state}
        said |= {"parameters": parameters, "scores": dict(scores or {}), "began_with": began_with, "origin": origin}
        return self._store(new_id(), arrays, neighbours, said)

    def save_foreign(
        self, model: str, vectors: Vectors, counts: Int64, parameters: object, *,
        neighbours: Neighbours | None, name: str,
    ) -> ModelInfo:  # fmt: skip
        """Store a model somebody else has learnt: it comes without sessions.

        Parameters
        ----------
        model : str
            Its id, from `new_id`.
        vectors : Vectors
            `songs` are library song numbers.
        counts : Int64, shape (v,)
        """
        nothing = np.zeros(0, np.int64)
        none = Corpus(nothing.astype(np.int32), np.zeros(1, np.int64), nothing.astype(np.int32), nothing)
        arrays = _arrays(vectors, counts, none, nothing)
        generation = Catalogue.open(self.folder).generation
        said = {"name": name, "generation": generation, "origin": "shared", "parameters": parameters}
        return self._store(model, arrays, neighbours, said)

    def _store(
        self, model: str, arrays: dict[str, np.ndarray], near: Neighbours | None, said: dict[str, Any]
    ) -> ModelInfo:
        songs, size = arrays["w1.npy"].shape
        manifest = {
            "format": _FORMAT, "id": model, "made_ms": int(time.time() * 1000), "songs": songs, "dimensions": size,
            "seconds": 0.0, "sessions": len(arrays["corpus_listener.npy"]), "scores": {}, "versions": versions(),
            "data": data_fingerprint(arrays), "began_with": "", **said,
        }  # fmt: skip
        manifest["name"] = said["name"] or f"Model of {model[:8]}"
        if near is not None:
            arrays = arrays | {"neighbours.npy": near.index.astype(np.int32), "cosines.npy": near.cosine}
        with scratch(self.folder) as place:
            model_files.write(place / model, arrays, manifest)
            atomic.replace_folder(place / model, self._models / model)
        info = read_info(self._models / model)
        self._write(
            (_INSERT, (info.id, info.name, info.made_ms, info.songs, info.sessions)), (CHOOSE, (ACTIVE, info.id))
        )
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
        info = read_info(place)
        info = dataclasses.replace(info, name=self._names().get(info.id, info.name))
        read = model_files.read_array
        vectors = Vectors(
            read(place, "songs.npy", np.int64, 1),
            read(place, "w1.npy", np.float32, 2),
            read(place, "w2.npy", np.float32, 2),
        )
        counts = read(place, "counts.npy", np.int64, 1)
        neighbours = None
        if (place / "neighbours.npy").is_file():
            near, cosines = read(place, "neighbours.npy", np.int32, 2), read(place, "cosines.npy", np.float32, 2)
            neighbours = Neighbours(near, cosines)
        shape = (info.songs, info.dimensions)
        if not _fit(shape, vectors, counts, neighbours):
            raise model_files.damaged(place, "the shapes do not fit")
        return StoredModel(info, vectors, counts, neighbours, place, model_files.read_unit(place, shape))

    def save_map(
        self, model: str, positions: Float32, trust: Float32, regions: Sequence[object] = (),
        member: Int32 | None = None, finer: Int32 | None = None, *,
        kl_divergence: float = float("nan"), seconds: float = 0.0, parameters: object = None,
    ) -> MapInfo:  # fmt: skip
        """Store a map of a model under the next number.

        Parameters
        ----------
        positions : Float32, shape (v, 2)
        trust : Float32, shape (v,)
        member, finer : Int32, shape (v,), optional
            Number of the coarse and of the finer region of each song, -1 for none.
        """
        maps = self.path(model) / "maps"
        number = max(self.maps(model), default=0) + 1
        nowhere = np.full(len(positions), -1)
        manifest = {
            "format": _FORMAT,
            "number": number,
            "model": model,
            **map_facts(positions, trust, kl_divergence, seconds),
            "parameters": model_files.plain(parameters or {}),
        }
        with scratch(self.folder) as place:
            atomic.write_json(place / "map" / "regions.json", model_files.plain(list(regions)))
            arrays = {
                "map.npy": positions.astype(np.float32, copy=False),
                "trust.npy": trust.astype(np.float32),
                "region.npy": (nowhere if member is None else member).astype(np.int32),
                "finer.npy": (nowhere if finer is None else finer).astype(np.int32),
            }
            model_files.write(place / "map", arrays, manifest)
            atomic.replace_folder(place / "map", maps / str(number))
        return read_map_info(maps / str(number))

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
        return read_map(self.path(model) / "maps" / str(numbers[-1] if number is None else number))

    def delete(self, model: str) -> None:
        """Put a model into the trash, from where `restore` brings it back; only the latest `TRASHED` are kept there."""
        place = self.path(model)
        self._write(("UPDATE model SET trashed = 1 WHERE id = ?", (model,)))
        trash = self._models / _TRASH / model
        trash.parent.mkdir(exist_ok=True)
        shutil.rmtree(trash, ignore_errors=True)
        os.replace(place, trash)
        os.utime(trash)
        model_files.sweep(trash, TRASHED)

    def restore(self, model: str) -> ModelInfo:
        """Bring a model back from the trash.

        Raises
        ------
        NoModel
        """
        trash = self._models / _TRASH / model
        if not is_name(model) or not trash.is_dir():
            raise NoModel(f"There is no model “{model}” in the trash.")
        os.replace(trash, self._models / model)
        self._write(("UPDATE model SET trashed = 0 WHERE id = ?", (model,)))
        return read_info(self._models / model)

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        with Library.open(self.folder, wait_s=self._wait_s) as library, library.writing() as connection:
            for statement, values in statements:
                connection.execute(statement, values)

    def _read(self, query: str) -> Sequence[tuple[Any, ...]]:
        if not Library.exists(self.folder):
            return []
        with contextlib.closing(database.connect(self.folder)) as connection, database.explained(self.folder):
            return connection.execute(query).fetchall()

    def _names(self) -> dict[str, str]:
        return dict(self._read("SELECT id, name FROM model"))

    def _chosen(self) -> str:
        rows = self._read(f"SELECT value FROM meta WHERE name = '{ACTIVE}'")
        return str(rows[0][0]) if rows else ""


def _fit(shape: tuple[int, int], vectors: Vectors, counts: Int64, neighbours: Neighbours | None) -> bool:
    """Whether all files of a model are of one size."""
    near = neighbours is None or shape[0] == len(neighbours.index) == len(neighbours.cosine)
    return near and shape == vectors.w1.shape == vectors.w2.shape and shape[0] == len(counts) == len(vectors.songs)


def _arrays(vectors: Vectors, counts: Int64, corpus: Corpus, tokens: Int64) -> dict[str, np.ndarray]:
    """The files of a model, all in song numbers, which never change as catalogue indices do with each import."""
    return {
        "w1.npy": vectors.w1.astype(np.float32, copy=False),
        "w2.npy": vectors.w2.astype(np.float32, copy=False),
        "unit_w1.npy": scoring.unit_rows(vectors.w1),
        "unit_w2.npy": scoring.unit_rows(vectors.w2),
        "songs.npy": vectors.songs.astype(np.int64),
        "counts.npy": np.asarray(counts, np.int64),
        "corpus_songs.npy": tokens.astype(np.int64),
        "corpus_starts.npy": corpus.starts,
        "corpus_listener.npy": corpus.listener.astype(np.int32),
        "corpus_start_ms.npy": corpus.start_ms,
    }


def new_id() -> str:
    """An id no model has yet: when it was made, and chance."""
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime()) + f"-{uuid.uuid4().hex[:4]}"


def data_fingerprint(arrays: Mapping[str, np.ndarray]) -> str:
    """What the sessions of a model are: sixteen digits that are equal for equal sessions of equal songs."""
    if not len(arrays["corpus_songs.npy"]):
        return ""
    digest = hashlib.sha256()
    for name in ("corpus_songs.npy", "corpus_starts.npy"):
        digest.update(np.ascontiguousarray(arrays[name], np.int64).tobytes())
    return digest.hexdigest()[:16]
