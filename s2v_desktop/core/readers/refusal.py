"""Sentences for files that are no history: what they are, and what to ask the service for instead."""

from __future__ import annotations

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
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
            raise UnreadableFile(f"{said} {advice}")


def refuse_known(peek: Peek) -> None:
    """Refuse known files of known services that hold no history.

    Raises
    ------
    WrongPackage
    """
    if peek.json_kind == "array" and not peek.json:
        raise WrongPackage(f"{peek.name} is an empty list: it holds no plays. Nothing of it was imported.")
    found = frozenset(peek.root)
    if {"tracks", "albums", "shows"} <= found:
        _refuse(peek, "holds the library of a Spotify account, not its history", _SPOTIFY)
    if "interests" in found or "topArtists" in found or {"searchTime", "searchQuery"} & peek.keys:
        _refuse(peek, "is another part of Spotify's account data, not the history", _SPOTIFY)
    if {"context_time", "message_name"} & peek.keys or any(key.startswith("context_") for key in peek.keys):
        _refuse(peek, "belongs to Spotify's technical log package", _SPOTIFY)
    _refuse_tables(peek)


def _refuse_tables(peek: Peek) -> None:
    words = frozenset(peek.folded)
    if peek.first_line.strip('\ufeff" ').casefold() == "shazam library" or {"tagtime", "trackkey"} <= words:
        _refuse(
            peek, "lists songs that Shazam recognised, which is not what you played",
            "To import them anyway, say which column is the song in the import window, or with --map title=Title.",
        )  # fmt: skip
    if "channel url" in words or {"video id", "playlist video creation timestamp"} <= words:
        _refuse(peek, "is another part of a Google Takeout, not the history", _GOOGLE)
    if peek.text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html")):
        _refuse(peek, "is a web page without a listening history", _GOOGLE)


_GOOGLE = (
    'If it comes from Google, ask Takeout for "YouTube and YouTube Music", choose only the history, and JSON as its '
    "format."
)
_SPOTIFY = 'Ask Spotify (Account, Privacy, Download your data) for the "Extended streaming history".'


def _refuse(peek: Peek, what: str, advice: str) -> None:
    raise WrongPackage(f"{peek.name} {what}. Nothing of it was imported. {advice}")


def unknown_json(peek: Peek) -> UnreadableFile:
    """The sentence for JSON that is no known history, with its first keys."""
    keys = [str(key)[:30] for entry in peek.objects[:1] for key in entry][:10]
    said = f"its first keys are {', '.join(keys)}" if keys else "it holds no named values"
    return UnreadableFile(
        f"{peek.name} is a JSON file, but no listening history this program knows: {said}. "
        "Nothing of it was imported. The help page says which download to ask each service for."
    )
