"""Nothing is lost or invented, and every import can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest, DiskFull, S2VError, UnreadableFile
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.types import Kind, Quality, Row, SkippedRow
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport, import_files
from s2v_desktop.store.library import Library, LibraryInfo
from s2v_desktop.store.report import ImportRequest

Import = Callable[..., ImportReport]
Make = Callable[..., list[Row]]
START = 1_600_000_000_000
KEYS = ["batch", "rows", "plays", "duplicates", "skipped", "warnings", "files"]


def info(library: Path) -> LibraryInfo:
    with Library.open(library) as opened:
        return opened.info()


def adds_up(report: ImportReport) -> bool:
    return report.rows == report.plays + report.duplicates + sum(report.skipped.values())


def test_a_table_of_ends_is_read_alike_with_and_without_a_quote(tmp_path: Path) -> None:
    rows = [f"A{at % 7},T{at % 9},2020-01-{1 + at // 24:02} {at % 24:02}:00:00" for at in range(200)]
    for name, line in (("plain", "A2,T1,2020-01-05 04:00:00"), ("quoted", '"A2",T1,2020-01-05 04:00:00')):
        rows[100] = line
        (tmp_path / f"{name}.csv").write_text("artist,title,endTime\n" + "\n".join(rows) + "\n", encoding="utf-8")
        request = ImportRequest((tmp_path / f"{name}.csv",), listener="", time_zone="UTC")
        made = import_files(tmp_path / name, request, Silent())
        assert (made.plays, made.duplicates) == (200, 0)


def test_the_report_has_the_keys_of_the_command(bring: Import, make_plays: Make) -> None:
    said = bring(make_plays(10)).to_json()
    assert list(said) == KEYS
    assert list(said["files"][0]) == ["path", "format", "rows", "plays", "duplicates", "skipped"]


def test_the_same_file_again_adds_nothing(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(50))
    before = info(library)
    again = bring(make_plays(50))
    assert (again.plays, again.duplicates) == (0, 50)
    assert info(library).plays == before.plays == 50


def test_the_first_half_and_then_the_whole_adds_the_second_half(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(20))
    second = bring(make_plays(50))
    assert (second.plays, second.duplicates) == (30, 20)
    assert info(library).plays == 50


def test_a_repeat_inside_a_file_is_a_duplicate_and_another_listener_is_not(bring: Import, make_plays: Make) -> None:
    mine = make_plays(5)
    report = bring([*mine, *mine, *(row._replace(listener="Sam") for row in mine)])
    assert (report.plays, report.duplicates) == (10, 5)


def test_every_figure_is_as_before_after_an_undo(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(30))
    before, mark = info(library), fingerprint(library)
    batch = bring([*make_plays(40, songs=9), *make_plays(20, songs=7, listener="Sam", session="List")]).batch
    assert info(library) != before
    with Library.open(library) as opened:
        assert batch is not None
        assert opened.undo(batch) == 55  # five of the sixty were there before
    assert info(library) == before
    assert fingerprint(library) == mark
    assert doctor(library).ok


def test_an_undo_in_the_middle_leaves_the_others(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(10))
    middle = bring(make_plays(10, first=100, songs=8)).batch
    bring(make_plays(10, first=200, songs=8))
    with Library.open(library) as opened:
        assert middle is not None
        assert opened.undo(middle) == 10
    after = info(library)
    assert (after.plays, after.songs, after.batches) == (20, 8, 2)
    assert doctor(library).problems == ()


def test_an_unknown_batch_is_refused_and_changes_nothing(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(10))
    mark = fingerprint(library)
    with Library.open(library) as opened, pytest.raises(BadRequest, match="99"):
        opened.undo(99)
    assert fingerprint(library) == mark


def test_merge_decisions_outlive_an_undo_and_hold_for_the_next_import(
    bring: Import, library: Path, make_plays: Make
) -> None:
    batch = bring(make_plays(10, songs=2)).batch
    with Library.open(library) as opened:
        with opened.writing() as connection:
            keys = [row[0] for row in connection.execute("SELECT key FROM song ORDER BY id")]
            connection.execute("INSERT INTO merge_decision VALUES (?, ?, 1, 0)", keys)
        assert batch is not None
        opened.undo(batch)
    bring(make_plays(10, songs=2))
    assert info(library).songs == 1
    catalogue = Catalogue.open(library)
    assert catalogue.plays.tolist() == [10]
    assert len(set(catalogue.index_of([2, 3]).tolist()) - {-1}) == 1  # type: ignore[arg-type]


def test_a_dry_run_reports_the_same_and_stores_nothing(bring: Import, library: Path, make_plays: Make) -> None:
    rows = [*make_plays(10), *make_plays(3), SkippedRow(99, "no-title", "…")]
    dry = bring(rows, dry_run=True)
    assert dry.batch is None
    assert not library.exists()
    real = bring(rows)
    assert dry.to_json() | {"batch": 1} == real.to_json()


def test_events_and_rows_of_others_are_counted_as_skipped(bring: Import, library: Path, make_plays: Make) -> None:
    rows = [
        *make_plays(4, listener="Ann"), *make_plays(3, listener="Bob"),
        Row(90, "Talk", "Host", listener="Ann", start_ms=START, kind=Kind.PODCAST), SkippedRow(91, "bad-row"),
    ]  # fmt: skip
    report = bring(rows, only_listeners=("Ann",))
    assert report.skipped == {"other-listener": 3, "podcast": 1, "bad-row": 1}
    assert adds_up(report)
    assert info(library).listeners == 1


def test_plays_under_the_rule_are_kept_and_not_counted(bring: Import, library: Path, make_plays: Make) -> None:
    heard = [5_000, 29_999, 30_000, None]
    rows = [row._replace(ms_played=ms) for row, ms in zip(make_plays(4), heard, strict=True)]
    bring([*rows, Row(9, "Short", "A", start_ms=START - 1, ms_played=20_000, track_ms=40_000)])
    assert (info(library).plays, info(library).counted_plays) == (5, 3)


def test_one_bad_file_among_good_ones_is_a_warning(bring: Import, make_plays: Make) -> None:
    report = bring({"good": make_plays(5), "bad": None, "torn": make_plays(5, first=50)})
    assert report.plays == 5
    assert report.warnings == ("bad is no history.", "torn is torn.")


def test_nothing_but_bad_files_is_refused_and_leaves_no_library(bring: Import, library: Path) -> None:
    with pytest.raises(UnreadableFile, match="bad is no history"):
        bring({"bad": None})
    assert not library.exists()


def test_a_list_without_times_keeps_its_order_and_stays_out_of_the_timeline(bring: Import, library: Path) -> None:
    titles = ["B", "A", "C", "A"]
    rows = [Row(i + 1, title, "Band", session="Mix") for i, title in enumerate(titles)]
    assert bring(rows).plays == 4
    assert bring(rows).duplicates == 4
    catalogue = Catalogue.open(library)
    columns = catalogue.play_columns()
    assert [catalogue.title(i) for i in columns.song] == titles
    assert columns.usable.all()
    assert catalogue.months().counts.sum() == 0
    assert info(library).sessions == 1


def test_shared_times_are_spread_in_their_order(bring: Import, library: Path) -> None:
    rows = [Row(i + 1, f"Song {i}", "Band", start_ms=START + (i // 3) * 600_000, order=-i) for i in range(6)]
    bring(rows)
    columns = Catalogue.open(library).play_columns()
    titles = [Catalogue.open(library).title(i) for i in columns.song]
    assert titles == ["Song 2", "Song 1", "Song 0", "Song 5", "Song 4", "Song 3"]
    assert (columns.start_ms - START).tolist() == [0, 200_000, 400_000, 600_000, 900_000, 1_200_000]
    assert columns.usable.all()
    assert bring(rows).plays == 0


def test_shared_times_without_an_order_stay_out_of_sessions(bring: Import, library: Path, make_plays: Make) -> None:
    bring([*make_plays(4), *(Row(50 + i, f"Other {i}", "Band", start_ms=START - 10**9) for i in range(3))])
    assert Catalogue.open(library).play_columns().usable.sum() == 4
    with Library.open(library) as opened:
        marked = opened.connection.execute("SELECT count(*) FROM play WHERE quality = ?", (int(Quality.COARSE),))
        assert marked.fetchone()[0] == 3


def test_a_full_disk_is_named_before_anything_is_read(
    bring: Import, library: Path, make_plays: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(make_plays(5))
    mark = fingerprint(library)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 5_000_000))  # type: ignore[attr-defined]
    with pytest.raises(DiskFull, match=r"11 MB are missing"):
        bring(make_plays(50))
    assert fingerprint(library) == mark


def test_sums_that_do_not_add_up_are_refused(
    bring: Import, library: Path, make_plays: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(make_plays(5))
    mark = fingerprint(library)
    monkeypatch.setattr("s2v_desktop.store.apply._write_plays", lambda *_: 7)
    with pytest.raises(S2VError, match="do not add up"):
        bring(make_plays(50))
    assert fingerprint(library) == mark


class Stopping(Silent):
    """Cancels at the n-th look."""

    def __init__(self, after: int) -> None:
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.check()


def test_stopping_at_any_look_leaves_everything_or_nothing(bring: Import, library: Path, make_plays: Make) -> None:
    bring(make_plays(5))
    mark = fingerprint(library)
    for after in range(100):
        try:
            bring(make_plays(60), monitor=Stopping(after))
        except Cancelled:
            stored = info(library).plays
            assert (stored, fingerprint(library) == mark) in ((5, True), (60, False))
            assert not list((library / "tmp").glob("*"))
        else:
            break
    else:
        pytest.fail("never finished")
    assert info(library).plays == 60


def test_stopping_a_first_import_leaves_no_library_in_a_folder_that_had_none(
    bring: Import, library: Path, make_plays: Make
) -> None:
    for after in range(100):
        try:
            bring(make_plays(60), monitor=Stopping(after))
        except Cancelled:
            if library.exists():  # it was stored; only the catalogue was not
                assert info(library).plays == 60
                shutil.rmtree(library)
        else:
            break
    else:
        pytest.fail("never finished")
    assert info(library).plays == 60


def test_a_first_import_that_asks_leaves_no_library(bring: Import, library: Path) -> None:
    asked = bring([Row(1, "A", "X", start_ms=START), Row(2, "A", "X", listener="B", start_ms=START)], ask=True)
    assert asked.examination is not None
    assert [one["kind"] for one in asked.examination["asks"]] == ["listeners"]
    assert not library.exists()


rows = st.builds(
    Row, number=st.integers(1, 99), title=st.sampled_from(["A", "B", "a ", "\ud800", "A (Live)"]),
    artist=st.sampled_from(["X", "The X", "Y"]), listener=st.sampled_from(["", "Ann"]),
    start_ms=st.one_of(st.none(), st.integers(START, START + 5)), ms_played=st.sampled_from([None, 10, 40_000]),
    kind=st.sampled_from([0, 0, 0, 1, 3]), session=st.sampled_from(["", "", "S"]),
    order=st.sampled_from([None, 1.0, 2.0]), album=st.just(""), end_ms=st.none(), track_ms=st.none(),
    precision_s=st.just(1), quality=st.sampled_from(list(Quality)), skip=st.none(), ids=st.sampled_from(["", "a:1"]),
)  # fmt: skip
skipped = st.builds(
    SkippedRow, number=st.integers(1, 99), reason=st.sampled_from(["bad-row", "no-title"]), excerpt=st.just("")
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(rows, skipped), max_size=30))
def test_any_rows_add_up_come_once_and_go_again(
    bring: Import, library: Path, given_rows: list[Row | SkippedRow]
) -> None:
    shutil.rmtree(library, ignore_errors=True)
    first, second = bring(given_rows), bring(given_rows)
    assert adds_up(first)
    assert adds_up(second)
    assert second.plays == 0
    assert info(library).plays == first.plays
    assert doctor(library).problems == ()
    with Library.open(library) as opened:
        for batch in opened.batches():
            opened.undo(batch.number)
        assert opened.info() == LibraryInfo(0, 0, 0, 0, 0, 0, 0, 0)
