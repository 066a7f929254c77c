"""Listening histories made up for benches: as large as wanted, the same every time, shaped like the real thing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

FIRST = datetime(2015, 1, 1, tzinfo=UTC)
SESSION = 15
LASTFM_1K = {"listener": ["1"], "time": ["2"], "artist": ["4"], "title": ["6"]}
"""Which column of `lastfm_1k` is what: the layout has no header."""


def choices(rows: int, songs: int, seed: int) -> np.ndarray:
    """Song numbers in playing order: popularity falls like 1/rank, and a session stays near one style.

    Returns
    -------
    ndarray of int64, shape (rows,)
    """
    rng = np.random.default_rng(seed)
    styles = max(songs // 200, 2)
    popularity = 1.0 / np.arange(1, songs + 1)
    style_of = rng.integers(0, styles, songs)
    played = np.empty(rows, np.int64)
    session_style = rng.integers(0, styles, rows // SESSION + 1)
    for style in range(styles):
        own = np.flatnonzero(style_of == style)
        weight = popularity[own] / popularity[own].sum()
        mine = np.flatnonzero(session_style[np.arange(rows) // SESSION] == style)
        played[mine] = rng.choice(own, len(mine), p=weight)
    return played


def moments(rows: int) -> Iterator[datetime]:
    """End of each play: four minutes apart, an hour of silence between sessions."""
    now = FIRST
    for number in range(rows):
        now += timedelta(minutes=4) if number % SESSION else timedelta(hours=1)
        yield now


def lastfm_1k(path: Path, rows: int, listeners: int = 20, songs: int = 20_000) -> Path:
    """Write a file in the layout of Last.fm-1K: six cells between tabs, newest first for each listener."""
    per_listener = rows // listeners
    with path.open("w", encoding="utf-8", newline="") as file:
        for listener in range(listeners):
            count = per_listener + (rows % listeners if listener == 0 else 0)
            lines = []
            for song, when in zip(choices(count, songs, listener).tolist(), moments(count), strict=True):
                cells = (
                    f"user_{listener + 1:06}", f"{when:%Y-%m-%dT%H:%M:%SZ}", "", f"The Ensemble {song % (songs // 10)}",
                    "", f"Song {song} in blue",
                )  # fmt: skip
                lines.append("\t".join(cells) + "\n")
            file.writelines(reversed(lines))
    return path


def spotify_zip(path: Path, rows: int, songs: int = 12_000, per_file: int = 16_000) -> Path:
    """Write a zip in the layout of a Spotify extended streaming history."""
    played = choices(rows, songs, 7).tolist()
    ends = moments(rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, low in enumerate(range(0, rows, per_file)):
            part = [_stream(song, next(ends)) for song in played[low : low + per_file]]
            name = f"Spotify Extended Streaming History/Streaming_History_Audio_2015-2020_{number}.json"
            archive.writestr(name, json.dumps(part, indent=2, ensure_ascii=False))
    return path


def _stream(song: int, end: datetime) -> dict[str, Any]:
    heard = 20_000 if song % 11 == 0 else 200_000 + song % 40_000
    return {
        "ts": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "platform": "android",
        "ms_played": heard,
        "conn_country": "NL",
        "ip_addr": "192.0.2.17",
        "master_metadata_track_name": f"Song {song} in blue",
        "master_metadata_album_artist_name": f"The Ensemble {song % 1200}",
        "master_metadata_album_album_name": f"Album {song % 3000}",
        "spotify_track_uri": f"spotify:track:{song:022d}",
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "audiobook_title": None,
        "audiobook_uri": None,
        "audiobook_chapter_uri": None,
        "audiobook_chapter_title": None,
        "reason_start": "trackdone",
        "reason_end": "trackdone" if heard > 30_000 else "fwdbtn",
        "shuffle": False,
        "skipped": heard < 30_000,
        "offline": False,
        "offline_timestamp": int((end - timedelta(milliseconds=heard)).timestamp()),
        "incognito_mode": False,
    }
