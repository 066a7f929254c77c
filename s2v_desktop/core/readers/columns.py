"""Which column is what, from the words of the header and from what stands below it (formats.md 12)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from s2v_desktop.core.readers import timeparse
from s2v_desktop.core.readers.mapping import fold
from s2v_desktop.core.readers.timeparse import TimeGuess

_ALIASES: dict[str, tuple[str, ...]] = {
    "title": (
        "track name", "track title", "tracktitle", "trackname", "song title", "song name", "track", "song", "title",
        "recording name", "master metadata track name", "titel", "lied", "titre", "titulo", "name",
    ),
    "artist": (
        "artist", "artist name", "artistname", "artist name(s)", "artists", "performer", "interpret", "künstler",
        "master metadata album artist name", "artiste", "kuenstler", "artista", "band", "album artist", "albumartist",
        "album artist name(s)",
    ),
    "album": (
        "album", "album name", "albumname", "album title", "release", "release name",
        "master metadata album album name",
    ),
    "time": (
        "uts", "timestamp", "ts", "timems", "played at", "listened at", "utc time", "datetime", "date time",
        "scrobble time", "time", "date played", "end time", "endtime", "last played", "date", "played on", "played",
        "datum", "zeit", "zeitpunkt", "fecha", "show", "show date", "concert", "day",
    ),
    "ms_played": (
        "ms played", "msplayed", "play duration milliseconds", "listening time", "duration played",
        "consumptiondurationms", "playduration", "play duration", "seconds played",
    ),
    "track_ms": (
        "duration ms", "track duration (ms)", "track duration", "duration", "length", "total time", "tracklengthms",
        "duration (ms)",
    ),
    "listener": (
        "user", "username", "user name", "user id", "userid", "listener", "listener id", "callsign", "call sign",
        "station", "account",
    ),
    "session": (
        "session", "session id", "sessionid", "playlist", "playlist name", "playlist id", "pid", "setlist", "concert",
        "show", "set",
    ),
    "order": (
        "order", "position", "session position", "pos", "sequence", "seq", "playlist position", "unique id", "play id",
        "id",
    ),
    "ids": (
        "isrc", "spotify uri", "spotify track uri", "track uri", "spotify id", "recording mbid", "mbid", "track mbid",
        "video id", "asin",
    ),
}  # fmt: skip

ID_SCHEMES = {
    "isrc": "isrc", "spotify uri": "spotify", "spotify track uri": "spotify", "track uri": "spotify",
    "spotify id": "spotify", "recording mbid": "mbid", "mbid": "mbid", "track mbid": "track_mbid",
    "video id": "youtube", "asin": "asin",
}  # fmt: skip
"""Folded header word -> scheme of the foreign id below it."""

COUNTS = frozenset(("plays", "play count", "playcount", "scrobbles", "count", "listens", "times played"))
"""Header words of rankings: how often, not when."""

_UNSTEADY = 0.2
"""Share of steps that may run the other way in a column that tells the order (batches of one second overlap)."""
_NOT_PLAYS = ("release", "added", "updated", "created", "birth", "register", "modified")
_COUNTERS = ("", "unnamed: 0", "index", "#", "level 0")


@dataclass(slots=True)
class Found:
    """What the columns of a table are.

    Attributes
    ----------
    columns : dict of str to tuple of int
        Field -> places of its columns.
    time : TimeGuess or None
    descending : bool
        Whether a larger order was played earlier.
    newest_first : bool
    spoiled : bool
        Whether a spreadsheet rounded the times.
    unlike : int or None
        A column of times that are written in several ways, where no other could be read.
    """

    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    time: TimeGuess | None = None
    descending: bool = False
    newest_first: bool = False
    spoiled: bool = False
    unlike: int | None = None


def knows_header(cells: Sequence[str]) -> bool:
    """Whether this line is a header: it has a word for the song and no cell that is a time."""
    words = {fold(cell) for cell in cells}
    if not words.intersection(_ALIASES["title"]):
        return False
    known = words.intersection(set().union(*_ALIASES.values()))
    return len(known) >= 2 or len(cells) == 1


def find(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Found:
    """Guess the columns.

    Parameters
    ----------
    header : sequence of str
        Folded or not; empty texts where the table has none.
    rows : sequence of sequences of str
        The first rows, each as wide as the header.
    """
    words = [fold(cell) for cell in header]
    found = Found()
    taken: set[int] = set()

    def take(name: str) -> None:
        free = [column for alias in _ALIASES[name] for column, word in enumerate(words)
                if word == alias and column not in taken]  # fmt: skip
        if name in ("title", "artist"):  # a column "track" may count the songs of an album
            free.sort(key=lambda column: _all_numbers(rows, column))
        if free:
            found.columns[name] = (free[0],)
            taken.add(free[0])

    _find_time(words, rows, found, taken)
    for name in ("title", "artist", "album", "ms_played", "track_ms", "listener"):
        take(name)
    _find_session(words, rows, found)
    _find_order(words, rows, found, taken)
    ids = tuple(column for column, word in enumerate(words) if word in ID_SCHEMES and column not in taken)
    if ids:
        found.columns["ids"] = ids
    if found.time is not None:
        found.newest_first = _runs_backwards(rows, found)
    return found


def _all_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    filled = [cell for cell in _column(rows, column) if cell]
    return bool(filled) and all(cell.isdecimal() for cell in filled)


def _column(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column].strip() for row in rows]


def _find_time(words: Sequence[str], rows: Sequence[Sequence[str]], found: Found, taken: set[int]) -> None:
    if "date" in words and "time" in words:
        pair = words.index("date"), words.index("time")
        clocks = [cell for cell in _column(rows, pair[1]) if cell]
        if clocks and all(":" in cell and len(cell) <= 15 for cell in clocks):
            joined = [f"{row[pair[0]].strip()} {row[pair[1]].strip()}" for row in rows]
            if (guess := timeparse.guess(joined)) is not None:
                found.columns["date"], found.columns["time"] = (pair[0],), (pair[1],)
                found.time = guess
                taken.update(pair)
                return
    named = [column for alias in _ALIASES["time"] for column, word in enumerate(words) if word == alias]
    known = set().union(*_ALIASES.values())
    others = [
        column for column, word in enumerate(words)
        if word not in known and word not in _COUNTERS and not any(part in word for part in _NOT_PLAYS)
    ]  # fmt: skip
    headless = not any(words)
    for column in [*named, *(range(len(words)) if headless else others)]:
        cells = _column(rows, column)
        guess = timeparse.guess(cells)
        found.spoiled = found.spoiled or (column in named and timeparse.spoiled(cells))
        if guess is None or (column not in named and guess.pattern in ("excel", "compact", "filetime")):
            continue
        found.columns["time"], found.time = (column,), guess
        taken.add(column)
        return
    for column in named:  # a column that says it has times, and holds something else as well
        times = timeparse.times_among(_column(rows, column))
        guess = timeparse.guess(times)
        if guess is not None:
            found.columns["time"], found.time = (column,), guess
            taken.add(column)
            return
        if times and found.unlike is None:
            found.unlike = column


def _find_session(words: Sequence[str], rows: Sequence[Sequence[str]], found: Found) -> None:
    """A session column; a set of a show is named by both, because sets count from 1 in every show."""
    if "show" in words and "set" in words:
        found.columns["session"] = (words.index("show"), words.index("set"))
        return
    used = {column for columns in found.columns.values() for column in columns}
    for alias in _ALIASES["session"]:
        for column, word in enumerate(words):
            if word == alias and column not in used:
                found.columns["session"] = (column,)
                return


def order_number(cell: str) -> float:
    """A place: a number, or the number a text ends with.

    Raises
    ------
    ValueError
    """
    try:
        value = float(cell)
    except ValueError:
        value = float(cell[len(cell.rstrip("0123456789")) :])
    if not abs(value) < 1e300:
        raise ValueError("not a place")
    return value


def _find_order(words: Sequence[str], rows: Sequence[Sequence[str]], found: Found, taken: set[int]) -> None:
    for alias in _ALIASES["order"]:
        for column, word in enumerate(words):
            if word == alias and column not in taken and _is_order(column, alias, rows, found):
                found.columns["order"] = (column,)
                return


def _is_order(column: int, alias: str, rows: Sequence[Sequence[str]], found: Found) -> bool:
    places = []
    for cell in _column(rows, column):
        try:
            places.append(order_number(cell))
        except ValueError:
            return False
    if found.time is None or "session" in found.columns:
        return alias not in ("id", "unique id", "play id") or "session" in found.columns
    ups, downs = _against_time(rows, places, found)
    if not ups + downs or min(ups, downs) > _UNSTEADY * (ups + downs):
        return False
    found.descending = downs > ups
    return True


def runs_against_time(rows: Sequence[Sequence[str]], found: Found) -> bool:
    """Whether the places of the order column fall while time goes on."""
    places = []
    for cell in _column(rows, found.columns["order"][0]):
        try:
            places.append(order_number(cell))
        except ValueError:
            return False
    ups, downs = _against_time(rows, places, found)
    return downs > ups


def _against_time(rows: Sequence[Sequence[str]], places: Sequence[float], found: Found) -> tuple[int, int]:
    """How often the place grows and how often it falls while time goes on, within one listener."""
    listener = found.columns.get("listener", ())
    last: dict[tuple[str, ...], tuple[int, float]] = {}
    ups = downs = 0
    for row, place, moment in zip(rows, places, _times(rows, found), strict=True):
        if moment is None:
            continue
        who = tuple(row[column] for column in listener)
        before = last.get(who)
        last[who] = (moment, place)
        if before is None or before[0] == moment or before[1] == place:
            continue
        if (place > before[1]) == (moment > before[0]):
            ups += 1
        else:
            downs += 1
    return ups, downs


def _times(rows: Sequence[Sequence[str]], found: Found) -> list[int | None]:
    if found.time is None:
        return [None] * len(rows)
    parse = timeparse.reader(found.time.pattern, "UTC", found.time.precision_s)
    columns = (*found.columns.get("date", ()), *found.columns["time"])
    times: list[int | None] = []
    for row in rows:
        try:
            times.append(parse(" ".join(row[column].strip() for column in columns)))
        except ValueError:
            times.append(None)
    return times


def _runs_backwards(rows: Sequence[Sequence[str]], found: Found) -> bool:
    times = [moment for moment in _times(rows, found) if moment is not None]
    downs = sum(b < a for a, b in itertools.pairwise(times))
    ups = sum(b > a for a, b in itertools.pairwise(times))
    return downs > 3 * ups
