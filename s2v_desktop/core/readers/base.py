"""What a reader of one format is, what it is asked, and what it answers.

A reader is a small object with no state. It looks at the beginning of a file (a `peek.Peek`)
and says whether the file is its own; then it streams the rows. Adding a format is one module, one line in
`detect.READERS` and one test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the listener decided before reading.

    Attributes
    ----------
    time_zone : str or None
        IANA name for files whose times are local; None takes the computer's zone.
    mapping : dict of str to tuple of str
        Field -> names (or numbers from 1) of the columns it is read from. Not empty: the file is read as a table.
    set_values : dict of str to str
        Field -> one value for all rows. ``order`` takes ``ascending`` or ``descending`` and only turns the order round.
    companions : tuple of Source
        Everything that is imported together with the file. Some formats keep half of a play in another file (Apple the
        artists, research sets all names); readers look there and do without where it is missing.
    """

    time_zone: str | None = None
    mapping: dict[str, tuple[str, ...]] = field(default_factory=dict)
    set_values: dict[str, str] = field(default_factory=dict)
    companions: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file is.

    Attributes
    ----------
    reader : Reader
        Reads its rows.
    format : str
        Stable code such as ``spotify-extended``.
    label : str
        Name for people.
    how : str
        A sentence: how it was recognised.
    mapping : TableMapping or None
        Which column is what, for formats that are tables.
    listener : str
        Whose plays, where the file says so for all its rows; else empty.
    local_time : bool
        Whether its times are those of a clock on the wall: a zone is needed to place them.
    warnings : tuple of str
        Sentences the listener should see.
    """

    reader: Reader
    format: str
    label: str
    how: str
    mapping: TableMapping | None = None
    listener: str = ""
    local_time: bool = False
    warnings: tuple[str, ...] = ()


class Reader(Protocol):
    """Recognises one format and streams its rows."""

    @property
    def format(self) -> str:
        """Stable code, e.g. ``spotify-extended``."""

    @property
    def label(self) -> str:
        """Name for people, e.g. ``Spotify extended streaming history``."""

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Say whether the file is of this format, from its first 64 KiB and never from its name.

        Raises
        ------
        UnreadableFile
            When the file is of this format but cannot be read (spoiled by a spreadsheet, a wrong package).
        """

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream every data row of the file as exactly one `Row` or one `SkippedRow`.

        Where one row of a file counts several plays (Apple's Daily Tracks), it comes out as so many rows of one number.

        Rows that are events (podcast, video, unattributed) are a `Row` of that `Kind`. Rows may come in another order
        than the file's; their ``number`` counts the file's data rows from 1.

        Raises
        ------
        UnreadableFile
            When the file vanished or is damaged from some place on in a way that loses the rest.
        Cancelled
            When the monitor was cancelled.
        """
