"""Radio: goes on with what plays next, song after song, as a listener would."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.scoring import Query, Seed, Space, recommend
from s2v_desktop.core.types import Int64

HEARD = 4
"""The last songs decide what plays next, the newest most."""

_APART = 3
_CANDIDATES = 12


def go_on(space: Space, facts: SongFacts, rows: Int64, count: int) -> Int64:
    """Songs that follow a playlist.

    No song comes twice, versions stand for one song, hidden songs stay out, and an artist rests for a few songs as
    long as there is a choice. The same playlist goes on in the same way.

    Parameters
    ----------
    rows : Int64, shape (n,)
        Rows of the songs of the playlist; what the model does not know (-1) is passed over.

    Returns
    -------
    Int64, shape (at most count,)
        Rows; fewer than `count` when nothing is left, none when the model knows no song of the list.
    """
    heard = [int(row) for row in rows if row >= 0]
    keep = np.ones(len(space), np.bool_)
    keep[heard] = False
    keep &= ~np.isin(facts.fold, facts.fold[heard][facts.fold[heard] >= 0])
    added: list[int] = []
    while heard and len(added) < count and keep.any():
        seeds = tuple(Seed(row, float(place + 1)) for place, row in enumerate(heard[-HEARD:]))
        found = recommend(space, Query(seeds, "next"), Filters(only=keep), _CANDIDATES, facts).rows.tolist()
        if not found:
            break
        resting = {int(facts.artist[row]) for row in heard[-_APART:]} - {-1}
        row = next((one for one in found if int(facts.artist[one]) not in resting), found[0])
        heard.append(row)
        added.append(row)
        keep &= facts.fold != facts.fold[row] if facts.fold[row] >= 0 else True
        keep[row] = False
    return np.array(added, np.int64)
