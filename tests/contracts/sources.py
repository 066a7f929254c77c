"""The project's own files, read and parsed once, for the contracts."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "s2v_desktop"


def name_of(file: Path) -> str:
    """A file as people write it: from the top of the project, with slashes."""
    return file.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the named folders of the project."""
    return sorted(
        file for folder in folders for file in (ROOT / folder).rglob("*.py") if "__pycache__" not in file.parts
    )


@functools.cache
def tree(file: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def calls(file: Path) -> Iterator[tuple[ast.Call, str]]:
    """Calls in a file, each with the dotted name of what is called, e.g. ``np.load``."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, also inside functions."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def committed() -> list[Path]:
    """Files under version control, or an empty list where this is no checkout."""
    command = ["git", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        return []
    if done.returncode != 0:
        return []
    files = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return [file for file in files if file.is_file()]
