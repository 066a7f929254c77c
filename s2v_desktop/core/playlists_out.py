"""Playlists as files that other players read: M3U8, XSPF, JSPF, CSV, plain text, and Spotify's addresses.

Titles are foreign text: XML is escaped by the writer, a line break cannot start a new line of an M3U, a cell that a
spreadsheet would run as a formula is defused with an apostrophe (OWASP, "CSV Injection"), and a name never leaves its
folder. Nothing here knows about audio files: entries carry names and ids, and every reader of ours takes them back.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from s2v_desktop.core.errors import BadRequest

XSPF_NAMESPACE = "http://xspf.org/ns/0/"
_RECORDING = "https://musicbrainz.org/recording/"
_SPOTIFY = "spotify:track:"
_FORMULA = ("=", "+", "-", "@", "\t", "\x00", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One song of a playlist.

    Attributes
    ----------
    ids : tuple of str
        ``scheme:value``, as rows carry them (`core.types.Row.ids`).
    """

    title: str
    artist: str
    album: str = ""
    ids: tuple[str, ...] = ()

    @property
    def spotify(self) -> str:
        """Spotify's address of the song, empty where none is known."""
        return next((_SPOTIFY + value for value in self._values("spotify") if _SPOTIFY_ID.fullmatch(value)), "")

    @property
    def recording(self) -> str:
        """MusicBrainz' number of the recording, empty where none is known."""
        return next((v for v in self._values("mbid", "recording", "musicbrainz") if _MBID.fullmatch(v)), "")

    @property
    def isrc(self) -> str:
        """ISRC, empty where none is known."""
        return next((v for v in (one.upper() for one in self._values("isrc")) if _ISRC.fullmatch(v)), "")

    def _values(self, *schemes: str) -> list[str]:
        return [value for scheme, _, value in (one.partition(":") for one in self.ids) if scheme in schemes]


Writer = Callable[[str, Sequence[Entry]], str]


def text(name: str, entries: Sequence[Entry]) -> str:
    """One ``Artist - Title`` a line."""
    return "".join(f"{one_line(entry.artist)} - {one_line(entry.title)}\n" for entry in entries)


def m3u8(name: str, entries: Sequence[Entry]) -> str:
    """Extended M3U in UTF-8. Players look for the files; where an address is known it stands in their place."""
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(name)}"]
    for entry in entries:
        label = f"{one_line(entry.artist)} - {one_line(entry.title)}"
        lines.append(f"#EXTINF:-1,{label}")
        if entry.album:
            lines.append(f"#EXTALB:{one_line(entry.album)}")
        # A line that begins with # would be a comment.
        lines.append(entry.spotify or safe_name(label.lstrip("# ")))
    return "\n".join(lines) + "\n"


def xspf(name: str, entries: Sequence[Entry]) -> str:
    """XSPF version 1 (https://www.xspf.org/spec)."""
    ElementTree.register_namespace("", XSPF_NAMESPACE)
    root = ElementTree.Element(f"{{{XSPF_NAMESPACE}}}playlist", version="1")
    _child(root, "title", name)
    tracks = ElementTree.SubElement(root, f"{{{XSPF_NAMESPACE}}}trackList")
    for entry in entries:
        track = ElementTree.SubElement(tracks, f"{{{XSPF_NAMESPACE}}}track")
        for address in _identifiers(entry):
            _child(track, "identifier", address)
        for tag, value in (("title", entry.title), ("creator", entry.artist), ("album", entry.album)):
            if value:
                _child(track, tag, value)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def jspf(name: str, entries: Sequence[Entry]) -> str:
    """JSPF as ListenBrainz imports it: identifiers are lists."""
    tracks = []
    for entry in entries:
        track: dict[str, object] = {"title": entry.title, "creator": entry.artist}
        if entry.album:
            track["album"] = entry.album
        if addresses := _identifiers(entry):
            track["identifier"] = addresses
        tracks.append(track)
    return json.dumps({"playlist": {"title": name, "track": tracks}}, ensure_ascii=False, indent=1) + "\n"


def csv_table(name: str, entries: Sequence[Entry]) -> str:
    """A table for spreadsheets and for tools that fill playlists from one."""
    rows = [(entry.title, entry.artist, entry.album, entry.spotify, entry.isrc, name) for entry in entries]
    return csv_text(("Track name", "Artist name", "Album", "Track URI", "ISRC", "Playlist name"), rows)


def spotify_uris(name: str, entries: Sequence[Entry]) -> str:
    """Spotify's addresses, one a line; songs without one are left out."""
    return "".join(f"{entry.spotify}\n" for entry in entries if entry.spotify)


FORMATS: Mapping[str, tuple[Writer, str]] = MappingProxyType(
    {
        "m3u8": (m3u8, ".m3u8"),
        "xspf": (xspf, ".xspf"),
        "jspf": (jspf, ".jspf"),
        "csv": (csv_table, ".csv"),
        "text": (text, ".txt"),
        "spotify": (spotify_uris, ".txt"),
    }
)
"""Format -> what writes it and the ending of its files."""


def write(form: str, name: str, entries: Sequence[Entry]) -> bytes:
    """A playlist in one of the `FORMATS`, in UTF-8.

    Raises
    ------
    BadRequest
        For a format that is not among them.
    """
    if form not in FORMATS:
        raise BadRequest(f"“{form}” is no format for playlists. Choose one of {', '.join(FORMATS)}.")
    return FORMATS[form][0](name, entries).encode("utf-8", "replace")


def csv_text(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in which every cell that a spreadsheet would run as a formula is defused; lines end with CR LF."""
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(head)
    table.writerows([defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()


def defused(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs. Our own readers take the apostrophe away again.

    >>> defused("=1+1")
    "'=1+1"
    """
    clean = cell.replace("\x00", "")
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA) else clean


def one_line(name: str) -> str:
    """Foreign text on one line, without control characters."""
    flat = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in name)
    return " ".join(flat.split())


def safe_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """A name that can be a file on every system and stays in its folder.

    >>> safe_name("../../etc/passwd")
    'etc-passwd'
    """
    flat = "".join("-" if c in '<>:"/\\|?*' else c for c in one_line(name))
    flat = "".join(c for c in flat if unicodedata.category(c) not in ("Cf", "Co", "Cn"))
    flat = re.sub(r"-{2,}", "-", flat).strip(" .-")
    while len(flat.encode("utf-8")) > longest:
        flat = flat[:-1]
    flat = flat.strip(" .-")
    if _RESERVED.fullmatch(flat.split(".")[0]):
        flat = f"{flat} playlist"
    return flat or "playlist"


def _identifiers(entry: Entry) -> list[str]:
    found = [_RECORDING + entry.recording] if entry.recording else []
    return [*found, entry.spotify] if entry.spotify else found


def _child(parent: ElementTree.Element, tag: str, value: str) -> None:
    """Text that XML 1.0 may hold; what it may not is left out."""
    ElementTree.SubElement(parent, f"{{{XSPF_NAMESPACE}}}{tag}").text = _NOT_XML.sub("", value)
