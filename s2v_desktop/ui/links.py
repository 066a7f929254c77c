"""Addresses of a song at services, opened in the browser on a click and never otherwise. Only these, only https."""

from __future__ import annotations

from urllib.parse import quote

from s2v_desktop.core.playlists_out import Entry

SPOTIFY, YOUTUBE, MUSICBRAINZ, LASTFM = "Spotify", "YouTube", "MusicBrainz", "Last.fm"
SERVICES: tuple[str, ...] = (SPOTIFY, YOUTUBE, MUSICBRAINZ, LASTFM)

_SPOTIFY_SONG = "https://open.spotify.com/track/"
_SEARCHES = {
    SPOTIFY: "https://open.spotify.com/search/",
    YOUTUBE: "https://www.youtube.com/results?search_query=",
    MUSICBRAINZ: "https://musicbrainz.org/search?type=recording&query=",
    LASTFM: "https://www.last.fm/search/tracks?q=",
}
_RECORDING = "https://musicbrainz.org/recording/"
_LONGEST = 200


def address(service: str, entry: Entry) -> str:
    """Where a service shows a song: the song itself where its id is known, else a search for its name.

    Parameters
    ----------
    service : str
        One of `SERVICES`.
    """
    if service == SPOTIFY and entry.spotify:
        return _SPOTIFY_SONG + entry.spotify.rpartition(":")[2]
    if service == MUSICBRAINZ and entry.recording:
        return _RECORDING + entry.recording
    words = " ".join(f"{entry.artist} {entry.title}".split())[:_LONGEST]
    return _SEARCHES[service] + quote(words, safe="", errors="replace")
