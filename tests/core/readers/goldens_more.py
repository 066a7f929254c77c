"""Golden files of further shapes: other years, other languages, other tools of one format."""

from __future__ import annotations

from typing import Any

from tests.core.readers.golden import (
    ALBUM,
    ARTIST,
    FIRST,
    ISRC,
    MBID,
    SECOND,
    TITLE,
    URI,
    VIDEO,
    Golden,
    dump,
    lines,
    text,
)

MINUTES = (FIRST - 7, SECOND - 45)


def endsong(end: str, start_ms: int) -> dict[str, Any]:
    """One row of Spotify's extended history of 2021: nineteen keys, the beginning in milliseconds."""
    return {
        "ts": end, "username": "account-4712", "platform": "Android OS 9 API 28 (device-4711)", "ms_played": 214000,
        "conn_country": "ZZ", "ip_addr_decrypted": "192.0.2.17", "user_agent_decrypted": "Agent-7.0",
        "master_metadata_track_name": TITLE, "master_metadata_album_artist_name": ARTIST,
        "master_metadata_album_album_name": ALBUM, "spotify_track_uri": URI, "episode_name": None,
        "episode_show_name": None, "spotify_episode_uri": None, "reason_start": "clickrow", "reason_end": "trackdone",
        "shuffle": False, "skipped": None, "offline": False, "offline_timestamp": start_ms, "incognito_mode": False,
    }  # fmt: skip


def song(at: int, **changes: Any) -> dict[str, Any]:
    """One song as Last.fm's method gives it."""
    return {
        "artist": {"mbid": "", "#text": ARTIST}, "name": TITLE, "mbid": "", "streamable": "0", "url": "http://x",
        "album": {"mbid": "", "#text": ALBUM}, "date": {"uts": str(at), "#text": "09 Mar 2024, 21:14"},
    } | changes  # fmt: skip


PLAYING = song(0, date=None, **{"@attr": {"nowplaying": "true"}})
SONGS = [song(SECOND), song(FIRST)]
SHORT = [{"album": ALBUM, "artist": ARTIST, "name": TITLE, "date": str(at)} for at in (SECOND, FIRST)]
SMALL = [
    {"artist": ARTIST, "track": TITLE, "album": "#no value#", "date": f"09 mar 2024, {at}"} for at in ("21:17", "21:14")
]


def takeout(wrapped: str, at: str) -> dict[str, Any]:
    """One line of the watch history, on YouTube itself."""
    return {
        "header": "YouTube", "title": wrapped, "titleUrl": f"https://www.youtube.com/watch?v={VIDEO}",
        "subtitles": [{"name": f"{ARTIST} - Topic", "url": "https://www.youtube.com/channel/UCx"}], "time": at,
        "products": ["YouTube"],
    }  # fmt: skip


def watched(wrapped: str) -> bytes:
    """The watch history of an account in some language; Takeout escapes some signs."""
    times = ("2024-03-09T21:17:45Z", "2024-03-09T21:14:07.000Z")
    return dump([takeout(wrapped, at) for at in times]).replace(b"?v=", b"?v\\u003d")


PANO_HEADER = (
    "timeHuman,timeMs,artist,track,album,albumArtist,durationMs,mediaPlayerPackage,mediaPlayerName,mediaPlayerVersion,"
    "event\n"
)
PANO = "".join(
    f"x,{at}000,{ARTIST},{TITLE},{ALBUM},{ARTIST},214000,device-4711,Agent-7.0,1.0,{event}\n"
    for at, event in ((FIRST, "scrobble"), (FIRST, "love"), (SECOND, "scrobble"))
)
GERMAN = (
    '"Titel-URI","Titelname","Künstler-URI(s)","Künstlername(n)","Album-URI","Albumname","Albumkünstler-URI(s)",'
    '"Albumkünstlername(n)","Album-Veröffentlichung","Album-Bild","CD","Nr.","Titellänge (ms)","Vorschau","Explizit",'
    '"Beliebtheit","ISRC","Hinzugefügt von","Hinzugefügt am"\n'
    + f'"{URI}","{TITLE}","spotify:artist:1","{ARTIST}","spotify:album:1","{ALBUM}","spotify:artist:1","{ARTIST}",'
    f'"2024-01-01","","1","3","214000","","false","50","{ISRC}","account-4712","2024-03-09T21:14:07Z"\n' * 2
)
NET = (
    "\ufeffTrack URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At\n"
    + (f'{URI},{TITLE},{ALBUM},"{ARTIST}",2024,214000,50,account-4712,2024-03-09T21:14:07Z\n' * 2)
)
TRACKSY = "ts,track_name,artist_name,album_name,ms_played,track_uri,platform\n" + "".join(
    f"{end},{TITLE},{ARTIST},{ALBUM},214000,{URI},device-4711\n"
    for end in ("2024-03-09T21:17:41Z", "2024-03-09T21:21:19Z")
)
PANDAS = ",artist,album,track,timestamp,datetime\n" + "".join(
    f"{at},{ARTIST},{ALBUM},{TITLE},{when},2024-03-09 21:14:07\n" for at, when in enumerate((SECOND, FIRST))
)
FROM_R = '"","date","artist","track","album"\n' + "".join(
    f'"{at}",2024-03-09 {clock},"{ARTIST}","{TITLE}","{ALBUM}"\n' for at, clock in ((1, "22:14:07"), (2, "22:17:45"))
)
SHEET = ",Username,Artist,Track,Album,Date,Time\n" + "".join(
    f"{at},nt_user,{ARTIST},{TITLE},{ALBUM}, 09 Mar 2024, {clock}\n" for at, clock in ((0, "21:17"), (1, "21:14"))
)
BACKUP = "artist,track,album,date\n" + "".join(
    f"{ARTIST},{TITLE},{album},09 mar 2024  {clock}\n" for clock, album in (("21:17", ALBUM), ("21:14", "#no value#"))
)
CLOCKS = "".join(f"2024-03-09,{clock},{ARTIST},{TITLE}\n" for clock in ("21:14:07", "21:17:45"))
CLOUD = (
    f"time,track_title,track_url\n2024-03-09T21:14:07Z,{ARTIST} - {TITLE},https://soundcloud.com/account-4712/x\n"
    f"2024-03-09 21:17:45,{TITLE},https://soundcloud.com/Nordlicht-Trio/paper-lanterns\n"
)
DUMPED = {"user_id": 7, "user_name": "nt_user", "recording_msid": MBID, "track_metadata": {
    "track_name": TITLE, "artist_name": ARTIST, "release_name": ALBUM}}  # fmt: skip

RECENT = [
    {"track": {"name": TITLE, "artists": [{"name": ARTIST, "id": "x"}, {"name": "Guest"}], "album": {"name": ALBUM},
               "duration_ms": 214000, "uri": URI, "external_ids": {"isrc": ISRC}}, "played_at": at, "context": None}
    for at in ("2024-03-09T21:17:45.000Z", "2024-03-09T21:14:07.000Z")
]  # fmt: skip

MORE = (
    Golden("spotify-recent", dump({"items": RECENT, "next": None, "cursors": {"after": "1"}, "limit": 50})),
    Golden("spotify-recent", dump(RECENT)),
    Golden("spotify-extended", dump([endsong("2024-03-09T21:17:41Z", FIRST * 1000),
                                     endsong("2024-03-09 21:21:19", SECOND * 1000)])),
    Golden("lastfm-json", dump({"recenttracks": {"track": [PLAYING, *SONGS], "@attr": {"user": "nt_user"}}})),
    Golden("lastfm-json", dump([{"track": [PLAYING, SONGS[0]]}, {"track": SONGS[1]}])),
    Golden("lastfm-json", dump(SONGS)),
    Golden("lastfm-json", dump(SHORT)),
    Golden("lastfm-json", dump(SMALL), MINUTES),
    Golden("lastfm-backup-csv", text(BACKUP), MINUTES),
    Golden("lastfm-backup-cli", text(CLOCKS)),
    Golden("soundcloud", text(CLOUD)),
    Golden("youtube-history", watched(f"{TITLE} angesehen")),
    Golden("youtube-history", watched(f"Vous avez regardé {TITLE}")),
    Golden("youtube-history", watched(f"Has visto {TITLE}")),
    Golden("youtube-history", watched(f"Zhlédli jste {TITLE}")),
    Golden("pano-scrobbler-csv", text(PANO_HEADER + PANO)),
    Golden("listenbrainz", lines(DUMPED | {"timestamp": FIRST}, DUMPED | {"timestamp": "2024-03-09T21:17:45+00:00"})),
    Golden("exportify", text(GERMAN), None),
    Golden("exportify", text(NET), None),
    Golden("table", text(TRACKSY)),
    Golden("table", text(PANDAS)),
    Golden("table", text(FROM_R), zone="Europe/Amsterdam"),
    Golden("table", text(SHEET), MINUTES, zone="UTC"),
)  # fmt: skip
