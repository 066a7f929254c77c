"""Sentences for files that are no history: what they are, and what to ask the service for instead."""

from __future__ import annotations

from s2v_desktop.core.errors import Foreign, UnreadableFile, WrongPackage
from s2v_desktop.core.readers import packages
from s2v_desktop.core.readers.packages import BY_CODE, Package
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source

_MAGIC = {
    b"\x1f\x8b": "packed with gzip",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"\xfd7zXZ\x00": "packed with xz",
    b"BZh": "packed with bzip2",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"SQLite format 3": "a database",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document",
    b"PK\x03\x04": "a spreadsheet or another packed document",
}
_PACKED = "Unpack it and import what is inside."
_SAVE = "If it is a table, save it as CSV and import that."


def refuse_binary(source: Source) -> None:
    """Refuse what is no text at all.

    Raises
    ------
    UnreadableFile
    """
    start = source.peek(16)
    for magic, what in _MAGIC.items():
        if start.startswith(magic):
            advice = _PACKED if "packed with" in what else _SAVE
            said = f"{source.name} is {what}, not a listening history. Nothing of it was imported."
            raise (UnreadableFile if advice == _PACKED else Foreign)(f"{said} {advice}")


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
    if peek.text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html")):
        advice = f"If it comes from Google: {BY_CODE['google-takeout'].advice}"
        _refuse(peek, "is a web page without a listening history", None, advice)


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
