"""``s2v info``: the figures of a library."""

from __future__ import annotations

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, number, table


def command(library: options.Library = None, json: options.Json = False) -> None:
    """Show the figures of a library."""
    from s2v_desktop.store.library import Library

    with Library.open(options.folder(library)) as opened:
        figures = opened.info().to_json()
    if json:
        document(figures)
    else:
        table(("", ""), ((name.replace("_", " "), number(count)) for name, count in figures.items()), frozenset({1}))
