"""Shared by the tests of the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "jobs"))  # rehearsal.py and obvious.py


@pytest.fixture
def rehearsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children know the jobs of `rehearsal` beside the real ones."""
    import rehearsal

    from s2v_desktop.jobs import child

    monkeypatch.setattr(child, "worker_command", rehearsal.command)
