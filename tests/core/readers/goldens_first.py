"""Golden files of Spotify and Last.fm, and a plain table."""

from __future__ import annotations

from typing import Any

from tests.core.readers.golden import ALBUM, ARTIST, FIRST, SECOND, TITLE, URI, Golden, dump, text


def streamed(end: str, start: int) -> dict[str, Any]:
    """One row of Spotify's extended history, with what older years told about a person."""
    return {
        "ts": end, "username": "account-4712", "platform": "device-4711", "ms_played": 214000, "conn_country": "NL",
        "ip_addr_decrypted": "192.0.2.17", "ip_addr": "192.0.2.17", "user_agent_decrypted": "Agent-7.0",
        "master_metadata_track_name": TITLE, "master_metadata_album_artist_name": ARTIST,
        "master_metadata_album_album_name": ALBUM, "spotify_track_uri": URI, "reason_start": "trackdone",
        "reason_end": "trackdone", "offline_timestamp": start,
    }  # fmt: skip


ACCOUNT = [
    {"endTime": "2024-03-09 21:17", "artistName": ARTIST, "trackName": TITLE, "msPlayed": 214000},
    {"endTime": "2024-03-09 21:21", "artistName": ARTIST, "trackName": TITLE, "msPlayed": 214000},
]
GHAN = "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n" + "".join(
    f'"{at}","09 Mar 2024, 21:14","{ARTIST}","","{ALBUM}","","{TITLE}",""\n' for at in (SECOND, FIRST)
)
STATS = "\ufeffArtist;Album;AlbumId;Track;Date#nt_user\r\n" + "".join(
    f"{ARTIST};{ALBUM};;{TITLE};{at}000\r\n" for at in (FIRST, SECOND)
)
STATS_JSON = {"username": "nt_user", "scrobbles": [
    {"track": TITLE, "artist": ARTIST, "album": ALBUM, "albumId": "", "date": at * 1000} for at in (FIRST, SECOND)
]}  # fmt: skip
PAGES = [{"track": [
    {"artist": {"mbid": "", "#text": ARTIST}, "name": TITLE, "mbid": "", "album": {"#text": ALBUM},
     "date": {"uts": str(at), "#text": "09 Mar 2024, 21:14"}} for at in (SECOND, FIRST)
]}]  # fmt: skip
MINUTES = "".join(f"{ARTIST},{ALBUM},{TITLE},09 Mar 2024 {clock}\n" for clock in ("21:17", "21:14"))
TABLE = "artist,album,track,timestamp,ip address,e-mail,user agent,account\n" + "".join(
    f"{ARTIST},{ALBUM},{TITLE},{at},192.0.2.17,nobody@example.org,Agent-7.0,\n" for at in (FIRST, SECOND)
)

SPOTIFY_AND_LASTFM = (
    Golden("spotify-extended", dump([streamed("2024-03-09T21:17:41Z", FIRST),
                                     streamed("2024-03-09T21:21:19Z", SECOND)])),
    Golden("spotify-account", dump(ACCOUNT), (FIRST - 41, FIRST + 199)),
    Golden("lastfm-ghan-csv", text(GHAN)),
    Golden("lastfmstats-csv", text(STATS)),
    Golden("lastfmstats-json", dump(STATS_JSON)),
    Golden("lastfm-json", dump(PAGES)),
    Golden("lastfm-to-csv", text(MINUTES), (FIRST - 7, SECOND - 45)),
    Golden("table", text(TABLE)),
)  # fmt: skip
