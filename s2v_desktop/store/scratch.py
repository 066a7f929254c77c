"""Unfinished work: folders in ``tmp`` of a library that a later start may remove, but never while their owner lives."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from s2v_desktop.core.errors import DiskFull, LibraryError

_NAME = re.compile(r"[0-9a-f]{32}(\.lock)?")


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder inside ``<folder>/tmp`` for as long as the block lasts.

    Folders that this call had to make (a library that does not exist yet) are taken away again when they end up empty.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    name = uuid.uuid4().hex
    place, lock = folder / "tmp" / name, folder / "tmp" / f"{name}.lock"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        stream = open(lock, "wb")  # noqa: SIM115 - held open as long as the block lasts
    except OSError as error:
        raise LibraryError(
            f"Nothing can be written to “{folder.name}”. Nothing was changed. Choose a folder you may write to.",
            str(error),
        ) from error
    try:
        _lock(stream)
        place.mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        stream.close()
        lock.unlink(missing_ok=True)
        for empty in (place.parent, *made):
            with contextlib.suppress(OSError):
                empty.rmdir()


def leftovers(folder: Path) -> list[Path]:
    """What is in ``tmp`` although whoever made it is gone."""
    tmp = folder / "tmp"
    if not tmp.is_dir():
        return []
    return [one for one in sorted(tmp.iterdir()) if _NAME.fullmatch(one.name) and not _alive(one)]


def sweep(folder: Path) -> None:
    """Remove what a killed job left in ``tmp``; what is in use stays."""
    for one in leftovers(folder):
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                one.unlink()


def require_space(folder: Path, needed: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Parameters
    ----------
    needed : int
        Bytes.

    Raises
    ------
    DiskFull
        It names how much is missing.
    """
    place = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise DiskFull(
            f"There is not enough free space on the disk: {_size(needed)} are needed and {_size(needed - free)} are "
            "missing. Nothing was changed. Free some space and try again."
        )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _alive(path: Path) -> bool:
    """Whether the process that made this entry still holds its lock."""
    lock = path if path.suffix == ".lock" else path.with_name(f"{path.name}.lock")
    try:
        with open(lock, "rb+") as stream:
            return not _lock(stream)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _lock(stream: IO[bytes]) -> bool:
    """Take the lock of a file, which ends with its process; False when somebody has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
