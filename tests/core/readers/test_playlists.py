"""Playlists: documents, tables in any language, M3U."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from tests.core.readers.goldens import EXPORTIFY, ISRC, JSPF, MBID, MPD, SPOTIFY_LIST, URI, XSPF

ID = "spotify:0AbCdEfGhIjKlMnOpQrStU"


def test_exportify_in_english(write, read):
    done = read(write(EXPORTIFY, "road_trip.csv"))
    row = done.rows[0]
    assert (row.session, row.album, row.track_ms, row.ids) == ("road trip", "Slow Weather", 214000, f"{ID} isrc:{ISRC}")


def test_exportify_in_other_languages(write, read):
    body = EXPORTIFY.split(b"\n", 1)[1].replace(b'"Nordlicht Trio","spotify:album', b'"A, B\\, C","spotify:album')
    german = '"Song-URI","Song-Name","Künstler-URI(s)","Künstlername(n)","Album-URI","Albumname"'
    rows = read(write((german + ',"x"' * 13 + "\n").encode() + body)).rows
    assert [(row.title, row.artist, row.album) for row in rows] == [("Paper Lanterns", "A, B, C", "Slow Weather")] * 2


def test_exportify_net(write, read):
    other = f'\ufeffSong-URI,Titel,Album,Künstler,Datum,Dauer (ms)\n{URI},Paper Lanterns,Slow,"A;B",2024,214000\n'
    (row,) = read(write(other)).rows
    assert (row.title, row.artist, row.album, row.track_ms, row.ids) == ("Paper Lanterns", "A;B", "Slow", 214000, ID)
    english = "Spotify ID,Artist Name(s),Track Name,Album Name,Added At\n"
    (row,) = read(write(english + "0AbCdEfGhIjKlMnOpQrStU,A,T,B,2024-03-09T21:14:07Z\n")).rows
    assert (row.title, row.artist, row.start_ms, row.ids) == ("T", "A", None, ID)


def test_local_files_of_a_playlist_have_no_id(write, read):
    table = EXPORTIFY.replace(f'"{URI}"'.encode(), b'"spotify:local:A:B:T:214"', 1)
    assert [row.ids for row in read(write(table)).rows] == [f"isrc:{ISRC}", f"{ID} isrc:{ISRC}"]


def test_tunemymusic(write, read):
    header = "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\n"
    rows = "T,A,B,Evening,Playlist,,0AbCdEfGhIjKlMnOpQrStU\nT,A,B,,Favorite,,\n,A,,,Artist,,\n,A,B,,Album,,\n"
    done = read(write(header + rows))
    assert [(row.session, row.ids) for row in done.rows] == [("Evening", ID), ("Favorite", "")]
    assert done.reasons == ["not-a-play", "not-a-play"]


def test_soundiiz_with_two_codes(write, read):
    (row,) = read(write('title;artist;album;isrc\nT;A;B;"QZES12400001, QZES12400002"\n')).rows
    assert row.ids == "isrc:QZES12400001"


def test_spotify_lists(write, read):
    lists = json.loads(json.dumps(SPOTIFY_LIST))
    items = lists["playlists"][0]["items"]
    own = {"localTrack": {"trackName": "T", "artistName": "A"}}
    items += [{"track": None, "episode": {"episodeName": "x"}}, own, 7]
    lists["playlists"] += [lists["playlists"][0], "x"]
    done = read(write(json.dumps(lists)))
    assert {row.session for row in done.rows} == {"Evening", "Evening · 2"}
    assert sorted(done.reasons) == ["bad-row"] * 3 + ["podcast"] * 2


def test_million_playlists(write, read):
    rows = read(write(json.dumps(MPD))).rows
    assert [(row.session, row.order, row.ids) for row in rows] == [("Evening · 7", 0.0, ID), ("Evening · 7", 1.0, ID)]


def test_jspf_and_xspf(write, read):
    assert [row.ids for row in read(write(json.dumps(JSPF))).rows] == [f"mbid:{MBID}"] * 2
    assert {row.session for row in read(write(XSPF)).rows} == {"Evening"}
    with pytest.raises(UnreadableFile, match="entities"):
        read(write(XSPF.replace(b"?><", b'?><!DOCTYPE p [<!ENTITY b "c">]><')))
    cut = read(write(XSPF[:-60]))
    assert (len(cut.rows), cut.reasons) == (1, ["bad-row"])


@pytest.mark.parametrize(
    ("info", "artist", "title", "length"),
    [
        ("#EXTINF:214,A - T - Live", "A", "T - Live", 214000),
        ("#EXTINF:-1,A - T", "A", "T", None),
        ('#EXTINF:214 tvg-id="a,b" group="x",A - T', "A", "T", 214000),
        ("#EXTART:A\n#EXTALB:B\n#EXTINF:214,A - T", "A", "T", 214000),
        ("#EXTART:A\n#EXTINF:214,T", "A", "T", 214000),
        ("#EXTART:Yes\n#EXTINF:214,Yesterday", "Yes", "Yesterday", 214000),
        ("#EXTART:Yes\n#EXTINF:214,Yes - Yesterday", "Yes", "Yesterday", 214000),
    ],
)
def test_m3u(write, read, info, artist, title, length):
    (row,) = read(write(f"#EXTM3U\r\n{info}\r\nC:\\Music\\x.mp3\r\n", "My_List.m3u")).rows
    assert (row.artist, row.title, row.track_ms, row.session) == (artist, title, length, "My List")


def test_m3u_without_names_and_in_an_old_encoding(write, read):
    done = read(write("#EXTM3U\nx.mp3\n#EXTINF:1,Sigur Rós - Untitled\ny.mp3\n".encode("cp1252")))
    assert [row.artist for row in done.rows] == ["Sigur Rós"]
    assert done.reasons == ["no-title"]
    done = read(write("/a/Sigur Rós - Untitled.mp3\n/a/x.mp3\n"))
    assert (done.rows[0].artist, done.reasons) == ("Sigur Rós", ["no-artist"])


def test_streams_are_no_playlists(write, read):
    with pytest.raises(WrongPackage, match="stream"):
        read(write("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9.009,\nfirst.ts\n"))


@pytest.mark.parametrize("header", ["Track URI,Track Name,Artist Name,Played At", "title,artist,album,isrc,timestamp"])
def test_plays_with_the_words_of_a_playlist_keep_their_times(write, read, header):
    cells = [URI, "T", "A"] if header.startswith("Track") else ["T", "A", "B", ISRC]
    (row,) = read(write(f"{header}\n{','.join(cells)},2024-03-09T21:14:07Z\n")).rows
    assert (row.title, row.artist, row.start_ms) == ("T", "A", 1710018847000)
