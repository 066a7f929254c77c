"""From a wish to recommendations with their reasons: the JSON of ``s2v recommend``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from s2v_desktop.cli.asking import Asked
from s2v_desktop.core import scoring
from s2v_desktop.core.filters import Filters
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
    listeners = asked.listener(wish.listener)
    heard = asked.catalogue.plays_between(listeners=listeners, counted_only=True)
    period = asked.catalogue.plays_between(wish.first_day, wish.last_day, listeners, counted_only=True)
    query, seeds = _query(asked, wish, period)
    ranking = scoring.recommend(asked.space, query, _filters(asked, wish, period), wish.top, asked.facts(heard))
    index = None if wish.mode == "taste" else _sessions(asked)
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
                "why": {"seeds": _seeds(asked, query, row), **_evidence(index, seeds, at)},
            }
        )
    return items


def _query(asked: Asked, wish: Wish, period: Int64) -> tuple[scoring.Query, Int64]:
    """The question, and the catalogue indices of its positive seeds."""
    if wish.mode == "taste":
        plays = asked.spread(period, 0)
        return scoring.taste(np.arange(len(asked.space)), plays), np.zeros(0, np.int64)
    wanted = [(asked.seed(text, 1.0)) for text in wish.songs] + [asked.seed(text, -1.0) for text in wish.minus]
    positive = [index for seed, index in wanted if seed.weight > 0]
    query = scoring.Query(tuple(seed for seed, _ in wanted), cast(scoring.Mode, wish.mode))
    return query, np.array(positive, np.int64)


def _filters(asked: Asked, wish: Wish, period: Int64) -> Filters:
    only: Bool | None = None
    limited = wish.first_day is not None or wish.last_day is not None or wish.listener is not None
    if wish.mode != "taste" and limited:
        only = asked.spread(period, 0) > 0
    played: Bool | None = None
    if wish.hide_played is not None:
        heard = asked.catalogue.plays_between(listeners=asked.listener(wish.hide_played))
        played = asked.spread(heard, 0) > 0
    since: int | None = None
    if wish.not_since is not None:
        since = (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days - wish.not_since
    return Filters(
        # A taste is made of all that was played; to leave that out is what --hide-played asks for.
        hide_seeds=wish.mode != "taste",
        fold=wish.fold,
        per_artist=wish.per_artist,
        hide_played=played,
        not_since=since,
        min_plays=wish.min_plays,
        only=only,
        adventurous=wish.adventurous,
        diversity=wish.diversity,
        shuffle_seed=wish.shuffle_seed,
    )


def _sessions(asked: Asked) -> SessionIndex:
    return SessionIndex.build(asked.model.corpus(asked.catalogue))


def _seeds(asked: Asked, query: scoring.Query, row: int) -> list[dict[str, Any]]:
    """What each seed contributes to the cosine; they add up to it."""
    largest, others = scoring.explain(asked.space, query, row, SEEDS_SHOWN)
    entries: list[dict[str, Any]] = []
    for seed, contribution in largest:
        at = int(asked.index[seed])
        name = {"artist": asked.catalogue.artist(at), "title": asked.catalogue.title(at)} if at >= 0 else {}
        entries.append({"song": int(asked.space.songs[seed]), **name, "contribution": contribution})
    if len(query.seeds) > len(largest):
        entries.append({"song": "others", "contribution": others})
    return entries


def _evidence(index: SessionIndex | None, seeds: Int64, song: int) -> dict[str, Any]:
    if index is None or len(seeds) == 0:
        return {"sessions": 0, "last": None}
    found = together(index, seeds.tolist(), song)
    last = None
    if found.last_ms != NO_TIME:
        last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=found.last_ms)).date().isoformat()
    return {"sessions": found.sessions, "last": last}
