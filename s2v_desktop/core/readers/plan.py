"""What to do with the cells of a row, prepared once a file so that a row costs two microseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from s2v_desktop.core.errors import NeedsMapping
from s2v_desktop.core.readers.build import LONGEST_MS
from s2v_desktop.core.readers.columns import ID_SCHEMES, order_number
from s2v_desktop.core.readers.mapping import TableMapping, fold, shown

Extras = Callable[[list[str]], tuple[int | None, int | None, float | None, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the cells of one table become fields.

    Attributes
    ----------
    names : tuple of str
        Of the columns.
    needed : int
        A row with fewer cells is damaged.
    tail : list of str
        Constants, hung behind every row so that they are cells as well.
    joins : list of (callable, str)
        Cells that make one field together, and the sign between them; hung behind the constants.
    fields : tuple of int
        Where title, artist, album, listener, session and time stand in such a row.
    pick : callable
        Gives these six of a row.
    timed : bool
    extras : callable or None
        Gives ms heard, ms of the song, order and ids of a row; None when there are none.
    """

    names: tuple[str, ...]
    needed: int
    tail: list[str]
    joins: list[tuple[Callable[[list[str]], tuple[str, ...]], str]]
    fields: tuple[int, ...]
    pick: Callable[[list[str]], tuple[str, ...]]
    timed: bool
    extras: Extras | None


_PLACES = 100_000
"""More than there are places within one value of the column before, such as songs in a set."""
_JOINED_BY = {"artist": ", ", "session": " \u00b7 "}


def plan(names: tuple[str, ...], mapping: TableMapping, file: str) -> Plan:
    """Prepare a table with these columns.

    Raises
    ------
    NeedsMapping
        When a column of the mapping is not there.
    """
    places = _places(names, mapping, file)
    if "time" in places:
        places["time"] = (*places.get("date", ()), *places["time"])
    tail, where = _constants(mapping, len(names))
    joins: list[tuple[Callable[[list[str]], tuple[str, ...]], str]] = []
    behind = len(names) + len(tail)
    for name in ("title", "artist", "album", "listener", "session", "time"):
        columns = places.get(name)
        if name in where or not columns:
            where.setdefault(name, len(names))
        elif len(columns) == 1:
            where[name] = columns[0]
        else:
            where[name] = behind + len(joins)
            joins.append((itemgetter(*columns), _JOINED_BY.get(name, " ")))
    fields = tuple(where[name] for name in ("title", "artist", "album", "listener", "session", "time"))
    essential = [column for name in ("title", "artist", "time") for column in places.get(name, ())]
    timed = bool(mapping.time_pattern and "time" in places)
    extras = _extras(names, places, mapping)
    return Plan(names, 1 + max(essential, default=0), tail, joins, fields, itemgetter(*fields), timed, extras)


def _constants(mapping: TableMapping, width: int) -> tuple[list[str], dict[str, int]]:
    """Cells that hang behind every row (an empty one first), and where each field is found among them."""
    tail, where = [""], {}
    for name, value in mapping.constants:
        where[name] = width + len(tail)
        tail.append(value)
    return tail, where


def _places(names: tuple[str, ...], mapping: TableMapping, file: str) -> dict[str, tuple[int, ...]]:
    places = {}
    for name, columns in mapping.columns:
        missing = [column for column in columns if column not in names]
        if missing:
            raise NeedsMapping(
                f"{file} has no column called {missing[0]}. Its columns are: {shown(names)}. "
                "Nothing of it was imported."
            )
        places[name] = tuple(names.index(column) for column in columns)
    return places


def _extras(names: tuple[str, ...], places: dict[str, tuple[int, ...]], mapping: TableMapping) -> Extras | None:
    """A function for the rarer fields: (ms heard, ms of the song, order, ids); None when there are none."""
    if not any(name in places for name in ("ms_played", "track_ms", "order", "ids")):
        return None
    played = _millis(places.get("ms_played"), mapping.played_unit)
    length = _millis(places.get("track_ms"), mapping.length_unit)
    order = _order(places.get("order"))
    sign = -1.0 if mapping.order_descending else 1.0
    ids = [(column, ID_SCHEMES.get(fold(names[column]), "id")) for column in places.get("ids", ())]
    if not any(name in places for name in ("ms_played", "track_ms", "order")):
        return _only_ids(ids)

    def extras(row: list[str]) -> tuple[int | None, int | None, float | None, str]:
        place = None
        if order is not None:
            try:
                place = sign * order(row)
            except ValueError:
                place = None
        heard, total = played(row), length(row)
        if heard is not None and not 0 <= heard <= LONGEST_MS:
            heard = None
        if total is not None and not 0 < total <= LONGEST_MS:
            total = None
        return heard, total, place, _said(row, ids)

    return extras


def _order(columns: tuple[int, ...] | None) -> Callable[[list[str]], float] | None:
    """The place of a row as one number; of several columns the first counts most, as set before position."""
    if not columns:
        return None
    first, rest = columns[0], columns[1:]

    def read_order(row: list[str]) -> float:
        place = order_number(row[first])
        for column in rest:
            place = place * _PLACES + order_number(row[column])
        return place

    return read_order


def _only_ids(ids: list[tuple[int, str]]) -> Extras:
    """Research sets tell ids and nothing else, and most of their cells are empty: half a microsecond less a row."""

    def extras(row: list[str]) -> tuple[int | None, int | None, float | None, str]:
        for column, _ in ids:
            if row[column]:
                return None, None, None, _said(row, ids)
        return None, None, None, ""

    return extras


def _said(row: list[str], ids: list[tuple[int, str]]) -> str:
    return " ".join([f"{scheme}:{foreign_id(row[column])}" for column, scheme in ids if row[column].strip()])


def foreign_id(cell: str) -> str:
    """The id alone: no ``spotify:track:`` and no address in front, no blanks in it."""
    return "".join(cell.split()).rpartition("/")[2].rpartition(":")[2][:64]


def _millis(columns: tuple[int, ...] | None, unit: str) -> Callable[[list[str]], int | None]:
    if not columns:
        return lambda row: None
    column, factor = columns[0], 1 if unit == "ms" else 1000

    def read_length(row: list[str]) -> int | None:
        cell = row[column].strip()
        try:
            if ":" in cell:  # 3:34 or 1:03:34
                total = 0.0
                for part in cell.split(":"):
                    total = total * 60 + float(part)
                return round(total * 1000)
            return round(float(cell.replace(",", ".")) * factor) if cell else None
        except (ValueError, OverflowError):
            return None

    return read_length
