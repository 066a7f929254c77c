"""Models and maps are whole or not there, and a damaged one is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import ModelDamaged, NoModel
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Int64, Neighbours, Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import TRASHED, ModelInfo, ModelStore


@dataclass(frozen=True)
class Learnt:
    vectors: Vectors
    counts: Int64


@pytest.fixture
def saved(bring: Callable[..., object], library: Path, make_plays: Callable[..., object]) -> ModelInfo:
    bring(make_plays(40))
    catalogue = Catalogue.open(library)
    corpus, _ = cut(catalogue.play_columns())
    songs = np.array([3, 1, 0])
    w1 = np.arange(6, dtype=np.float32).reshape(3, 2)
    near = Neighbours(np.array([[1], [0], [1]], np.int32), np.ones((3, 1), np.float32))
    learnt = Learnt(Vectors(songs, w1, -w1), np.array([8, 8, 8]))
    return ModelStore(library).save(learnt, catalogue, corpus, {"epochs": 2}, neighbours=near, seconds=1.5)


def test_a_model_comes_back_as_it_was(saved: ModelInfo, library: Path) -> None:
    store = ModelStore(library)
    assert store.newest() == saved
    model = store.load(saved.id)
    catalogue = Catalogue.open(library)
    assert model.vectors.songs.tolist() == [catalogue.songs[i] for i in (3, 1, 0)]
    assert model.vectors.w2.tolist() == (-model.vectors.w1).tolist()
    assert model.neighbours is not None
    assert isinstance(model.vectors.w1, np.memmap)
    assert model.corpus(catalogue).songs.tolist() == [i % 5 for i in range(40)]
    assert doctor(library).problems == ()
    with Library.open(library) as opened:
        assert opened.info().models == 1


def test_a_map_comes_back_as_it_was(saved: ModelInfo, library: Path) -> None:
    store = ModelStore(library)
    with pytest.raises(NoModel):
        store.load_map(saved.id)
    positions = np.ones((3, 2), np.float32)
    store.save_map(saved.id, positions, np.full(3, 0.5, np.float32), kl_divergence=1.25)
    second = store.save_map(saved.id, positions * 2, np.ones(3, np.float32))
    assert (second.number, store.maps(saved.id)) == (2, (1, 2))
    assert store.load_map(saved.id).positions.tolist() == (positions * 2).tolist()
    assert store.load_map(saved.id, 1).info.kl_divergence == 1.25
    assert store.load_map(saved.id, 1).info.trust == 0.5


def test_the_songs_of_a_finer_region_come_back_too(saved: ModelInfo, library: Path) -> None:
    store = ModelStore(library)
    places, trust = np.ones((3, 2), np.float32), np.ones(3, np.float32)
    coarse, finer = np.array([0, 0, -1], np.int32), np.array([-1, 1, -1], np.int32)
    store.save_map(saved.id, places, trust, (), coarse, finer)
    assert [store.load_map(saved.id).rows_of(number).tolist() for number in (0, 1, 2)] == [[0, 1], [1], []]
    assert doctor(library).problems == ()


def test_a_map_of_an_older_version_has_no_finer_regions(saved: ModelInfo, library: Path) -> None:
    store = ModelStore(library)
    store.save_map(saved.id, np.ones((3, 2), np.float32), np.ones(3, np.float32))
    (library / "models" / saved.id / "maps" / "1" / "finer.npy").unlink()
    assert store.load_map(saved.id).finer.tolist() == [-1, -1, -1]


def test_the_trash_gives_back(saved: ModelInfo, library: Path) -> None:
    store, mark = ModelStore(library), fingerprint(library)
    store.delete(saved.id)
    assert store.list() == []
    with pytest.raises(NoModel):
        store.load(saved.id)
    assert store.restore(saved.id) == saved
    assert fingerprint(library) == mark


def test_the_trash_keeps_the_latest_only(saved: ModelInfo, library: Path) -> None:
    store, place = ModelStore(library), library / "models"
    names = [saved.id, *(f"copy-{number}" for number in range(TRASHED))]
    for name in names[1:]:
        shutil.copytree(place / saved.id, place / name)
    for when, name in enumerate(names):
        store.delete(name)
        os.utime(place / ".trash" / name, (when, when))
    assert sorted(one.name for one in (place / ".trash").iterdir()) == sorted(names[1:])
    with pytest.raises(NoModel):
        store.restore(saved.id)
    assert store.restore(names[-1]).id == names[-1]


def test_what_was_deleted_last_is_kept_whatever_the_clock_says(saved: ModelInfo, library: Path) -> None:
    store, place = ModelStore(library), library / "models"
    for number in range(TRASHED + 1):
        shutil.copytree(place / saved.id, place / f"copy-{number}")
        store.delete(f"copy-{number}")
        os.utime(place / ".trash" / f"copy-{number}", (4e9, 4e9))
    (place / ".trash" / "Desktop.ini").write_text("")
    store.delete(saved.id)
    assert len([one for one in (place / ".trash").iterdir() if one.is_dir()]) == TRASHED
    assert store.restore(saved.id) == saved


@pytest.mark.parametrize("wrong", [b"", b"\x93NUMPY\x01\x00", b"\x80\x04pickle"])
def test_a_damaged_model_is_refused_and_named(saved: ModelInfo, library: Path, wrong: bytes) -> None:
    (library / "models" / saved.id / "w1.npy").write_bytes(wrong)
    with pytest.raises(ModelDamaged):
        ModelStore(library).load(saved.id)
    assert "w1.npy" in doctor(library).problems[0]


def test_a_lying_header_reserves_no_memory(saved: ModelInfo, library: Path) -> None:
    file = library / "models" / saved.id / "w1.npy"
    content = file.read_bytes()
    lie = content.replace(b"(3, 2), }".ljust(19), b"(99999999999, 2), }")
    assert len(lie) == len(content)
    assert lie != content
    for wrong in (lie, content.replace(b"(3, 2)", b"(3, 2 "), content[:-1]):
        file.write_bytes(wrong)
        with pytest.raises(ModelDamaged):
            ModelStore(library).load(saved.id)
    np.save(file, np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(ModelDamaged):
        ModelStore(library).load(saved.id)


@pytest.mark.parametrize("name", ["", "..", "../models", ".trash", "nothing"])
def test_a_name_leads_nowhere_else(saved: ModelInfo, library: Path, name: str) -> None:
    with pytest.raises(NoModel):
        ModelStore(library).load(name)


def test_a_model_that_fails_while_it_is_saved_leaves_nothing(
    saved: ModelInfo, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = fingerprint(library)
    monkeypatch.setattr("s2v_desktop.store.atomic.os.replace", _full)
    with pytest.raises(OSError, match="full"):
        ModelStore(library).save_map(saved.id, np.ones((3, 2), np.float32), np.ones(3, np.float32))
    assert fingerprint(library) == mark
    assert not (library / "tmp").exists()


def _full(*_: object) -> None:
    raise OSError("full")


def test_unit_vectors_are_kept_beside_the_model(saved: ModelInfo, library: Path) -> None:
    store = ModelStore(library)
    stored = store.load(saved.id)
    assert stored.unit is not None
    for kept, raw in zip(stored.unit, (stored.vectors.w1, stored.vectors.w2), strict=True):
        assert np.allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-6)
        assert np.allclose(kept * np.linalg.norm(raw, axis=1, keepdims=True), raw, atol=1e-5)
    for name in ("unit_w1.npy", "unit_w2.npy"):
        (stored.folder / name).unlink()
    assert store.load(saved.id).unit is None
