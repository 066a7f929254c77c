"""When two songs are versions of one: live, remaster, remix, demo.

Identity keeps versions apart, because they are different recordings; a list of recommendations folds them, because
five versions of one song are one suggestion (formats.md section 18, step 4).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from s2v_desktop.core.types import Int32

_WORDS = (
    r"re-?master(?:ed)?|remaster(?:isiert|izado|is[ée])?|mono|stereo|album version|single version|single edit"
    r"|radio edit|radio version|radio mix|original mix|original version|extended(?: mix| version)?|explicit|clean"
    r"|bonus track|deluxe|anniversary|expanded|official|lyrics?|visuali[sz]er|audio|live|unplugged|acoustic|demo"
    r"|instrumental|karaoke|cover|remix(?:ed)?|mix|edit|version|sped up|slowed|nightcore|sessions?|take \d+"
    r"|outtake|alternate|rehearsal|reprise|re-?recorded|from the vault|from [\"'“].*"
)
_VARIANT = re.compile(rf"(?:^|[\s\d'’/,;:]|\b)(?:{_WORDS})(?:\b|$)")
_FEATURED = re.compile(r"^(?:feat|ft|featuring|with|prod)\b\.?")
_BRACKET = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*$")
_DASH = re.compile(r"\s+-\s+([^-]+(?:-[^-\s]+)*)$")
_REPRISE = re.compile(r"\s+reprise$")
_LEADING = re.compile(r"^(?:the|an?)\s+(?=\S)")
_ASIDE = re.compile(r"^\([^()]*\)\s*(?=\S)")
_MEDLEY = re.compile(r"\s*/\s*")
_LOOSE_FEATURED = re.compile(r"\s+(?:feat|ft|featuring)\b\.?\s.*$")
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "…": "...",
        "×": "x",
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "œ": "oe",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\ufeff": None,
    }
)
_MEDLEY_LETTERS = 4
"""What stands before a slash is a song of its own from so many letters on: "Time/Breathe", but not "24/7"."""
_MARKED = ("LATIN", "GREEK", "CYRILLIC")


def fold_title(title: str) -> str:
    """Title without what names a version, for comparing only: no article before it, and of a medley its first song.

    A title that would become empty keeps its plain text, so that ``(Live)`` stays a title.
    """
    plain = _plain(title)
    short = plain
    while True:
        cut = _without_last(short)
        if cut == short or not _letters(cut):
            break
        short = cut
    words = re.sub(r"[^\w]+", " ", _first_part(short).replace("'", "")).strip()
    return _LEADING.sub("", words) or words or plain


def fold_groups(titles: Sequence[str], artists: Sequence[int]) -> Int32:
    """Number of the group of versions each song belongs to.

    Parameters
    ----------
    titles : sequence of str, length n
    artists : sequence of int, length n
        Number of each song's artist, as the library knows it.

    Returns
    -------
    Int32, shape (n,)
        Equal for versions of one song.
    """
    numbers: dict[tuple[int, str], int] = {}
    groups = (
        numbers.setdefault((artist, fold_title(title)), len(numbers))
        for title, artist in zip(titles, artists, strict=True)
    )
    return np.fromiter(groups, np.int32, len(titles))


def _without_last(title: str) -> str:
    """Title without its last bracket, dash part or guest, when that names a version or a guest."""
    bracket = _BRACKET.search(title)
    if bracket is not None:
        inside = bracket.group(1)
        names_version = _VARIANT.search(inside) or _FEATURED.match(inside)
        return title[: bracket.start()].rstrip() if names_version else title
    dash = _DASH.search(title)
    if dash is not None and _VARIANT.search(dash.group(1)):
        return title[: dash.start()].rstrip()
    return _LOOSE_FEATURED.sub("", _REPRISE.sub("", title))


def _first_part(title: str) -> str:
    """Title without a bracket before it, and of a medley the song it begins with."""
    whole = _ASIDE.sub("", title)
    first = _MEDLEY.split(whole)[0]
    return first if sum(character.isalpha() for character in first) >= _MEDLEY_LETTERS else whole


def _plain(text: str) -> str:
    """Text in one spelling: compatible characters, lower case, plain quotes and dashes, no accents on letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    if folded.isascii():
        return " ".join(folded.split())
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", folded):
        if unicodedata.combining(character):
            if unicodedata.name(base or " ", "").startswith(_MARKED):
                continue
        else:
            base = character
        kept.append(character)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _letters(text: str) -> bool:
    return any(character.isalnum() for character in text)
