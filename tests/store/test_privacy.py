"""What exports say about the person and their devices never reaches the library, its catalogue or its log."""

from __future__ import annotations

import json
import logging
import zipfile
from pathlib import Path

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.store.importer import ImportRequest, import_files
from s2v_desktop.store.library import Library

PLANTED = {
    "ip_addr": "203.0.113.77", "ip_addr_decrypted": "203.0.113.78", "user_agent_decrypted": "Planted%2FAgent%2055",
    "username": "planted_account_91", "platform": "Planted OS 12 (device 4711-ABCD)",
}  # fmt: skip
MAIL = "planted.person@example.org"


def play(number: int, **more: object) -> dict[str, object]:
    return {
        "ts": f"2024-03-09T21:{number:02d}:41Z", "ms_played": 214_000, "conn_country": "NL", **PLANTED,
        "master_metadata_track_name": f"Paper Lanterns {number}", "reason_start": "trackdone",
        "master_metadata_album_artist_name": "Nordlicht Trio", "master_metadata_album_album_name": "Slow Weather",
        "spotify_track_uri": "spotify:track:0AbCdEfGhIjKlMnOpQrStU", "reason_end": "trackdone", "shuffle": False,
        "skipped": False, "offline": False, "offline_timestamp": None, "incognito_mode": number % 2 == 0, **more,
    }  # fmt: skip


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_nothing_personal_of_a_spotify_zip_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [play(i) for i in range(20)]
    rows.append(play(30, spotify_track_uri=None, master_metadata_track_name=None, ts="never"))
    rows.append(play(31, spotify_episode_uri="spotify:episode:1", episode_name="Talk", spotify_track_uri=None))
    with zipfile.ZipFile(tmp_path / "my_spotify_data.zip", "w") as archive:
        archive.writestr("MyData/Streaming_History_Audio_2024_0.json", json.dumps(rows))
        archive.writestr("MyData/Userdata.json", json.dumps({"email": MAIL, "username": PLANTED["username"]}))
    table = tmp_path / "plays.csv"
    table.write_text(
        f"artist,title,time,email,ip\nBand,Song,1600000000,{MAIL},{PLANTED['ip_addr']}\n"
        f",No Artist,1600000100,{MAIL},{PLANTED['ip_addr']}\nBand,Song 2,soon,{MAIL},{PLANTED['ip_addr']}\n",
        encoding="utf-8",
    )  # fmt: skip
    folder = tmp_path / "Library"
    report = import_files(folder, ImportRequest(paths=(tmp_path / "my_spotify_data.zip", table), ask=True), Silent())
    if report.batch is None:
        report = import_files(folder, ImportRequest(paths=(tmp_path / "my_spotify_data.zip", table)), Silent())
    import_files(folder, ImportRequest(paths=(tmp_path / "my_spotify_data.zip",)), Silent())
    assert report.plays >= 20
    written = bytes_of(folder)
    assert any(b"Paper Lanterns 7" in content for content in written.values())
    said = caplog.text + "".join(capfd.readouterr()) + json.dumps(report.to_json()) + json.dumps(report.examination)
    for secret in (*PLANTED.values(), MAIL):
        assert not [name for name, content in written.items() if secret.encode() in content], secret
        assert secret not in said


def test_a_private_play_can_be_told_and_its_mark_is_no_id(tmp_path: Path) -> None:
    file = tmp_path / "Streaming_History_Audio_2024_0.json"
    file.write_text(json.dumps([play(i) for i in range(20)]), encoding="utf-8")
    report = import_files(tmp_path / "Library", ImportRequest(paths=(file,)), Silent())
    assert "10 plays are from private sessions" in report.warnings[0]
    with Library.open(tmp_path / "Library") as library:
        assert library.connection.execute("SELECT count(*) FROM play WHERE private").fetchone()[0] == 10
        assert not library.connection.execute("SELECT 1 FROM song_alias WHERE ids LIKE '%private%'").fetchall()
