"""Files whose names somebody typed without the ending."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.ui import wording


def taken(chosen: str, file: Path) -> str:
    """Why a file is not written, empty when it is: with its ending it is another file, which nobody was asked about.

    Parameters
    ----------
    chosen : str
        What a dialog gave, which asks before a file of just this name is replaced.
    file : Path
        What would be written.
    """
    if file == Path(chosen) or not file.exists():
        return ""
    said = wording.tr("“{name}” is there already and was kept. To replace it, choose it by its whole name.")
    return said.format(name=wording.clean(file.name, 60))
