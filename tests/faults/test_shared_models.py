"""A hostile ``.s2v`` can do nothing but fail with a sentence: no code, no memory, no file, no change."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import struct
import tempfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core import shared_model
from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.shared_model import SharedModel, SharedSong
from s2v_desktop.jobs import inline
from s2v_desktop.store.fingerprint import fingerprint

ROWS, SIZE = 3, 4
LIMIT = 4_000_000
"""Bytes of memory that a refusal may take at most; the files claim gigabytes."""


def good() -> dict[str, bytes]:
    """The four members of a small honest file."""
    w = np.arange(ROWS * SIZE, dtype="<f4").tobytes()
    songs = b"".join(json.dumps({"title": f"Song {i}", "artist": "A"}).encode() + b"\n" for i in range(ROWS))
    return signed({"w1.f32": w, "w2.f32": w, "songs.jsonl": songs})


def signed(contents: dict[str, bytes], **said: Any) -> dict[str, bytes]:
    """Members with a manifest whose checksums are right."""
    sums = {name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in contents.items()}
    manifest = {"format": "s2v-shared-model", "version": 1, "name": "N", "songs": ROWS, "dimensions": SIZE}
    manifest |= {"writer": "w", "parameters": {}, "members": sums, **said}
    return {"manifest.json": json.dumps(manifest).encode(), **contents}


def packed(members: dict[str, bytes] | list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, body in members.items() if isinstance(members, dict) else members:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a name that is there already: that is the point
                archive.writestr(name, body)
    return file.getvalue()


def changed(**parts: bytes) -> bytes:
    """The honest file with other bodies and right checksums; names with ``_`` for the dot."""
    members = good()
    members.pop("manifest.json")
    return packed(signed(members | {name.replace("_", "."): body for name, body in parts.items()}))


def said(**manifest: Any) -> bytes:
    members = good()
    members.pop("manifest.json")
    return packed(signed(members, **manifest))


def raw_manifest(text: bytes) -> bytes:
    return packed(good() | {"manifest.json": text})


class Evil:
    """Would make a folder when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        import os

        return os.mkdir, (str(self.place),)


def lying_size() -> bytes:
    """A member whose directory entry claims gigabytes."""
    whole = bytearray(packed(good()))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"w1.f32"))
    whole[at + 20 : at + 28] = struct.pack("<II", 4_000_000_000, 4_000_000_000)
    return bytes(whole)


def overlapping() -> bytes:
    """Two directory entries that point at the same bytes."""
    whole = bytearray(packed(good()))
    second = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"w2.f32"))
    first = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"w1.f32"))
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def many_members() -> bytes:
    return packed([*good().items(), *((f"m{i}", b"") for i in range(5000))])


def songs_of(*lines: Any) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def npy(array: np.ndarray) -> bytes:
    body = io.BytesIO()
    np.save(body, array, allow_pickle=True)
    return body.getvalue()


def npy_header(descr: str, shape: tuple[int, ...]) -> bytes:
    body = io.BytesIO()
    np.lib.format.write_array_header_1_0(body, {"descr": descr, "fortran_order": False, "shape": shape})
    return body.getvalue()


A, B = {"title": "a", "artist": "x"}, {"title": "b", "artist": "x"}
NAN = np.array([np.nan] * ROWS * SIZE, "<f4").tobytes()
HUGE = np.array([3e38] * ROWS * SIZE, "<f4").tobytes()

HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"hello\n" * 100,
    "torn": lambda: packed(good())[:-30],
    "tail": lambda: packed(good()) + b"x" * 30,
    "zip-bomb": lambda: packed(good() | {"w1.f32": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED),
    "lying-size": lying_size,
    "overlap": overlapping,
    "many-members": many_members,
    "missing-member": lambda: packed({k: v for k, v in good().items() if k != "w2.f32"}),
    "more-members": lambda: packed(good() | {"code.py": b"import os"}),
    "traversal": lambda: packed({("../../w1.f32" if k == "w1.f32" else k): v for k, v in good().items()}),
    "absolute": lambda: packed({("/etc/passwd" if k == "w1.f32" else k): v for k, v in good().items()}),
    "twice": lambda: packed([*list(good().items())[:3], ("w1.f32", good()["w1.f32"])]),
    "rows-10^13": lambda: said(songs=10**13),
    "rows-5-million": lambda: said(songs=5_000_000, dimensions=2000),
    "rows-negative": lambda: said(songs=-3, dimensions=-4),
    "rows-boolean": lambda: said(songs=True, dimensions=12),
    "rows-text": lambda: said(songs="3"),
    "rows-fraction": lambda: said(songs=3.0),
    "dimensions-zero": lambda: said(dimensions=0),
    "transposed": lambda: said(songs=SIZE, dimensions=ROWS),
    "other-format": lambda: said(format="pickle"),
    "newer": lambda: said(version=2),
    "name-list": lambda: said(name=["x"]),
    "name-long": lambda: said(name="x" * 2000),
    "members-list": lambda: said(members=[1]),
    "checksum": lambda: said(members={"w1.f32": {"sha256": "0" * 64}}),
    "parameters-list": lambda: said(parameters=[1]),
    "manifest-pickle": lambda: raw_manifest(pickle.dumps({"a": 1})),
    "manifest-list": lambda: raw_manifest(b"[]"),
    "manifest-nan": lambda: raw_manifest(b'{"songs": NaN}'),
    "manifest-key-twice": lambda: raw_manifest(b'{"songs": 3, "songs": 4}'),
    "manifest-deep": lambda: raw_manifest(b"[" * 200_000),
    "manifest-deep-object": lambda: raw_manifest(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "manifest-long-number": lambda: raw_manifest(b'{"songs": ' + b"9" * 100_000 + b"}"),
    "manifest-not-utf8": lambda: raw_manifest(b'{"name": "\xff\xfe"}'),
    "manifest-megabytes": lambda: raw_manifest(b'{"a": "' + b"x" * 2_000_000 + b'"}'),
    "nan": lambda: changed(w1_f32=NAN),
    "nan-w2": lambda: changed(w2_f32=NAN),
    "huge-numbers": lambda: changed(w1_f32=HUGE),
    "npy-header": lambda: changed(w1_f32=b"\x93NUMPY" + b"\0" * 42),
    "npy-of-objects": lambda: changed(w1_f32=npy(np.array([{"a": 1}] * 3, object))),
    "npy-huge-header": lambda: changed(w1_f32=b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**32 - 1) + b" " * 40),
    "npy-claims-terabytes": lambda: changed(w1_f32=npy_header("<f4", (10**6, 10**6))),
    "array-short": lambda: changed(w1_f32=b"\0" * (ROWS * SIZE * 4 - 4)),
    "songs-few": lambda: changed(songs_jsonl=songs_of(A, B)),
    "songs-many": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c"}, {"title": "d"})),
    "songs-twice": lambda: changed(songs_jsonl=songs_of(A, B, A)),
    "songs-list": lambda: changed(songs_jsonl=songs_of(A, B, ["c"])),
    "songs-number": lambda: changed(songs_jsonl=songs_of(A, B, {"title": 3})),
    "songs-no-title": lambda: changed(songs_jsonl=songs_of(A, B, {"artist": "x"})),
    "songs-long-name": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c" * 5000})),
    "songs-long-line": lambda: changed(songs_jsonl=songs_of(A, {"title": "c", "more": "x" * 30_000})),
    "songs-ids": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c", "ids": ["i"] * 1000})),
    "songs-plays": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c", "plays": -1})),
    "songs-plays-huge": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c", "plays": 2**40})),
    "songs-no-end": lambda: changed(songs_jsonl=songs_of(A, B, {"title": "c"})[:-1]),
    "songs-deep": lambda: changed(songs_jsonl=songs_of(A, B) + b"[" * 10_000 + b"\n"),
    "songs-not-utf8": lambda: changed(songs_jsonl=songs_of(A, B) + b'{"title": "\xff"}\n'),
}


def test_the_honest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.s2v"
    path.write_bytes(packed(good()))
    read = shared_model.read(path, Silent())
    assert [song.title for song in read.songs] == ["Song 0", "Song 1", "Song 2"]
    assert read.w1.tolist() == np.arange(12.0).reshape(3, 4).tolist()


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_it_fails_with_a_sentence_and_changes_nothing(name: str, tmp_path: Path) -> None:
    path, library = tmp_path / f"{name}.s2v", tmp_path / "library"
    path.write_bytes(HOSTILE[name]())
    before = fingerprint(library)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as refusal:
            inline.run("open-model", {"library": str(library), "path": str(path)}, Silent())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "Nothing was changed" in refusal.value.message
    assert peak < LIMIT
    assert fingerprint(library) == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_pickle_is_not_run(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    body = pickle.dumps(Evil(trap))
    for number, content in enumerate((body, packed({"data.pkl": body}), changed(w1_f32=body), raw_manifest(body))):
        path = tmp_path / f"{number}.s2v"
        path.write_bytes(content)
        with pytest.raises(UnreadableFile):
            shared_model.read(path, Silent())
    assert not trap.exists()


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed(good()))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"w1.f32"))
    whole[at + 8] |= 1
    path = tmp_path / "a.s2v"
    path.write_bytes(bytes(whole))
    with pytest.raises(UnreadableFile):
        shared_model.read(path, Silent())


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_changed_byte_is_noticed_or_harmless(place: int, value: int) -> None:
    whole = bytearray(packed(good()))
    whole[place % len(whole)] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.s2v"
        path.write_bytes(bytes(whole))
        try:
            read = shared_model.read(path, Silent())
        except UnreadableFile:
            return
        assert read.w1.tolist() == np.arange(12.0).reshape(3, 4).tolist()
        assert [song.title for song in read.songs] == ["Song 0", "Song 1", "Song 2"]


def opened(whole: bytes) -> shared_model.SharedModel | None:
    """What is read from a file; None when it was refused with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.s2v"
        path.write_bytes(whole)
        try:
            return shared_model.read(path, Silent())
        except UnreadableFile as refusal:
            said = refusal.message
    assert "Nothing was changed" in said
    return None


@given(st.integers(0, 10_000))
def test_a_file_cut_anywhere_is_refused(place: int) -> None:
    whole = packed(good())
    assert opened(whole[: place % len(whole)]) is None


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 60), st.binary(max_size=60)), min_size=1, max_size=6))
def test_torn_and_patched_files_are_refused_or_whole(patches: list[tuple[int, int, bytes]]) -> None:
    whole = packed(good())
    for place, length, other in patches:
        at = place % (len(whole) + 1)
        whole = whole[:at] + other + whole[at + length :]
    read = opened(whole)
    if read is not None:
        assert read.w1.shape == (3, 4)
        assert np.isfinite(read.w1).all()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(json.loads(good()["manifest.json"]))), plain, min_size=1))
def test_any_manifest_is_refused_or_makes_sense(wrong: dict[str, Any]) -> None:
    body = json.dumps(json.loads(good()["manifest.json"]) | wrong).encode()
    read = opened(packed(good() | {"manifest.json": body}))
    if read is not None:
        assert read.w1.shape == read.w2.shape == (3, 4)
        assert isinstance(read.parameters, dict)


@given(st.lists(plain, min_size=3, max_size=3))
def test_any_songs_are_refused_or_are_songs(lines: list[Any]) -> None:
    read = opened(changed(songs_jsonl=songs_of(*lines)))
    if read is not None:
        assert all(isinstance(song.title, str) and song.title for song in read.songs)


@given(st.binary(min_size=ROWS * SIZE * 4, max_size=ROWS * SIZE * 4))
def test_any_vectors_are_refused_or_finite(body: bytes) -> None:
    read = opened(changed(w1_f32=body))
    if read is not None:
        assert np.isfinite(read.w1).all()


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(max_size=30)), min_size=1, max_size=8, unique=True))
def test_any_name_goes_out_and_comes_back(names: list[tuple[str, str]]) -> None:
    names = [(title, artist) for title, artist in names if title.strip()] or [("a", "")]
    clean = [tuple(text.encode("utf-8", "replace").decode() for text in name) for name in names]
    if len(set(clean)) < len(clean):
        return
    songs = [SharedSong(title, artist) for title, artist in names]
    w = np.ones((len(songs), 2), np.float32)
    file = io.BytesIO()
    shared_model.write(file, SharedModel("n", songs, w, w), "w", Silent())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.s2v"
        path.write_bytes(file.getvalue())
        read = shared_model.read(path, Silent())
    assert [(song.title, song.artist) for song in read.songs] == clean
