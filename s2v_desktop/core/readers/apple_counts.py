"""Apple's files that know days and counts: Daily Tracks (A2) and the last play of every song (A3)."""

from __future__ import annotations

from collections.abc import Iterator

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import apple_names, companions, sheet, timeparse
from s2v_desktop.core.readers.apple import ACTIVITY
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, excerpt, millis, no_name, no_time
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.sheet import Make
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Kind, Quality, Row, SkippedRow

HOUR_S = 3600
MOST_PLAYS = 500
"""Nobody plays one song more often in a day; a larger count is a mistake."""
HISTORY = (
    'Ask Apple (privacy.apple.com) for "Apple Media Services information" and import the whole download: the history '
    'is in "Apple Music Play Activity.csv".'
)


class AppleDaily(sheet.SheetReader):
    """``Apple Music - Play History Daily Tracks.csv``.

    A row is a day of one song. It comes out as one `Row` per play, all with the number of their row, spread over the
    hours it lists; a row without a play is skipped.
    """

    format = "apple-daily-tracks"
    label = "Apple Music Daily Tracks"
    how = "It is a table with Track Description and Date Played, as Apple's Daily Tracks has."
    needs = (apple_names.DAILY,)
    columns = (
        ("track description",), ("date played",), ("hours",), ("play count",), ("play duration milliseconds",),
        ("media type",),
    )  # fmt: skip

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A table with days of songs.

        Raises
        ------
        WrongPackage
            When Play Activity, which has the times of the same plays, is imported together with it.
        """
        found = super().match(peek, options)
        if found is not None and any(
            True for _ in companions.find(options, lambda other: sheet.layout(other, ACTIVITY) is not None)
        ):
            raise WrongPackage(
                f"{peek.name} tells the same plays as Apple's Play Activity, by day only. They were read from Play "
                "Activity, and the artists from here.",
                part_of="apple-media",
            )
        return found

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """Days and hours are no times."""
        return (
            f"{peek.name} knows the hour of a play at best: its plays count for days, not for sessions. "
            'For the times undo this import and import "Apple Music Play Activity.csv" of the same download together '
            "with it; one after the other, the same plays would count twice.",
        )

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the plays of every row."""
        maker = Maker()
        for number, wanted in sheet.cells(source, self.find(source), self.columns, monitor):
            yield from _day(number, wanted, maker)


def _day(number: int, wanted: tuple[str, ...], maker: Maker) -> Iterator[Row | SkippedRow]:
    told, date, hours, count, heard, media = wanted
    artist, title = next(apple_names.splits(told), (UNKNOWN_ARTIST, told))
    if not title:
        yield no_name(number, title, artist)
        return
    plays = _count(count)
    if plays == 0:
        yield SkippedRow(number, "never-played", excerpt(told, date))
        return
    day = apple_names.day_number(date)
    if day is None:
        yield no_time(number, title, artist, date)
        return
    known = [int(part) for part in hours.replace(",", " ").split() if part.isdecimal() and int(part) < 24]
    total = millis(heard)
    each = None if total is None else total // plays
    kind = Kind.MUSIC_VIDEO if media == "VIDEO" else Kind.MUSIC
    hours_of_day = known or [12]
    step = timeparse.HOUR_MS // -(-plays // len(hours_of_day))  # plays of one hour must not seem one and the same
    for place in range(plays):
        turn, which = divmod(place, len(hours_of_day))
        start = day * timeparse.DAY_MS + hours_of_day[which] * timeparse.HOUR_MS + turn * step
        row = maker.play(
            number, title, artist, start=start, heard=each, precision=HOUR_S if known else 24 * HOUR_S,
            quality=Quality.COARSE, kind=kind,
        )  # fmt: skip
        yield row
        if isinstance(row, SkippedRow):
            return


def _count(told: str) -> int:
    """How many plays a row tells of; one where it does not say."""
    if not told:
        return 1
    try:
        return min(MOST_PLAYS, max(0, int(float(told))))
    except (ValueError, OverflowError):
        return 1


class AppleLastPlayed(sheet.SheetReader):
    """``Apple Music - Track Play History.csv``: the last play of every song, no other."""

    format = "apple-track-history"
    label = "Apple Music Track Play History"
    how = "It is a table with Track Name and Last Played Date, as Apple's Track Play History has."
    needs = (frozenset(("track name", "last played date")),)
    columns = (("track name",), ("last played date",))

    def warn(self, peek: Peek, options: ReadOptions) -> tuple[str, ...]:
        """It is no history."""
        return (f"{peek.name} knows only the last play of every song: one play each was imported. {HISTORY}",)

    def maker(self, source: Source, options: ReadOptions, monitor: Monitor) -> Make:
        """Rows end when the song was last played."""
        maker = Maker()

        def make(number: int, wanted: tuple[str, ...]) -> Row | SkippedRow:
            told, last = wanted
            artist, title = next(apple_names.splits(told), (UNKNOWN_ARTIST, told))
            try:
                end = epoch_ms(last)
            except ValueError:
                return no_time(number, title, artist, last)
            return maker.play(number, title, artist, end=end, quality=Quality.COARSE)

        return make


def refuse_apple(peek: Peek) -> None:
    """Refuse the other files of Apple's download.

    Raises
    ------
    WrongPackage
    """
    keys = frozenset(key for entry in peek.objects for key in entry)
    what = ""
    if apple_names.is_library(peek):
        what = "is the library of Apple Music; it tells artists and counts, but no plays"
    elif "Playlist Item Identifiers" in keys or {"Container Identifier", "Container Type"} <= keys:
        what = "holds the playlists of Apple Music, which name their songs by numbers only"
    elif keys == {"Identifier", "Title"}:
        what = "is a list of Apple's numbers"
    elif {"Transaction Type", "Transaction Identifier"} <= keys:
        what = "tells what was added to and taken out of the library of Apple Music"
    if what:
        raise WrongPackage(f"{peek.name} {what}. Nothing of it was imported. {HISTORY}", part_of="apple-media")
