"""A window that a test drives as a person does, with fake or real children."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector.session.document import Document
from inspector.session.library import Library, SignatureFile
from inspector.session.settings import Settings
from inspector.ui.dialogs import Dialogs
from inspector.ui.main import application, make_window
from inspector.ui.window import Window
from inspector.worker.client import WorkerClient
from tests.session.fake import FakeClient

# The offscreen platform has no window manager, and says so whenever one would be spoken to.
_OFFSCREEN = "This plugin does not support"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(_OFFSCREEN))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def _no_leaked_widgets(qapp: QApplication) -> Iterator[None]:
    """Fail a test after which a top-level widget is still alive."""
    before = set(map(id, QApplication.topLevelWidgets()))
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    leaked = [
        widget
        for widget in QApplication.topLevelWidgets()
        if id(widget) not in before and not widget.inherits("QTipLabel")
    ]
    assert not leaked, f"leaked: {leaked}"


class Answers(Dialogs):
    """Answers the window's questions as a test wants, and remembers what was told."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = ""
        self.place: Path | None = None
        self.choice: Path | None = None
        self.on_unsaved = "discard"
        self.told: list[str] = []
        self.offered: list[SignatureFile] = []

    def model_file(self, folder: str) -> str:
        return self.path

    def model_folder(self, folder: str) -> str:
        return self.path

    def picture_file(self, suggestion: str, kinds: str) -> str:
        return self.path

    def signature_place(self, suggestion: Path) -> Path | None:
        return self.place

    def signature_file(self) -> Path | None:
        return self.choice

    def signature(self, files: list[SignatureFile]) -> Path | None:
        self.offered = files
        return self.choice

    def unsaved(self, name: str) -> str:  # type: ignore[override]
        return self.on_unsaved

    def tell(self, title: str, text: str) -> None:
        self.told.append(f"{title}: {text}")


class Person:
    """Does to a window what a person does, through events."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window = window
        self.bot = qtbot
        self.canvas = window.canvas
        self.panels = window.panels
        self.answers = Answers(window)
        window.authoring.dialogs = self.answers

    @property
    def document(self) -> Document:
        document = self.window.session.current.value
        assert document is not None
        return document

    @property
    def clients(self) -> list[FakeClient]:
        return FakeClient.made

    def drop(self, path: Path | str, on: QWidget | None = None) -> QDropEvent:
        """Drag a file over a widget and let it go on the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        target = on or self.window
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(50, 50), copy, mime, left, none)
        QApplication.sendEvent(self.window, event)
        return event

    def open(self, path: Path | str = "/models/bert.onnx") -> Document:
        """Drop a file and wait for its graph."""
        self.drop(path)
        self.bot.waitUntil(lambda: self.document.scene.value is not None, timeout=60_000)
        QCoreApplication.processEvents()
        return self.document

    def middle(self, box_id: int) -> QPoint:
        """Where a box is on the canvas, brought into view first."""
        self.canvas.reveal_box(box_id)
        return self.canvas.rect_of(box_id).center().toPoint()

    def click(
        self, box_id: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a box."""
        at = self.middle(box_id)
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, modifiers, at)

    def double_click(self, box_id: int) -> None:
        """Press a box twice."""
        at = self.middle(box_id)
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, none, at)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, none, at)

    def key(self, key: Qt.Key | str, on: QWidget | None = None) -> None:
        """Press a key."""
        QTest.keyClick(on or self.canvas, key)  # type: ignore[call-overload]

    def do(self, action: str) -> None:
        """Choose an action from its menu."""
        chosen = self.window.tool_actions[action]
        assert chosen.isEnabled(), f"{action} cannot be chosen now"
        chosen.trigger()

    def labels(self) -> list[str]:
        """What stands on the boxes of the canvas."""
        scene = self.canvas.scene
        return [box.label for box in scene.boxes] if scene else []


@pytest.fixture
def make_person(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    windows: list[Window] = []

    def make(*, real: bool = False, settings: Settings | None = None) -> Person:
        application()
        FakeClient.made = []
        shipped = tmp_path / "shipped"
        shipped.mkdir(exist_ok=True)
        library = Library(None if real else shipped, tmp_path / "own")
        window = make_window(
            WorkerClient if real else FakeClient, settings or Settings(tmp_path / "s"), library
        )
        window.canvas.gaze.animated = False
        window.resize(1500, 950)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return Person(window, qtbot)

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    """Somebody before a window on the start page, with fake children."""
    return make_person()


@pytest.fixture
def reader(person: Person) -> Person:
    """Somebody before a window with a model open, with fake children."""
    person.open()
    return person
