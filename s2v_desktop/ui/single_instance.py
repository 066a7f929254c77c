"""One window per library: a second start hands its files to the first and ends.

The first process listens on a local socket that only this account can reach. It takes one line of at most 4 KB, a JSON
list of paths that exist, and only ever opens the import with them: a message can never do more than a drop could.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_MAX_LINE = 4096
_WAIT_MS = 500


def socket_name(library: Path) -> str:
    """Name of the socket for this account and library."""
    told = f"{getpass.getuser()}\n{library.resolve()}"
    return f"s2v-desktop-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def hand_over(library: Path, files: list[Path]) -> bool:
    """Give the files to a window that has this library open already.

    Returns
    -------
    bool
        Whether there is one; then this process has nothing left to do.
    """
    socket = QLocalSocket()
    socket.connectToServer(socket_name(library))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    line = json.dumps([str(path.resolve()) for path in files]).encode() + b"\n"
    socket.write(line if len(line) <= _MAX_LINE else b"[]\n")
    done = socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return bool(done)


class SingleInstance(QObject):
    """Listens for second starts."""

    arrived = Signal(object)
    """List of `Path` that exist; empty when the window should only come forward."""

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self.listen(library)

    @Slot(object)
    def listen(self, library: Path) -> bool:
        """Listen for this library from now on; a socket that a crash left behind is taken over."""
        self._server.close()
        name = socket_name(library)
        if self._server.listen(name):
            return True
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setParent(self)
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._take(socket)

    @Slot()
    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._take(socket)

    def _take(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            self.arrived.emit(read_line(bytes(socket.readLine(_MAX_LINE + 1).data())))
            socket.disconnectFromServer()
        elif socket.bytesAvailable() > _MAX_LINE:
            socket.abort()


def read_line(line: bytes) -> list[Path]:
    """Paths of one message: those that exist. Anything else in it is dropped."""
    if len(line) > _MAX_LINE:
        return []
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return []
    if not isinstance(told, list):
        return []
    return [path for text in told if isinstance(text, str) and "\0" not in text and (path := Path(text)).exists()]
