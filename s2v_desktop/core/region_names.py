"""What to call an area of the map: what it has and the rest of the map has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Float32, Float64, Int32

Parts = tuple[str | int, ...]

_MOST_PARTS = 3
_WORTH_NAMING = 0.35
"""A further artist is named when it is at least this share as particular as the first."""

_PARTICULAR = 1.5
"""How much more often an artist must be played here than on the whole map."""

_SPREAD = 0.6
"""Years name a region that covers less than this share of all years."""


_SAME_YEARS = 0.5
"""Two regions that share more than this part of their years are told apart by a song."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the songs; see `regions.find`."""

    artist: Int32
    plays: Float64
    artists: Sequence[str] | None
    years: tuple[Float32, Float32] | None
    titles: Sequence[str] | None


def names_of(group: Int32, facts: Facts, taken: Sequence[Parts]) -> list[tuple[str, Parts]]:
    """Kind and parts of the name of each group.

    Parameters
    ----------
    group : Int32, shape (v,)
        Group of each song, -1 for none.
    facts : Facts
    taken : sequence of parts, one per group
        What the region above is called: a name inside it says something else where it can.
    """
    names = [_name(group == number, facts, above) for number, above in enumerate(taken)]
    spans = [_span(parts) if kind == "years" else None for kind, parts in names]
    return [
        (kind, parts + _titles(group == number, facts)[:1] if _doubled(spans[number], number, spans) else parts)
        for number, (kind, parts) in enumerate(names)
    ]


def _span(parts: Parts) -> tuple[int, int]:
    """First and last year of a name made of years."""
    years = [int(year) for year in str(parts[0]).split("–")]
    return years[0], years[-1]


def _doubled(span: tuple[int, int] | None, number: int, spans: Sequence[tuple[int, int] | None]) -> bool:
    """Whether another region is called nearly the same years, so that a song has to tell them apart."""
    if span is None:
        return False
    for other, theirs in enumerate(spans):
        if other != number and theirs is not None:
            shared = min(span[1], theirs[1]) - max(span[0], theirs[0]) + 1
            if shared > _SAME_YEARS * (min(span[1] - span[0], theirs[1] - theirs[0]) + 1):
                return True
    return False


def _name(member: Bool, facts: Facts, taken: Parts) -> tuple[str, Parts]:
    ranked = _artists(member, facts)
    fresh = tuple(part for part in ranked if part not in taken)
    if fresh:
        return "artists", fresh[:_MOST_PARTS]
    if not ranked:
        years = _years(member, facts)
        if years and years not in taken:
            return "years", (years,)
    titles = _titles(member, facts)
    if titles:
        return "titles", titles
    return "artists", (ranked or _most_played(member, facts))[:_MOST_PARTS]


def _artists(member: Bool, facts: Facts) -> Parts:
    """Artists particular to some songs: share here times the logarithm of how much more that is than elsewhere.

    This is tf-idf over regions with the inverse frequency taken from plays instead of counts of documents.
    """
    known = facts.artist >= 0
    if not known.any():
        return ()
    weight = np.maximum(facts.plays, 1e-9)
    everywhere = np.bincount(facts.artist[known], weight[known])
    here = np.bincount(facts.artist[known & member], weight[known & member], minlength=len(everywhere))
    if not here.sum():
        return ()
    share, usual = here / here.sum(), everywhere / everywhere.sum()
    lift = np.divide(share, usual, out=np.ones_like(share), where=usual > 0)
    score = np.where(lift >= _PARTICULAR, share * np.log(np.maximum(lift, 1e-12)), 0.0)
    order = np.lexsort((np.arange(len(score)), -score))[: 4 * _MOST_PARTS]
    return tuple(_artist(int(a), facts) for a in order if score[a] > 0 and score[a] >= _WORTH_NAMING * score[order[0]])


def _most_played(member: Bool, facts: Facts) -> Parts:
    """The artist played most here, particular or not."""
    known = member & (facts.artist >= 0)
    if not known.any():
        return ()
    return (_artist(int(np.bincount(facts.artist[known], facts.plays[known] + 1e-9).argmax()), facts),)


def _artist(number: int, facts: Facts) -> str | int:
    return facts.artists[number] if facts.artists is not None else number


def _years(member: Bool, facts: Facts) -> str:
    """From the middle first to the middle last year of some songs, e.g. ``1968–1972``; empty when they cover most."""
    if facts.years is None:
        return ""
    first, last = facts.years
    known = np.isfinite(first) & np.isfinite(last)
    here = known & member
    if not here.any():
        return ""
    begin, end = float(np.median(first[here])), float(np.median(last[here]))
    whole = float(last[known].max() - first[known].min())
    if whole < 1 or end - begin > _SPREAD * whole:
        return ""
    return f"{int(begin)}" if int(begin) == int(end) else f"{int(begin)}–{int(end)}"


def _titles(member: Bool, facts: Facts) -> Parts:
    """The two most played songs."""
    if facts.titles is None:
        return ()
    rows = np.flatnonzero(member)
    order = rows[np.lexsort((rows, -facts.plays[rows]))]
    return tuple(dict.fromkeys(title for title in (facts.titles[int(row)] for row in order[:4]) if title))[:2]
