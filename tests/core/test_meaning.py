"""The test of meaning: trained on thirty years of Grateful Dead concerts, the model must know what every fan knows."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.journey import journey
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.policy import parameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.scoring import Mode, Query, Seed, Space, cosine, recommend
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.smoothing import smooth, steps
from s2v_desktop.core.taste import TASTES, Taste
from s2v_desktop.core.taste_list import TasteModel
from s2v_desktop.core.training import train
from s2v_desktop.core.types import NO_TIME, PlayColumns

SET_LISTS = Path(__file__).resolve().parents[2] / "resources" / "demo" / "gd_setlists.csv"
SEGUES = (
    ("China Cat Sunflower", "I Know You Rider", 1),
    ("Scarlet Begonias", "Fire On The Mountain", 1),
    ("Drums", "Space", 1),
    ("Help On The Way", "Slipknot!", 2),
)


@pytest.fixture(scope="module")
def concerts() -> tuple[PlayColumns, list[str]]:
    """Plays of all concerts, a set being a session, and the titles by number."""
    with SET_LISTS.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["show"], int(row["set"]), int(row["position"])))
    titles: dict[str, int] = {}
    sets: dict[tuple[str, str], int] = {}
    song = [titles.setdefault(row["song"], len(titles)) for row in rows]
    session = [sets.setdefault((row["show"], row["set"]), len(sets)) for row in rows]
    n = len(rows)
    unknown = np.full(n, NO_TIME, np.int64)
    yes = np.ones(n, np.bool_)
    plays = PlayColumns(
        np.array(song, np.int32), np.zeros(n, np.int32), unknown, unknown, np.array(session, np.int32), yes, yes
    )
    return plays, list(titles)


@pytest.fixture(scope="module")
def space(concerts: tuple[PlayColumns, list[str]]) -> Space:
    """The model of the default policy."""
    corpus, cuts = cut(concerts[0])
    songs = int(np.count_nonzero(np.bincount(corpus.songs) >= 2))
    return Space.build(train(corpus, parameters("balanced", cuts.used, songs), Silent()).vectors)


def rank(space: Space, titles: list[str], seed: str, wanted: str, mode: Mode) -> int:
    """Place of a song in the list of another, counted from 1."""
    rows = recommend(space, Query((Seed(space.row_of(titles.index(seed))),), mode), top=len(space)).rows
    return int(np.flatnonzero(rows == space.row_of(titles.index(wanted)))[0]) + 1


@pytest.mark.parametrize(("seed", "follows", "place"), SEGUES)
def test_next_knows_what_follows(
    concerts: tuple[PlayColumns, list[str]], space: Space, seed: str, follows: str, place: int
) -> None:
    assert rank(space, concerts[1], seed, follows, "next") <= place


@pytest.mark.parametrize(("seed", "near"), [segue[:2] for segue in SEGUES])
def test_similar_keeps_them_near(concerts: tuple[PlayColumns, list[str]], space: Space, seed: str, near: str) -> None:
    assert rank(space, concerts[1], seed, near, "similar") <= 10


def test_the_quick_preset_keeps_them_near_too(concerts: tuple[PlayColumns, list[str]]) -> None:
    corpus, cuts = cut(concerts[0])
    songs = int(np.count_nonzero(np.bincount(corpus.songs) >= 2))
    quick = Space.build(train(corpus, parameters("quick", cuts.used, songs), Silent()).vectors)
    for seed, near, _ in SEGUES:
        assert rank(quick, concerts[1], seed, near, "similar") <= 10
        assert rank(quick, concerts[1], seed, near, "next") <= 2


def test_sets_are_sessions(concerts: tuple[PlayColumns, list[str]]) -> None:
    corpus, cuts = cut(concerts[0])
    assert cuts.plays == len(concerts[0])
    assert cuts.used > 0.95 * cuts.plays
    assert 5 < np.diff(corpus.starts).mean() < 15


def test_a_journey_is_much_smoother_than_the_leap(concerts: tuple[PlayColumns, list[str]], space: Space) -> None:
    titles = concerts[1]
    ends = [space.row_of(titles.index(name)) for name in ("Dark Star", "Jack Straw")]
    near = exact_neighbours(space.w1, 30, Silent())
    way = journey(space.w1, near, ends, 12)
    assert (len(way.rows), way.rows[0], way.rows[-1]) == (12, *ends)
    assert way.steps.min() > cosine(space, *ends) + 0.15
    others = {tuple(journey(space.w1, near, ends, 12, variation=number).rows) for number in range(3)}
    assert len(others) == 3


def test_a_shuffled_set_list_is_laid_smoothly_again(concerts: tuple[PlayColumns, list[str]], space: Space) -> None:
    names = [name for segue in SEGUES for name in segue[:2]]
    rows = np.array([space.row_of(concerts[1].index(name)) for name in names])
    shuffled = rows[[0, 2, 4, 6, 1, 3, 5, 7]]
    laid = shuffled[smooth(space.w1, shuffled)].tolist()
    together = sum(abs(laid.index(a) - laid.index(b)) == 1 for a, b in rows.reshape(-1, 2).tolist())
    assert together >= 3
    assert steps(space.w1, np.array(laid)).sum() > steps(space.w1, shuffled).sum() + 0.5


def test_going_away_from_a_song_takes_its_company_out(concerts: tuple[PlayColumns, list[str]], space: Space) -> None:
    drums, space_jam, star = (space.row_of(concerts[1].index(name)) for name in ("Drums", "Space", "Dark Star"))
    both = recommend(space, Query((Seed(star), Seed(drums))), top=len(space))
    away = recommend(space, Query((Seed(star), Seed(drums, -1.0))), top=len(space))
    place = [ranking.rows.tolist().index(space_jam) for ranking in (both, away)]
    assert place[0] < 30
    assert place[1] > 100
    assert away.contributions.sum(axis=1) == pytest.approx(away.cosine, abs=1e-6)


@pytest.mark.parametrize("kind", list(TASTES))
def test_a_taste_of_one_era_brings_songs_of_that_era(
    concerts: tuple[PlayColumns, list[str]], space: Space, kind: Taste
) -> None:
    titles = concerts[1]
    sixties = ("Dark Star", "Saint Stephen", "The Eleven", "Alligator", "Caution", "Cryptical Envelopment")
    weights = np.zeros(len(space))
    weights[[space.row_of(titles.index(name)) for name in sixties]] = 10.0
    taste = TasteModel.build(space, kind, weights, exact_neighbours(space.w1, 30, Silent()))
    found = {titles[int(space.songs[row])] for row in taste.recommend(top=25).rows}
    assert found & {"Turn On Your Lovelight", "Death Don't Have No Mercy", "New Potato Caboose", "Clementine"}
    assert not found & {"Touch Of Grey", "Hell In A Bucket", "West L.A. Fadeaway", "Althea"}  # of the eighties
