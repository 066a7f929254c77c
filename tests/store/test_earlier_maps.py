"""The map before: of the same model, else of the model before it, by the rows of the model that is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.earlier_maps import before
from s2v_desktop.store.models import ModelInfo, ModelStore
from tests import two_groups


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """A library with a model without a map."""
    return ModelStore(two_groups.make(tmp_path / "library"))


def draw(store: ModelStore, model: ModelInfo, x: float) -> None:
    """A map with all songs at one place, in region 3."""
    positions = np.full((model.songs, 2), x, np.float32)
    member = np.full(model.songs, 3, np.int32)
    store.save_map(model.id, positions, np.ones(model.songs, np.float32), (), member)


def learn_again(store: ModelStore) -> ModelInfo:
    """A second model of all songs but one, in another order."""
    catalogue = Catalogue.open(store.folder)
    order = np.arange(len(catalogue))[:0:-1].astype(np.int64)
    w = np.eye(len(order), 3, dtype=np.float32) + 0.1
    learnt = two_groups.Trained(Vectors(order, w, w), np.ones(len(order), np.int64))
    return store.save(learnt, catalogue, cut(catalogue.play_columns())[0], {}, name="Again")


def test_the_first_map_has_none_before_it(store: ModelStore) -> None:
    info = store.newest()
    draw(store, info, 1.0)
    assert before(store, store.load(info.id), store.load_map(info.id)) is None


def test_a_map_drawn_again_comes_after_the_one_it_replaced(store: ModelStore) -> None:
    info = store.newest()
    for x in (1.0, 2.0, 3.0):
        draw(store, info, x)
    found = before(store, store.load(info.id), store.load_map(info.id))
    assert found is not None
    assert set(found.positions.reshape(-1).tolist()) == {2.0}
    assert set(found.member.tolist()) == {3}


def test_a_new_model_is_compared_with_the_model_before_song_by_song(store: ModelStore) -> None:
    first = store.newest()
    numbers = store.load(first.id).vectors.songs
    positions = np.stack([np.asarray(numbers, np.float32)] * 2, axis=1)
    store.save_map(first.id, positions, np.ones(first.songs, np.float32))
    second = learn_again(store)
    draw(store, second, 5.0)
    model = store.load(second.id)
    found = before(store, model, store.load_map(second.id))
    assert found is not None
    assert found.stored.info.model == first.id
    assert found.positions[:, 0].tolist() == [float(one) for one in model.vectors.songs]
