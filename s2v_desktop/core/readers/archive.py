"""What was chosen -- files, folders, zips in zips -- as single sources, with limits against hostile archives."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import unpack
from s2v_desktop.core.readers.source import Source, unreadable

LARGEST_UNPACKED = 20 * 1024**3
LARGEST_RATIO = 200
RATIO_FROM = 100 * 1024**2
"""Below this many unpacked bytes nobody asks how tightly something was packed."""
MOST_MEMBERS = 10_000
DEEPEST = 4
KEPT_IN_MEMORY = 32 * 1024**2

_NOISE = (".ds_store", "thumbs.db", "desktop.ini")
_KNOWN_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TROUBLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def sources(paths: Iterable[Path | str], monitor: Monitor) -> Iterator[Source]:
    """Walk what was chosen and give every file that could be a history, in a stable order.

    Members of archives stream from the archive; nothing is unpacked to a name. A member or a nested archive that
    cannot be read comes as a source whose `open` raises, so that it is named and the others still import.

    Raises
    ------
    UnreadableFile
        When a chosen path vanished, may not be read or holds no files, and when an archive is hostile or damaged.
    Cancelled
    """
    for chosen in paths:
        path = Path(chosen)
        found = False
        for file in _files(path):
            monitor.check()
            for source in _one(file, monitor):
                found = True
                yield source
        if not found:
            what = "folder holds no files" if path.is_dir() else "archive holds no files"
            raise UnreadableFile(f"{path.name} cannot be imported: this {what} that could be a listening history.")


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.is_dir():
            if not stat.S_ISREG(path.stat().st_mode):
                raise UnreadableFile(f"{path.name} is not a file that can be read. Choose a file or a folder.")
            yield path
            return
    except OSError as error:
        raise unreadable(path.name, error) from error
    for folder, folders, names in os.walk(path, onerror=_raise):
        folders[:] = sorted(name for name in folders if name != "__MACOSX")
        for name in sorted(names):
            file = Path(folder, name)
            if not _is_noise(name) and file.is_file() and file.stat().st_size:
                yield file


def _raise(error: OSError) -> None:
    raise unreadable(Path(str(error.filename)).name, error) from error


def _is_noise(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return parts[-1].startswith("._") or parts[-1].casefold() in _NOISE or "__MACOSX" in parts


def _one(file: Path, monitor: Monitor) -> Iterator[Source]:
    plain = Source(file)
    if not plain.peek(4).startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _unpacked(plain, _Budget(file.name, file.stat().st_size), monitor)
        return
    try:
        archive = _Archive(zipfile.ZipFile(file), file)
    except _TROUBLE as error:
        raise unreadable(file.name, error) from error
    if archive.is_workbook:
        yield plain
        return
    yield from _walk(archive, "", _Budget(file.name, file.stat().st_size), 1, monitor)


def _unpacked(source: Source, budget: _Budget, monitor: Monitor) -> Iterator[Source]:
    """A file as it is, the content of a packed one, the members of a tar."""
    found = unpack.unpacked(source)
    try:
        tar = unpack.is_tar(found)
    except UnreadableFile:
        tar = False  # it says why when it is read
    if not tar:
        yield found
        return
    for member in unpack.tar_members(found, budget.take, monitor):
        if not _is_noise(member.member or ""):
            yield member


class _Archive:
    """An open zip that closes when the last source from it is gone."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, file: BinaryIO | None = None) -> None:
        self.zip = archive
        self.path = path
        self._file = file

    def __del__(self) -> None:
        self.zip.close()
        if self._file is not None:
            self._file.close()

    @property
    def is_workbook(self) -> bool:
        """Whether this is a spreadsheet, which is a zip too."""
        return "xl/workbook.xml" in self.zip.NameToInfo

    def opener(self, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
        """Gives fresh streams of one member."""
        return lambda: cast(BinaryIO, self.zip.open(info))


class _Budget:
    """What one chosen archive may still unpack to, nested archives included."""

    def __init__(self, name: str, packed: int) -> None:
        self.name = name
        self.packed = packed
        self.unpacked = 0
        self.members = 0

    def take(self, size: int) -> None:
        """Count one member of `size` bytes, or refuse."""
        self.members += 1
        self.unpacked += size
        if self.members > MOST_MEMBERS:
            self._refuse(f"it holds more than {MOST_MEMBERS:,} files")
        if self.unpacked > LARGEST_UNPACKED:
            self._refuse("it would unpack to more than 20 GB")
        if self.unpacked > max(RATIO_FROM, LARGEST_RATIO * self.packed):
            self._refuse(f"it would unpack to more than {LARGEST_RATIO} times its size")

    def _refuse(self, why: str) -> None:
        raise UnreadableFile(
            f"{self.name} was not imported: {why}, which no history export does. "
            "If you trust it, unpack it yourself and import the folder."
        )


def _walk(archive: _Archive, prefix: str, budget: _Budget, depth: int, monitor: Monitor) -> Iterator[Source]:
    for info in archive.zip.infolist():
        monitor.check()
        if info.is_dir() or _is_noise(info.filename):
            continue
        budget.take(info.file_size)
        if not info.file_size:
            continue
        yield from _member(archive, info, prefix, budget, depth, monitor)


def _member(
    archive: _Archive, info: zipfile.ZipInfo, prefix: str, budget: _Budget, depth: int, monitor: Monitor
) -> Iterator[Source]:
    label = prefix + info.filename
    if info.flag_bits & 0x1:
        yield _broken(archive.path, label, "it is protected by a password")
        return
    if info.compress_type not in _KNOWN_PACKING:
        yield _broken(archive.path, label, "it is packed in a way this program cannot unpack")
        return
    source = Source(archive.path, label, archive.opener(info), info.file_size)
    try:
        nested = source.peek(4) == b"PK\x03\x04"
        inner = _inner(archive, info) if nested else None
    except (*_TROUBLE, UnreadableFile):
        yield _broken(archive.path, label, "the archive is damaged or was not downloaded completely")
        return
    if inner is None:
        yield from _unpacked(source, budget, monitor)
    elif inner.is_workbook:
        yield source
    elif depth >= DEEPEST:
        yield _broken(archive.path, label, f"archives lie more than {DEEPEST} deep in each other")
    else:
        yield from _walk(inner, label + "/", budget, depth + 1, monitor)


def _inner(archive: _Archive, info: zipfile.ZipInfo) -> _Archive:
    """A nested zip, copied to a temporary file without a name because a zip needs to be read from its end."""
    spool = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY))  # noqa: SIM115 closed by _Archive
    try:
        with archive.zip.open(info) as member:
            shutil.copyfileobj(member, spool, 1 << 20)
        return _Archive(zipfile.ZipFile(spool), archive.path, spool)
    except BaseException:
        spool.close()
        raise


def _broken(path: Path, label: str, why: str) -> Source:
    name = label.rpartition("/")[2]

    def refuse() -> BinaryIO:
        raise UnreadableFile(f"{name} in {path.name} cannot be read: {why}. Unpack it yourself and import the folder.")

    return Source(path, label, refuse, 0)
