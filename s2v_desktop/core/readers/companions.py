"""Files that lie beside the one that is read and complete it: artists of Apple, names of research sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source


def find(options: ReadOptions, fits: Callable[[Peek], bool]) -> Iterator[tuple[Source, Peek]]:
    """Companions whose beginning fits. One that cannot be read says so where it is read itself."""
    for source in options.companions:
        try:
            peek = peeking.look(source)
        except UnreadableFile:
            continue
        if fits(peek):
            yield source, peek
