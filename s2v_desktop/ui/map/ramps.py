"""Colours of ordered values: a ramp that grows evenly brighter, and the steps that a legend shows of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLocale

from s2v_desktop.core.types import NO_DAY, Float64, Int32
from s2v_desktop.ui.map.legend_entry import LegendEntry, Rgba, filled, translated
from s2v_desktop.ui.theme import Theme, ordered_ramp

_BINS = 5


def ordered(
    values: Float64,
    shown: Float64,
    text: Callable[[float], str],
    theme: Theme,
    edges_of: Callable[[Float64], Float64],
    span: tuple[float, float] | None = None,
) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """Colour by a ramp over `values`; the legend has steps of `shown` from low to high."""
    rgba = filled(theme.neutral, len(values))
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        everything = np.arange(len(values), dtype=np.int32)
        return rgba, (LegendEntry(translated("unknown"), theme.neutral, everything),) if len(values) else ()
    low, high = span or (float(values[known].min()), float(values[known].max()))
    ramp = _visible_ramp(theme)
    share = (values[known] - low) / max(high - low, 1e-9)
    rgba[known, :3] = ramp[np.clip((share * 255).round(), 0, 255).astype(np.intp)]
    entries = []
    edges = edges_of(shown[known])
    for first, after in pairwise(edges):
        rows = known[(shown[known] >= first) & (shown[known] < after)].astype(np.int32)
        if not len(rows):
            continue
        colour = rgba[rows[int(np.argsort(values[rows])[len(rows) // 2])], :3]
        lowest, highest = text(float(shown[rows].min())), text(float(shown[rows].max()))
        label = lowest if lowest == highest else f"{lowest} – {highest}"
        entries.append(LegendEntry(label, "#{:02x}{:02x}{:02x}".format(*(int(c) for c in colour)), rows, ordered=True))
    unknown = np.flatnonzero(~np.isfinite(values)).astype(np.int32)
    if len(unknown):
        entries.append(LegendEntry(translated("unknown"), theme.neutral, unknown))
    return rgba, tuple(entries)


def _visible_ramp(theme: Theme) -> npt.NDArray[np.uint8]:
    """The part of the ramp that stands out from the map: its dark end is lost on dark, its bright end on white."""
    ramp = ordered_ramp()
    part = np.linspace(84, 255, 256) if theme.dark else np.linspace(0, 215, 256)
    return ramp[part.round().astype(np.intp)]


def edges_by_octave(plays: Float64) -> Float64:
    """Steps that double, for numbers of plays."""
    top = max(float(plays.max()), 1.0)
    steps = np.unique(np.geomspace(1, top + 1, _BINS + 1).round())
    steps[0] = 0
    steps[-1] = top + 1
    return steps if len(steps) > 1 else np.array([0.0, top + 1])


def edges_by_year(years: Float64) -> Float64:
    """Steps of whole years."""
    first, last = float(years.min()), float(years.max())
    return np.unique(np.linspace(first, last + 1, min(_BINS, int(last - first) + 1) + 1).round())


def edges_by_fifth(_share: Float64) -> Float64:
    """Fifths of shares from 0 to 1."""
    return np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.01])


def edges_by_fifths_of_songs(cosine: Float64) -> Float64:
    """Even steps between what most songs have; the last step reaches to the highest value."""
    low, high = np.quantile(cosine, (0.02, 0.98))
    edges = np.linspace(low, max(high, low + 0.01), _BINS + 1)
    edges[0], edges[-1] = min(float(cosine.min()), low), max(float(cosine.max()), edges[-1]) + 1e-6
    return edges


def years(days: Int32 | None, songs: int) -> Float64:
    """Days since 1970 as years, NaN where unknown."""
    if days is None:
        return np.full(songs, np.nan)
    made = 1970 + days.astype(np.float64) / 365.2425
    made[days == NO_DAY] = np.nan
    return made


def whole(value: float) -> str:
    """A number with separators."""
    return QLocale().toString(int(value))


def year(value: float) -> str:
    """A year."""
    return str(int(value))


def two_digits(value: float) -> str:
    """A cosine."""
    return QLocale().toString(value, "f", 2)
