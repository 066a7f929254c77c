"""From a wish to recommendations with their reasons: the JSON of ``s2v recommend``."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np

from s2v_desktop.cli.asking import Asked
from s2v_desktop.cli.wish import Wish
from s2v_desktop.core import scoring
from s2v_desktop.core.blend import blend, table
from s2v_desktop.core.filters import Filters, SongFacts, only_forgotten
from s2v_desktop.core.recency import Listening
from s2v_desktop.core.taste_list import TasteModel
from s2v_desktop.core.types import NO_TIME, Bool, Float64, Int64
from s2v_desktop.core.why import SessionIndex, together

SEEDS_SHOWN = 20
"""A taste has thousands of seeds: the largest are shown, the rest is one entry ``others``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answered:
    """A list, and what its filters took out.

    Attributes
    ----------
    items : list of dict
        ``rank song artist title score cosine plays why``; `why` has ``seeds`` (song, contribution),
        ``sessions`` (in which the song was played with a seed) and ``last`` (the day of the latest, or null). A song
        too rare to be learnt also has ``placed`` (true).
    removed : dict
        Filter -> how many songs it took out that no earlier one had.
    """

    items: list[dict[str, Any]]
    removed: dict[str, int]


def answer(asked: Asked, wish: Wish) -> Answered:
    """Recommend.

    Raises
    ------
    UnknownSong, UnknownListener, BadRequest
        When the wish cannot be understood.
    """
    if wish.mode != "taste":
        asked = asked.placed(wish.songs + wish.minus, wish.rare)
    facts = asked.facts(asked.listener(wish.listener))
    filters = filters_of(asked, wish, facts)
    taste: TasteModel | None = None
    query, seeds = scoring.Query(()), None
    if wish.mode == "taste" and wish.blend is None:
        weights = asked.taste_weights(_listening(asked, wish))
        taste = TasteModel.build(asked.space, asked.taste(wish.taste), weights, asked.model.neighbours)
        ranking = taste.recommend(filters, wish.top, facts)
    elif wish.show != "between":
        mine, theirs = _both(asked, wish)
        ranking, query = table(asked.space, mine, theirs, wish.show == "common", filters, facts, wish.top)
    else:
        query, seeds = _query(asked, wish)
        ranking = scoring.recommend(asked.space, query, filters, wish.top, facts)
    reasons = _Reasons(asked, query, taste, seeds, SessionIndex.build(asked.model.corpus(asked.catalogue)))
    return Answered([_item(asked, ranking, place, reasons) for place in range(len(ranking))], ranking.removed)


@dataclasses.dataclass(frozen=True, slots=True)
class _Reasons:
    """What a song is explained from.

    Attributes
    ----------
    seeds : Int64 or None
        Catalogue indices of the positive seeds; None for a taste, where the largest contributions stand for them.
    """

    asked: Asked
    query: scoring.Query
    taste: TasteModel | None
    seeds: Int64 | None
    index: SessionIndex

    def why(self, row: int) -> dict[str, Any]:
        """What each seed contributes (a taste shows its largest), and the sessions that hold the song and a seed."""
        asked = self.asked
        if self.taste is not None:
            largest, others = self.taste.explain(row, SEEDS_SHOWN)
            seeds = int(np.count_nonzero(self.taste.weights > 0))
        else:
            largest, others = scoring.explain(asked.space, self.query, row, SEEDS_SHOWN)
            seeds = len(self.query.seeds)
        rows = np.array([seed for seed, share in largest if share > 0 and seed != row], np.int64)
        shown = asked.index[rows] if self.seeds is None else self.seeds
        entries = _seeds(asked, largest, others, seeds)
        return {"seeds": entries, **_evidence(self.index, shown[shown >= 0], int(asked.index[row]))}


def _item(asked: Asked, ranking: scoring.Ranking, place: int, reasons: _Reasons) -> dict[str, Any]:
    row = int(ranking.rows[place])
    at = int(asked.index[row])
    return {
        "rank": place + 1,
        "song": int(asked.catalogue.songs[at]),
        "artist": asked.catalogue.artist(at),
        "title": asked.catalogue.title(at),
        "score": float(ranking.score[place]),
        "cosine": float(ranking.cosine[place]),
        "plays": int(asked.catalogue.plays[at]),
        "why": reasons.why(row),
        **({"placed": True} if row >= asked.learnt else {}),
    }


def _query(asked: Asked, wish: Wish) -> tuple[scoring.Query, Int64 | None]:
    """The question, and the catalogue indices of its positive seeds (None for a taste: nearly all songs are)."""
    if wish.mode == "taste":
        return blend(asked.space, *_both(asked, wish), wish.share), None
    wanted = [asked.seed(text, 1.0) for text in wish.songs] + [asked.seed(text, -1.0) for text in wish.minus]
    if wish.playlist is not None:
        wanted += asked.playlist_seeds(wish.playlist)
    if wish.seed_region is not None:
        rows = np.flatnonzero(asked.region(wish.seed_region)).tolist()
        wanted += [(scoring.Seed(row), int(asked.index[row])) for row in rows if asked.index[row] >= 0]
    positive = [index for seed, index in wanted if seed.weight > 0]
    query = scoring.Query(tuple(seed for seed, _ in wanted), cast(scoring.Mode, wish.mode))
    return query, np.array(positive, np.int64)


def _both(asked: Asked, wish: Wish) -> tuple[Float64, Float64]:
    """What each song counts for two listeners."""
    listening = _listening(asked, wish)
    other = dataclasses.replace(listening, listener=asked.listener(wish.blend))
    return asked.taste_weights(listening), asked.taste_weights(other)


def _listening(asked: Asked, wish: Wish) -> Listening:
    return Listening(asked.listener(wish.listener), wish.first_day, wish.last_day, wish.half_life)


def filters_of(asked: Asked, wish: Wish, facts: SongFacts) -> Filters:
    """The filters of a wish as the engine takes them.

    Raises
    ------
    UnknownListener, BadRequest
        When nobody and nothing is called so.
    """
    only: Bool | None = None if wish.region is None else asked.region(wish.region)
    limited = wish.first_day is not None or wish.last_day is not None or wish.listener is not None
    if wish.mode != "taste" and limited:
        heard = asked.played(dataclasses.replace(_listening(asked, wish), half_life=0, counted_only=False))
        only = heard if only is None else only & heard
    played: Bool | None = None
    if wish.hide_played is not None:
        played = asked.played(Listening(asked.listener(wish.hide_played), counted_only=False))
    since: int | None = None
    if wish.not_since is not None:
        since = (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days - wish.not_since
    filters = Filters(
        # A taste is made of all that was played; to leave that out is what --hide-played asks for.
        hide_seeds=wish.mode != "taste" and not wish.keep_seeds,
        fold=wish.fold,
        per_artist=wish.per_artist,
        artists_apart=wish.artists_apart,
        hide_played=played,
        not_since=since,
        min_plays=wish.min_plays,
        only=only,
        adventurous=wish.adventurous,
        diversity=wish.diversity,
        shuffle_seed=wish.shuffle_seed,
        temperature=wish.temperature,
    )
    return only_forgotten(filters, facts) if wish.forgotten else filters


def _seeds(asked: Asked, largest: list[tuple[int, float]], others: float, seeds: int) -> list[dict[str, Any]]:
    """Contributions to the cosine; they add up to it."""
    entries: list[dict[str, Any]] = []
    for seed, contribution in largest:
        entries.append({"song": int(asked.space.songs[seed]), "contribution": contribution})
    if seeds > len(largest) == SEEDS_SHOWN:
        entries.append({"song": "others", "contribution": others})
    return entries


def _evidence(index: SessionIndex, seeds: Int64, song: int) -> dict[str, Any]:
    found = together(index, seeds.tolist(), song)
    last = None
    if found.last_ms != NO_TIME:
        last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=found.last_ms)).date().isoformat()
    return {"sessions": found.sessions, "last": last}
