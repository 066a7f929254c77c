"""Reading a playlist of another program in the window: small files only, so that nothing waits."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.playlists import Matched, read_file

LARGEST = 2_000_000
"""Bytes; a playlist of ten thousand songs has one million."""


def read_playlist(catalogue: Catalogue, file: Path) -> Matched:
    """Read and match.

    Raises
    ------
    UnreadableFile
        When it is too large to be a playlist, or nothing can read it.
    """
    try:
        size = file.stat().st_size
    except OSError as error:
        raise UnreadableFile(f"“{file.name}” cannot be opened. Nothing was changed.", str(error)) from error
    if size > LARGEST:
        raise UnreadableFile(
            f"“{file.name}” is too large to be a playlist. Nothing was changed. Import it as history instead."
        )
    return read_file(catalogue, file)
