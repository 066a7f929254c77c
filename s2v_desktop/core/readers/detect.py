"""Which format a file is: the readers asked in turn, most specific first (formats.md section 2)."""

from __future__ import annotations

from s2v_desktop.core.errors import NeedsMapping
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers import refusal
from s2v_desktop.core.readers.apple import AppleActivity
from s2v_desktop.core.readers.apple_counts import AppleDaily, AppleLastPlayed, refuse_apple
from s2v_desktop.core.readers.base import Detection, Reader, ReadOptions
from s2v_desktop.core.readers.deezer import Deezer
from s2v_desktop.core.readers.itunes import ITunesLibrary
from s2v_desktop.core.readers.lastfm import BenjaminBenbenCsv, GhanCsv, LastfmstatsCsv
from s2v_desktop.core.readers.lastfm_archive import LastfmArchive, LibreFm
from s2v_desktop.core.readers.lastfm_backups import DateAndClock, SmallLetters
from s2v_desktop.core.readers.lastfm_json import LastfmApiJson, LastfmstatsJson
from s2v_desktop.core.readers.listenbrainz import ListenBrainz
from s2v_desktop.core.readers.m3u import M3u, Paths
from s2v_desktop.core.readers.pano import PanoCsv, PanoJson
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.players import Foobar, Jellyfin, Spinitron
from s2v_desktop.core.readers.playlist_tables import Exportify, ITunesText, Soundiiz, TuneMyMusic, YouTubeMusicLibrary
from s2v_desktop.core.readers.playlists import Jspf, MillionPlaylists, SpotifyPlaylists, Xspf
from s2v_desktop.core.readers.research import LastFm1K, Lfm1b, Lfm2b
from s2v_desktop.core.readers.research_beside import refuse_beside
from s2v_desktop.core.readers.research_sessions import ThirtyMusic, YesCom
from s2v_desktop.core.readers.rockbox import ScrobblerLog
from s2v_desktop.core.readers.scrobblers import Koito, Maloja
from s2v_desktop.core.readers.services import Amazon, PlayMusic, SoundCloud, Tidal
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.spotify import SpotifyExtended
from s2v_desktop.core.readers.spotify_account import SpotifyAccount
from s2v_desktop.core.readers.spotify_recent import SpotifyRecent
from s2v_desktop.core.readers.table import TableReader
from s2v_desktop.core.readers.youtube import YouTubeJson
from s2v_desktop.core.readers.youtube_html import YouTubeHtml

READERS: tuple[Reader, ...] = (
    ScrobblerLog(), M3u(), ITunesLibrary(), Xspf(), Foobar(), YouTubeHtml(),
    Maloja(), Koito(), LastfmstatsJson(), LastfmApiJson(), ListenBrainz(), Jspf(), MillionPlaylists(),
    SpotifyPlaylists(), SpotifyExtended(), SpotifyAccount(), SpotifyRecent(), PanoJson(), YouTubeJson(),
    LastfmArchive(), AppleActivity(), AppleDaily(), AppleLastPlayed(), GhanCsv(), LastfmstatsCsv(), LibreFm(), Tidal(),
    Amazon(), SoundCloud(), PanoCsv(), Exportify(), TuneMyMusic(), Soundiiz(), YouTubeMusicLibrary(), PlayMusic(),
    Jellyfin(), Spinitron(), LastFm1K(), ThirtyMusic(), Lfm1b(), Lfm2b(), BenjaminBenbenCsv(), SmallLetters(),
    DateAndClock(), ITunesText(), YesCom(), Paths(),
)  # fmt: skip
"""Every format but the plain table, most specific first (formats.md 2, rows 3 to 49)."""


def detect(source: Source, options: ReadOptions | None = None) -> Detection:
    """Recognise a file by its content.

    Parameters
    ----------
    options : ReadOptions, optional
        A mapping in it means "read this as a table".

    Raises
    ------
    UnreadableFile
        When it is empty, cannot be read or is nothing known; the message says what was found.
    WrongPackage
        When it is a known download without a history; the message says what to request.
    NeedsMapping
        When it is a table, but nothing says which column is the song.
    """
    chosen = options or ReadOptions()
    if source.peek(4) == b"PK\x03\x04":
        return Deezer().workbook(source, chosen)
    refusal.refuse_binary(source)
    peek = peeking.look(source)
    table = TableReader()
    if chosen.mapping:
        return table.detect(peek, chosen)
    for reader in READERS:
        if (found := reader.match(peek, chosen)) is not None:
            return found
    refuse_apple(peek)
    refusal.refuse_known(peek)
    if peek.json_kind:
        raise refusal.unknown_json(peek)
    refusal.refuse_no_table(peek)
    return _own_table(table, peek, chosen)


def _own_table(table: TableReader, peek: Peek, options: ReadOptions) -> Detection:
    """A table of the listener's own, not one that names the songs of a research set."""
    try:
        found = table.detect(peek, options)
    except NeedsMapping:
        refuse_beside(peek, options)
        raise
    if found.mapping is not None and not found.mapping.time_pattern:
        refuse_beside(peek, options)
    return found
