"""ListenBrainz, Libre.fm, Maloja, Koito, Pano Scrobbler, Last.fm's own archive."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import archive
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.types import Quality
from tests.core.readers.goldens import FIRST, LIBRE, MBID, PANO_CSV, SECOND, archived, lines, listen, maloja, pano


def test_a_listen_in_full(write, read):
    (row,) = read(
        write(lines(listen(FIRST, isrc="QZES12400001", spotify_id="https://open.spotify.com/track/0Ab")))
    ).rows
    assert (row.album, row.track_ms, row.quality) == ("Slow Weather", 214000, Quality.EXACT)
    assert row.ids == f"mbid:{MBID} isrc:QZES12400001 spotify:0Ab"


def test_imports_of_archives_hold_the_end(write, read):
    listens = listen(FIRST + 214, ms_played=214000, submission_client="ListenBrainz Archive Importer")
    (row,) = read(write(lines(listens))).rows
    assert (row.start_ms, row.end_ms, row.quality) == (FIRST * 1000, (FIRST + 214) * 1000, Quality.DERIVED)


def test_what_still_plays_is_none(write, read):
    done = read(write(json.dumps({"listen_type": "playing_now", "payload": [{"track_metadata": {"track_name": "x"}}]})))
    assert done.reasons == ["now-playing"]
    queue = lines({"listen_type": "single", "payload": [listen(FIRST)]}, {"listen_type": "single", "payload": [7]})
    done = read(write(queue))
    assert (len(done.rows), done.reasons) == (1, ["bad-row"])


@pytest.mark.parametrize(
    "document",
    [
        {"user_id": 1234, "username": "nt_user"},
        {"recording_msid": MBID, "recording_mbid": MBID, "score": 1, "created": 1},
        {"recording_msid": MBID, "blurb_content": None, "pinned_until": 1, "created": 1},
    ],
)
def test_the_rest_of_an_export_is_named(write, read, document):
    with pytest.raises(WrongPackage, match="listens"):
        read(write(json.dumps(document) + "\n"))


def test_a_whole_export(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("user.json", json.dumps({"user_id": 1234, "username": "nt_user"}))
        for month, at in ((1, FIRST - 5_000_000), (12, FIRST)):
            zipped.writestr(f"listens/2024/{month}.jsonl", lines(listen(at)))
        zipped.writestr("feedback.jsonl", lines({"recording_msid": MBID, "score": 1}))
    (tmp_path / "x.bin").write_bytes(packed.getvalue())
    found = tuple(archive.sources([tmp_path / "x.bin"], Silent()))
    options = ReadOptions(companions=found)
    assert [source.name for source in found] == ["user.json", "1.jsonl", "12.jsonl", "feedback.jsonl"]
    assert {detect(source, options).listener for source in found[1:3]} == {"nt_user"}


def test_an_address_is_no_listener(write, read):
    done = read(write(json.dumps([listen(FIRST) | {"user_name": "nt@example.org"}])))
    assert (done.detection.listener, done.rows[0].listener) == ("nt", "nt")


@pytest.mark.parametrize(
    "changes",
    [{}, {"listened_at": str(FIRST)}, {"listened_at": None, "timestamp": FIRST},
     {"listened_at": None, "timestamp": "2024-03-09T21:14:07+00:00"}],
)  # fmt: skip
def test_shapes_of_a_time(write, read, changes):
    assert read(write(json.dumps([listen(FIRST) | changes]))).rows[0].start_ms == FIRST * 1000


def test_librefm_in_its_shapes(write, read):
    escaped = LIBRE.replace(b"Nordlicht Trio", b"Nordlicht +ACM- Trio")
    assert read(write(escaped)).rows[0].artist == "Nordlicht # Trio"
    plain = f"userid,Artist,Track,Time\n4711,Nordlicht Trio,Paper Lanterns,{FIRST}\n"
    done = read(write(plain))
    assert (done.detection.format, done.rows[0].listener) == ("librefm", "")


def test_maloja_in_its_shapes(write, read):
    (row,) = read(write(maloja(FIRST + 214, origin="import:spotify"))).rows
    assert (row.start_ms, row.quality) == (FIRST * 1000, Quality.DERIVED)
    song = {"artists": ["A", "A • B", "B"], "title": "T", "album": None, "length": None}
    (row,) = read(write(maloja(FIRST, track=song, duration=None))).rows
    assert (row.artist, row.album, row.ms_played, row.track_ms) == ("A, B", "", None, None)
    assert read(write(maloja(FIRST, track=None))).reasons == ["no-title"]


def test_koito_without_aliases(write, read):
    listens = [{"listened_at": "2024-03-09T21:14:07Z", "track": {"aliases": None}, "artists": None}, 7]
    document = {"version": "1", "exported_at": "x", "user": 'nt"user', "listens": listens}
    assert read(write(json.dumps(document))).reasons == ["no-title", "bad-row"]


def test_pano_lines(write, read):
    glued = lines(pano(FIRST)).rstrip() + lines(pano(SECOND), pano(SECOND + 1, "love")) + b"nonsense\n\n"
    done = read(write(glued))
    assert (len(done.rows), done.reasons) == (2, ["not-a-play", "bad-row"])
    assert done.rows[0].track_ms == 214000


def test_pano_tables(write, read):
    header = "timeHuman,timeMs,artist,track,album,albumArtist,durationMs,mediaPlayerPackage,mediaPlayerName," \
             "mediaPlayerVersion,event\n"  # fmt: skip
    love = f'"x",{FIRST}000,A,B,,,null,p,n,v,love\n'
    done = read(write(header + PANO_CSV + love + "x,y\n"))
    assert (len(done.rows), done.reasons) == (2, ["not-a-play", "bad-row"])
    assert [row.track_ms for row in done.rows] == [214000, None]


def test_the_archive_of_lastfm(write, read):
    document = json.dumps([archived(FIRST), archived(FIRST) | {"timestamp": {"iso": "2024-03-09T21:14:07Z"}}])
    assert [row.start_ms for row in read(write(document)).rows] == [FIRST * 1000] * 2
    with pytest.raises(WrongPackage, match="loved"):
        read(write(document, "loved_2013.json"))
