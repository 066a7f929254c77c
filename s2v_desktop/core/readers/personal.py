"""What tells of a person or a device, and never leaves a file: not in excerpts of skipped rows, not in messages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from s2v_desktop.core.readers.mapping import fold

HIDDEN = "\u2026"
LONGEST = 200
MOST_CELLS = 40
_WORDS = ("ip", "mail", "agent", "address", "phone", "device", "account", "password", "latitude", "longitude")
_ADDRESS = re.compile(
    r"""[^\s@|,;<>"']+@[^\s@|,;<>"']+\.\w+"""
    r"|(?<![\w.])(?:\d{1,3}|x)(?:\.(?:\d{1,3}|x)){3}(?![\w.])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """A text without e-mail and IP addresses."""
    if "@" not in text and "." not in text and ":" not in text:
        return text
    return _ADDRESS.sub(HIDDEN, text)


def sounds_personal(header: str) -> bool:
    """Whether what stands under this header tells of a person or a device."""
    return any(word.startswith(part) for word in fold(header).replace("-", " ").split() for part in _WORDS)


def shown_cells(row: Sequence[str], names: Sequence[str], fits: bool = True) -> list[str]:
    """Cells of a row of a table as they may be shown.

    Parameters
    ----------
    names : sequence of str
        The header; numbers where the table has none.
    fits : bool
        False: the row has more or fewer cells than the header, so that any of them may be the personal one.
    """
    personal = [sounds_personal(name) for name in names[:MOST_CELLS]]
    if not fits and any(personal):
        return []
    cells = zip(row[:MOST_CELLS], personal, strict=False)
    return [HIDDEN if hide and cell else masked(cell[:60].replace("\n", " ")) for cell, hide in cells]


def excerpt(row: Sequence[str], names: Sequence[str], fits: bool = True) -> str:
    """A row for a report, cut to 200 characters."""
    return " | ".join(shown_cells(row, names, fits)).strip(" |")[:LONGEST]
