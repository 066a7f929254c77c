"""Deezer's workbook, Tidal, Amazon Music, Google Play Music, Shazam."""

from __future__ import annotations

import io
import zipfile

import pytest

from s2v_desktop.core.errors import UnreadableFile, WrongPackage
from s2v_desktop.core.readers import workbook as workbooks
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.core.types import Quality
from tests.core.readers.goldens import (
    AMAZON,
    AMAZON_LIBRARY,
    DEEZER_HEADER,
    FIRST,
    ISRC,
    PLAY_MUSIC,
    TIDAL,
    deezer,
    workbook,
)  # fmt: skip

SERIAL = 45360.884803240741
"""2024-03-09 21:14:07 as a day number of a spreadsheet."""


@pytest.mark.parametrize(
    ("date", "heard", "from_1904", "expected"),
    [
        ("2024-03-09 21:14:07", "214", False, 214000),
        (SERIAL, 214, False, 214000),
        (SERIAL - 1462, 214.0, True, 214000),
        ("2024-03-09T21:14:07Z", "3:34", False, 214000),
        ("2024-03-09 21:14:07", "214,5", False, 214500),
        ("2024-03-09 21:14:07", "0", False, 0),
        ("2024-03-09 21:14:07", "", False, None),
    ],
)
def test_deezer_cells(write, read, date, heard, from_1904, expected):
    (row,) = read(write(workbook([DEEZER_HEADER, deezer(date, heard)], date1904=from_1904))).rows
    assert (row.start_ms, row.ms_played, row.ids) == (FIRST * 1000, expected, f"isrc:{ISRC}")


def test_deezer_rows_that_are_none(write, read):
    done = read(write(workbook([DEEZER_HEADER, deezer("2024-03-09 21:14:07", -1), deezer("soon"), deezer(17),
                                deezer("2024-03-09 21:14:07", title="")])))  # fmt: skip
    assert done.reasons == ["not-a-play", "bad-time", "bad-time", "no-title"]


def test_deezer_batches_of_one_time_are_coarse(write, read):
    rows = [deezer("2024-03-09 21:14:07", title=f"Song {place}") for place in range(3)]
    done = read(write(workbook([DEEZER_HEADER, *rows, deezer("2024-03-09 21:19:07")])))
    assert [row.quality for row in done.rows] == [Quality.COARSE] * 3 + [Quality.EXACT]


def test_deezer_dates_that_are_ends(write, read):
    rows = []
    for place in range(60):  # lengths alternate, and each date is the end of its play
        minute = (place // 2) * 5 + (4 if place % 2 else 0)
        rows.append(deezer(f"2024-03-09 {10 + minute // 60:02}:{minute % 60:02}:00", 240 if place % 2 else 60))
    done = read(write(workbook([DEEZER_HEADER, *rows])))
    assert all(row.end_ms % 60_000 == 0 and row.start_ms < row.end_ms for row in done.rows)
    assert done.rows[0].end_ms - done.rows[0].start_ms == 60_000
    assert done.rows[0].end_ms == 1709978400000


def test_deezer_headers_in_french_and_zones(write, read):
    header = ["Titre", "Artiste", "Temps d’écoute", "Date d’écoute"]
    source = write(workbook([header, ["Paper Lanterns", "Nordlicht Trio", "214", "2024-03-09 22:14:07"]]))
    (row,) = read(source, time_zone="Europe/Amsterdam").rows
    assert row.start_ms == FIRST * 1000
    assert "time zone" in read(source).detection.warnings[0]


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (workbook([DEEZER_HEADER], sheet="Songs"), "its sheets: 1_identity, Songs"),
        (workbook([["A", "B"]]), "no columns called"),
        (workbook([]), "no columns called"),
    ],
)
def test_other_workbooks_say_what_they_are(write, read, book, words):
    with pytest.raises(UnreadableFile, match=words):
        read(write(book))


def rebuilt(changes):
    """The golden workbook with other parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([DEEZER_HEADER, deezer("2024-03-09 21:14:07")]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = changes.get(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        ("xl/sharedStrings.xml", '<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>', "entities"),
        ("xl/workbook.xml", "<workbook>", "no|without"),
        ("xl/_rels/workbook.xml.rels", None, "damaged"),
        ("xl/worksheets/sheet2.xml", None, "not in it"),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c", "no columns"),
    ],
)
def test_hostile_and_damaged_workbooks(write, read, part, content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(write(rebuilt({part: content})))


def test_cells_at_the_corners_of_a_sheet_take_no_memory(write, read):
    far = (
        '<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>Song Title</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>Date</t></is></c><c r="XFD1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        '<row><c r="A9" t="inlineStr"><is><t>x</t></is></c><c r="C9" t="s"><v>99</v></c></row></sheetData></worksheet>'
    )
    done = read(write(rebuilt({"xl/worksheets/sheet2.xml": far})))
    assert done.reasons == ["no-time"]


def test_a_workbook_that_unpacks_without_end_is_refused(write, read, monkeypatch):
    monkeypatch.setattr(workbooks, "RATIO_FROM", 1000)
    with pytest.raises(UnreadableFile, match="far more"):
        read(write(rebuilt({"xl/sharedStrings.xml": bytes(10_000_000)})))


@pytest.mark.parametrize(
    ("date", "zone", "start"),
    [
        ("09/03/2024 22:14", "Europe/Amsterdam", FIRST - 7),
        ("09/03/2024 21:14", "", FIRST - 7),
        ("09/03/24 21:14", "null", FIRST - 7),
        ("2024-03-09 22:14:07", "Europe/Amsterdam", FIRST),
        ("09/03/2024 22:14", "Moon/Crater", None),
        ("soon", "UTC", None),
    ],
)
def test_tidal_dates(write, read, date, zone, start):
    done = read(write(TIDAL.splitlines()[0].decode() + f"\nNordlicht Trio,Paper Lanterns,{date},{zone},,\n"))
    assert [row.start_ms for row in done.rows] == ([] if start is None else [start * 1000])
    assert done.reasons == (["bad-time"] if start is None else [])


def test_amazon_titles_with_commas_and_artists_from_the_library(write, read):
    broken = AMAZON.replace(b",Paper Lanterns,", b",Paper, Lanterns, Live,")
    source, library = write(broken), write(AMAZON_LIBRARY, "library.csv")
    rows = read(source, companions=(source, library)).rows
    assert {(row.title, row.artist, row.ms_played) for row in rows} == {
        ("Paper, Lanterns, Live", "Nordlicht Trio", 214000)
    }
    alone = read(source)
    assert {row.artist for row in alone.rows} == {UNKNOWN_ARTIST}
    assert any("library.csv" in said for said in alone.detection.warnings)
    with pytest.raises(WrongPackage, match="library"):
        read(library)


def test_amazon_in_other_words(write, read):
    table = 'Product Name,Artist,Date,Listen Duration in Milliseconds\n"Paper Lanterns",A,2024-03-09 21:14:07,214000\n'
    (row,) = read(write(table)).rows
    assert (row.title, row.artist, row.start_ms, row.ids) == ("Paper Lanterns", "A", FIRST * 1000, "")


def test_play_music_has_places_but_no_times(write, read):
    rows = read(write(PLAY_MUSIC)).rows
    assert [(row.title, row.order) for row in rows] == [("Paper Lanterns", 1.0), ("That's It", 0.0)]
    plain = PLAY_MUSIC.replace(b",Playlist Index", b"").replace(b",,1", b",").replace(b",,0", b",")
    assert read(write(plain)).reasons == ["no-time", "no-time"]


def test_shazam_is_no_history_but_can_be_mapped(write, read):
    source = write("Shazam Library\nIndex,TagTime,Title,Artist,URL,TrackKey\n1,2024-03-09,Paper Lanterns,A,u,1\n")
    with pytest.raises(WrongPackage, match="Shazam"):
        read(source)
    assert read(source, mapping={"title": ("Title",)}).rows[0].title == "Paper Lanterns"


@pytest.mark.parametrize(
    "content",
    [
        "Channel Id,Channel Url,Channel Title\nUC1,http://www.youtube.com/channel/UC1,X\n",
        "Video ID,Playlist Video Creation Timestamp\nabcdefghijk,2024-03-09T21:14:07+00:00\n",
        "<!DOCTYPE html><html><body>Archive overview</body></html>",
    ],
)
def test_the_rest_of_a_takeout_is_named(write, read, content):
    with pytest.raises(WrongPackage, match="Takeout"):
        read(write(content))


def test_titles_of_soundcloud_hold_commas_without_quotes(write, read):
    done = read(write(
        "time,track_title,track_url\n"
        "2024-03-09T21:14:07Z,Hello, World, and More,https://soundcloud.com/some-one/hello\n"
        "2024-03-09T21:18:07Z,A, B - C, D,https://soundcloud.com/x/y\n"
        "2024-03-09T21:22:07Z,Alone,nowhere\n"
        "soon,T,https://soundcloud.com/x/y\n2024-03-09T21:26:07Z,,https://soundcloud.com/x/y\n"
    ))  # fmt: skip
    assert [(row.artist, row.title) for row in done.rows] == [
        ("some one", "Hello, World, and More"), ("A, B", "C, D"), ("Unknown artist", "Alone"),
    ]  # fmt: skip
    assert done.reasons == ["bad-time", "no-title"]
