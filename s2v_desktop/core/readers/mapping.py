"""Which column of a table is what: the mapping, its fields, and how it is written down."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from s2v_desktop.core.errors import BadRequest

FIELDS = (
    "title", "artist", "album", "time", "date", "ms_played", "track_ms", "listener", "session", "order", "ids",
)  # fmt: skip
"""Everything a column can be. ``date`` is the date where ``time`` holds only the clock."""

FIELD_LABELS = {
    "title": "song title", "artist": "artist", "album": "album", "time": "time", "date": "date (with a separate time)",
    "ms_played": "time heard", "track_ms": "length of the song", "listener": "listener", "session": "session",
    "order": "order", "ids": "foreign id",
}  # fmt: skip

UNKNOWN_ARTIST = "Unknown artist"


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a table is read.

    Attributes
    ----------
    columns : tuple of (field, tuple of column names)
        Names as in the header; without a header the columns are called ``1``, ``2`` ...
    constants : tuple of (field, value)
        One value for all rows.
    delimiter, encoding : str
    quoting : bool
        Whether ``"`` encloses cells. False: a quote is just a character.
    has_header : bool
    header_line : int
        Lines before the header (or before the first row) that belong to no row.
    time_pattern : str
        A code of `timeparse.PATTERNS`; empty when there is no time.
    precision_s : int
        How exact the times are: 1, 60 or 86400 seconds.
    time_zone : str
        ``UTC``, an IANA name, or empty for the computer's zone. Only used by patterns without a zone of their own.
    anchor : str
        ``start`` or ``end``: which end of the play the time is.
    order_descending : bool
        Whether a larger order was played earlier.
    newest_first : bool
        Whether the file lists the newest play first (then rows of one time are turned round).
    played_unit, length_unit : str
        ``ms`` or ``s``: what ``ms_played`` and ``track_ms`` are counted in.
    """

    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    quoting: bool = True
    has_header: bool = True
    header_line: int = 0
    time_pattern: str = ""
    precision_s: int = 1
    time_zone: str = ""
    anchor: str = "start"
    order_descending: bool = False
    newest_first: bool = False
    played_unit: str = "ms"
    length_unit: str = "ms"

    def names(self, field: str) -> tuple[str, ...]:
        """Columns of a field, empty when it has none."""
        return dict(self.columns).get(field, ())

    def constant(self, field: str) -> str:
        """The one value of a field for all rows, or an empty text."""
        return dict(self.constants).get(field, "")

    def has(self, field: str) -> bool:
        """Whether the field comes from a column or a constant."""
        return bool(self.names(field) or self.constant(field))

    @property
    def turned(self) -> bool:
        """Whether rows that nothing else orders were played in the opposite order of the file."""
        return (self.newest_first or self.order_descending) and not self.has("order")

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        values = {entry.name: getattr(self, entry.name) for entry in dataclasses.fields(self)}
        values["columns"] = {name: list(columns) for name, columns in self.columns}
        values["constants"] = dict(self.constants)
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> TableMapping:
        """Back from `to_dict`.

        Raises
        ------
        BadRequest
            When a field or a value is not known.
        """
        known = {entry.name for entry in dataclasses.fields(cls)}
        if unknown := sorted(set(values) - known):
            raise BadRequest(f"A column mapping has no entry called {unknown[0]}.")
        changed = dict(values)
        changed["columns"] = tuple((name, tuple(names)) for name, names in values.get("columns", {}).items())
        changed["constants"] = tuple((str(name), str(value)) for name, value in values.get("constants", {}).items())
        for name, _ in (*changed["columns"], *changed["constants"]):
            check_field(name)
        return cls(**changed)


def check_field(name: str) -> None:
    """Refuse a field that does not exist.

    Raises
    ------
    BadRequest
    """
    if name not in FIELDS:
        raise BadRequest(f"There is no field called {name}. A column can be one of: {', '.join(FIELDS)}.")


def fold(name: str) -> str:
    """A header cell as it is compared: NFC, no quotes or blanks around, casefolded, underscores as blanks."""
    text = unicodedata.normalize("NFC", name).replace("\u00a0", " ").replace("\u2019", "'").replace("_", " ")
    return " ".join(text.strip("\ufeff \t\"'").casefold().split())


def apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns of which no two are the same: the second "name" is called "name (2)"."""
    if len(set(names)) == len(names):
        return tuple(names)
    taken, numbers = set(names), dict[str, int]()
    found: list[str] = []
    for name in names:
        number = numbers[name] = numbers.get(name, 0) + 1
        while number > 1 and f"{name} ({number})" in taken:
            number = numbers[name] = number + 1
        found.append(name if number == 1 else f"{name} ({number})")
        taken.add(found[-1])
    return tuple(found)


def shown(cells: Sequence[str]) -> str:
    """The first cells for a message."""
    few = [(cell.strip() or "(empty)")[:30] for cell in cells[:12]]
    return ", ".join(few) + (f" and {len(cells) - 12} more" if len(cells) > 12 else "")
