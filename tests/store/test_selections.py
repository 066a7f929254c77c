"""Saved selections are kept whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.store import atomic
from s2v_desktop.store.selections import FILE, SavedSelection, Selections


def test_what_is_saved_is_there_by_name(tmp_path: Path) -> None:
    selections = Selections(tmp_path)
    assert selections.list() == []
    selections.save("winter", [3, 1, 2])
    selections.save("  Autumn \n evenings ", [7])
    assert Selections(tmp_path).list() == [SavedSelection("Autumn evenings", (7,)), SavedSelection("winter", (3, 1, 2))]
    selections.save("winter", [9])
    assert selections.list()[1].songs == (9,)
    selections.delete("winter")
    selections.delete("never there")
    assert [one.name for one in selections.list()] == ["Autumn evenings"]


@pytest.mark.parametrize("name", ["نسم علينا", "<b>x</b>", "a/b\\c", "🎧", "x" * 300])
def test_any_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    Selections(tmp_path).save(name, [1])
    assert [one.name for one in Selections(tmp_path).list()] == [name[:80]]
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_an_empty_name_saves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="needs a name"):
        Selections(tmp_path).save(" \t ", [1])
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"selections": [{"name": "a"}]}', "\x00", "[" * 100_000])
def test_a_damaged_file_is_said_and_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(LibraryError, match="left as it is"):
        Selections(tmp_path).list()
    with pytest.raises(LibraryError):
        Selections(tmp_path).save("a", [1])
    assert (tmp_path / FILE).read_text() == content


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    selections = Selections(tmp_path)
    selections.save("kept", [1])

    def full(path: Path, value: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "write_json", full)
    with pytest.raises(LibraryError, match="could not be saved"):
        selections.save("more", [2])
    assert [one.name for one in selections.list()] == ["kept"]
