"""The `s2v` command: the same engine without a window, for scripts, tests and servers.

Exit codes: 0 done, 1 a fault of the program, 2 usage, 3 refused with a reason, 130 on Ctrl+C. With ``--json`` exactly
one JSON document goes to standard output, also when something was refused.
"""

from __future__ import annotations

import os
import sys
import traceback

import typer

from s2v_desktop import __version__
from s2v_desktop.cli import (
    demo,
    doctor,
    evaluate,
    export,
    import_,
    info,
    journey,
    map_,
    open_,
    recommend,
    share,
    similarity,
    train,
    undo,
)
from s2v_desktop.cli.terminal import BROKEN, DONE, INTERRUPTED, REFUSED, refuse, say, tell
from s2v_desktop.core.errors import S2VError

_CODES = {"cancelled": INTERRUPTED, "crashed": BROKEN, "internal": BROKEN}


def application() -> typer.Typer:
    """Build the command with all its verbs."""
    app = typer.Typer(
        name="s2v",
        help="Your music as a map, and recommendations from it, learnt on your own machine. Nothing leaves it.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def top(
        version: bool = typer.Option(False, "--version", is_eager=True, callback=_version, help="Print the version."),
    ) -> None:
        """Your music as a map, and recommendations from it, learnt on your own machine. Nothing leaves it."""

    for name, verb in (
        ("import", import_.command),
        ("undo", undo.command),
        ("info", info.command),
        ("train", train.command),
        ("map", map_.command),
        ("recommend", recommend.command),
        ("similarity", similarity.command),
        ("evaluate", evaluate.command),
        ("journey", journey.command),
        ("export", export.command),
        ("share", share.command),
        ("open", open_.command),
        ("doctor", doctor.command),
        ("demo", demo.command),
    ):
        app.command(name)(verb)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        say(f"s2v {__version__}")
        raise typer.Exit(DONE)


def main(argv: list[str] | None = None) -> int:
    """Run one verb.

    Parameters
    ----------
    argv : list of str or None
        Arguments without the program's name; None takes them from the command line.

    Returns
    -------
    int
        Exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    try:
        application()(args=arguments, prog_name="s2v")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE if end.code is None else BROKEN
    except BrokenPipeError:
        # Somebody read only the first lines, as `head` does. What is still in the buffer must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN
    except S2VError as error:
        refuse(error.code, error.message, getattr(error, "candidates", ()), as_json)
        code = _CODES.get(error.code, REFUSED)
        if code == BROKEN and error.details:
            tell(error.details)
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        tell(traceback.format_exc())
        message = "Something in this program went wrong. The lines on standard error say where."
        refuse("internal", message, as_json=as_json)
        return BROKEN
    return DONE
