"""The same jobs in this process: for tests, and where a child cannot be had."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.registry import JOBS, Jobs, load


def run(job: str, spec: dict[str, Any], monitor: Monitor, jobs: Jobs = JOBS) -> dict[str, Any]:
    """Do a job here and now.

    Parameters
    ----------
    job : str
        A name of `registry.JOBS`.
    spec : dict
        As for a child.
    monitor : Monitor
        Is told everything the job tells.

    Returns
    -------
    dict
        The job's result.

    Raises
    ------
    S2VError
        When it cannot be done.
    Cancelled
        When the monitor said so.
    """
    task = load(job, jobs)
    with tempfile.TemporaryDirectory(prefix="s2v-inline-") as folder:
        return task(spec, monitor, Path(folder))
