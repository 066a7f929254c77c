"""A model says what has changed in its library since it was made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.store import catalogue, merges, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.changes import Changes, between
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore
from s2v_desktop.store.report import ImportRequest
from tests import two_groups


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


def since(library: Path) -> Changes | None:
    return between(ModelStore(library).active().made_from, Catalogue.open(library).state)


def change(library: Path, what: Callable[..., Any], *arguments: Any) -> None:
    with Library.open(library) as opened:
        with opened.writing() as connection:
            what(connection, *arguments)
        catalogue.write(opened, Silent())


def test_plays_songs_and_rule_are_told_apart(library: Path, tmp_path: Path) -> None:
    assert since(library) == Changes()
    more = tmp_path / "more.csv"
    more.write_text("user,time,artist,title\nAnn,2021-01-01T10:00:00Z,Ash,Leaf 1\nAnn,2021-01-01T10:04:00Z,Oak,Bark\n")
    import_files(library, ImportRequest(paths=(more,), time_zone="UTC"), Silent())
    assert since(library) == Changes(added=2, imports=1)
    with Library.open(library) as opened:
        opened.undo(2)
    assert since(library) == Changes()
    with Library.open(library) as opened:
        opened.undo(1)
    changes = since(library)
    assert changes == Changes(removed=120, imports=1)
    assert changes.count == 1


def test_another_rule_and_merged_songs_count(library: Path) -> None:
    numbers = [one.number for one in Catalogue.open(library).listeners]
    change(library, session_rules.save, SessionRule(gap_s=600, keep_skipped=True), numbers)
    assert since(library) == Changes(rule=2)
    opened = Catalogue.open(library)
    songs = [int(opened.songs[opened.find(f"Ash - Leaf {n}")]) for n in (1, 2)]
    change(library, merges.merge, songs[1:], songs[0])
    changes = since(library)
    assert changes == Changes(merges=1, rule=2)
    assert changes.count == 3


@pytest.mark.parametrize("then", [{}, {"batches": 3}, {"batches": {}, "merged": 0, "merged_mark": "", "rule": 5}])
def test_what_an_older_program_made_is_not_known(library: Path, then: dict[str, Any]) -> None:
    assert between(then, Catalogue.open(library).state) is None


def test_a_manifest_without_it_is_read(library: Path) -> None:
    info = ModelStore(library).active()
    path = ModelStore(library).path(info.id) / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    del said["made_from"]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert since(library) is None
