"""Radio: goes on with what plays next, song after song, as a listener would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2v_desktop.core import scoring
from s2v_desktop.core.filters import Filters
from s2v_desktop.ui.open_library import OpenLibrary

HEARD = 4
"""The last songs decide what plays next, the newest most."""
COUNT = 10
"""Songs a press of the button adds."""

_APART = 3
_CANDIDATES = 12


def go_on(library: OpenLibrary, songs: Sequence[int], count: int = COUNT) -> list[int]:
    """Songs that follow a playlist.

    No song comes twice, versions stand for one song, hidden songs stay out, and an artist rests for a few songs as
    long as there is a choice. The same playlist goes on in the same way.

    Parameters
    ----------
    songs : sequence of int
        Library song numbers of the playlist.

    Returns
    -------
    list of int
        Library song numbers; fewer than `count` when nothing is left, none when the model knows no song of the list.
    """
    space, facts = library.space, library.facts
    if space is None or facts is None:
        return []
    rows = [int(row) for row in space.rows_of(np.array(songs, np.int64)) if row >= 0] if len(songs) else []
    keep = np.ones(len(space), np.bool_)
    keep[rows] = False
    keep &= ~np.isin(facts.fold, facts.fold[rows][facts.fold[rows] >= 0])
    added: list[int] = []
    while rows and len(added) < count and keep.any():
        last = rows[-HEARD:]
        seeds = tuple(scoring.Seed(row, float(place + 1)) for place, row in enumerate(last))
        filters = Filters(only=keep)
        found = scoring.recommend(space, scoring.Query(seeds, "next"), filters, _CANDIDATES, facts).rows.tolist()
        if not found:
            break
        resting = {int(facts.artist[row]) for row in rows[-_APART:]} - {-1}
        row = next((one for one in found if int(facts.artist[one]) not in resting), found[0])
        rows.append(row)
        added.append(row)
        keep &= facts.fold != facts.fold[row] if facts.fold[row] >= 0 else True
        keep[row] = False
    return [int(space.songs[row]) for row in added]
