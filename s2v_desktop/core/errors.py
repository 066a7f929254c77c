"""Everything a listener can be told went wrong: a code, a sentence that says what happened, what was kept, what to do.

Details for the log go into ``details``; names of songs, listeners and paths of the home folder never do.
"""

from __future__ import annotations


class S2VError(Exception):
    """A failure with a sentence for people.

    Parameters
    ----------
    message : str
        What happened, what was kept and what to do, in the listener's words.
    details : str
        Technical text for the log and for "copy details".
    """

    code = "failed"

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class UnreadableFile(S2VError):
    """A file is no listening history we can read. Nothing of it was stored."""

    code = "unreadable-file"


class Foreign(UnreadableFile):
    """A file that could be read and is simply no listening history."""


class WrongPackage(Foreign):
    """A known download of a service that holds no history; the message says what to request instead.

    Parameters
    ----------
    part_of : str
        Code of the package it belongs to (`core.readers.packages`), empty where that is not known.
    """

    code = "wrong-package"

    def __init__(self, message: str, details: str = "", part_of: str = "") -> None:
        super().__init__(message, details)
        self.part_of = part_of


class NeedsMapping(UnreadableFile):
    """A table, but which column is what must be told."""

    code = "needs-mapping"


class BadRequest(S2VError):
    """A parameter that makes no sense; the message names it and its range."""

    code = "bad-request"


class UnknownSong(S2VError):
    """A song that is not in the library, or a name that fits several.

    Parameters
    ----------
    candidates : tuple of str
        What the listener may have meant, best first.
    """

    code = "unknown-song"

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class TooLittleData(S2VError):
    """Not enough sessions or songs to learn from; the message says what is missing."""

    code = "too-little-data"


class LibraryError(S2VError):
    """The library cannot be opened or written."""

    code = "library"


class LibraryTooNew(LibraryError):
    """The library was written by a newer program. It was not touched."""

    code = "library-too-new"


class LibraryDamaged(LibraryError):
    """The library file is damaged. It was kept as it is."""

    code = "library-damaged"


class LibraryBusy(LibraryError):
    """Another program is writing to the library."""

    code = "library-busy"


class DiskFull(LibraryError):
    """There is not enough free space; the message names how much is missing."""

    code = "disk-full"


class NoModel(S2VError):
    """The library has no model (or no map) yet."""

    code = "no-model"


class ModelDamaged(S2VError):
    """A model's files do not fit together."""

    code = "model-damaged"


SKIP_REASONS: dict[str, str] = {
    "no-title": "no song title",
    "no-artist": "no artist",
    "no-time": "no time, although this format has one",
    "bad-time": "a time that cannot be read",
    "impossible-time": "a time before 2002 or in the future",
    "bad-row": "a damaged row",
    "now-playing": "still playing when the file was made",
    "podcast": "a podcast",
    "audiobook": "an audiobook",
    "video": "a video",
    "radio": "a radio station",
    "ad": "an advertisement",
    "unattributed": "the service does not say what was played",
    "private-session": "a private session",
    "not-a-play": "something other than a play (a search, a visit, a pause, a liked song)",
    "never-played": "a song of the library that was never played, or not since it counts",
    "segment": "a part of a play that was counted with its first part",
    "no-name": "a song whose name is in none of the files",
    "other-listener": "a listener you did not choose",
}
"""Codes of `SkippedRow.reason` and what to call them."""
