"""What strangers bring: tables that tell ends only, quotes that close nothing, backups of other tools."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest, NeedsMapping, UnreadableFile
from s2v_desktop.core.readers import workbook as book
from s2v_desktop.core.readers.records import loosely
from s2v_desktop.core.types import Quality
from tests.core.readers.goldens import workbook

ENDS = "artist,track,endTime{head}\nA,One,2024-03-09 21:17:00{one}\nA,Two,2024-03-09 21:41:00{two}\n"


@pytest.mark.parametrize(
    ("head", "one", "two", "spans", "taken"),
    [
        ("", "", "", [240, 240], "four minutes"),
        (",duration", ",180", ",200", [180, 200], "its whole length"),
        (",msPlayed", ",180000", ",200000", [180, 200], ""),
    ],
)
def test_a_table_of_ends_has_starts(write, read, head, one, two, spans, taken):
    done = read(write(ENDS.format(head=head, one=one, two=two)), time_zone="UTC")
    assert [(row.end_ms - row.start_ms) // 1000 for row in done.rows] == spans
    assert {row.quality for row in done.rows} == {Quality.DERIVED if taken else Quality.EXACT}
    said = " ".join(done.detection.warnings)
    assert ("nothing says how long" in said) == bool(taken)
    assert taken in said


def test_spotify_rows_without_a_length_have_a_start(write, read):
    account = [{"endTime": "2024-03-09 21:17", "artistName": "A", "trackName": "B"} | more
               for more in ({"msPlayed": 1000}, {})]  # fmt: skip
    extended = [{"ts": "2024-03-09T21:17:41Z", "ms_played": heard, "master_metadata_track_name": "B",
                 "master_metadata_album_artist_name": "A"} for heard in (1000, None)]  # fmt: skip
    for document in (account, extended):
        exact, derived = sorted(read(write(json.dumps(document))).rows, key=lambda row: row.number)
        assert (exact.end_ms - exact.start_ms, derived.end_ms - derived.start_ms) == (1000, 240_000)
        assert derived.quality == Quality.DERIVED


def test_an_open_quote_is_not_closed_by_a_quote_inside_a_later_cell(write, read):
    done = read(write(
        'artist,track,timestamp\nA,"One,1710018847\nB,12" Mix,1710019065\nC,"ok, fine",1710019300\n'
        'D,"two\nlines",1710019500\n'
    ))  # fmt: skip
    assert [row.title for row in done.rows] == ['"One', '12" Mix', "ok, fine", "two\nlines"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('A,"B,1', ["A", '"B', "1"]),
        ('A,B"",1', ["A", 'B""', "1"]),
        ('"A","B"",""', ["A", 'B"', ""]),
        ('"A, B","C"D",1', ["A, B", 'C"D', "1"]),
        ('"say ""hi"", he said",B,1', ['say "hi", he said', "B", "1"]),
    ],
)
def test_cells_of_lines_whose_quotes_are_not_in_order(line, cells):
    assert loosely(line, ",", 3) == cells


@given(st.lists(st.text(alphabet='a",; \t|', max_size=8), min_size=2, max_size=6), st.sampled_from(",;|\t"))
def test_what_is_in_order_is_read_as_it_is(cells, delimiter):
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="", quoting=csv.QUOTE_ALL).writerow(cells)
    assert loosely(line.getvalue(), delimiter, len(cells)) == cells
    assert loosely(line.getvalue(), delimiter) == cells


def test_a_backup_with_a_date_and_a_clock_is_in_utc_where_nobody_says_otherwise(write, read, start_ms):
    source = write("2024-03-09,21:14:07,Nordlicht Trio,Paper Lanterns\n2024-03-09,21:10:07,Nordlicht Trio,Other\n")
    done = read(source)
    assert [row.start_ms for row in done.rows] == [start_ms, start_ms - 240_000]
    assert done.rows[0].order > done.rows[1].order
    assert read(source, time_zone="Europe/Amsterdam").rows[0].start_ms == start_ms - 3_600_000


def test_small_letters_are_needed_for_the_other_backup(write, read):
    """A table with capitals may be anybody's, and its clock anywhere."""
    rows = "artist,track,album,date\nnordlicht trio,paper lanterns,#no value#,{}\n"
    small, other = (read(write(rows.format(date))) for date in ("09 mar 2024  21:14", "09 Mar 2024  21:14"))
    assert (small.detection.format, other.detection.format) == ("lastfm-backup-csv", "table")
    assert (small.rows[0].album, small.detection.local_time, other.detection.local_time) == ("", False, True)


@pytest.mark.parametrize("time", ["", ",timestamp"])
@pytest.mark.parametrize(("order", "sign"), [("descending", -1), ("ascending", 1)])
def test_an_order_without_a_column_is_that_of_the_file(write, read, time, order, sign):
    when = "" if not time else ",1710018847"
    content = f"artist,track{time}\n" + "".join(f"A,{song}{when}\n" for song in "BCD")
    done = read(write(content), set_values={"order": order})
    places = [row.number if row.order is None else row.order for row in done.rows]
    assert places == [sign * number for number in (1, 2, 3)]


def test_a_way_of_writing_times_that_none_has_is_refused(write, read):
    with pytest.raises(NeedsMapping, match=r"No time of x\.bin is written like 03/09/2024.*time=month-first out"):
        read(write("artist,track,time\nA,B,2024-03-09 21:14:07\n"), set_values={"time": "month-first"}, time_zone="UTC")


def test_a_field_that_names_no_column_is_refused(write, read):
    with pytest.raises(BadRequest, match="names no column"):
        read(write("artist,track\nA,B\n"), mapping={"title": ("",)})


MIXED = "artist,track,time\nA,One,2024-03-09T21:14:07Z\nA,Two,2024-03-09 21:18:07\nA,Three,2024-03-09 21:22:07\n"


def test_times_written_in_several_ways_do_not_make_a_list_of_a_history(write, read):
    with pytest.raises(NeedsMapping, match=r"written in several ways, such as .*--map time=time --set time=PATTERN"):
        read(write(MIXED))
    told = {"mapping": {"time": ("time",)}, "set_values": {"time": "iso"}, "time_zone": "UTC"}
    done = read(write(MIXED), **told)
    assert ([row.title for row in done.rows], done.reasons) == (["Two", "Three"], ["bad-time"])
    assert len(read(write(MIXED), set_values={"session": "Evening"}).rows) == 3


@pytest.mark.parametrize("time", ["3:34", "214", "spring"])
def test_lengths_and_words_under_time_are_no_times(write, read, time):
    done = read(write(f"artist,track,time\nA,B,{time}\nA,C,{time}\n"))
    assert [row.start_ms for row in done.rows] == [None, None]


def test_a_column_that_counts_is_no_title_where_another_is_one(write, read):
    done = read(write("track,title,artist,timestamp\n1,Seven,A,1710018847\n2,7,A,1710019065\n"))
    assert [row.title for row in done.rows] == ["Seven", "7"]
    assert [row.title for row in read(write("track,artist,timestamp\n1979,A,1710018847\n")).rows] == ["1979"]


def test_a_column_of_times_with_something_else_in_it_keeps_its_times(write, read):
    whens = ["1710018847", "1710019065", "unknown", "1710019283", "never", "", "1710019501"]
    done = read(write("artist,track,time\n" + "".join(f"A,B{at},{when}\n" for at, when in enumerate(whens))))
    assert [row.start_ms // 1000 for row in done.rows] == [1710018847, 1710019065, 1710019283, 1710019501]
    assert done.reasons == ["bad-time", "bad-time", "no-time"]


def test_a_line_of_quotes_that_close_nothing_is_read_in_time_that_grows_with_it():
    assert len(loosely("a" + ',"a' * 30_000, ",")) == 30_001  # it took minutes when each looked through the rest


def test_a_page_of_links_without_an_end_is_read_in_time_that_grows_with_it(write, read):
    cell = '<div class="outer-cell"><div class="content-cell mdl-typography--body-1">{}</div></div>'
    titled = '<p class="mdl-typography--title">YouTube Music<br></p>'
    page = "<html>" + titled + cell.format("<a " * 20_000) + cell.format('<a href="x">' * 5_000)
    assert read(write(page + cell.format("<a " * 600_000))).reasons == ["bad-time", "no-time", "bad-row"]


def test_a_workbook_whose_texts_never_end_is_refused_before_they_fill_the_memory(write, monkeypatch):
    monkeypatch.setattr(book, "MOST_TEXT", 1000)
    file = io.BytesIO(workbook([["a"]]))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst><si>" + b"<t>abcdefghij</t>" * 500
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with book.Workbook(write(file.getvalue())) as opened, pytest.raises(UnreadableFile, match="far more"):
        list(opened.rows("10_listeningHistory"))
