"""Any table: delimiters, encodings, headers, quotes, ragged rows, huge cells, guessed and told columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest, NeedsMapping, S2VError, UnreadableFile, WrongPackage
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import table
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.mapping import TableMapping, apart
from s2v_desktop.core.readers.preview import preview
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

ROOT = Path(__file__).parents[3]
PLAIN = "artist,album,track,timestamp\nNordlicht Trio,Slow Weather,Paper Lanterns,1710018847\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_dialect(write, read, start_ms, delimiter, end, encoding):
    text = PLAIN.replace("Nordlicht", "N\u00f6rdlicht").replace(",", delimiter).replace("\n", end)
    done = read(write(text.encode(encoding)))
    assert done.detection.format == "table"
    (play,) = done.rows
    assert (play.title, play.artist, play.album) == ("Paper Lanterns", "N\u00f6rdlicht Trio", "Slow Weather")
    assert (play.start_ms, play.number) == (start_ms, 1)


def test_cyrillic_without_a_mark(write, read):
    titles = ["Группа крови", "Звезда по имени Солнце", "Перемен", "Пачка сигарет", "Кукушка", "Спокойная ночь"]
    text = "artist,track,timestamp\n" + "".join(f"Кино,{title},1710018847\n" for title in titles * 3)
    done = read(write(text.encode("cp1251")))
    assert [row.title for row in done.rows[:6]] == titles


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('A,"Lanterns, Paper",1710018847', "Lanterns, Paper"),
        ('A,"say ""hi""",1710018847', 'say "hi"'),
        ('A,"two\nlines",1710018847', "two\nlines"),
        ('A,12" mix,1710018847', '12" mix'),
        ('A,"lone quote,1710018847', '"lone quote'),
    ],
)
def test_quotes(write, read, line, title):
    done = read(write(f"artist,track,timestamp\nA,before,1710018847\n{line}\nA,after,1710018847\n"))
    assert [row.title for row in done.rows] == ["before", title, "after"]


def test_a_lone_quote_costs_no_other_row(write, read):
    rows = [f"A,song {number},{1710018847 + number * 300}" for number in range(5000)]
    rows[100] = 'A,"song 100,1710048847'
    rows[4900] = 'A,"song 4900,1711488847'
    done = read(write("artist,track,timestamp\n" + "\n".join(rows)))
    assert len(done.rows) == 5000
    assert done.rows[4901].title == "song 4901"


def test_research_tables_quote_nothing(write, read):
    done = read(write('artist\ttrack\ttimestamp\n"A"\t"b" c\t1710018847\nA\t"d\t1710018847\n'))
    assert [row.title for row in done.rows] == ['"b" c', '"d']


def test_ragged_rows_nuls_and_huge_cells(write, read):
    huge = "x" * 100_000
    done = read(write(
        "artist,track,timestamp,note\n"
        "A,short,1710018847\n"
        "A,long,1710018847,,,\n"
        "A\n"
        "A,too,1710018847,many,cells\n"
        "\n"
        f"A,{huge},1710018847,\n"
        f'A,note,1710018847,"{huge}{huge}"\n'
        "A,n\0ul,1710018847,\n"
        ",no artist,1710018847,\n"
        "A,,1710018847,\n"
        "A,no time,,\n"
        "A,bad time,yesterday,\n"
        "A,too old,1,\n"
        "A,tomorrow,4102444800,\n" + "A,fine,1710018847,\n" * 200
    ))  # fmt: skip
    assert [row.title for row in done.rows[:4]] == ["short", "long", "note", "nul"]
    assert done.reasons == [
        "bad-row", "bad-row", "bad-row", "no-artist", "no-title", "no-time", "bad-time", "impossible-time",
        "impossible-time",
    ]  # fmt: skip
    assert all(len(row.excerpt) <= 200 for row in done.skipped)


def test_thousands_of_columns(write, read):
    names = [f"column {number}" for number in range(3000)]
    cells = ["x"] * 3000
    done = read(
        write(
            f"{','.join(names)},artist,track\n" + f"{','.join(cells)},A,B\n",
        ),
        mapping={"session": ("1",)},
    )
    assert (done.rows[0].artist, done.rows[0].session) == ("A", "x")


def test_one_foreign_line_is_read_by_itself(write, read):
    good = "Björk,Jóga,1710018847\n".encode()
    done = read(write(b"artist,track,timestamp\n" + good * 3 + "Björk,Jóga,1710018847\n".encode("cp1252") + good))
    assert {(row.artist, row.title) for row in done.rows} == {("Björk", "Jóga")}
    assert any("another encoding" in warning for warning in done.detection.warnings)


def test_personal_cells_stay_out_of_excerpts(write, read):
    done = read(write(
        "artist,track,timestamp,ip address,e-mail,note\n"
        "A,,1710018847,192.0.2.17,a@example.org,mine is b@example.org\n"
        "A,B,1710018847,,,\n"
    ))  # fmt: skip
    (skipped,) = done.skipped
    assert "192.0.2" not in skipped.excerpt
    assert "example.org" not in skipped.excerpt
    assert skipped.excerpt.startswith("A")


def test_no_address_becomes_a_listener(write, read):
    done = read(write("user,artist,track,timestamp\nnt@example.org,A,B,1710018847\n"))
    assert done.rows[0].listener == "nt"


def test_radio(read):
    done = read(Source(ROOT / "tests/data/classic-rock-radio/classic_rock_plays.csv"))
    columns = dict(done.detection.mapping.columns)
    assert columns == {
        "title": ("song",), "artist": ("artist",), "time": ("time",), "listener": ("callsign",),
        "order": ("unique_id",),
    }  # fmt: skip
    assert done.detection.mapping.order_descending
    assert (len(done.rows), done.reasons) == (37647, ["no-title"] * 26)
    first, second = done.rows[:2]
    assert (first.title, first.listener, first.start_ms, first.order) == (
        "Learning to Fly", "KCFX", 1402884087000, -1436.0,
    )  # fmt: skip
    assert first.order < second.order


def test_set_lists(read):
    source = Source(ROOT / "resources/demo/gd_setlists.csv")
    alone = read(source)
    assert any("--set artist" in warning for warning in alone.detection.warnings)
    assert {row.artist for row in alone.rows} == {"Unknown artist"}
    done = read(source, set_values={"artist": "Grateful Dead"})
    assert done.detection.warnings == ()
    assert (len(done.rows), len(done.skipped)) == (39774, 0)
    assert {row.artist for row in done.rows} == {"Grateful Dead"}
    assert len({row.session for row in done.rows}) == 5518
    first = done.rows[0]
    assert (first.title, first.order, first.precision_s) == ("I'm A King Bee", 1.0, 86400)
    assert first.start_ms == -145238400000  # 1965-05-26, whatever the clock of this computer
    assert not done.detection.local_time


def test_the_demo_file_says_the_same(read):
    import json

    spec = json.loads((ROOT / "resources/demo/grateful-dead.json").read_text(encoding="utf-8"))
    mapping = {name: tuple(columns) for name, columns in spec["mapping"].items()}
    told = read(Source(ROOT / "resources/demo" / spec["file"]), mapping=mapping, set_values=spec["set"])
    guessed = read(Source(ROOT / "resources/demo" / spec["file"]), set_values=spec["set"])
    assert told.rows == guessed.rows


def test_local_times_take_the_zone_that_was_told(write, read, start_ms):
    source = write("artist,track,date\nA,B,2024-03-09 22:14:07\n")
    done = read(source, time_zone="Europe/Amsterdam")
    assert (done.rows[0].start_ms, done.detection.local_time, done.detection.warnings) == (start_ms, True, ())
    untold = read(source).detection
    assert untold.local_time
    assert any("--time-zone" in warning for warning in untold.warnings)
    with pytest.raises(BadRequest, match="Mars"):
        read(source, time_zone="Mars/Olympus")


def test_date_and_time_in_two_columns(write, read):
    done = read(write("user,artist,track,album,date,time\nu,A,B,C, 31 Jan 2021, 23:36\n"), time_zone="UTC")
    assert (done.rows[0].start_ms, done.rows[0].precision_s) == (1612136160000, 60)
    assert done.rows[0].listener == "u"


def test_day_and_month(write, read):
    sure = read(write("artist,track,date\nA,B,03/09/2024\nA,B,03/13/2024\n"))
    assert sure.detection.mapping.time_pattern == "mdy"
    source = write("artist,track,date\nA,B,03/09/2024 10:00\n")
    doubtful = read(source, time_zone="UTC")
    assert any("month-first" in warning for warning in doubtful.detection.warnings)
    assert doubtful.rows[0].start_ms == 1725357600000
    told = read(source, time_zone="UTC", set_values={"time": "month-first"})
    assert told.rows[0].start_ms == 1709978400000


def test_spotify_like_columns_are_ends(write, read, start_ms):
    done = read(write(
        "ts,track_name,artist_name,album_name,ms_played,track_uri\n"
        "2024-03-09T21:17:41Z,Paper Lanterns,Nordlicht Trio,Slow Weather,214000,spotify:track:0AbC\n"
    ))  # fmt: skip
    (play,) = done.rows
    assert (play.start_ms, play.end_ms, play.ms_played, play.ids) == (
        start_ms, start_ms + 214000, 214000, "spotify:0AbC",
    )  # fmt: skip


def test_lengths_in_seconds(write, read):
    done = read(write("artist,track,timestamp,listening time,duration\nA,B,1710018847,20,3:34\n"))
    assert (done.rows[0].ms_played, done.rows[0].track_ms, done.rows[0].skip) == (20000, 214000, True)


def test_told_columns(write, read):
    source = write("wer;was;wann\nA;B;2024-03-09 21:14:07\n")
    with pytest.raises(NeedsMapping, match="wer, was, wann"):
        read(source)
    done = read(source, mapping={"title": ("was",), "artist": ("1",)}, time_zone="UTC")
    assert (done.rows[0].title, done.rows[0].artist) == ("B", "A")
    with pytest.raises(BadRequest, match="wer, was, wann"):
        read(source, mapping={"title": ("nothing",)})
    with pytest.raises(BadRequest, match="field"):
        read(source, mapping={"nonsense": ("was",)})


def test_an_order_of_several_columns_counts_the_first_first(write, read):
    rows = ("1,9,Deal", "2,1,Fire", "2,7,Fire", "2,x,Drums")
    text = "show,set,position,song\n" + "".join(f"1977-05-08,{row}\n" for row in rows)
    told = {"order": ("set", "position"), "title": ("song",), "session": ("show",)}
    rows = read(write(text), mapping=told, set_values={"artist": "Grateful Dead"}).rows
    places = [row.order for row in rows]
    assert places[:3] == sorted(set(places[:3]))
    assert places[3] is None
    turned = read(write(text), mapping=told, set_values={"artist": "Grateful Dead", "order": "descending"})
    assert [row.order for row in turned.rows][:3] == [-place for place in places[:3]]


def test_told_order(write, read):
    source = write("artist,track,place\nA,B,x1\nA,C,x2\n")
    told = {"order": ("place",), "title": ("track",)}
    assert [row.order for row in read(source, mapping=told).rows] == [1.0, 2.0]
    turned = read(source, mapping=told, set_values={"order": "descending"})
    assert [row.order for row in turned.rows] == [-1.0, -2.0]
    with pytest.raises(BadRequest):
        read(source, mapping=told, set_values={"order": "sideways"})


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("", UnreadableFile, "empty"),
        ("\n\n \n", UnreadableFile, "empty"),
        ("just a sentence", NeedsMapping, "no table"),
        ("name,age\nBob,3\n", NeedsMapping, "name, age"),
        ("artist,track,plays\nA,B,3\n", WrongPackage, "ranking"),
        ("artist,track,time\nA,B,1.71002E+12\n", UnreadableFile, "spreadsheet"),
        (b"\x1f\x8b\x08\x00abc", UnreadableFile, "gzip"),
        (b"SQLite format 3\x00", UnreadableFile, "database"),
        (b"%PDF-1.4", UnreadableFile, "PDF"),
        ('{"a": [1, 2]}', UnreadableFile, "first keys are a"),
    ],
)
def test_refusals_name_the_file(write, read, content, error, words):
    with pytest.raises(error, match=words) as caught:
        read(write(content))
    assert "x.bin" in caught.value.message


def test_mapping_round_trip(write):
    mapping = table.guess(write(PLAIN))
    assert TableMapping.from_dict(mapping.to_dict()) == mapping
    with pytest.raises(BadRequest):
        TableMapping.from_dict(mapping.to_dict() | {"nonsense": 1})


def test_preview(write, start_ms):
    source = write(PLAIN + ",,,\n" + "A,B,C,1710000000\n" * 100)
    shown = preview(source, table.guess(source), 50)
    assert shown.columns == ("artist", "album", "track", "timestamp")
    assert (len(shown.cells), len(shown.rows)) == (50, 50)
    assert shown.cells[0][0] == "Nordlicht Trio"
    assert (shown.first_ms, shown.last_ms) == (1710000000000, start_ms)
    assert shown.problems == ("1 of the first 50 rows would be left out: no song title.",)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=20
).filter(lambda text: text.strip() == text)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_round_trip(tmp_path_factory, rows, delimiter):
    import csv
    import unicodedata

    path = tmp_path_factory.mktemp("t") / "x.bin"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(("artist", "track", "timestamp"))
        writer.writerows((artist, title, 1710018847) for artist, title in rows)
    mapping = TableMapping(
        (("artist", ("artist",)), ("title", ("track",)), ("time", ("timestamp",))), delimiter=delimiter,
        time_pattern="epoch-s",
    )  # fmt: skip
    read = list(table.read(Source(path), mapping, Silent()))
    assert [(row.artist, row.title) for row in read if isinstance(row, Row)] == [
        tuple(unicodedata.normalize("NFC", name) for name in row) for row in rows
    ]


@given(st.binary(max_size=2000) | st.text('",;\n\r\t ab1\0', max_size=500).map(str.encode), st.booleans())
def test_any_bytes_give_rows_or_a_sentence(tmp_path_factory, data, headed):
    from s2v_desktop.core.readers.detect import detect

    path = tmp_path_factory.mktemp("t") / "x.bin"
    path.write_bytes((b"artist,track,time\nA,B,1710018847\n" if headed else b"") + data)
    source = Source(path)
    try:
        found = detect(source)
        numbers = [entry.number for entry in found.reader.rows(source, found, ReadOptions(), Silent())]
    except S2VError:  # a sentence; anything else fails the test
        return
    assert numbers == list(range(1, len(numbers) + 1))


@given(st.text('",\n a', max_size=200))
def test_records_lose_no_character(text):
    from s2v_desktop.core.readers.records import lines, records

    kept = [cell for row in records(lines([text]), ",", True, 3) for cell in row]
    assert sum(cell.count("a") for cell in kept) == text.count("a")


def test_skipped_rows_have_known_reasons(write, read):
    from s2v_desktop.core.errors import SKIP_REASONS

    done = read(write("artist,track,time\nA,,1\n,B,1\nA,B,1710018847\n" + "A,B,1710018847\n" * 60 + "x\n"))
    assert {row.reason for row in done.skipped} <= set(SKIP_REASONS)
    assert all(isinstance(row, SkippedRow) for row in done.skipped)


def test_two_columns_of_one_name_are_two(write, read):
    rows = "".join(f"{at},Band {at % 3},Song {at},{1_600_000_000 + 300 * at}\n" for at in range(1, 20))
    source = write("track,name,name,time\n" + rows)
    for title, artist in (("3", "2"), ("name (2)", "name")):
        done = read(source, mapping={"title": (title,), "artist": (artist,)})
        assert (done.rows[0].title, done.rows[0].artist) == ("Song 1", "Band 1")
    source = write("track,artist,track,time\n" + rows.replace("Band", "The Band"))
    assert {row.title for row in read(source, mapping={"artist": ("artist",)}).rows} >= {"Song 1", "Song 19"}


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a (2)", "a"], ["a", "a (3)", "a (2)", "a (4)"]),
        (["", "", ""], ["", " (2)", " (3)"]),
    ],
)
def test_names_of_columns_are_told_apart(names, wanted):
    assert list(apart(names)) == wanted
