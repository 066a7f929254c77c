"""How much each song counts for a listener's taste: plays, of a period, with the recent ones counting more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import NO_TIME, Bool, Float64, PlayColumns

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Listening:
    """Whose plays make a taste, and which.

    Attributes
    ----------
    listener : int
        Index among the catalogue's listeners; -1 for all.
    first_day, last_day : int or None
        Days since 1970-01-01, both included; None for open.
    half_life : int
        After so many days a play counts half; 0 when all plays count the same.
    counted_only : bool
        Leave out plays that were too short to count.
    without : tuple of int
        Listeners whose plays are left out where all are asked for.
    """

    listener: int = -1
    first_day: int | None = None
    last_day: int | None = None
    half_life: int = 0
    counted_only: bool = True
    without: tuple[int, ...] = ()


def song_weights(plays: PlayColumns, songs: int, listening: Listening) -> Float64:
    """Weight of every song of the catalogue.

    Songs of listed sessions without times (a playlist) were never played.
    Age is measured from the listener's last play in the period, so that an old history is not faded as a whole.

    Returns
    -------
    Float64, shape (songs,)

    Raises
    ------
    BadRequest
        For a half-life below 0.
    """
    if listening.half_life < 0:
        raise BadRequest("The half-life must not be below 0 days. The list was not changed.")
    keep = _kept(plays, listening)
    if not listening.half_life:
        return np.bincount(plays.song[keep], minlength=songs).astype(np.float64)
    timed = keep & (plays.start_ms != NO_TIME)
    if not timed.any():
        return np.bincount(plays.song[keep], minlength=songs).astype(np.float64)
    start = plays.start_ms[timed]
    faded = np.exp2((start - start.max()) / (DAY_MS * listening.half_life))
    return np.bincount(plays.song[timed], weights=faded, minlength=songs).astype(np.float64)


def _kept(plays: PlayColumns, listening: Listening) -> Bool:
    start = plays.start_ms
    keep: Bool = np.array(plays.counted, np.bool_) if listening.counted_only else np.ones(len(start), np.bool_)
    keep &= ~((plays.session >= 0) & (start == NO_TIME))
    if listening.listener >= 0:
        keep &= plays.listener == listening.listener
    elif listening.without:
        keep &= ~np.isin(plays.listener, listening.without)
    if listening.first_day is not None:
        keep &= (start != NO_TIME) & (start >= listening.first_day * DAY_MS)
    if listening.last_day is not None:
        keep &= (start != NO_TIME) & (start < (listening.last_day + 1) * DAY_MS)
    return keep
