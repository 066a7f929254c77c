"""Named areas of the map: where songs stand close together, and what is particular to them.

Areas are found by density (HDBSCAN: Campello, Moulavi, Sander 2013) and named by the artists that are heard there far
more than elsewhere. Where all songs are of one artist, a name is the best-known song and its years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Float32, Float64, Int32, Int64

MOST_CLUSTERED = 8000
"""HDBSCAN looks at this many songs at most, the most played; the others join the area around them."""

FEWEST = 40
"""Below this many songs a map is read at a glance and has no areas."""

_ONE_ARTIST = 0.8
_REACH = 0.6
_PARTS = 2


@dataclass(frozen=True, slots=True)
class Region:
    """One named area.

    Attributes
    ----------
    number : int
        0 is the area with the most plays.
    name : str
    x, y : float
        Its middle, in positions of the map.
    radius : float
        Half of its songs are nearer to the middle than this.
    songs : int
    """

    number: int
    name: str
    x: float
    y: float
    radius: float
    songs: int


@dataclass(frozen=True, slots=True, eq=False)
class SongNames:
    """What regions can be named by, one entry per row of the model.

    Attributes
    ----------
    artist : Int32, shape (v,)
        Number of the artist, -1 for none.
    plays : Int64, shape (v,)
    year : Float64, shape (v,)
        Mean year of the plays, NaN where unknown.
    artist_name, title : callable
        Name of an artist number; title of a row.
    """

    artist: Int32
    plays: Int64
    year: Float64
    artist_name: Callable[[int], str]
    title: Callable[[int], str]


def regions(positions: Float32, names: SongNames) -> tuple[list[Region], Int32]:
    """Find and name the areas of a map.

    Parameters
    ----------
    positions : Float32, shape (v, 2)
    names : SongNames

    Returns
    -------
    areas : list of Region
        The most played first.
    member : Int32, shape (v,)
        Number of the area each song belongs to, -1 for none.
    """
    member = _clusters(np.asarray(positions, np.float64), names.plays)
    count = int(member.max(initial=-1)) + 1
    plays = np.bincount(member[member >= 0], weights=names.plays[member >= 0], minlength=count)
    rank = np.empty(count, np.int32)
    rank[np.argsort(-plays, kind="stable")] = np.arange(count, dtype=np.int32)
    member = np.where(member >= 0, rank[np.maximum(member, 0)], -1).astype(np.int32) if count else member
    labels = _labels(member, count, names)
    return [_region(number, labels[number], positions, member) for number in range(count)], member


def _clusters(positions: Float64, plays: Int64) -> Int32:
    """Area of each song by density, -1 between areas."""
    songs = len(positions)
    if songs < FEWEST:
        return np.full(songs, -1, np.int32)
    core = np.sort(np.argsort(-plays, kind="stable")[:MOST_CLUSTERED])
    found = _hdbscan(positions[core], "eom")
    sizes = np.bincount(found[found >= 0], minlength=1)
    if len(sizes) < 4 or sizes.max() > 0.6 * len(core):  # one continent: look at its provinces
        found = _hdbscan(positions[core], "leaf")
    member = np.full(songs, -1, np.int32)
    member[core] = found
    return _joined(positions, member)


def _hdbscan(positions: Float64, method: str) -> Int32:
    from sklearn.cluster import HDBSCAN

    smallest = max(6, int(0.8 * len(positions) ** 0.5))
    model = HDBSCAN(min_cluster_size=smallest, min_samples=4, cluster_selection_method=method, copy=True)
    return np.asarray(model.fit_predict(positions), np.int32)


def _joined(positions: Float64, member: Int32) -> Int32:
    """Let songs that stand close to an area belong to it."""
    from scipy.spatial import cKDTree

    inside, outside = np.flatnonzero(member >= 0), np.flatnonzero(member < 0)
    if not len(inside) or not len(outside):
        return member
    away, at = cKDTree(positions[inside]).query(positions[outside])
    area = member[inside[at]]
    size = np.array([_spread(positions[member == number]) for number in range(int(member.max()) + 1)])
    joined = member.copy()
    close = away < _REACH * size[area]
    joined[outside[close]] = area[close]
    return joined


def _spread(points: Float64) -> float:
    """Half of the points are nearer to their median than this."""
    return float(np.median(np.linalg.norm(points - np.median(points, axis=0), axis=1)))


def _region(number: int, name: str, positions: Float32, member: Int32) -> Region:
    points = np.asarray(positions[member == number], np.float64)
    middle = np.median(points, axis=0)
    return Region(number, name, float(middle[0]), float(middle[1]), max(_spread(points), 1e-6), len(points))


def _labels(member: Int32, count: int, names: SongNames) -> list[str]:
    """A name for each area, no two alike."""
    artists, weight = np.unique(names.artist[names.artist >= 0], return_counts=True)
    one_artist = not len(artists) or weight.max() > _ONE_ARTIST * len(names.artist)
    made: list[str] = []
    for number in range(count):
        rows = np.flatnonzero(member == number)
        choices = _by_song(rows, names) if one_artist else _by_artist(rows, names)
        made.append(next((name for name in choices if name not in made), choices[0]))
    return made


def _by_artist(rows: Int64, names: SongNames) -> list[str]:
    """Names made of the artists that are heard here far more than elsewhere, the best name first."""
    known = names.artist >= 0
    size = int(names.artist.max()) + 1
    everywhere = np.bincount(names.artist[known], weights=np.maximum(names.plays[known], 1), minlength=size)
    mine = rows[known[rows]]
    if not len(mine):
        return _by_song(rows, names)
    here = np.bincount(names.artist[mine], weights=np.maximum(names.plays[mine], 1), minlength=size)
    share = here / here.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        particular = np.where(here > 0, share * np.log(share / (everywhere / everywhere.sum())), -np.inf)
    best = [int(at) for at in np.argsort(-particular, kind="stable")[: _PARTS + 3] if np.isfinite(particular[at])]
    called = [names.artist_name(at) for at in best]
    pairs = [" · ".join(called[start : start + _PARTS]) for start in range(max(1, len(called) - 1))]
    return [*pairs, " · ".join(called[:3])]


def _by_song(rows: Int64, names: SongNames) -> list[str]:
    """Names made of the most played songs and the years of the area, the best name first."""
    order = rows[np.argsort(-names.plays[rows], kind="stable")][:4]
    years = names.year[rows]
    known = years[np.isfinite(years)]
    when = ""
    if len(known):
        low, high = (round(float(value)) for value in np.quantile(known, (0.25, 0.75)))
        when = f", {low}" if low == high else f", {low}–{high}"
    return [f"{names.title(int(row))}{when}" for row in order]
