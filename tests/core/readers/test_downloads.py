"""Whole downloads as they are dropped: what is history is read, what is not is named, nothing is counted twice."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import archive
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.types import Row
from tests.core.readers.goldens import ACTIVITY, AMAZON, ARTIST, DAILY, SPOTIFY_LIST, TITLE, VIDEO, YOUTUBE, watched


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return file.getvalue()


def bring(path):
    """Formats and songs of everything in a download, and what was said about the rest."""
    sources = tuple(archive.sources([path], Silent()))
    options = ReadOptions(companions=sources)
    read, said = {}, []
    for source in sources:
        try:
            found = detect(source, options)
            rows = [row for row in found.reader.rows(source, found, options, Silent()) if isinstance(row, Row)]
            read[found.format] = [(row.title, row.artist) for row in rows]
        except UnreadableFile as error:
            said.append(error.message)
    return read, said


def test_apple_in_zips_of_zips(tmp_path):
    library = [{"Content Type": "Song", "Track Identifier": 1, "Title": TITLE, "Artist": ARTIST}]
    activity = {
        "Apple Music Activity/Apple Music Play Activity.csv": ACTIVITY,
        "Apple Music Activity/Apple Music - Play History Daily Tracks.csv.zip": packed({"daily.csv": DAILY}),
        "Apple Music Activity/Apple Music Library Tracks.json.zip": packed({"tracks.json": library}),
        "__MACOSX/Apple Music Activity/._x.csv": b"x",
    }
    path = tmp_path / "Apple Media Services information Part 1 of 3.zip"
    path.write_bytes(packed({"Apple_Media_Services.zip": packed(activity)}))
    read, said = bring(path)
    assert read == {"apple-play-activity": [(TITLE, ARTIST)] * 2}
    assert len(said) == 2
    assert any("same plays" in one for one in said)
    assert any("library of Apple Music" in one for one in said)


def test_a_takeout_in_german(tmp_path):
    plain = watched("2024-03-09T23:00:00Z", header="YouTube", subtitles=None, title=f"https://youtu.be/{VIDEO}")
    path = tmp_path / "takeout-20240310T000000Z-001.zip"
    folder = "Takeout/YouTube und YouTube\u00a0Music/"
    path.write_bytes(packed({
        folder + "Verlauf/Wiedergabeverlauf.json": [plain, *YOUTUBE],
        folder + "Verlauf/Suchverlauf.json": [
            watched("2024-03-09T21:14:07Z", titleUrl="https://www.youtube.com/results?search_query=x")],
        folder + "music (library and uploads)/music library songs.csv":
            f"Video-ID,Song Title,Album Title,Artist Name 1\n{VIDEO},{TITLE},Slow Weather,{ARTIST}\n".encode(),
        folder + "Abos/Abos.csv": b"Channel Id,Channel Url,Channel Title\nUC1,http://x,X\n",
        "Takeout/archive_browser.html": b"<!DOCTYPE html><html></html>",
    }))  # fmt: skip
    read, said = bring(path)
    assert read == {"youtube-history": [(TITLE, ARTIST)] * 3}
    assert len(said) == 4


def test_spotify_with_everything(tmp_path):
    play = {"endTime": "2024-03-09 21:17", "artistName": ARTIST, "trackName": TITLE, "msPlayed": 214000}
    path = tmp_path / "my_spotify_data.zip"
    path.write_bytes(packed({
        "Spotify Account Data/StreamingHistory_music_0.json": [play],
        "Spotify Account Data/StreamingHistory_podcast_0.json": [],
        "Spotify Account Data/Playlist1.json": SPOTIFY_LIST,
        "Spotify Account Data/YourLibrary.json": {"tracks": [], "albums": [], "shows": []},
        "Spotify Account Data/Userdata.json": {"email": "nobody@example.org", "username": "account-4712"},
        "Spotify Account Data/Read_Me_First.pdf": b"%PDF-1.4",
    }))  # fmt: skip
    read, said = bring(path)
    assert read == {"spotify-account": [(TITLE, ARTIST)], "spotify-playlists": [(TITLE, ARTIST)] * 2}
    assert len(said) == 4
    assert "nobody@example.org" not in str(said)
    assert "account-4712" not in str(said)


def test_days_without_times_say_that_the_times_must_come_with_them(write, read):
    """Imported after them, its plays would be others: nothing says that they are the same."""
    (said,) = read(write(DAILY)).detection.warnings
    assert "undo this import" in said
    assert "count twice" in said


@pytest.mark.parametrize("content", [ACTIVITY, AMAZON], ids=["apple-activity", "amazon"])
def test_a_history_without_artists_says_that_they_can_come_later(write, read, content):
    said = " ".join(read(write(content)).detection.warnings)
    assert "Import it again together with" in said
    assert "none counts twice" in said
