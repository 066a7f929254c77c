"""What lies beside the plays of a research set: names of songs and artists, who the listeners were (formats.md 13)."""

from __future__ import annotations

from functools import partial

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.readers import companions
from s2v_desktop.core.readers.base import Reader, ReadOptions
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.research import LastFm1K, Lfm1b, Lfm2b
from s2v_desktop.core.readers.research_sessions import ThirtyMusic, YesCom

MOST_FILES = 50
"""A set has fewer; a large folder of foreign tables is not searched for one."""


def refuse_beside(peek: Peek, options: ReadOptions) -> None:
    """Refuse a table without plays that is imported together with the plays of a research set.

    Raises
    ------
    WrongPackage
    """
    if len(options.companions) > MOST_FILES:
        return
    sets: tuple[Reader, ...] = (LastFm1K(), Lfm1b(), Lfm2b(), ThirtyMusic(), YesCom())
    for reader in sets:
        if any(True for _ in companions.find(options, partial(_is_plays, reader, options))):
            raise WrongPackage(
                f"{peek.name} lies beside the plays of {reader.label} and tells none itself. What it says about their "
                "songs was used there; nothing else of it was imported. If it is a list of your own, import it alone."
            )


def _is_plays(reader: Reader, options: ReadOptions, peek: Peek) -> bool:
    return reader.match(peek, options) is not None
