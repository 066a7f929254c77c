"""Files that are no history: what is said about them, and what hostile ones get from every reader."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.errors import S2VError, UnreadableFile, WrongPackage

DEEP = 100_000


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"impressions_history_ads_seen": [{"string_map_data": {}}]}, "impressions_history_ads_seen"),
        ([{"title": "x", "media": []}], "title, media"),
        ({"liked_songs": [{"title": "x", "artist": "y"}], "playlists": []}, "liked_songs"),
        ([[1, 2]], "no named values"),
        ({"a": 1}, "first keys are a"),
    ],
)
def test_foreign_json_says_what_was_found(write, read, document, words):
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(write(json.dumps(document)))
    assert "help page" in caught.value.message


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([{"message_name": "x", "context_time": 1}], "technical log.*Extended streaming history"),
        ({"tracks": [], "albums": [], "shows": []}, "library of a Spotify account.*Extended"),
        ({"topArtists": []}, "account data.*Extended"),
        ([], "empty list"),
    ],
)
def test_other_packages_say_what_to_ask_for(write, read, document, words):
    with pytest.raises(WrongPackage, match=words):
        read(write(json.dumps(document)))


@pytest.mark.parametrize(
    "table",
    [
        "Artist;Plays\nNordlicht Trio;12\n",
        "Artist;Track;Plays\nNordlicht Trio;Paper Lanterns;12\n",
        "uts,utc_time,artist,artist_mbid,track,track_mbid\n1710018847,x,A,,B,\n",
    ],
    ids=["artists", "songs", "loved"],
)
def test_rankings_and_loved_songs_are_no_histories(write, read, table):
    with pytest.raises(UnreadableFile, match="Nothing of it was imported"):
        read(write(table))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"ID3\x03\x00\x00\x00\x00", "is a sound"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "a sound or a film"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100), "is a program"),
        (b"\xff\xd8\xff\xe0junk", "is a picture"),
        (bytes(range(256)) * 20, "is no text"),
        (b"<?xml version='1.0'?><a/>", "document \\(XML\\)"),
        (b"<a><b></b></a>", "document \\(XML\\)"),
        (b'[{"ts": "2024-03-0', "looks like JSON"),
        (b'{"ts', "looks like JSON"),
        (b"[" * 200_000, "looks like JSON"),
    ],
)
def test_what_is_no_table_is_not_called_one(write, read, content, words):
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(write(content))
    assert caught.value.message.endswith("Nothing of it was imported.")


@pytest.mark.parametrize("title", ["<unknown>", "{Awayland}", "[untitled]", "\x01Song"])
def test_odd_titles_make_no_other_document_of_a_table(write, read, title):
    done = read(
        write(f"{title},A,1710018847\n" + f"Song,A,{1710019065}\n" * 20),
        mapping={"title": ("1",)},
        set_values={"artist": "A"},
    )
    assert done.rows[0].title == title
    with pytest.raises(UnreadableFile, match="which column"):
        read(write(f"{title},A,1710018847\n" * 3))


@pytest.mark.parametrize(
    "head",
    [
        '{"maloja": {}, "scrobbles": [', '{"version": "1", "exported_at": "x", "listens": [',
        '{"payload": {"listens": [',
        '{"playlist": {"track": [', '{"info": {}, "playlists": [{"pid": 1, "tracks": [',
        '[{"header": "YouTube", "title": "x", "time": "x", "titleUrl": "https://youtu.be/abcdefghijk", "a": ',
        '{"track_metadata": {"a": ', '{"timeMs": 1, "artist": "x", "track": ', "[", '{"a": ',
    ],
)  # fmt: skip
def test_deep_documents_end_in_a_sentence_or_in_damaged_rows(write, read, head):
    for opening in ("[", '{"a":'):
        try:
            done = read(write(head + opening * DEEP))
        except S2VError as error:
            assert "x.bin" in error.message  # noqa: PT017 both ends are right
        else:
            assert done.rows == []


ROOTS = (
    "<plist><dict><key>Major Version</key><key>Tracks</key><dict>", "<PlaybackStatistics>",
    '<playlist xmlns="http://xspf.org/ns/0/">',
)  # fmt: skip


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("filling", ["<a>" * DEEP, "x" * 3_000_000, "<a>&b;</a>", "\0" * 10, "<", "</x>"])
def test_hostile_xml_is_a_damaged_row(write, read, root, filling):
    assert set(read(write(root + filling)).reasons) <= {"bad-row"}


@pytest.mark.parametrize("encoding", ["foo", "utf-32", "idna", "rot13"])
def test_xml_in_an_encoding_nobody_knows(write, read, encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><PlaybackStatistics><Entry/></PlaybackStatistics>'
    assert read(write(content)).reasons == ["bad-row"]
