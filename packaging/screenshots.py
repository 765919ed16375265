"""Makes the pictures of the README and the user guide: ``python packaging/screenshots.py``.

It drives the real window with the sample that ships with the program, without a display.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, Qt
from PySide6.QtWidgets import QWidget

from inspector.data import resources_dir
from inspector.session.document import Document
from inspector.session.library import Library
from inspector.session.settings import Settings
from inspector.ui.canvas.camera import Camera
from inspector.ui.main import application, make_window, sample
from inspector.ui.window import Window
from inspector.worker.client import WorkerClient

_SIZE = (1440, 900)
_PATIENCE = 120.0
_REST = 0.4


class Photographer:
    """Opens the sample in a window and takes pictures of it.

    Args:
        theme: ``light`` or ``dark``.
        folder: For settings and own signatures, thrown away afterwards.
    """

    def __init__(self, theme: str, folder: Path) -> None:
        self._app = application()
        settings = Settings(folder / "settings")
        settings.theme = "dark" if theme == "dark" else "light"
        library = Library(own=folder / "signatures")
        self.window: Window = make_window(WorkerClient, settings, library)
        self.window.canvas.gaze.animated = False
        self.window.resize(*_SIZE)
        self.window.show()
        model = sample()
        assert model is not None
        self.window.open_path(str(model))
        document = self.window.session.current.value
        assert document is not None
        self.document: Document = document
        self.wait(lambda: document.scene.value is not None)

    def wait(self, there: Callable[[], bool] = lambda: True) -> None:
        """Let the window work until something is there, and a moment more."""
        end = time.monotonic() + _PATIENCE
        while not there():
            if time.monotonic() > end:
                sys.exit("The window did not get there.")
            self._app.processEvents()
        end = time.monotonic() + _REST
        while time.monotonic() < end:
            self._app.processEvents()
            time.sleep(0.01)

    def id_of(self, label: str, inside: int | None = None) -> int:
        """The first closed box with a label, of those in a frame when one is named."""
        scene = self.document.scene.value
        assert scene is not None
        return next(
            box.id
            for box in scene.boxes
            if box.label.startswith(label) and not box.open and inside in (None, box.parent)
        )

    def open_fold(self, label: str) -> int:
        """Open the first fold with a label."""
        box, before = self.id_of(label), self.document.scene.value
        self.window.canvas.toggle(before.index_of[box])  # type: ignore[union-attr]
        self.wait(lambda: self.document.scene.value is not before)
        return box

    def do(self, action: str) -> None:
        """Choose an action."""
        self.window.tool_actions[action].trigger()
        self.wait()

    def select(self, *labels: str, inside: int | None = None) -> None:
        """Select the first boxes with these labels."""
        boxes = [self.id_of(label, inside) for label in labels]
        self.document.select_boxes(boxes)
        self.window.canvas.box_focused.emit(boxes[-1])
        self.wait()

    def look_at(self, label: str) -> None:
        """Look at the first box with a label, at its own size."""
        canvas, scene = self.window.canvas, self.document.scene.value
        assert scene is not None
        x, y, width, height = scene.rects[scene.index_of[self.id_of(label)]].tolist()
        size = canvas.width(), canvas.height()
        canvas.gaze.jump(Camera().centred((x, y, x + width, y + height), *size))
        self.wait()

    def constant(self) -> tuple[int, str]:
        """The first constant behind the box in focus: its stored node and place."""
        known = self.document.details.value
        assert known is not None
        nodes = known[1].stored
        return next(
            (n.index, str(at)) for n in nodes for at, port in enumerate(n.inputs) if port[3]
        )

    def browse(self, signature: str) -> QWidget:
        """Open the library at a page."""
        self.window.librarian.show(signature)
        shelf, window = self.window.session.shelf, self.window.librarian.window
        assert window is not None
        self.wait(lambda: shelf.page.value is not None and bool(shelf.entries.value))
        return window

    def take(self, name: str, of: QWidget | None = None) -> None:
        """Save a picture of a window, as small as it gets without a visible difference."""
        self.wait()
        picture = (of or self.window).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
        few = picture.convertToFormat(QImage.Format.Format_Indexed8, _colours(picture), flags)
        path = resources_dir() / "screenshots" / f"{name}.png"
        few.save(str(path), "PNG", 0)
        sys.stdout.write(f"{path}: {path.stat().st_size // 1024} KiB\n")

    def close(self) -> None:
        """Close the window."""
        self.window.authoring.may_leave = lambda: True  # type: ignore[method-assign]
        self.window.close()
        self.wait()


def _colours(picture: QImage) -> list[int]:
    """The colours of a picture that occur most often, as many as a palette holds."""
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32)
    found, counts = np.unique(pixels, return_counts=True)
    most: list[int] = found[np.argsort(-counts)][:256].tolist()
    return most


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        light = Photographer("light", Path(folder))
        light.take("window")
        light.open_fold("PostNorm")
        light.open_fold("PostNorm")
        light.select("SelfAttention")
        light.look_at("SelfAttention")
        light.take("opened")
        network = light.open_fold("FeedForward")
        light.select("Linear", "Gelu", inside=network)
        light.look_at("Gelu")
        light.do("new_signature")
        draft = light.window.session.draft
        light.wait(lambda: draft.state == "elsewhere" and not draft.pending.value)
        light.take("signature")
        library = light.browse("bert")
        light.take("library", library)
        library.close()
        light.close()
        dark = Photographer("dark", Path(folder))
        dark.open_fold("PostNorm")
        dark.open_fold("PostNorm")
        dark.select("LayerNorm")
        dark.do("paint_type")
        dark.window.session.measure(dark.document, *dark.constant())
        dark.look_at("LayerNorm")
        dark.take("dark")
        dark.close()


if __name__ == "__main__":
    main()
