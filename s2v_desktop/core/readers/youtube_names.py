"""What a line of YouTube's history was, and how its song is called (formats.md G1 to G4).

A title comes wrapped in a sentence of the account's language ("Watched X"); an artist is the name of a channel.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import companions, sheet
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.build import Maker, excerpt, ids
from s2v_desktop.core.types import Kind, Row, SkippedRow

MUSIC = "YouTube Music"
TOPIC = " - Topic"
SKIPPED_MS = 30_000
"""Whoever goes on so soon did not hear the song."""
MOST_REMEMBERED = 200_000
ENOUGH = 0.8
FEWEST = 10
"""Titles needed before what they share is taken for a wrapper."""

LIBRARY = frozenset(("song title", "album title", "artist name 1"))
_PREFIXES = ("Watched ", "Vous avez regardé ", "Has visto ", "Zhlédnuto ", "Zhlédli jste ", "Listened to ")
_SUFFIXES = (" angesehen",)
_VIDEO = re.compile(r"(?:[?&]v=|youtu\.be/|/watch/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What stands before and behind the title in every line of a file."""

    before: str = ""
    behind: str = ""

    def title(self, sentence: str) -> str:
        """The title without its wrapper."""
        plain = sentence.replace("\u00a0", " ")
        begin = len(self.before) if plain.startswith(self.before) else 0
        end = len(plain) - len(self.behind) if plain.endswith(self.behind) else len(plain)
        return sentence[begin : max(begin, end)].strip()


def wrapper(sentences: Sequence[str]) -> Wrapper:
    """The wrapper of these lines: of a known language, or the words that most of them share."""
    said = [sentence.replace("\u00a0", " ") for sentence in sentences]
    wanted = max(1.0, ENOUGH * len(said))
    for before in _PREFIXES:
        if sum(sentence.startswith(before) for sentence in said) >= wanted:
            return Wrapper(before)
    for behind in _SUFFIXES:
        if sum(sentence.endswith(behind) for sentence in said) >= wanted:
            return Wrapper("", behind)
    distinct = list(dict.fromkeys(said))
    if len(distinct) < FEWEST:
        return Wrapper()
    words = [sentence.split() for sentence in distinct]
    before = " ".join(_shared(words))
    behind = " ".join(reversed(_shared([list(reversed(row)) for row in words])))
    return Wrapper(before + " " if before else "", " " + behind if behind else "")


def _shared(rows: list[list[str]]) -> list[str]:
    """The first words that more than 80 % of the rows begin with."""
    found: list[str] = []
    for place in range(6):
        heads = Counter(row[place] for row in rows if len(row) > place + 1 and row[:place] == found)
        word, count = heads.most_common(1)[0] if heads else ("", 0)
        if count <= ENOUGH * len(rows):
            return found
        found.append(word)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history.

    Attributes
    ----------
    title : str
        Without its wrapper.
    url, channel : str
        Empty for what was removed.
    music : bool
        Whether the line itself says that it comes from YouTube Music.
    ad : bool
    """

    title: str
    url: str
    channel: str
    music: bool
    ad: bool


@dataclass(slots=True)
class Names:
    """Names of videos: of the music library beside the history, and of lines read before (of this file)."""

    library: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)


def names(options: ReadOptions) -> Names:
    """The names that the YouTube Music library among the companions gives."""
    found = Names()
    for source, peek in companions.find(options, lambda peek: sheet.layout(peek, LIBRARY) is not None):
        layout = sheet.layout(peek, LIBRARY)
        if layout is None:
            continue
        columns = ((layout.header[0],), ("song title",), ("album title",), ("artist name 1",))
        for _, (video, title, album, artist) in sheet.cells(source, layout, columns, Silent()):
            if len(found.library) < MOST_REMEMBERED and title and artist:
                found.library[video] = title, artist, album
    return found


def read(number: int, line: Line, start: int, maker: Maker, known: Names) -> Row | SkippedRow:
    """One line as a play, an event, or what it was instead."""
    if line.ad:
        return SkippedRow(number, "ad", excerpt(line.channel, line.title))
    video = video_id(line.url)
    if line.url and not video:
        return SkippedRow(number, "not-a-play", excerpt(line.title))
    ident = ids(youtube=video)
    if video in known.library:
        title, artist, album = known.library[video]
        return maker.play(number, title, artist, album, start, ids=ident)
    title, channel = line.title, line.channel
    if video and (not channel or title.startswith("http")):
        title, channel = known.seen.get(video, ("", ""))
    elif video and len(known.seen) < MOST_REMEMBERED:
        known.seen[video] = title, channel
    if not video or not channel:
        return maker.play(number, "", "", "", start, kind=Kind.UNATTRIBUTED, ids=ident)
    topic = channel.endswith(TOPIC)
    if not (topic or line.music or "//music.youtube.com/" in line.url):
        return maker.play(number, title, channel, "", start, kind=Kind.VIDEO, ids=ident)
    kind, artist, title = _song(title, channel, topic)
    return maker.play(number, title, artist, "", start, kind=kind, ids=ident)


def _song(title: str, channel: str, topic: bool) -> tuple[Kind, str, str]:
    if topic:
        artist = channel[: -len(TOPIC)].strip()
        # The channel "Release - Topic" holds songs of everybody.
        return (Kind.UNATTRIBUTED if artist == "Release" else Kind.MUSIC), artist, title
    artist, sign, song = title.partition(" - ")
    if sign and artist.strip() and song.strip():
        return Kind.MUSIC_VIDEO, artist.strip(), song.strip()
    return Kind.MUSIC_VIDEO, (channel[:-4].strip() if channel.endswith("VEVO") else channel) or channel, title


def video_id(url: str) -> str:
    """The id of a watch address, empty for any other (posts, shorts, searches, games)."""
    found = _VIDEO.search(url)
    return found.group(1) if found and "youtu" in url else ""


def with_gaps(rows: Iterable[Row | SkippedRow], newest_first: bool) -> Iterator[Row | SkippedRow]:
    """Mark what was left within 30 s for the next line: YouTube says no length, but nobody heard more than that."""
    if newest_first:
        after: int | None = None
        for row in rows:
            if isinstance(row, Row):
                yield _heard(row, after)
                after = row.start_ms
            else:
                yield row
        return
    waiting: Row | None = None
    for row in rows:
        if isinstance(row, SkippedRow):
            yield row
            continue
        if waiting is not None:
            yield _heard(waiting, row.start_ms)
        waiting = row
    if waiting is not None:
        yield waiting


def _heard(row: Row, after: int | None) -> Row:
    if after is None or row.start_ms is None or not 0 < after - row.start_ms < SKIPPED_MS:
        return row
    return row._replace(ms_played=after - row.start_ms, end_ms=after, skip=True)
