"""Starts the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from inspector.data import resources_dir
from inspector.session.library import Library
from inspector.session.link import ClientFactory
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.ui.loop import QtLoop
from inspector.worker.client import WorkerClient

if TYPE_CHECKING:
    from inspector.ui.window import Window

_SAMPLE_FOLDER = "samples"


def run_window(
    paths: Sequence[str | Path],
    make_client: ClientFactory | None = None,
    *,
    benchmark: bool = False,
) -> int:
    """Show the window until it is closed.

    Args:
        paths: Files or folders to open.
        make_client: Starts a child process per document.
        benchmark: Whether the window drives itself and prints how fast it is.

    Returns:
        The exit status.
    """
    app = application()
    windows = Windows(make_client or WorkerClient)
    window = windows.open([str(path) for path in paths])
    gc.freeze()  # code and widgets stay: the collector need not look at them each time
    gc.enable()
    if not paths:
        window.restorer.restore()
    if benchmark:
        return _measured(app, window)
    from inspector.ui.instance import Doorman

    doorman = Doorman(app)
    doorman.called.connect(windows.take)
    if window.session.recover_draft():
        window.statusBar().showMessage("The signature that was not saved is back", 15_000)
    try:
        return app.exec()
    finally:
        doorman.close()


def _measured(app: QApplication, window: Window) -> int:
    """Let the window drive itself and print how fast it is."""
    from inspector.ui.benchmark import Trial

    def finished(status: int) -> None:
        window.session.close_all()
        app.exit(status)

    Trial(window, finished)
    return app.exec()


class Windows:
    """The windows of the program; they share what is remembered, and nothing else.

    Args:
        make_client: Starts a child process per document.
        settings: What is remembered; the user's by default.
    """

    def __init__(self, make_client: ClientFactory, settings: Settings | None = None) -> None:
        self._make_client = make_client
        self._settings = settings or Settings()
        self._open: list[Window] = []

    @property
    def open_ones(self) -> list[Window]:
        """The windows that are open, the newest last."""
        return list(self._open)

    def open(self, paths: Sequence[str] = ()) -> Window:
        """One more window, with some files open."""
        window = make_window(self._make_client, self._settings, paths=paths)
        self._open.append(window)
        window.another_wanted.connect(self.open)
        window.closed.connect(lambda: self._forget(window))
        window.show()
        return window

    def take(self, paths: Sequence[str]) -> None:
        """Open files in the window used last, and bring it to the front."""
        if not self._open:
            return
        active = QApplication.activeWindow()
        window = next((w for w in self._open if w is active), self._open[-1])
        for path in paths:
            window.open_path(path)
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def _forget(self, window: Window) -> None:
        if window in self._open:
            self._open.remove(window)
            window.deleteLater()


def application() -> QApplication:
    """The Qt application in the window's style; the present one when there is one."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("inspector")
    app.setApplicationDisplayName("Inspector")
    app.setDesktopFileName("inspector")
    app.setStyle("Fusion")
    return app


def make_window(
    make_client: ClientFactory,
    settings: Settings | None = None,
    library: Library | None = None,
    *,
    paths: Sequence[str] = (),
) -> Window:
    """A window with a session of its own.

    Args:
        make_client: Starts a child process per document.
        settings: What is remembered; the user's by default.
        library: The signature folders; the shipped and the user's by default.
        paths: Files and folders to open: they are read while the window is made.
    """
    settings = settings or Settings()
    loop = QtLoop()
    session = Session(make_client, loop, settings, library or Library())
    for path in paths:
        session.open(path)
    from inspector.ui.theme import ThemeManager
    from inspector.ui.window import Window

    themes = ThemeManager(settings)
    window = Window(session, themes, sample())
    for owned in (themes, loop):
        owned.setParent(window)
    return window


def sample() -> Path | None:
    """The model that ships with the program."""
    folder = resources_dir() / _SAMPLE_FOLDER
    models = sorted(folder.glob("*.onnx")) if folder.is_dir() else []
    return models[0] if models else None
