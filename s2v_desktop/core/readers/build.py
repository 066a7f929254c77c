"""From what a file says to a `Row`: the checks every format shares, made once here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

from s2v_desktop.core.readers import timeparse
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.types import COUNTED_MS, Row, SkippedRow

LONGEST_NAME = 2000
"""A title or an artist of more characters is a damaged row."""
LONGEST_MS = 14 * timeparse.DAY_MS
"""Nothing that was heard, and no recording, is longer; a larger number is a mistake."""
ASSUMED_MS = 240_000
"""How long a play is taken to have been where only its end is told (formats.md section 16)."""
_SECONDS = 100_000_000_000
_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_PLAIN = re.compile(r"[!-~]{1,64}")
_new = tuple.__new__


def epoch_ms(value: object) -> int:
    """Milliseconds of a bare number of seconds or milliseconds since 1970, also as text or float.

    Raises
    ------
    ValueError
    """
    if type(value) is not int:
        if isinstance(value, bool) or not isinstance(value, (str, float)):
            raise ValueError("not a time")
        try:
            number = float(value)
            return round(number) if abs(number) > _SECONDS else round(number * 1000)
        except OverflowError as error:
            raise ValueError("not a time") from error
    return value if abs(value) > _SECONDS else value * 1000


def millis(value: object, unit: float = 1) -> int | None:
    """Milliseconds of a length counted in `unit` milliseconds; None for nothing, 0 or less and nonsense."""
    if value is None or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        found = round(float(value.strip().replace(",", ".") if isinstance(value, str) else value) * unit)
    except (ValueError, OverflowError):
        return None
    return found if 0 < found <= LONGEST_MS else None


def ids(**found: object) -> str:
    """Foreign ids as ``scheme:value``; what does not look like one of its scheme is left out."""
    return " ".join(f"{scheme}:{said}" for scheme, value in found.items() if (said := _id(scheme, value)))


def _id(scheme: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return ""
    said = value.strip().rpartition("/")[2].rpartition(":")[2]
    if scheme.endswith("mbid"):
        return said.lower() if _MBID.fullmatch(said) else ""
    if scheme == "isrc":
        said = said.replace("-", "").replace(" ", "").upper()[:12]
        return said if _ISRC.fullmatch(said) else ""
    return said if _PLAIN.fullmatch(said) and "@" not in said else ""


def excerpt(*told: object) -> str:
    """Some cells for a report; what they tell of a person is hidden where the report is kept (`personal`)."""
    return " | ".join(str(cell)[:60] for cell in told if cell not in (None, ""))[:200]


def no_name(number: int, title: str, artist: str, *told: object) -> SkippedRow:
    """A row without a song or without an artist."""
    reason = "no-title" if not title else "no-artist" if not artist else "bad-row"
    return SkippedRow(number, reason, excerpt(artist, title, *told))


def no_time(number: int, title: str, artist: str, told: object) -> SkippedRow:
    """A row whose time is missing or cannot be read."""
    missing = told is None or told == ""
    return SkippedRow(number, "no-time" if missing else "bad-time", excerpt(artist, title, told))


class Maker:
    """Makes the rows of one file. It knows what "now" is, so that a time of tomorrow is none."""

    def __init__(self) -> None:
        self.latest = int(time.time() * 1000) + timeparse.DAY_MS

    def possible(self, moment: int) -> bool:
        """Whether somebody can have heard something then."""
        return timeparse.EARLIEST_MS <= moment <= self.latest

    def play(
        self, number: int, title: str, artist: str, album: str = "", start: int | None = None, end: int | None = None,
        heard: int | None = None, length: int | None = None, precision: int = 1, quality: int = 0, kind: int = 0,
        skip: bool | None = None, order: float | None = None, ids: str = "", listener: str = "",
    ) -> Row | SkippedRow:  # fmt: skip
        """One timed play. With `heard` and one of `start` and `end` the other follows; a missing start is the end less
        what was heard, or less the length.

        Rows that are no song (`kind`) need no names.
        """
        if (kind <= 1 and not (title and artist)) or len(title) > LONGEST_NAME or len(artist) > LONGEST_NAME:
            return no_name(number, title, artist, album)
        moment = end if start is None else start
        if moment is None:
            return SkippedRow(number, "no-time", excerpt(artist, title, album))
        if not self.possible(moment):
            return SkippedRow(number, "impossible-time", excerpt(artist, title, album))
        if heard is not None:
            if end is None:
                end = moment + heard
            if skip is None:
                skip = heard < COUNTED_MS
        if start is None:
            start = moment - (heard if heard is not None else length or 0)
        if "@" in listener:  # an e-mail address is never kept
            listener = listener.partition("@")[0]
        return _new(Row, (number, title, artist, album, listener, start, end, heard, length, precision, int(quality),
                          int(kind), skip, "", order, ids))  # fmt: skip


def listed(
    number: int, session: str, title: str, artist: str, album: str = "", length: int | None = None,
    order: float | None = None, ids: str = "", listener: str = "",
) -> Row | SkippedRow:  # fmt: skip
    """One song of a list whose order is known and whose times are not."""
    if not title or not artist or len(title) > LONGEST_NAME or len(artist) > LONGEST_NAME:
        return no_name(number, title, artist, album)
    return _new(Row, (number, title, artist, album, listener, None, None, None, length, 1, 0, 0, None,
                      session[:LONGEST_NAME], order, ids))  # fmt: skip


def zone_note(file: str, options: ReadOptions) -> tuple[str, ...]:
    """The warning of a file with times of a clock on the wall, where nobody said which.

    Raises
    ------
    BadRequest
        When the zone that was said does not exist.
    """
    timeparse.zone(options.time_zone)
    if options.time_zone:
        return ()
    return (
        f"The times of {file} name no time zone and were read as the clock of this computer "
        f"({time.strftime('%Z')}). If they come from elsewhere, import again with --time-zone.",
    )


def first(found: Iterable[str]) -> str:
    """The first text that is not empty."""
    return next((text for text in found if text), "")


def stem(file: str) -> str:
    """A file's name as the name of a list: without its ending, underscores as blanks."""
    name = file.rpartition(".")[0] or file
    return " ".join(name.replace("_", " ").split()) or "Playlist"
