"""Many names in one file: UTF-8 bytes end to end, and where each begins, so that 200,000 of them open at once."""

from __future__ import annotations

import itertools
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, overload

import numpy as np

from s2v_desktop.core.types import Int64


class Names(Sequence[str]):
    """A list of texts in a mapped file; each is decoded when it is asked for.

    Parameters
    ----------
    blob : uint8 array, shape (bytes,)
    starts : Int64, shape (names + 1,)
    """

    def __init__(self, blob: np.ndarray, starts: Int64) -> None:
        # Plain views of mapped files: numpy takes 4 us for each slice of a memmap.
        self.blob = np.asarray(blob)
        self.starts: Int64 = np.asarray(starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        at = index if index >= 0 else len(self) + index
        if not 0 <= at < len(self):
            raise IndexError(index)
        return self.blob[self.starts[at] : self.starts[at + 1]].tobytes().decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        whole, starts = self.blob.tobytes(), self.starts.tolist()
        for first, last in itertools.pairwise(starts):
            yield whole[first:last].decode("utf-8")

    @staticmethod
    def save(folder: Path, name: str, texts: Iterable[str]) -> None:
        """Write ``<name>.utf8.npy`` and ``<name>.starts.npy``."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        np.save(folder / f"{name}.starts.npy", starts, allow_pickle=False)
        np.save(folder / f"{name}.utf8.npy", np.frombuffer(b"".join(encoded), np.uint8), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str) -> Names:
        """Map what `save` wrote."""
        return cls(load_array(folder / f"{name}.utf8.npy"), load_array(folder / f"{name}.starts.npy"))


def load_array(path: Path) -> np.ndarray:
    """Map one array for reading; an empty one, which cannot be mapped, is read.

    The header is compared with the size of the file first, so that a lying header reserves no memory.
    """
    with open(path, "rb") as stream:
        size, _ = _header(stream, path)
    return np.load(path, mmap_mode="r" if size else None, allow_pickle=False)  # type: ignore[no-any-return]


def array_blocks(path: Path, size: int) -> Iterator[np.ndarray]:
    """Read an array of one dimension, `size` entries at a time: what is mapped stays in memory while it is mapped."""
    with open(path, "rb") as stream:
        _, dtype = _header(stream, path)
        while len(block := np.frombuffer(stream.read(size * dtype.itemsize), dtype)):
            yield block


def _header(stream: BinaryIO, path: Path) -> tuple[int, np.dtype[Any]]:
    """Bytes and type of an array whose file was just opened."""
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    try:
        shape, _, dtype = read(stream)
    except (tokenize.TokenError, SyntaxError) as error:  # how numpy's parser meets a header that is torn
        raise ValueError(f"{path.name}: the header cannot be read") from error
    size = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if dtype.hasobject or stream.tell() + size != path.stat().st_size:
        raise ValueError(f"{path.name}: the header does not fit the size of the file")
    return size, dtype
