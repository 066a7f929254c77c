"""XML documents as a stream of elements. Entities are refused, nothing is fetched, depth and texts have limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from s2v_desktop.core.errors import UnreadableFile

CHUNK = 1 << 16
DEEPEST = 100
LONGEST_TEXT = 1 << 20

START: Final = "start"
END: Final = "end"
DAMAGED: Final = "damaged"

Event = tuple[str, str, Any]
"""(START, name, attributes), (END, name, text directly inside) or (DAMAGED, "", None) where the rest is lost."""


class _Hostile(Exception):
    pass


class _Unfit(Exception):
    pass


class _Collector:
    """Receives what the parser found in one chunk."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._depth = 0
        self._texts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Unfit
        self._texts.clear()
        self._length = 0
        self.events.append((START, name.rpartition(" ")[2], attributes))

    def end(self, name: str) -> None:
        self._depth -= 1
        self.events.append((END, name.rpartition(" ")[2], "".join(self._texts)))
        self._texts.clear()
        self._length = 0

    def text(self, data: str) -> None:
        self._length += len(data)
        if self._length > LONGEST_TEXT:
            raise _Unfit
        self._texts.append(data)

    def refuse(self, *_: object) -> None:
        raise _Hostile


def events(opener: Callable[[], BinaryIO], name: str) -> Iterator[Event]:
    """Elements of a document as they begin and end; names without their namespace.

    Raises
    ------
    UnreadableFile
        When the document declares entities, which can make a small file fill the memory.
    """
    collector = _Collector()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.EntityDeclHandler = collector.refuse
    parser.UnparsedEntityDeclHandler = collector.refuse
    with opener() as stream:
        while True:
            data = stream.read(CHUNK)
            whole = True
            try:
                parser.Parse(data, not data)
            except _Hostile:
                raise UnreadableFile(
                    f"{name} was not imported: it declares entities, which no export of a music program does."
                ) from None
            except (expat.ExpatError, _Unfit, LookupError, ValueError):
                whole = False
            yield from collector.events
            collector.events.clear()
            if not whole:
                yield DAMAGED, "", None
            if not whole or not data:
                return
