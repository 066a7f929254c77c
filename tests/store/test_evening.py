"""The evening of formats.md section 21, in real files of five services: two plays of one song, however it is told."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import ImportReport, import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest

FIRST, SECOND = 1_710_018_847, 1_710_019_065
"""2024-03-09T21:14:07Z and 21:17:45Z: the second is a true repeat."""
LANTERNS_MS = 214_000


def spotify(folder: Path) -> Path:
    rows = [
        {"ts": f"2024-03-09T21:{end}Z", "ms_played": LANTERNS_MS,
         "spotify_track_uri": "spotify:track:0AbCdEfGhIjKlMnOpQrStU",
         "master_metadata_track_name": "Paper Lanterns", "master_metadata_album_artist_name": "Nordlicht Trio",
         "master_metadata_album_album_name": "Slow Weather", "reason_start": "trackdone", "reason_end": "trackdone",
         "offline_timestamp": start, "incognito_mode": False}
        for end, start in (("17:41", FIRST), ("21:19", SECOND))
    ]  # fmt: skip
    return write(folder / "Streaming_History_Audio_2024.json", json.dumps(rows))


def account(folder: Path) -> Path:
    rows = [
        {"endTime": f"2024-03-09 21:{minute}", "artistName": "Nordlicht Trio", "trackName": "Paper Lanterns",
         "msPlayed": LANTERNS_MS}
        for minute in (17, 21)
    ]  # fmt: skip
    return write(folder / "StreamingHistory_music_0.json", json.dumps(rows))


def lastfm(folder: Path) -> Path:
    lines = ["uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid"]
    for start, minute in ((SECOND, "17"), (FIRST, "14")):
        lines.append(
            f'"{start + 1}","09 Mar 2024, 21:{minute}","Nordlicht Trio","","Slow Weather","","Paper Lanterns",""'
        )
    return write(folder / "recenttracks.csv", "\n".join(lines))


def listenbrainz(folder: Path) -> Path:
    lines = [
        json.dumps({"inserted_at": start + 300.5, "listened_at": start, "track_metadata": {
            "track_name": "Paper Lanterns", "artist_name": "Nordlicht Trio", "release_name": "Slow Weather",
            "recording_msid": "5f0c7a2e-2b1d-4f0b-9a53-0d2a4f6f1c11", "mbid_mapping": None,
            "additional_info": {"duration_ms": LANTERNS_MS, "submission_client": "web-scrobbler"}}})
        for start in (FIRST, SECOND)
    ]  # fmt: skip
    return write(folder / "3.jsonl", "\n".join(lines))


def youtube(folder: Path) -> Path:
    rows = [
        {"header": "YouTube Music", "title": "Watched Paper Lanterns", "products": ["YouTube"],
         "titleUrl": "https://music.youtube.com/watch?v=abcdefghijk",
         "subtitles": [{"name": "Nordlicht Trio - Topic", "url": "https://www.youtube.com/channel/x"}],
         "time": f"2024-03-09T21:{start}.120Z"}
        for start in ("17:46", "14:08")
    ]  # fmt: skip
    return write(folder / "watch-history.json", json.dumps(rows))


def device_log(folder: Path, hours: int = 0) -> Path:
    rows = [
        f"Nordlicht Trio\tSlow Weather\tPaper Lanterns\t3\t214\tL\t{start + hours * 3600}\t"
        for start in (FIRST, SECOND)
    ]
    return write(folder / "scrobbler.log", "\n".join(["#AUDIOSCROBBLER/1.1", "#TZ/UTC", "#CLIENT/Rockbox", *rows, ""]))


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def bring(library: Path, *paths: Path, **values: str) -> ImportReport:
    return import_files(library, ImportRequest(paths=paths, listener="Me", set_values=values), Silent())


SERVICES = (spotify, account, lastfm, listenbrainz, youtube)


def starts(library: Path) -> list[float]:
    with Library.open(library) as opened:
        return [row[0] / 1000 for row in opened.connection.execute("SELECT start_ms FROM play ORDER BY start_ms")]


def test_all_services_at_once_are_two_plays(tmp_path: Path) -> None:
    report = bring(tmp_path / "Library", *(make(tmp_path) for make in SERVICES))
    assert (report.plays, report.duplicates) == (2, 8), report
    assert starts(tmp_path / "Library") == pytest.approx([FIRST, SECOND], abs=1)
    assert doctor(tmp_path / "Library").problems == ()


@pytest.mark.parametrize("pair", list(itertools.permutations(range(len(SERVICES)), 2)))
def test_any_two_services_one_after_the_other_are_two_plays(tmp_path: Path, pair: Sequence[int]) -> None:
    first, second = (bring(tmp_path / "Library", SERVICES[one](tmp_path)) for one in pair)
    assert (first.plays, second.plays, second.duplicates) == (2, 0, 2)


def test_a_log_that_is_an_hour_off_is_proposed_to_be_moved(tmp_path: Path) -> None:
    library = tmp_path / "Library"
    bring(library, spotify(tmp_path))
    right = bring(library, device_log(tmp_path))
    assert (right.plays, right.duplicates, right.warnings) == (0, 2, ())
    late = bring(library, device_log(tmp_path, hours=1))
    assert late.plays == 2
    assert "1 hour late" in late.warnings[0]
    assert late.batch is not None
    with Library.open(library) as opened:
        opened.undo(late.batch)
    both = bring(tmp_path / "Other", spotify(tmp_path), device_log(tmp_path, hours=1))
    assert [one for one in both.warnings if "late" in one or "early" in one] == list(both.warnings)
    assert len(both.warnings) == 1
    assert "shift=-1 scrobbler-log" in both.warnings[0]
    moved = bring(library, device_log(tmp_path, hours=1), lastfm(tmp_path), shift="-1 scrobbler-log")
    assert (moved.plays, moved.duplicates) == (0, 4)


def lastfmstats(folder: Path) -> Path:
    plays = [
        {"track": "Paper Lanterns", "artist": "Nordlicht Trio", "album": "Slow Weather", "date": start * 1000}
        for start in (FIRST, SECOND)
    ]
    return write(folder / "lastfmstats.json", json.dumps({"username": "nt_user", "scrobbles": plays}))


def test_a_file_that_names_its_own_listener_is_not_counted_beside_me_without_a_word(tmp_path: Path) -> None:
    library = tmp_path / "library"
    first = import_files(library, ImportRequest((spotify(tmp_path),), listener=""), Silent())
    assert first.warnings == ()
    second = import_files(library, ImportRequest((lastfmstats(tmp_path),), listener=""), Silent())
    assert second.plays == 2
    assert len(second.warnings) == 1
    assert "“nt_user”, apart from “Me”" in second.warnings[0]
    assert second.warnings[0].endswith("--listener Me.")


def test_the_way_the_sentence_names_counts_the_evening_once(tmp_path: Path) -> None:
    library = tmp_path / "library"
    import_files(library, ImportRequest((spotify(tmp_path),), listener=""), Silent())
    again = import_files(library, ImportRequest((lastfmstats(tmp_path),), listener="Me"), Silent())
    assert (again.plays, again.duplicates, again.warnings) == (0, 2, ())


def test_two_files_of_one_import_are_told_apart_as_well(tmp_path: Path) -> None:
    both = import_files(
        tmp_path / "library", ImportRequest((spotify(tmp_path), lastfmstats(tmp_path)), listener=""), Silent()
    )
    assert sum("kept as those of “nt_user”, apart from “Me”" in warning for warning in both.warnings) == 1


def test_the_doctor_asks_once_who_is_who_and_both_answers_are_taken(tmp_path: Path) -> None:
    library, files = tmp_path / "library", (spotify(tmp_path), lastfmstats(tmp_path))
    asked = import_files(library, ImportRequest(files, listener="", ask=True), Silent())
    assert asked.examination is not None
    said = {"kind": "apart", "name": "nt_user", "other": "Me", "others": ["Me"], "likely": True}
    assert asked.examination["asks"] == [said]
    assert asked.batch is None
    kept = ImportRequest(files, listener="", set_values={"apart": "keep"}, ask=True)
    two = import_files(library, kept, Silent())
    assert (two.plays, two.warnings) == (4, ())
    with Library.open(library) as opened:
        opened.undo(two.batch or 0)
    one = import_files(library, ImportRequest(files, listener="Me", ask=True), Silent())
    assert (one.plays, one.duplicates, one.warnings) == (2, 2, ())


def test_rows_that_name_many_listeners_need_no_word(tmp_path: Path) -> None:
    library = tmp_path / "library"
    import_files(library, ImportRequest((spotify(tmp_path),), listener=""), Silent())
    lines = ["user,artist,title,time"] + [f"{who},Nordlicht Trio,Paper Lanterns,{FIRST + 9000}" for who in ("a", "b")]
    told = import_files(library, ImportRequest((write(tmp_path / "two.csv", "\n".join(lines)),), listener=""), Silent())
    assert told.plays == 2
    assert not any("kept as those of" in warning for warning in told.warnings)
