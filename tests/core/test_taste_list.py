"""Lists by mean, facets and agreement on two separate groups: each explains itself, and its parts add up."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.scoring import Space
from s2v_desktop.core.taste import TASTES
from s2v_desktop.core.taste_list import TasteModel
from s2v_desktop.core.types import Vectors

SIZE = 40


def space() -> Space:
    """Forty songs around one axis, forty around another, forty around a third that nobody plays."""
    rng = np.random.default_rng(4)
    axes = np.repeat(np.eye(8)[:3], SIZE, axis=0)
    w = (axes + rng.normal(scale=0.15, size=axes.shape)).astype(np.float32)
    return Space.build(Vectors(np.arange(3 * SIZE), w, w))


SPACE = space()
NEAR = exact_neighbours(SPACE.w1, 30, Silent())
WEIGHTS = np.concatenate((np.arange(1, SIZE + 1), np.full(SIZE, 5.0), np.zeros(SIZE))).astype(np.float64)


def model(kind: str, weights: np.ndarray = WEIGHTS) -> TasteModel:
    return TasteModel.build(SPACE, kind, weights, NEAR)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(TASTES))
def test_every_way_stays_with_what_is_played(kind: str) -> None:
    ranking = model(kind).recommend(Filters(fold=False), 20)
    assert len(ranking) == 20
    assert (ranking.rows < 2 * SIZE).all()
    assert ranking.score.tolist() == sorted(ranking.score.tolist(), reverse=True)
    assert ranking.rows.tolist() == model(kind).recommend(Filters(fold=False), 20).rows.tolist()


@pytest.mark.parametrize("kind", list(TASTES))
def test_parts_add_up_to_the_score(kind: str) -> None:
    made = model(kind)
    ranking = made.recommend(Filters(fold=False), 10)
    for row, score in zip(ranking.rows.tolist(), ranking.score.tolist(), strict=True):
        largest, others = made.explain(row, 20)
        assert len(largest) <= 20
        assert sum(part for _, part in largest) + others == pytest.approx(score, abs=1e-6)
        assert all(WEIGHTS[seed] > 0 for seed, _ in largest)


def test_the_cosine_is_always_the_one_with_the_mean() -> None:
    mean = model("mean").recommend(Filters(fold=False), 120)
    known = dict(zip(mean.rows.tolist(), mean.cosine.tolist(), strict=True))
    for kind in ("facets", "agreement"):
        ranking = model(kind).recommend(Filters(fold=False), 10)
        assert ranking.cosine == pytest.approx([known[row] for row in ranking.rows.tolist()], abs=1e-6)


def test_filters_hold_for_every_way() -> None:
    facts = SongFacts.unknown(3 * SIZE)
    facts.hidden[:SIZE] = True
    for kind in TASTES:
        ranking = model(kind).recommend(Filters(fold=False), 10, facts)
        assert (ranking.rows >= SIZE).all()
        assert ranking.removed["hidden"] == SIZE


def test_facets_are_the_groups_and_are_called_after_their_songs() -> None:
    facets = model("facets").facets()
    assert len(facets) == 2
    groups = {tuple(np.unique(facet.songs // SIZE)) for facet in facets}
    assert groups == {(0,), (1,)}
    assert sum(facet.share for facet in facets) == pytest.approx(1.0)
    assert all(len(facet.names) == 3 for facet in facets)
    made = model("facets")
    assert {made.facet_of(row) for row in range(SIZE)} != {made.facet_of(row) for row in range(SIZE, 2 * SIZE)}


def test_one_facet_alone_brings_its_own_songs_and_explains_them() -> None:
    made = model("facets")
    for number, facet in enumerate(made.facets()):
        alone = made.around(number)
        ranking = alone.recommend(Filters(fold=False), 10)
        assert set((ranking.rows // SIZE).tolist()) == set((facet.songs // SIZE).tolist())
        assert ranking.score == pytest.approx(SPACE.w1[ranking.rows] @ made.centres[number], abs=1e-6)
        far = int(made.around(1 - number).recommend(Filters(fold=False), 1).rows[0])
        assert alone.facet_of(far) == number
        largest, others = alone.explain(int(ranking.rows[0]))
        assert sum(part for _, part in largest) + others == pytest.approx(ranking.score[0], abs=1e-6)
    assert made.around(2) is made
    assert made.around(-1) is made


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(BadRequest, match="mean, facets, agreement"):
        model("middle")
    with pytest.raises(BadRequest, match="without neighbours"):
        TasteModel.build(SPACE, "agreement", WEIGHTS, None)
    with pytest.raises(BadRequest, match="was played"):
        model("facets", np.zeros(3 * SIZE))
