"""Files, folders and zips in zips, and what hostile or broken ones get."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.readers import archive
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.readers.source import Source


def packed(entries: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as zipped:
        for name, content in entries.items():
            zipped.writestr(name, content)
    return file.getvalue()


def names(*paths: Path) -> list[str]:
    return [source.label for source in archive.sources(paths, Silent())]


def test_folders_files_and_noise(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    for name in ("b/2.csv", "a.csv", "._a.csv", ".DS_Store", "b/Thumbs.db", "__MACOSX/a.csv"):
        (tmp_path / name).write_text("x")
    (tmp_path / "empty.csv").touch()
    assert names(tmp_path) == ["a.csv", "2.csv"]
    assert names(tmp_path / "a.csv") == ["a.csv"]


def test_zips_in_zips_stay_readable_after_the_walk(tmp_path):
    inner = packed({"MyData/endsong.json": b"[1]", "__MACOSX/._endsong.json": b"x", "empty.json": b""})
    middle = packed({"inner.zip": inner, "dir/": b""})
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"a.csv": b"a,b", "middle.zip": middle, "../../evil.csv": b"x,y"}))
    found = list(archive.sources([path], Silent()))
    assert [source.label for source in found] == [
        "all.zip/a.csv", "all.zip/middle.zip/inner.zip/MyData/endsong.json", "all.zip/../../evil.csv",
    ]  # fmt: skip
    assert [source.name for source in found] == ["a.csv", "endsong.json", "evil.csv"]
    assert [source.peek() for source in found] == [b"a,b", b"[1]", b"x,y"]
    assert [source.size for source in found] == [3, 3, 3]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["all.zip"]


def test_a_member_by_name(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"a/b.csv": b"hello"}))
    source = Source(path, "a/b.csv")
    assert (source.peek(), source.size, source.name) == (b"hello", 5, "b.csv")
    assert source.consumed == 5
    with source.text("utf-8") as stream:
        assert stream.read() == "hello"
    with pytest.raises(UnreadableFile):
        Source(path, "c.csv").peek()


def test_too_deep(tmp_path):
    data = packed({"a.csv": b"x"})
    for _ in range(5):
        data = packed({"in.zip": data})
    path = tmp_path / "deep.zip"
    path.write_bytes(data)
    (source,) = archive.sources([path], Silent())
    with pytest.raises(UnreadableFile, match="deep"):
        source.peek()


def test_workbooks_are_files(tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(packed({"xl/workbook.xml": b"<workbook/>", "other.xml": b"x"}))
    (source,) = archive.sources([path], Silent())
    assert source.member is None
    with pytest.raises(UnreadableFile, match="damaged"):
        detect(source)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [("MOST_MEMBERS", 3, "more than 3 files"), ("LARGEST_UNPACKED", 1000, "20 GB"), ("RATIO_FROM", 1000, "times")],
)
def test_hostile_archives_are_refused(tmp_path, monkeypatch, limit, value, words):
    monkeypatch.setattr(archive, limit, value)
    monkeypatch.setattr(archive, "LARGEST_RATIO", 2)
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed({f"{number}.csv": bytes(5000) for number in range(5)}))
    with pytest.raises(UnreadableFile, match=words) as caught:
        names(path)
    assert "bomb.zip" in caught.value.message


def test_a_bomb_inside_a_zip_counts(tmp_path):
    zeros = packed({"zeros.csv": bytes(150 * 1024**2)})
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed({"inner.zip": zeros}))
    with pytest.raises(UnreadableFile, match="times its size"):
        names(path)


def test_encrypted_members_are_named(tmp_path):
    data = bytearray(packed({"secret.csv": b"a,b\n", "open.csv": b"a,b\n"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(bytes(data))
    secret, plain = archive.sources([path], Silent())
    assert plain.peek() == b"a,b\n"
    with pytest.raises(UnreadableFile, match="password") as caught:
        secret.peek()
    assert "secret.csv" in caught.value.message


def test_strange_packing_is_named(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"a.csv": b"a,b\n"}, zipfile.ZIP_BZIP2))
    (source,) = archive.sources([path], Silent())
    with pytest.raises(UnreadableFile, match="Unpack it yourself"):
        source.peek()


@pytest.mark.parametrize("cut", [30, -30])
def test_damaged_archives(tmp_path, cut):
    path = tmp_path / "half.zip"
    path.write_bytes(packed({"a.csv": b"a,b\n" * 1000})[:cut])
    with pytest.raises(UnreadableFile, match=r"half\.zip"):
        names(path)


def test_a_damaged_archive_among_others_costs_only_itself(tmp_path):
    good = packed({"a.csv": b"a,b\n"})
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"broken.zip": good[:-30], "good.zip": good}))
    broken, fine = archive.sources([path], Silent())
    assert fine.peek() == b"a,b\n"
    with pytest.raises(UnreadableFile, match=r"broken\.zip"):
        broken.peek()


def test_damaged_content_is_a_sentence(tmp_path):
    data = bytearray(packed({"a.csv": json.dumps([{"ts": str(number)} for number in range(5000)]).encode()}))
    data[200:260] = bytes(60)
    path = tmp_path / "bits.zip"
    path.write_bytes(bytes(data))
    (source,) = archive.sources([path], Silent())
    with pytest.raises(UnreadableFile, match="damaged"), source.open() as stream:
        stream.read()


@pytest.mark.parametrize("kind", ["missing", "folder", "zip"])
def test_nothing_there(tmp_path, kind):
    path = tmp_path / "gone.zip"
    if kind == "folder":
        path.mkdir()
    elif kind == "zip":
        path.write_bytes(packed({}))
    with pytest.raises(UnreadableFile, match=r"gone\.zip"):
        names(path)


def test_a_file_that_vanishes_is_named(tmp_path):
    path = tmp_path / "soon.csv"
    path.write_text("a,b")
    source = Source(path)
    path.unlink()
    with pytest.raises(UnreadableFile, match=r"soon\.csv"):
        detect(source)
    with pytest.raises(UnreadableFile, match="folder"):
        Source(tmp_path).peek()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="pipe"):
        names(tmp_path / "pipe")


def test_a_walk_can_be_cancelled(tmp_path):
    class Impatient(Silent):
        def check(self) -> None:
            raise Cancelled

    (tmp_path / "a.csv").write_text("x")
    with pytest.raises(Cancelled):
        list(archive.sources([tmp_path], Impatient()))
