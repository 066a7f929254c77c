"""The demo: what the start page offers to those who have no export at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from s2v_desktop.core.errors import S2VError
from s2v_desktop.store.paths import resource
from s2v_desktop.store.report import ImportRequest

DEMO = "demo/grateful-dead.json"


@dataclass(frozen=True, slots=True)
class DemoText:
    """What to say about the demo."""

    title: str
    attribution: str


def demo_request() -> ImportRequest:
    """What to import for the demo.

    Raises
    ------
    S2VError
        When the program was installed without it.
    """
    said = _description()
    try:
        return ImportRequest(
            paths=tuple(resource(DEMO).parent / name for name in said.get("files") or [said["file"]]),
            listener=said["listener"],
            mapping={
                field: (columns,) if isinstance(columns, str) else tuple(columns)
                for field, columns in said["mapping"].items()
            },
            set_values=dict(said["set"]),
            time_zone=said.get("time_zone", "UTC"),
        )
    except (KeyError, TypeError) as error:
        raise _broken() from error


def demo_text() -> DemoText:
    """Title and attribution of the demo."""
    said = _description()
    return DemoText(str(said["title"]), str(said["attribution"]))


def _description() -> dict[str, Any]:
    try:
        said = json.loads(resource(DEMO).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken() from error
    if not isinstance(said, dict):
        raise _broken()
    return said


def _broken() -> S2VError:
    return S2VError("The demo that came with this program cannot be read. Please install the program again.")
