"""JSON that strict parsers refuse for one bad character: half of a surrogate pair, a control character in a name.

Services cut titles in the middle of an emoji and write what is left as ``\\ud83c``. One such title must not cost the
whole file.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

_CONTROL = re.compile("[\x01-\x1f]")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
REACH = 12
"""An escape sequence, or a pair of them, is no longer than this."""


def loads(document: str) -> Any:
    """Read a document.

    Raises
    ------
    ValueError
        When it is no JSON for more than a character.
    """
    try:
        return orjson.loads(document)
    except ValueError:
        pass
    try:
        return json.loads(mended(document), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def mended(document: str) -> str:
    """Halves of surrogate pairs as the replacement character, control characters as blanks, no NULs."""
    document = document.replace("\0", "").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if _CONTROL.search(document) is not None:
        document = _CONTROL.sub(" ", document)
    if _HALF.search(document) is None:
        return document
    return _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], document)
