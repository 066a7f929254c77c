"""How much the times of each source can be trusted when plays are compared across sources (formats.md section 15)."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


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
_COARSE_MS = 60_000
_DOUBT_MS = 120_000

_KNOWN = MappingProxyType({
    "spotify-extended": Source(0, 10_000),
    "apple-play-activity": Source(0, 10_000),
    "listenbrainz": Source(1, 5_000, True),
    "deezer": Source(3, 280_000),
    "tidal": Source(4, 60_000),
    "amazon-music": Source(6, 280_000),
    "youtube-history": Source(4, 30_000),
    "youtube-history-html": Source(4, 30_000),
    "scrobbler-log": Source(3, 30_000, True),
    "spotify-account": Source(4, 90_000),
    **dict.fromkeys(
        ("lastfm-ghan-csv", "lastfm-json", "lastfmstats-csv", "lastfmstats-json", "lastfm-archive", "lastfm-to-csv",
         "librefm", "maloja", "koito", "pano-scrobbler-csv", "pano-scrobbler-json", "lastfm-1k"), _SCROBBLER),
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
