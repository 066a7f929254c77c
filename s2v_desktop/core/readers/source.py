"""A file, or one member of a zip, as a stream of bytes that counts how far it was read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from s2v_desktop.core.errors import UnreadableFile

BUFFER = 1 << 18


class Source:
    """One thing to import. Opening it twice reads it twice.

    Parameters
    ----------
    path : Path
        The file, or the archive it lies in.
    member : str or None
        Its name inside the archive, for display (``inner.zip/MyData/a.json`` where archives are nested).
    opener : callable or None
        Gives a fresh stream of its bytes. Without it, `path` is opened, or `member` of the zip at `path`.
    size : int or None
        Bytes, unpacked. Without it, the file is asked.
    """

    def __init__(
        self, path: Path, member: str | None = None, opener: Callable[[], BinaryIO] | None = None,
        size: int | None = None,
    ) -> None:  # fmt: skip
        self.path = Path(path)
        self.member = member
        self._opener = opener
        self._size = size
        self.consumed = 0
        """Bytes read by the newest stream, for progress."""

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def name(self) -> str:
        """The base name, for display only: formats are recognised by content."""
        return (self.member or self.path.name).replace("\\", "/").rstrip("/").rpartition("/")[2]

    @property
    def label(self) -> str:
        """Where it is, for a report: the file name, and the place inside the archive."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @property
    def size(self) -> int:
        """Bytes, unpacked.

        Raises
        ------
        UnreadableFile
        """
        if self._size is None:
            try:
                self._size = self._ask_size()
            except (OSError, KeyError, zipfile.BadZipFile) as error:
                raise unreadable(self.name, error) from error
        return self._size

    def _ask_size(self) -> int:
        if self.member is None:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.member).file_size

    def open(self) -> BinaryIO:
        """A fresh buffered stream from the first byte; `consumed` starts again at 0.

        Raises
        ------
        UnreadableFile
            When the file vanished or may not be read. Reading on may raise it too (a damaged archive).
        """
        try:
            raw = self._opener() if self._opener is not None else self._open_plain()
        except (OSError, KeyError, RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
            raise unreadable(self.name, error) from error
        self.consumed = 0
        return cast(BinaryIO, io.BufferedReader(_Counting(raw, self), BUFFER))

    def _open_plain(self) -> BinaryIO:
        if self.member is None:
            return cast(BinaryIO, self.path.open("rb", buffering=0))
        with zipfile.ZipFile(self.path) as archive:  # an open member keeps the file; closing the archive is safe
            return cast(BinaryIO, archive.open(self.member))

    def peek(self, n: int = 65536) -> bytes:
        """The first `n` bytes."""
        with self.open() as stream:
            return stream.read(n)

    def text(self, encoding: str) -> TextIO:
        """A fresh text stream with untouched line ends; undecodable bytes become U+FFFD."""
        return io.TextIOWrapper(self.open(), encoding=encoding, errors="replace", newline="")


class _Counting(io.RawIOBase):
    """Passes bytes on, counts them, and turns what the disk or the archive complains about into a sentence."""

    def __init__(self, raw: BinaryIO, source: Source) -> None:
        super().__init__()
        self._raw = raw
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._raw.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise unreadable(self._source.name, error) from error
        buffer[: len(data)] = data
        self._source.consumed += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def unreadable(name: str, error: BaseException) -> UnreadableFile:
    """The sentence for a file the system cannot give us."""
    if isinstance(error, FileNotFoundError):
        why = "it is not there any more. Nothing of it was imported; choose it again from where it lies now."
    elif isinstance(error, PermissionError):
        why = "this account may not read it. Nothing of it was imported; change its permissions or copy it."
    elif isinstance(error, IsADirectoryError):
        why = "it is a folder."
    elif isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError)):
        why = "the archive is damaged or was not downloaded completely. Download it again."
    elif isinstance(error, NotImplementedError):
        why = "it is packed in a way this program cannot unpack. Unpack it yourself and import the folder."
    elif isinstance(error, RuntimeError):
        why = "it is protected by a password. Unpack it yourself and import the folder."
    else:
        why = "reading it failed. Copy it to another place and try again."
    return UnreadableFile(f"{name} cannot be read: {why}", details=f"{type(error).__name__}: {error}")
