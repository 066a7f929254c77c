"""Settings, places and files written aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from s2v_desktop.core.errors import S2VError
from s2v_desktop.store import atomic, paths
from s2v_desktop.store.demo import demo_request, demo_text
from s2v_desktop.store.scratch import leftovers, scratch, sweep
from s2v_desktop.store.settings import Settings


def test_settings_hold_only_what_differs_and_keep_what_they_do_not_know(tmp_path: Path) -> None:
    file = tmp_path / "s" / "settings.json"
    atomic.write_json(file, {"of another version": [1]})
    settings = Settings.load(file)
    settings.set("theme", "dark", "system")
    settings.set("size", 3, 3)
    again = Settings.load(file)
    assert again.get("theme") == "dark"
    assert again.typed("theme", 5) == 5
    assert again.typed("of another version", list[int]()) == [1]
    again.set("theme", "system", "system")
    assert file.read_text(encoding="utf-8").count("theme") == 0


def test_settings_that_cannot_be_written_raise_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings.load(tmp_path / "file" / "settings.json")
    settings.set("theme", "dark")
    assert settings.get("theme") == "dark"
    assert "could not be saved" in settings.problem


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000])
def test_damaged_settings_are_kept_aside(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content)
    assert "damaged" in Settings.load(file).problem
    assert (tmp_path / "settings.json.damaged").read_text() == content


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    atomic.write_text(file, "old")

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="full"):
        atomic.write_text(file, "new")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    assert file.read_text() == "old"


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    for name in ("staged", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    atomic.replace_folder(tmp_path / "staged", tmp_path / "target")
    assert (tmp_path / "target" / "x").read_text() == "staged"
    assert [one.name for one in tmp_path.iterdir()] == ["target"]


def test_what_is_in_use_is_not_swept(tmp_path: Path) -> None:
    with scratch(tmp_path) as place:
        dead = tmp_path / "tmp" / ("0" * 32)
        dead.mkdir()
        assert leftovers(tmp_path) == [dead]
        sweep(tmp_path)
        assert place.is_dir()
        assert not dead.exists()
    assert not (tmp_path / "tmp").exists()


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    for place in (paths.default_library(), paths.settings_file(), paths.log_folder()):
        assert tmp_path in place.parents


def test_the_demo_is_there_and_says_whose_it_is() -> None:
    request = demo_request()
    assert all(path.is_file() for path in request.paths)
    assert request.listener
    assert "MIT" in demo_text().attribution
    with pytest.raises(S2VError):
        paths.resource("nothing.txt")
