"""Edits that keep the draft out of its counterexamples, as buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from inspector.analysis.corpus.records import Repair
from inspector.session.corpus import Corpus
from inspector.ui.widgets.flow import FlowLayout
from inspector.ui.widgets.plain import caption, plain
from inspector.ui.widgets.text import label
from inspector.ui.words import plural


class Repairs(QWidget):
    """A button for each edit; out of sight while there is nothing to say.

    Args:
        corpus: Who knows the edits.
    """

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        self._corpus = corpus
        self.setAccessibleName("Edits that keep the counterexamples out")
        self.buttons: list[QPushButton] = []
        self.title = label(muted=True)
        self.title.setWordWrap(True)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 2)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self._chips)
        corpus.repairs.changed.connect(self._show)
        corpus.repairing.changed.connect(self._show)
        self._show()

    def _show(self, _: object = None) -> None:
        repairs, busy = self._corpus.repairs.value, self._corpus.repairing.value
        self.setVisible(busy or repairs is not None)
        self._clear()
        if busy:
            self.title.setText("Looking for edits that keep the counterexamples out …")
        elif repairs:
            self.title.setText("Keeps the counterexamples out")
        else:
            self.title.setText("No single edit of a clause keeps the counterexamples out.")
        for repair in repairs or ():
            self._flow.addWidget(self._button(repair))
        self._chips.setVisible(bool(repairs))

    def _button(self, repair: Repair) -> QPushButton:
        stays = f"keeps {repair.kept} of {repair.hits}"
        button = QPushButton(f"{caption(repair.title)}  · {stays}")
        button.setProperty("chip", True)
        button.setProperty("lost", repair.kept < repair.hits)
        words = f"{repair.title}: {stays} {plural(repair.hits, 'model')} rightly found"
        button.setToolTip(plain(words))
        button.setAccessibleName(words)
        button.clicked.connect(lambda _=False: self._corpus.apply(repair))
        self.buttons.append(button)
        return button

    def _clear(self) -> None:
        self.buttons.clear()
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
