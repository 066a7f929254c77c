"""Exports as services hand them out, with a marked secret in every field that tells of a person or a device.

Every format also has rows that are skipped, since excerpts of those are kept and shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tests.core.readers.goldens import (
    ACTIVITY_HEADER,
    ARTIST,
    DEEZER_HEADER,
    FIRST,
    TITLE,
    URI,
    VIDEO,
    deezer,
    koito,
    listen,
    maloja,
    page,
    watched,
    workbook,
)
from tests.core.readers.goldens_more import endsong, song

IP, IP6, MAIL = "203.0.113.77", "2001:db8::7a77", "marked.person@example.org"
AGENT, ACCOUNT, DEVICE, PLACE = "MarkedAgent%2F55", "marked-account-91", "marked-device-4711", "52.370216"
SECRETS = (IP, IP6, MAIL, "example.org", "MarkedAgent", ACCOUNT, DEVICE, PLACE)

Files = dict[str, bytes]


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


def _table(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def spotify_extended() -> Files:
    """Both generations, a damaged row, one without a title, an episode, and the account's other files."""
    person = {"username": ACCOUNT, "platform": f"Android ({DEVICE})", "ip_addr": IP, "ip_addr_decrypted": IP6,
              "user_agent_decrypted": AGENT}  # fmt: skip
    good = endsong("2024-03-09T21:17:41Z", FIRST * 1000) | person
    rows = [good, good | {"ts": "never"}, good | {"ts": None}, good | {"ts": "1999-01-01T00:00:00Z"},
            good | {"master_metadata_track_name": None, "ts": "2024-03-09T22:17:41Z"},
            good | {"spotify_track_uri": None, "spotify_episode_uri": "spotify:episode:1", "episode_name": "Talk"},
            good | {"ts": "2024-03-10T22:17:41Z", "incognito_mode": True}, MAIL, [IP]]  # fmt: skip
    return {"Streaming_History_Audio_2024_0.json": _json(rows)}


def spotify_account() -> Files:
    """The history beside the files about the person."""
    play = {"endTime": "2024-03-09 21:17", "artistName": ARTIST, "trackName": TITLE, "msPlayed": 214000}
    return {
        "StreamingHistory_music_0.json": _json([play | {"ipAddress": IP, "user": MAIL}, play | {"endTime": MAIL}]),
        "Userdata.json": _json({"username": ACCOUNT, "email": MAIL, "creationTime": "x", "gender": "x"}),
        "Payments.json": _json({"payment_method": ACCOUNT}),
        "Identifiers.json": _json({"identifierType": "email", "identifierValue": MAIL}),
        "Identity.json": _json({"displayName": ACCOUNT, "imageUrl": IP}),
        "SearchQueries.json": _json([{"platform": DEVICE, "searchTime": "x", "searchQuery": MAIL}]),
    }


def apple() -> Files:
    """Play Activity with all columns about devices; segments, an advertisement, rows without times and titles."""

    def row(start: str, end: str, title: str = TITLE, item: str = "", event: str = "PLAY_END") -> str:
        return (f'"Slow Weather","{IP}","{DEVICE}","NATURAL_END_OF_TRACK","{end}","e","{start}","{event}","214000",'
                f'"AUDIO","214000","{title}","{ACCOUNT}","{item}","{AGENT}","{IP6}","{MAIL}"')  # fmt: skip

    header = ACTIVITY_HEADER + ",Item Type,Device OS Name,IP Address,Apple ID Number"
    times = "2024-03-09T21:14:07Z", "2024-03-09T21:17:41Z"
    return {"Apple Music Play Activity.csv": _table(header, (
        row(*times), row("", ""), row("x", "y"), row(*times, title=""), row(*times, item="AUDIO_AD"),
        row(*times, event="LYRIC_DISPLAY"), f'"torn","{IP}"',
    ))}  # fmt: skip


def amazon() -> Files:
    """A history with a customer, devices and addresses."""
    header = "timestamp,title,customerId,consumptionDurationMs,trackLengthMs,asin,deviceId,ip,userAgent,artistAsin"
    rest = f"{ACCOUNT},214000,214000,B000000001,{DEVICE},{IP},{AGENT},B00A"
    return {"listening.csv": _table(header, (
        f"2024-03-09T21:14:07Z,{TITLE},{rest}", f"soon,{TITLE},{rest}", f",,{rest}", f"2024-03-09T21:14:07Z,,{rest}",
        f"1999-01-01T21:14:07Z,a, b and c,{rest}",
    ))}  # fmt: skip


def deezer_workbook() -> Files:
    """The history sheet; every row has an address and a device."""
    rows = [deezer("2024-03-09 21:14:07"), deezer("never"), deezer("2024-03-09 21:18:07", "-1"),
            deezer("1999-03-09 21:18:07"), deezer("2024-03-09 21:18:07", title="")]  # fmt: skip
    for row in rows:
        row[4], row[6], row[7] = IP, AGENT, DEVICE
    return {"deezer-data_1.xlsx": workbook([DEEZER_HEADER, *rows])}


def tidal() -> Files:
    """Places and devices beside every play."""
    header = "artist_name,track_title,entry_date,time_zone,city,client_ip,device,user_email"
    rest = f"null,{PLACE},{IP},{DEVICE},{MAIL}"
    return {"streaming.csv": _table(header, (
        f"{ARTIST},{TITLE},09/03/2024 22:14,{rest}", f"{ARTIST},{TITLE},soon,{rest}",
        f"{ARTIST},,09/03/2024 22:14,{rest}",
        f"{ARTIST},{TITLE},09/03/2024 22:14,Nowhere/{ACCOUNT},{PLACE},{IP},{DEVICE},{MAIL}",
    ))}  # fmt: skip


def youtube() -> Files:
    """My Activity tells where somebody was."""
    where = {"locationInfos": [{"name": PLACE, "url": f"https://www.google.com/maps?q={PLACE}", "source": DEVICE}]}
    rows = [watched("2024-03-09T21:14:07Z", **where), watched("never", **where),
            watched("1999-03-09T21:14:07Z", **where),
            watched("2024-03-09T22:14:07Z", titleUrl=f"https://www.youtube.com/post/{ACCOUNT}", **where),
            watched("2024-03-09T23:14:07Z", details=[{"name": MAIL}], **where)]  # fmt: skip
    return {"MyActivity.json": _json(rows)}


def youtube_page() -> Files:
    """The same as a page, with the caption that names places."""

    def block(date: str) -> str:
        return (
            '<div class="outer-cell mdl-cell"><p class="mdl-typography--title">YouTube Music<br></p>'
            '<div class="content-cell mdl-cell mdl-typography--body-1">Watched\u00a0'
            f'<a href="https://music.youtube.com/watch?v={VIDEO}">{TITLE}</a><br>'
            f'<a href="https://x/{ACCOUNT}">{ARTIST} - Topic</a><br>{date}<br></div>'
            '<div class="content-cell mdl-typography--caption"><b>Products:</b><br>&emsp;YouTube<br>'
            f"<b>Locations:</b><br>&emsp;From <a href='https://maps?q={PLACE}'>{DEVICE}</a><br></div></div>"
        )  # fmt: skip

    return {"MyActivity.html": page(block("Mar 9, 2024, 10:14:07 PM CET"), block(MAIL), block("soon"))}


def listenbrainz() -> Files:
    """What clients send along, and whose export it is."""
    info = {"listening_from": DEVICE, "user_agent": AGENT, "submission_client": AGENT, "origin_url": f"http://{IP}/",
            "spotify_id": MAIL, "youtube_id": MAIL, "client_ip": IP6}  # fmt: skip
    good = listen(FIRST, **info) | {"user_name": MAIL}
    lines = [good, good | {"listened_at": "never"}, good | {"listened_at": 1}, {"track_metadata": MAIL}, IP]
    return {"3.jsonl": b"\n".join(map(_json, lines)), "user.json": _json({"user_id": ACCOUNT, "username": MAIL})}


def jellyfin() -> Files:
    """A server's report of users and devices."""
    header = "DateCreated,UserId,ItemId,ItemType,ItemName,PlaybackMethod,ClientName,DeviceName,PlayDuration"
    kinds = (("2024-03-09 22:14:07", "Audio"), ("soon", "Audio"), ("1999-03-09 22:14:07", "Audio"),
             ("2024-03-09 22:14:07", "Movie"), ("2024-03-09 22:14:07", "Book"))  # fmt: skip
    return {"playback_report.csv": _table(header, (
        f"{when},{ACCOUNT},1,{kind},{ARTIST} - {TITLE},DirectPlay,{AGENT},{DEVICE},214" for when, kind in kinds
    ))}  # fmt: skip


def scrobblers() -> Files:
    """Maloja, Koito and Pano Scrobbler name clients; Koito a user."""
    pano = {"timeMs": FIRST * 1000, "artist": ARTIST, "track": TITLE, "durationMs": 1, "mediaPlayerPackage": DEVICE,
            "mediaPlayerName": AGENT, "timeHuman": MAIL}  # fmt: skip
    return {
        "maloja.json": maloja(FIRST, 1, origin=f"client:{DEVICE} {IP}"),
        "koito.json": koito("2024-03-09T21:14:07Z", "never").replace(b"Agent-7.0", DEVICE.encode()).replace(
            b"nt_user", MAIL.encode()),
        "pano.jsonl": b"\n".join(map(_json, (pano, pano | {"event": "love"}, pano | {"timeMs": "x"}, MAIL))),
    }  # fmt: skip


def lastfm() -> Files:
    """Last.fm's answer, its old archive, and Libre.fm's archive with a notice about the account."""
    answer = {"recenttracks": {"track": [song(FIRST, url=f"http://x/{ACCOUNT}"), song(1), song(0, date=MAIL), IP],
                               "@attr": {"user": "nt_user", "email": MAIL}}}  # fmt: skip
    old = {"timestamp": {"unixtimestamp": FIRST}, "application": AGENT, "client_ip": IP, "track": {
        "name": TITLE, "mbid": "", "artist": {"name": ARTIST}}}  # fmt: skip
    libre = f"# Data export notice for {MAIL},,,\n# {IP} {ACCOUNT},,,\nuserid,Artist,Track,Time\n" + "".join(
        f"{ACCOUNT},{ARTIST},{title},{when}\n"
        for title, when in ((TITLE, FIRST), (TITLE, "soon"), ("", FIRST), (TITLE, 1))
    )  # fmt: skip
    return {
        "recent.json": _json(answer), "scrobbles_2013-03.json": _json([old, old | {"timestamp": {}}, MAIL]),
        "libre.csv": libre.encode(),
    }  # fmt: skip


def lists() -> Files:
    """Playlists name who made them, who added a song and where it lies."""
    home = f"/home/{ACCOUNT}/{DEVICE}"
    track = {"title": TITLE, "creator": ARTIST, "location": [f"file://{home}/x.mp3"], "annotation": MAIL}
    return {
        "exportify.csv": _table("Track URI,Track Name,Artist Name(s),Added By,Added At", (
            f"{URI},{TITLE},{ARTIST},{ACCOUNT},2024-03-09T21:14:07Z", f"{URI},,{ARTIST},{MAIL},2024")),
        "soundiiz.csv": _table("title;artist;album;isrc;addedDate;addedBy", (
            f"{TITLE};{ARTIST};;;2024;{ACCOUNT}", f";{ARTIST};;;2024;{MAIL}")),
        "a.jspf": _json({"playlist": {"title": "Evening", "creator": MAIL, "track": [track, {"annotation": IP}]}}),
        "b.xspf": (f'<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Night</title><creator>{MAIL}</creator>'
                   f"<trackList><track><title>{TITLE}</title><creator>{ARTIST}</creator><location>{home}</location>"
                   f"</track><track><annotation>{IP}</annotation></track></trackList></playlist>").encode(),
        "c.m3u": f"#EXTM3U\n#EXTINF:214,{ARTIST} - {TITLE}\n{home}/x.mp3\n{home}/y.mp3\n".encode(),
        "log": (f"#AUDIOSCROBBLER/1.1\n#TZ/UTC\n#CLIENT/{DEVICE} {IP}\n"
                f"{ARTIST}\t\t{TITLE}\t3\t214\tL\t{FIRST}\t{MAIL}\n"
                f"{ARTIST}\t\t{TITLE}\t3\t214\tL\tsoon\t{MAIL}\n").encode(),
        "spin.csv": (f'"DJ","{MAIL}"\n\nDate-time,Artist,Song,Release,Label\n'
                     f"2024-03-09T21:14:07Z,{ARTIST},{TITLE},,{IP}\n").encode(),
    }  # fmt: skip


def tables() -> Files:
    """Tables of anybody: damaged rows shift cells under other headers, and one says nothing of songs at all."""
    person = f"{IP},{MAIL},{AGENT},{ACCOUNT},{DEVICE},{IP6}"
    header = "artist,title,time,note,ip address,e-mail,user agent,account number,device id,address"
    rows = (f"{ARTIST},{TITLE},{FIRST},,{person}", f",{TITLE},{FIRST},,{person}", f"{ARTIST},{TITLE},soon,,{person}",
            f"{ARTIST},{TITLE},{FIRST},{person}", f"{ARTIST},{TITLE},{FIRST},x,y,{person},{person}",
            f"{person},{person}", f"{ARTIST},{TITLE}", f'{ARTIST},"{TITLE},{FIRST},,{person}')  # fmt: skip
    return {
        "plays.csv": _table(header, rows),
        "logins.csv": _table("when,ip,who,agent,account", (f"2024-03-09,{IP},{MAIL},{AGENT},{ACCOUNT}",) * 3),
        "unnamed.csv": _table(f"2024-03-09 21:14:07,{IP},{MAIL},{IP6}", (f"2024-03-09 21:18:07,{IP},{MAIL},",) * 3),
    }  # fmt: skip


EXPORTS = {
    one.__name__: one for one in (
        spotify_extended, spotify_account, apple, amazon, deezer_workbook, tidal, youtube, youtube_page, listenbrainz,
        jellyfin, scrobblers, lastfm, lists, tables,
    )
}  # fmt: skip
