"""The named jobs. Only these can run in a child; a spec names one and never a module or a function."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor

Task = Callable[[dict[str, Any], Monitor, Path], dict[str, Any]]
"""``run(spec, monitor, folder) -> result``: spec and result are JSON types, the folder is the job's own."""

Jobs = Mapping[str, tuple[str, str]]
"""Name of a job -> the module and the function that do it."""

_TASKS = "s2v_desktop.jobs.tasks"

JOBS: Jobs = MappingProxyType(
    {
        "import": (f"{_TASKS}.importing", "run"),
        "undo": (f"{_TASKS}.undo", "run"),
        "suggest": (f"{_TASKS}.merge", "suggest"),
        "spellings": (f"{_TASKS}.merge", "read_spellings"),
        "merge": (f"{_TASKS}.merge", "run"),
        "listeners": (f"{_TASKS}.listeners", "run"),
        "remove-library": (f"{_TASKS}.remove_library", "run"),
        "balance": (f"{_TASKS}.remove_library", "write_balance"),
        "train": (f"{_TASKS}.training", "run"),
        "map": (f"{_TASKS}.mapping", "run"),
        "doctor": (f"{_TASKS}.doctor", "run"),
        "recover": (f"{_TASKS}.recovering", "run"),
        "evaluate": (f"{_TASKS}.evaluating", "run"),
        "sessions": (f"{_TASKS}.session_rules", "count"),
        "session-rule": (f"{_TASKS}.session_rules", "choose"),
        "repeat": (f"{_TASKS}.repeat", "run"),
        "compare": (f"{_TASKS}.compare", "run"),
        "share": (f"{_TASKS}.share", "run"),
        "open-model": (f"{_TASKS}.open_model", "run"),
        "export": (f"{_TASKS}.exporting", "run"),
    }
)


def load(job: str, jobs: Jobs = JOBS) -> Task:
    """Import the function behind a name, and nothing else.

    Raises
    ------
    BadRequest
        When no job has this name.
    """
    if job not in jobs:
        raise BadRequest("This version of the program does not know this job. Nothing was changed.", f"job {job!r}")
    module, function = jobs[job]
    task: Task = getattr(importlib.import_module(module), function)
    return task
