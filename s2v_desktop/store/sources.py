"""How much the times of each source can be trusted when plays are compared across sources (formats.md section 15)."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from s2v_desktop.core.types import Int64, Quality


class Source(NamedTuple):
    """What is known of a format.

    Attributes
    ----------
    rank : int
        Of two rows of one play the one with the lower rank gives the times.
    tolerance_ms : int
        How far a start may be from the truth.
    scrobbles : bool
        Whether a row stands for at least 30 s of listening, although it does not say how long it was.
    """

    rank: int
    tolerance_ms: int
    scrobbles: bool = False


_SCROBBLER = Source(2, 5_000, True)
_PLAIN = Source(5, 30_000)
TWICE_MS = 30_000
"""Two rows of one source further apart than this are never one play said twice."""
_COARSE_MS = 60_000
_DOUBT_MS = 120_000

_KNOWN = MappingProxyType({
    "spotify-extended": Source(0, 10_000),
    "apple-play-activity": Source(0, 10_000),
    "listenbrainz": Source(1, 5_000, True),
    "deezer": Source(3, 280_000),
    "tidal": Source(4, 60_000),
    "amazon-music": Source(6, 280_000),
    "spotify-recent": Source(5, 280_000, True),
    "youtube-history": Source(4, 30_000),
    "youtube-history-html": Source(4, 30_000),
    "scrobbler-log": Source(3, 30_000, True),
    "spotify-account": Source(4, 90_000),
    **dict.fromkeys(
        ("lastfm-ghan-csv", "lastfm-json", "lastfmstats-csv", "lastfmstats-json", "lastfm-archive", "lastfm-to-csv",
         "lastfm-backup-csv", "lastfm-backup-cli", "librefm", "maloja", "koito", "pano-scrobbler-csv",
         "pano-scrobbler-json", "lastfm-1k"), _SCROBBLER),
})  # fmt: skip


def of(form: str) -> Source:
    """What is known of a format; for an unknown one, and for tables, that its starts are about right."""
    return _KNOWN.get(form, _PLAIN)


def tolerance_ms(form: str, precision_s: int, exact: bool) -> int:
    """How far the start of one row may be from the truth; 0 where it says too little to be compared.

    Parameters
    ----------
    exact : bool
        Whether the file itself says when the play began.
    """
    if precision_s > 60:
        return 0
    known = of(form)
    if form == "spotify-extended" and not exact:
        return _DOUBT_MS
    return max(known.tolerance_ms, _COARSE_MS) if precision_s > 1 else known.tolerance_ms


def tolerances_ms(formats: Sequence[str], form: Int64, precision_s: np.ndarray, quality: np.ndarray) -> Int64:
    """`tolerance_ms` of many rows.

    Parameters
    ----------
    form : Int64, shape (rows,)
        Index of each row's format.
    """
    if all(column.strides == (0,) for column in (form, precision_s, quality)) and len(form) > 1:
        one = tolerances_ms(formats, form[:1], precision_s[:1], quality[:1])
        return np.broadcast_to(one[0], len(form))
    result = np.zeros(len(form), np.int64)
    # A few kinds of rows among millions: as one number each, they are found without sorting.
    told = quality == Quality.EXACT
    kind = (precision_s.astype(np.int64) * len(formats) + form) * 2 + told
    for one in np.unique(kind).tolist():
        seconds, which = divmod(one // 2, len(formats))
        result[kind == one] = tolerance_ms(formats[which], seconds, bool(one % 2))
    return result


def reach_ms(formats: Sequence[str], form: Int64, precision_s: np.ndarray, quality: np.ndarray) -> Int64:
    """How far from its time a row can matter to others, as in `tolerances_ms`.

    Twice the tolerance would do for two rows; a play that took its time from another row lies a little further.
    """
    return 4 * tolerances_ms(formats, form, precision_s, quality) + 2 * TWICE_MS
