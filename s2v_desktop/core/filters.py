"""What may stand in a list of recommendations, and in which order.

Mask filters decide song by song and count over the whole model. List filters (one version of a song, at most so many
songs of an artist) decide while the list is filled and count what they passed over until it was full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import NO_DAY, Bool, Float32, Float64, Int32, Int64

FloatT = TypeVar("FloatT", Float32, Float64)

MMR_POOL = 100
"""Diversity and shuffling choose among at least this many of the best songs, or five times the list."""

MOST_SPREAD = 0.5
"""What likeness weighs in the most diverse list: more, and songs stand in it for being unlike anything."""

FAMILIAR_WEIGHT = 0.5
"""How much cosine the most played song loses when the list is as adventurous as it can be."""

DOUBT = 4
"""In the most adventurous list a song learnt from so many plays keeps half of its cosine; in a library of few plays
already one learnt from a third of what the best known song was. Without it the rarest of all would win, whose places
are half chance.
"""

FORGOTTEN_DAYS = 365
"""A favourite that was not played for so long is forgotten."""
FORGOTTEN_SHARE = 0.8
"""A favourite is played more than this share of all songs."""


@dataclass(frozen=True, slots=True)
class SongFacts:
    """What filters need to know about the songs of a model, one entry per row of the space.

    Attributes
    ----------
    artist : Int32, shape (v,)
        Number of the artist, -1 where unknown.
    plays : Int64, shape (v,)
        Counted plays of the chosen listeners.
    last_day : Int32, shape (v,)
        Days since 1970-01-01 of the last play, `NO_DAY` for never or unknown.
    fold : Int32, shape (v,)
        Songs with the same number are versions of one song (`core.versions.fold_groups`), -1 where unknown.
    hidden : Bool, shape (v,)
        Songs the listener keeps out of lists, themselves or by their artist.
    learnt : Int64, shape (v,), optional
        From how many plays the model learnt each song, 0 where unknown; an adventurous list trusts few plays less.
    """

    artist: Int32
    plays: Int64
    last_day: Int32
    fold: Int32
    hidden: Bool
    learnt: Int64 | None = None

    @classmethod
    def unknown(cls, songs: int) -> SongFacts:
        """Facts of `songs` songs about which nothing is known."""
        return cls(
            np.full(songs, -1, np.int32),
            np.zeros(songs, np.int64),
            np.full(songs, NO_DAY, np.int32),
            np.full(songs, -1, np.int32),
            np.zeros(songs, np.bool_),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """What the listener wants from a list. Masks have one entry per row of the space.

    Attributes
    ----------
    hide_seeds : bool
        Leave out the seeds themselves.
    fold : bool
        Show one version (studio, live, remaster) of a song; other versions of a hidden seed go with it.
    per_artist : int
        At most this many songs of one artist; 0 for no limit.
    artists_apart : bool
        Never the same artist twice running, as long as there is a choice.
    hide_played : Bool, shape (v,), optional
        Leave these out (songs a listener has played).
    not_since : int, optional
        Leave out songs last played on or after this day (days since 1970-01-01).
    min_plays : int
        Leave out songs with fewer plays.
    only : Bool, shape (v,), optional
        Leave out all others (songs of a period, a region, a listener).
    adventurous : float
        0 to 1: how much the familiar, and what the model hardly knows, is held back.
    diversity : float
        0 to 1: how much a song loses for being like one already in the list (maximal marginal relevance).
    shuffle_seed : int, optional
        Another list from the same question; the same seed gives the same list.
    temperature : float
        How far shuffling may reach, in units of the score.
    """

    hide_seeds: bool = True
    fold: bool = True
    per_artist: int = 0
    artists_apart: bool = False
    hide_played: Bool | None = None
    not_since: int | None = None
    min_plays: int = 0
    only: Bool | None = None
    adventurous: float = 0.0
    diversity: float = 0.0
    shuffle_seed: int | None = None
    temperature: float = 0.03

    @property
    def reorders(self) -> bool:
        """Whether the list is more than the best songs in order."""
        return self.diversity > 0 or self.shuffle_seed is not None or self.artists_apart

    def __post_init__(self) -> None:
        for name, high in (("adventurous", 1.0), ("diversity", 1.0), ("temperature", 1.0)):
            if not 0.0 <= getattr(self, name) <= high:
                raise BadRequest(f"{name} must lie between 0 and {high:g}. The list was not changed.")
        for name in ("per_artist", "min_plays", "shuffle_seed"):
            if (getattr(self, name) or 0) < 0:
                raise BadRequest(f"{name} must not be below 0. The list was not changed.")


DEFAULT_FILTERS = Filters()
"""The defaults: seeds hidden, versions folded, nothing else."""


def allowed(filters: Filters, facts: SongFacts, seeds: Int64) -> tuple[Bool, dict[str, int]]:
    """Songs that pass the mask filters.

    Parameters
    ----------
    seeds : Int64
        Rows of the seeds.

    Returns
    -------
    mask : Bool, shape (v,)
    removed : dict
        Filter -> how many songs it removed that no earlier one had, in the order of the tests.
    """
    keep = np.ones(len(facts.plays), np.bool_)
    removed: dict[str, int] = {}

    def drop(name: str, mask: Bool) -> None:
        before = np.count_nonzero(keep)
        np.logical_and(keep, ~mask, out=keep)
        removed[name] = int(before - np.count_nonzero(keep))

    if filters.hide_seeds and len(seeds):
        keep[seeds] = False
        removed["seeds"] = len(keep) - int(np.count_nonzero(keep))
    drop("hidden", facts.hidden)
    if filters.fold and filters.hide_seeds and len(seeds):
        groups = np.unique(facts.fold[seeds])
        drop("versions", np.isin(facts.fold, groups[groups >= 0]))
    if filters.only is not None:
        drop("only", ~filters.only)
    if filters.hide_played is not None:
        drop("played", filters.hide_played)
    if filters.not_since is not None:
        drop("recent", facts.last_day >= filters.not_since)
    if filters.min_plays > 0:
        drop("few plays", facts.plays < filters.min_plays)
    return keep, removed


def familiarity(plays: Int64, most: int) -> Float32:
    """How well known songs are, 0 to 1: the logarithm of their plays over that of the most played song."""
    known: Float32 = np.log1p(plays.astype(np.float32))
    known /= np.float32(np.log1p(max(most, 1)))
    return known


def only_forgotten(filters: Filters, facts: SongFacts) -> Filters:
    """The same filters for forgotten favourites: songs played often, and not for long.

    How long is measured from the end of the history, so that an old export has forgotten favourites too.
    """
    often = max(2, int(np.quantile(facts.plays, FORGOTTEN_SHARE))) if len(facts.plays) else 0
    day = int(facts.last_day.max(initial=0)) - FORGOTTEN_DAYS
    since = day if filters.not_since is None else min(filters.not_since, day)
    return replace(filters, min_plays=max(filters.min_plays, often), not_since=since)


def adjusted(cosine: FloatT, filters: Filters, facts: SongFacts, rows: Int64 | None = None) -> FloatT:
    """Score by which songs are ranked: the cosine, less what the familiar and the doubtful lose when adventurous.

    Parameters
    ----------
    cosine : float array, shape (n,)
    rows : Int64, shape (n,), optional
        Which songs these are; all when left out.
    """
    if filters.adventurous == 0:
        return cosine
    scale, loss = held_back(filters, facts, rows)
    result: FloatT = (cosine * scale - loss).astype(cosine.dtype)
    return result


def held_back(filters: Filters, facts: SongFacts, rows: Int64 | None = None) -> tuple[Float32, Float32]:
    """What an adventurous list multiplies the cosines by (doubt), and takes from them then (the familiar).

    Parameters
    ----------
    rows : Int64, shape (n,), optional
        Which songs are meant; all when left out.

    Returns
    -------
    scale, loss : Float32, shape (n,)
    """
    chosen = slice(None) if rows is None else rows
    known = familiarity(facts.plays[chosen], int(facts.plays.max(initial=0)))
    loss: Float32 = np.float32(filters.adventurous * FAMILIAR_WEIGHT) * known
    scale = np.ones(len(loss), np.float32)
    if facts.learnt is not None:
        doubt = _doubt(facts.learnt[chosen], int(facts.learnt.max(initial=0)))
        scale -= np.float32(filters.adventurous) * doubt
    return scale, loss


def _doubt(learnt: Int64, most: int) -> Float32:
    """How little is known of songs, 0 to 1; 0 where nobody counted. A song of two plays is believed a fifth."""
    half = np.float32(min(DOUBT, most / 3)) ** 2
    doubt: Float32 = half / np.maximum(learnt.astype(np.float32) ** 2 + half, 1)
    doubt[learnt <= 0] = 0
    return doubt


def shuffled(score: Float64, filters: Filters) -> Float64:
    """Scores with Gumbel noise: ranking by them draws songs without replacement, likelier the better they are.

    Kool, van Hoof, Welling (2019), "Stochastic Beams and Where to Find Them".
    """
    if filters.shuffle_seed is None or filters.temperature == 0:
        return score
    noise = np.random.default_rng(filters.shuffle_seed).gumbel(size=len(score))
    return score + filters.temperature * noise


def pool_size(filters: Filters, top: int) -> int:
    """How many of the best songs the list is chosen from."""
    return max(5 * top, MMR_POOL) if filters.reorders else top


def unfolded(rows: Int64, filters: Filters, facts: SongFacts, top: int) -> tuple[list[int], dict[str, int]]:
    """Walk down a ranking and keep one version of each song and at most so many songs of an artist.

    Parameters
    ----------
    rows : Int64
        Best first.
    top : int
        Stop when so many are kept.

    Returns
    -------
    places : list of int
        Positions in `rows` that are kept.
    removed : dict
        What each list filter passed over.
    """
    places: list[int] = []
    removed = {"versions": 0, "per artist": 0}
    folds: set[int] = set()
    artists: dict[int, int] = {}
    cap = filters.per_artist
    for place, (fold, artist) in enumerate(zip(facts.fold[rows].tolist(), facts.artist[rows].tolist(), strict=True)):
        if len(places) == top:
            break
        if filters.fold and fold >= 0 and fold in folds:
            removed["versions"] += 1
        elif cap and artist >= 0 and artists.get(artist, 0) >= cap:
            removed["per artist"] += 1
        else:
            folds.add(fold)
            artists[artist] = artists.get(artist, 0) + 1
            places.append(place)
    return places, removed


def chosen(score: Float64, unit: Float32, artist: Int32, filters: Filters, top: int) -> list[int]:
    """Choose one after the other: the best score, less its likeness to what was chosen (MMR), artists apart.

    Carbonell, Goldstein (1998), "The Use of MMR, Diversity-Based Reranking".

    Parameters
    ----------
    score : Float64, shape (pool,)
    unit : Float32, shape (pool, d)
        Unit vectors of the pool.
    artist : Int32, shape (pool,)

    Returns
    -------
    list of int
        Positions in the pool, in the order of the list.
    """
    spread = MOST_SPREAD * filters.diversity
    likeness = np.zeros(len(score))
    free = np.ones(len(score), np.bool_)
    places: list[int] = []
    while len(places) < top and free.any():
        value = np.where(free, (1.0 - spread) * score - spread * likeness, -np.inf)
        if filters.artists_apart and places and artist[places[-1]] >= 0:
            other = free & (artist != artist[places[-1]])
            value = np.where(other, value, -np.inf) if other.any() else value
        best = int(np.argmax(value))
        places.append(best)
        free[best] = False
        likeness = np.maximum(likeness, unit @ unit[best])
    return places
