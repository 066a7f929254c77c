"""Sets of many listeners: shapes, names from the files beside, what is said when they are missing."""

from __future__ import annotations

import pytest

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from s2v_desktop.core.readers import research
from tests.core.readers.goldens import (
    FIRST,
    GOLDENS,
    LFM_2B_TRACKS,
    LFM_ARTISTS,
    LFM_TRACKS,
    MUSIC30,
    MUSIC30_TRACKS,
    SONG_HASH,
)

LFM = f"1\t7\t4\t11\t{FIRST}\n2\t7\t4\t12\t{FIRST}\n" + f"2\t7\t4\t99\t{FIRST}\n" * 9 + "2\t7\n"


def test_lastfm_1k_with_a_lone_quote_and_a_broken_row(write, read):
    users = [f"user_00000{1 + place // 10}" for place in range(20)]
    rows = [f"{user}\t2009-05-04T23:{59 - at:02}:57Z\t\tA\t\tSong {at}" for at, user in enumerate(users)]
    rows[3] = rows[3].replace("Song", '"Song')
    rows[7] = rows[7][:-20] + "\t\t\tx\ty\tz"
    done = read(write("\n".join(rows) + "\n"))
    assert done.detection.format == "lastfm-1k"
    assert (len(done.rows), done.reasons) == (19, ["bad-row"])
    assert {row.listener for row in done.rows} == {"user_000001", "user_000002"}
    assert done.rows[3].title == '"Song 3'
    assert done.rows[0].order > done.rows[1].order


def test_lastfm_1k_with_a_header(write, read):
    """Its rows alone are counted, as in any table."""
    header = "userid\ttimestamp\tartid\tartname\ttraid\ttraname\n"
    body = "".join(f"user_000001\t2009-05-04T23:{59 - at}:57Z\t\tA\tm{at}\tSong {at}\n" for at in range(20))
    done, bare = read(write(header + body)), read(write(body))
    assert done.detection.format == "lastfm-1k"
    assert (len(done.rows), done.reasons) == (20, [])
    assert done.rows == bare.rows


def test_lfm_names(write, read):
    source, tracks, artists = write(LFM), write(LFM_TRACKS, "t"), write(LFM_ARTISTS, "a")
    done = read(source, companions=(source, tracks, artists))
    assert [(row.title, row.artist, row.listener) for row in done.rows] == [
        ("Paper Lanterns", "Nordlicht Trio", "user 1"), ('Other "Song', "Nordlicht Trio", "user 2"),
    ]  # fmt: skip
    assert done.reasons == ["no-name"] * 9 + ["bad-row"]


def test_too_many_names_are_said(write, read, monkeypatch):
    monkeypatch.setattr(research, "MOST_NAMES", 1)
    source, tracks = write(LFM), write(LFM_TRACKS, "t")
    with pytest.raises(UnreadableFile, match="cut out"):
        read(source, companions=(source, tracks))


@pytest.mark.parametrize("name", ["lfm-1b", "lfm-2b", "30music", "yes-com"])
def test_numbers_alone_are_refused(write, read, name):
    content = next(golden.content for golden in GOLDENS if golden.format == name)
    with pytest.raises(UnreadableFile, match="numbers of songs only"):
        read(write(content))


def test_30music_sessions(write, read):
    bad = b"event.session\t1\n" + MUSIC30.replace(b'"id":11', b'"id":12').replace(b"287144", b"287145")
    source, tracks = write(MUSIC30 + bad), write(MUSIC30_TRACKS, "t")
    done = read(source, companions=(source, tracks))
    assert [(row.session, row.listener, row.ms_played) for row in done.rows] == [
        ("session 287144", "user 44361", 214000), ("session 287144", "user 44361", 216000),
    ]  # fmt: skip
    assert done.reasons == ["bad-row", "no-name", "no-name"]


def test_yes_playlists(write, read):
    source, names = write("0 1 2\n5 5 5\n0 1 \n1 2 0 \n"), write(SONG_HASH, "song_hash.txt")
    done = read(source, companions=(source, names))
    assert [(row.session, row.title) for row in done.rows] == [
        ("playlist 1", "Paper Lanterns"), ("playlist 1", "Other"), ("playlist 2", "Other"),
        ("playlist 2", "Paper Lanterns"),
    ]  # fmt: skip
    assert done.reasons == ["no-name"]


def test_a_long_first_line_lists_the_songs_of_the_set(write, read):
    songs, numbers = 20_000, " ".join(map(str, range(20_000)))
    source = write(f"{numbers}\n{' '.join(['1'] * songs)}\n0 1 \n")
    done = read(source, companions=(source, write(SONG_HASH, "song_hash.txt")))
    assert [row.title for row in done.rows] == ["Paper Lanterns", "Other"]


def test_tags_of_songs_are_no_playlists(write, read):
    with pytest.raises(UnreadableFile, match="Nothing of it was imported"):
        read(write("11 12\n7 9\n3 4\n#\n5 6 7\n"))


ALBUMS = "11\tAn Album\t7\n"


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("lfm-1b", {"albums.txt": ALBUMS, "artists.txt": LFM_ARTISTS, "tracks.txt": LFM_TRACKS,
                    "users.txt": "user_id\tcountry\tage\n31435741\tUS\t27\n"}),
        ("lfm-2b", {"tracks.tsv": LFM_2B_TRACKS, "albums.tsv": "album_id\talbum_name\tartist_name\n11\tAn Album\tX\n",
                    "users.tsv": "user_id\tcountry\n31435\tUS\n"}),
        ("30music", {"tracks.idomaar": MUSIC30_TRACKS, "users.idomaar": 'user\t1\t-1\t{"name":"x"}\t{}\n'}),
        ("yes-com", {"song_hash.txt": SONG_HASH, "tag_hash.txt": "0, rock\n1, pop\n", "tags.txt": "0 1\n#\n"}),
        ("lastfm-1k", {"userid-profile.tsv": "#id\tgender\tage\nuser_000001\tm\t\n", "README.txt": "Last.fm\n"}),
    ],
)  # fmt: skip
def test_what_lies_beside_the_plays_is_no_history(write, read, name, beside):
    """Its names are used, and none of it becomes a play."""
    golden = next(one for one in GOLDENS if one.format == name)
    source = write(golden.content)
    others = [write(content, file) for file, content in beside.items()]
    done = read(source, companions=(*others, source))
    assert [(row.title, row.artist) for row in done.rows] == [("Paper Lanterns", "Nordlicht Trio")] * golden.plays
    for other in others:
        with pytest.raises(WrongPackage, match="lies beside the plays of"):
            read(other, companions=(*others, source))


def test_plays_of_ones_own_beside_a_set_are_plays(write, read):
    source, own = write(GOLDENS[-5].content, "set"), write("artist,track,timestamp\nA,B,1710018847\n", "own.csv")
    assert read(own, companions=(source, own)).rows[0].title == "B"
