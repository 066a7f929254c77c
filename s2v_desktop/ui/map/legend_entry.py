"""One line of the legend, and the colours of points as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.types import Int32

Rgba = npt.NDArray[np.uint8]
"""Red, green, blue, opacity per point, shape (v, 4). The canvas lowers the opacity of rarely played songs."""


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
    shape : int
        Of `core.shapes`: groups are told apart by it too.
    """

    label: str
    colour: str
    rows: Int32
    ordered: bool = False
    shape: int = 0


def shapes_of(entries: Iterable[LegendEntry], songs: int) -> npt.NDArray[np.uint8] | None:
    """Shape of each song, shape (v,); None when all are discs."""
    shaped = [entry for entry in entries if entry.shape]
    if not shaped:
        return None
    made = np.zeros(songs, dtype=np.uint8)
    for entry in shaped:
        made[entry.rows] = entry.shape
    return made


def filled(colour: str, songs: int) -> Rgba:
    """One colour for all songs."""
    rgba = np.empty((songs, 4), dtype=np.uint8)
    rgba[:, :3] = channels(colour)
    rgba[:, 3] = 255
    return rgba


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green, blue of a token."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def translated(text: str) -> str:
    """A word of the legend in the listener's language."""
    return QCoreApplication.translate("MapColours", text)
