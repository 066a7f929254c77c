"""Last.fm in all its third-party shapes: recognition, golden rows, times nobody told, damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from s2v_desktop.core.readers.batches import mark
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row

DATA = Path(__file__).parents[2] / "data" / "readers"
GHAN = (
    "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
    '"1710019065","09 Mar 2024, 21:17","Nordlicht Trio","","Slow Weather","","Paper Lanterns",""\n'
    '"1710018847","09 Mar 2024, 21:14","Nordlicht Trio","","Slow Weather","","Paper Lanterns",""\n'
)
STATS = (
    "\ufeffArtist;Album;AlbumId;Track;Date#nt_user\r\n"
    "Nordlicht Trio;Slow Weather;;Paper Lanterns;1710018847000\r\n"
    'Nordlicht Trio;Slow Weather;;"Paper; Lanterns";1710019065000\r\n'
)
SONG = {
    "artist": {"mbid": "", "#text": "Nordlicht Trio"}, "name": "Paper Lanterns", "mbid": "",
    "album": {"mbid": "", "#text": "Slow Weather"}, "date": {"uts": "1710018847", "#text": "09 Mar 2024, 21:14"},
}  # fmt: skip
PLAYING = {"artist": {"#text": "Nordlicht Trio"}, "name": "Paper Lanterns", "@attr": {"nowplaying": "true"}}


@pytest.mark.parametrize(
    "content",
    [
        GHAN,
        "\ufeff" + GHAN.replace("\n", "\r\n"),
        "uts,utc_time,artist,album,track\n1710018847,2024-03-09 21:14:07,Nordlicht Trio,Slow Weather,Paper Lanterns\n",
    ],
    ids=["plain", "bom-crlf", "relative"],
)
def test_ghan_table(write, read, start_ms, content):
    done = read(write(content))
    assert done.detection.format == "lastfm-ghan-csv"
    play = done.rows[-1]
    assert (play.title, play.artist, play.album) == ("Paper Lanterns", "Nordlicht Trio", "Slow Weather")
    assert (play.start_ms, play.end_ms, play.ms_played, play.precision_s) == (start_ms, None, None, 1)
    assert not done.detection.local_time


def test_newest_first_is_turned_round(write, read):
    rows = read(write(GHAN)).rows
    assert [row.number for row in sorted(rows, key=lambda row: row.order)] == [2, 1]


def test_ghan_rows_without_time_were_still_playing(write, read):
    good = "".join(GHAN.splitlines(keepends=True)[1:]) * 20
    done = read(
        write(GHAN + good + '"","","Nordlicht Trio","","","","Paper Lanterns",""\n"x","","A","","","","B",""\n')
    )
    assert done.reasons == ["now-playing", "bad-time"]


def test_loved_songs_are_refused(write, read):
    with pytest.raises(WrongPackage, match="loved"):
        read(write('uts,utc_time,artist,artist_mbid,track,track_mbid\n"1","x","A","","B",""\n'))


@pytest.mark.parametrize("content", [STATS, STATS.replace("AlbumId;", "").replace(";;", ";")], ids=["five", "four"])
def test_lastfmstats_table(write, read, start_ms, content):
    done = read(write(content))
    assert (done.detection.format, done.detection.listener) == ("lastfmstats-csv", "nt_user")
    assert [row.title for row in done.rows] == ["Paper Lanterns", "Paper; Lanterns"]
    assert done.rows[0].start_ms == start_ms


@pytest.mark.parametrize("column", ["1710018847000", "1710019065000"])
def test_spoiled_by_a_spreadsheet(write, read, column):
    with pytest.raises(UnreadableFile, match="spreadsheet"):
        read(write(STATS.replace(column, "1,71002E+12")))


def test_without_header(write, read):
    done = read(write(
        "Nordlicht Trio,Slow Weather,Paper Lanterns,\n"
        "Nordlicht Trio,Slow Weather,Paper Lanterns,09 Mar 2024 21:17\n"
        '"Nordlicht Trio","Slow Weather","Paper Lanterns","09 Mar 2024, 21:14"\n'
    ))  # fmt: skip
    assert done.detection.format == "lastfm-to-csv"
    assert [row.start_ms for row in done.rows] == [1710019020000, 1710018840000]
    assert done.reasons == ["now-playing"]
    assert done.rows[0].precision_s == 60


@pytest.mark.parametrize(
    "document",
    [
        [{"track": [PLAYING, SONG]}, {"track": [PLAYING]}],
        [{"track": PLAYING}, {"track": SONG}],
        [PLAYING, SONG, PLAYING],
        {"recenttracks": {"track": [PLAYING, SONG, PLAYING], "@attr": {"user": "nt_user"}}},
        [PLAYING, {"album": "Slow Weather", "artist": "Nordlicht Trio", "name": "Paper Lanterns", "date": "1710018847"},
         PLAYING],
    ],
    ids=["ghan", "single", "backup", "api", "merged"],
)  # fmt: skip
def test_json_shapes(write, read, start_ms, document):
    done = read(write(json.dumps(document)))
    assert done.detection.format == "lastfm-json"
    (play,) = done.rows
    assert (play.title, play.artist, play.album, play.start_ms) == (
        "Paper Lanterns", "Nordlicht Trio", "Slow Weather", start_ms,
    )  # fmt: skip
    assert set(done.reasons) == {"now-playing"}


def test_lower_case_backup(write, read):
    song = {"artist": "nordlicht trio", "track": "paper lanterns", "album": "#no value#", "date": "09 mar 2024, 21:14"}
    (play,) = read(write(json.dumps([song]))).rows
    assert (play.title, play.album, play.start_ms, play.precision_s) == ("paper lanterns", "", 1710018840000, 60)


def test_json_bad_rows(write, read):
    rows = [SONG, 7, SONG | {"name": ""}, SONG | {"artist": None}, SONG | {"date": {"uts": "0"}},
            SONG | {"date": {"uts": "x"}}]  # fmt: skip
    done = read(write(json.dumps(rows)))
    assert done.reasons == ["bad-row", "no-title", "no-artist", "impossible-time", "bad-time"]


def test_cut_json_gives_what_is_whole(write, read):
    document = json.dumps([{"track": [SONG, SONG | {"name": "Second"}, SONG]}])
    done = read(write(document[:-30]))
    assert [row.title for row in done.rows] == ["Paper Lanterns", "Second"]
    assert done.reasons == ["bad-row"]


def test_the_real_sample(read):
    done = read(Source(DATA / "lastfmstats" / "lastfmstats-TestUser.json"))
    assert (done.detection.format, done.detection.listener) == ("lastfmstats-json", "TestUser")
    assert len(done.rows) == 1891
    assert not done.skipped
    placeholder = [row for row in done.rows if row.start_ms == 1108290000000]
    assert len(placeholder) == 15
    assert {row.quality for row in placeholder} == {Quality.COARSE}
    assert sum(row.quality == Quality.EXACT for row in done.rows) > 1700


def play(number: int, second: int, title: str = "") -> Row:
    return Row(number, title or f"Song {number}", "Nordlicht Trio", start_ms=1_710_018_847_000 + second * 1000)


def qualities(seconds: list[int]) -> list[int]:
    return [row.quality for row in mark(play(number, second) for number, second in enumerate(seconds, 1))]


def test_batches_are_marked_and_nothing_else():
    assert qualities([0, 200, 400, 400, 600]) == [0] * 5
    assert qualities([0, 200, 200, 200, 400]) == [0, 2, 2, 2, 0]
    assert qualities([0, 100, 110, 120, 130, 140, 400]) == [0, 3, 3, 3, 3, 3, 0]
    assert qualities([0, *range(500, 500 + 30 * 180, 180), 9999]) == [0, *[3] * 30, 0]
    assert qualities([1000 - second for second in (0, 10, 20, 30, 40, 300)]) == [3, 3, 3, 3, 3, 0]


def test_doubles_do_not_make_a_batch():
    rows = [play(number, second // 2 * 200 + second % 2, f"Song {second // 2}") for number, second in
            enumerate(range(12), 1)]  # fmt: skip
    assert {row.quality for row in mark(rows)} == {Quality.EXACT}


def test_a_long_batch_is_marked_to_its_end():
    assert qualities([0] * 500) == [2] * 500
