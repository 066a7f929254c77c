"""Writing so that a reader sees the old file or the new one and never half of one, whatever happens in between."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut, where the system has a way to ask for that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Bring the contents of a finished file to the disk."""
    with open(path, "rb+") as stream:
        os.fsync(stream.fileno())


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing aside in the same folder; it takes its name when the block ends well.

    Raises
    ------
    OSError
        The old file, if any, is then unchanged and nothing is left beside it; so it is when the block raises.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file aside in the same folder, flush it to the disk and put it in place; raises as `writing`."""
    with writing(path) as stream:
        stream.write(content)


def write_text(path: Path, content: str) -> None:
    """`write_bytes` for text, in UTF-8."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """`write_bytes` for a readable JSON document."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False) + "\n")


def replace_folder(staged: Path, target: Path) -> None:
    """Move a finished folder into its place, in one rename.

    Parameters
    ----------
    staged : Path
        Folder with everything in it, on the same file system. Its files are flushed to the disk first.
    target : Path
        Where it goes. An existing folder there is moved aside first and removed afterwards; when the rename
        fails it is put back.
    """
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            sync_file(path)
    for path in [staged, *(inner for inner in staged.rglob("*") if inner.is_dir())]:
        sync_folder(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.old")
    if target.exists():
        if aside.exists():
            shutil.rmtree(aside)
        os.replace(target, aside)
    try:
        os.replace(staged, target)
    except BaseException:
        if aside.exists():
            os.replace(aside, target)
        raise
    sync_folder(target.parent)
    if aside.exists():
        shutil.rmtree(aside, ignore_errors=True)
