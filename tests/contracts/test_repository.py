"""What lies at the top, and what may not be committed anywhere."""

from __future__ import annotations

import re

import pytest

from tests.contracts import sources

TOP = {
    "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
    "s2v_desktop", "resources", "tests", "packaging",
}  # fmt: skip

# Written in two halves, so that this file does not hold what it looks for.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb" + ".debian.org", "/opt/" + "pypi"]
PLACES = re.compile("(?<![\\w./-])/" + "work/(?:main|shared)" + "|/" + r"root/\.|" + "|".join(map(re.escape, HOSTS)))
TEXT = {".py", ".toml", ".md", ".lock", ".sh", ".spec", ".json", ".desktop", ".xml", ".svg", ".sql", ".txt", ".cfg", ""}


@pytest.fixture(scope="module")
def committed() -> list[str]:
    """Names of the files under version control."""
    names = [sources.name_of(file) for file in sources.committed()]
    if not names:
        pytest.skip("this is no checkout")
    return names


def test_the_top_level_holds_the_fixed_names_only(committed: list[str]) -> None:
    tops = {name.split("/")[0] for name in committed}
    assert {top for top in tops if not top.startswith(".")} <= TOP


def test_packaging_is_no_package(committed: list[str]) -> None:
    """With an ``__init__.py`` it would hide the library of the same name, which pip and pytest need."""
    assert "packaging/__init__.py" not in committed


def test_no_file_names_a_machine_or_a_registry(committed: list[str]) -> None:
    found = []
    for name in committed:
        file = sources.ROOT / name
        if file.suffix in TEXT and file.stat().st_size < 2_000_000 and not name.startswith("tests/data/"):
            text = file.read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {match.group()}" for match in PLACES.finditer(text)]
    assert not found, "\n".join(found)


def test_locks_hold_names_versions_and_hashes_only() -> None:
    line = re.compile(r"#.*|[a-z0-9-]+==[\w.]+(?: ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    for lock in sorted((sources.ROOT / "packaging").glob("*.lock")):
        wrong = [text for text in lock.read_text(encoding="utf-8").splitlines() if not line.fullmatch(text)]
        assert not wrong, f"{lock.name}: {wrong[:5]}"


def test_continuous_integration_runs_the_one_command_and_nothing_else() -> None:
    lines = (sources.ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert [line for line in lines[1:] if line] == [
        'exec python3 "$(dirname "${BASH_SOURCE[0]}")/../packaging/dev.py" test'
    ]
