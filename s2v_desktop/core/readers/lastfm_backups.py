"""Last.fm histories as tables of two backup tools: small letters and no commas (L2), a date and a clock (L6)."""

from __future__ import annotations

from collections.abc import Sequence

from s2v_desktop.core.readers import table, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.lastfm import NO_VALUE, LastfmTable
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.peek import Peek

SAMPLE = 200


class SmallLetters(LastfmTable):
    """``artist,track,album,date``: everything in small letters, ``09 mar 2024  21:14``, ``#no value#`` for nothing."""

    format = "lastfm-backup-csv"
    label = "Last.fm history (lastfm-backup CSV)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """The four words, and dates in Last.fm's words without a capital."""
        if peek.folded != ("artist", "track", "album", "date"):
            return None
        rows = [peek.cells(line) for line in peek.lines[1:SAMPLE] if line.strip()]
        dates = [row[3].strip() for row in rows if len(row) == 4 and row[3].strip() not in ("", NO_VALUE)]
        guessed = timeparse.guess(dates)
        small = all(date == date.lower() and not date.isnumeric() for date in dates)
        if guessed is None or guessed.pattern != "words" or guessed.precision_s == 86_400 or not small:
            return None
        named = tuple(zip(("artist", "title", "album", "time"), ((cell,) for cell in peek.header), strict=True))
        mapping = TableMapping(
            columns=named, delimiter=peek.delimiter, encoding=peek.encoding, time_pattern="words",
            precision_s=guessed.precision_s, time_zone="UTC", newest_first=_newest_first(dates, "words"),
        )  # fmt: skip
        how = "It is a table of artist, track, album and date in small letters, as lastfm-backup writes it."
        return table.detection(self, peek, options, mapping, how)


class DateAndClock(LastfmTable):
    """No header: ``2024-03-09,21:14:07,Nordlicht Trio,Paper Lanterns``, in UTC."""

    format = "lastfm-backup-cli"
    label = "Last.fm history (lastfm-backup-cli)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Four cells, of which the first two are a date and a clock in 90 % of the rows."""
        rows = [peek.cells(line, ",") for line in peek.lines[:SAMPLE] if line.strip()]
        four = [row for row in rows if len(row) == 4 and row[1].count(":") == 2]
        if not four or len(four) < 0.9 * len(rows):
            return None
        times = [f"{row[0].strip()} {row[1].strip()}" for row in four]
        guessed = timeparse.guess(times)
        if guessed is None or guessed.pattern != "iso":
            return None
        mapping = TableMapping(
            columns=(("date", ("1",)), ("time", ("2",)), ("artist", ("3",)), ("title", ("4",))),
            encoding=peek.encoding, has_header=False, time_pattern="iso", time_zone=options.time_zone or "UTC",
            newest_first=_newest_first(times, "iso"),
        )  # fmt: skip
        how = "It is a table without a header: a date, a clock, artist and song, as lastfm-backup-cli writes it."
        return table.detection(self, peek, options, mapping, how)


def _newest_first(times: Sequence[str], pattern: str) -> bool:
    """Whether the last row is older than the first."""
    parse = timeparse.reader(pattern, "UTC")
    try:
        return parse(times[0]) > parse(times[-1])
    except ValueError:
        return False
