"""Selections of songs that were saved by name, in a small readable file of the library."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.store import atomic

FILE = "selections.json"
LONGEST_NAME = 80

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SavedSelection:
    """A name and the library song numbers it stands for, best first."""

    name: str
    songs: tuple[int, ...]


class Selections:
    """The saved selections of one library.

    Parameters
    ----------
    folder : Path
        Of the library.
    """

    def __init__(self, folder: Path) -> None:
        self._file = Path(folder) / FILE

    def list(self) -> list[SavedSelection]:
        """All of them, by name.

        Raises
        ------
        LibraryError
            The file is there and cannot be read; it is left as it is.
        """
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from error
        try:
            said = json.loads(text)["selections"]
            found = [SavedSelection(str(one["name"]), tuple(map(int, one["songs"]))) for one in said]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._unreadable(error) from error
        return sorted(found, key=lambda one: one.name.casefold())

    def save(self, name: str, songs: Iterable[int]) -> SavedSelection:
        """Save songs under a name; an older selection of this name is replaced.

        Raises
        ------
        LibraryError
            The name is empty, or the file cannot be read or written.
        """
        kept = " ".join(name.split())[:LONGEST_NAME]
        if not kept:
            raise LibraryError("A selection needs a name. Nothing was saved.")
        made = SavedSelection(kept, tuple(int(song) for song in songs))
        self._write([*(one for one in self.list() if one.name != kept), made])
        return made

    def delete(self, name: str) -> None:
        """Forget a selection; one that is not there is forgotten already."""
        self._write([one for one in self.list() if one.name != name])

    def _write(self, selections: Iterable[SavedSelection]) -> None:
        value = {
            "format": _FORMAT,
            "selections": [{"name": one.name, "songs": list(one.songs)} for one in selections],
        }
        try:
            atomic.write_json(self._file, value)
        except OSError as error:
            raise LibraryError(
                "The selection could not be saved. The songs are still selected. "
                "Check that the disk is not full and that you may write to the library.",
                str(error),
            ) from error

    def _unreadable(self, error: Exception) -> LibraryError:
        return LibraryError(
            f"The file “{FILE}” of the library cannot be read, so saved selections are not shown. "
            "It was left as it is; rename it to start anew.",
            str(error),
        )
