"""Histories of many listeners made for research: Last.fm-1K, LFM-1b and LFM-2b (formats.md 13).

LFM sets hold numbers; the names lie in files beside them and must be chosen together with the plays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import companions, table, text, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, no_time
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.plain import PlainPlays
from s2v_desktop.core.readers.records import lines
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

MOST_NAMES = 5_000_000
_iso = timeparse.reader("iso", "UTC")


class LastFm1K:
    """``userid-timestamp-artid-artname-traid-traname.tsv``: six cells, no quotes, newest first for every user."""

    format = "lastfm-1k"
    label = "Last.fm-1K"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Six cells separated by tabs: ``user_`` with a number, then a time with Z."""
        rows = [line.split("\t") for line in peek.lines[:50] if line.strip()]
        header = _header(rows)
        body = rows[1:] if header else rows
        if not body or 10 * sum(_is_1k(row) for row in body) < 9 * len(body):
            return None
        names = header or ("1", "2", "3", "4", "5", "6")
        places = (("listener", 0), ("time", 1), ("artist", 3), ("title", 5), ("ids", 4))
        mapping = TableMapping(
            columns=tuple((field, (names[place],)) for field, place in places),
            delimiter="\t", encoding=peek.encoding, quoting=False, has_header=bool(header), time_pattern="iso-zone",
            time_zone="UTC", newest_first=True,
        )  # fmt: skip
        how = "It is a table of six columns: user_ and a number, a time, artist and song."
        return table.detection(self, peek, options, mapping, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows as any table."""
        if detection.mapping is None:
            raise ValueError("a table is read with a mapping")
        return table.read(source, detection.mapping, monitor)

    def blocks(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[PlainPlays | list[Row | SkippedRow]]:
        """Stream the rows as any table, many at a time."""
        if detection.mapping is None:
            raise ValueError("a table is read with a mapping")
        return table.read_blocks(source, detection.mapping, monitor)


def _header(rows: list[list[str]]) -> tuple[str, ...]:
    """Names of the columns where somebody wrote them above the rows; the set itself comes without."""
    names = tuple(rows[0]) if len(rows) > 1 else ()
    named = len(names) == 6 == len(set(names)) and not names[0].startswith("user_")
    return names if named and not any(letter.isdecimal() for letter in names[1]) else ()


def _is_1k(row: list[str]) -> bool:
    return len(row) == 6 and row[0].startswith("user_") and row[0][5:].isdecimal() and row[1].endswith("Z")


class _Lfm:
    """What both LFM sets share."""

    format = ""
    label = ""

    def __init__(self, columns: int, header: bool, when: Callable[[str], int]) -> None:
        self._columns, self._has_header, self._when = columns, header, when

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays.

        Raises
        ------
        UnreadableFile
            When the files with the names are not there.
        """
        titles, artists = _names(source, options, monitor)
        maker = Maker()
        number = -1 if self._has_header else 0
        for line in lines(text.blocks(source, "utf-8")):
            if not line.strip():
                continue
            number += 1
            if not number:
                continue
            if not number % 5000:
                monitor.check()
            row = line.split("\t")
            if len(row) != self._columns:
                yield SkippedRow(number, "bad-row", line[:60])
                continue
            yield _play(number, row, titles, artists, self._when, maker)


def _play(
    number: int, row: list[str], titles: dict[str, tuple[str, str]], artists: dict[str, str],
    when: Callable[[str], int], maker: Maker,
) -> Row | SkippedRow:  # fmt: skip
    user, song, told = row[0], row[-3] if len(row) == 4 else row[3], row[-1]
    title, artist = titles.get(song, ("", ""))
    artist = artists.get(artist, artist)
    if not title:
        return SkippedRow(number, "no-name", f"song {song[:20]}")
    try:
        return maker.play(number, title, artist, start=when(told), listener=f"user {user}")
    except ValueError:
        return no_time(number, title, artist, told)


class Lfm1b(_Lfm):
    """``LFM-1b_LEs.txt``: user, artist, album, song, seconds. Side files ``_tracks`` and ``_artists``."""

    format = "lfm-1b"
    label = "LFM-1b"

    def __init__(self) -> None:
        super().__init__(5, header=False, when=epoch_ms)

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Five numbers separated by tabs, the last a time."""
        rows = [line.split("\t") for line in peek.lines[:20] if line.strip()]
        good = [row for row in rows if len(row) == 5 and all(map(_whole, row)) and len(row[4].strip()) in (9, 10)]
        if not rows or len(good) < 0.9 * len(rows):
            return None
        how = "It is a table of five numbers without a header, as LFM-1b has."
        return Detection(self, self.format, self.label, how)


class Lfm2b(_Lfm):
    """``listening-events.tsv``: header ``user_id track_id album_id timestamp``. Side file ``tracks``."""

    format = "lfm-2b"
    label = "LFM-2b"
    _header = ("user id", "track id", "album id", "timestamp")

    def __init__(self) -> None:
        super().__init__(4, header=True, when=_iso)

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """The header."""
        if peek.folded != self._header:
            return None
        how = "It is a table with user_id, track_id, album_id and timestamp, as LFM-2b has."
        return Detection(self, self.format, self.label, how)


def _whole(cell: str) -> bool:
    return cell.strip().lstrip("-").isdecimal()


def _names(
    source: Source, options: ReadOptions, monitor: Monitor
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:  # fmt: skip
    """Number of a song -> (title, number or name of its artist), and number of an artist -> name.

    Raises
    ------
    UnreadableFile
    """
    titles: dict[str, tuple[str, str]] = {}
    artists: dict[str, str] = {}
    beside = list(companions.find(options, lambda peek: _side(peek) > 0))
    # Without headers albums look like songs; then the name of a file is all that tells them apart.
    songs = [peek.name for _, peek in beside if _side(peek) == 3 and "album" not in peek.name.casefold()]
    for other, peek in beside:
        width = _side(peek)
        if width == 3 and songs and peek.name not in songs:
            continue
        for count, line in enumerate(lines(text.blocks(other, peek.encoding))):
            if not count % 5000:
                monitor.check()
            row = [cell.strip() for cell in line.split("\t")]
            if len(row) >= 3 and width == 3:
                titles[row[0]] = _song(row)
            elif len(row) == 2 and width == 2:
                artists[row[0]] = row[1]
            if len(titles) + len(artists) > MOST_NAMES:
                raise UnreadableFile(
                    f"The names beside {source.name} are more than {MOST_NAMES:,}: a part of this set must be cut out "
                    "before it can be imported. Nothing of it was imported."
                )
    if not titles:
        raise UnreadableFile(
            f"{source.name} holds numbers of songs only. Nothing of it was imported. Import it together with the files "
            "of the same set that name the songs and the artists (tracks and artists)."
        )
    return titles, artists


def _song(row: list[str]) -> tuple[str, str]:
    """Title and artist of (number, title, number of the artist) or of (number, artist, title)."""
    return (row[1], row[2]) if _whole(row[2]) else (row[2], row[1])


def _side(peek: Peek) -> int:
    """Cells of a side file: 3 for songs, 2 for artists, 0 for anything else."""
    rows = [line.split("\t") for line in peek.lines[:30] if line.strip()]
    named = bool(rows) and not _whole(rows[0][0])
    body = rows[1:] if named else rows
    if not body or not all(_whole(row[0]) for row in body):
        return 0
    if named and not any(word in rows[0][0].casefold() for word in ("track", "song", "artist")):
        return 0
    widths = {len(row) for row in body}
    if widths == {2}:
        return 2
    songs = widths == {3} and not all(_whole(row[1]) and _whole(row[2]) for row in body)
    return 3 if songs else 0
