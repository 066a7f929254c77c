"""Objects of a JSON document, one after another, also where the document was cut off or is very large.

Histories come in files of some 13 MB, which are parsed at once; anything larger streams. A document that ends
too early gives all its complete objects and then `DAMAGED` once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TextIO

import ijson
import orjson

from s2v_desktop.core.readers import lenient, records, text
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source

AT_ONCE = 16 * 1024**2
"""Spotify's own files stay below 13 MB. A larger document takes five times its size when it is parsed at once."""
DEEPEST = 5000
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[][{}]', re.DOTALL)
"""Texts, also one that is cut off, and brackets."""
_LONGEST_READ = 1 << 20


class Damaged:
    """Stands for the rest of a document that cannot be read."""


DAMAGED: Final = Damaged()


def items(source: Source, path: tuple[str, ...] = (), depth: int = 1) -> Iterator[Any]:
    """Elements of the array at `path` (keys from the root; empty for a root that is the array).

    Parameters
    ----------
    depth : int
        How deep complete elements lie where a cut document is repaired: 1 for ``[{..}]``, 2 for ``{"a":[{..}]}``.

    Yields
    ------
    object or Damaged
    """
    data = b""
    if source.size <= AT_ONCE:
        with source.open() as stream:  # a packed file may hold more than it says
            data = stream.read(AT_ONCE + 1)
    if len(data) > AT_ONCE or source.size > AT_ONCE:
        yield from _streamed(source, path)
        return
    for document in _parse(data, depth):
        yield from [DAMAGED] if document is DAMAGED else _at(document, path)


def _at(document: Any, path: tuple[str, ...]) -> list[Any]:
    """The elements of one document."""
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    # A single element stands alone in some exports instead of in a list of one.
    return document if isinstance(document, list) else [] if document is None else [document]


def _parse(data: bytes, depth: int) -> Iterator[Any]:
    """The document; several where files were put one behind another; `DAMAGED` where something was lost."""
    try:
        yield orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
        return
    except ValueError:
        pass
    decoded = text.decode(data, text.sniff(data[:65536])).lstrip("\ufeff \t\r\n")
    try:
        yield lenient.loads(decoded)
        return
    except ValueError:
        pass
    for document in _repair(decoded, depth):
        try:
            yield lenient.loads(document) if document else DAMAGED
        except ValueError:
            yield DAMAGED


def _repair(document: str, depth: int) -> Iterator[str]:
    """All complete documents of a text; one that was cut up to its last complete element, closed, and then nothing."""
    stack: list[str] = []
    begin, cut, closing = 0, 0, ""
    for token in _TOKENS.finditer(document):
        sign = token.group()
        if sign in "[{":
            if not stack:
                begin, cut = token.start(), 0
            stack.append("]" if sign == "[" else "}")
        elif sign in "]}":
            if not stack or stack.pop() != sign:
                break
            if not stack:
                yield document[begin : token.end()]
                begin = cut = token.end()
            elif len(stack) == depth and sign == "}":
                cut, closing = token.end(), "".join(reversed(stack))
    if document[begin:].strip("\ufeff \t\r\n,"):
        if cut > begin:
            yield document[begin:cut] + closing
        yield ""


class _Shallow:
    """A document in UTF-8, whatever it was in, that is not nested without end: the parser would need days for one.

    Brackets are only counted, those in names too; no history comes near the limit.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._open = 0

    def read(self, n: int = -1) -> bytes:
        """The next bytes.

        Raises
        ------
        RecursionError
        """
        data = self._stream.read(n)
        while (
            "\\" in data[-lenient.REACH :] and len(data) < _LONGEST_READ and (more := self._stream.read(lenient.REACH))
        ):
            data += more
        data = lenient.mended(data)
        self._open += data.count("[") + data.count("{") - data.count("]") - data.count("}")
        if self._open > DEEPEST:
            raise RecursionError("nested too deeply")
        return data.encode("utf-8", "replace")


def _streamed(source: Source, path: tuple[str, ...]) -> Iterator[Any]:
    with source.text(text.sniff(source.peek())) as stream:
        try:
            yield from ijson.items(_Shallow(stream), ".".join((*path, "item")), use_float=True, multiple_values=True)
        except (ijson.JSONError, UnicodeDecodeError, RecursionError):
            yield DAMAGED


def lines(source: Source, encoding: str = "utf-8") -> Iterator[Any]:
    """Values of a file with one JSON value a line; blank lines are none.

    Lines glued together (``}{``) are taken apart.

    Yields
    ------
    object or Damaged
        `DAMAGED` for every line that is no JSON.
    """
    for line in records.lines(text.blocks(source, encoding)):
        if not line or line.isspace():
            continue
        try:
            yield orjson.loads(line)
        except ValueError:
            yield from _glued(line)


def _glued(line: str) -> Iterator[Any]:
    try:
        yield lenient.loads(line)
        return
    except ValueError:
        pass
    parts = line.replace("}{", "}\n{").split("\n")
    try:
        yield from [lenient.loads(part) for part in parts]
    except ValueError:
        yield DAMAGED


def entries(source: Source, peek: Peek, path: tuple[str, ...] = (), depth: int = 1) -> Iterator[Any]:
    """Elements of an array at `path`, or values of lines where the file has one value a line."""
    if peek.json_kind == "lines" or (peek.json_kind == "object" and not path):
        return lines(source, peek.encoding)
    return items(source, path, depth)


def name(value: Any) -> str:
    """A text of the document, NFC, without blanks around; anything else is empty."""
    return text.clean(value).strip() if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """A number of the document, also where it is written as text or as a float; None when it is none."""
    if type(value) is int:
        return value
    try:
        return int(float(value)) if isinstance(value, (str, float)) else None
    except (ValueError, OverflowError):
        return None
