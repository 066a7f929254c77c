"""Areas of the map, found by density and named by what is particular to them.

Density is counted on a grid and smoothed; each cell belongs to the hill whose top is reached by climbing (mode seeking:
Koontz, Narendra & Fukunaga 1976). The smoothing is the finest that leaves no more hills than can be named, so the
time hardly grows with the library and the answer is the same on every run. Two levels follow the zoom: few coarse
regions, and more of them close by.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from s2v_desktop.core.region_groups import gathered
from s2v_desktop.core.region_names import Facts, names_of
from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Int64

COARSE, FINE = 0, 1

FEWEST = 20
"""With fewer songs on a map there are no regions."""

_SIDE = 192
"""Cells along each edge of the grid."""

_MARGIN = 8
_VALLEY = 0.06
"""Cells below this share of their hill's top belong to no region."""

_REPEATED = 0.8
"""A fine region with this share of a coarse one's songs says nothing new."""

_COVERED = 0.6
"""Hills are tried wider until this share of the songs is on hills that are large enough."""

_NEARLY_ALL = 0.4
"""One region with more of the songs than this says too little: then small hills are gathered into regions."""

_FAR_TOO_FEW = 6
"""Fewer hills than the number wanted through this: then rather too many."""

_DISTINCT = 0.7
"""A hill is one of its own when the way to a higher one leads below this share of its top."""

_WIDTHS: tuple[float, ...] = (1.2, 1.5, 1.9, 2.4, 3.0, 3.8, 4.8, 6.0, 7.5, 9.5, 12.0, 15.0, 19.0, 24.0)
"""Widths of the smoothing in cells, tried from fine to coarse."""


@dataclass(frozen=True, slots=True)
class Region:
    """A named area of the map.

    Attributes
    ----------
    number : int
        Place in the list of regions of a map; also the value in `Found.coarse` or `Found.fine`.
    level : int
        `COARSE` or `FINE`.
    parent : int
        Number of the coarse region that holds most of a fine one, -1 for none.
    x, y, radius : float
        Middle, and the distance that holds four fifths of its songs, in the units of the map.
    songs : int
    kind : str
        What `parts` are: ``artists``, ``years`` or ``titles``.
    parts : tuple of str or int
        The name, most particular first. An int is an artist number that nobody had a name for.
    """

    number: int
    level: int
    parent: int
    x: float
    y: float
    radius: float
    songs: int
    kind: str
    parts: tuple[str | int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Fields as JSON can hold them."""
        return {**asdict(self), "parts": list(self.parts)}

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Region:
        """The opposite of `to_dict`; raises `KeyError`, `TypeError` or `ValueError` for foreign fields."""
        return cls(
            number=int(fields["number"]), level=int(fields["level"]), parent=int(fields["parent"]),
            x=float(fields["x"]), y=float(fields["y"]), radius=float(fields["radius"]), songs=int(fields["songs"]),
            kind=str(fields["kind"]), parts=tuple(one if isinstance(one, int) else str(one) for one in fields["parts"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Regions of both levels, coarse ones first, and which song belongs to which.

    Attributes
    ----------
    regions : tuple of Region
    coarse, fine : Int32, shape (v,)
        Number of the song's region on each level, -1 for none.
    """

    regions: tuple[Region, ...]
    coarse: Int32
    fine: Int32


def regions(
    positions: Float32,
    artist: Int32,
    plays: Int64,
    artists: Sequence[str] | None = None,
    years: tuple[Float32, Float32] | None = None,
    titles: Sequence[str] | None = None,
) -> list[Region]:
    """The regions of a map, coarse ones first, larger before smaller. See `find`."""
    return list(find(positions, artist, plays, artists, years, titles).regions)


def find(
    positions: Float32,
    artist: Int32,
    plays: Int64,
    artists: Sequence[str] | None = None,
    years: tuple[Float32, Float32] | None = None,
    titles: Sequence[str] | None = None,
) -> Found:
    """Find and name regions on two levels.

    Parameters
    ----------
    positions : Float32, shape (v, 2)
    artist : Int32, shape (v,)
        Artist number of each song, -1 for unknown.
    plays : Int64, shape (v,)
        Weight of each song in names (the density counts songs).
    artists : sequence of str, optional
        Name of each artist number. Without it names hold the numbers.
    years : pair of Float32, shape (v,), optional
        First and last year each song was played (parts of a year count), NaN for unknown. Name regions where artists
        cannot, as with one band's concerts.
    titles : sequence of str of length v, optional
        The last resort: a region's most played songs.
    """
    if (songs := len(positions)) < FEWEST:
        nothing = np.full(songs, -1, np.int32)
        return Found((), nothing, nothing)
    facts = Facts(artist, np.asarray(plays, np.float64), artists, years, titles)
    few = int(np.clip(round(math.sqrt(songs) / 5), 2, 12))
    many = int(np.clip(songs // 60, few + 2, 60))
    coarse_group = _hills(positions, few, max(4, songs // 100), _WIDTHS[4:])
    small_hills = _hills(positions, many, max(4, min(songs // 400, 40)), _WIDTHS)
    if np.count_nonzero(coarse_group == 0) > _NEARLY_ALL * songs:
        coarse_group = gathered(positions, small_hills, max(3, 2 * few // 3), coarse_group)
    fine_group = _without_repeats(small_hills, coarse_group)
    coarse = _described(positions, coarse_group, 0, COARSE, facts, [])
    fine = _described(positions, fine_group, len(coarse), FINE, facts, _inherited(coarse, coarse_group, fine_group))
    numbered = np.where(fine_group >= 0, fine_group + len(coarse), -1).astype(np.int32)
    return Found((*coarse, *fine), coarse_group, numbered)


def _without_repeats(fine: Int32, coarse: Int32) -> Int32:
    """Fine groups that are no more than a coarse one over again are left out, the others numbered anew."""
    both = (fine >= 0) & (coarse >= 0)
    size, above = np.bincount(fine[fine >= 0]), np.bincount(coarse[coarse >= 0])
    if not len(size) or not len(above):
        return fine
    shared = np.zeros((len(size), len(above)), np.int64)
    np.add.at(shared, (fine[both], coarse[both]), 1)
    new = ~(shared >= _REPEATED * above[None, :]).any(axis=1)
    number = np.where(new, np.cumsum(new) - 1, -1)
    return np.where(fine >= 0, number[np.maximum(fine, 0)], -1).astype(np.int32)


def _inherited(coarse: list[Region], coarse_group: Int32, fine_group: Int32) -> list[Region | None]:
    """The coarse region that holds most songs of each fine group."""
    parents: list[Region | None] = []
    for group in range(int(fine_group.max(initial=-1)) + 1):
        above = coarse_group[fine_group == group] + 1
        most = int(np.bincount(above, minlength=len(coarse) + 1).argmax()) - 1
        parents.append(coarse[most] if most >= 0 else None)
    return parents


def _described(
    positions: Float32, group: Int32, first: int, level: int, facts: Facts, parents: list[Region | None]
) -> list[Region]:
    """Regions with middle, radius and name."""
    above = parents or [None] * (int(group.max(initial=-1)) + 1)
    names = names_of(group, facts, [one.parts if one else () for one in above])
    made = []
    for number, (parent, (kind, parts)) in enumerate(zip(above, names, strict=True)):
        places = positions[group == number].astype(np.float64)
        middle = np.median(places, axis=0)
        away = np.hypot(*(places - middle).T)
        made.append(
            Region(
                number=first + number,
                level=level,
                parent=parent.number if parent else -1,
                x=float(middle[0]),
                y=float(middle[1]),
                radius=float(np.quantile(away, 0.8)),
                songs=len(places),
                kind=kind,
                parts=parts,
            )
        )
    return made


def _hills(positions: Float32, most: int, fewest_songs: int, widths: tuple[float, ...]) -> Int32:
    """Hill of each song, numbered from the one with most songs; -1 in valleys and on hills with too few songs."""
    known: Bool = np.logical_and(*np.isfinite(positions).T)
    cell = _cells(positions, known)
    counts = np.bincount(cell[known], minlength=_SIDE * _SIDE).reshape(_SIDE, _SIDE).astype(np.float64)
    tried: list[tuple[Int64, Int64, bool]] = []
    for width in widths:
        group, size = _grouped(counts, width, cell, known)
        large = np.flatnonzero(size >= fewest_songs)
        large = large[np.lexsort((large, -size[large]))].astype(np.int64)
        tried.append((group, large, bool(size[large].sum() >= _COVERED * np.count_nonzero(known))))
        if tried[-1][2] and len(large) <= most:
            break
    group, large = _best(tried, most)
    number = np.full(_SIDE * _SIDE, -1, np.int32)
    number[large] = np.arange(len(large))
    return np.where(group >= 0, number[np.maximum(group, 0)], -1).astype(np.int32)


def _cells(positions: Float32, known: Bool) -> Int64:
    """Cell of each song; that of an unknown place is without meaning."""
    low, high = positions[known].min(axis=0), positions[known].max(axis=0)
    scale = (_SIDE - 2 * _MARGIN - 1) / max(float((high - low).max()), 1e-9)
    places = np.where(known[:, None], positions, low)
    column, row = ((places - low) * scale + _MARGIN).astype(np.int64).T
    return np.asarray(row * _SIDE + column, np.int64)


def _grouped(counts: Float64, width: float, cell: Int64, known: Bool) -> tuple[Int64, Int64]:
    """Hill of each song (-1 in valleys) with the counts smoothed by a width, and the songs on each hill."""
    from scipy.ndimage import gaussian_filter

    density = gaussian_filter(counts, width, mode="constant")
    group = np.where(known, _joined(density, _tops(density))[cell], -1)
    return group, np.bincount(group[group >= 0], minlength=_SIDE * _SIDE).astype(np.int64)


def _best(tried: Sequence[tuple[Int64, Int64, bool]], most: int) -> tuple[Int64, Int64]:
    """The widest smoothing that was tried, or the one before it where that comes nearer to the number wanted.

    Islands of like size and distance melt into one all at once: of twenty-four, one would be left and no area named.
    """
    group, large, _enough = tried[-1]
    if len(tried) > 1 and tried[-2][2] and _FAR_TOO_FEW * len(large) < most:
        finer = tried[-2][1]
        if len(finer) * len(large) < most * most:
            return tried[-2][0], finer
    return group, large[:most]


def _tops(density: Float64) -> Int64:
    """Flat index of the hilltop above each cell, -1 in valleys; shape (cells,)."""
    height, width = density.shape
    best, up = density.copy(), np.arange(density.size).reshape(height, width)
    padded = np.pad(density, 1, constant_values=-1.0)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            other = padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]
            higher = other > best
            best[higher] = other[higher]
            up[higher] = (np.arange(density.size).reshape(height, width) + dy * width + dx)[higher]
    flat = up.reshape(-1)
    while True:
        further = flat[flat]
        if (further == flat).all():
            break
        flat = further
    heights = density.reshape(-1)
    return np.where(heights > _VALLEY * heights[flat], flat, -1)


def _joined(density: Float64, tops: Int64) -> Int64:
    """Hills without those that only ripple on a higher one: saddles from high to low, as in a flood that falls."""
    hill, heights = tops.reshape(density.shape), density.reshape(-1)
    pairs, saddles = [], []
    for near, far in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        border = (hill[near] != hill[far]) & (hill[near] >= 0) & (hill[far] >= 0)
        pairs.append(np.stack([hill[near][border], hill[far][border]], axis=1))
        saddles.append(np.minimum(density[near], density[far])[border])
    pair, saddle = np.concatenate(pairs), np.concatenate(saddles)
    into = np.arange(density.size)
    order = np.lexsort((pair[:, 1], pair[:, 0], -saddle))
    for (one, other), height in zip(pair[order].tolist(), saddle[order].tolist(), strict=True):
        a, b = _root(into, one), _root(into, other)
        low, high = (a, b) if (heights[a], -a) < (heights[b], -b) else (b, a)
        if low != high and height >= _DISTINCT * heights[low]:
            into[low] = high
    root = np.arange(density.size)
    for one in np.unique(tops[tops >= 0]).tolist():
        root[one] = _root(into, one)
    return np.where(tops >= 0, root[np.maximum(tops, 0)], -1)


def _root(into: Int64, hill: int) -> int:
    """The hill that a hill was joined to in the end."""
    while into[hill] != hill:
        hill = int(into[hill])
    return hill
