"""From bytes to text: which encoding, and lines in NFC without NULs (formats.md 1.1)."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator

from s2v_desktop.core.readers.source import Source

CHUNK = 1 << 18
LONGEST_LINE = 1 << 23
"""A line longer than this many characters is cut, so that a file without line ends cannot fill the memory."""

ENOUGH_LETTERS = 24
"""Fewer letters beyond ASCII say nothing about the alphabet."""

_ALPHABETS = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "euc_jp", "euc_kr",
    "gb18030", "big5",
)  # fmt: skip


def sniff(data: bytes) -> str:
    """The encoding of a file that begins with `data`, as a codec that tolerates its byte order mark.

    Rules: byte order mark; strict UTF-8; UTF-16 where many bytes are NUL; UTF-8 where only a few lines are not;
    what charset-normalizer sees in an alphabet other than the Latin one; cp1252.
    """
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = max(1, len(data) // 2)
    if data.count(0) > len(data) // 5 and b"\0" in data:
        if data[1::2].count(0) > 0.6 * half:
            return "utf-16-le"
        if data[0::2].count(0) > 0.6 * half:
            return "utf-16-be"
    if _is_utf8(data) or _mostly_utf8(data):
        return "utf-8"
    return _eight_bit(data)


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # a character cut off at the end is no fault
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether at least half of the lines with letters beyond ASCII are UTF-8: then the others are the mistake."""
    foreign = [line for line in data.split(b"\n") if not line.isascii()]
    return 2 * sum(_is_utf8(line) for line in foreign) >= len(foreign)


def _eight_bit(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:8192]
    if sum(byte >= 0x80 for byte in sample) < ENOUGH_LETTERS:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=list(_ALPHABETS)).best()
    if best is None or best.encoding in ("cp1250", "cp1254"):  # cannot be told from cp1252 by so few letters
        return "cp1252"
    return str(best.encoding)


def decode(data: bytes, encoding: str) -> str:
    """The beginning of a file as text, in NFC, without NULs; a character cut off at the end is left out."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    return clean(text)


def clean(text: str) -> str:
    """NFC without NULs."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def stray_lines(data: bytes, encoding: str) -> list[int]:
    """Numbers (from 1) of the lines that are not in the encoding of the file, for a warning; only for UTF-8."""
    if not encoding.startswith("utf-8"):
        return []
    lines = data.split(b"\n")
    return [number for number, line in enumerate(lines[:-1], 1) if not line.isascii() and not _is_utf8(line)]


def blocks(source: Source, encoding: str) -> Iterator[str]:
    r"""The file as blocks of whole lines, each ended by ``\n`` whatever the file used.

    A line in UTF-8 that is broken is read as cp1252 by itself, so one foreign line never costs another. Memory is a
    few blocks.
    """
    old_mac = None
    for raw in _whole_lines(source, encoding):
        block = clean(raw)
        if "\r" in block:
            if old_mac is None:
                old_mac = "\n" not in block
            block = block.replace("\r", "\n") if old_mac else block.replace("\r\n", "\n").replace("\r", " ")
        yield block


def _whole_lines(source: Source, encoding: str) -> Iterator[str]:
    if encoding.startswith("utf-8"):
        yield from _utf8_lines(source)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    with source.open() as stream:
        while data := stream.read(CHUNK):
            rest += decoder.decode(data)
            cut = _last_end(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > LONGEST_LINE:
                yield rest
                rest = ""
        rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _last_end(text: str) -> int:
    cut = text.rfind("\n") + 1
    # A lone carriage return ends lines only where there is no line feed; the last character may be half of a pair.
    return cut or text.rfind("\r", 0, len(text) - 1) + 1


def _utf8_lines(source: Source) -> Iterator[str]:
    rest = b""
    first = True
    with source.open() as stream:
        while data := stream.read(CHUNK):
            rest = rest + data if rest else data
            if first:
                rest = rest.removeprefix(codecs.BOM_UTF8)
                first = False
            cut = rest.rfind(b"\n") + 1 or rest.rfind(b"\r", 0, len(rest) - 1) + 1
            if cut:
                yield _decode_lines(rest[:cut])
                rest = rest[cut:]
            elif len(rest) > LONGEST_LINE:
                yield _decode_lines(rest)
                rest = b""
    if rest:
        yield _decode_lines(rest)


def _decode_lines(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decode_line(line) for line in data.splitlines(keepends=True))


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", "replace")
