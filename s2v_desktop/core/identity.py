"""When two names are one song: text keys (formats.md section 18).

Keys are only compared, never shown. A wrong merge is worse than a duplicate, so whatever is not on a list stays part of
the key: a live, remixed, acoustic or instrumental version is another song than the plain one.
The functions cost some ten microseconds; an import calls them once per distinct spelling and not once per row.
"""

from __future__ import annotations

import re
import unicodedata

_MARKED_SCRIPTS = ("LATIN", "GREEK")
_PLAIN_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ŀ": "l",
    }
)
_SIGNS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "―": "-",
        "…": "...",
        "×": "x",
        "\u00a0": " ",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "\u00ad": None,
    }
)
_NOT_WORD = re.compile(r"[^\w\s]|_")
_AND = re.compile(r"\s*(?:&|\+)\s*|\s+(?:and|und|et|y)\s+")
_FEATURED = re.compile(r"\s(?:feat|ft|featuring)\b\.?\s.*$|\s(?:vs\.?|x)\s.*$")
_TITLE_FEATURED = re.compile(
    r"\s*[(\[](?:feat|ft|featuring|with|prod)\b\.?(?:\s+by)?\s[^)\]]*[)\]]|\s+-?\s*(?:feat\.?|ft\.|featuring)\s.*$"
)
_TAIL = re.compile(r"\s*(?:[(\[]([^()\[\]]*)[)\]]|\s-\s((?:(?!\s-\s).)*))\s*$")
_YEAR = r"(?:19|20)\d\d"
_NOISE = re.compile(
    rf"""(?:
    (?:{_YEAR}\s+)?(?:digital(?:ly)?\s+)?re-?master(?:ed)?(?:\s+version)?(?:\s+{_YEAR})?(?:\s+(?:version|edition))?
  | (?:{_YEAR}\s+)?(?:mono|stereo)(?:\s+(?:version|mix))?(?:\s+{_YEAR})?
  | album\s+version | single\s+(?:version|edit) | radio\s+(?:edit|version) | original\s+(?:mix|version)
  | (?:explicit|clean)(?:\s+version)? | bonus\s+track(?:\s+version)?
  | (?:super\s+)?deluxe(?:\s+(?:edition|version))?
  | from\s+["'].*["'].* | from\s+the\s+(?:film|movie|motion\s+picture|original\s+motion\s+picture)\b.*
  | (?:the\s+)?official(?:\s+(?:music|lyrics?|hd|4k|audio|video))+ | official
  | (?:with\s+)?lyrics? | lyrics?\s+video | music\s+video | visuali[sz]er | audio | hd | hq | 4k
  | remastered\s+(?:in\s+)?(?:hd|4k)
)""",
    re.VERBOSE,
)


def _strip_marks(text: str) -> str:
    """Without combining marks on Latin and Greek letters; й, dakuten and vowel signs stay."""
    if text.isascii():
        return text
    kept: list[str] = []
    drop = False
    for letter in unicodedata.normalize("NFD", text):
        if "\u0300" <= letter <= "\u036f":
            if not drop:
                kept.append(letter)
            continue
        drop = unicodedata.name(letter, "").startswith(_MARKED_SCRIPTS)
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def _plain(text: str) -> str:
    """Step 1 and 2: one form for letters, quotes, dashes and blanks."""
    if not text.isascii():
        text = _strip_marks(unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold().translate(_SIGNS))
        text = unicodedata.normalize("NFKC", text.translate(_PLAIN_LETTERS))
    return " ".join(text.casefold().replace("`", "'").split())


def search_key(text: str) -> str:
    """What search compares: case, marks, signs and repeated blanks do not matter.

    >>> search_key("Beyoncé – Déjà Vu!")
    'beyonce deja vu'
    """
    plain = _plain(text)
    return " ".join(_NOT_WORD.sub(" ", plain.replace("'", "")).split()) or plain


def _words(plain: str) -> str:
    """Words without signs; the plain text where nothing else is left ("!!!", "+", "÷")."""
    return " ".join(_NOT_WORD.sub(" ", plain.replace("'", "").replace(".", "")).split()) or plain


def artist_key(artist: str) -> str:
    """Key of an artist: the main one of a name with guests; "The", "&" and "and" do not matter.

    >>> artist_key("The Beatles") == artist_key("Beatles")
    True
    """
    plain = _plain(artist)
    main = _FEATURED.sub("", plain) or plain
    if main.endswith(" - topic"):
        main = main[: -len(" - topic")]
    if main.endswith("vevo") and len(main) > 4:
        main = main[:-4]
    parts = _AND.sub(" & ", main).strip().split(" & ")
    words = " & ".join(_words(part) for part in parts if part)
    if words.startswith("the ") and words != "the the":
        words = words[4:]
    return words.strip() or plain


def _split_title(plain: str) -> tuple[str, list[str]]:
    """Title without noise, and the variants (live, remix ...) its tail names, outermost last."""
    variants: list[str] = []
    title = _TITLE_FEATURED.sub("", plain).strip() or plain
    while True:
        found = _TAIL.search(title)
        if not found or found.start() == 0:
            return title, variants[::-1]
        tail = (found[1] if found[1] is not None else found[2]).strip()
        if not _NOISE.fullmatch(tail):
            if not tail:
                return title, variants[::-1]
            variants.append(tail)
        title = title[: found.start()].strip()


def title_key(title: str) -> str:
    """Key of a title; what a tail such as "(Live)" or " - Remix" says is kept behind a bar, unless it is noise.

    >>> title_key("Help! - Remastered 2009")
    'help'
    >>> title_key("Help! (Live)")
    'help|live'
    """
    plain = _plain(title)
    name, variants = _split_title(plain)
    return "|".join(_words(part) for part in (name, *variants)) or plain


def song_key(title: str, artist: str, key_of_artist: str = "") -> str:
    """Key of a song: equal for spellings of one recording, different for different ones.

    Parameters
    ----------
    title, artist : str
        As the source delivers them.
    key_of_artist : str
        Its `artist_key`, where the caller has it.

    Returns
    -------
    str
        Artist key, a line break, title key with its variant.
    """
    return f"{key_of_artist or artist_key(artist)}\n{title_key(title)}"
