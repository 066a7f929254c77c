"""Spotify's two histories: recognition, times, kinds, balance, damage."""

from __future__ import annotations

import json
from typing import Any

import pytest

from s2v_desktop.core.errors import S2VError, WrongPackage
from s2v_desktop.core.types import Kind, Quality

URI = "spotify:track:0AbCdEfGhIjKlMnOpQrStU"
END = "2024-03-09T21:17:41Z"
END_MS = 1_710_019_061_000


def entry(**changes: Any) -> dict[str, Any]:
    """One row in the present shape with its 21 keys."""
    row: dict[str, Any] = {
        "ts": END, "platform": "android", "ms_played": 214000, "conn_country": "NL", "ip_addr": "192.0.2.17",
        "master_metadata_track_name": "Paper Lanterns", "master_metadata_album_artist_name": "Nordlicht Trio",
        "master_metadata_album_album_name": "Slow Weather", "spotify_track_uri": URI, "episode_name": None,
        "episode_show_name": None, "spotify_episode_uri": None, "audiobook_title": None, "audiobook_uri": None,
        "audiobook_chapter_uri": None, "audiobook_chapter_title": None, "reason_start": "trackdone",
        "reason_end": "trackdone", "shuffle": False, "skipped": False, "offline": False,
        "offline_timestamp": 1710018847, "incognito_mode": False,
    }  # fmt: skip
    return row | changes


def other(**changes: Any) -> dict[str, Any]:
    """A row that is not music."""
    nothing = dict.fromkeys(
        ("master_metadata_track_name", "master_metadata_album_artist_name", "master_metadata_album_album_name",
         "spotify_track_uri")
    )  # fmt: skip
    return entry(**nothing | changes)


OLD = {
    "ts": END, "username": "nt_user", "platform": "Android OS 9 API 28", "ms_played": 214000, "conn_country": "ZZ",
    "ip_addr_decrypted": "192.0.2.17", "user_agent_decrypted": "unknown", "master_metadata_track_name":
    "Paper Lanterns", "master_metadata_album_artist_name": "Nordlicht Trio", "master_metadata_album_album_name":
    "Slow Weather", "spotify_track_uri": URI, "episode_name": None, "episode_show_name": None, "spotify_episode_uri":
    None, "reason_start": "clickrow", "reason_end": "trackdone", "shuffle": False, "skipped": None, "offline": False,
    "offline_timestamp": 1710018847312, "incognito_mode": False,
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("row", [entry(), OLD], ids=["now", "endsong"])
def test_the_play_of_the_specification(write, read, start_ms, row, indent):
    done = read(write(json.dumps([row], indent=indent)))
    assert done.detection.format == "spotify-extended"
    assert done.detection.listener == ""
    (play,) = done.rows
    assert (play.title, play.artist, play.album) == ("Paper Lanterns", "Nordlicht Trio", "Slow Weather")
    assert (play.start_ms, play.end_ms, play.ms_played) == (start_ms, END_MS, 214000)
    assert (play.quality, play.kind, play.skip) == (Quality.EXACT, Kind.MUSIC, False)
    assert play.ids == "spotify:0AbCdEfGhIjKlMnOpQrStU"


def test_nothing_personal_leaves_the_reader(write, read):
    done = read(write(json.dumps([OLD, entry(ts="nonsense"), entry(ts=None)])))
    said = " ".join(str(row) for row in (*done.rows, *done.skipped))
    assert "192.0.2.17" not in said
    assert "nt_user" not in said
    assert done.reasons == ["bad-time", "no-time"]


@pytest.mark.parametrize(
    ("changes", "start", "end", "quality"),
    [
        ({}, -214, 0, Quality.EXACT),
        ({"offline_timestamp": 1710018847 - 600}, -814, 0, Quality.EXACT),
        ({"offline_timestamp": 1710018847 - 7200, "reason_end": "trackdone"}, -214, 0, Quality.DERIVED),
        ({"offline_timestamp": 1710018847 - 7200, "reason_end": "logout"}, -7414, -7200, Quality.DERIVED),
        ({"offline_timestamp": 1710018847 - 86400 * 365}, -214, 0, Quality.DERIVED),
        ({"offline_timestamp": 0}, -214, 0, Quality.DERIVED),
        ({"offline_timestamp": None, "reason_end": "unexpected-exit"}, -214, 0, Quality.BOGUS),
    ],
    ids=["plain", "pause", "came-back", "left-standing", "a-year-off", "zero", "closed-later"],
)
def test_start_and_end(write, read, changes, start, end, quality):
    (play,) = read(write(json.dumps([entry(**changes)]))).rows
    assert (play.start_ms, play.end_ms) == (END_MS + start * 1000, END_MS + end * 1000)
    assert play.quality == quality


def test_a_missing_start_is_the_end_before_on_the_same_platform(write, read):
    before = entry(ts="2024-03-09T21:10:00Z", offline_timestamp=1710018386)
    elsewhere = entry(ts="2024-03-09T21:13:00Z", platform="ios", offline_timestamp=1710018566)
    paused = entry(offline_timestamp=None)  # 7:41 after the row before, of which 3:34 were heard
    done = read(write(json.dumps([paused, elsewhere, before])))
    play = next(row for row in done.rows if row.number == 1)
    assert play.start_ms == 1710018600000
    assert play.quality == Quality.DERIVED
    unknown = entry(offline_timestamp=None, reason_start="remote")
    play = next(row for row in read(write(json.dumps([unknown, before]))).rows if row.number == 1)
    assert play.start_ms == END_MS - 214000


def test_small_overlaps_are_clipped_and_large_ones_stay(write, read):
    first = entry(ts="2024-03-09T21:14:20Z", offline_timestamp=1710018646)
    clipped = read(write(json.dumps([first, entry()]))).rows[1]
    assert clipped.start_ms == 1710018860000
    first = entry(ts="2024-03-09T21:16:00Z", offline_timestamp=1710018746)
    kept = read(write(json.dumps([first, entry()]))).rows[1]
    assert kept.start_ms == END_MS - 214000


@pytest.mark.parametrize(
    ("row", "kind", "title"),
    [
        (other(episode_name="Part 1", episode_show_name="A Show", spotify_episode_uri="spotify:episode:1"),
         Kind.PODCAST, "Part 1"),
        (other(audiobook_uri="spotify:show:1", audiobook_title="A Book", audiobook_chapter_title="One"),
         Kind.AUDIOBOOK, "One"),
        (other(), Kind.UNATTRIBUTED, ""),
        (entry(master_metadata_track_name=None), Kind.UNATTRIBUTED, ""),
    ],
)  # fmt: skip
def test_events_keep_their_times(write, read, row, kind, title):
    (event,) = read(write(json.dumps([row]))).rows
    assert (event.kind, event.title) == (kind, title)
    assert event.end_ms == END_MS


def test_private_sessions_and_videos_and_skips(write, read):
    private = entry(incognito_mode=True, ms_played=3000, reason_end="fwdbtn")
    (play,) = read(write(json.dumps([private]))).rows
    assert play.ids.split() == ["spotify:0AbCdEfGhIjKlMnOpQrStU", "private:1"]
    assert play.skip is True
    (play,) = read(write(json.dumps([entry()]), "Streaming_History_Video_2020.json")).rows
    assert play.kind == Kind.MUSIC_VIDEO


def test_a_cut_file_gives_what_is_whole(write, read):
    whole = json.dumps([entry(), entry(ts="2024-03-09T21:21:19Z"), entry()], indent=2)
    done = read(write(whole[:-300]))
    assert len(done.rows) == 2
    assert done.reasons == ["bad-row"]


def test_odd_rows_are_named(write, read):
    rows = [entry(), None, 3, entry(ms_played="214000"), entry(ms_played=None), entry(ts="1999-01-01T00:00:00Z")]
    done = read(write(json.dumps(rows)))
    assert sorted(done.reasons) == ["bad-row", "bad-row", "impossible-time"]
    assert [row.ms_played for row in sorted(done.rows)] == [214000, 214000, None]


def test_account_data_is_spread_over_its_minute(write, read):
    rows = [
        {"endTime": "2024-03-09 21:17", "artistName": "Nordlicht Trio", "trackName": f"Song {place}", "msPlayed": heard}
        for place, heard in enumerate((214000, 10000, 20000, 40000, 1000))
    ]
    done = read(write(json.dumps(rows)))
    assert done.detection.format == "spotify-account"
    minute = 1710019020000
    assert [row.end_ms - minute for row in done.rows] == [0, 10000, 30000, 59000, 59000]
    assert done.rows[0].start_ms == minute - 214000
    assert {row.precision_s for row in done.rows} == {60}


def test_account_data_kinds(write, read):
    rows = [
        {"endTime": "2024-03-09 21:17", "podcastName": "A Show", "episodeName": "Part 1", "msPlayed": 1},
        {"endTime": "2024-03-09 21:18", "audiobookName": "A Book", "chapterName": "One", "authorName": "B",
         "msPlayed": 1},
        {"endTime": "2024-03-09 21:19", "artistName": "Unknown Artist", "trackName": "Unknown Track", "msPlayed": 1},
        {"endTime": "soon", "artistName": "A", "trackName": "B", "msPlayed": 1},
    ]  # fmt: skip
    done = read(write(json.dumps(rows)))
    assert [row.kind for row in done.rows] == [Kind.PODCAST, Kind.AUDIOBOOK, Kind.UNATTRIBUTED]
    assert done.reasons == ["bad-time"]


@pytest.mark.parametrize(
    "document",
    [
        {"inferences": ["x"]},
        {"tracks": [], "albums": [], "shows": []},
        [{"message_name": "x", "context_time": 1}],
        [],
    ],
)
def test_other_packages_are_named(write, read, document):
    with pytest.raises(WrongPackage, match=r"x\.bin"):
        read(write(json.dumps(document)))


def test_recent_plays_of_the_api(write, read):
    track = {"name": "B", "artists": [{"name": "A"}, {"name": "Guest"}], "duration_ms": 1000}
    entries = [
        {"track": track, "played_at": "2024-03-09T21:14:07.123Z"}, {"track": track, "played_at": "soon"},
        {"track": None, "played_at": "2024-03-09T21:14:07Z"}, {"track": track, "played_at": None},
        {"track": track | {"artists": None}, "played_at": "2024-03-09T21:14:07Z"}, 5,
    ]  # fmt: skip
    done = read(write(json.dumps({"items": entries})))
    (play,) = done.rows
    assert (play.artist, play.title, play.track_ms, play.quality) == ("A", "B", 1000, Quality.DERIVED)
    assert done.reasons == ["bad-time", "no-title", "no-time", "no-artist", "bad-row"]


def test_one_cut_row_is_a_damaged_row(write, read):
    done = read(write(json.dumps([entry()])[:200]))
    assert (done.rows, done.reasons) == ([], ["bad-row"])


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_the_beginning_alone_is_refused(write, read, cut):
    source = write(json.dumps([entry()])[:cut])
    with pytest.raises(S2VError, match=r"x\.bin"):
        read(source)
