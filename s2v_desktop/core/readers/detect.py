"""Which format a file is: the readers asked in turn, most specific first (formats.md section 2)."""

from __future__ import annotations

from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers import refusal
from s2v_desktop.core.readers.base import Detection, Reader, ReadOptions
from s2v_desktop.core.readers.lastfm import BenjaminBenbenCsv, GhanCsv, LastfmstatsCsv
from s2v_desktop.core.readers.lastfm_json import LastfmApiJson, LastfmstatsJson
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.readers.spotify import SpotifyExtended
from s2v_desktop.core.readers.spotify_account import SpotifyAccount
from s2v_desktop.core.readers.table import TableReader

READERS: tuple[Reader, ...] = (
    LastfmstatsJson(),
    LastfmApiJson(),
    SpotifyExtended(),
    SpotifyAccount(),
    GhanCsv(),
    LastfmstatsCsv(),
    BenjaminBenbenCsv(),
)
"""Every format but the plain table, most specific first."""


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
    refusal.refuse_binary(source)
    peek = peeking.look(source)
    table = TableReader()
    if chosen.mapping:
        return table.detect(peek, chosen)
    for reader in READERS:
        if (found := reader.match(peek, chosen)) is not None:
            return found
    refusal.refuse_known(peek)
    if peek.json_kind:
        raise refusal.unknown_json(peek)
    return table.detect(peek, chosen)
