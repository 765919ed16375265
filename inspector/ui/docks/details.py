"""The details of a box: operator, attributes, inputs, outputs and the stored nodes behind it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from inspector.analysis.tensors import TensorSummary
from inspector.session.document import Document
from inspector.ui.docks.details_page import EMPTY, box_page, details_page, style
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.histogram import histogram


class DetailsPanel(QWidget):
    """What is behind the box in focus.

    Signals:
        node_chosen: A stored node was pressed: select it.
        values_wanted: The elements of a constant are asked for: stored node, place.
    """

    node_chosen = Signal(int)
    values_wanted = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Details")
        self._document: Document | None = None
        self._theme = LIGHT
        self._shown = -1
        self.browser = Page()
        self.browser.setAccessibleName("Details of the chosen node")
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        self.browser.document().setDocumentMargin(14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.browser)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._refresh()

    def bind(self, document: Document | None) -> None:
        """Show a document's box in focus."""
        old = self._document
        if old is not None:
            for watched in (old.focus, old.details, old.scene, old.measured):
                watched.changed.disconnect(self._refresh)
        self._document = document
        if document is not None:
            for watched in (document.focus, document.details, document.scene, document.measured):
                watched.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        document = self._document
        self.browser.measured = document.measured.value if document is not None else {}
        self.browser.theme = self._theme
        bar = self.browser.verticalScrollBar()
        focus = document.focus.value if document is not None else -1
        place = bar.value() if focus == self._shown else 0
        self._shown = focus
        self.browser.setHtml(style(self._theme) + self._page())
        bar.setValue(place)

    def _page(self) -> str:
        document = self._document
        scene = document.scene.value if document else None
        box = scene.box(document.focus.value) if document and scene else None
        if document is None or scene is None or box is None:
            return EMPTY
        known = document.details.value
        if known is not None and known[0] == box.id:
            return details_page(known[1], document.measured.value, box)
        return box_page(box, scene)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "node":
            self.node_chosen.emit(int(link.path()))
        elif link.scheme() == "values":
            node, place = _address(link)
            self.values_wanted.emit(node, place)


class Page(QTextBrowser):
    """The browser of the details, which draws the histograms itself.

    Attributes:
        measured: What they show.
        theme: Their colours.
    """

    def __init__(self) -> None:
        super().__init__()
        self.measured: dict[tuple[int, str], TensorSummary | None] = {}
        self.theme = LIGHT

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        link = QUrl(name)
        image = kind == int(QTextDocument.ResourceType.ImageResource.value)
        if not image or link.scheme() != "histogram":
            return None  # nothing is loaded from anywhere
        summary = self.measured.get(_address(link))
        return histogram(summary.histogram, self.theme) if summary is not None else None


def _address(link: QUrl) -> tuple[int, str]:
    """Stored node and place that a link names."""
    node, _, place = link.path().partition("/")
    return int(node), place
