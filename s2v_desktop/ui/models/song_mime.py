"""Songs on their way from a table to another place: names for other programs, numbers for ours."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

SONGS = "application/x-s2v-songs"
_MOST = 100_000


def songs_mime(songs: Sequence[int], lines: Sequence[str]) -> QMimeData:
    """Songs to be dragged or copied.

    Parameters
    ----------
    songs : sequence of int
        Library song numbers.
    lines : sequence of str
        ``Artist - Title`` of each.
    """
    made = QMimeData()
    made.setText("\n".join(lines))
    made.setData(SONGS, json.dumps(list(songs)).encode())
    return made


def songs_of(data: QMimeData) -> list[int]:
    """Library song numbers of a drag of ours; none of any other."""
    if not data.hasFormat(SONGS):
        return []
    try:
        songs = json.loads(bytes(data.data(SONGS).data()))
    except ValueError:
        return []
    known = songs if isinstance(songs, list) else []
    return [song for song in known if isinstance(song, int) and not isinstance(song, bool)][:_MOST]
