"""Playlists are kept by name, and foreign ones are laid beside the library without guessing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest, UnreadableFile
from s2v_desktop.core.types import Row
from s2v_desktop.store import playlists
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.playlists import Playlist
from tests import two_groups


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_groups.make_library(tmp_path / "Library")


def test_playlists_are_kept_renamed_and_forgotten(folder: Path) -> None:
    with Library.open(folder) as library:
        first = playlists.save(library, Playlist(0, "  Road \n trip ", (3, 1, 3)))
        second = playlists.save(library, Playlist(0, "aa"))
        assert first.number != second.number
        assert [(one.name, one.songs) for one in playlists.read(library)] == [("aa", ()), ("Road trip", (3, 1, 3))]
        playlists.save(library, replace(first, name="Home", songs=(2,)))
        assert playlists.named(library, "Home").songs == (2,)
        assert playlists.named(library, "Home").made_ms == first.made_ms
        playlists.delete(library, second.number)
        assert [one.name for one in playlists.read(library)] == ["Home"]
        with pytest.raises(BadRequest, match="“Home”"):
            playlists.named(library, "aa")
        with pytest.raises(BadRequest, match="needs a name"):
            playlists.save(library, Playlist(0, " "))


@pytest.mark.parametrize("text", ["", "{}", '[1, true, "x", 2.5, 7]', "nonsense"])
def test_a_damaged_list_is_no_crash(folder: Path, text: str) -> None:
    with Library.open(folder) as library:
        with library.writing() as connection:
            connection.execute("INSERT INTO playlist (name, songs, made_ms) VALUES ('x', ?, 0)", (text,))
        assert playlists.read(library)[0].songs in ((), (1, 7))


def test_a_foreign_playlist_is_matched_and_the_rest_is_listed(folder: Path) -> None:
    catalogue = Catalogue.open(folder)
    rows = [Row(1, "LEAF 2", "ash"), Row(2, "Leaf 99", "Ash"), Row(3, "Bridge", "The Moss"), Row(4, "Leaf", "Ash")]
    found = playlists.match(catalogue, "Mine", rows)
    assert [catalogue.label(catalogue.find(str(number))) for number in found.songs] == ["Ash - Leaf 2", "Moss - Bridge"]
    assert found.unmatched == ("Ash - Leaf 99", "Ash - Leaf")


def test_a_file_is_read_by_whatever_can_import_it(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "Mix.csv"
    file.write_text("artist,title\nBirch,Leaf 1\nNobody,Nothing\n", encoding="utf-8")
    found = playlists.read_file(Catalogue.open(folder), file)
    assert (found.name, len(found.songs), found.unmatched) == ("Mix", 1, ("Nobody - Nothing",))
    bad = tmp_path / "x.json"
    bad.write_text(json.dumps({"a": 1}), encoding="utf-8")
    with pytest.raises(UnreadableFile):
        playlists.read_file(Catalogue.open(folder), bad)
