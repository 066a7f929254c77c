"""What the command line prints: results on standard output, everything else on standard error, names as they are."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

DONE, USAGE, REFUSED, INTERRUPTED, BROKEN = 0, 2, 3, 130, 1
"""Exit codes; `BROKEN` is a fault of the program, not of the request."""

_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian, Hindi and emoji are written."""
_WIDEST = 240


def literal(text: str) -> str:
    """Give a foreign name as it can safely be printed: control and direction characters become visible escapes."""
    if text.isprintable():
        return text
    return "".join(letter if _harmless(letter) else _escaped(letter) for letter in text)


def _harmless(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS or unicodedata.category(letter) == "Zs"


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def say(text: str) -> None:
    """Print lines of our own on standard output."""
    _write(sys.stdout, text)


def tell(text: str) -> None:
    """Print lines of our own on standard error."""
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> None:
    """Print also where the terminal does not know every letter, or where there is none."""
    if stream is None:
        return
    line = f"{text}\n"
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def document(value: dict[str, Any] | list[Any]) -> None:
    """Print one JSON document on standard output, in UTF-8."""
    import orjson

    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        say(text.decode().rstrip("\n"))
        return
    sys.stdout.flush()
    buffer.write(text)
    buffer.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """Print a table of names on standard output.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequence of str
        Foreign text; printed literally.
    right : frozenset of int
        Columns of numbers, set to the right.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    plain = Table(box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    for place, name in enumerate(columns):
        plain.add_column(name, justify="right" if place in right else "left", overflow="ellipsis", no_wrap=True)
    for row in rows:
        plain.add_row(*(Text(literal(cell)) for cell in row))
    width = None if sys.stdout.isatty() else _WIDEST
    console = Console(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(plain)
    say("\n".join(line.rstrip() for line in captured.get().splitlines()))


def refuse(code: str, message: str, candidates: Sequence[str] = (), as_json: bool = False) -> None:
    """Say why something was refused: as a document for scripts, as a sentence for people."""
    if as_json:
        document({"error": {"code": code, "message": message, "candidates": list(candidates)}})
        return
    tell(literal(message))
    for candidate in candidates:
        tell(f"  {literal(candidate)}")


def number(value: float) -> str:
    """A count with its thousands apart."""
    return f"{value:,.0f}"
