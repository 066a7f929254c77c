"""Job ``map``: the vectors of a model become a map, drawn while it is made."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import layout, regions, trust
from s2v_desktop.core.errors import BadRequest, ModelDamaged, NoModel
from s2v_desktop.core.layout import Layout, MapParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.regions import Found
from s2v_desktop.core.types import NO_DAY, Bool, Float32, Int32
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.earlier_maps import carried_over
from s2v_desktop.store.models import ModelStore, StoredModel

_STAGES = {"map": 80.0, "trust": 4.0, "regions": 8.0, "saving": 2.0}


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Lay out a map of a model and store it.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``model`` (id; the one in use when left out), ``parameters`` {name: value} of
        `layout.MapParameters`.

    Returns
    -------
    dict
        ``model map songs seconds kl_divergence trust``.

    Raises
    ------
    NoModel
        When there is nothing to draw.
    """
    begin = time.perf_counter()
    library = Path(spec["library"])
    store = ModelStore(library)
    model = store.load(spec.get("model") or store.active().id)
    made = _made(library, store, model, _parameters(spec), monitor)
    monitor.update("saving", 0, 1, "Storing the map")
    seconds = time.perf_counter() - begin
    info = store.save_map(model.info.id, seconds=seconds, **made.stored())
    result = {
        "model": info.model,
        "map": info.number,
        "songs": info.songs,
        "seconds": seconds,
        "kl_divergence": info.kl_divergence,
        "trust": info.trust,
        "steps": made.layout.steps,
    }
    keep(monitor, result)
    return result


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A map that is not stored yet."""

    layout: Layout
    trust: Float32
    regions: Found
    parameters: MapParameters

    def stored(self) -> dict[str, Any]:
        """What `ModelStore.save_map` takes."""
        return {
            "positions": self.layout.positions,
            "trust": self.trust,
            "regions": self.regions.regions,
            "member": self.regions.coarse,
            "finer": self.regions.fine,
            "kl_divergence": self.layout.kl_divergence,
            "parameters": dataclasses.asdict(self.parameters),
        }


def _made(library: Path, store: ModelStore, model: StoredModel, parameters: MapParameters, monitor: Monitor) -> _Made:
    w1, near = np.asarray(model.vectors.w1), model.neighbours
    enough = near is not None and near.index.shape[1] >= min(parameters.neighbours, len(w1) - 1)
    monitor.plan(_STAGES if enough else {"neighbours": 10.0, **_STAGES})
    if near is None or not enough:
        monitor.frame(layout.first_positions(w1), 0, 0.0)  # something to see at once
        near = layout.exact_neighbours(w1, parameters.neighbours, monitor)
    laid = layout.lay_out(w1, near, parameters, monitor, earlier_positions(store, model))
    monitor.update("trust", 0, 1, "Measuring where the map can be trusted")
    honest = trust.trust(near, laid.positions)
    monitor.update("regions", 0, 1, "Finding regions")
    return _Made(laid, honest, _regions(library, model, laid.positions), parameters)


def _parameters(spec: dict[str, Any]) -> MapParameters:
    given = dict(spec.get("parameters") or {})
    known = {field.name for field in dataclasses.fields(MapParameters)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise BadRequest(f"The map has no parameter “{unknown[0]}”. Choose from {', '.join(sorted(known))}.")
    return MapParameters(**given)


def _regions(library: Path, model: StoredModel, positions: Float32) -> Found:
    """Named areas; songs that left the library since the training lend no name."""
    catalogue = Catalogue.open(library)
    index = catalogue.index_of(model.vectors.songs)
    here, at = index >= 0, np.maximum(index, 0)
    first, last = (_years(np.asarray(days)[at], here) for days in (catalogue.first_day, catalogue.last_day))
    return regions.find(
        positions,
        np.where(here, np.asarray(catalogue.artist_index)[at], -1).astype(np.int32),
        np.asarray(model.counts, np.int64),
        catalogue.artists,
        (first, last),
        [catalogue.title(int(song)) if song >= 0 else "" for song in index],
    )


def _years(days: Int32, here: Bool) -> Float32:
    """Days since 1970 as years, NaN where unknown."""
    known = here & (days != NO_DAY)
    return np.where(known, 1970.0 + days / 365.2425, np.nan).astype(np.float32)


def earlier_positions(store: ModelStore, model: StoredModel) -> Float32 | None:
    """Where the songs of a model stood on the newest map of another model, so that places stay familiar.

    Returns
    -------
    Float32, shape (v, 2), or None
        NaN for songs that are new. None when there is no such map, or it shares fewer than half of the songs.
    """
    for info in store.list():
        if info.id == model.info.id:
            continue
        try:
            earlier = carried_over(model, store.load(info.id), store.load_map(info.id))
        except (NoModel, ModelDamaged):
            continue
        known = np.count_nonzero(np.isfinite(earlier.positions).all(axis=1))
        return earlier.positions if 2 * known >= len(earlier.positions) else None
    return None
