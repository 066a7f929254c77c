"""M3U playlists, with and without names of their songs (formats.md 14)."""

from __future__ import annotations

from collections.abc import Iterator

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import build, text
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import excerpt, listed, millis
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.records import lines
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow


class M3u:
    """``.m3u`` and ``.m3u8``. Rows are numbered by their path or address, from 1."""

    format = "m3u"
    label = "M3U playlist"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """A first line ``#EXTM3U``.

        Raises
        ------
        WrongPackage
            For the list of pieces of one stream, which looks alike.
        """
        if not peek.first_line.lstrip("\ufeff").upper().startswith(("#EXTM3U", "#EXTINF:")):
            return None
        if "#EXT-X-" in peek.text:
            raise WrongPackage(
                f"{peek.name} is the index of a stream (HLS), not a list of songs. Nothing of it was imported."
            )
        how = "Its first line is #EXTM3U."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs of the list."""
        peek = peeking.look(source)
        told = (line for line in peek.lines if line.startswith("#PLAYLIST:"))
        session = next((line[10:].strip() for line in told), "") or build.stem(source.name)
        number, info, artist, album = 0, "", "", ""
        for line in lines(text.blocks(source, peek.encoding)):
            line = line.strip("\ufeff \t")
            if line.startswith("#EXTINF:"):
                info = line[8:]
            elif line.startswith("#EXTART:"):
                artist = line[8:].strip()
            elif line.startswith("#EXTALB:"):
                album = line[8:].strip()
            elif line and not line.startswith("#"):
                number += 1
                if not number % 5000:
                    monitor.check()
                yield _m3u(number, session, info, artist, album)
                info = artist = album = ""


def _m3u(number: int, session: str, info: str, artist: str, album: str) -> Row | SkippedRow:
    """A row from ``214 attributes,Artist - Title``; a path alone names no song."""
    head, _, said = _outside_quotes(info)
    length = millis(head.split(" ")[0], 1000)
    if not artist:
        artist, sign, title = said.partition(" - ")
        if not sign:
            artist, title = "", said
    else:
        title = said.removeprefix(f"{artist} - ")  # with its sign: “Yesterday” is no song of Yes
    return listed(number, session, title.strip(), artist.strip(), album, length)


def _outside_quotes(info: str) -> tuple[str, str, str]:
    """Split at the first comma that is not inside quotes."""
    quoted = False
    for place, sign in enumerate(info):
        if sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted:
            return info[:place], ",", info[place + 1 :]
    return info, "", ""


def is_paths(peek: Peek) -> bool:
    """Whether every line is the path or address of a sound: an M3U without names."""
    said = [line.strip() for line in peek.lines if line.strip() and not line.startswith("#")]
    ends = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".wma", ".aac", ".aiff")
    return bool(said) and all(line.casefold().endswith(ends) for line in said)


class Paths:
    """An M3U without names: songs are called by their files."""

    format = "m3u-paths"
    label = "M3U playlist (paths only)"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Lines that are nothing but paths of sounds."""
        if not is_paths(peek):
            return None
        warning = f'{peek.name} lists files without names of songs; only files called "Artist - Title" were imported.'
        return Detection(self, self.format, self.label, "Its lines are paths of sounds.", warnings=(warning,))

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the songs."""
        number = 0
        for line in lines(text.blocks(source, peeking.look(source).encoding)):
            if not line.strip() or line.startswith("#"):
                continue
            number += 1
            if not number % 5000:
                monitor.check()
            said = build.stem(line.replace("\\", "/").rpartition("/")[2])
            artist, sign, title = said.partition(" - ")
            if sign:
                yield listed(number, build.stem(source.name), title.strip(), artist.strip())
            else:
                yield SkippedRow(number, "no-artist", excerpt(said))
