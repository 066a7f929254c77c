"""From a wish to recommendations with their reasons: the JSON of ``s2v recommend``."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from s2v_desktop.cli.asking import Asked
from s2v_desktop.core import scoring
from s2v_desktop.core.blend import blend
from s2v_desktop.core.filters import Filters
from s2v_desktop.core.recency import Listening
from s2v_desktop.core.types import NO_TIME, Bool, Int64
from s2v_desktop.core.why import SessionIndex, together

if TYPE_CHECKING:
    from s2v_desktop.cli.recommend import Wish

SEEDS_SHOWN = 20
"""A taste has thousands of seeds: the largest are shown, the rest is one entry ``others``."""


def answer(asked: Asked, wish: Wish) -> list[dict[str, Any]]:
    """Recommend.

    Returns
    -------
    list of dict
        ``rank song artist title score cosine plays why``; `why` has ``seeds`` (song, artist, title, contribution),
        ``sessions`` (in which the song was played with a seed) and ``last`` (the day of the latest, or null).

    Raises
    ------
    UnknownSong, UnknownListener, BadRequest
        When the wish cannot be understood.
    """
    query, seeds = _query(asked, wish)
    ranking = scoring.recommend(
        asked.space, query, _filters(asked, wish), wish.top, asked.facts(asked.listener(wish.listener))
    )
    index = SessionIndex.build(asked.model.corpus(asked.catalogue))
    items = []
    for place, row in enumerate(ranking.rows.tolist()):
        at = int(asked.index[row])
        items.append(
            {
                "rank": place + 1,
                "song": int(asked.catalogue.songs[at]),
                "artist": asked.catalogue.artist(at),
                "title": asked.catalogue.title(at),
                "score": float(ranking.score[place]),
                "cosine": float(ranking.cosine[place]),
                "plays": int(asked.catalogue.plays[at]),
                "why": _why(asked, query, index, seeds, row),
            }
        )
    return items


def _query(asked: Asked, wish: Wish) -> tuple[scoring.Query, Int64 | None]:
    """The question, and the catalogue indices of its positive seeds (None for a taste: nearly all songs are)."""
    if wish.mode == "taste":
        return _taste(asked, wish), None
    wanted = [(asked.seed(text, 1.0)) for text in wish.songs] + [asked.seed(text, -1.0) for text in wish.minus]
    positive = [index for seed, index in wanted if seed.weight > 0]
    query = scoring.Query(tuple(seed for seed, _ in wanted), cast(scoring.Mode, wish.mode))
    return query, np.array(positive, np.int64)


def _taste(asked: Asked, wish: Wish) -> scoring.Query:
    """The mean of a listener's songs, or a point between two listeners."""
    listening = _listening(asked, wish)
    weights = asked.taste_weights(listening)
    if wish.blend is None:
        return scoring.taste(np.arange(len(asked.space)), weights)
    other = asked.taste_weights(dataclasses.replace(listening, listener=asked.listener(wish.blend)))
    return blend(asked.space, weights, other, wish.share)


def _listening(asked: Asked, wish: Wish) -> Listening:
    return Listening(asked.listener(wish.listener), wish.first_day, wish.last_day, wish.half_life)


def _filters(asked: Asked, wish: Wish) -> Filters:
    only: Bool | None = None
    limited = wish.first_day is not None or wish.last_day is not None or wish.listener is not None
    if wish.mode != "taste" and limited:
        only = asked.played(dataclasses.replace(_listening(asked, wish), half_life=0, counted_only=False))
    played: Bool | None = None
    if wish.hide_played is not None:
        played = asked.played(Listening(asked.listener(wish.hide_played), counted_only=False))
    since: int | None = None
    if wish.not_since is not None:
        since = (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days - wish.not_since
    return Filters(
        # A taste is made of all that was played; to leave that out is what --hide-played asks for.
        hide_seeds=wish.mode != "taste",
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
    )


def _why(asked: Asked, query: scoring.Query, index: SessionIndex, seeds: Int64 | None, row: int) -> dict[str, Any]:
    """What each seed contributes (a taste shows its largest), and the sessions that hold the song and a seed shown."""
    largest, others = scoring.explain(asked.space, query, row, SEEDS_SHOWN)
    shown = asked.index[[seed for seed, share in largest if share > 0]] if seeds is None else seeds
    entries = _seeds(asked, largest, others, len(query.seeds))
    return {"seeds": entries, **_evidence(index, shown[shown >= 0], int(asked.index[row]))}


def _seeds(asked: Asked, largest: list[tuple[int, float]], others: float, seeds: int) -> list[dict[str, Any]]:
    """Contributions to the cosine; they add up to it."""
    entries: list[dict[str, Any]] = []
    for seed, contribution in largest:
        at = int(asked.index[seed])
        name = {"artist": asked.catalogue.artist(at), "title": asked.catalogue.title(at)} if at >= 0 else {}
        entries.append({"song": int(asked.space.songs[seed]), **name, "contribution": contribution})
    if seeds > len(largest):
        entries.append({"song": "others", "contribution": others})
    return entries


def _evidence(index: SessionIndex, seeds: Int64, song: int) -> dict[str, Any]:
    found = together(index, seeds.tolist(), song)
    last = None
    if found.last_ms != NO_TIME:
        last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=found.last_ms)).date().isoformat()
    return {"sessions": found.sessions, "last": last}
