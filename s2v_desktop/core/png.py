"""A PNG file written row by row: a picture need not be in memory whole, and writing it can be watched and ended.

Format: W3C, Portable Network Graphics, third edition (2025): eight bits a channel, red, green, blue, each row told as
its difference to the one above (filter 2), which leaves little of a map where most pixels are ground.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

UInt8 = npt.NDArray[np.uint8]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2
_LEVEL = 6


class PngRows:
    """One picture on its way into a stream.

    Parameters
    ----------
    stream : binary stream
        Stays open.
    width, height : int
        In pixels.
    """

    def __init__(self, stream: BinaryIO, width: int, height: int) -> None:
        self._stream, self._width, self._missing = stream, width, height
        self._above: UInt8 = np.zeros((1, width, 3), np.uint8)
        self._packer = zlib.compressobj(_LEVEL)
        stream.write(_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))

    def add(self, rows: UInt8) -> None:
        """Write the next rows, shape (n, width, 3).

        Raises
        ------
        ValueError
            They do not fit the picture.
        """
        if rows.shape[1:] != (self._width, 3) or len(rows) > self._missing:
            raise ValueError(f"rows of shape {rows.shape} do not fit")
        self._missing -= len(rows)
        told = np.full((len(rows), 1 + 3 * self._width), _UP, np.uint8)
        told[:, 1:] = (rows - np.concatenate([self._above, rows[:-1]])).reshape(len(rows), -1)
        self._above = rows[-1:].copy()
        if packed := self._packer.compress(told.tobytes()):
            self._chunk(b"IDAT", packed)

    def end(self) -> None:
        """Write what is left; the picture is whole.

        Raises
        ------
        ValueError
            Rows are missing.
        """
        if self._missing:
            raise ValueError(f"{self._missing} rows are missing")
        self._chunk(b"IDAT", self._packer.flush())
        self._chunk(b"IEND", b"")

    def _chunk(self, kind: bytes, content: bytes) -> None:
        check = zlib.crc32(content, zlib.crc32(kind))
        self._stream.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check))
