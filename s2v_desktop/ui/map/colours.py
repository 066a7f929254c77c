"""What the colour of a point tells: region, artist, listener, plays, years, time of day, skips, nearness, trust."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from s2v_desktop.core import shapes
from s2v_desktop.core.types import Float32, Int32, Int64
from s2v_desktop.ui import wording
from s2v_desktop.ui.map import ramps
from s2v_desktop.ui.map.legend_entry import LegendEntry, Rgba, channels, filled, translated
from s2v_desktop.ui.theme import Theme

__all__ = ["ColourData", "ColourMode", "LegendEntry", "Rgba", "colours", "parts_of_day", "titles"]


class ColourMode(StrEnum):
    """What colour can tell."""

    REGION = "region"
    ARTIST = "artist"
    LISTENER = "listener"
    TOGETHER = "two listeners"
    PLAYS = "plays"
    FIRST_YEAR = "first year"
    LAST_YEAR = "last year"
    TIME_OF_DAY = "time of day"
    SKIPS = "skips"
    COSINE = "cosine"
    TRUST = "trust"


def titles() -> dict[ColourMode, str]:
    """What each mode is called over its legend."""
    return {
        ColourMode.REGION: translated("Region"),
        ColourMode.ARTIST: translated("Artist"),
        ColourMode.LISTENER: translated("Played most by"),
        ColourMode.TOGETHER: translated("Played by"),
        ColourMode.PLAYS: translated("Plays"),
        ColourMode.FIRST_YEAR: translated("First played"),
        ColourMode.LAST_YEAR: translated("Last played"),
        ColourMode.TIME_OF_DAY: translated("Played most"),
        ColourMode.SKIPS: translated("Skipped"),
        ColourMode.COSINE: translated("Cosine to the seeds"),
        ColourMode.TRUST: translated("Trust"),
    }


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
    listener : Int32 or None
        Index of the listener with most plays, -1 for none.
    listener_names : sequence of str
    together : Int32 or None
        Of two listeners: 0 both have played it, 1 only the first, 2 only the second, -1 neither.
    pair : sequence of str
        Names of the two.
    part_of_day : Int32 or None
        0 night, 1 morning, 2 afternoon, 3 evening, -1 unknown.
    skips : Float32 or None
        Share of skipped plays, NaN where unknown.
    cosine : Float32 or None
        To the chosen songs, NaN where there are none.
    """

    plays: Int64
    artist: Int32
    artist_name: Callable[[int], str]
    region: Int32 | None = None
    region_names: Sequence[str] = ()
    first_day: Int32 | None = None
    last_day: Int32 | None = None
    trust: Float32 | None = None
    listener: Int32 | None = None
    listener_names: Sequence[str] = ()
    together: Int32 | None = None
    pair: Sequence[str] = ()
    part_of_day: Int32 | None = None
    skips: Float32 | None = None
    cosine: Float32 | None = None


def colours(mode: ColourMode | str, data: ColourData, theme: Theme) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """Colour every song and say what the colours mean.

    Returns
    -------
    rgba : ndarray of uint8, shape (v, 4)
    entries : tuple of LegendEntry
        Largest group first; steps of a ramp from low to high.
    """
    mode = ColourMode(mode)
    grouped = _grouped_by(mode, data, theme)
    if grouped is not None:
        return grouped
    if mode is ColourMode.PLAYS:
        plays = np.maximum(data.plays, 1).astype(np.float64)
        return ramps.ordered(np.log2(plays), data.plays.astype(np.float64), ramps.whole, theme, ramps.edges_by_octave)
    if mode in (ColourMode.TRUST, ColourMode.SKIPS):
        share = _or_unknown(data.trust if mode is ColourMode.TRUST else data.skips, data)
        return ramps.ordered(share, share, wording.percent, theme, ramps.edges_by_fifth, span=(0.0, 1.0))
    if mode is ColourMode.COSINE:
        cosine = _or_unknown(data.cosine, data)
        known = cosine[np.isfinite(cosine)]
        # The seeds themselves are at 1, far above all others: they must not take the colours of the rest.
        span = (float(np.quantile(known, 0.02)), float(np.quantile(known, 0.98))) if len(known) else None
        return ramps.ordered(cosine, cosine, ramps.two_digits, theme, ramps.edges_by_fifths_of_songs, span=span)
    days = data.first_day if mode is ColourMode.FIRST_YEAR else data.last_day
    years = ramps.years(days, len(data.plays))
    return ramps.ordered(years, np.floor(years), ramps.year, theme, ramps.edges_by_year)


def _grouped_by(mode: ColourMode, data: ColourData, theme: Theme) -> tuple[Rgba, tuple[LegendEntry, ...]] | None:
    """Colours of a mode that tells groups, None for one that tells values."""
    songs = len(data.plays)
    if mode is ColourMode.REGION:
        return _grouped(data.region, _from(data.region_names), theme, songs)
    if mode is ColourMode.ARTIST:
        return _grouped(data.artist, data.artist_name, theme, songs, weights=data.plays)
    if mode is ColourMode.LISTENER:
        return _grouped(data.listener, _from(data.listener_names), theme, songs, weights=data.plays)
    if mode is ColourMode.TOGETHER:
        return _grouped(data.together, _from(who_played(data.pair)), theme, songs, rest=translated("neither"))
    if mode is ColourMode.TIME_OF_DAY:
        return _grouped(data.part_of_day, _from(parts_of_day()), theme, songs, rest=translated("unknown"))
    return None


def _grouped(
    group: Int32 | None,
    name: Callable[[int], str],
    theme: Theme,
    songs: int,
    weights: Int64 | None = None,
    rest: str = "",
) -> tuple[Rgba, tuple[LegendEntry, ...]]:
    """The ten largest groups in their colours and shapes, the rest neutral."""
    rgba = filled(theme.neutral, songs)
    if group is None or not len(group):
        return rgba, ()
    known = np.flatnonzero(group >= 0)
    sizes = np.bincount(group[known], weights=None if weights is None else weights[known])
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    if weights is None:
        # Regions are numbered by size already; a stable colour per number keeps colours through a repaint.
        order = np.sort(order)
    entries = []
    coloured = np.zeros(songs, dtype=bool)
    for place, (colour, number) in enumerate(zip(theme.groups, order[: len(theme.groups)].tolist(), strict=False)):
        rows = np.flatnonzero(group == number).astype(np.int32)
        rgba[rows, :3] = channels(colour)
        coloured[rows] = True
        entries.append(LegendEntry(name(number), colour, rows, shape=place % shapes.COUNT))
    others = np.flatnonzero(~coloured).astype(np.int32)
    if len(others):
        entries.append(LegendEntry(rest or translated("all others"), theme.neutral, others))
    return rgba, tuple(entries)


def who_played(pair: Sequence[str]) -> tuple[str, ...]:
    """What the groups of two listeners are called: common ground, and what each could show the other."""
    only = translated("only {name}")
    return (translated("both"), *(only.format(name=name) for name in pair))


def parts_of_day() -> tuple[str, ...]:
    """What the parts of the day are called."""
    return (
        translated("at night, 0–6"),
        translated("in the morning, 6–12"),
        translated("in the afternoon, 12–18"),
        translated("in the evening, 18–24"),
    )


def _from(names: Sequence[str]) -> Callable[[int], str]:
    return lambda number: names[number] if 0 <= number < len(names) else ""


def _or_unknown(values: Float32 | None, data: ColourData) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.full(len(data.plays), np.nan) if values is None else values.astype(np.float64)
