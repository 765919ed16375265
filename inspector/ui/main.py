"""Starts the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from inspector.data import resources_dir
from inspector.session.library import Library
from inspector.session.link import ClientFactory
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.ui import icons
from inspector.ui.instance import Doorman
from inspector.ui.loop import QtLoop
from inspector.ui.theme import ThemeManager
from inspector.ui.window import Window
from inspector.worker.client import WorkerClient

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
    window = windows.open()
    gc.freeze()  # code and widgets stay: the collector need not look at them each time
    for path in paths:
        window.open_path(str(path))
    if not paths:
        window.restorer.restore()
    doorman = None if benchmark else Doorman(app)
    if doorman is not None:
        doorman.called.connect(windows.take)
    if not benchmark and window.session.recover_draft():
        window.statusBar().showMessage("The signature that was not saved is back", 15_000)
    if benchmark:
        from inspector.ui.benchmark import Trial

        def finished(status: int) -> None:
            window.session.close_all()
            app.exit(status)

        Trial(window, finished)
    try:
        return app.exec()
    finally:
        if doorman is not None:
            doorman.close()


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

    def open(self) -> Window:
        """One more window."""
        window = make_window(self._make_client, self._settings)
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
        window = active if isinstance(active, Window) else self._open[-1]
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
    app.setWindowIcon(icons.app_icon())
    return app


def make_window(
    make_client: ClientFactory, settings: Settings | None = None, library: Library | None = None
) -> Window:
    """A window with a session of its own.

    Args:
        make_client: Starts a child process per document.
        settings: What is remembered; the user's by default.
        library: The signature folders; the shipped and the user's by default.
    """
    settings = settings or Settings()
    themes = ThemeManager(settings)
    loop = QtLoop()
    session = Session(make_client, loop, settings, library or Library())
    window = Window(session, themes, sample())
    for owned in (themes, loop):
        owned.setParent(window)
    return window


def sample() -> Path | None:
    """The model that ships with the program."""
    folder = resources_dir() / _SAMPLE_FOLDER
    models = sorted(folder.glob("*.onnx")) if folder.is_dir() else []
    return models[0] if models else None
