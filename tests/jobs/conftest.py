"""Shared by the tests of jobs: nothing may be left behind."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No thread of a job may live on after a test."""
    yield
    assert [thread.name for thread in threading.enumerate() if thread.name == "job-pipe"] == []
