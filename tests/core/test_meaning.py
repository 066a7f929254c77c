"""The test of meaning: trained on thirty years of Grateful Dead concerts, the model must know what every fan knows."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.policy import parameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.scoring import Mode, Query, Seed, Space, recommend
from s2v_desktop.core.sessions import cut
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


def test_sets_are_sessions(concerts: tuple[PlayColumns, list[str]]) -> None:
    corpus, cuts = cut(concerts[0])
    assert cuts.plays == len(concerts[0])
    assert cuts.used > 0.95 * cuts.plays
    assert 5 < np.diff(corpus.starts).mean() < 15
