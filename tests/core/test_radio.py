"""Radio: what plays next, song after song, without repeating itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.radio import go_on
from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Vectors

SONGS = 60


def chain() -> Space:
    """Song i + 1 plays after song i: its W2 row lies where the W1 row of song i does."""
    angles = np.linspace(0, np.pi / 2, SONGS)
    w1 = np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)
    return Space.build(Vectors(np.arange(SONGS), w1, np.roll(w1, 1, axis=0)))


def facts(**changes: object) -> SongFacts:
    return replace(SongFacts.unknown(SONGS), **changes)  # type: ignore[arg-type]


def test_what_plays_next_follows_and_follows_again() -> None:
    assert go_on(chain(), facts(), np.array([10]), 5).tolist() == [11, 12, 13, 14, 15]
    first = go_on(chain(), facts(), np.array([10, 11]), 4)
    assert go_on(chain(), facts(), np.array([10, 11, *first]), 4).tolist() == go_on(
        chain(), facts(), np.array([10, 11]), 8
    ).tolist()[4:]  # fmt: skip


def test_nothing_comes_twice_and_hidden_songs_and_other_versions_stay_out() -> None:
    fold = np.arange(SONGS, dtype=np.int32)
    fold[12] = fold[10]
    hidden = np.zeros(SONGS, np.bool_)
    hidden[11] = True
    added = go_on(chain(), facts(fold=fold, hidden=hidden), np.array([10, -1]), SONGS).tolist()
    assert len(added) == len(set(added)) == SONGS - 3
    assert not {10, 11, 12} & set(added)


def test_an_artist_rests_as_long_as_there_is_a_choice() -> None:
    artist = (np.arange(SONGS) // 2).astype(np.int32)  # two songs each
    added = go_on(chain(), facts(artist=artist), np.array([10]), 20)
    heard = [5, *artist[added].tolist()]
    assert all(heard[place] not in heard[max(0, place - 3) : place] for place in range(1, len(heard)))
    one = go_on(chain(), facts(artist=np.zeros(SONGS, np.int32)), np.array([10]), 20)
    assert len(one) == 20


def test_a_list_the_model_does_not_know_goes_on_with_nothing() -> None:
    assert len(go_on(chain(), facts(), np.array([-1]), 5)) == 0
    assert len(go_on(chain(), facts(), np.zeros(0, np.int64), 5)) == 0
