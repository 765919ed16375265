"""Keeps what was open when the window closed, and opens it again."""

from __future__ import annotations

import os

from inspector.layout.display import Direction
from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.session.session import Session
from inspector.session.settings import Kept
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.canvas import Canvas

MOST_SELECTED = 5_000
"""Selected nodes that are remembered."""


class Restorer:
    """Remembers documents with their open folds, selection and view.

    Args:
        session: Which opens them.
        canvas: Which knows where each was looked at.
    """

    def __init__(self, session: Session, canvas: Canvas) -> None:
        self._session = session
        self._canvas = canvas
        self._waiting: list[_Return] = []

    def remember(self) -> None:
        """Write down what is open now."""
        current = self._session.current.value
        kept = [self._kept(d) for d in self._session.documents if d.scene.value is not None]
        shown = current.path if current is not None else ""
        self._session.settings.keep_open(kept, shown)

    def _kept(self, document: Document) -> Kept:
        scene = document.scene.value
        assert scene is not None
        camera = self._canvas.camera_of(document)
        selected = sorted(document.selection.nodes)[:MOST_SELECTED]
        view = (camera.x, camera.y, camera.scale) if camera is not None else None
        return Kept(document.path, scene.opened(), scene.direction, view, selected, scene.by_names)

    def restore(self) -> None:
        """Open again what is still there."""
        kept, shown = self._session.settings.kept_open
        last: Document | None = None
        for entry in kept:
            if not os.path.exists(entry.path):
                continue
            document = self._session.open(entry.path)
            self._waiting.append(_Return(self._session, self._canvas, document, entry))
            if entry.path == shown:
                last = document
        if last is not None:
            self._session.current.value = last


class _Return:
    """Brings one document back to how it was, once its graph is there."""

    def __init__(self, session: Session, canvas: Canvas, document: Document, kept: Kept) -> None:
        self._session, self._canvas = session, canvas
        self._document, self._kept = document, kept
        self._arranged = False
        document.scene.changed.connect(self._take)

    def _take(self, scene: SceneMap | None) -> None:
        if scene is None:
            return
        kept, document = self._kept, self._document
        direction: Direction = "right" if kept.direction == "right" else "down"
        same = sorted(scene.opened()) == sorted(kept.opened) and scene.by_names == kept.by_names
        if not self._arranged and not (same and scene.direction == direction):
            self._arranged = True
            self._session.arrange(document, kept.opened, direction, by_names=kept.by_names)
            return
        document.scene.changed.disconnect(self._take)
        document.selection.set(kept.selected)
        if kept.view is not None:
            self._canvas.return_to(document, Camera(*kept.view))
