"""Find boxes by what is written on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton

from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.ui import icons
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.theme import Theme
from inspector.ui.widgets.text import label


class FindBar(QFrame):
    """A line to type in, the place among the finds, and two arrows.

    Args:
        canvas: Where the finds are shown.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.setAccessibleName("Find")
        self._canvas = canvas
        self._document: Document | None = None
        self._finds: list[int] = []
        self._at = -1
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find operators and folds by label or detail")
        self.line.setAccessibleName("Text to find")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(lambda: self.step(1))
        self.counter = label(muted=True)
        self.previous = self._button("Previous find (Shift+F3)", -1)
        self.next = self._button("Next find (F3)", 1)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close the find bar")
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.counter)
        row.addSpacing(6)
        for button in (self.previous, self.next, self.close_button):
            row.addWidget(button)
        self.hide()

    def _button(self, name: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name.split(" (", maxsplit=1)[0])
        button.setToolTip(name)
        button.clicked.connect(lambda: self.step(by))
        return button

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.previous.setIcon(icons.icon("previous", theme.text))
        self.next.setIcon(icons.icon("next", theme.text))
        self.close_button.setIcon(icons.icon("close", theme.muted))

    def bind(self, document: Document | None) -> None:
        """Search in a document."""
        if self._document is not None:
            self._document.scene.changed.disconnect(self._search_again)
        self._document = document
        if document is not None:
            document.scene.changed.connect(self._search_again)
        self._search_again()

    def begin(self) -> None:
        """Open the bar, ready to type."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def dismiss(self) -> None:
        """Close the bar."""
        self.hide()
        self._canvas.setFocus()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) find."""
        if not self._finds:
            return
        self._at = (self._at + by) % len(self._finds) if self._at >= 0 or by > 0 else -1
        scene = self._canvas.scene
        if scene is not None:
            index = self._finds[self._at]
            self._canvas.select_box(index)
            self._canvas.reveal_box(scene.boxes[index].id)
        self._count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        scene = self._document.scene.value if self._document else None
        self._finds = matching(scene, text) if scene is not None else []
        self._at = -1
        if self._finds and self.isVisible():
            self.step(1)
        self._count()

    def _search_again(self, _: object = None) -> None:
        """The scene changed: count again, but do not move."""
        scene = self._document.scene.value if self._document else None
        self._finds = matching(scene, self.line.text()) if scene is not None else []
        self._at = min(self._at, len(self._finds) - 1)
        self._count()

    def _count(self) -> None:
        if not self.line.text():
            self.counter.setText("")
        elif not self._finds:
            self.counter.setText("nothing found")
        else:
            self.counter.setText(f"{self._at + 1} of {len(self._finds)}")
        for button in (self.previous, self.next):
            button.setEnabled(bool(self._finds))


def matching(scene: SceneMap, text: str) -> list[int]:
    """Indices of the boxes whose label, detail or note holds a text, in drawing order."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    return [
        at
        for at, box in enumerate(scene.boxes)
        if wanted in f"{box.label} {box.detail} {box.note}".casefold()
    ]
