"""One small invented file of every format."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tests.core.readers.golden import (  # noqa: F401 the tests of single formats take them from here
    ALBUM,
    ARTIST,
    FIRST,
    ISRC,
    MBID,
    PERSONAL,
    SECOND,
    TITLE,
    URI,
    VIDEO,
    Golden,
    dump,
    lines,
    text,
)  # fmt: skip
from tests.core.readers.goldens_first import SPOTIFY_AND_LASTFM
from tests.core.readers.goldens_more import MORE

# ---------------------------------------------------------------- Google


def watched(time: str, **changes: Any) -> dict[str, Any]:
    """One line of the watch history."""
    return {
        "header": "YouTube Music", "title": f"Watched {TITLE}", "titleUrl":
        f"https://music.youtube.com/watch?v={VIDEO}", "subtitles": [{"name": f"{ARTIST} - Topic", "url":
        "https://www.youtube.com/channel/UCxxxxxxxxxxxxxxxxxxxxxx"}], "time": time, "products": ["YouTube"],
        "activityControls": ["YouTube watch history"],
    } | changes  # fmt: skip


YOUTUBE = [watched("2024-03-09T21:17:45.000Z"), watched("2024-03-09T21:14:07.000Z")]


def cell(date: str, title: str = TITLE, channel: str = f"{ARTIST} - Topic", header: str = "YouTube Music") -> str:
    """One block of the watch history as a page."""
    return (
        '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid">'
        f'<div class="header-cell mdl-cell mdl-cell--12-col"><p class="mdl-typography--title">{header}<br></p></div>'
        '<div class="content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1">Watched\u00a0'
        f'<a href="https://music.youtube.com/watch?v={VIDEO}">{title}</a><br>'
        f'<a href="https://www.youtube.com/channel/UCx">{channel}</a><br>{date}<br></div>'
        '<div class="content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1 mdl-typography--text-right"></div>'
        '<div class="content-cell mdl-cell mdl-cell--12-col mdl-typography--caption"><b>Products:</b><br>'
        "&emsp;YouTube<br></div></div></div>"
    )


def page(*cells: str) -> bytes:
    """The page with these blocks."""
    style = "<style>.mdl-typography--title{color:red}.content-cell{padding:0}</style>"
    return f"<html><head><title>My Activity</title>{style}</head><body>{''.join(cells)}</body></html>".encode()


PAGE = page(cell("Mar 9, 2024, 10:17:45\u202fPM CET"), cell("Mar 9, 2024, 10:14:07\u202fPM CET"))

# ---------------------------------------------------------------- Apple

ACTIVITY_HEADER = (
    "Album Name,Client IP Address,Device Identifier,End Reason Type,Event End Timestamp,Event ID,Event Start Timestamp,"
    "Event Type,Media Duration In Milliseconds,Media Type,Play Duration Milliseconds,Song Name,User’s Audio Quality"
)


def segment(start: str, end: str, played: int = 214000, reason: str = "NATURAL_END_OF_TRACK", title: str = TITLE,
            event: str = "PLAY_END", album: str = ALBUM) -> str:  # fmt: skip
    """One row of Play Activity."""
    return f'"{album}","192.0.2.17","device-4711","{reason}","{end}","e-1","{start}","{event}","214000","AUDIO",' \
           f'"{played}","{title}","account-4712"'  # fmt: skip


def activity(*rows: str) -> bytes:
    """The table."""
    return "\n".join((ACTIVITY_HEADER, *rows, "")).encode()


ACTIVITY = activity(
    segment("2024-03-09T21:14:07.000Z", "2024-03-09T21:17:41.000Z"),
    segment("2024-03-09T21:17:45.000Z", "2024-03-09T21:21:19.000Z"),
)
DAILY = text(
    "Country,Track Identifier,Media type,Date Played,Hours,Play Duration Milliseconds,End Reason Type,Source Type,"
    "Play Count,Skip Count,Ignore For Recommendations,Track Reference,Track Description\n"
    f'Netherlands,1700000001,AUDIO,20240309,"21, 22",428000,NATURAL_END_OF_TRACK,IPHONE,2,0,,,{ARTIST} - {TITLE}\n'
)
HOUR = FIRST // 3600 * 3600
LIBRARY_XML = text(
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" '
    '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict><key>Major Version</key>'
    "<integer>1</integer><key>Tracks</key><dict>"
    f"<key>1</key><dict><key>Track ID</key><integer>1</integer><key>Name</key><string>{TITLE}</string>"
    f"<key>Artist</key><string>{ARTIST}</string><key>Album</key><string>{ALBUM}</string><key>Total Time</key>"
    "<integer>214000</integer><key>Play Count</key><integer>2</integer><key>Play Date UTC</key>"
    "<date>2024-03-09T21:17:41Z</date><key>Location</key><string>file:///Hidden Street 3/x.mp3</string></dict>"
    f"<key>2</key><dict><key>Track ID</key><integer>2</integer><key>Name</key><string>Never</string>"
    f"<key>Artist</key><string>{ARTIST}</string></dict>"
    "</dict><key>Playlists</key><array><dict><key>Name</key><string>Library</string></dict></array></dict></plist>\n"
)

# ---------------------------------------------------------------- scrobblers


def listen(at: Any, **info: Any) -> dict[str, Any]:
    """One listen of ListenBrainz."""
    about = {"duration_ms": 214000, "submission_client": "web-scrobbler", "listening_from": "device-4711",
             "user_agent": "Agent-7.0", "recording_mbid": MBID}  # fmt: skip
    return {
        "inserted_at": 1710019070.512, "listened_at": at, "track_metadata": {
            "track_name": TITLE, "artist_name": ARTIST, "release_name": ALBUM, "recording_msid": MBID,
            "mbid_mapping": None, "additional_info": about | info,
        },
    }  # fmt: skip


def maloja(*times: int, **changes: Any) -> bytes:
    """An export of Maloja."""
    song = {"artists": [ARTIST], "title": TITLE, "album": {"artists": [ARTIST], "albumtitle": ALBUM}, "length": 214}
    plays = [{"time": time, "track": song, "duration": 214, "origin": "client:default"} | changes for time in times]
    return dump({"maloja": {"export_time": 1710100000}, "scrobbles": plays})


def koito(*times: str) -> bytes:
    """An export of Koito."""
    named = lambda said: [{"alias": "x", "source": "y", "is_primary": False},  # noqa: E731
                          {"alias": said, "source": "Canonical", "is_primary": True}]  # fmt: skip
    plays = [{
        "listened_at": time, "client": "Agent-7.0", "track": {"mbid": MBID, "duration": 214, "aliases": named(TITLE)},
        "album": {"image_url": "", "mbid": None, "aliases": named(ALBUM), "various_artists": False},
        "artists": [{"image_url": "", "mbid": None, "is_primary": True, "aliases": named(ARTIST)}],
    } for time in times]  # fmt: skip
    return dump({"version": "1", "exported_at": "2024-03-10T00:00:00Z", "user": "nt_user", "listens": plays})


def pano(time: int, event: str = "scrobble") -> dict[str, Any]:
    """One line of Pano Scrobbler."""
    return {
        "timeHuman": "9 Mar 2024, 22:14 CET", "timeMs": time * 1000, "artist": ARTIST, "track": TITLE, "album": ALBUM,
        "albumArtist": ARTIST, "durationMs": 214000, "mediaPlayerPackage": "device-4711", "mediaPlayerName":
        "Agent-7.0", "mediaPlayerVersion": "1.0", "event": event,
    }  # fmt: skip


PANO_CSV = (
    f'"9 Mar 2024, 22:14 CET",{FIRST}000,{ARTIST},{TITLE},{ALBUM},{ARTIST},214000,device-4711,Agent-7.0\n'
    f'"9 Mar 2024, 22:17 CET",{SECOND}000,{ARTIST},{TITLE},{ALBUM},{ARTIST},null,device-4711,Agent-7.0\n'
)


def archived(time: int) -> dict[str, Any]:
    """One scrobble of Last.fm's own archive."""
    return {
        "timestamp": {"iso": "2024-03-09T21:14:07Z", "unixtimestamp": time},
        "track": {"name": TITLE, "mbid": "", "artist": {"name": ARTIST, "mbid": ""}},
        "album": {"name": ALBUM, "mbid": "", "artist": {"name": ARTIST}}, "application": "Agent-7.0",
    }  # fmt: skip


LIBRE = text(
    f"+ACM- Data export notice,,,\n+ACM- for nobody@example.org,,,\nArtist,Track,Album,Time\n"
    f"{ARTIST},{TITLE},{ALBUM},{FIRST}\n{ARTIST},{TITLE},{ALBUM},{SECOND}\n"
)

# ---------------------------------------------------------------- services and players


def workbook(rows: list[list[Any]], sheet: str = "10_listeningHistory", date1904: bool = False) -> bytes:
    """An Excel workbook: texts shared, numbers plain."""
    texts: list[str] = []

    def one(value: Any) -> str:
        if isinstance(value, str):
            texts.append(value)
            return f'<c t="s"><v>{len(texts) - 1}</v></c>'
        return f"<c><v>{value}</v></c>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = "".join(f"<row>{''.join(map(one, row))}</row>" for row in rows)
    shared = "".join(f"<si><t>{said}</t></si>" for said in texts)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><workbookPr date1904="{int(date1904)}"/>'
        f'<sheets><sheet name="1_identity" sheetId="1" r:id="rId1"/><sheet name="{sheet}" sheetId="2" r:id="rId2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData/></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


DEEZER_HEADER = ["Song Title", "Artist", "ISRC", "Album Title", "IP Address", "Listening Time", "Platform Name",
                 "Platform Model", "Date"]  # fmt: skip


def deezer(date: Any, heard: Any = "214", title: str = TITLE) -> list[Any]:
    """One row of Deezer."""
    return [title, ARTIST, "qzes-1240-0001", ALBUM, "192.0.2.17", heard, "Agent-7.0", "device-4711", date]


TIDAL = text(
    "\ufeffartist_name,track_title,entry_date,time_zone,city,stream_duration_ms\n"
    f"{ARTIST},{TITLE},09/03/2024 22:14,Europe/Amsterdam,Hidden Street 3,214000\n"
    f"{ARTIST},{TITLE},09/03/2024 21:17,null,Hidden Street 3,214000\n"
)
AMAZON = text(
    "timestamp,title,customerId,consumptionDurationMs,trackLengthMs,asin,deviceId,ip,userAgent,terminationReason,"
    "artistAsin\r\n"
    f"2024-03-09T21:14:07Z,{TITLE},account-4712,214000,214000,B000000001,device-4711,192.0.2.17,Agent-7.0,end,B00A\r\n"
    f"2024-03-09 21:17:45,{TITLE},account-4712,214000,214000,B000000002,device-4711,192.0.2.17,Agent-7.0,end,B00A\r\n"
)
AMAZON_LIBRARY = text(f"title,asin,artistName,artistAsin\r\n{TITLE},B000000001,{ARTIST},B00A\r\n")
PLAY_MUSIC = text(
    "Title,Album,Artist,Duration (ms),Rating,Play Count,Removed,Playlist Index\n"
    f"{TITLE},{ALBUM},{ARTIST},214000,5,2,,1\nThat&#39;s It,{ALBUM},{ARTIST},214000,5,2,,0\n"
)
ROCKBOX = text(
    "#AUDIOSCROBBLER/1.1\n#TZ/UNKNOWN\n#CLIENT/Rockbox sansaclipplus $Revision$\n"
    f"{ARTIST}\t{ALBUM}\t{TITLE}\t3\t214\tL\t{FIRST + 3600}\t\n{ARTIST}\t{ALBUM}\t{TITLE}\t3\t214\tL\t{SECOND + 3600}\n"
)
FOOBAR_FIRST = 1_705_526_400
FOOBAR = text(
    '<?xml version="1.0" encoding="UTF-8"?><PlaybackStatistics Version="3.0" Mapping="x"><Entry ID="1" Count="12" '
    'FirstPlayed="133500000000000000" LastPlayed="133544924470000000" Added="0" Rating="5">'
    rf'<Item Path="file://C:\Hidden Street 3\{ARTIST} - {TITLE}.mp3" Subsong="0"/></Entry>'
    '<Entry ID="2" Count="0" Added="0"><Item Path="file://C:\\x.mp3" Subsong="0"/></Entry></PlaybackStatistics>'
)
JELLYFIN = text(
    "DateCreated,UserId,ItemId,ItemType,ItemName,PlaybackMethod,ClientName,DeviceName,PlayDuration\n"
    f"2024-03-09 22:14:07.0000000,account-4712,1,Audio,{ARTIST} - {TITLE},DirectPlay,Agent-7.0,device-4711,214\n"
    f"2024-03-09 22:17:45.0000000,account-4712,1,Audio,{ARTIST} - {TITLE},DirectPlay,Agent-7.0,device-4711,-3\n"
    "2024-03-09 22:21:45.0000000,account-4712,1,Movie,A Film,DirectPlay,Agent-7.0,device-4711,3000\n"
)
SPINITRON = text(
    '"Playlist","Night Flight"\n"DJ","nobody@example.org"\n\nDate-time,Artist,Song,Release,Label\n'
    f'"2024-03-09T22:14:07+0100","{ARTIST}","{TITLE}","{ALBUM}","X"\n'
    f'"2024-03-09T21:17:45","{ARTIST}","{TITLE}","{ALBUM}","X"\n'
)

# ---------------------------------------------------------------- playlists and sets

EXPORTIFY = text(
    '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)",'
    '"Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number","Track Duration (ms)",'
    '"Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"\n'
    + f'"{URI}","{TITLE}","spotify:artist:1","{ARTIST}","spotify:album:1","{ALBUM}","spotify:artist:1","{ARTIST}",'
    f'"2024-01-01","","1","3","214000","","false","50","{ISRC}","account-4712","2024-03-09T21:14:07Z"\n' * 2
)  # fmt: skip
SPOTIFY_LIST = {"playlists": [{
    "name": "Evening", "lastModifiedDate": "2024-03-01", "description": None, "numberOfFollowers": 0, "items": [
        {"track": {"trackName": TITLE, "artistName": ARTIST, "albumName": ALBUM, "trackUri": URI}, "episode": None,
         "localTrack": None, "addedDate": "2024-03-01"}] * 2,
}]}  # fmt: skip
MPD = {"info": {"slice": "0-999"}, "playlists": [{
    "name": "Evening", "collaborative": "false", "pid": 7, "num_tracks": 2, "tracks": [
        {"pos": pos, "artist_name": ARTIST, "track_uri": URI, "artist_uri": "x", "track_name": TITLE, "album_uri": "x",
         "duration_ms": 214000, "album_name": ALBUM} for pos in (0, 1)],
}]}  # fmt: skip
JSPF = {"playlist": {"title": "Evening", "creator": "nobody@example.org", "track": [
    {"title": TITLE, "creator": ARTIST, "album": ALBUM, "duration": 214000,
     "identifier": [f"https://musicbrainz.org/recording/{MBID}"]},
    {"title": TITLE, "creator": ARTIST, "album": ALBUM, "identifier": f"https://musicbrainz.org/recording/{MBID}"},
]}}  # fmt: skip
_SONG = (
    f"<track><title>{TITLE}</title><creator>{ARTIST}</creator><album>{ALBUM}</album><duration>214000</duration></track>"
)
XSPF = text(
    '<?xml version="1.0" encoding="UTF-8"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Evening</title>'
    f"<creator>nobody@example.org</creator><trackList>{_SONG}{_SONG}</trackList></playlist>"
)
M3U = text(
    "#EXTM3U\n#PLAYLIST:Evening\n"
    + f"#EXTINF:214,{ARTIST} - {TITLE}\n/Hidden Street 3/{TITLE}.mp3\n" * 2
)  # fmt: skip
ONE_K = text(
    f"user_000001\t2024-03-09T21:17:45Z\t\t{ARTIST}\t\t{TITLE}\nuser_000001\t2024-03-09T21:14:07Z\t\t{ARTIST}\t\t{TITLE}\n"
)
LFM_TRACKS = text(f'11\t{TITLE}\t7\n12\tOther "Song\t7\n')
LFM_ARTISTS = text(f"7\t{ARTIST}\n8\tSomebody\n")
LFM_2B_TRACKS = text(f"track_id\tartist_name\ttrack_name\n11\t{ARTIST}\t{TITLE}\n12\t{ARTIST}\tOther\n")
MUSIC30 = text(
    f'event.session\t287144\t{FIRST}\t{{"numtracks":2,"playtime":430}} {{"subjects":[{{"type":"user","id":44361}}],'
    '"objects":[{"type":"track","id":11,"playstart":0,"playtime":214,"playratio":1.0,"action":"play"},'
    '{"type":"track","id":11,"playstart":218,"playtime":216,"playratio":null,"action":"play"}]}\n'
)
MUSIC30_TRACKS = text('track\t11\t-1\t{"duration":214000,"name":"Nordlicht+Trio/_/Paper+Lanterns"}\t{"artists":[]}\n')
SONG_HASH = text(f"0 \t{TITLE}    \t{ARTIST}   \n1\tOther\tSomebody\n")

GOLDENS = (
    *SPOTIFY_AND_LASTFM, *MORE,
    Golden("youtube-history", dump(YOUTUBE)),
    Golden("youtube-history-html", PAGE),
    Golden("apple-play-activity", ACTIVITY, beside=(DAILY,)),
    Golden("apple-daily-tracks", DAILY, (HOUR, HOUR + 3600)),
    Golden("apple-track-history", text(f"Track Name,Last Played Date,Is User Initiated\n{ARTIST} - {TITLE},"
                                       f"{FIRST}000,true\n"), (FIRST,), 1),
    Golden("itunes-library", LIBRARY_XML, (FIRST,), 1),
    Golden("listenbrainz", lines(listen(FIRST), listen(float(SECOND)))),
    Golden("listenbrainz", dump([listen(SECOND) | {"user_name": "nt_user"}, listen(FIRST) | {"user_name": "nt_user"}])),
    Golden("listenbrainz", dump({"payload": {"count": 2, "user_id": "account-4712", "listens":
                                             [listen(SECOND), listen(FIRST)]}})),
    Golden("listenbrainz", dump({"listen_type": "import", "payload": [listen(SECOND), listen(FIRST)]})),
    Golden("librefm", LIBRE),
    Golden("lastfm-archive", dump([archived(FIRST), archived(SECOND)])),
    Golden("maloja", maloja(FIRST, SECOND)),
    Golden("koito", koito("2024-03-09T21:14:07Z", "2024-03-09T22:17:45+01:00")),
    Golden("pano-scrobbler-json", lines(pano(FIRST), pano(SECOND))),
    Golden("pano-scrobbler-csv", text(PANO_CSV)),
    Golden("deezer", workbook([DEEZER_HEADER, deezer("2024-03-09 21:14:07"), deezer("2024-03-09 21:17:45", 214)])),
    Golden("tidal", TIDAL, (FIRST - 7, SECOND - 45)),
    Golden("amazon-music", AMAZON, beside=(AMAZON_LIBRARY,)),
    Golden("google-play-music", PLAY_MUSIC, None),
    Golden("scrobbler-log", ROCKBOX, zone="Europe/Amsterdam"),
    Golden("foobar2000", FOOBAR, (FOOBAR_FIRST, FIRST)),
    Golden("jellyfin", JELLYFIN, zone="Europe/Amsterdam"),
    Golden("spinitron", SPINITRON),
    Golden("exportify", EXPORTIFY, None),
    Golden("tunemymusic", text("\ufeffTrack name,Artist name,Album,Playlist name,Type,ISRC\n"
                               + f"{TITLE},{ARTIST},{ALBUM},Evening,Playlist,{ISRC}\n" * 2), None),
    Golden("soundiiz", text("\ufefftitle;artist;album;isrc;addedDate;addedBy;duration;url\n"
                            + f"{TITLE};{ARTIST};{ALBUM};qzes12400001;2024-03-09;account-4712;225s;x\n" * 2), None),
    Golden("spotify-playlists", dump(SPOTIFY_LIST), None),
    Golden("million-playlists", dump(MPD), None),
    Golden("youtube-music-library", text("Video-ID,Song Title,Album Title,Artist Name 1,Artist Name 2\n"
                                         + f"{VIDEO},{TITLE},{ALBUM},{ARTIST},\n" * 2), None),
    Golden("jspf", dump(JSPF), None),
    Golden("xspf", XSPF, None),
    Golden("m3u", M3U, None),
    Golden("m3u-paths", text(f"/Hidden Street 3/{ARTIST} - {TITLE}.mp3\n" * 2), None),
    Golden("itunes-playlist", "\ufeff".encode("utf-16-le") + (
        "\t".join(("Titel", "Artist", "Komponist", "Album", *(str(n) for n in range(20)))) + "\r"
        + ("\t".join((TITLE, ARTIST, "", ALBUM, *("" for n in range(20)))) + "\r") * 2).encode("utf-16-le"), None),
    Golden("lastfm-1k", ONE_K),
    Golden("lfm-1b", text(f"31435741\t7\t4\t11\t{FIRST}\n31435741\t7\t4\t11\t{SECOND}\n"),
           beside=(LFM_TRACKS, LFM_ARTISTS)),
    Golden("lfm-2b", text("user_id\ttrack_id\talbum_id\ttimestamp\n31435\t11\t4\t2024-03-09 21:14:07\n"
                          "31435\t11\t4\t2024-03-09 21:17:45\n"), beside=(LFM_2B_TRACKS,)),
    Golden("30music", MUSIC30, beside=(MUSIC30_TRACKS,)),
    Golden("yes-com", text("0 1 \n2 1 \n0 \n0 \n"), None, beside=(SONG_HASH,)),
)  # fmt: skip
