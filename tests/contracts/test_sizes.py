"""Small files, classes and functions: the rule that keeps the main window small."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.contracts import sources

FILE, CLASS, FUNCTION, MAIN_WINDOW = 400, 300, 40, 300

EXCEPTIONS: dict[str, str] = {}
"""``path`` or ``path:name`` -> why it must be longer. Empty, and meant to stay so."""


def too_long() -> Iterator[tuple[str, str]]:
    """Place and finding of everything above its limit."""
    for file in sources.python_files("s2v_desktop", "tests", "packaging"):
        name = sources.name_of(file)
        lines = len(file.read_text(encoding="utf-8").splitlines())
        limit = MAIN_WINDOW if file.name == "main_window.py" else FILE
        if lines > limit:
            yield name, f"{name} has {lines} lines, {limit} are allowed"
        for node in ast.walk(sources.tree(file)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
                if length > limit:
                    place = f"{name}:{node.name}"
                    yield place, f"{place} (line {node.lineno}) has {length} lines, {limit} are allowed"


def test_nothing_is_longer_than_the_house_allows() -> None:
    found = [finding for place, finding in too_long() if place not in EXCEPTIONS]
    assert not found, "\n".join(found)


def test_every_exception_is_still_needed_and_explained() -> None:
    places = {place for place, _ in too_long()}
    assert set(EXCEPTIONS) <= places
    assert all(EXCEPTIONS.values())
