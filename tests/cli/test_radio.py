"""A week of classic rock radio (real): 25 stations, a model trained on them, and answers that counting already knows.

Some stations play songs in the same order each time, so what follows is known. Each plays some 500 of 1,600 songs, so
a taste is known too. Training takes seconds with the quick preset and gives the same model every time.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.cli.answering import answer
from s2v_desktop.cli.asking import Asked
from s2v_desktop.cli.journey import walk
from s2v_desktop.cli.wish import Wish
from s2v_desktop.core import scoring
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.policy import parameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.recency import Listening
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.training import train
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.models import ModelStore
from s2v_desktop.store.report import ImportRequest

PLAYS = Path(__file__).parents[1] / "data" / "classic-rock-radio" / "classic_rock_plays.csv"
SEGUES = (
    ("Genesis - Man On The Corner", "Don Felder - Heavy Metal"),
    ("Neil Young - Hey Hey, My My", "Dire Straits - Romeo And Juliet"),
    ("Led Zeppelin - Since I've Been Loving You", "Van Halen - Little Dreamer"),
    ("The Doors - Soul Kitchen", "Cream - Born Under A Bad Sign"),
    ("Jethro Tull - Living In The Past", "Led Zeppelin - Your Time Is Gonna Come"),
    ("Robert Plant - Little By Little", "David Lee Roth - Yankee Rose"),
)
STAIRWAY, TEEN_SPIRIT = "Led Zeppelin - Stairway To Heaven", "Nirvana - Smells Like Teen Spirit"


@pytest.fixture(scope="module")
def radio(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The week as a library with a model."""
    folder = tmp_path_factory.mktemp("radio") / "Library"
    import_files(folder, ImportRequest(paths=(PLAYS,), time_zone="UTC"), Silent())
    catalogue = Catalogue.open(folder)
    corpus, cuts = cut(catalogue.play_columns())
    songs = int(np.count_nonzero(np.bincount(corpus.songs) >= 2))
    trained = train(corpus, parameters("quick", cuts.used, songs), Silent())
    near = exact_neighbours(trained.vectors.w1, 30, Silent())
    ModelStore(folder).save(trained, catalogue, corpus, {"preset": "quick"}, neighbours=near, name="Radio")
    return Asked.open(folder)


def titles(items: list[dict[str, object]]) -> list[str]:
    return [f"{item['artist']} - {item['title']}".casefold() for item in items]


@pytest.mark.parametrize("mode", ["next", "similar"])
@pytest.mark.parametrize(("song", "follows"), SEGUES)
def test_what_always_follows_is_known(radio: Asked, song: str, follows: str, mode: str) -> None:
    found = answer(radio, Wish(songs=(song,), mode=mode, top=3))
    assert follows.casefold() in titles(found.items)
    item = found.items[titles(found.items).index(follows.casefold())]
    assert item["why"]["sessions"] >= 7
    assert sum(seed["contribution"] for seed in item["why"]["seeds"]) == pytest.approx(item["cosine"], abs=1e-6)


@pytest.mark.parametrize("way", ["mean", "facets", "agreement"])
def test_the_taste_of_a_station_brings_what_it_plays(radio: Asked, way: str) -> None:
    names = [one.name for one in radio.catalogue.listeners]
    played = [radio.played(Listening(number, counted_only=False)) for number in range(len(names))]
    own, others = [], []
    for number, name in enumerate(names):
        items = answer(radio, Wish(mode="taste", listener=name, taste=way, top=25)).items
        rows = radio.space.rows_of([item["song"] for item in items])
        own.append(played[number][rows].mean())
        others.append(np.mean([one[rows].mean() for other, one in enumerate(played) if other != number]))
    assert np.mean(own) > 0.75
    assert all(mine > theirs for mine, theirs in zip(own, others, strict=True))


def test_a_journey_has_smaller_steps_than_the_leap(radio: Asked) -> None:
    ends = (STAIRWAY, TEEN_SPIRIT)
    first, last = (radio.seed(one, 1.0)[0].row for one in ends)
    leap = 1 - scoring.cosine(radio.space, first, last)
    found = walk(radio, Wish(songs=ends), 12)
    assert found["largest_step"] < leap - 0.15
    apart = walk(radio, Wish(songs=ends, per_artist=1, listener="WAXQ"), 12)["items"]
    assert len({item["artist"] for item in apart}) == len(apart) == 12
    heard = radio.played(Listening(radio.listener("WAXQ"), counted_only=False))
    assert heard[radio.space.rows_of([item["song"] for item in apart[1:-1]])].all()


def test_lists_are_folded_and_capped_as_asked(radio: Asked) -> None:
    ask = Wish(songs=("Pink Floyd - Money",), top=400)
    folds = radio.facts().fold

    def most(items: list[dict[str, object]]) -> int:
        numbers = folds[radio.space.rows_of([item["song"] for item in items])]
        return max(Counter(numbers[numbers >= 0].tolist()).values())

    assert most(answer(radio, ask).items) == 1
    everything = Wish(songs=("Pink Floyd - Money",), top=2000, fold=False)
    assert most(answer(radio, everything).items) > 1
    for cap in (1, 2):
        capped = answer(radio, Wish(songs=("Pink Floyd - Money",), top=100, per_artist=cap)).items
        assert max(Counter(item["artist"] for item in capped).values()) == cap
        assert len(capped) == 100


def test_an_adventurous_list_leaves_the_hits_and_is_not_led_by_accidents(radio: Asked) -> None:
    plain, bold = (
        np.array([item["plays"] for item in answer(radio, Wish(songs=(STAIRWAY,), top=10, adventurous=x)).items])
        for x in (0.0, 1.0)
    )
    assert np.median(bold) < np.median(plain)
    assert np.count_nonzero(bold[:5] < 5) == 0


@pytest.mark.parametrize(
    "wish",
    [
        Wish(songs=(STAIRWAY, f"{TEEN_SPIRIT}=2"), minus=("Eagles - Hotel California",), top=50),
        Wish(songs=(STAIRWAY,), mode="next", diversity=0.7, shuffle_seed=4, artists_apart=True),
        Wish(mode="taste", listener="KGB", half_life=2, adventurous=0.5),
        Wish(mode="taste", listener="KGB", blend="WMGK", share=0.3),
    ],
)
def test_the_same_question_gives_the_same_list(radio: Asked, wish: Wish) -> None:
    again = Asked.open(radio.folder)
    assert answer(radio, wish) == answer(again, wish)
