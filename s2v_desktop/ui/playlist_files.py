"""Playlists as files: those of other programs come in (small ones only, so that nothing waits), ours go out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.errors import S2VError, UnreadableFile
from s2v_desktop.core.playlists_out import FORMATS, safe_name, write
from s2v_desktop.store import exports
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.playlists import Matched, read_file
from s2v_desktop.ui import wording
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.playlists import Playlists

LARGEST = 2_000_000
"""Bytes; a playlist of ten thousand songs has one million."""


def read_playlist(catalogue: Catalogue, file: Path) -> Matched:
    """Read and match.

    Raises
    ------
    UnreadableFile
        When it is too large to be a playlist, or nothing can read it.
    """
    try:
        size = file.stat().st_size
    except OSError as error:
        raise UnreadableFile(f"“{file.name}” cannot be opened. Nothing was changed.", str(error)) from error
    if size > LARGEST:
        raise UnreadableFile(
            f"“{file.name}” is too large to be a playlist. Nothing was changed. Import it as history instead."
        )
    return read_file(catalogue, file)


class PlaylistFiles(QObject):
    """Takes the current playlist out, and other ones in.

    Parameters
    ----------
    library : OpenLibrary
    playlists : Playlists
    window : QWidget
        Where files are asked for.
    """

    failed = Signal(str, str)
    """Something could not be read or written: a sentence and details."""
    said = Signal(str)
    """Something went well that cannot be seen."""

    def __init__(self, library: OpenLibrary, playlists: Playlists, window: QWidget) -> None:
        super().__init__(window)
        self._library, self._playlists, self._window = library, playlists, window

    def do(self, name: str) -> None:
        """Do what a menu says: ``read``, ``copy-uris``, or a format of `playlists_out`."""
        if name in FORMATS:
            self._choose_file(name)
        elif name == "copy-uris":
            self.copy_uris()
        elif name == "read":
            chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Read a playlist"))
            if chosen:
                self.read_file(Path(chosen))

    def _choose_file(self, form: str) -> None:
        ending = FORMATS[form][1]
        proposed = safe_name(self._playlists.current.name) + ending
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export the playlist"), proposed, f"*{ending}")
        if chosen:
            self.export(form, Path(chosen))

    def export(self, form: str, file: Path) -> None:
        """Write the playlist into a file."""
        current = self._playlists.current
        try:
            exports.write_playlist(self._library.folder, current.songs, current.name, form, file)
        except S2VError as problem:
            self.failed.emit(problem.message, problem.details)
        else:
            self.said.emit(self.tr("Written: {0}").format(wording.clean(file.name)))

    def copy_uris(self) -> None:
        """Copy Spotify's addresses; pasted into a playlist of its desktop program they become songs."""
        catalogue = self._library.catalogue
        if catalogue is None:
            return
        with Library.open(self._library.folder) as library:
            entries = exports.entries(library, catalogue, self._playlists.songs)
        text = write("spotify", "", entries).decode()
        QGuiApplication.clipboard().setText(text)
        known, total = (QLocale().toString(number) for number in (text.count("\n"), len(entries)))
        self.said.emit(self.tr("{0} of {1} songs copied; the others have no Spotify id.").format(known, total))

    def read_file(self, file: Path) -> None:
        """Read a playlist of another program as a new one, and list what is not in the library."""
        from s2v_desktop.ui.dialogs.unmatched import UnmatchedDialog

        catalogue = self._library.catalogue
        if catalogue is None:
            return
        try:
            found = read_playlist(catalogue, file)
        except S2VError as problem:
            self.failed.emit(problem.message, problem.details)
            return
        if found.songs:
            self._playlists.new(found.name, found.songs)
        if found.unmatched:
            UnmatchedDialog(len(found.songs), found.unmatched, self._window).open()
