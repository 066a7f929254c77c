"""What a golden file is: two plays of "Paper Lanterns", at 21:14:07Z and 21:17:45Z, personal only in `PERSONAL`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

FIRST = 1_710_018_847
SECOND = 1_710_019_065
TITLE, ARTIST, ALBUM = "Paper Lanterns", "Nordlicht Trio", "Slow Weather"
MBID = "5f0c7a2e-2b1d-4f0b-9a53-0d2a4f6f1c11"
URI = "spotify:track:0AbCdEfGhIjKlMnOpQrStU"
ISRC = "QZES12400001"
VIDEO = "abcdefghijk"

PERSONAL = ("192.0.2.17", "nobody@example.org", "Agent-7.0", "device-4711", "account-4712", "Hidden Street 3")


@dataclass(frozen=True)
class Golden:
    """A file, what it must be taken for, and what comes out.

    Attributes
    ----------
    starts : tuple of int or None
        Seconds at which its plays start, in the order of time; None for lists, which have no times.
    plays : int
        How many rows are songs.
    beside : tuple of bytes
        Companions.
    zone : str or None
        Needed where its times are local.
    """

    format: str
    content: bytes
    starts: tuple[int, ...] | None = (FIRST, SECOND)
    plays: int = 2
    beside: tuple[bytes, ...] = field(default=())
    zone: str | None = None
    name: str = "x.bin"


def text(content: str) -> bytes:
    """As UTF-8."""
    return content.encode()


def dump(document: Any) -> bytes:
    """As JSON."""
    return json.dumps(document, ensure_ascii=False).encode()


def lines(*documents: Any) -> bytes:
    """As JSON lines."""
    return b"\n".join(map(dump, documents)) + b"\n"
