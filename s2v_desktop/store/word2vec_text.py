"""Vectors in the text format of word2vec: ``songs size``, then a name and its numbers on each line.

The format separates by spaces and has no rule for names that hold some. Here a space is written as ``_``, and ``_``,
``\\`` and everything that could break a line are written with a backslash, so that every name comes back as it was.
Other programs read the file and see names with underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.types import Float32, Int64

_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|U[0-9a-f]{8}|.)", re.DOTALL)


def token(name: str) -> str:
    """A name without spaces and line breaks; `untoken` gives it back."""
    made = []
    for letter in name:
        if letter == " ":
            made.append("_")
        elif letter in "_\\":
            made.append(f"\\{letter}")
        elif letter.isspace() or not letter.isprintable():
            made.append(f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}")
        else:
            made.append(letter)
    return "".join(made)


def untoken(text: str) -> str:
    """The name behind a token."""
    parts = re.split(r"(\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\.)", text, flags=re.DOTALL)
    return "".join(_letter(part) if number % 2 else part.replace("_", " ") for number, part in enumerate(parts))


def _letter(escape: str) -> str:
    match = _ESCAPE.fullmatch(escape)
    assert match is not None
    said = match.group(1)
    return chr(int(said[1:], 16)) if len(said) > 1 else said


def lines(names: Sequence[str], songs: Int64, vectors: Float32) -> Iterator[str]:
    """The lines of a file, one by one, each with its line break.

    Parameters
    ----------
    names : sequence of str
        A name that occurs twice gets its song number, ``name (song 12)``.
    songs : Int64, shape (n,)
    vectors : Float32, shape (n, d)
    """
    yield f"{len(names)} {vectors.shape[1]}\n"
    seen: set[str] = set()
    for name, song, vector in zip(names, songs.tolist(), vectors, strict=True):
        unique = f"{name} (song {song})" if name in seen or not name else name
        seen.add(name)
        yield " ".join([token(unique), *(str(value) for value in vector)]) + "\n"


def load(content: bytes) -> tuple[list[str], Float32]:
    """Read names and vectors, shape (n, d).

    Raises
    ------
    UnreadableFile
        It is no such file.
    """
    try:
        head, *lines = content.decode("utf-8").split("\n")
        count, size = (int(one) for one in head.split())
        rows = [line.split(" ") for line in lines if line]
        vectors = np.array([row[1:] for row in rows], dtype=np.float32).reshape(len(rows), -1)
    except ValueError as error:
        raise UnreadableFile("This is no word2vec text file. Nothing was read.", str(error)) from error
    if vectors.shape != (count, size):
        raise UnreadableFile("This word2vec text file is not whole. Nothing was read.")
    return [untoken(row[0]) for row in rows], vectors
