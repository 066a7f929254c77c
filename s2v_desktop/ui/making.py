"""What the list that is shown was made of, for watching it on the map."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from s2v_desktop.core import scoring
from s2v_desktop.core.taste_place import middle
from s2v_desktop.core.types import Float64, Int64
from s2v_desktop.ui import wording
from s2v_desktop.ui.map.steps import Making
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.question import Answer

MOST_SEEDS = 40
"""Of a taste of thousands of songs the heaviest are drawn."""
NEAREST = 8
_LONGEST_TITLE = 40


def making_of(asker: QObject, library: OpenLibrary, answer: Answer) -> Making | None:
    """Seeds, mean and nearest songs of a list; None where no mean was asked (a journey, facets) or there is no map."""
    space, stored = library.space, library.map
    known = _seeds(answer)
    if space is None or stored is None or known is None or not answer.items or answer.placed:
        return None
    if library.model is None or stored.info.model != library.model.info.id:  # a new model has no map yet
        return None
    rows, weights = known
    direction = answer.taste.direction if answer.taste is not None else _direction(space, answer)
    target = space.w2 if answer.query is not None and answer.query.mode == "next" else space.w1
    near = [item for item in answer.items[:NEAREST] if item.row >= 0]
    around = np.concatenate((rows[weights > 0], [item.row for item in near])).astype(np.int64)
    cosine = np.concatenate((space.w1[rows[weights > 0]] @ direction, target[[item.row for item in near]] @ direction))
    place = middle(around, cosine, np.asarray(stored.positions))
    if place is None:
        return None
    targets = tuple(
        (item.row, f"{wording.clean(item.title, _LONGEST_TITLE)} {wording.cosine(item.cosine)}") for item in near
    )
    seeds, minus = rows[weights > 0].astype(np.int32), rows[weights < 0].astype(np.int32)
    return Making(seeds, minus, place, targets, _said(asker, answer, len(seeds), len(minus)))


def _seeds(answer: Answer) -> tuple[Int64, Float64] | None:
    """Rows and weights of the seeds, the heaviest of many."""
    if answer.taste is not None:
        if answer.taste.kind != "mean":
            return None
        rows = np.flatnonzero(answer.taste.weights > 0).astype(np.int64)
        weights = answer.taste.weights[rows]
    elif answer.query is not None:
        rows, weights = answer.query.rows, answer.query.weights
    else:
        return None
    heaviest = np.lexsort((rows, -np.abs(weights)))[:MOST_SEEDS]
    return rows[heaviest], weights[heaviest]


def _direction(space: scoring.Space, answer: Answer) -> Float64:
    assert answer.query is not None
    return scoring.query_vector(space, answer.query)[0]


def _said(asker: QObject, answer: Answer, seeds: int, minus: int) -> tuple[str, str, str]:
    tr = asker.tr
    every = len(answer.query.seeds) if answer.query is not None else int(np.count_nonzero(answer.taste.weights))  # type: ignore[union-attr]
    mine = answer.taste is not None or (answer.query is not None and answer.query.mode == "taste")
    count = wording.count(every, tr("song"), tr("songs"))
    if mine:
        first = tr("1 of 3: {0} heard; the {1} that weigh most are marked.").format(count, seeds)
    else:
        first = tr("1 of 3: the seeds. Each is a direction in the space the model learnt.")
    second = tr("2 of 3: their mean, the sum of these directions, between the songs near it.")
    if minus:
        second = tr("2 of 3: their mean; negative seeds push it away. It stands between the songs near it.")
    nearest = tr("3 of 3: the songs nearest to it, by cosine.")
    if answer.query is not None and answer.query.mode == "next":
        nearest = tr("3 of 3: the songs played around that point, by cosine.")
    return first, second, nearest
