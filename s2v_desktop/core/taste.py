"""A listener's taste in three ways: one mean, several centres, or what their songs agree on.

A mean of thousands of songs lies in the middle of everything and near what offends nobody. Facets keep what is
different apart; agreement counts votes: each song of the listener names its nearest songs. Plain numpy, because the
window asks these questions too and never loads scikit-learn. Which one predicts a library best is measured
(`core.evaluation`), and that one is the default.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int64, Neighbours

Taste = Literal["mean", "facets", "agreement"]

TASTES: dict[Taste, str] = {
    "mean": "Songs nearest to the mean of everything you played.",
    "facets": "Songs near one of the several centres of what you played.",
    "agreement": "Songs that many of the songs you played name as near.",
}
"""Each way to look at a taste and what it answers."""

MOST_FACETS = 12
ROUNDS = 25
VOTES = 30
"""Each song of a listener votes for so many of its nearest songs."""


def scores(kind: Taste, unit: Float32, plays: Float64, neighbours: Neighbours | None, seed: int = 0) -> Float64:
    """How near each song is to a taste.

    Parameters
    ----------
    unit : Float32, shape (v, d)
        Unit rows of W1.
    plays : Float64, shape (v,)
        How often (or how recently weighted) the listener played each song; 0 for never.
    neighbours : Neighbours or None
        Nearest songs of each song; needed for agreement only.

    Returns
    -------
    Float64, shape (v,)
        Cosine with the mean, the highest cosine with a centre, or the weighted votes divided by all weight.
    """
    if kind == "mean":
        return mean(unit, plays)
    if kind == "facets":
        return facets(unit, centres(unit, plays, seed=seed))
    if neighbours is None:
        raise ValueError("agreement needs neighbours")
    return agreement(neighbours, plays)


def mean(unit: Float32, plays: Float64) -> Float64:
    """Cosine of each song with the listener's mean, shape (v,); zeros when nothing was played."""
    direction = plays @ unit.astype(np.float64)
    length = float(np.linalg.norm(direction))
    result: Float64 = unit @ (direction / length) if length > 0 else np.zeros(len(unit))
    return result


def facets(unit: Float32, middles: Float32) -> Float64:
    """Highest cosine of each song with a centre, shape (v,)."""
    if len(middles) == 0:
        return np.zeros(len(unit))
    result: Float64 = (unit @ middles.T).max(axis=1).astype(np.float64)
    return result


def agreement(neighbours: Neighbours, plays: Float64) -> Float64:
    """Share of the listener's songs, weighted by log plays and cosine, that name each song, shape (v,)."""
    weights = np.log1p(np.maximum(plays, 0.0))
    near, cosine = neighbours.index[:, :VOTES], np.maximum(neighbours.cosine[:, :VOTES], 0.0)
    votes = np.bincount(near.ravel(), (weights[:, None] * cosine).ravel(), minlength=len(plays))
    return votes / max(float(weights.sum()), 1e-300)


def centres(unit: Float32, plays: Float64, count: int | None = None, seed: int = 0) -> Float32:
    """Centres of a listener's songs by spherical k-means (Dhillon, Modha 2001).

    Parameters
    ----------
    count : int, optional
        How many; one for every fifty songs played, two at least and `MOST_FACETS` at most when left out.

    Returns
    -------
    Float32, shape (k, d)
        Unit rows; fewer than `count` where the listener played fewer songs, none without a play.
    """
    heard = np.flatnonzero((plays > 0) & np.any(unit != 0, axis=1))
    if len(heard) == 0:
        return np.zeros((0, unit.shape[1]), np.float32)
    wanted = count if count is not None else int(np.clip(len(heard) // 50, 2, MOST_FACETS))
    songs, weights = unit[heard], np.log1p(plays[heard])
    middles = _first_centres(songs, weights, min(wanted, len(heard)), np.random.default_rng(seed))
    nearest = np.full(len(songs), -1, np.int64)
    for _ in range(ROUNDS):
        now = np.argmax(songs @ middles.T, axis=1)
        if np.array_equal(now, nearest):
            break
        nearest = now
        middles = _means(songs, weights, nearest, middles)
    return middles


def _first_centres(songs: Float32, weights: Float64, count: int, rng: np.random.Generator) -> Float32:
    """Songs far from each other, drawn by distance (Arthur, Vassilvitskii 2007)."""
    chosen = [int(rng.choice(len(songs), p=weights / weights.sum()))]
    distance = np.maximum(1.0 - songs @ songs[chosen[0]], 0.0).astype(np.float64)
    for _ in range(count - 1):
        chance = weights * distance
        if chance.sum() <= 0:
            break
        chosen.append(int(rng.choice(len(songs), p=chance / chance.sum())))
        distance = np.minimum(distance, np.maximum(1.0 - songs @ songs[chosen[-1]], 0.0))
    return songs[chosen].astype(np.float32)


def _means(songs: Float32, weights: Float64, nearest: Int64, before: Float32) -> Float32:
    """Unit means of the songs of each centre; a centre without songs stays."""
    middles = before.copy()
    for number in range(len(before)):
        own = nearest == number
        if own.any():
            total = weights[own] @ songs[own]
            length = float(np.linalg.norm(total))
            if length > 0:
                middles[number] = total / length
    return middles
