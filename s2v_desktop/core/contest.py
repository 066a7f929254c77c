"""The methods that are compared, each with the few settings it may choose from on validation.

A setting is named, so that the report can say which one was taken: ``last`` asks with the latest song, ``five`` with
the last five, each older one weighing 0.8 of the one after it, ``halved`` the same with 0.5, ``session`` with the last
twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2v_desktop.core import baselines, taste
from s2v_desktop.core.baselines import Counted
from s2v_desktop.core.heldout import Asked
from s2v_desktop.core.metrics import Scorer
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.taste import Taste
from s2v_desktop.core.types import Corpus, Float32, Float64, Int32, Int64, Neighbours, Vectors

MODEL_METHODS = ("similar", "next", "mix", "taste-mean", "taste-facets", "taste-agreement")
COUNTING_METHODS = (
    "popularity", "same-artist", "item-knn", "sequential-rules", "session-knn", "ppmi-svd", "factorisation",
)  # fmt: skip
TASTE_METHODS: Mapping[str, Taste] = {
    "taste-mean": "mean", "taste-facets": "facets", "taste-agreement": "agreement",
}  # fmt: skip
OFFERED = ("next", "similar", *TASTE_METHODS)
"""What the window can be told to begin with; `mix` needs the counts and is only measured."""

MIX_WEIGHTS = (0.25, 0.5, 0.75)
"""Weight of *next* in `mix`; the rest is the weight of sequential rules."""

MOST_CELLS = 20_000_000
"""Listener x song tables are not larger than this: the least active listeners share one row."""

QUERIES: Mapping[str, tuple[int, float]] = {
    "last": (1, baselines.DECAY),
    "five": (5, baselines.DECAY),
    "halved": (5, 0.5),
}
"""Name of a query -> songs it is made of, and what each weighs of the one after it."""

NEIGHBOURS = taste.VOTES

Settings = Mapping[str, Callable[[], Scorer]]
"""Name of a setting -> what makes its scorer."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What all methods learn from, in rows of one vocabulary (row 0 is played most).

    Attributes
    ----------
    songs : Int64, shape (v,)
        Catalogue indices.
    row_of : Int64, shape (catalogue songs,)
    counts : Int64, shape (v,)
    artist : Int32, shape (v,)
    listener_plays : Float64, shape (rows, v)
        A row for each listener; too many listeners share the last row, the least active first.
    listener_row : Int64, shape (listeners,)
        Listener -> row of `listener_plays`.
    counted : Counted
    """

    songs: Int64
    row_of: Int64
    counts: Int64
    artist: Int32
    listener_plays: Float64
    listener_row: Int64
    counted: Counted

    @classmethod
    def build(cls, corpus: Corpus, artist: Int32, min_count: int) -> Ground:
        """From the sessions that are learnt from; `artist` is by catalogue index."""
        plays = np.bincount(corpus.songs, minlength=len(artist)).astype(np.int64)
        songs = np.argsort(-plays, kind="stable")
        songs = songs[plays[songs] >= min_count].astype(np.int64)
        row_of = np.full(len(plays), -1, np.int64)
        row_of[songs] = np.arange(len(songs))
        lengths = np.diff(corpus.starts)
        tokens = row_of[corpus.songs]
        counted = Counted.build(tokens, np.repeat(np.arange(len(corpus)), lengths), len(songs))
        table, rows = _listener_table(tokens, np.repeat(corpus.listener, lengths), len(songs))
        return cls(songs, row_of, plays[songs], artist[songs], table, rows, counted)


def _listener_table(tokens: Int64, listener: Int32, songs: int) -> tuple[Float64, Int64]:
    """Plays per listener and song, and the row of each listener."""
    activity = np.bincount(listener, minlength=1)
    people = min(len(activity), max(1, MOST_CELLS // max(songs, 1)))
    row = np.full(len(activity), people - 1, np.int64)
    row[np.argsort(-activity, kind="stable")[: people - 1]] = np.arange(people - 1)
    known = tokens >= 0
    cells = row[listener[known]] * songs + tokens[known]
    return np.bincount(cells, minlength=people * songs).reshape(people, songs).astype(np.float64), row


def _once(make: Callable[[], Any]) -> Callable[[], Any]:
    """Make something when it is first asked for and keep it."""
    made: list[Any] = []

    def get() -> Any:
        if not made:
            made.append(make())
        return made[0]

    return get


def counting(ground: Ground) -> dict[str, Settings]:
    """All baselines with their settings; each is made when it is asked for."""

    plain = _once(lambda: baselines.item_cosines(ground.counted, 0.0))
    shrunk = _once(lambda: baselines.item_cosines(ground.counted))
    followers = _once(lambda: ground.counted.followers(both_ways=False))
    vectors = _once(lambda: baselines.ppmi_svd(ground.counted))

    def table(get: Callable[[], Any], query: tuple[int, float]) -> Callable[[], Scorer]:
        return lambda: baselines.by_table(get(), *query)

    def svd(query: tuple[int, float]) -> Callable[[], Scorer]:
        return lambda: baselines.by_vectors(vectors(), vectors(), *query)

    return {
        "popularity": {"": lambda: baselines.popularity(ground.counts)},
        "same-artist": {"": lambda: baselines.same_artist(ground.counts, ground.artist)},
        "item-knn": {
            **{name: table(plain, query) for name, query in QUERIES.items()},
            **{f"{name}, shrunk": table(shrunk, query) for name, query in QUERIES.items()},
        },
        "sequential-rules": {name: table(followers, query) for name, query in QUERIES.items()},
        "session-knn": {
            "session": lambda: baselines.session_knn(ground.counted, 1.0),
            "session, decayed": lambda: baselines.session_knn(ground.counted, baselines.DECAY),
        },
        "ppmi-svd": {name: svd(query) for name, query in QUERIES.items()},
        "factorisation": {
            "": lambda: baselines.by_listener(
                baselines.factorisation(ground.listener_plays), ground.listener_row
            ),
        },
    }  # fmt: skip


def learnt(ground: Ground, vectors: Vectors, monitor: Monitor) -> dict[str, Settings]:
    """What the model offers, with its settings."""
    w1, w2 = unit_rows(vectors.w1), unit_rows(vectors.w2)
    rules = _once(lambda: baselines.by_table(ground.counted.followers(both_ways=False), 1))

    def ask(target: Float32, query: tuple[int, float]) -> Callable[[], Scorer]:
        return lambda: baselines.by_vectors(w1, target, *query)

    def mixed(weight: float, query: tuple[int, float]) -> Callable[[], Scorer]:
        return lambda: mix(baselines.by_vectors(w1, w2, *query), rules(), weight)

    def tasted(kind: Taste) -> Callable[[], Scorer]:
        def make() -> Scorer:
            near = exact_neighbours(vectors.w1, NEIGHBOURS, monitor) if kind == "agreement" else None
            return baselines.by_listener(_taste_lists(kind, w1, ground.listener_plays, near), ground.listener_row)

        return make

    return {
        "similar": {name: ask(w1, query) for name, query in QUERIES.items()},
        "next": {name: ask(w2, query) for name, query in QUERIES.items()},
        "mix": {f"{name}, {weight} next": mixed(weight, query)
                for name, query in QUERIES.items() for weight in MIX_WEIGHTS},
        **{name: {"": tasted(kind)} for name, kind in TASTE_METHODS.items()},
    }  # fmt: skip


def _taste_lists(kind: Taste, w1: Float32, plays: Float64, near: Neighbours | None) -> Float32:
    return np.stack([taste.scores(kind, w1, own, near) for own in plays]).astype(np.float32)


def mix(following: Scorer, rules: Scorer, weight: float) -> Scorer:
    """Blend of *next* and sequential rules: ``weight`` x cosine + (1 - weight) x count / largest count of the list."""

    def score(asked: Asked) -> Float32:
        cosine, count = following(asked), rules(asked)
        largest = count.max(axis=1, keepdims=True)
        count /= np.where(largest > 0, largest, np.float32(1))
        result: Float32 = np.float32(weight) * cosine + np.float32(1 - weight) * count
        return result

    return score
