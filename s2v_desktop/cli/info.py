"""``s2v info``: the figures of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, literal, number, table

if TYPE_CHECKING:
    from s2v_desktop.store.library import Library


def command(library: options.Library = None, json: options.Json = False) -> None:
    """Show the figures of a library, and its rule for sessions where it is not the usual one."""
    from s2v_desktop.store.library import Library

    with Library.open(options.folder(library)) as opened:
        figures, rule = opened.info().to_json(), _rule(opened)
    if json:
        document(figures | ({"session_rule": rule} if rule else {}))
        return
    rows = [(name.replace("_", " "), number(count)) for name, count in figures.items()]
    rows += [(f"rule for sessions: {name.replace('_', ' ')}", literal(str(value))) for name, value in rule.items()]
    table(("", ""), rows, frozenset({1}))


def _rule(library: Library) -> dict[str, Any]:
    """The parts of the rule for sessions that are not the usual ones; listeners by their names."""
    from s2v_desktop.core.session_rule import USUAL
    from s2v_desktop.store import listeners, session_rules

    people = listeners.read(library.connection)
    numbers = [one.number for one in people]
    plain = session_rules.to_plain(session_rules.read(library.connection, numbers), numbers)
    usual = session_rules.to_plain(USUAL, numbers)
    names = {str(one.number): one.name for one in people}
    plain["listener_gaps"] = {names[number]: gap for number, gap in plain["listener_gaps"].items()}
    return {name: value for name, value in plain.items() if value != usual[name]}
