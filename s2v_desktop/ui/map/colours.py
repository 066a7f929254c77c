"""What the colour of a point tells: region, artist, plays, first and last year, trust."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QLocale

from s2v_desktop.core.types import NO_DAY, Float32, Float64, Int32, Int64
from s2v_desktop.ui.theme import Theme, ordered_ramp

Rgba = npt.NDArray[np.uint8]
"""Red, green, blue, opacity per point, shape (v, 4). The canvas lowers the opacity of rarely played songs."""

_BINS = 5


class ColourMode(StrEnum):
    """What colour can tell."""

    REGION = "region"
    ARTIST = "artist"
    PLAYS = "plays"
    FIRST_YEAR = "first year"
    LAST_YEAR = "last year"
    TRUST = "trust"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend.

    Attributes
    ----------
    label : str
    colour : str
        ``#rrggbb``.
    rows : Int32, shape (n,)
        Songs it stands for: clicking it shows only these.
    ordered : bool
        Whether the entries are steps of one ramp.
    """

    label: str
    colour: str
    rows: Int32
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class ColourData:
    """Columns by row of the map, shape (v,) each; what is missing colours everything neutral.

    Attributes
    ----------
    plays : Int64
    artist : Int32
        Number of the artist.
    artist_name : callable
        Name of an artist number.
    region : Int32 or None
        Number of the region, -1 for none.
    region_names : sequence of str
    first_day, last_day : Int32 or None
        Days since 1970-01-01, `NO_DAY` where unknown.
    trust : Float32 or None
        0 to 1.
    """

    plays: Int64
    artist: Int32
    artist_name: Callable[[int], str]
    region: Int32 | None = None
    region_names: Sequence[str] = ()
    first_day: Int32 | None = None
    last_day: Int32 | None = None
    trust: Float32 | None = None


def colours(mode: ColourMode | str, data: ColourData, theme: Theme) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """Colour every song and say what the colours mean.

    Returns
    -------
    rgba : ndarray of uint8, shape (v, 4)
    entries : tuple of LegendEntry
        Largest group first; steps of a ramp from low to high.
    """
    mode = ColourMode(mode)
    if mode is ColourMode.REGION:
        names = dict(enumerate(data.region_names))
        return _grouped(data.region, lambda number: names.get(number, ""), theme, len(data.plays))
    if mode is ColourMode.ARTIST:
        return _grouped(data.artist, data.artist_name, theme, len(data.plays), weights=data.plays)
    if mode is ColourMode.PLAYS:
        plays = np.maximum(data.plays, 1).astype(np.float64)
        return _ordered(np.log2(plays), data.plays.astype(np.float64), _whole, theme, _edges_by_octave)
    if mode is ColourMode.TRUST:
        trust = np.full(len(data.plays), np.nan) if data.trust is None else data.trust.astype(np.float64)
        return _ordered(trust, trust, _percent, theme, _edges_of_trust, span=(0.0, 1.0))
    days = data.first_day if mode is ColourMode.FIRST_YEAR else data.last_day
    years = _years(days, len(data.plays))
    return _ordered(years, np.floor(years), _year, theme, _edges_by_year)


def _grouped(
    group: Int32 | None, name: Callable[[int], str], theme: Theme, songs: int, weights: Int64 | None = None
) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """The ten largest groups in their colours, the rest neutral."""
    rgba = _filled(theme.neutral, songs)
    if group is None or not len(group):
        return rgba, ()
    known = np.flatnonzero(group >= 0)
    sizes = np.bincount(group[known], weights=None if weights is None else weights[known])
    order = [int(one) for one in np.argsort(-sizes, kind="stable") if sizes[one] > 0]
    if weights is None:
        # Regions are numbered by size already; a stable colour per number keeps colours through a repaint.
        order.sort()
    entries = []
    coloured = np.zeros(songs, dtype=bool)
    for colour, number in zip(theme.groups, order, strict=False):
        rows = np.flatnonzero(group == number).astype(np.int32)
        rgba[rows, :3] = _rgb(colour)
        coloured[rows] = True
        entries.append(LegendEntry(name(number), colour, rows))
    rest = np.flatnonzero(~coloured).astype(np.int32)
    if len(rest):
        entries.append(LegendEntry(_tr("all others"), theme.neutral, rest))
    return rgba, tuple(entries)


def _ordered(
    values: Float64,
    shown: Float64,
    text: Callable[[float], str],
    theme: Theme,
    edges_of: Callable[[Float64], Float64],
    span: tuple[float, float] | None = None,
) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """Colour by a ramp over `values`; the legend has steps of `shown` from low to high."""
    rgba = _filled(theme.neutral, len(values))
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return rgba, ()
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
        entries.append(LegendEntry(_tr("unknown"), theme.neutral, unknown))
    return rgba, tuple(entries)


def _visible_ramp(theme: Theme) -> npt.NDArray[np.uint8]:
    """The part of the ramp that stands out from the map: its dark end is lost on dark, its bright end on white."""
    ramp = ordered_ramp()
    part = np.linspace(84, 255, 256) if theme.dark else np.linspace(0, 215, 256)
    return ramp[part.round().astype(np.intp)]


def _edges_by_octave(plays: Float64) -> Float64:
    top = max(float(plays.max()), 1.0)
    steps = np.unique(np.geomspace(1, top + 1, _BINS + 1).round())
    steps[0] = 0
    steps[-1] = top + 1
    return steps if len(steps) > 1 else np.array([0.0, top + 1])


def _edges_by_year(years: Float64) -> Float64:
    first, last = float(years.min()), float(years.max())
    return np.unique(np.linspace(first, last + 1, min(_BINS, int(last - first) + 1) + 1).round())


def _edges_of_trust(_trust: Float64) -> Float64:
    return np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.01])


def _years(days: Int32 | None, songs: int) -> Float64:
    if days is None:
        return np.full(songs, np.nan)
    years = 1970 + days.astype(np.float64) / 365.2425
    years[days == NO_DAY] = np.nan
    return years


def _filled(colour: str, songs: int) -> Rgba:
    rgba = np.empty((songs, 4), dtype=np.uint8)
    rgba[:, :3] = _rgb(colour)
    rgba[:, 3] = 255
    return rgba


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _whole(value: float) -> str:
    return QLocale().toString(int(value))


def _year(value: float) -> str:
    return str(int(value))


def _percent(value: float) -> str:
    return f"{QLocale().toString(round(value * 100))} %"


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapColours", text)
