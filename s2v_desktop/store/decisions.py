"""What an import may have to be told, and the sentences that say so: private sessions, clocks, who is who."""

from __future__ import annotations

import shlex
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import Row, SkippedRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s2v_desktop.store.judge import Verdict
    from s2v_desktop.store.reading import Reading

DEFAULT_LISTENER = "Me"
_HOUR_MS = 3_600_000
MOST_HOURS = 14


def keep_private(value: str | None) -> bool:
    """What ``private`` was set to; kept where nothing was said.

    Raises
    ------
    BadRequest
    """
    if value not in (None, "keep", "skip"):
        raise BadRequest(f"private takes “keep” or “skip”, not “{value}”. Nothing was imported.")
    return value != "skip"


def shifts_ms(value: str | None) -> dict[str, int]:
    """What ``shift`` was set to: format -> milliseconds; an empty format stands for all files.

    Parameters
    ----------
    value : str or None
        Hours, or hours and a format, several of them divided by semicolons: ``-1``, ``-1 scrobbler-log; 2 tidal``.

    Raises
    ------
    BadRequest
    """
    found: dict[str, int] = {}
    for part in (value or "").split(";"):
        said, _, form = part.strip().partition(" ")
        if not said:
            continue
        try:
            hours = float(said)
        except ValueError:
            hours = float("nan")
        if not abs(hours) <= MOST_HOURS:
            raise BadRequest(
                f"shift takes hours between -{MOST_HOURS} and {MOST_HOURS}, not “{said}”. Nothing was imported."
            )
        found[form.strip()] = round(hours * _HOUR_MS)
    return found


def moved(row: Row | SkippedRow, by_ms: int) -> Row | SkippedRow:
    """A row at another time."""
    if isinstance(row, SkippedRow):
        return row
    return row._replace(
        start_ms=None if row.start_ms is None else row.start_ms + by_ms,
        end_ms=None if row.end_ms is None else row.end_ms + by_ms,
    )


def sentences(reading: Reading, verdict: Verdict) -> Iterator[str]:
    """Warnings about what was decided for the listener and could be decided otherwise."""
    if reading.private and reading.keep_private and not reading.private_said:
        what = "1 play is" if reading.private == 1 else f"{reading.private:,} plays are"
        yield (
            f"{what} from private sessions and were kept. To leave them out, undo this import and import again "
            "with --set private=skip."
        )
    for form, shift in verdict.shifts if not reading.shift_said else ():
        label = next((file.service for file in reading.files if file.format == form), form)
        several = len({file.format for file in reading.files}) > 1
        setting = f"--set 'shift={shift.hours:g} {form}'" if several else f"--set shift={shift.hours:g}"
        hours = f"{abs(shift.hours):g} {'hour' if abs(shift.hours) == 1 else 'hours'}"
        way = "early" if shift.add_ms > 0 else "late"
        yield (
            f"The clock of {label} seems to be {hours} {way}: {shift.fits:,} of {shift.of:,} plays meet your other "
            f"sources when they are moved. To move them, undo this import and import again with "
            f"{setting}."
        )


def joined(connection: sqlite3.Connection) -> Iterator[str]:
    """Say that plays of the library turned out to be one. The stage is attached as ``stage``."""
    count = connection.execute("SELECT count(*) FROM stage.joined").fetchone()[0]
    if count:
        what = "1 play" if count == 1 else f"{count:,} plays"
        are = "is" if count == 1 else "are"
        yield f"{what} that two of your sources told differently {are} one now: this import knows both ends of it."


@dataclass(frozen=True, slots=True)
class Apart:
    """A listener nobody named, beside others: perhaps one person twice.

    Attributes
    ----------
    name : str
        Whose plays the import brings.
    other : str
        Who it may be.
    others : tuple of str
        Everybody it may be.
    """

    name: str
    other: str
    others: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to do about it, for the command line."""
        more = " and others" if len(self.others) > 3 else ""
        beside = ", ".join(f"“{other}”" for other in self.others[:3]) + more
        return (
            f"These plays are kept as those of “{self.name}”, apart from {beside}. If that is one person, undo this "
            f"import and import again with --listener {shlex.quote(self.other)}."
        )


def keep_apart(value: str | None) -> bool:
    """Whether ``apart`` was set to ``keep``: these are two people.

    Raises
    ------
    BadRequest
    """
    if value not in (None, "keep"):
        raise BadRequest(f"apart takes “keep”, not “{value}”. Nothing was imported.")
    return value == "keep"


def apart(connection: sqlite3.Connection, reading: Reading, verdict: Verdict) -> Apart | None:
    """Whether plays go to a listener nobody named, beside listeners who are there: one person may now be two.

    One service writes its listener's name into the file and another does not, so the same evening from both would be
    counted twice without a word. Files whose rows name their listeners say who is who and are not meant. The stage is
    attached as ``stage``.
    """
    if reading.request.listener or reading.apart_said:
        return None
    names = dict(connection.execute("SELECT id, name FROM stage.listener"))
    there = {name for (name,) in connection.execute("SELECT name FROM main.listener")}
    named = {told.listener for told in reading.used.values()}
    brought = {names[who] for who, count in verdict.kept if count} & {file.listener for file in reading.files}
    for name in sorted(brought - there - named, key=lambda one: (one == DEFAULT_LISTENER, one)):
        others = sorted((there | brought) - {name})
        if others:
            other = DEFAULT_LISTENER if DEFAULT_LISTENER in others else others[0]
            return Apart(name, other, tuple(others))
    return None
