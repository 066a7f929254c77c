"""The map that was there before: of the same model, or of the model learnt before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.errors import ModelDamaged, NoModel
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.store.models import ModelStore, StoredMap, StoredModel


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """An earlier map, by the rows of a model.

    Attributes
    ----------
    stored : StoredMap
        With its own rows.
    positions : Float32, shape (v, 2)
        NaN for songs it did not have.
    member : Int32, shape (v,)
        Number of the coarse region a song was in, -1 for none.
    """

    stored: StoredMap
    positions: Float32
    member: Int32


def before(store: ModelStore, model: StoredModel, shown: StoredMap) -> Earlier | None:
    """The map before the one that is shown; None when it is the first one.

    Parameters
    ----------
    store : ModelStore
    model : StoredModel
    shown : StoredMap
        Of `model`.
    """
    numbers = [number for number in store.maps(model.info.id) if number < shown.info.number]
    if numbers:
        old = store.load_map(model.info.id, numbers[-1])
        return Earlier(old, np.asarray(old.positions), np.asarray(old.member))
    for info in store.list():
        if info.id == model.info.id or info.made_ms > model.info.made_ms:
            continue
        try:
            learnt, old = store.load(info.id), store.load_map(info.id)
        except (NoModel, ModelDamaged):
            continue
        return carried_over(model, learnt, old)
    return None


def carried_over(model: StoredModel, old: StoredModel, stored: StoredMap) -> Earlier:
    """A map of one model by the rows of another."""
    order = np.argsort(old.vectors.songs)
    numbers = np.asarray(old.vectors.songs)[order]
    songs = np.asarray(model.vectors.songs)
    positions = np.full((len(songs), 2), np.nan, np.float32)
    member = np.full(len(songs), -1, np.int32)
    if len(numbers):
        at = np.minimum(np.searchsorted(numbers, songs), len(numbers) - 1)
        known = numbers[at] == songs
        positions[known] = np.asarray(stored.positions)[order[at[known]]]
        member[known] = np.asarray(stored.member)[order[at[known]]]
    return Earlier(stored, positions, member)
