"""Numbers, times and sentences as the listener reads them. Nothing here knows about widgets."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from s2v_desktop.core import estimate as words
from s2v_desktop.core.errors import SKIP_REASONS
from s2v_desktop.core.estimate import Estimate
from s2v_desktop.core.progress import Progress

SEPARATOR = " · "

_OWN = ("training", "layout")

# Codes that turn the direction of the text around them (UAX 9): a title must not be able to mirror a whole line.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def tr(text: str) -> str:
    """Translate a sentence of this module's context."""
    return QCoreApplication.translate("wording", text)


def number(value: float) -> str:
    """A whole number with the separators of the locale."""
    return QLocale().toString(round(value))


def cosine(value: float) -> str:
    """A cosine with two digits; what rounds to nothing has no sign."""
    return f"{round(value, 2) + 0.0:.2f}"


def count(value: int, one: str, many: str) -> str:
    """A number with its noun, e.g. ``1 play`` or ``42,674 plays``."""
    return f"{number(value)} {one if value == 1 else many}"


def heard(plays: int, *, few: bool = False) -> str:
    """How often a song was played, as a sentence; `few` says that little is known of it."""
    if plays <= 0:
        return tr("Never played.")
    times = tr("once") if plays == 1 else tr("{n} times").format(n=number(plays))
    said = tr("Played {times}, so little is known about it.") if few else tr("Played {times}.")
    return said.format(times=times)


def time_left(seconds: float | None) -> str:
    """How long something still takes, e.g. ``12 s left`` or ``3 min left``; empty while unknown."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("{n} s left").format(n=max(1, round(seconds)))
    if seconds < 3600:
        return tr("{n} min left").format(n=round(seconds / 60))
    return tr("{h} h {m} min left").format(h=int(seconds // 3600), m=int(seconds % 3600 // 60))


def clean(text: str, limit: int = 300) -> str:
    """Text from a foreign file, made safe for one line: no control or direction codes, cut at `limit`."""
    kept = "".join(
        " " if char in "\t\n\r" else char
        for char in text[: limit * 2]
        if char in "\t\n\r" or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _DIRECTION)
    )
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def taken_out(plays: int) -> str:
    """What an undone import took out of the library; below 0 where it had shown plays to be one."""
    if plays < 0:
        what = tr("The import was taken back; {what}").format(
            what=count(-plays, tr("play that it had shown to be another is one again."),
                       tr("plays that it had shown to be others are plays again.")))  # fmt: skip
    else:
        what = count(plays, tr("play was taken out of the library."), tr("plays were taken out of the library."))
    return f"{what} {tr('The map shows what was learnt before.')}"


def percent(share: float) -> str:
    """A share, 0 to 1, in whole percent."""
    return f"{number(round(share * 100))} %"


def isolated(text: str, limit: int = 300) -> str:
    """A name inside a longer line: one with right-to-left letters leaves the order of what stands around it alone."""
    kept = clean(text, limit)
    turns = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in kept)
    return f"\u2068{kept}\u2069" if turns else kept


def song(title: str, artist: str = "", limit: int = 300) -> str:
    """A song in a line: title and artist, each in its own direction."""
    return SEPARATOR.join(isolated(part, limit) for part in (title, artist) if part)


def rare(artist: str = "") -> str:
    """What stands beside the title of a song that was too rare to be learnt."""
    return SEPARATOR.join([artist, tr("rare")] if artist else [tr("rare")])


def estimated() -> str:
    """Why a rare song has a place."""
    return tr("Played too rarely to be learnt. Its place is estimated from its artist and its company.")


def no_mnemonic(text: str) -> str:
    """Text for a button or menu in which ``&`` stands for itself."""
    return text.replace("&", "&&")


def library_counts(plays: int, songs: int, sessions: int | None) -> str:
    """The counts of the status line."""
    parts = [count(plays, tr("play"), tr("plays")), count(songs, tr("song"), tr("songs"))]
    if sessions is not None:
        parts.append(count(sessions, tr("session"), tr("sessions")))
    return SEPARATOR.join(parts)


def import_summary(result: Mapping[str, Any]) -> str:
    """What an import brought: rows read are plays, duplicates and skipped rows; nothing is left unsaid."""
    plays = count(int(result.get("plays", 0)), tr("new play"), tr("new plays"))
    rest = []
    duplicates = int(result.get("duplicates", 0))
    if duplicates:
        rest.append(count(duplicates, tr("was already there"), tr("were already there")))
    reasons = sorted(dict(result.get("skipped", {})).items(), key=lambda entry: -entry[1])
    rest += [f"{number(amount)} {tr('left out')}: {SKIP_REASONS.get(why, why)}" for why, amount in reasons[:2]]
    others = sum(amount for _, amount in reasons[2:])
    if others:
        rest.append(tr("{n} left out for other reasons").format(n=number(others)))
    return f"{plays}. {', '.join(rest)}." if rest else f"{plays}."


def moment(ms: int) -> str:
    """Day and time in the zone of this computer, e.g. ``24 Nov 2026, 06:05`` (the time as the locale writes it)."""
    when = QDateTime.fromMSecsSinceEpoch(ms)
    return f"{day(when.date())}, {QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)}"


def day(date: QDate) -> str:
    """A day, e.g. ``24 Nov 2026``."""
    return QLocale().toString(date, "d MMM yyyy")


def period(first_ms: int | None, last_ms: int | None) -> str:
    """First and last year, or the month where it is one year; empty without times."""
    if first_ms is None or last_ms is None:
        return ""
    first, last = (QDateTime.fromMSecsSinceEpoch(ms).date() for ms in (first_ms, last_ms))
    if first.year() != last.year():
        return tr("{first} to {last}").format(first=first.year(), last=last.year())
    ends = [QLocale().toString(day, "MMM yyyy") for day in (first, last)]
    return ends[0] if ends[0] == ends[1] else tr("{first} to {last}").format(first=ends[0], last=ends[1])


def new_plays(listeners: Sequence[Sequence[Any]]) -> str:
    """What an import adds, e.g. ``8,412 new plays by Me``.

    Parameters
    ----------
    listeners : sequence of (str, int)
        Names and plays.
    """
    total = count(sum(int(plays) for _, plays in listeners), tr("new play"), tr("new plays"))
    if len(listeners) == 1:
        return tr("{plays} by {name}").format(plays=total, name=clean(str(listeners[0][0]), 40))
    if len(listeners) > 1:
        return tr("{plays} by {people} listeners").format(plays=total, people=number(len(listeners)))
    return total


def examined(result: Mapping[str, Any]) -> str:
    """What the import doctor found, in one line: services, period, new plays."""
    examination = result.get("examination") or {}
    files = examination.get("files") or []
    services = list(dict.fromkeys(str(file.get("service") or "") for file in files))
    times = [file[name] for file in files for name in ("first_ms", "last_ms") if file.get(name) is not None]
    said = services[0] if len(services) == 1 else tr("{n} kinds of files").format(n=len(services)) if services else ""
    parts = [said, period(min(times, default=None), max(times, default=None))]
    people = examination.get("listeners") or []
    plays = count(int(result.get("plays", 0)), tr("new play"), tr("new plays"))
    parts.append(new_plays(people) if people else plays)
    return SEPARATOR.join(part for part in parts if part)


def progress_sentence(job: str, progress: Progress, sessions: int | None = None) -> str:
    """What is being done to what and how long it takes.

    Parameters
    ----------
    job : str
        Name of the job in the registry.
    progress : Progress
        What the child told; its note is taken for all but the two long stages, which have sentences of their own.
    sessions : int, optional
        How many sessions the library has, for the sentence of the training.
    """
    own = progress.stage in _OWN or not progress.note
    parts = [_doing(job, progress, sessions) if own else progress.note.rstrip(".")]
    left = time_left(progress.seconds_left)
    if left:
        parts.append(left)
    return SEPARATOR.join(parts)


def _doing(job: str, progress: Progress, sessions: int | None) -> str:
    if job == "import":
        first = tr("Reading your history")
        return f"{first}{SEPARATOR}{count(int(progress.done), tr('row'), tr('rows'))}" if progress.done else first
    if job == "train":
        if sessions:
            return tr("Learning from {sessions}").format(sessions=count(sessions, tr("session"), tr("sessions")))
        return tr("Learning from your sessions")
    if job == "map":
        if progress.total > 1:
            return tr("Drawing the map · step {done} of {total}").format(
                done=number(progress.done), total=number(progress.total)
            )
        return tr("Drawing the map")
    return {
        "undo": tr("Taking the import back"),
        "check": tr("Checking the library"),
        "recover": tr("Restoring the library"),
        "session-rule": tr("Counting your sessions"),
        "open-model": tr("Opening the shared model"),
        "share": tr("Writing the model"),
        "export": tr("Writing the file"),
        "picture": tr("Painting the picture"),
    }.get(job, tr("Working"))


def starting_sentence(job: str) -> str:
    """What is said before the first message of a job arrives."""
    return _doing(job, Progress(stage=""), None)


def estimate(need: Estimate) -> str:
    """What a long job will need, before it begins."""
    return tr("about {time}, {memory} of memory, {disk} on the disk").format(
        time=words.duration(need.seconds), memory=words.size(need.memory), disk=words.size(need.disk)
    )
