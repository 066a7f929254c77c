"""Job ``compare``: two models of a library side by side. Changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core import model_compare
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.model_compare import Comparison
from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.tasks.naming import named
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelInfo, ModelStore

SHOWN = 50
_NEAR = 5


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Compare the neighbours of two models.

    Parameters
    ----------
    spec : dict
        ``library``, ``first`` and ``second`` (ids or names of models).

    Returns
    -------
    dict
        ``first``, ``second``, ``songs`` that both know, ``only_first``, ``only_second``, ``jaccard`` (mean over songs
        of their ten nearest), ``only_seed`` (they differ in nothing but chance) and ``changed``: the songs whose
        neighbours changed most, the most played first among equals, each with ``song title artist plays jaccard gone
        came``.
    """
    monitor.plan({"neighbours": 1.0})
    library = Path(spec["library"])
    store, catalogue = ModelStore(library), Catalogue.open(library)
    first, second = (store.load(store.find(str(spec[name])).id) for name in ("first", "second"))
    if first.info.id == second.info.id:
        raise BadRequest("A model was to be compared with itself. Choose two different ones.")
    found = model_compare.compare(first.vectors, second.vectors, monitor)
    return {
        "first": first.info.id, "second": second.info.id, "songs": len(found.songs), "only_first": found.only_first,
        "only_second": found.only_second, "jaccard": found.mean, "changed": _changed(found, catalogue),
        "only_seed": _only_seed(first.info, second.info),
    }  # fmt: skip


def _only_seed(first: ModelInfo, second: ModelInfo) -> bool:
    """Whether two models were learnt from the same sessions in the same way, with other seeds."""
    mine, theirs = ({k: v for k, v in one.parameters.items() if k != "seed"} for one in (first, second))
    seeds = first.parameters.get("seed"), second.parameters.get("seed")
    alike = mine == theirs and bool(first.data) and first.data == second.data
    return alike and first.began_with == second.began_with and seeds[0] != seeds[1]


def _changed(found: Comparison, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The songs whose neighbours changed most, with some of those that went and came."""
    index = catalogue.index_of(found.songs)
    plays = np.where(index >= 0, np.asarray(catalogue.plays)[np.maximum(index, 0)], -1) if len(catalogue) else index
    order = [int(row) for row in np.lexsort((-plays, found.jaccard)) if index[row] >= 0][:SHOWN]

    def names(rows: list[int]) -> list[str]:
        return [named(catalogue, int(index[row])) for row in rows if index[row] >= 0][:_NEAR]

    changed = []
    for row in order:
        before, after = found.first[row].tolist(), found.second[row].tolist()
        at = int(index[row])
        changed.append({
            "song": int(found.songs[row]), "title": catalogue.title(at), "artist": catalogue.artist(at),
            "plays": int(plays[row]), "jaccard": float(found.jaccard[row]),
            "gone": names([one for one in before if one not in after]),
            "came": names([one for one in after if one not in before]),
        })  # fmt: skip
    return changed
