"""Sentences for files that are no history: what they are, and what to ask the service for instead."""

from __future__ import annotations

import re

from s2v_desktop.core.errors import Foreign, UnreadableFile, WrongPackage
from s2v_desktop.core.readers import packages
from s2v_desktop.core.readers.packages import BY_CODE, Package
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source

_PACKED = "Unpack it and import what is inside."
_SAVE = "If it is a table, save it as CSV and import that."
_MAGIC = {
    b"\x1f\x8b": ("packed with gzip", _PACKED),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", _PACKED),
    b"\xfd7zXZ\x00": ("packed with xz", _PACKED),
    b"BZh": ("packed with bzip2", _PACKED),
    b"7z\xbc\xaf": ("packed with 7-Zip", _PACKED),
    b"Rar!": ("packed with RAR", _PACKED),
    b"SQLite format 3": ("a database", _SAVE),
    b"\xd0\xcf\x11\xe0": ("an old Excel or Word document", _SAVE),
    b"PK\x03\x04": ("a spreadsheet or another packed document", _SAVE),
    b"%PDF": ("a PDF document", ""),
    b"\x89PNG": ("a picture", ""),
    b"\xff\xd8\xff": ("a picture", ""),
    b"GIF8": ("a picture", ""),
    b"RIFF": ("a sound, a picture or a film", ""),
    b"ID3\x02": ("a sound", ""),
    b"ID3\x03": ("a sound", ""),
    b"ID3\x04": ("a sound", ""),
    b"OggS": ("a sound", ""),
    b"fLaC": ("a sound", ""),
    b"MZ\x90\x00": ("a program", ""),
    b"\x7fELF": ("a program", ""),
}
_STRAY = 0.02
"""Share of control characters and broken ones above which a file is no text."""
_FEW = 16
_JSON = re.compile(r'\s*(?:\[\s*[\[{]|\{\s*"[^"]*"\s*:|[\[{]\s*$|\{\s*"[^"]*$)')
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1c-\x1f\x7f\ufffd]")


def refuse_binary(source: Source) -> None:
    """Refuse what is no text at all.

    Raises
    ------
    UnreadableFile
    """
    start = source.peek(16)
    for magic, (what, advice) in _MAGIC.items():
        if start.startswith(magic):
            said = f"{source.name} is {what}, not a listening history. Nothing of it was imported. {advice}"
            raise (UnreadableFile if advice == _PACKED else Foreign)(said.rstrip())
    if start[4:8] == b"ftyp":
        raise Foreign(f"{source.name} is a sound or a film, not a listening history. Nothing of it was imported.")


def refuse_known(peek: Peek) -> None:
    """Refuse known files of known services that hold no history.

    Raises
    ------
    WrongPackage
    """
    if peek.json_kind == "array" and not peek.json:
        raise WrongPackage(f"{peek.name} is an empty list: it holds no plays. Nothing of it was imported.")
    if {"tracks", "albums", "shows"} <= peek.keys:
        _refuse(peek, "holds the library of a Spotify account, not its history", BY_CODE["spotify-account"])
    packages.refuse_parts(peek)
    words = frozenset(peek.folded)
    if peek.first_line.strip('\ufeff" ').casefold() == "shazam library" or {"tagtime", "trackkey"} <= words:
        _refuse(
            peek, "lists songs that Shazam recognised, which is not what you played", None,
            "To import them anyway, say which column is the song in the import window, or with --map title=Title.",
        )  # fmt: skip
    begin = peek.text.lstrip("\ufeff \t\r\n")[:200].casefold()
    if begin.startswith(("<!doctype html", "<html")):
        what = "is a web page without a listening history (of Google's pages only those of YouTube's history have one)"
        _refuse(peek, what, None, BY_CODE["google-takeout"].advice)


def refuse_no_table(peek: Peek) -> None:
    """Refuse what can be nothing but a document of another kind, before it is looked at as a table.

    Raises
    ------
    Foreign
    """
    begin = peek.text.lstrip("\ufeff \t\r\n")[:200]
    what = ""
    if len(_CONTROL.findall(peek.text)) > max(_FEW, _STRAY * len(peek.text)):
        what = "is no text, and none of the packed files this program knows"
    elif begin.startswith(("<?xml", "<!")) or (begin.startswith("<") and "</" in peek.text):
        what = "is a document (XML), but no library and no playlist this program knows"
    elif _JSON.match(begin):
        what = "looks like JSON, but cannot be read: it is damaged near its beginning or nested without end"
    if what:
        raise Foreign(f"{peek.name} {what}. Nothing of it was imported.")


def _refuse(peek: Peek, what: str, package: Package | None, advice: str = "") -> None:
    said = advice or (package.advice if package is not None else "")
    part_of = package.code if package is not None else ""
    raise WrongPackage(f"{peek.name} {what}. Nothing of it was imported. {said}", part_of=part_of)


def unknown_json(peek: Peek) -> UnreadableFile:
    """The sentence for JSON that is no known history, with its first keys."""
    keys = [str(key)[:30] for entry in peek.objects[:1] for key in entry][:10]
    said = f"its first keys are {', '.join(keys)}" if keys else "it holds no named values"
    return Foreign(
        f"{peek.name} is a JSON file, but no listening history this program knows: {said}. "
        "Nothing of it was imported. The help page says which download to ask each service for."
    )
