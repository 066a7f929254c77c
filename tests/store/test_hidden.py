"""What is hidden is kept by name: it outlives an undone import, meets the next one, and touches no play."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.store import hidden
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from tests import two_groups


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_groups.make_library(tmp_path / "Library")


def song(folder: Path, label: str) -> int:
    catalogue = Catalogue.open(folder)
    return int(catalogue.songs[catalogue.find(label)])


def kept_out(folder: Path) -> tuple[set[str], set[str]]:
    """Labels that are kept out of lists, and out of taste."""
    catalogue = Catalogue.open(folder)
    with Library.open(folder) as library:
        masks = hidden.masks(library, catalogue)
    return tuple({catalogue.label(int(i)) for i in mask.nonzero()[0]} for mask in (masks.recommendations, masks.taste))  # type: ignore[return-value]


def test_a_song_and_an_artist_are_hidden_and_come_back(folder: Path) -> None:
    with Library.open(folder) as library:
        leaf = hidden.entry_of(library, "song", song(folder, "Ash - Leaf 2"))
        assert (leaf.name, leaf.recommendations, leaf.taste) == ("Ash - Leaf 2", False, False)
        hidden.put(library, replace(leaf, recommendations=True))
        moss = hidden.entry_of(library, "artist", song(folder, "Moss - Bridge"))
        hidden.put(library, replace(moss, taste=True))
        assert [(one.kind, one.name) for one in hidden.read(library)] == [("artist", "Moss"), ("song", "Ash - Leaf 2")]
        assert hidden.entry_of(library, "artist", song(folder, "Moss - Bridge")).taste
    assert kept_out(folder) == ({"Ash - Leaf 2"}, {"Moss - Bridge"})
    with Library.open(folder) as library:
        hidden.put(library, leaf)
        hidden.put(library, moss)
        assert hidden.read(library) == []
    assert kept_out(folder) == (set(), set())


def test_hiding_outlives_an_undone_import(folder: Path) -> None:
    with Library.open(folder) as library:
        entry = hidden.entry_of(library, "artist", song(folder, "Birch - Leaf 3"))
        hidden.put(library, replace(entry, recommendations=True))
        library.undo(1)
        assert [one.name for one in hidden.read(library)] == ["birch"]  # only the key is left
        plays = library.info().plays
    assert plays == 0
    two_groups.make_library(folder)
    lists, taste = kept_out(folder)
    assert len(lists) == two_groups.SONGS
    assert all(label.startswith("Birch - ") for label in lists)
    assert taste == set()


def test_what_cannot_be_hidden_is_refused(folder: Path) -> None:
    with Library.open(folder) as library:
        with pytest.raises(BadRequest, match="no longer"):
            hidden.entry_of(library, "song", 99999)
        with pytest.raises(BadRequest, match="cannot be hidden"):
            hidden.put(library, hidden.Hidden("album", "x", "x"))  # type: ignore[arg-type]
