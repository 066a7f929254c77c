"""The beginning of a file, looked at once: what every reader asks to see whether the file is its own."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from s2v_desktop.core.errors import Foreign
from s2v_desktop.core.readers import lenient, records, text
from s2v_desktop.core.readers.mapping import fold
from s2v_desktop.core.readers.source import Source

PEEK = 65536
DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 12
"""Some exports write a few lines about themselves above the header."""
LONGEST_HEADER = 20_000

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[][{},]', re.DOTALL)
"""Texts, also one that is cut off (a comma in it divides nothing), and what structures a document."""


@dataclass(frozen=True)
class Peek:
    """The first 64 KiB of a file, and what they are as JSON and as a table.

    Attributes
    ----------
    name : str
        For messages only.
    data : bytes
        As they are.
    encoding : str
        A codec.
    text : str
        Decoded, NFC, without NULs.
    complete : bool
        Whether this is the whole file.
    """

    name: str
    data: bytes
    encoding: str
    text: str
    complete: bool

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Whole lines, without their ends; the last one only where the file ends."""
        body = self.text.replace("\r\n", "\n")
        if "\n" not in body:
            body = body.replace("\r", "\n")
        lines = body.split("\n")
        if not self.complete and len(lines) > 1:
            lines.pop()
        return tuple(lines)

    @cached_property
    def first_line(self) -> str:
        """The first line that is not blank."""
        return next((line for line in self.lines if line.strip()), "")

    @cached_property
    def _json(self) -> tuple[str, Any]:
        return _read_json(self.text)

    @property
    def json_kind(self) -> str:
        """``array``, ``object``, ``lines`` (one object a line) or empty."""
        return self._json[0]

    @property
    def json(self) -> Any:
        """The beginning of the document: what was complete, closed. None when it is no JSON."""
        return self._json[1]

    @cached_property
    def objects(self) -> tuple[dict[str, Any], ...]:
        """The first objects: of the array, one a line, or the root itself."""
        found = [self.json] if self.json_kind == "object" else self.json or []
        return tuple(entry for entry in found[:20] if isinstance(entry, dict))

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys of the first two objects."""
        return frozenset(key for entry in self.objects[:2] for key in entry)

    @cached_property
    def root(self) -> dict[str, Any]:
        """The root object, empty when the document is none."""
        return self.json if self.json_kind == "object" else {}

    @cached_property
    def delimiter(self) -> str:
        """The delimiter that is most frequent outside quotes in the first line."""
        outside = re.sub(r'"[^"]*"', "", self.first_line)
        best = max(DELIMITERS, key=outside.count)
        return best if outside.count(best) else ","

    def cells(self, line: str, delimiter: str = "") -> tuple[str, ...]:
        """Cells of one line, quotes removed."""
        sign = delimiter or self.delimiter
        try:
            return tuple(next(csv.reader([line], delimiter=sign, strict=True), ()))
        except csv.Error:  # a quote that closes nothing
            return tuple(records.loosely(line, sign))

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Cells of the first line as they are."""
        return self.cells(self.first_line)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Cells of the first line as they are compared."""
        return tuple(fold(cell) for cell in self.header)

    @cached_property
    def headers(self) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
        """What could be a header: (line from 0, delimiter, folded cells) of every early line and every delimiter."""
        return tuple(
            (place, delimiter, tuple(fold(cell) for cell in self.cells(line, delimiter)))
            for place, line in enumerate(self.lines[:HEADER_WITHIN])
            if len(line) <= LONGEST_HEADER
            for delimiter in DELIMITERS
            if delimiter in line
        )


def look(source: Source) -> Peek:
    """Read the beginning of a source.

    Raises
    ------
    UnreadableFile
        When it is empty, cannot be read, or is no text at all.
    """
    data = source.peek(PEEK)
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Foreign(f"{source.name} is empty. Nothing of it was imported.")
    encoding = text.sniff(data)
    return Peek(source.name, data, encoding, text.decode(data, encoding), len(data) < PEEK)


def _read_json(document: str) -> tuple[str, Any]:
    start = document.lstrip("\ufeff \t\r\n")
    if start[:1] not in ("[", "{"):
        return "", None
    first_end, closed = _close(start)
    try:
        value = lenient.loads(closed)
    except ValueError:
        return "", None
    if isinstance(value, list):
        return "array", value
    if first_end and start[first_end:].lstrip("\r\n\t ,")[:1] == "{":
        return "lines", [value, *_more_objects(start[first_end:])]
    return "object", value


def _more_objects(rest: str) -> list[Any]:
    found = []
    for line in rest.splitlines()[:30]:
        try:
            found.append(lenient.loads(line))
        except ValueError:
            continue
    return found


def _close(document: str) -> tuple[int, str]:
    """Cut an unfinished document at its last complete value and close what is open.

    Returns
    -------
    (int, str)
        Where the first complete document ends (0: it does not), and a complete document.
    """
    stack: list[str] = []
    best, closing = 0, ""
    for token in _TOKENS.finditer(document):
        sign = token.group()
        if sign in "[{":
            stack.append("]" if sign == "[" else "}")
            if len(stack) > 200:
                return 0, ""
        elif sign in "]}":
            if not stack or stack.pop() != sign:
                return 0, ""
            best, closing = token.end(), "".join(reversed(stack))
            if not stack:
                return token.end(), document[: token.end()]
        elif sign == ",":
            best, closing = token.start(), "".join(reversed(stack))
    return 0, document[:best] + closing
