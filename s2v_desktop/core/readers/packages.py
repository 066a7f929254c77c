"""Whole downloads of services: which one a file belongs to, and what to say when what you played is not in it.

A history is recognised by its content alone. Only for what is *not* one, the folder a service puts it in is a hint too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.readers.peek import Peek


@dataclass(frozen=True, slots=True)
class Package:
    """A download that a service hands out.

    Attributes
    ----------
    code : str
    label : str
        What to call it, after "is".
    lacks : str
        What is not in it when no history was found, after "without".
    advice : str
        What to request instead.
    history : frozenset of str
        Formats that are the history one hopes for.
    lists : frozenset of str
        Formats that belong to it too and hold no plays.
    folders : tuple of str
        How folders are called that the service puts it in, in lower case.
    """

    code: str
    label: str
    lacks: str
    advice: str
    history: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()


_EXTENDED = (
    "Ask Spotify (Account, Account privacy, Download your data) for the “Extended streaming history”. It takes up to "
    "30 days; until then “Account data” holds the last 12 months."
)
_SPOTIFY = frozenset({"spotify-extended", "spotify-account"})
_MEDIA = (
    "Ask Apple (privacy.apple.com) for “Apple Media Services information” and import the whole download: what you "
    "played is in “Apple Music Play Activity.csv”."
)
_APPLE = frozenset({"apple-play-activity", "apple-daily-tracks"})

PACKAGES: tuple[Package, ...] = (
    Package(
        "spotify-account", "Spotify's account data", "a streaming history", _EXTENDED, _SPOTIFY,
        frozenset({"spotify-playlists"}), ("spotify account data", "mydata"),
    ),
    Package(
        "spotify-technical", "Spotify's technical log", "a streaming history", _EXTENDED, _SPOTIFY,
        folders=("spotify technical log information",),
    ),
    Package(
        "google-takeout", "a Google Takeout", "a history of YouTube or YouTube Music",
        "Ask Takeout (takeout.google.com) for “YouTube and YouTube Music”, choose only the history, and JSON as its "
        "format.",
        frozenset({"youtube-history", "youtube-history-html", "google-play-music"}),
        frozenset({"youtube-music-library"}), ("takeout",),
    ),
    Package(
        "apple-media", "Apple's media download", "Play Activity", _MEDIA, _APPLE,
        frozenset({"apple-track-history"}), ("apple_media_services", "apple music activity"),
    ),
    Package(
        "apple-account", "what Apple keeps about your account", "a listening history", _MEDIA, _APPLE,
        folders=("apple id account and device information", "apple account and device information"),
    ),
    Package(
        "listenbrainz", "a ListenBrainz export", "listens",
        "On listenbrainz.org (Settings, Export data) make a new export; its listens are in the folder listens.",
        frozenset({"listenbrainz"}),
    ),
)  # fmt: skip
BY_CODE = MappingProxyType({one.code: one for one in PACKAGES})

_SPOTIFY_KEYS = (
    {"identifierType", "identifierValue"}, {"artistName", "segment"}, {"displayName", "tasteMaker"}, {"inferences"},
    {"topArtists"}, {"searchTime", "searchQuery"}, {"userIsFollowing"}, {"payment_method"}, {"creationTime", "gender"},
    {"createdFromFacebook"}, {"stats", "highlights"},
)  # fmt: skip
_HEADERS = (
    ("apple-media", {"favorite type", "item reference"}), ("apple-media", {"container type", "container identifier"}),
    ("apple-media", {"container description", "container identifier"}), ("apple-account", {"apple id number"}),
    ("google-takeout", {"channel url"}), ("google-takeout", {"video id", "playlist video creation timestamp"}),
    ("google-takeout", {"playlist id", "playlist visibility"}), ("google-takeout", {"comment id", "channel id"}),
)  # fmt: skip


def refuse_parts(peek: Peek) -> None:
    """Refuse what is known to lie beside a history; only names of keys and columns are looked at.

    Raises
    ------
    WrongPackage
    """
    found = peek.keys
    words = frozenset(peek.folded)
    code = ""
    if any(keys <= found for keys in _SPOTIFY_KEYS):
        code = "spotify-account"
    elif {"context_time", "message_name"} & found or any(key.startswith("context_") for key in found):
        code = "spotify-technical"
    else:
        code = next((code for code, header in _HEADERS if header <= words), "")
    if code:
        said = f"{part(peek.name, BY_CODE[code])} Nothing of it was imported. {BY_CODE[code].advice}"
        raise WrongPackage(said, part_of=code)


def part(name: str, package: Package) -> str:
    """What a file is that belongs to a package and is no history."""
    return f"{name} is another part of {package.label}, not what you played."


def recognise(parts: Iterable[str], formats: Iterable[str], labels: Iterable[str]) -> Package | None:
    """Which package some files come from.

    Parameters
    ----------
    parts : iterable of str
        `WrongPackage.part_of` of the files that were refused.
    formats : iterable of str
        Formats of the files that are read.
    labels : iterable of str
        Names of all files with their folders.

    Returns
    -------
    Package or None
        The one that most files speak for.
    """
    votes = Counter(code for code in parts if code)
    for form in formats:
        votes.update([one.code for one in PACKAGES if form in one.lists | one.history][:1])
    if not votes:
        folders = {folder for label in labels for folder in label.replace("\\", "/").casefold().split("/")[:-1]}
        votes.update(one.code for one in PACKAGES if folders.intersection(one.folders))
    return BY_CODE[votes.most_common(1)[0][0]] if votes else None
