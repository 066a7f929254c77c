"""Where things are: the default library, the settings file, what ships beside the program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from s2v_desktop.core.errors import S2VError

HOME_VARIABLE = "S2V_HOME"
"""Environment variable: one folder for everything, for tests and for a program on a stick."""

_APPLICATION = "S2V Desktop"


def _data_folder() -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) if home else Path(platformdirs.user_data_dir(_APPLICATION, appauthor=False))


def default_library() -> Path:
    """Folder of the library that opens when none is named. It need not exist yet."""
    return _data_folder() / "Library"


def settings_file() -> Path:
    """The small readable file of settings. It need not exist yet."""
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home) if home else Path(platformdirs.user_config_dir(_APPLICATION, appauthor=False))
    return folder / "settings.json"


def log_folder() -> Path:
    """Where the window keeps its own log (the log of a job goes with its folder)."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / "logs" if home else Path(platformdirs.user_log_dir(_APPLICATION, appauthor=False))


def resource_folder() -> Path:
    """Folder of icons, themes, demo and help: beside the package in a checkout, inside it in a wheel or frozen."""
    package = Path(__file__).resolve().parent.parent
    places = [package.parent / "resources", package / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        places = [Path(frozen) / "s2v_desktop" / "resources", Path(frozen) / "resources"]
    # Only a checkout has packaging/ beside it: in site-packages a folder "resources" may be anybody's.
    if not frozen and not (package.parent / "packaging").is_dir():
        places.reverse()
    for place in places:
        if place.is_dir():
            return place
    raise S2VError("A part of the program is missing (its resources). Please install it again.", str(places[0]))


def resource(name: str) -> Path:
    """Path of one shipped file.

    Parameters
    ----------
    name : str
        Relative, with forward slashes, e.g. ``demo/grateful-dead.json``.

    Raises
    ------
    S2VError
        When the program was installed without it.
    """
    path = resource_folder() / name
    if not path.exists():
        raise S2VError(f"A part of the program is missing ({name}). Please install it again.")
    return path
