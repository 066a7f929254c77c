"""XML documents as a stream of elements. Entities are refused, nothing is fetched, depth and texts have limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from s2v_desktop.core.errors import UnreadableFile

CHUNK = 1 << 16
DEEPEST = 100
LONGEST_TEXT = 1 << 20
MOST_NAMES = 5000

START: Final = "start"
END: Final = "end"
DAMAGED: Final = "damaged"

Event = tuple[str, str, Any]
"""(START, name, attributes), (END, name, text directly inside) or (DAMAGED, "", None) where the rest is lost."""


class _Hostile(Exception):
    pass


class _Unfit(Exception):
    pass


def _parser(collector: _Collector) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.EntityDeclHandler = collector.refuse
    parser.UnparsedEntityDeclHandler = collector.refuse
    return parser


class _Collector:
    """Receives what the parser found in one chunk."""

    def __init__(self, starts: frozenset[str] | None) -> None:
        self.events: list[Event] = []
        self._starts = starts
        self._depth = 0
        self._text = ""
        self._local: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Unfit
        self._text = ""
        local = self._local.get(name) or self._name(name)
        if self._starts is None or local in self._starts:
            self.events.append((START, local, attributes))

    def end(self, name: str) -> None:
        self._depth -= 1
        self.events.append((END, self._local[name], self._text))
        self._text = ""

    def _name(self, name: str) -> str:
        """A name without its namespace; looked up, since a document has few and uses them a million times."""
        if len(self._local) > MOST_NAMES:
            raise _Unfit
        return self._local.setdefault(name, name.rpartition(" ")[2])

    def text(self, data: str) -> None:
        self._text += data
        if len(self._text) > LONGEST_TEXT:
            raise _Unfit

    def refuse(self, *_: object) -> None:
        raise _Hostile


def events(
    opener: Callable[[], BinaryIO], name: str, starts: frozenset[str] | None = None
) -> Iterator[Event]:  # fmt: skip
    """Elements of a document as they begin and end; names without their namespace.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    starts : frozenset of str, optional
        Names of the only elements whose begin is told; of the others their end is enough.

    Raises
    ------
    UnreadableFile
        When the document declares entities, which can make a small file fill the memory.
    """
    collector = _Collector(starts)
    parser = _parser(collector)
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
