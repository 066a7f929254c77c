"""Apple Music: segments, artists from the files beside, days and counts, the library as XML."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from s2v_desktop.core.readers.apple_names import splits
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.types import Kind, Quality
from tests.core.readers.goldens import (
    ACTIVITY,
    ALBUM,
    ARTIST,
    DAILY,
    FIRST,
    HOUR,
    LIBRARY_XML,
    TITLE,
    activity,
    segment,
)

PAUSE = "PLAYBACK_MANUALLY_PAUSED"


def test_a_pause_is_stitched(write, read):
    rows = (
        segment("2024-03-09T21:18:07.000Z", "2024-03-09T21:20:11.000Z", 124000),
        segment("2024-03-09T21:14:07.000Z", "2024-03-09T21:15:37.000Z", 90000, PAUSE),
    )
    done = read(write(activity(*rows)))
    (play,) = done.rows
    assert (play.number, play.start_ms, play.end_ms, play.ms_played) == (2, FIRST * 1000, 1710019211000, 214000)
    assert (done.reasons, done.skipped[0].number) == (["segment"], 1)


def test_a_segment_told_twice_is_heard_once(write, read):
    paused = segment("2024-03-09T21:14:07Z", "2024-03-09T21:15:37Z", 90000, PAUSE)
    done = read(write(activity(paused, paused, segment("2024-03-09T21:15:40Z", "2024-03-09T21:17:44Z", 124000))))
    assert [row.ms_played for row in done.rows] == [214000]
    assert done.reasons == ["segment", "segment"]


def test_the_library_of_older_downloads_is_a_table(write, read):
    content = (
        "Content Type,Track Identifier,Title,Artist,Album,Last Played Date\n"
        f"Song,1,{TITLE},{ARTIST},{ALBUM},2024-03-09T21:14:07Z\n"
    )
    with pytest.raises(WrongPackage, match="library of Apple Music"):
        read(write(content))
    source, library = write(ACTIVITY), write(content, "library.csv")
    done = read(source, companions=(source, library))
    assert {row.artist for row in done.rows} == {ARTIST}
    assert not done.detection.warnings


@pytest.mark.parametrize(
    ("later", "plays"),
    [
        (segment("2024-03-09T21:50:07Z", "2024-03-09T21:51:07Z", 60000), 2),
        (segment("2024-03-09T21:16:07Z", "2024-03-09T21:17:07Z", 60000, album="Other"), 2),
        (segment("2024-03-09T21:16:07Z", "2024-03-09T21:17:07Z", 60000).replace("device-4711", "b"), 2),
        (segment("2024-03-09T21:16:07Z", "2024-03-09T21:17:07Z", 60000), 1),
    ],
    ids=["long-pause", "other-album", "other-device", "same"],
)
def test_what_is_one_play(write, read, later, plays):
    first = segment("2024-03-09T21:14:07Z", "2024-03-09T21:15:37Z", 90000, "PLAYBACK_SUSPENDED")
    assert len(read(write(activity(first, later))).rows) == plays


def test_scrubbing_adds_nothing_and_negative_lengths_are_nothing(write, read):
    done = read(write(activity(
        segment("2024-03-09T21:14:07Z", "2024-03-09T21:15:07Z", 60000, "SCRUB_BEGIN"),
        segment("2024-03-09T21:15:07Z", "2024-03-09T21:15:17Z", 90000, "SCRUB_END"),
        segment("2024-03-09T21:15:17Z", "2024-03-09T21:16:17Z", -5000, PAUSE),
        segment("2024-03-09T21:16:17Z", "2024-03-09T21:17:17Z", 900000),
    )))  # fmt: skip
    assert [(row.ms_played, row.skip) for row in done.rows] == [(120000, False)]


def test_empty_and_turned_starts(write, read):
    done = read(write(activity(
        segment("", "2024-03-09T21:17:41Z"),
        segment("2024-03-09T23:17:41Z", "2024-03-09T22:17:41Z"),
        segment("2024-03-10T21:14:07Z", ""),
        segment("", ""),
        segment("x", "y"),
    )))  # fmt: skip
    assert [row.start_ms for row in done.rows] == [FIRST * 1000, (FIRST + 3600) * 1000, (FIRST + 86400) * 1000]
    assert done.reasons == ["no-time", "bad-time"]


def test_what_is_no_play(write, read):
    header = "Item Type,Container Type,Song Name,Event Type,Event Start Timestamp,Event End Timestamp,Play Duration " \
             "Milliseconds,End Reason Type,Artist Name\n"  # fmt: skip
    when = "2024-03-09 21:14:07,2024-03-09 21:17:41,214000"
    done = read(write(header + "".join((
        f"AUDIO_AD,,Buy,PLAY_END,{when},,A\n", f"NON_SONG_CLIP,,Clip,PLAY_END,{when},,A\n",
        f"ITUNES_STORE_CONTENT,,Song,PLAY_START,{when},,A\n", f"ITUNES_STORE_CONTENT,,,PLAY_END,{when},,A\n",
        f"ITUNES_STORE_CONTENT,,Song,PLAY_END,{when},FAILED_TO_LOAD,A\n",
        f"ITUNES_STORE_CONTENT,STREAM_RADIO_STATION,Wave FM,PLAY_END,{when},,\n",
        f"ITUNES_STORE_CONTENT,ALBUM,Song,PLAY_END,{when},,A\n",
    ))))  # fmt: skip
    assert done.reasons == ["ad", "not-a-play", "not-a-play", "no-title", "not-a-play"]
    assert [(row.kind, row.artist) for row in done.rows] == [(Kind.RADIO, ""), (Kind.MUSIC, "A")]


def daily(*rows):
    header = "Date Played,Hours,Play Count,Play Duration Milliseconds,Track Description\n"
    return header + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize(
    ("beside", "kind", "artist"),
    [
        ((), Kind.MUSIC, UNKNOWN_ARTIST),
        ((daily('20240309,21,1,1,"Nordlicht Trio - Paper Lanterns"'),), Kind.MUSIC, "Nordlicht Trio"),
        ((daily('20240310,0,1,1,"Nordlicht Trio - Paper Lanterns"', '20200101,0,1,1,"B - Paper Lanterns"'),),
         Kind.MUSIC, "Nordlicht Trio"),
        ((daily('20240309,21,1,1,"A - B - Paper Lanterns"'),), Kind.MUSIC, "A - B"),
        ((daily('20240309,21,1,1,"A - Paper Lanterns"', '20240309,21,1,1,"B - Paper Lanterns"'),), Kind.UNATTRIBUTED,
         ""),
        ((daily('20240309,21,1,1,"A - Other"'),), Kind.MUSIC, UNKNOWN_ARTIST),
        ((daily('20240309,21,1,1,"A - Paper Lanterns"', '20240309,21,1,1,"B - Paper Lanterns"'),
          json.dumps([{"Content Type": "Song", "Track Identifier": 1, "Title": "Paper Lanterns", "Artist": "B",
                       "Album": "Slow Weather"}])), Kind.MUSIC, "B"),
    ],
    ids=["alone", "same-day", "day-after", "dash-in-artist", "two-artists", "unknown", "library"],
)  # fmt: skip
def test_artists_come_from_the_files_beside(write, read, beside, kind, artist):
    source = write(activity(segment("2024-03-09T21:14:07Z", "2024-03-09T21:17:41Z")))
    others = tuple(write(content, f"{place}.bin") for place, content in enumerate(beside))
    done = read(source, companions=(source, *others))
    assert [(row.kind, row.artist) for row in done.rows] == [(kind, artist)]
    assert bool(done.detection.warnings) == (not beside)


def test_days_alone_are_coarse_plays(write):
    from s2v_desktop.core.progress import Silent
    from s2v_desktop.core.readers.base import ReadOptions
    from s2v_desktop.core.readers.detect import detect

    source = write(daily('20240309,"21, 22",3,642000,"Nordlicht Trio - Paper Lanterns"', "20240309,21,0,0,A - B",
                         "x,21,1,0,A - B", '20240309,,1,0,"Alone"'))  # fmt: skip
    found = detect(source)
    rows = list(found.reader.rows(source, found, ReadOptions(), Silent()))
    plays = rows[:3]
    assert [play.number for play in plays] == [1, 1, 1]
    assert [play.start_ms // 1000 for play in plays] == [HOUR, HOUR + 3600, HOUR + 1800]
    assert {(play.quality, play.precision_s, play.ms_played) for play in plays} == {(Quality.COARSE, 3600, 214000)}
    assert [row.reason for row in rows[3:5]] == ["never-played", "bad-time"]
    assert (rows[5].artist, rows[5].precision_s) == (UNKNOWN_ARTIST, 86400)


def test_days_beside_the_activity_are_not_counted_twice(write, read):
    activity_file, days = write(ACTIVITY, "a.bin"), write(DAILY, "b.bin")
    with pytest.raises(WrongPackage, match="same plays"):
        read(days, companions=(activity_file, days))


@pytest.mark.parametrize(
    "document",
    [
        [{"Content Type": "Song", "Track Identifier": 1, "Title": "x"}],
        [{"Container Identifier": 1, "Container Type": "Playlist", "Title": "x", "Playlist Item Identifiers": [1]}],
        [{"Identifier": 1, "Title": "x"}],
        [{"Transaction Type": "ADD", "Transaction Identifier": 1}],
    ],
)
def test_other_files_of_the_download_are_named(write, read, document):
    with pytest.raises(WrongPackage, match="Apple Media Services information"):
        read(write(json.dumps(document)))


def test_the_library_as_xml(write, read):
    done = read(write(LIBRARY_XML))
    (play,) = done.rows
    assert (play.end_ms, play.track_ms, play.ms_played) == ((FIRST + 214) * 1000, 214000, None)
    assert (play.quality, play.album, done.reasons) == (Quality.COARSE, "Slow Weather", ["never-played"])
    assert "last played" in done.detection.warnings[0]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b"<key>Location</key>", b"<key>Podcast</key><true/><key>Location</key>", Kind.PODCAST),
        (b"<key>Location</key>", b"<key>TV Show</key><true/><key>Location</key>", Kind.VIDEO),
        (b"<key>Location</key>", b"<key>Has Video</key><true/><key>Location</key>", Kind.MUSIC_VIDEO),
        (b"<key>Location</key>", b"<key>Disabled</key><false/><key>Location</key>", Kind.MUSIC),
        (b"<key>Artist</key><string>Nordlicht Trio</string>", b"<key>Album Artist</key><string>B</string>", Kind.MUSIC),
        (
            b"<key>Play Date UTC</key><date>2024-03-09T21:17:41Z</date>",
            b"<key>Play Date</key><integer>3792867461</integer>",
            Kind.MUSIC,
        ),
        (
            b"<key>Play Date UTC</key><date>2024-03-09T21:17:41Z</date>",
            b"<key>Play Date</key><integer>-502099835</integer>",
            Kind.MUSIC,
        ),
    ],
)
def test_entries_of_the_library(write, read, old, new, kind):
    done = read(write(LIBRARY_XML.replace(old, new)), time_zone="Europe/Amsterdam")
    (row,) = done.rows
    assert (row.kind, row.end_ms) == (kind, (FIRST + 214) * 1000)
    assert done.detection.local_time == (b"UTC" in old)


def test_a_library_that_tells_its_own_clock_only_says_so(write, read):
    content = LIBRARY_XML.replace(b"Play Date UTC</key><date>2024-03-09T21:17:41Z</date>",
                                  b"Play Date</key><integer>3792867461</integer>")  # fmt: skip
    assert "--time-zone" in read(write(content)).detection.warnings[1]


def test_a_library_with_entities_is_refused(write, read):
    bomb = LIBRARY_XML.replace(b"<!DOCTYPE plist PUBLIC", b'<!DOCTYPE plist [<!ENTITY a "b">]><!-- PUBLIC').replace(
        b'dtd">', b'dtd"-->'
    )
    with pytest.raises(UnreadableFile, match="entities"):
        read(write(bomb))


def test_a_cut_library_keeps_what_was_whole(write, read):
    done = read(write(LIBRARY_XML[: LIBRARY_XML.index(b"Never")]))
    assert (len(done.rows), done.reasons) == (1, ["bad-row"])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Apple Id Number,Artist Name,Content Name,Event Type,Event Start Timestamp,Event End Timestamp,"
         "Play Duration Milliseconds", "account-4712,Nordlicht Trio,Paper Lanterns,PLAY,2024-03-09T21:14:07.000Z,"
         "2024-03-09T21:17:41.000Z,214000"),
        ("\ufeffArtist Name,Content Name,Event End Timestamp,Event Start Timestamp,Event Type,"
         "Play Duration Milliseconds",
         "Nordlicht Trio,Paper Lanterns,2024-03-09 21:17:41,2024-03-09 21:14:07,PLAY_END,214000"),
    ],
    ids=["2019", "2020"],
)  # fmt: skip
def test_old_headers(write, read, header, row):
    (play,) = read(write(f"{header}\n{row}\n")).rows
    assert (play.title, play.artist, play.start_ms) == ("Paper Lanterns", "Nordlicht Trio", FIRST * 1000)


def test_times_west_of_greenwich_are_read(write, read):
    done = read(write(activity(segment("2024-03-09T16:14:07-05:00", "2024-03-09T16:17:41-05:00", 214000))))
    (play,) = done.rows
    assert (play.start_ms, play.quality) == (FIRST * 1000, Quality.EXACT)


def test_a_name_without_end_is_no_song():
    assert list(splits(" - " * 100_000)) == []
    assert list(splits("A - B - C")) == [("A", "B - C"), ("A - B", "C")]
