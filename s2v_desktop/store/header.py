"""The first bytes of the library's file: whose file it is, which version wrote it, and whether they are damaged.

These bytes say the same in every library of one version. So a file of which only they are damaged loses nothing: they
are written anew on a copy (`mend`), and SQLite's own check says whether all else is whole.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

APPLICATION_ID = 0x53325644
"""``S2VD``, so that `file` and the program tell a library from any other SQLite file."""
VERSION = 3
"""``user_version`` of the schema this program writes."""
SIZE = 100

_MAGIC = b"SQLite format 3\x00"
_LAST_VERSION = 999
"""No program to come writes a larger number: what says so is damaged."""
_SINCE = {2: "duplicate_row", 3: "joined_listener"}
"""The table by which each version is known."""
_OURS = ("play_range", "song_alias", "listed_session", "merge_decision", "skipped_row")
"""Names that two of together stand in no other program's file; each alone may be lost to the damage."""
_LOOKED_AT = 1 << 20


def is_sqlite(head: bytes) -> bool:
    """Whether a file begins as any file of SQLite does."""
    return len(head) == SIZE and head.startswith(_MAGIC)


def is_ours(head: bytes) -> bool:
    """Whether a file says that it is a library."""
    return int.from_bytes(head[68:72], "big") == APPLICATION_ID


def version(head: bytes) -> int:
    """The version a file says it has."""
    return int.from_bytes(head[60:64], "big")


def possible(number: int) -> bool:
    """Whether some program, of now or to come, may have written this version."""
    return 0 < number <= _LAST_VERSION


def version_of(tables: Collection[str]) -> int:
    """The version whose tables these are, whatever the first bytes say."""
    return max((number for number, table in _SINCE.items() if table in tables), default=1)


def holds_library(file: Path) -> bool:
    """Whether a file describes the tables of a library, whatever its first bytes say.

    Raises
    ------
    OSError
    """
    with open(file, "rb") as stream:
        return _describes_library(stream.read(_LOOKED_AT))


def wrong(file: Path) -> bool:
    """Whether a file is a library whose first bytes are not what they are in every library.

    Raises
    ------
    OSError
    """
    with open(file, "rb") as stream:
        start = stream.read(_LOOKED_AT)
    head = start[:SIZE]
    return len(head) == SIZE and head != _mended(start) and _describes_library(start)


def mend(file: Path) -> None:
    """Write the first bytes of a library anew, into a copy that nobody uses.

    Raises
    ------
    OSError
    """
    with open(file, "r+b") as stream:
        start = stream.read(_LOOKED_AT)
        stream.seek(0)
        stream.write(_mended(start))


def _describes_library(start: bytes) -> bool:
    return sum(name.encode() in start for name in _OURS) > 1


def _mended(start: bytes) -> bytes:
    """The first bytes with those that never differ as SQLite (its file format, 1.3) and this program write them.

    Pages of 4,096 bytes, a write-ahead log, nothing reserved, UTF-8; the version stays where it can be true.
    """
    head, said = start[:SIZE], version(start)
    least = version_of([table for table in _SINCE.values() if f"CREATE TABLE {table} (".encode() in start])
    number = (said if least <= said <= VERSION else VERSION).to_bytes(4, "big")
    unused = bytes(4)
    return b"".join((
        _MAGIC, b"\x10\x00\x02\x02\x00\x40\x20\x20", head[24:44], b"\x00\x00\x00\x04", head[48:52], unused,
        b"\x00\x00\x00\x01", number, unused, APPLICATION_ID.to_bytes(4, "big"), bytes(20), head[92:],
    ))  # fmt: skip
