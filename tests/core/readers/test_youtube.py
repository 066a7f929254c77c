"""YouTube's history: languages, what is music, what was removed, skips, dates of a page, the music library."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.readers import webdates
from s2v_desktop.core.types import Kind
from tests.core.readers.goldens import FIRST, VIDEO, cell, page, watched

AT = "2024-03-09T21:14:07Z"


def titles(read, write, sentences):
    lines = [
        watched(f"2024-03-{9 - place // 24:02}T{23 - place % 24:02}:00:00Z", title=said)
        for place, said in enumerate(sentences)
    ]
    return [row.title for row in read(write(json.dumps(lines))).rows]


@pytest.mark.parametrize("form", ["Watched {}", "Vous avez regardé {}", "Has visto {}", "Zhlédnuto {}", "{} angesehen"])
def test_known_languages_lose_their_sentence(write, read, form):
    assert titles(read, write, [form.format("Paper Lanterns")] * 2) == ["Paper Lanterns"] * 2


@pytest.mark.parametrize("form", ["{} bekeken", "Hai guardato {}", "Obejrzano: {} teraz"])
def test_other_languages_are_learnt_from_what_all_titles_share(write, read, form):
    names = [f"Nr{place} {letter} {place}" for place, letter in enumerate("abcdefghijkl")]
    assert titles(read, write, [form.format(said) for said in names]) == names


def test_clean_titles_stay_whole(write, read):
    names = [f"{word} Night" for word in ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")]
    names += ["Watched by Wolves", "Red", "Blue"]
    assert titles(read, write, names) == names


@pytest.mark.parametrize(
    ("changes", "kind", "title", "artist"),
    [
        ({}, Kind.MUSIC, "Paper Lanterns", "Nordlicht Trio"),
        ({"header": "YouTube", "titleUrl": f"https://www.youtube.com/watch?v={VIDEO}"}, Kind.MUSIC, "Paper Lanterns",
         "Nordlicht Trio"),
        ({"subtitles": [{"name": "NordlichtVEVO"}], "title": "Watched Nordlicht Trio - Paper Lanterns (Official)"},
         Kind.MUSIC_VIDEO, "Paper Lanterns (Official)", "Nordlicht Trio"),
        ({"subtitles": [{"name": "NordlichtVEVO"}]}, Kind.MUSIC_VIDEO, "Paper Lanterns", "Nordlicht"),
        ({"header": "YouTube", "titleUrl": f"https://www.youtube.com/watch?v={VIDEO}",
          "subtitles": [{"name": "Cooking"}]}, Kind.VIDEO, "Paper Lanterns", "Cooking"),
        ({"header": "YouTube", "titleUrl": f"https://www.youtube.com/watch?v={VIDEO}", "subtitles":
          [{"name": "Cooking"}], "details": [{"name": "From YouTube Music"}]}, Kind.MUSIC_VIDEO, "Paper Lanterns",
         "Cooking"),
        ({"title": f"Watched https://www.youtube.com/watch?v={VIDEO}", "subtitles": None}, Kind.UNATTRIBUTED, "", ""),
        ({"title": "Watched a video that has been removed", "titleUrl": None, "subtitles": None}, Kind.UNATTRIBUTED,
         "", ""),
        ({"subtitles": [{"name": "Release - Topic"}]}, Kind.UNATTRIBUTED, "Paper Lanterns", "Release"),
    ],
    ids=["music", "topic", "vevo", "channel", "video", "my-activity", "address", "removed", "release"],
)  # fmt: skip
def test_kinds(write, read, changes, kind, title, artist):
    (row,) = read(write(json.dumps([watched(AT, **changes)]))).rows
    assert (row.kind, row.title, row.artist, row.start_ms) == (kind, title, artist, FIRST * 1000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"details": [{"name": "From Google Ads"}]}, "ad"),
        ({"details": [{"name": "Aus Google Anzeigen"}]}, "ad"),
        ({"titleUrl": "https://www.youtube.com/shorts/abcdefghijk"}, "not-a-play"),
        ({"titleUrl": "https://www.youtube.com/results?search_query=x"}, "not-a-play"),
        ({"titleUrl": "https://music.youtube.com/", "title": "Visited YouTube Music"}, "not-a-play"),
        ({"time": "soon"}, "bad-time"),
        ({"time": None}, "no-time"),
        ({"time": "1970-01-01T00:00:00Z"}, "impossible-time"),
    ],
)
def test_what_is_no_play(write, read, changes, reason):
    assert read(write(json.dumps([watched(AT), watched(AT) | changes]))).reasons == [reason]


@pytest.mark.parametrize("newest_first", [True, False])
def test_what_was_left_soon_is_a_skip(write, read, newest_first):
    lines = [watched(f"2024-03-09T21:14:{second:02}Z") for second in (0, 20)] + [watched("2024-03-09T21:18:00Z")]
    done = read(write(json.dumps(lines[::-1] if newest_first else lines)))
    heard = [(row.ms_played, row.skip) for row in sorted(done.rows, key=lambda row: row.start_ms)]
    assert heard == [(20_000, True), (None, None), (None, None)]


def test_a_removed_song_is_found_among_the_others(write, read):
    removed = watched(AT, title=f"Watched https://www.youtube.com/watch?v={VIDEO}", subtitles=None)
    assert [row.title for row in read(write(json.dumps([watched("2024-03-09T22:00:00Z"), removed]))).rows] == [
        "Paper Lanterns", "Paper Lanterns",
    ]  # fmt: skip


def test_the_music_library_names_artist_and_album(write, read):
    library = write(f"ID del vídeo,Song Title,Album Title,Artist Name 1\n{VIDEO},Lanterns,Slow,The Trio\n", "songs.csv")
    plain = watched(AT, header="YouTube", titleUrl=f"https://www.youtube.com/watch?v={VIDEO}", subtitles=None)
    history = write(json.dumps([plain]))
    (row,) = read(history, companions=(history, library)).rows
    assert (row.title, row.artist, row.album, row.kind) == ("Lanterns", "The Trio", "Slow", Kind.MUSIC)
    with pytest.raises(WrongPackage, match="names were used"):
        read(library, companions=(history, library))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"header": "Search", "titleUrl": "https://www.google.com/search?q=x"}, "another Google product"),
        ({"header": "YouTube", "titleUrl": "https://www.youtube.com/results?search_query=x"}, "searches"),
    ],
)
def test_other_activities_are_named(write, read, changes, words):
    with pytest.raises(WrongPackage, match=words):
        read(write(json.dumps([watched(AT, **changes)])))


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        ("Mar 9, 2024, 10:14:07\u202fPM CET", FIRST),
        ("Mar 9, 2024, 9:14:07 PM UTC", FIRST),
        ("Mar 9, 2024, 9:14:07 PM", FIRST),
        ("9 Mar 2024, 22:14:07 CET", FIRST),
        ("9. 3. 2024 22:14:07 SEČ", FIRST),
        ("09.03.2024, 22:14:07 MEZ", FIRST),
        ("9 mars 2024, 22:14:07 CET", FIRST),
        ("9 de março de 2024, 18:14:07 BRT", FIRST),
        ("2024/03/10 06:14:07 JST", FIRST),
        ("2024年3月10日 06:14:07 JST", FIRST),
        ("2024. 3. 10. 오전 6:14:07 KST", FIRST),
        ("Mar 9, 2024, 4:14:07 PM GMT-05:00", FIRST),
        ("10 Mar 2024, 02:44:07 GMT+5:30", FIRST),
        ("Jan 9, 2024, 12:14:07 AM BST", 1704755647),
    ],
)
def test_dates_of_a_page(write, read, told, utc):
    (row,) = read(write(page(cell(told)))).rows
    assert row.start_ms == utc * 1000


def test_an_unknown_zone_is_asked_for(write, read):
    source = write(page(cell("Mar 9, 2024, 2:14:07 AM CST"), cell("Mar 9, 2024, 1:14:07 AM CST")))
    done = read(source, time_zone="Asia/Shanghai")
    assert done.detection.local_time
    assert done.rows[0].start_ms == 1709921647000
    assert any("--time-zone" in said for said in read(source).detection.warnings)


def test_blocks_of_a_page(write, read):
    ad = cell("Mar 9, 2024, 10:14:07 PM CET").replace("YouTube<br></div>", "YouTube<br><b>Details:</b><br>&emsp;"
                                                     "From Google Ads<br></div>")  # fmt: skip
    removed = (
        '<div class="outer-cell"><div class="content-cell mdl-typography--body-1">Watched a video that was removed<br>'
        "Mar 9, 2024, 10:14:07 PM CET<br></div></div>"
    )
    done = read(write(page(cell("Mar 9, 2024, 11:00:00 PM CET", "Tom &amp; Co"), ad, removed, cell("nonsense"),
                           '<div class="outer-cell">nothing</div>')))  # fmt: skip
    assert [(row.title, row.kind) for row in done.rows] == [("Tom & Co", Kind.MUSIC), ("", Kind.UNATTRIBUTED)]
    assert sorted(done.reasons) == ["ad", "bad-row", "bad-time"]


def test_a_long_page_is_cut_into_the_same_blocks(write, read):
    times = [f"Mar 9, 2024, 1:{place // 60:02}:{place % 60:02} PM CET" for place in range(3000)]
    blocks = [cell(told, f"Song {place}") for place, told in enumerate(times)]
    rows = read(write(page(*blocks))).rows
    assert [row.title for row in rows] == [f"Song {place}" for place in range(3000)]


def test_day_and_month_with_slashes():
    assert webdates.day_first(["3/9/2024, 22:14:07", "13/9/2024, 22:14:07"])
    assert not webdates.day_first(["3/9/2024, 22:14:07", "9/13/2024, 22:14:07"])
    assert not webdates.day_first(["3/9/2024, 10:14:07 PM"])
    assert webdates.Months().parse("9/3/2024 22:14:07", day_first=True).ms == (FIRST + 3600) * 1000
