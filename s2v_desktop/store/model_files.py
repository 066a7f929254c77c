"""Folders of arrays with a manifest that names, measures and signs each file: models and maps."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core.errors import ModelDamaged
from s2v_desktop.store import atomic
from s2v_desktop.store.names import load_array

MANIFEST = "manifest.json"


def checksum(path: Path) -> str:
    """sha256 of a file, in hexadecimal digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def plain(value: Any) -> Any:
    """Dataclasses, paths and numpy numbers as what JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return value


def write(folder: Path, arrays: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> None:
    """Write arrays and, last, the manifest with their checksums into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / name, np.ascontiguousarray(array), allow_pickle=False)
    sums = {path.name: checksum(path) for path in sorted(folder.iterdir()) if path.is_file()}
    atomic.write_json(folder / MANIFEST, {**plain(manifest), "checksums": sums})


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder.

    Raises
    ------
    ModelDamaged
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(folder, str(error)) from error
    if not isinstance(manifest, dict):
        raise damaged(folder, "the manifest is no object")
    return manifest


def read_array(folder: Path, name: str, dtype: type, dimensions: int) -> np.ndarray:
    """Map one array and check that it is what it must be.

    Raises
    ------
    ModelDamaged
    """
    try:
        array = load_array(folder / name)
    except (OSError, ValueError, EOFError) as error:
        raise damaged(folder, f"{name}: {error}") from error
    if array.dtype != np.dtype(dtype) or array.ndim != dimensions:
        raise damaged(folder, f"{name}: {array.dtype} {array.shape}")
    return array


def read_unit(folder: Path, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray] | None:
    """W1 and W2 with rows of length 1; None where a model came without them.

    Raises
    ------
    ModelDamaged
    """
    if not (folder / "unit_w2.npy").is_file():
        return None
    w1, w2 = (read_array(folder, f"unit_{name}.npy", np.float32, 2) for name in ("w1", "w2"))
    if w1.shape != shape or w2.shape != shape:
        raise damaged(folder, "the shapes do not fit")
    return w1, w2


def verify(folder: Path) -> list[str]:
    """Names of files that are missing or not as they were written."""
    try:
        sums = read_manifest(folder).get("checksums", {})
    except ModelDamaged:
        return [MANIFEST]
    return [name for name, wanted in sums.items() if not (folder / name).is_file() or checksum(folder / name) != wanted]


def damaged(folder: Path, details: str) -> ModelDamaged:
    """The sentence for a model or map that cannot be used."""
    return ModelDamaged(
        f"The model “{folder.name}” is damaged and was left as it is. Your plays are safe; rebuild the model.", details
    )


def sweep(newest: Path, kept: int) -> None:
    """Delete what lies longest beside a folder until with it so many are left; it stays whatever the clock says."""
    others = [one for one in newest.parent.iterdir() if one.is_dir() and one != newest]
    for old in sorted(others, key=lambda one: one.stat().st_mtime_ns)[: 1 - kept]:
        shutil.rmtree(old, ignore_errors=True)
