"""``--self-test``: does this very program work here? The demo is imported, trained, mapped and asked, by a real child.

A frozen program is tested with this: what the freezing left out is missed here and not by a listener.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from s2v_desktop.cli import main as cli

PNG = b"\x89PNG\r\n\x1a\n"


def main() -> int:
    """Run the demo in a temporary library.

    Returns
    -------
    int
        0 when import, training, map and recommendation worked and the picture is one; the failed verb's code or 1 else.
    """
    with tempfile.TemporaryDirectory(prefix="s2v-self-test-") as scratch:
        picture = Path(scratch) / "map.png"
        code = cli.main(["demo", "--library", str(Path(scratch) / "library"), "--picture", str(picture)])
        if code == 0 and not (picture.exists() and picture.read_bytes().startswith(PNG)):
            code = 1
    tell("self-test passed" if code == 0 else f"self-test failed ({code})")
    return code


def tell(sentence: str) -> None:
    """Print a sentence where there is somewhere to print to."""
    if sys.stdout is not None:
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
