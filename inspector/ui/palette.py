"""Go to anything by typing: folds and nodes of the graph, open and recent models, actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from inspector.layout.sizes import label_of
from inspector.session.session import Session
from inspector.ui.actions import Actions
from inspector.ui.breadcrumb import way_to
from inspector.ui.dialogs import keys_of
from inspector.ui.navigation import Navigation
from inspector.ui.widgets.plain import caption

_SHOWN = 60
_WIDTH, _HEIGHT = 620, 420


@dataclass(frozen=True, slots=True)
class Target:
    """Something to go to.

    Attributes:
        text: What is searched and shown.
        aside: Shown behind it.
        act: Goes there.
    """

    text: str
    aside: str
    act: Callable[[], object]


class Palette(QDialog):
    """A line to type in over the list of what fits.

    Args:
        session: What is open.
        actions: What can be done.
        navigation: Goes to boxes.
        parent: The window.
    """

    def __init__(
        self, session: Session, actions: Actions, navigation: Navigation, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Go to anything")
        self._window = parent
        self._session, self._actions, self._navigation = session, actions, navigation
        self._targets = list(self._all())
        self.line = QLineEdit()
        self.line.setPlaceholderText("Go to a fold, a node, a model, or an action")
        self.line.setAccessibleName("What to go to")
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("What fits")
        self.list.itemActivated.connect(lambda _: self.choose())
        self.list.itemClicked.connect(lambda _: self.choose())
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        self._filter("")

    def begin(self) -> None:
        """Show it below the top of the window, ready to type."""
        window = self._window
        width = min(_WIDTH, window.width() - 40)
        self.resize(width, min(_HEIGHT, window.height() - 120))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + 80)
        self.show()
        self.line.setFocus()

    def choose(self) -> None:
        """Go to what is marked."""
        row = self.list.currentRow()
        if 0 <= row < len(self._fitting):
            target = self._fitting[row]
            self.close()
            target.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        self._fitting = [
            target
            for target in self._targets
            if all(word in f"{target.text} {target.aside}".casefold() for word in words)
        ]
        # What begins with the text comes first; sorting is stable.
        self._fitting.sort(key=lambda t: not t.text.casefold().startswith(text.casefold()))
        del self._fitting[_SHOWN:]
        self.list.clear()
        for target in self._fitting:
            aside = f"    {target.aside}" if target.aside else ""
            self.list.addItem(QListWidgetItem(f"{target.text}{aside}"))
        self.list.setCurrentRow(0)

    def _all(self) -> Iterator[Target]:
        yield from self._boxes()
        for action in self._actions.all():
            if action.isEnabled() and action.objectName() != "palette":
                yield Target(action.text().replace("&", ""), keys_of(action), action.trigger)
        for document in self._session.documents:
            yield Target(
                document.name,
                "open model",
                partial(self._session.open, document.path),
            )
        for path in self._session.settings.recent:
            yield Target(
                caption(Path(path).name),
                "recent model",
                partial(self._session.open, path),
            )

    def _boxes(self) -> Iterator[Target]:
        document = self._session.current.value
        scene = document.scene.value if document is not None else None
        if scene is None:
            return
        around: dict[int, str] = {}
        for box in scene.boxes:
            if box.parent not in around:
                around[box.parent] = " › ".join(text for _, text in way_to(scene, box.parent))
            text = f"{label_of(box)} {box.detail}".strip()
            yield Target(text, around[box.parent], partial(self._navigation.go_to, box.id))
