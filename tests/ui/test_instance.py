"""One program for several calls: files handed over, windows that share what is remembered."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.session import instance
from inspector.session.settings import Settings
from inspector.ui.instance import Doorman
from inspector.ui.main import Windows, application
from tests.session.fake import FakeClient

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no local sockets")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("s") / "own" / "window.socket"


@pytest.fixture
def doorman(qtbot: QtBot, place: Path) -> Iterator[Doorman]:
    parent = QObject()
    made = Doorman(parent, place)
    yield made
    made.close()


def call(qtbot: QtBot, place: Path, paths: list[str]) -> bool:
    """Call from another thread, as another process would."""
    answers: list[bool] = []
    caller = threading.Thread(target=lambda: answers.append(instance.hand_over(paths, place)))
    caller.start()
    qtbot.waitUntil(lambda: bool(answers))
    caller.join()
    return answers[0]


def test_files_are_handed_to_the_one_that_listens(
    qtbot: QtBot, doorman: Doorman, place: Path
) -> None:
    heard: list[list[str]] = []
    doorman.called.connect(heard.append)
    assert call(qtbot, place, ["/models/ä b.onnx", "/models/c.onnx"])
    assert call(qtbot, place, [])
    assert heard == [["/models/ä b.onnx", "/models/c.onnx"], []]


def test_nobody_listens(place: Path) -> None:
    assert not instance.hand_over(["/a.onnx"], place)
    place.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as left:  # of a program that was killed
        left.bind(str(place))
    assert not instance.hand_over(["/a.onnx"], place)


def test_a_socket_left_behind_is_replaced_and_a_live_one_is_not(qtbot: QtBot, place: Path) -> None:
    place.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(place))
    parent = QObject()
    first = Doorman(parent, place)
    second = Doorman(parent, place)
    assert first.listens
    assert not second.listens
    second.close()
    assert place.exists()
    first.close()
    assert not place.exists()


def test_only_the_user_may_enter(doorman: Doorman, place: Path) -> None:
    assert doorman.listens
    assert place.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("noise", [b"", b"nonsense\n", b'{"a": 1}\n', b"[1]\n", b"x" * 100_000])
def test_noise_is_not_listened_to(
    qtbot: QtBot, doorman: Doorman, place: Path, noise: bytes
) -> None:
    heard: list[list[str]] = []
    doorman.called.connect(heard.append)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(place))
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            client.sendall(noise)
    assert call(qtbot, place, ["/a.onnx"])
    assert heard == [["/a.onnx"]]


def test_paths_that_are_not_whole_are_left_out() -> None:
    assert instance.take(b'["/a", "b"]\n') == ["/a"]
    assert instance.take(b"\xff\n") is None


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[Windows]:
    application()
    FakeClient.made = []
    made = Windows(FakeClient, Settings(tmp_path / "s"))
    yield made
    for window in made.open_ones:
        window.close()


def test_one_more_window_and_files_for_it(qtbot: QtBot, windows: Windows) -> None:
    first = windows.open()
    first.activateWindow()
    with qtbot.waitActive(first):
        first.show()
    QTest.keyClick(first, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert len(windows.open_ones) == 2
    second = windows.open_ones[1]
    qtbot.waitExposed(second)
    second.showMinimized()
    windows.take(["/models/bert.onnx"])
    shown = [window for window in windows.open_ones if window.session.documents]
    assert len(shown) == 1
    second.close()
    assert windows.open_ones == [first]
    windows.take(["/models/other.onnx"])
    assert first.session.current.value is not None
