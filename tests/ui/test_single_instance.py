"""A second start hands over its files; a message can never do more than a drop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.single_instance import SingleInstance, hand_over, read_line, socket_name


def test_files_arrive_at_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "ليلى & co.csv"
    file.write_text("x")
    first = SingleInstance(tmp_path)
    with qtbot.waitSignal(first.arrived, timeout=3_000) as told:
        assert hand_over(tmp_path, [file])
    assert told.args == [[file.resolve()]]
    first.close()


def test_without_a_first_window_there_is_nobody_to_hand_over_to(qtbot: QtBot, tmp_path: Path) -> None:
    assert not hand_over(tmp_path / "another", [])


def test_libraries_have_windows_of_their_own(tmp_path: Path) -> None:
    assert socket_name(tmp_path / "a") != socket_name(tmp_path / "b")


def test_a_message_without_end_is_cut_off(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    told: list[object] = []
    first.arrived.connect(told.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(tmp_path))
    assert socket.waitForConnected(1_000)
    socket.write(b"x" * 100_000)
    socket.flush()
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=3_000)
    assert told == []
    first.close()


@pytest.mark.parametrize("line", [b"", b"{}", b"7", b"[7, null]", b'["/no/such/file"]', b"[" * 3000, b"\xff\xfe"])
def test_nonsense_gives_no_files(line: bytes) -> None:
    assert read_line(line) == []


@given(st.binary(max_size=5000))
def test_no_message_can_break_it(line: bytes) -> None:
    assert all(path.exists() for path in read_line(line))


def test_a_path_with_a_nul_is_dropped() -> None:
    assert read_line(json.dumps(["a\0b"]).encode()) == []
