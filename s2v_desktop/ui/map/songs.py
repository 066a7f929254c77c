"""The songs of a map as the canvas sees them: columns by row, and names on demand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Float32, Int32, Int64

LONGEST = 32
"""Characters of a name on the map; the rest is cut with an ellipsis."""

_CROWD = 15_000
_FEW = 3_000

_DIRECTION_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ISOLATED = ("\u2068", "\u2069")
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class SongPoints:
    """The points of a map, one row per song of the model.

    Attributes
    ----------
    catalogue : Int32, shape (v,)
        Row -> catalogue index.
    plays : Int64, shape (v,)
    group : Int32, shape (v,)
        Region or other group of the row, -1 for none.
    title, artist : callable
        Give the name of a row.
    """

    catalogue: Int32
    plays: Int64
    group: Int32
    title: Callable[[int], str]
    artist: Callable[[int], str]

    def __len__(self) -> int:
        return len(self.catalogue)


def plain_name(name: str, longest: int = LONGEST) -> str:
    """A name fit for one line of the map: no control characters, no direction overrides, not too long.

    A direction override would turn the neighbouring text round, and a line break would leave the label's box. What
    `joined_name` put around a part stays: it ends where it began.
    """
    unwanted = _DIRECTION_CONTROLS.difference(_ISOLATED) if _closed(name) else _DIRECTION_CONTROLS
    kept = [
        " " if ch.isspace() else ch
        for ch in name
        if ch.isspace() or (ch not in unwanted and unicodedata.category(ch) not in ("Cc", "Cs", "Cn"))
    ]
    text = " ".join("".join(kept).split())
    if len(text) <= longest:
        return text
    cut = longest - 1
    while cut > 1 and (unicodedata.combining(text[cut]) or text[cut] in "\u200d\ufe0f" or text[cut - 1] == "\u200d"):
        cut -= 1
    return text[:cut].rstrip() + "…"


def _closed(name: str) -> bool:
    """Whether every part that is kept apart also ends, one after the other."""
    marks = [letter for letter in name if letter in _ISOLATED]
    return marks == list(_ISOLATED) * (len(marks) // 2)


def joined_name(parts: Iterable[str], longest: int = LONGEST) -> str:
    """Some names as one: as many whole ones as fit, the first in any case.

    A name that is written from right to left is kept apart from its neighbours: without that, it would take the sign
    between them and the digits of the next name into its own order.
    """
    made: list[str] = []
    length = 0
    for part in parts:
        name = plain_name(part, longest)
        length += len(name) + (len(_BETWEEN) if made else 0)
        if not name or (made and length > longest):
            break
        made.append(name)
    if len(made) > 1 and any(unicodedata.bidirectional(letter) in ("R", "AL") for name in made for letter in name):
        made = [name.join(_ISOLATED) for name in made]
    return _BETWEEN.join(made)


def radii(plays: Int64) -> Float32:
    """Radius of each point at the resting zoom, in pixels: 1.3 + 0.62 log2(plays)."""
    return (1.3 + 0.62 * np.log2(np.maximum(plays, 1))).astype(np.float32)


def alphas(plays: Int64) -> Float32:
    """Opacity of each point: 0.37 for the lower half by plays, 0.6, and 0.88 for the top tenth.

    Above `_CROWD` songs all are fainter, so that dense places still show what is in them; below `_FEW` they are
    stronger, because a single faint point among few is hard to see.
    """
    if not len(plays):
        return np.empty(0, dtype=np.float32)
    half, many = np.quantile(plays, (0.5, 0.9))
    made = np.where(plays > many, 0.88, np.where(plays > half, 0.6, 0.37))
    if half >= plays.max():
        made[:] = 0.6
    made = made ** np.interp(len(plays), (_FEW / 4, _FEW), (0.5, 1.0))
    crowd = min((_CROWD / len(plays)) ** 0.3, 1.0)
    return (made * np.where(plays > many, crowd**0.5, crowd)).astype(np.float32)
