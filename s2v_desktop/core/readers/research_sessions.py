"""Sets whose sessions are ready-made: 30Music and yes.com (formats.md 13)."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from typing import Any

import orjson

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import companions, text
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, listed
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.records import lines
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import COUNTED_MS, Row, SkippedRow

MOST_NAMES = 6_000_000
LONG_LINE = 1000
"""A line of so many different numbers lists the songs of a set."""


class ThirtyMusic:
    """``sessions.idomaar`` with ``tracks.idomaar`` beside it. Rows are numbered over the plays of all sessions, from 1.

    Sessions have times, and their name keeps them together.
    """

    format = "30music"
    label = "30Music sessions"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Lines that begin with ``event.session``."""
        if not peek.first_line.startswith("event.session\t"):
            return None
        return Detection(self, self.format, self.label, "Its lines begin with event.session, as 30Music has.")

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays of all sessions.

        Raises
        ------
        UnreadableFile
            When the file with the names is not there.
        """
        names = _idomaar_names(source, options, monitor)
        maker, number = Maker(), 0
        for line in lines(text.blocks(source, peeking.look(source).encoding)):
            if not line.strip():
                continue
            found = _session(line)
            if found is None:
                number += 1
                yield SkippedRow(number, "bad-row", line[:60])
                continue
            session, start, user, plays = found
            for play in plays:
                number += 1
                if not number % 5000:
                    monitor.check()
                yield _play(number, session, start, user, play, names, maker)


def _session(line: str) -> tuple[str, int, str, list[Any]] | None:
    """Number, start, user and plays of a line with two documents in its last cell."""
    cells = line.split("\t", 3)
    if len(cells) < 4:
        return None
    place = cells[3].find('{"subjects"')
    try:
        linked = orjson.loads(cells[3][place:]) if place >= 0 else None
        start = epoch_ms(cells[2])
    except ValueError:
        return None
    if not isinstance(linked, dict) or not isinstance(linked.get("objects"), list):
        return None
    subjects = linked.get("subjects")
    people = subjects if isinstance(subjects, list) else []
    user = next((str(one.get("id"))[:20] for one in people if isinstance(one, dict)), "")
    return cells[1][:20], start, user, linked["objects"]


def _play(
    number: int, session: str, start: int, user: str, play: Any, names: dict[str, tuple[str, str]], maker: Maker
) -> Row | SkippedRow:
    if not isinstance(play, dict):
        return SkippedRow(number, "bad-row")
    song = str(play.get("id"))[:20]
    artist, title = names.get(song, ("", ""))
    if not title:
        return SkippedRow(number, "no-name", f"song {song}")
    after, heard = play.get("playstart"), play.get("playtime")
    if not isinstance(after, (int, float)) or not 0 <= after < 1e7:
        after = 0
    played = round(heard * 1000) if isinstance(heard, (int, float)) and 0 <= heard < 1e6 else None
    skip = None if played is None else played < COUNTED_MS
    row = maker.play(
        number, title, artist, start=start + round(after * 1000), heard=played, skip=skip,
        listener=f"user {user}" if user else "",
    )  # fmt: skip
    return row._replace(session=f"session {session}") if isinstance(row, Row) else row


def _idomaar_names(source: Source, options: ReadOptions, monitor: Monitor) -> dict[str, tuple[str, str]]:
    """Number of a song -> artist and title, from names written like ``Artist/_/Title``.

    Raises
    ------
    UnreadableFile
    """
    names: dict[str, tuple[str, str]] = {}
    for other, peek in companions.find(options, lambda peek: peek.first_line.startswith("track\t")):
        for count, line in enumerate(lines(text.blocks(other, peek.encoding))):
            if not count % 5000:
                monitor.check()
            cells = line.split("\t", 4)
            if len(cells) < 4 or cells[0] != "track":
                continue
            try:
                said = orjson.loads(cells[3]).get("name")
            except (ValueError, AttributeError):
                continue
            if isinstance(said, str) and len(names) < MOST_NAMES:
                artist, _, title = said.partition("/_/")
                names[cells[1]] = _decoded(artist), _decoded(title)
    if not names:
        raise UnreadableFile(
            f"{source.name} holds numbers of songs only. Nothing of it was imported. Import it together with "
            "tracks.idomaar of the same set, which has the names."
        )
    return names


def _decoded(said: str) -> str:
    return text.clean(urllib.parse.unquote_plus(said, errors="replace")).strip()


class YesCom:
    """``train.txt`` and ``test.txt`` of the yes.com set with ``song_hash.txt`` beside it: a playlist of numbers a line.

    Rows are numbered over the songs of all lists, from 1.
    """

    format = "yes-com"
    label = "yes.com radio playlists"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Lines of numbers and blanks only: all songs, as many counts, then lists of these songs."""
        said = [line.split() for line in peek.lines[:5]]
        if not all(cell.isdecimal() for line in said for cell in line) or not said:
            return None
        songs = set(said[0])
        if len(said) == 1:  # more songs than are looked at
            known = not peek.complete and len(songs) > LONG_LINE and len(songs) >= len(said[0]) - 1
        else:
            known = len(said) > 2 and 2 <= len(said[0]) == len(said[1]) and all(songs.issuperset(i) for i in said[2:])
        if not known:
            return None
        how = "Its first two lines are as many numbers, and every line below lists numbers, as the yes.com set has."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs of all playlists.

        Raises
        ------
        UnreadableFile
            When ``song_hash.txt`` is not there.
        """
        names = _yes_names(source, options)
        number = 0
        for place, line in enumerate(lines(text.blocks(source, "utf-8"))):
            if place < 2:  # all songs, and how often each occurs
                continue
            for song in line.split():
                number += 1
                if not number % 5000:
                    monitor.check()
                title, artist = names.get(song, ("", ""))
                if title and artist:
                    yield listed(number, f"playlist {place - 1}", title, artist)
                else:
                    yield SkippedRow(number, "no-name", f"song {song[:20]}")


def _is_song_hash(peek: Peek) -> bool:
    rows = [line.split("\t") for line in peek.lines[:10] if line.strip()]
    return bool(rows) and all(len(row) == 3 and row[0].strip().isdecimal() for row in rows)


def _yes_names(source: Source, options: ReadOptions) -> dict[str, tuple[str, str]]:
    """Number -> title and artist.

    Raises
    ------
    UnreadableFile
    """
    names: dict[str, tuple[str, str]] = {}
    for other, peek in companions.find(options, _is_song_hash):
        for line in lines(text.blocks(other, peek.encoding)):
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) == 3 and len(names) < MOST_NAMES:
                names[cells[0]] = cells[1], cells[2]
    if not names:
        raise UnreadableFile(
            f"{source.name} holds numbers of songs only. Nothing of it was imported. Import it together with "
            "song_hash.txt of the same set, which has the names."
        )
    return names
