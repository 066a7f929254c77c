"""From the beginning of a file to a `TableMapping`, and from the listener's corrections to a better one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from s2v_desktop.core.errors import BadRequest, NeedsMapping, UnreadableFile, WrongPackage
from s2v_desktop.core.readers import columns as columns_of
from s2v_desktop.core.readers import personal, timeparse
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.mapping import FIELDS, UNKNOWN_ARTIST, TableMapping, apart, check_field, fold, shown
from s2v_desktop.core.readers.peek import DELIMITERS, Peek
from s2v_desktop.core.readers.records import records
from s2v_desktop.core.readers.timeparse import TimeGuess

HEADER_WITHIN = 6
"""A header is looked for in this many lines."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a table.

    Attributes
    ----------
    header : tuple of str
        Names of the columns: of the header, or ``1``, ``2`` ...
    rows : list of list of str
        First rows, each as wide as the header.
    delimiter : str
    quoting, has_header : bool
    header_line : int
        Lines before the header.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    delimiter: str
    quoting: bool
    has_header: bool
    header_line: int


def sample(peek: Peek, force_header: bool | None = None) -> Sample:
    """Find delimiter, quotes and header.

    Raises
    ------
    NeedsMapping
        When the file does not look like a table at all.
    """
    lines = list(peek.lines)
    filled = [place for place, line in enumerate(lines) if line.strip()]
    best = _known_header(peek, filled[:HEADER_WITHIN]) if force_header is not False else None
    if best is not None:
        line, delimiter = best
        has_header = True
    else:
        line, delimiter = (filled[0] if filled else 0), peek.delimiter
        has_header = bool(force_header) or (force_header is None and _looks_like_header(peek, filled, delimiter))
    names = peek.cells(lines[line], delimiter) if lines else ()
    if len(names) < 2 and not has_header:
        raise NeedsMapping(
            f"{peek.name} is no table: its first line has one column only. Nothing of it was imported. "
            "Choose a file with at least a column for the song."
        )
    body = lines[line + has_header :]
    quoting = _uses_quotes(body, delimiter)
    width = len(names)
    rows = [_fit(row, width) for row in records(body, delimiter, quoting, width)]
    header = apart(names) if has_header else tuple(str(number) for number in range(1, width + 1))
    return Sample(header, rows, delimiter, quoting, has_header, line)


def _known_header(peek: Peek, places: Sequence[int]) -> tuple[int, str] | None:
    for place in places:
        line = peek.lines[place]
        for delimiter in sorted(DELIMITERS, key=lambda sign: -line.count(sign)):
            if columns_of.knows_header(peek.cells(line, delimiter)):
                return place, delimiter
    return None


def _looks_like_header(peek: Peek, filled: Sequence[int], delimiter: str) -> bool:
    """A first line without known words is a header when no cell of it is a number or a time but one below is."""
    if len(filled) < 2:
        return False
    first, second = (peek.cells(peek.lines[place], delimiter) for place in filled[:2])
    return not any(map(_is_value, first)) and any(map(_is_value, second))


def _is_value(cell: str) -> bool:
    cell = cell.strip()
    return cell.replace(".", "", 1).lstrip("-").isdecimal() or timeparse.guess([cell]) is not None


def _uses_quotes(body: Sequence[str], delimiter: str) -> bool:
    """Whether quotes enclose cells here. Tab-separated research sets quote nothing: a lone quote is data there."""
    opened = sum(line.startswith('"') or delimiter + '"' in line for line in body)
    if not opened:
        return delimiter != "\t"
    closed = sum(line.rstrip().endswith('"') or '"' + delimiter in line for line in body)
    return delimiter != "\t" or (2 * closed > opened and any(line.count('"') % 2 == 0 and '"' in line for line in body))


def _fit(row: list[str], width: int) -> list[str]:
    return row[:width] + [""] * (width - len(row))


def guess(peek: Peek, options: ReadOptions) -> tuple[TableMapping, tuple[str, ...]]:
    """Guess the mapping of a table and apply what the listener decided.

    Returns
    -------
    (TableMapping, tuple of str)
        The second are warnings.

    Raises
    ------
    NeedsMapping
        When no column is the song, with the columns that were found.
    UnreadableFile, WrongPackage, BadRequest
    """
    table = sample(peek)
    words = peek.cells(peek.lines[table.header_line], table.delimiter) if table.has_header else ()
    found = columns_of.find(words or [""] * len(table.header), table.rows)
    mapping = TableMapping(
        columns=tuple((name, tuple(table.header[place] for place in places)) for name, places in found.columns.items()),
        delimiter=table.delimiter, encoding=peek.encoding, quoting=table.quoting, has_header=table.has_header,
        header_line=table.header_line, order_descending=found.descending, newest_first=found.newest_first,
    )  # fmt: skip
    if found.spoiled and "time" not in options.mapping:
        raise spoiled(peek.name)
    chosen = _override(mapping, table, options)
    if found.unlike is not None and not (chosen.has("time") or chosen.has("session")):
        raise _unlike(peek.name, table, found.unlike)
    warnings: list[str] = []
    chosen = _with_time(peek.name, chosen, table, options, warnings)
    chosen = _with_units(chosen, table)
    _check(peek, chosen, table, options)
    if chosen.anchor == "end" and not chosen.has("ms_played"):
        warnings.append(_only_ends(peek.name, chosen))
    return _with_artist(chosen, warnings), tuple(warnings)


def _unlike(name: str, table: Sample, column: int) -> NeedsMapping:
    cells = [row[column].strip() for row in table.rows]
    kinds = {timeparse.guess([cell]): cell for cell in reversed(cells) if cell}
    few = " and ".join(f"“{personal.masked(cell)[:40]}”" for cell in list(kinds.values())[-2:])
    column_name = table.header[column]
    return NeedsMapping(
        f"The times of {name} in its column {column_name} are written in several ways, such as {few}. Nothing of it "
        f"was imported. Say which is meant with --map time={column_name} --set time=PATTERN ({', '.join(_TOLD)}); rows "
        "written otherwise are left out. If it is a list without times, import again with --set session=NAME."
    )


def _only_ends(name: str, mapping: TableMapping) -> str:
    taken = "its whole length" if mapping.has("track_ms") else "four minutes"
    return (
        f"The times of {name} are when songs ended, and nothing says how long they were heard: each was taken to have "
        f"played for {taken}. If a column says it, import again with --map ms_played=COLUMN."
    )


def spoiled(name: str) -> UnreadableFile:
    """The sentence for a table that a spreadsheet saved."""
    return UnreadableFile(
        f"{name} was saved by a spreadsheet, which turned its times into numbers like 1,71E+12 and lost their last "
        "digits. Nothing of it was imported. Download it again and import it without opening it in a spreadsheet."
    )


def _override(mapping: TableMapping, table: Sample, options: ReadOptions) -> TableMapping:
    columns = dict(mapping.columns)
    for name, wanted in options.mapping.items():
        check_field(name)
        columns[name] = tuple(_column_name(table, column) for column in wanted)
    if "time" in options.mapping and len(columns["time"]) == 2:
        columns["date"], columns["time"] = (columns["time"][0],), (columns["time"][1],)
    elif "time" in options.mapping and "date" not in options.mapping:
        columns.pop("date", None)
    descending = mapping.order_descending
    constants = dict(mapping.constants)
    for name, value in options.set_values.items():
        check_field(name)
        if name == "order":
            if value not in ("ascending", "descending"):
                raise BadRequest("The order can be set to ascending or descending.")
            descending = value == "descending"
            mapping = dataclasses.replace(mapping, newest_first=mapping.newest_first and descending)
        elif name != "time":
            constants[name] = value
            columns.pop(name, None)
    if options.mapping.get("order") and "order" not in options.set_values:
        descending = _recheck_order(table, columns)
    return dataclasses.replace(
        mapping, columns=tuple(columns.items()), constants=tuple(constants.items()), order_descending=descending
    )


def _recheck_order(table: Sample, columns: dict[str, tuple[str, ...]]) -> bool:
    if "time" not in columns or "session" in columns:
        return False
    places = {name: tuple(table.header.index(column) for column in names) for name, names in columns.items()}
    found = columns_of.Found(places, timeparse.guess(time_cells(table, columns)))
    return columns_of.runs_against_time(table.rows, found)


def _column_name(table: Sample, wanted: str) -> str:
    if not wanted.strip():
        raise BadRequest(f"A field names no column. The columns are: {shown(table.header)}.")
    if wanted in table.header:
        return wanted
    for name in table.header:
        if fold(name) == fold(wanted):
            return name
    if wanted.isdecimal() and 1 <= int(wanted) <= len(table.header):
        return table.header[int(wanted) - 1]
    raise BadRequest(f"There is no column called {wanted}. The columns are: {shown(table.header)}.")


def time_cells(table: Sample, columns: dict[str, tuple[str, ...]]) -> list[str]:
    """The cells of the time column(s) of a sample."""
    names = (*columns.get("date", ()), *columns.get("time", ()))
    places = [table.header.index(name) for name in names]
    return [" ".join(row[place].strip() for place in places).strip() for row in table.rows]


_ORDERS = {"day-first": "dmy", "month-first": "mdy"}
_TOLD = ("iso-zone", "iso", *_ORDERS, "words", "epoch-s")
"""Ways of writing times that are named to people first."""


def _with_time(
    name: str, mapping: TableMapping, table: Sample, options: ReadOptions, warnings: list[str]
) -> TableMapping:
    columns = dict(mapping.columns)
    if "time" not in columns:
        return mapping
    cells = time_cells(table, columns)
    if timeparse.spoiled(cells):
        raise spoiled(name)
    guessed = _chosen_pattern(name, options, cells) or timeparse.guess(cells)
    guessed = guessed or timeparse.guess(timeparse.times_among(cells))
    if guessed is None:
        if "time" in options.mapping and any(cells):
            raise NeedsMapping(
                f"The column {columns['time'][0]} holds no times that can be read, for example "
                f"“{personal.masked(cells[0])[:40]}”. Nothing was imported. "
                "Choose another column for the time, or none."
            )
        columns.pop("time")
        columns.pop("date", None)
        return dataclasses.replace(mapping, columns=tuple(columns.items()))
    if guessed.doubtful:
        warnings.append(
            "Day and month of the dates could be either way round; the day was taken to come first. "
            "If that is wrong, import again with --set time=month-first."
        )
    utc = any("utc" in fold(name) for name in columns["time"])
    zone = "UTC" if utc or not guessed.local else options.time_zone or ""
    anchor = "end" if _is_end(mapping, columns) else "start"
    return dataclasses.replace(
        mapping, time_pattern=guessed.pattern, precision_s=guessed.precision_s, time_zone=zone, anchor=anchor
    )


def _chosen_pattern(name: str, options: ReadOptions, cells: Sequence[str]) -> TimeGuess | None:
    wanted = options.set_values.get("time", "")
    if not wanted:
        return None
    pattern = _ORDERS.get(wanted, wanted)
    if pattern not in timeparse.PATTERNS:
        raise BadRequest(f"The time can be set to one of: {', '.join((*_ORDERS, *timeparse.PATTERNS))}.")
    filled = [cell for cell in cells if cell]
    if filled and not timeparse.readable(pattern, filled):
        raise NeedsMapping(
            f"No time of {name} is written like {timeparse.PATTERNS[pattern]}, for example "
            f"“{personal.masked(filled[0])[:40]}”. Nothing of it was imported. Leave --set time={wanted} out."
        )
    return TimeGuess(pattern, timeparse.precision(pattern, [cell for cell in cells if cell]))


def _is_end(mapping: TableMapping, columns: dict[str, tuple[str, ...]]) -> bool:
    """Spotify's own names mean the end of a play, in its files and in tables made from them."""
    word = fold(columns["time"][0])
    return word in ("endtime", "end time") or (word == "ts" and bool(mapping.names("ms_played")))


def _with_units(mapping: TableMapping, table: Sample) -> TableMapping:
    played, length = (_unit(mapping.names(name), table) for name in ("ms_played", "track_ms"))
    return dataclasses.replace(mapping, played_unit=played, length_unit=length)


def _unit(names: tuple[str, ...], table: Sample) -> str:
    """Milliseconds where the header says so or the numbers are too large for seconds."""
    if not names or "ms" in fold(names[0]).replace("(", " ").split() or "milli" in fold(names[0]):
        return "ms"
    if fold(names[0]).endswith("ms") or fold(names[0]).startswith("ms"):
        return "ms"
    place = table.header.index(names[0])
    numbers = sorted(float(row[place]) for row in table.rows if row[place].strip().isdecimal())
    return "ms" if numbers and numbers[len(numbers) // 2] > 10_000 else "s"


def _check(peek: Peek, mapping: TableMapping, table: Sample, options: ReadOptions) -> None:
    words = {fold(name) for name in table.header}
    timed = mapping.has("time") or mapping.has("session")
    if not options.mapping and not timed and words & columns_of.COUNTS:
        raise WrongPackage(
            f"{peek.name} is a ranking (how often each song was played), not a history of when. "
            "Nothing of it was imported. Ask the same tool for the list of single plays."
        )
    complete = mapping.has("title") and (mapping.has("artist") or timed)
    if complete:
        return
    missing = "the song title" if not mapping.has("title") else "the artist"
    raise NeedsMapping(
        f"{peek.name} looks like a table, but nothing says which column is {missing}. Nothing of it was imported. "
        f"Its columns are: {shown(table.header)}. First row: {_first_row(table)}. "
        "Say which is which in the import window, or with --map title=COLUMN --map artist=COLUMN.",
        details=f"{len(table.header)} columns, fields {', '.join(FIELDS)}",
    )


def _first_row(table: Sample) -> str:
    return shown(personal.shown_cells(table.rows[0], table.header)) if table.rows else "none"


def _with_artist(mapping: TableMapping, warnings: list[str]) -> TableMapping:
    if mapping.has("artist"):
        return mapping
    warnings.append(
        f'The table has no artist, so every song is by "{UNKNOWN_ARTIST}". If one artist made them all, '
        "import again with --set artist=NAME."
    )
    return dataclasses.replace(mapping, constants=(*mapping.constants, ("artist", UNKNOWN_ARTIST)))
