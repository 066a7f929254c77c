"""Two listeners, two groups of songs: a blend lies where it is told to, and each shows the other what they lack."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from s2v_desktop.core.blend import blend, common_ground, could_show, table
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.scoring import Space, query_vector, recommend
from s2v_desktop.core.types import Vectors

ANGLES = np.concatenate((np.linspace(0, 0.2, 5), np.linspace(1.3, 1.5, 5)))
"""Five songs near the first axis, five near the second."""


def space() -> Space:
    w = np.stack((np.cos(ANGLES), np.sin(ANGLES)), axis=1).astype(np.float32)
    return Space.build(Vectors(np.arange(10), w, w))


def plays(**counts: float) -> np.ndarray:
    result = np.zeros(10)
    for name, count in counts.items():
        result[int(name[1:])] = count
    return result


ANN = plays(s0=5, s1=3, s4=1)
BOB = plays(s5=500, s6=300, s4=10)


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0.0, 0.1), (0.5, 0.5, 1.0), (1.0, 1.3, 1.4)])
def test_a_blend_lies_where_it_is_told_to_however_much_one_plays(share: float, low: float, high: float) -> None:
    direction, _ = query_vector(space(), blend(space(), ANN, BOB, share))
    assert low <= np.arctan2(direction[1], direction[0]) <= high


def test_contributions_of_a_blend_add_up() -> None:
    ranking = recommend(space(), blend(space(), ANN, BOB, 0.3))
    assert ranking.contributions.sum(axis=1) == pytest.approx(ranking.cosine, abs=1e-6)


def test_common_ground_is_what_both_play() -> None:
    shared = common_ground(ANN, BOB)
    assert shared.rows.tolist() == [4]
    assert shared.value[0] == pytest.approx(10 / 810)
    assert len(common_ground(ANN, plays(s9=4)).rows) == 0


def test_could_show_gives_only_what_the_other_never_played_nearest_first() -> None:
    shown = could_show(space(), ANN, BOB)
    assert shown.rows.tolist() == [1, 0]  # song 1 lies nearer to Bob's songs
    assert could_show(space(), BOB, ANN, top=1).rows.tolist() == [5]


def test_the_table_of_two_obeys_the_filters_of_every_list() -> None:
    facts = replace(SongFacts.unknown(10), artist=np.array([1, 1, 2, 2, 2, 3, 3, 3, 3, 3], np.int32))
    shown, query = table(space(), BOB, ANN, False, Filters(), facts)
    assert shown.rows.tolist() == [5, 6]
    assert shown.score == pytest.approx(shown.cosine)
    assert query.mode == "taste"
    capped, _ = table(space(), BOB, ANN, False, Filters(per_artist=1), facts)
    assert (capped.rows.tolist(), capped.removed["per artist"]) == ([5], 1)
    facts.hidden[5] = True
    left, _ = table(space(), BOB, ANN, False, Filters(), facts)
    assert (left.rows.tolist(), left.removed["hidden"]) == ([6], 1)
    common, _ = table(space(), ANN, BOB, True, Filters(), facts)
    assert common.rows.tolist() == [4]
    facts.hidden[4] = True
    assert len(table(space(), ANN, BOB, True, Filters(), facts)[0]) == 0


def test_what_is_hidden_changes_no_share_of_common_ground() -> None:
    first, second = plays(s0=2, s1=3, s2=1, s3=4), plays(s0=1, s1=2, s2=2)
    facts = SongFacts.unknown(10)
    before, _ = table(space(), first, second, True, Filters(), facts)
    facts.hidden[2] = True
    after, _ = table(space(), first, second, True, Filters(), facts)
    assert before.rows.tolist()[:2] == after.rows.tolist()
    assert after.score == pytest.approx(before.score[:2])


def test_senseless_questions_are_refused() -> None:
    with pytest.raises(BadRequest, match="between 0 and 1"):
        blend(space(), ANN, BOB, 1.5)
    with pytest.raises(BadRequest, match="no song of this model"):
        blend(space(), ANN, plays(), 0.5)
    with pytest.raises(BadRequest, match="no song of this model"):
        could_show(space(), ANN, plays())
