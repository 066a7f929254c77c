"""Models are versions: one is in use, each has a name and tells what it was learnt from."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest, NoModel
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelInfo, ModelStore
from tests import two_groups


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


def another(library: Path, sessions: int | None = None, name: str = "Second") -> ModelInfo:
    catalogue = Catalogue.open(library)
    corpus, _ = cut(catalogue.play_columns())
    if sessions is not None:
        end = int(corpus.starts[sessions])
        corpus = type(corpus)(
            corpus.songs[:end], corpus.starts[: sessions + 1], corpus.listener[:sessions], corpus.start_ms[:sessions]
        )
    w = np.ones((len(catalogue), 2), np.float32)
    trained = two_groups.Trained(Vectors(np.arange(len(catalogue)), w, w), np.asarray(catalogue.plays, np.int64))
    return ModelStore(library).save(trained, catalogue, corpus, {}, name=name, began_with="x")


def test_the_newest_is_in_use_until_another_is_chosen(library: Path) -> None:
    store = ModelStore(library)
    first = store.newest()
    second = another(library)
    assert store.active() == second
    store.use(first.id)
    assert store.active() == first
    third = another(library, name="Third")
    assert store.active() == third
    assert {one.name for one in store.list()} == {"By hand", "Second", "Third"}


def test_when_the_one_in_use_is_deleted_the_newest_takes_its_place(library: Path) -> None:
    store = ModelStore(library)
    first, second = store.newest(), another(library)
    store.delete(second.id)
    assert store.active() == first
    store.restore(second.id)
    assert store.active() == second


def test_a_name_is_changed_and_the_files_are_not(library: Path) -> None:
    store = ModelStore(library)
    info = store.newest()
    manifest = (store.path(info.id) / "manifest.json").read_bytes()
    store.rename(info.id, "  My   best ")
    assert store.newest().name == store.load(info.id).info.name == "My best"
    assert (store.path(info.id) / "manifest.json").read_bytes() == manifest
    for wrong in ("", "   ", "x" * 101):
        with pytest.raises(BadRequest):
            store.rename(info.id, wrong)
    assert store.newest().name == "My best"


def test_models_are_found_by_id_name_and_place(library: Path) -> None:
    store = ModelStore(library)
    first, second = store.newest(), another(library)
    store.use(first.id)
    assert store.find("active") == store.find(first.id) == store.find("By hand") == first
    assert store.find("newest") == second
    with pytest.raises(NoModel, match=second.id):
        store.find("nobody")
    with pytest.raises(NoModel):
        store.use("nobody")


def test_equal_sessions_have_one_fingerprint(library: Path) -> None:
    first, same, fewer = ModelStore(library).newest(), another(library), another(library, 5)
    assert len(first.data) == 16
    assert first.data == same.data != fewer.data
    assert same.began_with == "x"


def test_a_library_without_models_has_none_in_use(tmp_path: Path) -> None:
    place = two_groups.make_library(tmp_path / "library")
    with pytest.raises(NoModel):
        ModelStore(place).active()
    shutil.rmtree(place)
    assert ModelStore(place).list() == []
