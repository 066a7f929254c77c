"""The verbs end to end, with real children, on a history with an obvious answer."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import obvious
import pytest

from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.store import migrations
from s2v_desktop.store.library import Library

MAP = [f"{field}={columns[0]}" for field, columns in obvious.MAPPING.items()]
SONG = "Ash - Leaf 1"


class Shell:
    """Runs verbs on one library and reads their JSON."""

    def __init__(self, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.library = library
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> Any:
        assert main([*arguments, "--library", str(self.library), "--json"]) == code
        out = self._capsys.readouterr().out
        return json.loads(out) if out else None

    def text(self, *arguments: str) -> str:
        assert main([*arguments, "--library", str(self.library)]) == 0
        return self._capsys.readouterr().out


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "library", capsys)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a model, made once and only copied from here."""
    folder = tmp_path_factory.mktemp("learnt")
    inline.run("import", obvious.spec(folder / "library", obvious.write(folder / "plays.csv")), Silent())
    inline.run("train", {"library": str(folder / "library"), "preset": "quick", "seed": 2}, Silent())
    return folder / "library"


@pytest.fixture
def trained(shell: Shell, learnt: Path) -> Shell:
    """A shell on a copy of the library with a model."""
    shutil.copytree(learnt, shell.library)
    return shell


def history(shell: Shell, path: Path, *more: str, code: int = 0) -> Any:
    mapping = [part for field in MAP for part in ("--map", field)]
    return shell("import", str(path), *mapping, "--time-zone", "UTC", *more, code=code)


def test_import_info_undo(shell: Shell, tmp_path: Path) -> None:
    path = obvious.write(tmp_path / "plays.csv")
    dry = history(shell, path, "--dry-run")
    assert dry["batch"] is None
    done = history(shell, path, "--listener", "Nour")
    assert {key: done[key] for key in ("rows", "plays", "duplicates", "skipped")} == {
        "rows": obvious.ROWS, "plays": obvious.ROWS, "duplicates": 0, "skipped": {}
    }  # fmt: skip
    assert set(done["files"][0]) == {"path", "format", "rows", "plays", "duplicates", "skipped"}
    info = shell("info")
    assert info == {
        "plays": obvious.ROWS, "counted_plays": obvious.ROWS, "songs": 2 * obvious.SONGS, "artists": 2, "listeners": 1,
        "sessions": obvious.SESSIONS, "batches": 1, "models": 0,
    }  # fmt: skip
    assert shell("doctor") == {"ok": True, "problems": []}
    assert shell("undo", str(done["batch"])) == {"plays_removed": obvious.ROWS}
    assert shell("info")["plays"] == 0
    assert shell("undo", str(done["batch"]), code=3)["error"]["code"] == "bad-request"


def test_doctor_says_that_a_library_is_damaged_and_restores_its_backup(shell: Shell, tmp_path: Path) -> None:
    history(shell, obvious.write(tmp_path / "plays.csv"))
    with Library.open(shell.library) as opened:
        migrations.backup(opened.connection, shell.library / "backups" / "good.sqlite")
    file = shell.library / "library.sqlite"
    file.write_bytes(damaged := file.read_bytes()[:4_096] + b"\xff" * 8_192)
    told = shell("doctor", code=3)
    assert told["damaged"]
    assert "s2v doctor --restore" in told["problems"][-1]
    done = shell("doctor", "--restore")
    assert (done["backup"], done["plays"]) == ("good.sqlite", obvious.ROWS)
    assert (Path(done["kept"]) / "library.sqlite").read_bytes() == damaged
    assert shell("info")["plays"] == obvious.ROWS
    assert shell("doctor") == {"ok": True, "problems": []}
    assert main(["doctor", "--restore", "--library", str(shell.library)]) == 3  # nothing is damaged


def test_doctor_says_that_a_catalogue_is_missing_or_cut(shell: Shell, tmp_path: Path) -> None:
    history(shell, obvious.write(tmp_path / "plays.csv"))
    (place,) = (shell.library / "catalogue").iterdir()
    (place / "song.npy").write_bytes((place / "song.npy").read_bytes()[:-40])
    assert "catalogue is damaged" in shell("doctor", code=3)["problems"][0]
    shutil.rmtree(place)
    assert "catalogue is missing" in shell("doctor", code=3)["problems"][0]
    assert shell("info")["plays"] == obvious.ROWS
    assert shell("doctor")["ok"]


def test_what_is_no_history_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam\n")
    error = shell("import", str(path), code=3)["error"]
    assert "letter.txt" in error["message"]
    assert not shell.library.exists()


@pytest.mark.parametrize("words", [("--set", "colour=red"), ("--map", "colour=title")])
def test_a_field_there_is_not_is_a_fault_of_the_command(shell: Shell, tmp_path: Path, words: tuple[str, str]) -> None:
    """Also before a file that is no table, where nothing would look at it."""
    path = tmp_path / "ghan.csv"
    path.write_text('uts,utc_time,artist,album,track\n"1710018847","09 Mar 2024, 21:14","A","","T"\n', encoding="utf-8")
    shell("import", str(path), *words, code=2)
    assert not shell.library.exists()


def test_a_listener_nobody_told_of_is_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "plays.tsv"
    path.write_text("user_000001\t2009-05-04T23:08:57Z\t\tA\t\tT\n" * 1, encoding="utf-8")
    done = shell("import", str(path), "--only-listener", "user_000001", "--only-listener", "user_1")
    assert (done["plays"], done["warnings"]) == (1, ["No row is from a listener called “user_1”."])


def test_an_unknown_preset_is_a_fault_of_the_command(shell: Shell) -> None:
    for verb in ("train", "evaluate"):
        shell(verb, "--preset", "huge", code=2)


def test_train_says_what_it_did(trained: Shell) -> None:
    result = trained("train", "--set", "epochs=2", "--set", "vector_size=8")
    assert set(result) == {"model", "songs", "sessions", "seconds", "parameters"}
    assert (result["parameters"]["epochs"], result["parameters"]["vector_size"]) == (2, 8)
    assert trained("info")["models"] == 2
    assert trained("train", "--set", "epochs=0", code=3)["error"]["code"] == "bad-request"
    trained("train", "--set", "magic=1", code=2)


@pytest.mark.parametrize("mode", ["similar", "next"])
def test_recommendations_stay_within_the_group(trained: Shell, mode: str) -> None:
    items = trained("recommend", "--song", SONG, "--mode", mode, "--top", "8")["items"]
    assert [item["rank"] for item in items] == list(range(1, 9))
    assert {item["artist"] for item in items} == {"Ash"}
    for item in items:
        assert set(item) == {"rank", "song", "artist", "title", "score", "cosine", "plays", "why"}
        assert set(item["why"]) == {"seeds", "sessions", "last"}
        assert sum(seed["contribution"] for seed in item["why"]["seeds"]) == pytest.approx(item["cosine"], abs=1e-9)
        assert item["why"]["sessions"] > 0
        assert "2020-01-01" <= item["why"]["last"] <= "2020-02-10"
    assert [item["cosine"] for item in items] == sorted((item["cosine"] for item in items), reverse=True)


def test_minus_and_weights_and_numbers(trained: Shell) -> None:
    number = trained("recommend", "--song", SONG, "--top", "1")["items"][0]["song"]
    items = trained("recommend", "--song", f"{SONG}=2", "--song", str(number), "--minus", "Birch - Leaf 2")["items"]
    assert all(len(item["why"]["seeds"]) == 3 for item in items)
    assert items[0]["artist"] == "Ash"
    assert number not in {item["song"] for item in items}


def test_taste_shows_its_largest_parts_and_the_rest(trained: Shell) -> None:
    items = trained("recommend", "--mode", "taste", "--listener", "Me", "--top", "3")["items"]
    assert len(items) == 3
    seeds = items[0]["why"]["seeds"]
    assert len(seeds) == 21
    assert seeds[-1]["song"] == "others"
    assert sum(seed["contribution"] for seed in seeds) == pytest.approx(items[0]["cosine"], abs=1e-9)


def test_filters(trained: Shell) -> None:
    ask = ("recommend", "--song", SONG, "--top", "50")
    everything = trained(*ask)["items"]
    assert len(everything) == 2 * obvious.SONGS - 1
    assert len(trained(*ask, "--per-artist", "2")["items"]) == 4
    assert trained(*ask, "--hide-played", "Me")["items"] == []
    assert trained(*ask, "--from", "2021-01-01")["items"] == []
    assert trained(*ask, "--min-plays", "100000")["items"] == []
    assert len(trained(*ask, "--not-since", "1")["items"]) == len(everything)
    shuffled = [trained(*ask, "--shuffle-seed", "4")["items"] for _ in range(2)]
    assert shuffled[0] == shuffled[1]


def test_unknown_songs_and_listeners_come_with_candidates(trained: Shell) -> None:
    error = trained("recommend", "--song", "Ash - Leaf 99", code=3)["error"]
    assert error["code"] == "unknown-song"
    assert any(candidate.startswith("Ash - Leaf") for candidate in error["candidates"])
    error = trained("recommend", "--song", SONG, "--hide-played", "Sam", code=3)["error"]
    assert (error["code"], error["candidates"]) == ("unknown-listener", ["Me"])


def test_similarity(trained: Shell) -> None:
    near = trained("similarity", SONG, "Ash - Leaf 2")["cosine"]
    far = trained("similarity", SONG, "Birch - Leaf 2")["cosine"]
    assert trained("similarity", SONG, SONG)["cosine"] == pytest.approx(1.0)
    assert near > far


def test_map_with_a_picture(trained: Shell, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    result = trained("map", "--picture", str(picture))
    assert set(result) == {"model", "map", "songs", "seconds", "kl_divergence", "trust"}
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_no_model_yet(shell: Shell, tmp_path: Path) -> None:
    history(shell, obvious.write(tmp_path / "plays.csv"))
    for arguments in (("map",), ("recommend", "--song", SONG), ("similarity", SONG, SONG)):
        assert shell(*arguments, code=3)["error"]["code"] == "no-model"


def test_too_little_data(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("time,artist,title\n2020-01-01T00:00:00Z,A,B\n2020-01-01T00:04:00Z,A,C\n")
    history(shell, path)
    assert shell("train", code=3)["error"]["code"] == "too-little-data"


def test_names_are_printed_literally(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("time", "artist", "title"))
        for number in range(120):
            when = f"2020-01-01T{number // 15 * 2:02}:{4 * (number % 15):02}:00Z"
            table.writerow((when, "[red]Roses[/red]", f"Song {number % 24} [link=x]\x1b[31m"))
    history(shell, path)
    shell("train", "--preset", "quick", "--set", "epochs=2")
    out = shell.text("recommend", "--song", "1", "--top", "3")
    assert "[red]Roses[/red]" in out
    assert "[link=x]" in out
    assert "\x1b" not in out
