"""What strangers do to `s2v import`: exit codes, sums, sentences, and that nothing is half done."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.cli import import_
from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.store.fingerprint import fingerprint
from tests.core.readers.goldens import ACTIVITY, DAILY, GOLDENS, PAGE, SPOTIFY_LIST, TITLE

SPOTIFY = GOLDENS[0].content
ACCOUNT = GOLDENS[1].content


class Shell:
    """`s2v import` on one library; jobs run in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.library = folder / "Library"
        self._capsys = capsys

    def put(self, files: Mapping[str, bytes | str]) -> list[Path]:
        """Write files below the folder of downloads."""
        paths = [self.folder / "in" / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return paths

    def __call__(self, *words: Path | str, code: int = 0) -> Any:
        """The one JSON document on standard output."""
        mark = fingerprint(self.library) if self.library.exists() else ""
        assert main(["import", *map(str, words), "--library", str(self.library), "--json"]) == code
        said = json.loads(self._capsys.readouterr().out or "null")
        if code:
            assert (fingerprint(self.library) if self.library.exists() else "") == mark, "something was half done"
            return said["error"] if said else None
        assert said["rows"] == said["plays"] + said["duplicates"] + sum(said["skipped"].values())
        for key in ("rows", "plays", "duplicates"):
            assert said[key] == sum(file[key] for file in said["files"])
        assert not [one for one in said["warnings"] if not one.endswith((".", "COLUMN.")) or "  " in one]
        return said

    def stored(self, what: str = "title") -> list[Any]:
        """Of all plays, in their order."""
        with sqlite3.connect(self.library / "library.sqlite") as reader:
            rows = reader.execute(
                f"SELECT {what} FROM play p JOIN song s ON s.id = p.song ORDER BY p.session, p.start_ms, p.place"
            ).fetchall()
        reader.close()
        return [row[0] for row in rows]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr(import_, "run_job", lambda job, spec, title: inline.run(job, spec, Silent()))
    return Shell(tmp_path, capsys)


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def locked(members: Mapping[str, bytes]) -> bytes:
    """A zip whose first member is marked as encrypted."""
    data = bytearray(zipped(members))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"[]", "empty list"),
        (zipped({}), "holds no files"),
        (zipped({"a/Streaming_History_Audio_2020.json": b"[]"}), "empty list"),
        (zipped({"x.json": SPOTIFY})[:-30], "damaged"),
        (locked({"x.json": SPOTIFY}), "protected by a password"),
        (zipped({"zeros.csv": bytes(120 << 20)}), "200 times its size"),
        (gzip.compress(SPOTIFY * 50)[:-20], "damaged"),
        (
            b'<!DOCTYPE x [<!ENTITY a "aaa">]><playlist xmlns="http://xspf.org/ns/0/">&a;</playlist>',
            "declares entities",
        ),
        (b"[" * 300_000 + b"]" * 300_000, "nested without end"),
        (b"\x7fELF" + bytes(200), "is a program"),
        (b"Dear Sir or Madam\nYours\n", "no table"),
        (b"rank;artist;track;plays\n1;A;B;9\n", "ranking"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_history_is_refused_with_a_reason(shell: Shell, content: bytes, words: str) -> None:
    (path,) = shell.put({"x.bin": content})
    error = shell(path, code=3)
    assert words in error["message"]
    assert "x.bin" in error["message"] or ".json" in error["message"]
    assert not shell.library.exists()


def test_packed_in_every_way(shell: Shell) -> None:
    inner = zipped({"deep/x.bin": SPOTIFY})
    paths = shell.put({
        "my_spotify_data.zip": zipped({"a.zip": zipped({"b.zip": inner})}),
        "my_spotify_data (1).zip": zipped({"MyData\\StreamingHistory_music_0.json": ACCOUNT, "__MACOSX\\._x": b"x"}),
        "outside.zip": zipped({"../../outside.json": SPOTIFY, "/etc/outside.json": SPOTIFY}),
        "half.zip": locked({"secret.json": SPOTIFY, "open.json": SPOTIFY}),
    })  # fmt: skip
    said = shell(*paths)
    assert (said["plays"], said["duplicates"]) == (2, 8)
    assert [file["format"] for file in said["files"]].count("spotify-account") == 1
    assert ["password" in one for one in said["warnings"]].count(True) == 1
    assert not [*shell.folder.parent.rglob("outside.json")]


def test_a_folder_of_foreign_files_is_refused_and_one_history_in_it_is_found(shell: Shell) -> None:
    foreign = {"a.jpg": b"\xff\xd8\xffx", "b.docx": zipped({"word/document.xml": b"<a></a>"}), "c.mp3": b"ID3\x03\0",
               "d.txt": "Dear Sir", "e.json": '{"a": 1}', "f/g.csv": "number,amount\n1,2\n",
               "h.bin": bytes(999)}  # fmt: skip
    shell.put(foreign)
    shell(shell.folder / "in", code=3)
    shell.put({"f/deep/x.bin": SPOTIFY})
    said = shell(shell.folder / "in")
    assert (said["plays"], len(said["files"])) == (2, 1)
    told = " ".join(said["warnings"])
    assert all(name in told for name in ("a.jpg", "document.xml", "c.mp3", "d.txt", "e.json", "g.csv", "h.bin"))


def test_a_file_that_vanishes_after_the_dry_run(shell: Shell) -> None:
    first, second = shell.put({"a.bin": SPOTIFY, "b.bin": ACCOUNT})
    assert shell(first, "--dry-run")["batch"] is None
    first.unlink()
    assert "not there any more" in shell(first, code=3)["message"]
    said = shell(first, second)
    assert (said["plays"], len(said["warnings"])) == (2, 2)


def test_a_takeout_page_and_nested_zips_of_apple(shell: Shell) -> None:
    activity = zipped({"Apple Music Activity/Apple Music Play Activity.csv": ACTIVITY})
    days = zipped({"Apple Music - Play History Daily Tracks.csv.zip": zipped({"days.csv": DAILY})})
    apple, more, google = shell.put({
        "Apple part 1 of 2.zip": zipped({"Apple_Media_Services.zip": activity}),
        "Apple part 2 of 2.zip": zipped({"Apple_Media_Services.zip": days}),
        "takeout-20240310T000000Z-001.zip": zipped({
            "Takeout/YouTube/history/watch-history.html": PAGE, "Takeout/archive_browser.html": b"<!DOCTYPE html>"}),
    })  # fmt: skip
    said = shell(more, apple)
    assert (said["plays"], said["files"][0]["format"]) == (2, "apple-play-activity")
    assert (shell(google)["duplicates"], set(shell.stored())) == (2, {TITLE})


def test_tables_of_ones_own_beside_a_download_are_read(shell: Shell) -> None:
    own = "artist,track,timestamp\nA,B,1710018847\n"
    about = json.dumps({"username": "x", "email": "x", "creationTime": "x", "gender": "x"})
    paths = shell.put({"Userdata.json": about, "Playlist1.json": json.dumps(SPOTIFY_LIST), "own.csv": own})
    assert shell(*paths, "--dry-run")["plays"] == 3
    assert shell(shell.folder / "in", "--dry-run")["plays"] == 3
    unknown, *_ = shell.put({"unknown.csv": "no,word\n1,x\n"})
    said = shell(unknown, *paths)
    assert said["plays"] == 3
    assert any("unknown.csv looks like a table" in one for one in said["warnings"])


SETS = "show,set,place,title\n2024-03-09,1,track 3,C\n2024-03-09,1,track 1,A\n2024-03-09,1,track 2,B\n"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ((), "CAB"),
        (("--set", "order=descending"), "BAC"),
        (("--map", "order=place"), "ABC"),
        (("--map", "order=place", "--set", "order=descending"), "CBA"),
        (("--map", "order=set,place", "--map", "session=show"), "ABC"),
    ],
)  # fmt: skip
def test_set_lists_and_their_order(shell: Shell, words: tuple[str, ...], titles: str) -> None:
    (path,) = shell.put({"sets.csv": SETS})
    assert shell(path, *words, "--set", "artist=Grateful Dead")["plays"] == 3
    assert "".join(shell.stored()) == titles


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2), (("x.csv", "--time-zone", "Nope"), 2), (("x.csv", "--map", "title"), 2),
        (("x.csv", "--map", "colour=title"), 2), (("x.csv", "--map", "title=colour"), 3),
        (("x.csv", "--map", "title="), 3),
        (("x.csv", "--set", "order=sideways"), 3), (("x.csv", "--set", "time=month-first"), 3),
        (("x.csv", "--set", "private=maybe"), 3), (("x.csv", "--set", "shift=99"), 3), (("gone.csv",), 3),
    ],
)  # fmt: skip
def test_wishes_that_make_no_sense(shell: Shell, words: tuple[str, ...], code: int) -> None:
    (path,) = shell.put({"x.csv": "artist,title,time\nA,B,2024-03-09 21:14:07\n"})
    error = shell(*(path.parent / word if word.endswith(".csv") else word for word in words), code=code)
    assert code == 2 or error["message"].endswith((".", ")."))
    assert not shell.library.exists()


def test_clocks_put_forward_and_back(shell: Shell) -> None:
    walls = ("2024-03-31 01:59:00", "2024-03-31 02:30:00", "2024-03-31 03:10:00",
             "2024-10-27 01:59:00", "2024-10-27 02:10:00", "2024-10-27 02:50:00", "2024-10-27 03:05:00")  # fmt: skip
    (path,) = shell.put({"x.csv": "artist,title,time\n" + "".join(f"A,{at},{wall}\n" for at, wall in enumerate(walls))})
    said = shell(path, "--time-zone", "Europe/Berlin")
    assert (said["plays"], len(said["warnings"])) == (7, 1)
    assert said["warnings"][0].startswith(
        "2 plays of x.csv are from an hour that the clock of Europe/Berlin showed twice"
    )
    assert shell.stored("datetime(start_ms / 1000, 'unixepoch')") == [
        "2024-03-31 00:59:00", "2024-03-31 01:10:00", "2024-03-31 01:30:00",
        "2024-10-26 23:59:00", "2024-10-27 00:10:00", "2024-10-27 00:50:00", "2024-10-27 02:05:00",
    ]  # fmt: skip
    warned = shell(path, "--dry-run")["warnings"]
    assert "name no time zone and were read as the clock of this computer" in warned[0]
