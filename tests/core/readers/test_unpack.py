"""Packed files and tar archives: streamed, named, bounded, damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import archive, unpack
from s2v_desktop.core.readers.detect import detect
from tests.core.readers.goldens import ONE_K

PACKERS = pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])


def tar(members, mode="w:gz"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as packed:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                info.size = len(content)
            packed.addfile(info, io.BytesIO(content or b""))
    return file.getvalue()


def drain(source):
    with source.open() as stream:
        while stream.read(1000):
            pass


def found(path):
    return list(archive.sources([path], Silent()))


@PACKERS
def test_packed_files(tmp_path, pack, read):
    path = tmp_path / "x.bin"
    path.write_bytes(pack(ONE_K))
    (source,) = found(path)
    assert (source.peek(), source.peek(5), source.size) == (ONE_K, ONE_K[:5], len(ONE_K))
    assert read(source).detection.format == "lastfm-1k"


@PACKERS
@pytest.mark.parametrize("cut", [20, -12])
def test_damaged_packing_is_a_sentence(tmp_path, pack, cut):
    path = tmp_path / "x.bin"
    path.write_bytes(pack(ONE_K * 3)[:cut])
    (source,) = found(path)
    with pytest.raises(UnreadableFile, match=r"x\.bin"):
        drain(source)


@PACKERS
def test_packing_without_end_is_refused(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(unpack, "RATIO_FROM", 1000)
    monkeypatch.setattr(unpack, "LARGEST_RATIO", 2)
    path = tmp_path / "x.bin"
    path.write_bytes(pack(bytes(5_000_000)))
    (source,) = found(path)
    with pytest.raises(UnreadableFile, match="far more"):
        drain(source)


def test_a_packed_file_in_a_zip(tmp_path, read):
    path = tmp_path / "x.bin"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("sets/listens.tsv.bz2", bz2.compress(ONE_K))
    (source,) = found(path)
    assert source.label == "x.bin/sets/listens.tsv.bz2"
    assert len(read(source).rows) == 2


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
def test_tar_archives(tmp_path, read, mode):
    path = tmp_path / "takeout.tgz"
    path.write_bytes(tar({
        "Takeout/history/listens.tsv": ONE_K, "Takeout/photo.jpg": b"\xff\xd8\xff" + bytes(100),
        "Takeout/._listens.tsv": b"x", "link": None, "../../evil.tsv": ONE_K, "empty": b"",
    }, mode))  # fmt: skip
    members = found(path)
    assert [source.name for source in members] == ["listens.tsv", "evil.tsv"]
    assert [source.peek() for source in members] == [ONE_K, ONE_K]
    assert len(read(members[0]).rows) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["takeout.tgz"]


def test_hostile_tars(tmp_path, monkeypatch):
    path = tmp_path / "x.tgz"
    path.write_bytes(tar({f"{number}.csv": b"a,b" for number in range(5)}))
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(UnreadableFile, match="more than 3 files"):
        found(path)
    path.write_bytes(tar({"a.csv": b"a,b\n" * 100_000})[:300])
    (source,) = found(path)
    with pytest.raises(UnreadableFile, match=r"x\.tgz.*damaged"):
        detect(source)
    path.write_bytes(tar({"a.csv": b"a,b\n", "b.csv": b"a,b\n" * 1000}, "w")[:3000])
    with pytest.raises(UnreadableFile, match=r"x\.tgz.*damaged"):
        found(path)


def test_zstd_is_named(tmp_path):
    path = tmp_path / "dump.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(100))
    (source,) = found(path)
    with pytest.raises(UnreadableFile, match=r"zstd.*Unpack it"):
        detect(source)
