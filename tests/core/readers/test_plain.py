"""Reading many rows at a time says exactly what reading them one by one says."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import table, text
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.plain import PlainPlays
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

LASTFM = TableMapping(
    columns=(("listener", ("1",)), ("time", ("2",)), ("artist", ("4",)), ("title", ("6",)), ("ids", ("5",))),
    delimiter="\t", encoding="utf-8", quoting=False, has_header=False, time_pattern="iso-zone", time_zone="UTC",
    newest_first=True,
)  # fmt: skip
NAMED = TableMapping(
    columns=(("artist", ("who",)), ("title", ("what",)), ("time", ("when",))), constants=(("listener", "Sam"),),
    delimiter=",", encoding="utf-8", quoting=True, has_header=True, header_line=1, time_pattern="iso",
    time_zone="Europe/Amsterdam",
)  # fmt: skip


def lines(rows: int, spoilt: dict[int, str] | None = None) -> str:
    """A file in the layout of Last.fm-1K: a play every four minutes, with some lines replaced."""
    made = [
        f"user_{1 + at // 300:06}\t2009-05-{1 + at // 360 % 28:02}T"
        f"{at * 4 // 60 % 24:02}:{at * 4 % 60:02}:{at % 60:02}Z"
        f"\tx\tThe Ensemble {at % 7}\t{'mbid' if at % 3 else ''}\tSong {at % 40}"
        for at in range(rows)
    ]
    for at, line in (spoilt or {}).items():
        made[at] = line
    return "\n".join(made) + "\n"


def both(path: Path, mapping: TableMapping) -> tuple[list[Row | SkippedRow], list[PlainPlays | list[Row | SkippedRow]]]:
    """All rows, one by one and in blocks."""
    source = Source(path)
    return list(table.read(source, mapping, Silent())), list(table.read_blocks(source, mapping, Silent()))


def flat(blocks: list[PlainPlays | list[Row | SkippedRow]]) -> list[Row | SkippedRow]:
    """Rows of all blocks."""
    return [row for block in blocks for row in (block.rows() if isinstance(block, PlainPlays) else block)]


def test_ordinary_rows_come_as_columns_and_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "plays.tsv").write_text(lines(9_000), encoding="utf-8", newline="")
    rows, blocks = both(tmp_path / "plays.tsv", LASTFM)
    assert len(blocks) > 2
    assert all(isinstance(block, PlainPlays) for block in blocks)
    assert flat(blocks) == rows
    assert rows[299].listener == "user_000001"
    assert rows[300].listener == "user_000002"
    assert rows[1].ids.endswith(":mbid")


@pytest.mark.parametrize(
    "line",
    [
        "", "   ", "\t\t\t\t\t", "one cell", "u\t2009-05-01T00:00:00Z\t\tArtist\t\t",
        "u\t2009-05-01T00:00:00Z\t\t\t\tTitle",
        "u\tnot a time\t\tArtist\t\tTitle", "u\t2009-02-30T00:00:00Z\t\tArtist\t\tTitle",
        "u\t2009-05-01T25:00:00Z\t\tArtist\t\tTitle", "u\t2009-05-01T00:61:00Z\t\tArtist\t\tTitle",
        "u\t1970-01-01T00:00:00Z\t\tArtist\t\tTitle", "u\t2009-05-01T00:00:00+02:00\t\tArtist\t\tTitle",
        "u\t2009-05-01T00:00:00Z\t\t'=Artist\t\tTitle", "u\t2009-05-01T00:00:00Z\t\t Artist \t\t Title ",
        "a@b.example\t2009-05-01T00:00:00Z\t\tArtist\t\tTitle", "u\t2009-05-01T00:00:00Z\t\tArtist\t\tTitle\t",
        "u\t2009-05-01T00:00:00Z\t\tArtist\t\tTitle\tmore", "u\t2009-05-01 00:00\t\tArtist\t\tTitle",
        "u\t2009-05-01T00:00:00Z\t\tA\u0301rtist\t\tTi\u200btle \u6f22", 'u\t2009-05-01T00:00:00Z\t\t"Artist\t\tTi"tle',
        "u\t2009-05-01T00:00:00Z\t\t" + "x" * 2001 + "\t\tTitle",
    ],
)  # fmt: skip
def test_a_row_out_of_the_way_means_what_it_means_alone(tmp_path: Path, line: str) -> None:
    (tmp_path / "plays.tsv").write_text(lines(9_000, {4_000: line}), encoding="utf-8", newline="")
    rows, blocks = both(tmp_path / "plays.tsv", LASTFM)
    assert flat(blocks) == rows
    assert sum(isinstance(block, PlainPlays) for block in blocks) >= 2


def test_local_times_keep_the_hour_that_a_clock_change_repeats(tmp_path: Path) -> None:
    hours = [f"2023-10-29 {hour:02}:{minute:02}:{minute:02}" for hour in range(24) for minute in range(60)]
    body = "".join(f"A,B,{when}\n" for when in hours)
    (tmp_path / "plays.csv").write_text(f"a line above\nwho,what,when\n{body}", encoding="utf-8")
    rows, blocks = both(tmp_path / "plays.csv", NAMED)
    assert all(isinstance(block, PlainPlays) for block in blocks)
    assert flat(blocks) == rows
    assert isinstance(rows[0], Row)
    assert (rows[0].end_ms, rows[0].listener) == (None, "Sam")


def test_a_table_of_ends_is_read_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "plays.csv").write_text("x\nwho,what,when\n" + "A,B,2020-01-01 10:00:00\n" * 50, encoding="utf-8")
    rows, blocks = both(tmp_path / "plays.csv", dataclasses.replace(NAMED, anchor="end"))
    assert flat(blocks) == rows
    assert not any(isinstance(block, PlainPlays) for block in blocks)


def test_a_quoted_cell_may_reach_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "CHUNK", 200)
    body = [f"A,B,2020-01-01 00:{minute:02}:00" for minute in range(60)]
    body[20] = '"A, and\nmore ' + "long " * 60 + '",B,2020-01-02 00:00:00'
    body[40] = '"A"" quoted",B,2020-01-03 00:00:00'
    (tmp_path / "plays.csv").write_text("\nwho,what,when\n" + "\n".join(body), encoding="utf-8")
    rows, blocks = both(tmp_path / "plays.csv", NAMED)
    assert flat(blocks) == rows
    assert len(rows) == 60
    assert isinstance(blocks[0], PlainPlays)


@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["A", " A", "'+A", "", "\u00e9", "e\u0301", '"A"', "A\u2028B", "\u0000A"]),
            st.sampled_from(["T", "T ", "\t", "T,T"]),
            st.sampled_from(["2020-01-01 10:00:00", "2020-01-01 10:00", "2020-1-1", "", "2020-01-01 10:00:59", "1"]),
        ),
        max_size=12,
    )
)
def test_any_cells_say_the_same(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("table") / "plays.csv"
    body = "".join(",".join(row) + "\n" for row in cells)
    path.write_text(f"above\nwho,what,when\n{body}", encoding="utf-8", newline="")
    rows, blocks = both(path, NAMED)
    assert flat(blocks) == rows
