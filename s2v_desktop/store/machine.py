"""What this computer has left: memory that a job may take without pushing other programs out."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.estimate import size

_MEMINFO, _CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")


class TooLittleMemory(S2VError):
    """A job needs more memory than is free. Nothing was begun."""

    code = "too-little-memory"


def require_memory(needed: int, free: int | None) -> None:
    """Refuse to begin a training that memory cannot hold.

    Parameters
    ----------
    needed : int
        Bytes.
    free : int or None
        `free_memory`; None: nobody knows, so nothing is refused.

    Raises
    ------
    TooLittleMemory
    """
    if free is not None and free < needed:
        raise TooLittleMemory(
            f"Training needs about {size(needed)} of memory, and {size(free)} are free. Nothing was changed. Close "
            "other programs, choose the preset quick, or train anyway (Model, Train; s2v train --anyway), which may "
            "take very long."
        )


def free_memory(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int | None:
    """Bytes that can be used now; None where the system does not say (macOS).

    On Linux the smaller one of what the kernel calls available and what the group of this process may still take.
    """
    if sys.platform == "win32":
        return _of_windows()
    said = [one for one in (_available(meminfo), _of_group(cgroup)) if one is not None]
    return min(said, default=None)


def _available(meminfo: Path) -> int | None:
    try:
        for line in meminfo.read_text(encoding="ascii").splitlines():
            name, _, rest = line.partition(":")
            if name == "MemAvailable":
                return int(rest.split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _of_group(cgroup: Path) -> int | None:
    """What a container may still take; pages of files that can be dropped at any time do not count as taken."""
    try:
        most = (cgroup / "memory.max").read_text(encoding="ascii").strip()
        if most == "max":
            return None
        taken = int((cgroup / "memory.current").read_text(encoding="ascii"))
        stat = dict(line.split() for line in (cgroup / "memory.stat").read_text(encoding="ascii").splitlines())
        return max(0, int(most) - taken + int(stat.get("inactive_file", 0)))
    except (OSError, ValueError):
        return None


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "t_page", "f_page", "t_virtual", "f_virtual", "more")),
    )


def _of_windows() -> int | None:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    try:
        done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
    return int(status.free) if done else None
