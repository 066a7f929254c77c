"""A model leaves as one file without any play, and comes into another library by the identity of its songs."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core import shared_model
from s2v_desktop.core.errors import BadRequest, UnreadableFile
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.store import share
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore
from tests import two_groups


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


def send(library: Path, target: Path, counts: bool = False) -> Path:
    share.save(library, ModelStore(library).newest().id, target, counts, Silent())
    return target


def take(library: Path, path: Path) -> share.Opened:
    return share.open_file(library, path, Silent(), lambda opened: None)


def test_the_file_holds_names_and_vectors_and_nothing_else(library: Path, tmp_path: Path) -> None:
    path = send(library, tmp_path / "a.s2v")
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == sorted(shared_model.MEMBERS)
        contents = b"".join(archive.read(name) for name in archive.namelist())
        songs = [json.loads(line) for line in archive.read("songs.jsonl").splitlines()]
    assert b"Ann" not in contents
    assert b"Bob" not in contents
    assert all(set(song) <= {"title", "artist", "album", "ids"} for song in songs)
    assert [(song["artist"], song["title"]) for song in songs] == sorted((s["artist"], s["title"]) for s in songs)
    assert any(two_groups.SPOTIFY in " ".join(song.get("ids", [])) for song in songs)
    first = path.read_bytes()
    assert send(library, path).read_bytes() == first  # no time of writing either


def test_counts_are_told_only_when_asked(library: Path, tmp_path: Path) -> None:
    read = shared_model.read(send(library, tmp_path / "a.s2v"), Silent())
    assert {song.plays for song in read.songs} == {0}
    told = shared_model.read(send(library, tmp_path / "b.s2v", counts=True), Silent())
    assert max(song.plays for song in told.songs) > 1


def test_vectors_and_names_come_back(library: Path, tmp_path: Path) -> None:
    read = shared_model.read(send(library, tmp_path / "a.s2v"), Silent())
    stored, catalogue = ModelStore(library).load(ModelStore(library).newest().id), Catalogue.open(library)
    rows = {(catalogue.artist(int(at)), catalogue.title(int(at))): row
            for row, at in enumerate(catalogue.index_of(stored.vectors.songs))}  # fmt: skip
    order = [rows[song.artist, song.title] for song in read.songs]
    assert np.array_equal(read.w1, stored.vectors.w1[order])
    assert np.array_equal(read.w2, stored.vectors.w2[order])
    assert read.name == "By hand"


def test_a_stranger_gets_unheard_songs_that_an_undo_takes_out(library: Path, tmp_path: Path) -> None:
    path, other = send(library, tmp_path / "a.s2v"), tmp_path / "other"
    opened = take(other, path)
    assert (opened.matched, opened.new) == (0, opened.songs)
    with Library.open(other) as stranger:
        info = stranger.info()
    assert (info.plays, info.songs, info.models, info.batches) == (0, opened.songs, 1, 1)
    assert doctor(other).problems == ()
    model = ModelStore(other).load(opened.model)
    catalogue = Catalogue.open(other)
    assert (catalogue.index_of(model.vectors.songs) >= 0).all()
    assert model.info.origin == "shared"
    assert len(model.corpus(catalogue)) == 0
    assert model.neighbours is not None
    assert ModelStore(other).active().id == opened.model
    with Library.open(other) as stranger:
        assert stranger.undo(opened.batch) == 0
        assert stranger.info().songs == 0
    assert doctor(other).problems == ()


def test_own_songs_are_matched_and_keep_their_plays(library: Path, tmp_path: Path) -> None:
    path = send(library, tmp_path / "a.s2v")
    with Library.open(library) as mine:
        before = mine.info()
    opened = take(library, path)
    assert (opened.new, opened.matched) == (0, opened.songs)
    with Library.open(library) as mine:
        after = mine.info()
    assert (after.plays, after.songs, after.sessions) == (before.plays, before.songs, before.sessions)
    with Library.open(library) as mine:
        mine.undo(opened.batch)
        assert mine.info().songs == before.songs


def test_a_song_stays_while_the_shared_model_needs_it(library: Path, tmp_path: Path) -> None:
    path, other = send(library, tmp_path / "a.s2v"), two_groups.make_library(tmp_path / "other")
    opened = take(other, path)
    with Library.open(other) as stranger:
        stranger.undo(1)  # the history itself
        info = stranger.info()
    assert (info.plays, info.songs) == (0, opened.songs)


def test_cancelling_leaves_everything_as_it_was(library: Path, tmp_path: Path) -> None:
    path, other = send(library, tmp_path / "a.s2v"), two_groups.make_library(tmp_path / "other")

    class Late(Silent):
        def __init__(self, looks: int) -> None:
            self.left = looks

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            self.check()

    before = fingerprint(other)
    looks, done = 0, False
    while not done:
        try:
            share.open_file(other, path, Late(looks), lambda opened: None)
            done = True
        except Cancelled:
            assert fingerprint(other) == before
            looks += 1
    assert looks > 5


def test_what_cannot_be_written_or_shared_is_refused(library: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        send(library, tmp_path / "nowhere" / "a.s2v")
    with pytest.raises(BadRequest):
        send(library, tmp_path)
    with Library.open(library) as opened:
        opened.undo(1)
    with pytest.raises(BadRequest, match="library any more"):
        send(library, tmp_path / "a.s2v")
    assert not list(tmp_path.glob(".s2v-*"))


def test_opening_nothing_says_so(library: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        take(library, tmp_path / "absent.s2v")
