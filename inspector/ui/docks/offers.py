"""Edits of the draft as buttons, each with the number of matches it would leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.analysis.workbench.records import Dial, Offer
from inspector.ui.widgets.flow import FlowLayout
from inspector.ui.widgets.plain import caption, plain
from inspector.ui.widgets.text import label
from inspector.ui.words import plural

_LONG = 50
"""Letters of a title on a button; the tooltip tells all of it."""

_SHORT = 10
"""Letters of a title that stands beside its buttons."""


class Offers(QWidget):
    """Groups of buttons below their titles.

    Signals:
        chosen: An edit was pressed.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(4)
        self._shown: object = None

    def show_groups(self, groups: Sequence[Dial]) -> None:
        """Offer other edits, group by group."""
        shown = [
            (g.title, [(o.title, o.count, o.active, o.keeps) for o in g.notches]) for g in groups
        ]
        texts = [o.text for g in groups for o in g.notches]
        if (shown, texts) == self._shown:
            return
        self._shown = (shown, texts)
        self._clear()
        for group in groups:
            row = QWidget()
            beside = len(group.title) <= _SHORT
            if not beside:
                self._column.addWidget(label(group.title, muted=True))
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            if beside:
                title = label(group.title, muted=True)
                title.setFixedWidth(62)
                line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
            chips = QWidget()
            flow = FlowLayout(chips)
            for offer in group.notches:
                flow.addWidget(self._button(group.title, offer))
            line.addWidget(chips, 1)
            self._column.addWidget(row)
        self._column.addStretch(1)

    def _button(self, group: str, offer: Offer) -> QPushButton:
        count = "" if offer.count < 0 else f"  · {offer.count}"
        shown = offer.title if len(offer.title) <= _LONG else f"{offer.title[: _LONG - 1]}…"
        button = QPushButton(caption(shown) + count)
        button.setProperty("chip", True)
        button.setProperty("lost", not offer.keeps)
        button.setCheckable(True)
        button.setChecked(offer.active)
        words = f"{offer.title}: {plural(offer.count, 'match', 'matches')}"
        if not offer.keeps:
            words += "\nThe selection it was drafted from would not match any more"
        button.setToolTip(plain(words))
        button.setAccessibleName(f"{group}: {words}" if group else words)
        button.clicked.connect(lambda _=False, offer=offer: self.chosen.emit(offer))
        self.buttons.append(button)
        return button

    def _clear(self) -> None:
        self.buttons.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
