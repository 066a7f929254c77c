"""Two selections of songs beside each other: whose songs, from which years, at what hours, and what only one has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Int64

_MOST = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison.

    Attributes
    ----------
    key : int
        Artist number, year, part of the day or song, by the table it is in.
    left, right : float
        Share of the plays of each selection, 0 to 1.
    """

    key: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two selections of songs.

    Attributes
    ----------
    songs, plays : (int, int)
    common : int
        Songs that both have.
    artists, years, parts : tuple of Line
        Shares by artist (those that differ most first), by year of the plays, by part of the day.
    skips : (float, float)
        Share of plays that were skipped, NaN where unknown.
    only_left, only_right : tuple of int
        Songs that only one has, played most first.
    """

    songs: tuple[int, int]
    plays: tuple[int, int]
    common: int
    artists: tuple[Line, ...]
    years: tuple[Line, ...]
    parts: tuple[Line, ...]
    skips: tuple[float, float]
    only_left: tuple[int, ...]
    only_right: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SongColumns:
    """Columns of all songs, shape (songs,) each.

    Attributes
    ----------
    plays : Int32
    artist : Int32
    part : Int32
        Part of the day, -1 for unknown.
    skip : Float32
        Share of skipped plays, NaN for unknown.
    """

    plays: Int32
    artist: Int32
    part: Int32
    skip: Float32


def compare(left: Int64, right: Int64, columns: SongColumns, song: Int32, year: Int64) -> Comparison:
    """Compare two selections.

    Parameters
    ----------
    left, right : Int64
        Songs of each, as indices into the columns.
    columns : SongColumns
    song, year : integers, shape (plays,)
        Of every play with a time.
    """
    masks = [np.zeros(len(columns.plays), bool) for _ in range(2)]
    masks[0][left], masks[1][right] = True, True
    plays = [np.where(mask, columns.plays, 0).astype(np.float64) for mask in masks]
    years = [np.bincount(year[mask[song]] if len(song) else year) for mask in masks]
    parts = [
        np.bincount(columns.part[mask & (columns.part >= 0)], weights=heard[mask & (columns.part >= 0)], minlength=4)
        for mask, heard in zip(masks, plays, strict=True)
    ]
    artists = [np.bincount(np.maximum(columns.artist, 0), weights=heard) for heard in plays]
    return Comparison(
        songs=(int(masks[0].sum()), int(masks[1].sum())),
        plays=(int(plays[0].sum()), int(plays[1].sum())),
        common=int((masks[0] & masks[1]).sum()),
        artists=_most_different(_lines(*artists)),
        years=_lines(*years),
        parts=_lines(*parts),
        skips=(_skips(masks[0], columns), _skips(masks[1], columns)),
        only_left=_only(masks[0] & ~masks[1], columns.plays),
        only_right=_only(masks[1] & ~masks[0], columns.plays),
    )


def _lines(left: Float64 | Int64, right: Float64 | Int64) -> tuple[Line, ...]:
    size = max(len(left), len(right))
    shares = []
    for counts in (left, right):
        padded = np.pad(counts.astype(np.float64), (0, size - len(counts)))
        shares.append(padded / max(float(padded.sum()), 1.0))
    used = np.flatnonzero((shares[0] > 0) | (shares[1] > 0)).tolist()
    return tuple(Line(key, float(shares[0][key]), float(shares[1][key])) for key in used)


def _most_different(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Those that differ most, alternately large on the left and on the right by their place."""
    best = sorted(lines, key=lambda line: (-abs(line.left - line.right), -line.left - line.right, line.key))
    return tuple(best[:_MOST])


def _skips(mask: Bool, columns: SongColumns) -> float:
    known = mask & np.isfinite(columns.skip) & (columns.plays > 0)
    if not known.any():
        return float("nan")
    return float(np.average(columns.skip[known], weights=columns.plays[known]))


def _only(mask: Bool, plays: Int32) -> tuple[int, ...]:
    songs = np.flatnonzero(mask)
    return tuple(songs[np.argsort(-plays[songs], kind="stable")][:_MOST].tolist())
