"""Portable players, foobar2000, Jellyfin, Spinitron."""

from __future__ import annotations

import pytest

from s2v_desktop.core.errors import BadRequest, UnreadableFile
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.readers.players import path_names
from s2v_desktop.core.types import Kind, Quality
from tests.core.readers.goldens import FIRST, FOOBAR, FOOBAR_FIRST, JELLYFIN, MBID, SPINITRON

HEAD = "#AUDIOSCROBBLER/1.1\n#TZ/UTC\n#CLIENT/x\n"


def log(*rows, head=HEAD):
    return head + "".join("\t".join(map(str, row)) + "\n" for row in rows)


def song(when, rating="L", artist="A", title="T", length=214, mbid=MBID):
    return artist, "", title, "", length, rating, when, mbid


def test_skips_end_where_the_next_song_begins(write, read):
    done = read(write(log(song(FIRST, "S"), song(FIRST + 20, "S"), song(FIRST + 320, "S"), song(FIRST + 900))))
    heard = [(row.ms_played, row.skip) for row in done.rows]
    assert heard == [(20_000, True), (107_000, True), (107_000, True), (None, False)]
    assert done.rows[0].ids == f"mbid:{MBID}"
    assert not done.detection.local_time


def test_clocks_of_the_device(write, read):
    content = log(song(FIRST + 3600), head=HEAD.replace("UTC", "UNKNOWN"))
    done = read(write(content), time_zone="Europe/Amsterdam")
    assert (done.rows[0].start_ms, done.detection.local_time) == (FIRST * 1000, True)
    assert "--time-zone" in read(write(content)).detection.warnings[0]
    with pytest.raises(BadRequest, match="Moon"):
        read(write(content), time_zone="Moon/Crater")


@pytest.mark.parametrize("when", [0, "", 86400, 946684800])
def test_a_device_without_clock_tells_an_order(write, read, when):
    done = read(write(log(song(when), song(when)), "my_log.txt"))
    assert [(row.start_ms, row.session, row.order, row.quality) for row in done.rows] == [
        (None, "my log", 1.0, Quality.BOGUS), (None, "my log", 2.0, Quality.BOGUS),
    ]  # fmt: skip


def test_odd_lines_of_a_log(write, read):
    done = read(write(log(
        song(FIRST, artist="#1 Crew"), song(FIRST + 300, artist="<Untagged>"), song(0, title="<Untagged>"),
        song(FIRST + 600, mbid="junk"), song("soon"), ("A", "", "T"), song(FIRST + 900, artist=""),
        song(FIRST + 1200, artist='The "Quoted'), song(FIRST + 1500)[:7], ("#comment",),
    )))  # fmt: skip
    assert [row.artist for row in done.rows if row.kind == Kind.MUSIC] == ["#1 Crew", "A", 'The "Quoted', "A"]
    assert sorted(done.reasons) == ["bad-row", "bad-time", "no-artist", "unattributed"]
    assert [row.kind for row in done.rows].count(Kind.UNATTRIBUTED) == 1


def test_old_logs_are_latin(write, read):
    (row,) = read(write(log(song(FIRST, artist="Sigur Rós")).encode("cp1252"))).rows
    assert row.artist == "Sigur Rós"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (r"file://C:\Music\Nordlicht Trio - Paper Lanterns.mp3", ("Paper Lanterns", "Nordlicht Trio", "")),
        ("file:///m/Nordlicht Trio/Slow Weather/03 Paper Lanterns.flac",
         ("Paper Lanterns", "Nordlicht Trio", "Slow Weather")),
        ("file:///m/x/1-03. Nordlicht Trio - Paper Lanterns.flac", ("Paper Lanterns", "Nordlicht Trio", "")),
        ("file:///home/jane/Paper Lanterns.mp3", ("Paper Lanterns", UNKNOWN_ARTIST, "")),
        ("", ("", UNKNOWN_ARTIST, "")),
    ],
)  # fmt: skip
def test_names_of_files(path, names):
    assert path_names(path) == names


def test_foobar(write, read):
    done = read(write(FOOBAR))
    assert ({row.quality for row in done.rows}, done.reasons) == ({Quality.COARSE}, ["never-played"])
    assert [(row.number, row.start_ms) for row in done.rows] == [(1, FOOBAR_FIRST * 1000), (1, FIRST * 1000)]
    for content in (FOOBAR.replace(b'Count="12"', b'Count="1"'), FOOBAR.replace(b"133500000000000000", b"soon"),
                    FOOBAR.replace(b"133500000000000000", b"1")):  # fmt: skip
        assert [row.start_ms for row in read(write(content)).rows] == [FIRST * 1000]
    with pytest.raises(UnreadableFile, match="entities"):
        read(write(FOOBAR.replace(b"?><", b'?><!DOCTYPE a [<!ENTITY b "c">]><')))


def test_users_of_a_server_are_told_apart_and_not_kept(write, read):
    rows = "".join(f"2024-03-09 21:14:07.1234567,{user},1,Audio,A - T,x,y,z,214\n" for user in ("9f", "8e", "9f", "7d"))
    done = read(write(JELLYFIN.splitlines()[0].decode() + "\n" + rows), time_zone="UTC")
    assert [row.listener for row in done.rows] == ["", "Listener 2", "", "Listener 3"]
    done = read(write(JELLYFIN), time_zone="Europe/Amsterdam")
    assert ([row.ms_played for row in done.rows], done.reasons) == ([214000, None], ["video"])


def test_radio_logs(write, read):
    done = read(write(SPINITRON + b'"soon","A","B","C","D"\n'))
    assert (len(done.rows), done.reasons) == (2, ["bad-time"])
