"""One program, three faces: the window, the command line (`s2v`, ``--cli``) and the child of a job (``--worker``).

Nothing heavy is imported before it is known which face is wanted: a child must not load Qt, the window no gensim.
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from types import MappingProxyType

from s2v_desktop import __version__

PAINTED = MappingProxyType({"picture": ("s2v_desktop.ui.picture", "run")})
"""Jobs that need Qt, which the layer of jobs does not know; a child imports it for these alone."""


def main(argv: list[str] | None = None) -> int:
    """Become what the arguments ask for.

    Parameters
    ----------
    argv : list of str or None
        Arguments without the program's name; None takes them from the command line.

    Returns
    -------
    int
        Exit code of the process.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--worker"]:
        from s2v_desktop.jobs import worker

        return worker.main(more=PAINTED)
    if arguments[:1] == ["--self-test"]:
        from s2v_desktop.cli import self_test

        return self_test.main()
    if arguments[:1] == ["--cli"]:
        return command_line(arguments[1:])
    if Path(sys.argv[0]).stem.lower() == "s2v":
        return command_line(arguments)
    return window(arguments)


def command_line(argv: list[str] | None = None) -> int:
    """Run `s2v`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        return tell_version("s2v")
    from s2v_desktop.cli import main as cli

    return cli.main(arguments)


def window(argv: list[str] | None = None) -> int:
    """Open the window, or become a child when a windowed program is asked for one."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        return tell_version("s2v-desktop")
    if argv is None and arguments[:1] in (["--worker"], ["--cli"], ["--self-test"]):
        return main(arguments)
    from s2v_desktop.ui import app

    return app.main(arguments)


def tell_version(name: str) -> int:
    """Print name and version; a windowed program on Windows has nowhere to print to."""
    if sys.stdout is not None:
        sys.stdout.write(f"{name} {__version__}\n")
    return 0


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
