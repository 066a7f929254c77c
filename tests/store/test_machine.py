"""How much memory is free, as the system says it, and what that forbids."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from s2v_desktop.store.machine import TooLittleMemory, free_memory, require_memory

GB = 1024**3


@pytest.fixture
def said(tmp_path: Path) -> Path:
    (tmp_path / "meminfo").write_text(f"MemTotal: 9 kB\nMemAvailable: {3 * GB // 1024} kB\n", encoding="ascii")
    return tmp_path


def group(place: Path, most: str, taken: int = 0, cache: int = 0) -> Path:
    (place / "memory.max").write_text(f"{most}\n", encoding="ascii")
    (place / "memory.current").write_text(f"{taken}\n", encoding="ascii")
    (place / "memory.stat").write_text(f"anon 5\ninactive_file {cache}\n", encoding="ascii")
    return place


@pytest.mark.skipif(sys.platform == "win32", reason="files of Linux")
def test_the_smaller_one_counts(said: Path) -> None:
    meminfo = said / "meminfo"
    assert free_memory(meminfo, said / "none") == 3 * GB
    assert free_memory(meminfo, group(said, "max")) == 3 * GB
    assert free_memory(meminfo, group(said, str(2 * GB), GB, GB // 2)) == 1.5 * GB
    assert free_memory(meminfo, group(said, str(GB), 2 * GB)) == 0
    assert free_memory(said / "none", said / "none") is None


@pytest.mark.skipif(sys.platform == "win32", reason="files of Linux")
@pytest.mark.parametrize("text", ["", "MemAvailable:", "MemAvailable: much kB"])
def test_what_cannot_be_read_is_unknown(said: Path, text: str) -> None:
    (said / "meminfo").write_text(text, encoding="ascii")
    (said / "memory.max").write_text("much", encoding="ascii")
    assert free_memory(said / "meminfo", said) is None


def test_this_computer_has_some() -> None:
    free = free_memory()
    assert free is None or free > 0


def test_too_little_is_refused_with_figures() -> None:
    require_memory(5, None)
    require_memory(5, 5)
    with pytest.raises(TooLittleMemory, match=r"about 2\.6 GB of memory, and 1\.9 GB are free"):
        require_memory(2_600_000_000, 1_900_000_000)
