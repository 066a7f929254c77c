"""Last.fm histories as text tables: ghan.nl (L1), benjaminbenben (L3) and lastfmstats.com (L4) of formats.md.

All of them come from one Last.fm method: the time is the start of a play in UTC, there is no play length, and a row
without a time was still playing.
"""

from __future__ import annotations

from collections.abc import Iterator

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import guessing, table, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.batches import mark
from s2v_desktop.core.readers.mapping import TableMapping, fold
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

NO_VALUE = "#no value#"
"""What one tool writes for nothing."""


class LastfmTable:
    """What these tables share. Rows are numbered from 1 below the header."""

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the rows; a row without a time was still playing."""
        if detection.mapping is None:
            raise ValueError("a table is read with a mapping")
        for row in mark(table.read(source, detection.mapping, monitor)):
            if isinstance(row, SkippedRow):
                yield row._replace(reason="now-playing") if row.reason == "no-time" else row
            else:
                yield row._replace(album="") if row.album == NO_VALUE else row


class GhanCsv(LastfmTable):
    """``recenttracks-<user>-<time>.csv`` and its relatives: header ``uts,utc_time,artist,...``."""

    format = "lastfm-ghan-csv"
    label = "Last.fm history (ghan.nl CSV)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A header that begins with ``uts`` and ``utc_time``.

        Raises
        ------
        WrongPackage
            For the list of loved songs, which has no albums.
        UnreadableFile
            When a spreadsheet spoiled the times.
        """
        words = dict(zip(peek.folded, peek.header, strict=True))
        if peek.folded[:2] != ("uts", "utc time") or "artist" not in words or not words.keys() & {"track", "name"}:
            return None
        if "album" not in words:
            raise WrongPackage(
                f"{peek.name} is a list of loved songs from Last.fm, not a history: its times say when a song was "
                "loved. Nothing of it was imported. Ask the same page for the recent (played) songs."
            )
        sample = guessing.sample(peek, force_header=True)
        column, guessed = _time_column(peek, sample, ("uts", "utc time"))
        mapping = _mapping(peek, sample, column, guessed, newest=True)
        how = "It is a table whose header begins with uts and utc_time, as ghan.nl writes it."
        return table.detection(self, peek, options, mapping, how)


class LastfmstatsCsv(LastfmTable):
    """``lastfmstats-<user>.csv``: header ``Artist;Album;...;Date#<user>``, times in milliseconds."""

    format = "lastfmstats-csv"
    label = "Last.fm history (lastfmstats.com CSV)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A header from ``Artist;Album`` to ``Date#``, whatever delimiter a spreadsheet made of it.

        Raises
        ------
        UnreadableFile
            When a spreadsheet spoiled the times.
        """
        words = peek.folded
        if words[:2] != ("artist", "album") or "track" not in words or not words[-1].startswith("date#"):
            return None
        sample = guessing.sample(peek, force_header=True)
        column, guessed = _time_column(peek, sample, (words[-1],))
        mapping = _mapping(peek, sample, column, guessed, newest=False)
        how = "It is a table whose header ends with Date# and the name of the listener, as lastfmstats.com writes it."
        return table.detection(self, peek, options, mapping, how, listener=peek.header[-1].partition("#")[2].strip())


class BenjaminBenbenCsv(LastfmTable):
    """``<user>.csv`` of "lastfm-to-csv": no header, artist, album, song, ``09 Mar 2024 21:14``."""

    format = "lastfm-to-csv"
    label = "Last.fm history (lastfm-to-csv)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Four comma-separated cells without a header, of which the last is a date in 90 % of the rows."""
        filled = [line for line in peek.lines[:200] if line.strip()]
        rows = [peek.cells(line, ",") for line in filled]
        four = [row for row in rows if len(row) == 4]
        if not four or len(four) < 0.9 * len(rows):
            return None
        dates = [row[3].strip() for row in four if row[3].strip()]
        guessed = timeparse.guess(dates)
        if guessed is None or guessed.pattern != "words" or guessed.precision_s == 86_400:
            return None
        mapping = TableMapping(
            columns=(("artist", ("1",)), ("album", ("2",)), ("title", ("3",)), ("time", ("4",))),
            encoding=peek.encoding, has_header=False, time_pattern="words", precision_s=guessed.precision_s,
            time_zone="UTC", newest_first=True,
        )  # fmt: skip
        how = "It is a table without a header: artist, album, song and a date such as 09 Mar 2024 21:14."
        return table.detection(self, peek, options, mapping, how)


def _time_column(peek: Peek, sample: guessing.Sample, words: tuple[str, ...]) -> tuple[str, timeparse.TimeGuess]:
    """The first of the columns with these folded names that holds times.

    Raises
    ------
    UnreadableFile
    """
    for word in words:
        column = next(name for name in sample.header if fold(name) == word)
        place = sample.header.index(column)
        found = [row[place].strip() for row in sample.rows]
        if timeparse.spoiled(found):
            raise guessing.spoiled(peek.name)
        if (guessed := timeparse.guess(found)) is not None:
            return column, guessed
    raise UnreadableFile(f"{peek.name} looks like a Last.fm history, but holds no times. Nothing of it was imported.")


_IDS = ("track mbid", "recording mbid")


def _mapping(
    peek: Peek, sample: guessing.Sample, column: str, guessed: timeparse.TimeGuess, newest: bool
) -> TableMapping:
    names = {fold(name): name for name in reversed(sample.header)}
    columns: list[tuple[str, tuple[str, ...]]] = [("time", (column,)), ("artist", (names["artist"],))]
    columns.append(("title", (names.get("track") or names["name"],)))
    if "album" in names:
        columns.append(("album", (names["album"],)))
    ids = tuple(names[word] for word in _IDS if word in names)
    if ids:
        columns.append(("ids", ids))
    return TableMapping(
        columns=tuple(columns), delimiter=sample.delimiter, encoding=peek.encoding, quoting=True, has_header=True,
        header_line=sample.header_line, time_pattern=guessed.pattern, precision_s=guessed.precision_s,
        time_zone="UTC", newest_first=newest,
    )  # fmt: skip
