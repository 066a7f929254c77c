"""Packed single files (gzip, bzip2, xz) and tar archives, as sources that unpack while they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers.source import Source, unreadable

LARGEST_UNPACKED = 20 * 1024**3
LARGEST_RATIO = 200
RATIO_FROM = 100 * 1024**2
SAMPLE = 1 << 20
TAR_HEAD = 512

_MEDIA = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"ID3", b"OggS", b"fLaC", b"%PDF")
_TROUBLE = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError)


def packing(head: bytes) -> Callable[[BinaryIO], BinaryIO] | None:
    """What unpacks a file that begins like this; None when it is not packed."""
    if head.startswith(b"\x1f\x8b"):
        return lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh"):
        return lambda stream: cast(BinaryIO, bz2.BZ2File(stream))
    if head.startswith(b"\xfd7zXZ\x00"):
        return lambda stream: cast(BinaryIO, lzma.LZMAFile(stream))
    return None


def unpacked(source: Source) -> Source:
    """The content of a packed file; the source itself when it is not packed.

    The size is estimated from the beginning, for progress only.
    """
    unpack = packing(source.peek(6))
    if unpack is None:
        return source

    def opener() -> BinaryIO:
        return cast(BinaryIO, _Bounded(source, unpack))

    return Source(source.path, source.member or source.name, opener, _estimate(source, opener))


def _estimate(source: Source, opener: Callable[[], BinaryIO]) -> int:
    packed = source.size
    try:
        with opener() as stream:
            found = len(cast(_Bounded, stream).read(SAMPLE))
    except (*_TROUBLE, UnreadableFile):
        return packed  # reading it says why
    if found < SAMPLE:
        return found
    return max(SAMPLE, packed * SAMPLE // max(1, source.consumed))


class _Bounded(io.RawIOBase):
    """An unpacking stream that stops where no export would go on."""

    def __init__(self, source: Source, unpack: Callable[[BinaryIO], BinaryIO]) -> None:
        super().__init__()
        self._source = source
        self._packed = source.open()
        self._stream = unpack(self._packed)
        self._left = min(LARGEST_UNPACKED, max(RATIO_FROM, LARGEST_RATIO * source.size))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size)
        except lzma.LZMAError as error:
            raise EOFError(str(error)) from error
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile(
                f"{self._source.name} was not imported: it unpacks to far more than any history export does. "
                "If you trust it, unpack it yourself and import what is inside."
            )
        return data

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()


def is_tar(source: Source) -> bool:
    """Whether a source (already unpacked) is a tar archive."""
    return source.peek(TAR_HEAD)[257:262] == b"ustar"


def tar_members(source: Source, take: Callable[[int], None], monitor: Monitor) -> Iterator[Source]:
    """Members of a tar archive, copied to one temporary file without a name: a packed tar is read through once.

    Parameters
    ----------
    take : callable
        Told of the size of every member; may refuse.

    Raises
    ------
    UnreadableFile
    """
    store = _Store()
    try:
        with source.open() as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                monitor.check()
                file = archive.extractfile(member) if member.isreg() and member.size else None
                if file is None:
                    continue
                take(member.size)
                head = file.read(16)
                if head.startswith(_MEDIA) or head[4:8] == b"ftyp":
                    continue
                begin = store.file.seek(0, io.SEEK_END)
                store.file.write(head)
                while data := file.read(SAMPLE):
                    monitor.check()
                    store.file.write(data)
                yield Source(source.path, member.name, _slicer(store, begin, member.size), member.size)
    except _TROUBLE as error:
        raise unreadable(source.name, EOFError(str(error))) from error


class _Store:
    """A temporary file that closes when the last source in it is gone."""

    def __init__(self) -> None:
        self.file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 closed below

    def __del__(self) -> None:
        self.file.close()


def _slicer(store: _Store, begin: int, size: int) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, _Slice(store, begin, size))


class _Slice(io.RawIOBase):
    """A part of a file that others read too."""

    def __init__(self, store: _Store, begin: int, size: int) -> None:
        super().__init__()
        self._store = store
        self._at = begin
        self._end = begin + size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        left = self._end - self._at
        self._store.file.seek(self._at)
        data = self._store.file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data
