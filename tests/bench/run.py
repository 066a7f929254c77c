"""Measures the limits of the program beside their peers, in the same run.

``python tests/bench/run.py [NAME ...] [--json]``: every ``bench_*.py`` here declares ``NAMES`` and ``measure(name)`` or
``measure()``, which gives one entry per measured size. Exit code 0 when everything that was asked for was measured,
whether or not it met its target; 1 when a bench broke. A bench takes about two minutes at most on two idle processors;
``S2V_BENCH_FULL=1`` takes every size of DESIGN section 12 and more runs of each. Each size has a variable of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import os
import platform
import sys
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
KEYS = ("name", "ours", "unit", "peer_name", "peer", "ratio", "target", "better", "met")
NAMES = (
    "start", "import-spotify", "import-table", "undo", "train", "map", "frame", "pick", "recommend", "stall", "cancel",
    "memory", "quality",
)  # fmt: skip
"""All names of DESIGN section 12, in its order."""


def amount(name: str, usual: int, full: int | None = None) -> int:
    """How large or how often: the environment's word, else `full` when everything is asked for, else `usual`."""
    wanted = usual if full is None or os.environ.get("S2V_BENCH_FULL", "0") in ("", "0") else full
    return int(os.environ.get(name, wanted))


@dataclass(frozen=True, slots=True)
class Entry:
    """One measured figure.

    Attributes
    ----------
    target : float
        In the unit of `ours`, or of `ratio` where `target_is_ratio` was said to `entry`.
    """

    name: str
    ours: float
    unit: str
    peer_name: str
    peer: float | None
    ratio: float | None
    target: float
    better: Literal["lower", "higher"]
    met: bool


def entry(
    name: str,
    ours: float,
    unit: str,
    target: float,
    better: Literal["lower", "higher"] = "lower",
    peer_name: str = "",
    peer: float | None = None,
    *,
    target_is_ratio: bool = False,
) -> dict[str, Any]:
    """Make one entry of the list; the ratio is ours over the peer's.

    Parameters
    ----------
    target_is_ratio : bool
        Whether the target limits the ratio and not our own figure.
    """
    ratio = ours / peer if peer else None
    judged = ratio if target_is_ratio else ours
    met = judged is not None and (judged <= target if better == "lower" else judged >= target)
    return asdict(Entry(name, ours, unit, peer_name, peer, ratio, target, better, met))


def modules() -> Iterable[ModuleType]:
    """Load every bench beside this file."""
    for path in sorted(HERE.glob("bench_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            raise ImportError(path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        yield module


def measured(module: ModuleType, wanted: list[str]) -> list[dict[str, Any]]:
    """Run one bench, only for the wanted names, and check what it gives."""
    names = [name for name in module.NAMES if name in wanted]
    takes_name = bool(inspect.signature(module.measure).parameters)
    found = [one for name in names for one in module.measure(name)] if takes_name else module.measure()
    for one in found:
        if set(one) != set(KEYS):
            raise ValueError(f"{module.__name__} gave {sorted(one)}, not {sorted(KEYS)}")
    return [{key: one[key] for key in KEYS} for one in found]


def main(argv: list[str] | None = None) -> int:
    """Run the benches that were asked for."""
    parser = argparse.ArgumentParser(description="Measure the limits of the program beside their peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all when left out")
    parser.add_argument("--json", action="store_true", help="print a list of entries on standard output")
    arguments = parser.parse_args(argv)
    unknown = sorted(set(arguments.names) - set(NAMES))
    if unknown:
        parser.error(f"no bench is called {', '.join(unknown)}")
    wanted = arguments.names or list(NAMES)
    for place in (str(HERE), str(SOURCE)):
        if place not in sys.path:
            sys.path.insert(0, place)
    entries, broken, run = [], [], set()
    for module in modules():
        if not set(module.NAMES) & set(wanted):
            continue
        run |= set(module.NAMES)
        print(f"measuring {module.__name__.removeprefix('bench_')} ...", file=sys.stderr, flush=True)
        try:
            entries += measured(module, wanted)
        except Exception:
            traceback.print_exc()
            broken.append(module.__name__)
    missing = [name for name in wanted if name not in run] if arguments.names else []
    print(json.dumps(entries, indent=2) if arguments.json else report(entries))
    print(machine(), file=sys.stderr)
    for name in missing:
        print(f"not measured: {name} (there is no bench for it)", file=sys.stderr)
    for name in broken:
        print(f"broken: {name}", file=sys.stderr)
    return 1 if broken or missing else 0


def report(entries: list[dict[str, Any]]) -> str:
    """A table for people."""
    rows = [("name", "ours", "unit", "peer", "", "ratio", "target", "")]
    for one in entries:
        peer = "" if one["peer"] is None else f"{one['peer']:.4g}"
        ratio = "" if one["ratio"] is None else f"{one['ratio']:.2f}"
        verdict = "met" if one["met"] else "MISSED"
        sign = "<=" if one["better"] == "lower" else ">="
        ours, target = f"{one['ours']:.4g}", f"{sign} {one['target']:.4g}"
        rows.append((one["name"], ours, one["unit"], one["peer_name"], peer, ratio, target, verdict))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What the figures were measured on."""
    memory = ""
    if hasattr(os, "sysconf"):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB memory"
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    python = platform.python_version()
    return f"machine: {os.cpu_count()} x {model}{memory}, {platform.system()} {platform.release()}, Python {python}"


if __name__ == "__main__":
    sys.modules["run"] = sys.modules[__name__]
    sys.exit(main())
