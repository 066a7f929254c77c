"""The report again, worked out one case at a time with lists and dicts: nothing is shared with what is tested."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core import training
from s2v_desktop.core.evaluation import Plan, evaluate
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import NO_TIME, Corpus, Int32

SMALL = {"vector_size": 6, "epochs": 4, "follow_passes": 2}
KNOWN, RARE = 26, 40
QUERIES = {"last": (1, 0.8), "five": (5, 0.8), "halved": (5, 0.5)}

Ranked = list[tuple[float, float, float]]
"""Of each case: rank of the target, share of the rest among twenty, gain."""


def listening(timed: bool) -> list[tuple[int, list[int]]]:
    """(listener, songs) of each session: walks with repeats, songs of one play between them, two listeners."""
    rng = random.Random(11)
    sessions, rare = [], KNOWN
    for number in range(90):
        at, songs = rng.randrange(KNOWN), []
        for _ in range(rng.randint(2, 9)):
            at = (at + rng.choice((1, 1, 2, 7))) % KNOWN
            songs.append(at)
        if rng.random() < 0.4:
            songs.insert(rng.randint(0, len(songs)), rare)
            rare += 1
        if number % 9 == 0:
            songs += songs[:2]
        sessions.append((number % 2 if timed else 0, songs))
    return sessions


def corpus_of(sessions: list[tuple[int, list[int]]], timed: bool) -> Corpus:
    starts = np.concatenate(([0], np.cumsum([len(songs) for _, songs in sessions]))).astype(np.int64)
    flat = np.array([song for _, songs in sessions for song in songs], np.int32)
    listener = np.array([who for who, _ in sessions], np.int32)
    when = np.arange(len(sessions), dtype=np.int64) * 1000 if timed else np.full(len(sessions), NO_TIME)
    return Corpus(flat, starts, listener, when)


class ByHand:
    """Held-out cases of a library and what counting says about them."""

    def __init__(self, sessions: list[tuple[int, list[int]]], timed: bool) -> None:
        self.train: list[tuple[int, list[int]]] = []
        self.cases: list[tuple[list[int], int, list[int]]] = []
        border = len(sessions) - round(len(sessions) / 10)
        for number, (who, songs) in enumerate(sessions):
            places = [at for at, song in enumerate(songs) if at and song not in songs[:at]]
            asked = (places if number >= border else []) if timed else places[-1:]
            for at in asked:
                rest = [song for song in dict.fromkeys(songs[at:]) if song not in songs[:at]]
                self.cases.append((songs[:at], songs[at], rest))
            if not timed:
                self.train.append((who, songs[: places[-1]] if places else songs))
            elif number < border:
                self.train.append((who, songs))
        counted = Counter(song for _, songs in self.train for song in songs)
        self.plays = {song: times for song, times in counted.items() if times >= 2}

    def known(self, songs: list[int]) -> list[int]:
        """Places counted back from the end, only of songs that are known: the query of the last five."""
        return [back for back, song in enumerate(reversed(songs[-5:])) if song in self.plays]

    def coverage(self) -> float:
        return sum(target in self.plays and bool(self.known(heard)) for heard, target, _ in self.cases) / len(
            self.cases
        )

    def query(self, heard: list[int], name: str) -> dict[int, float]:
        """Song -> weight."""
        length, decay = QUERIES[name]
        found: dict[int, float] = defaultdict(float)
        if length == 1:
            return {heard[-1 - self.known(heard)[0]]: 1.0}
        for back in self.known(heard):
            found[heard[-1 - back]] += decay**back
        return found

    def judge(self, score: Any, digits: int = 5) -> Ranked:
        """Rank every song but those heard; scores equal in so many digits share the mean of their places."""
        found: Ranked = []
        for heard, target, rest in self.cases:
            if not self.known(heard):
                found.append((math.inf, 0.0, 0.0))
                continue
            scores = {song: round(score(heard, song), digits) for song in self.plays if song not in heard}
            rank = self.place(scores, target) if target in scores else math.inf
            falling = sorted(scores.values(), reverse=True)
            edge = falling[min(20, len(falling)) - 1]
            above = sum(value > edge for value in falling)
            part = (min(20, len(self.plays)) - above) / falling.count(edge) if len(falling) > 20 else 1.0
            got = sum(1.0 if scores[song] > edge else part for song in rest if scores.get(song, -9e9) >= edge)
            found.append((rank, got / len(rest), 1 / math.log2(1 + rank) if rank <= 10 else 0.0))
        return found

    @staticmethod
    def place(scores: dict[int, float], target: int) -> float:
        better = sum(value > scores[target] for value in scores.values())
        equal = sum(value == scores[target] for value in scores.values())
        return float(better + (equal + 1) / 2)

    def following(self) -> dict[tuple[int, int], float]:
        """How often the second song came within ten after the first, each time by the distance."""
        found: dict[tuple[int, int], float] = defaultdict(float)
        for _, songs in self.train:
            row = [song for song in songs if song in self.plays]
            for at, first in enumerate(row):
                for far, second in enumerate(row[at + 1 : at + 11], 1):
                    if first != second:
                        found[first, second] += 1 / far
        return found

    def together(self, shrunk: bool) -> dict[tuple[int, int], float]:
        """Cosine over the sessions that hold two songs."""
        sets = [set(songs) & set(self.plays) for _, songs in self.train]
        alone, both = Counter(song for one in sets for song in one), Counter[tuple[int, int]]()
        for one in sets:
            both.update((a, b) for a in one for b in one if a != b)
        return {
            (a, b): n / math.sqrt(alone[a] * alone[b]) * (n / (n + 5) if shrunk else 1) for (a, b), n in both.items()
        }


def agree(figures: dict[str, float], found: Ranked) -> None:
    """Every figure is over all cases."""
    cases = len(found)
    assert figures["hr10"] == pytest.approx(sum(rank <= 10 for rank, _, _ in found) / cases)
    assert figures["ndcg10"] == pytest.approx(sum(gain for _, _, gain in found) / cases)
    assert figures["mrr"] == pytest.approx(sum(1 / rank for rank, _, _ in found) / cases)
    assert figures["recall20"] == pytest.approx(sum(rest for _, rest, _ in found) / cases)
    assert figures["low"] <= figures["hr10"] <= figures["high"]


def artists() -> Int32:
    return np.array([song % 3 if song % 5 else -1 for song in range(KNOWN + RARE)], np.int32)


@pytest.fixture(scope="module", params=[True, False], ids=["time", "last"])
def measured(request: pytest.FixtureRequest) -> tuple[dict[str, Any], ByHand]:
    sessions = listening(request.param)
    plan = Plan("time" if request.param else "last", seeds=1, changes=SMALL)
    return evaluate(corpus_of(sessions, request.param), artists(), plan, Silent()), ByHand(sessions, request.param)


def test_cases_and_coverage(measured: tuple[dict[str, Any], ByHand]) -> None:
    report, hand = measured
    assert report["cases"] == len(hand.cases) >= 40
    assert report["coverage"] == pytest.approx(hand.coverage())
    assert report["songs"] == len(hand.plays)
    assert hand.coverage() < 1  # else misses would not be tried
    assert "factorisation" in report["methods"]  # asked of one listener too: the names of methods are a contract


def test_counting(measured: tuple[dict[str, Any], ByHand]) -> None:
    report, hand = measured
    agree(report["methods"]["popularity"], hand.judge(lambda heard, song: hand.plays[song]))
    follows, rules = hand.following(), report["settings"]["sequential-rules"]
    agree(
        report["methods"]["sequential-rules"],
        hand.judge(lambda heard, song: sum(w * follows[a, song] for a, w in hand.query(heard, rules).items())),
    )
    name, _, shrunk = report["settings"]["item-knn"].partition(", ")
    cosine = hand.together(shrunk == "shrunk")
    agree(
        report["methods"]["item-knn"],
        hand.judge(lambda heard, song: sum(w * cosine.get((a, song), 0) for a, w in hand.query(heard, name).items())),
    )
    artist = artists()

    def same(heard: list[int], song: int) -> float:
        own = artist[next(iter(hand.query(heard, "last")))]
        return hand.plays[song] + (1000 if own >= 0 and artist[song] == own else 0)

    agree(report["methods"]["same-artist"], hand.judge(same))


def test_similar_and_next(measured: tuple[dict[str, Any], ByHand]) -> None:
    report, hand = measured
    corpus = corpus_of(hand.train, report["protocol"] == "time")
    vectors = training.train(corpus, TrainingParameters(**report["parameters"]), Silent()).vectors
    unit = {
        name: {
            int(song): row.astype(float) / np.linalg.norm(row)
            for song, row in zip(vectors.songs, matrix, strict=True)
        }
        for name, matrix in (("similar", vectors.w1), ("next", vectors.w2))
    }  # fmt: skip
    for name, rows in unit.items():

        def cosine(heard: list[int], song: int, rows: Any = rows, name: str = name) -> float:
            asked = hand.query(heard, report["settings"][name])
            query = sum(w * unit["similar"][a] for a, w in asked.items())
            return float(query @ rows[song] / np.linalg.norm(query))

        agree(report["methods"][name], hand.judge(cosine, 12))
