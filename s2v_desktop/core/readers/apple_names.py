"""Which artist a title of Apple's Play Activity is by, from the files beside it (formats.md A1, "Artist")."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import companions, jsonio, sheet, timeparse
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.build import LONGEST_NAME
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek

DAILY = frozenset(("track description", "date played"))
LIBRARY = frozenset(("content type", "track identifier", "title", "artist"))
"""Library Tracks as older downloads have it: a table."""
MOST_TITLES = 2_000_000


def is_daily(peek: Peek) -> bool:
    """Whether a file is Apple's Daily Tracks."""
    return sheet.layout(peek, DAILY) is not None


def is_library(peek: Peek) -> bool:
    """Whether a file is Apple's Library Tracks."""
    found = {key for entry in peek.objects for key in entry}
    as_list = peek.json_kind == "array" and {"Track Identifier", "Title", "Content Type"} <= found
    return as_list or sheet.layout(peek, LIBRARY) is not None


class Artists:
    """Artists of titles, by day where the files tell it, and by album."""

    def __init__(self) -> None:
        self._days: dict[str, dict[str, set[int]]] = {}
        self._albums: dict[tuple[str, str], set[str]] = {}

    @staticmethod
    def beside(options: ReadOptions) -> bool:
        """Whether any companion names artists."""
        return any(True for _ in companions.find(options, lambda peek: is_daily(peek) or is_library(peek)))

    @classmethod
    def read(cls, options: ReadOptions, monitor: Monitor) -> Artists:
        """Everything the companions say."""
        found = cls()
        for source, peek in companions.find(options, lambda peek: is_daily(peek) or is_library(peek)):
            days, songs = sheet.layout(peek, DAILY), sheet.layout(peek, LIBRARY)
            if days is not None:
                for _, (told, date) in sheet.cells(source, days, (("track description",), ("date played",)), monitor):
                    found.learn_day(told, date)
            elif songs is not None:
                for _, cells in sheet.cells(source, songs, (("title",), ("album",), ("artist",)), monitor):
                    found.learn_album(*cells)
            else:
                for entry in jsonio.items(source):
                    if isinstance(entry, dict):
                        found.learn_album(name(entry.get("Title")), name(entry.get("Album")), name(entry.get("Artist")))
        return found

    def learn_day(self, told: str, date: str) -> None:
        """Take "Artist - Title" of one day; an artist may hold " - " himself, so every place is tried."""
        day = day_number(date)
        for artist, title in splits(told):
            if len(self._days) < MOST_TITLES:
                days = self._days.setdefault(_key(title), {}).setdefault(artist, set())
                if day is not None:
                    days.add(day)

    def learn_album(self, title: str, album: str, artist: str) -> None:
        """Take one song of the library."""
        if title and artist and len(self._albums) < MOST_TITLES:
            self._albums.setdefault((_key(title), _key(album)), set()).add(artist)

    def of(self, title: str, album: str, start_ms: int) -> str | None:
        """The artist of a title heard then; empty when no file knows the title, None when several artists have it."""
        found = self._days.get(_key(title), {})
        day = start_ms // timeparse.DAY_MS
        near = [artist for artist, days in found.items() if not days.isdisjoint((day - 1, day, day + 1))]
        if len(near) == 1:
            return near[0]
        if len(found) == 1:
            return next(iter(found))
        named = self._albums.get((_key(title), _key(album)), set())
        if len(named) == 1:
            return next(iter(named))
        return None if found or named else ""


def splits(told: str) -> Iterator[tuple[str, str]]:
    """(artist, title) at every " - ", the first one first; none in what is too long for names."""
    if len(told) > 2 * LONGEST_NAME:
        return
    at = told.find(" - ")
    while at >= 0:
        artist, title = told[:at].strip(), told[at + 3 :].strip()
        if artist and title:
            yield artist, title
        at = told.find(" - ", at + 1)


def day_number(date: str) -> int | None:
    """Days since 1970 of ``20240309``."""
    try:
        return timeparse.reader("compact", "UTC")(date) // timeparse.DAY_MS
    except ValueError:
        return None


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
