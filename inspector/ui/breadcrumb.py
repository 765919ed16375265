"""Where in the tree of folds the box in focus stands; every step is a button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from inspector.layout.sizes import label_of
from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label

_LONGEST = 32


class Breadcrumb(QFrame):
    """The model, the open folds around the box in focus, and the box.

    Signals:
        chosen: The id of the box of a step, -1 for the whole model.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Place in the graph")
        self._document: Document | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 2, 10, 2)
        self._row.setSpacing(2)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def bind(self, document: Document | None) -> None:
        """Speak of a document."""
        old = self._document
        if old is not None:
            old.focus.changed.disconnect(self._show)
            old.scene.changed.disconnect(self._show)
        self._document = document
        if document is not None:
            document.focus.changed.connect(self._show)
            document.scene.changed.connect(self._show)
        self._show()

    def texts(self) -> list[str]:
        """What stands on the steps."""
        return [step.text() for step in self._steps()]

    def steps(self) -> list[QToolButton]:
        """The buttons, the model's first."""
        return self._steps()

    def _steps(self) -> list[QToolButton]:
        items = (self._row.itemAt(at) for at in range(self._row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, QToolButton)]

    def _show(self, _: object = None) -> None:
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        document = self._document
        if document is None or document.scene.value is None:
            return
        scene = document.scene.value
        steps = [(-1, document.name), *way_to(scene, document.focus.value)]
        for at, (box, text) in enumerate(steps):
            if at:
                self._insert(label("›", muted=True))
            self._insert(self._button(box, text, last=at == len(steps) - 1))
            if scene.by_names and not at:
                self._insert(label("folds by names", muted=True))

    def _insert(self, widget: QToolButton | QLabel) -> None:
        self._row.insertWidget(self._row.count() - 1, widget)

    def _button(self, box: int, text: str, *, last: bool) -> QToolButton:
        short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        button = QToolButton()
        button.setText(short.replace("&", "&&"))
        button.setToolTip(plain(text))
        button.setAccessibleName(f"Go to {text}")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if last:
            font = button.font()
            font.setBold(True)
            button.setFont(font)
        button.clicked.connect(lambda: self.chosen.emit(box))
        return button


def way_to(scene: SceneMap, box_id: int) -> list[tuple[int, str]]:
    """Ids and texts of the open folds around a box and of the box, outermost first.

    Args:
        scene: What is shown.
        box_id: The box; an unknown one has no way.
    """
    index = scene.index_of.get(box_id, -1)
    way: list[tuple[int, str]] = []
    while index >= 0:
        box = scene.boxes[index]
        text = label_of(box) + (f" {_number(scene, index)}" if _number(scene, index) else "")
        way.append((box.id, text))
        index = int(scene.parents[index])
    return way[::-1]


def _number(scene: SceneMap, index: int) -> int:
    """Which of its run a fold is, counted from 1; 0 when it stands in none."""
    parent = int(scene.parents[index])
    if parent < 0 or scene.boxes[parent].kind != "run":
        return 0
    folds = [at for at in range(parent + 1, index + 1) if scene.parents[at] == parent]
    return sum(1 for at in folds if scene.boxes[at].kind == "fold")
