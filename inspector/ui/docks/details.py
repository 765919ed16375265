"""The details of a box: operator, attributes, inputs, outputs and the stored nodes behind it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from inspector.analysis.report import Details, StoredNode
from inspector.layout.display import Box
from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.words import plural

_EMPTY = (
    "<p class='muted'>Select a node to see its operator, attributes, inputs and outputs, "
    "and the stored nodes behind it.</p>"
)

Ports = list[tuple[str, str, str, bool]]


class DetailsPanel(QWidget):
    """What is behind the box in focus.

    Signals:
        node_chosen: A stored node was pressed: select it.
    """

    node_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Details")
        self._document: Document | None = None
        self._theme = LIGHT
        self.browser = QTextBrowser()
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
            old.focus.changed.disconnect(self._refresh)
            old.details.changed.disconnect(self._refresh)
            old.scene.changed.disconnect(self._refresh)
        self._document = document
        if document is not None:
            document.focus.changed.connect(self._refresh)
            document.details.changed.connect(self._refresh)
            document.scene.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        self.browser.setHtml(self._style() + self._page())

    def _page(self) -> str:
        document = self._document
        scene = document.scene.value if document else None
        box = scene.box(document.focus.value) if document and scene else None
        if document is None or scene is None or box is None:
            return _EMPTY
        known = document.details.value
        if known is not None and known[0] == box.id:
            return details_page(known[1])
        return box_page(box, scene)

    def _style(self) -> str:
        t = self._theme
        return (
            f"<style>body {{ color: {t.text}; }} h2 {{ margin: 0 0 2px 0; font-size: large; }}"
            f"h3 {{ margin: 12px 0 3px 0; color: {t.muted}; font-size: small; }}"
            "table { margin: 0 0 6px 0; }"
            f".muted {{ color: {t.muted}; }} a {{ color: {t.accent}; text-decoration: none; }}"
            f"td {{ padding: 2px 14px 2px 0; }} code {{ color: {t.text}; }}</style>"
        )

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "node":
            self.node_chosen.emit(int(link.path()))


def box_page(box: Box, scene: SceneMap) -> str:
    """What the scene itself tells of a box, until its details arrive."""
    parts = [f"<h2>{escape(box.label)}</h2>", _muted(box.detail)]
    if box.note:
        parts.append(f"<p>Differs from its equals: {escape(box.note)}</p>")
    if box.stored:
        parts.append(_muted(plural(len(box.stored), "stored node")))
    if box.kind == "run":
        parts.append(_muted(f"{box.count} equal folds in a chain"))
    return "".join(parts)


def details_page(details: Details) -> str:
    """The details of a box as HTML; everything from the file is escaped."""
    parts = [
        f"<h2>{escape(details.title)}</h2>",
        _muted(details.kind),
        f"<p>{escape(details.description)}</p>" if details.description else "",
        _pairs("Attributes", [pair for pair in details.attributes if pair[1] != "None"]),
        _ports("Inputs", details.inputs),
        _ports("Outputs", details.outputs),
    ]
    if details.stored:
        shown, total = len(details.stored), details.stored_total
        count = plural(total, "stored node")
        title = count if shown >= total else f"{count}, the first {shown}"
        parts.append(f"<h3>{escape(title)}</h3>")
        parts += [stored_node(node) for node in details.stored[:100]]
    return "".join(parts)


def stored_node(node: StoredNode) -> str:
    """A stored node: where it is, and what it reads and makes."""
    domain = f"{node.domain}::" if node.domain else ""
    head = (
        f"<p style='margin: 8px 0 0 0'><a href='node:{node.index}'>"
        f"<b>{escape(domain + node.op_type)}</b> #{node.index}</a> "
        f"<span class='muted'>{escape(node.name)}</span>"
    )
    place = " · ".join(part for part in (node.path, node.scope) if part)
    if place:
        head += f"<br><span class='muted'>{escape(place)}</span>"
    ports = "".join(
        _rows(side, values) for side, values in (("in", node.inputs), ("out", node.outputs))
    )
    attributes = "".join(
        f"<tr><td class='muted'>attr</td><td>{escape(name)}</td><td>{escape(text)}</td></tr>"
        for name, text in node.attributes
    )
    return f"{head}</p><table cellspacing='0'>{ports}{attributes}</table>"


def _rows(side: str, values: Ports) -> str:
    return "".join(
        f"<tr><td class='muted'>{side}</td><td>{escape(name or '–')}</td>"
        f"<td class='muted'>{escape(' '.join(p for p in (dtype, shape) if p))}"
        f"{' · constant' if constant else ''}</td></tr>"
        for name, dtype, shape, constant in values
    )


def _pairs(title: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return ""
    rows = "".join(
        f"<tr><td class='muted'>{escape(name)}</td><td>{escape(text)}</td></tr>"
        for name, text in pairs
    )
    return f"<h3>{title}</h3><table cellspacing='0'>{rows}</table>"


def _ports(title: str, ports: Ports) -> str:
    if not ports:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name or '–')}</td><td class='muted'>{escape(dtype)}</td>"
        f"<td>{escape(shape)}</td><td class='muted'>{'constant' if constant else ''}</td></tr>"
        for name, dtype, shape, constant in ports
    )
    return f"<h3>{title}</h3><table cellspacing='0'>{rows}</table>"


def _muted(text: str) -> str:
    return f"<p class='muted' style='margin: 0'>{escape(text)}</p>" if text else ""
