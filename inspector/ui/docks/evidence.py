"""The evidence panel: the tree, and stepping through the matches of an item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QFontDatabase, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.report import Evidence
from inspector.session.document import Document
from inspector.session.highlights import MAX_GROUPS, Group, Place, groups_of
from inspector.ui import icons
from inspector.ui.docks.evidence_model import EvidenceModel
from inspector.ui.docks.syntax import SignatureHighlighter
from inspector.ui.theme import Theme
from inspector.ui.widgets.text import ElidedLabel, label, placeholder


class EvidencePanel(QWidget):
    """Why the verdict is what it is: a press on an item paints its nodes, checks paint several.

    Args:
        text_of: Gives the text of a signature by its id, empty for an unknown one.

    Signals:
        signature_wanted: The signature of this id is to be shown in the editor.
        page_wanted: The page of this signature is to be shown.
    """

    signature_wanted = Signal(str)
    page_wanted = Signal(str)

    def __init__(self, text_of: Callable[[str], str] = lambda _: "") -> None:
        super().__init__()
        self.setAccessibleName("Evidence")
        self._text_of = text_of
        self._document: Document | None = None
        self.model = EvidenceModel(self)
        self.tree = QTreeView()
        self.tree.setAccessibleName("Evidence tree")
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.selectionModel().currentChanged.connect(self._paint)
        self.tree.clicked.connect(self._paint)
        self.model.checked_changed.connect(self._paint_checked)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Text of the signature")
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = SignatureHighlighter(self.text.document())
        self.detail = label(muted=True)
        self.detail.setWordWrap(True)
        self.counter = label(bold=True)
        self.title = ElidedLabel()
        self.title.setProperty("muted", True)
        self.previous = self._button("Previous match (Shift+N)", -1)
        self.next = self._button("Next match (N)", 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(placeholder("The evidence of the verdict appears here."))
        self._stack.addWidget(self.tree)
        self._arrange()

    def _arrange(self) -> None:
        stepper = QFrame()
        stepper.setProperty("strip", True)
        row = QHBoxLayout(stepper)
        row.setContentsMargins(10, 5, 6, 5)
        row.setSpacing(6)
        row.addWidget(self.counter)
        row.addWidget(self.title, 1)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        self._stepper = stepper
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(stepper)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setAccessibleName("Evidence and signature")
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._stack)
        halves.addWidget(self.text)
        halves.setSizes([420, 220])
        column.addWidget(halves, 1)
        self.detail.setContentsMargins(12, 8, 12, 10)
        column.addWidget(self.detail)
        self.detail.hide()
        self.text.hide()

    def _button(self, tip: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(tip.partition(" (")[0])
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.step(by))
        return button

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.previous.setIcon(icons.icon("previous", theme.text, theme.border))
        self.next.setIcon(icons.icon("next", theme.text, theme.border))
        self.model.set_theme(theme)
        self._highlighter.set_theme(theme)

    def bind(self, document: Document | None) -> None:
        """Show a document's evidence."""
        old = self._document
        if old is not None:
            old.evidence.changed.disconnect(self._show)
            old.highlights.changed.disconnect(self._count)
            old.highlights.current_changed.disconnect(self._count)
        self._document = document
        if document is not None:
            document.evidence.changed.connect(self._show)
            document.highlights.changed.connect(self._count)
            document.highlights.current_changed.connect(self._count)
        self._show(document.evidence.value if document else [])
        self._count()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) match of what is painted."""
        if self._document is not None:
            self._document.highlights.step(by)

    def _show(self, evidence: list[Evidence]) -> None:
        self.model.show_evidence(evidence)
        self.detail.hide()
        self.text.hide()
        self._stack.setCurrentIndex(1 if evidence else 0)
        self._stepper.setVisible(bool(evidence))
        for row, item in enumerate(evidence):
            if item.kind == "family" and row == 0:
                self.tree.expand(self.model.index(row, 0))

    def _count(self, _: object = None) -> None:
        highlights = self._document.highlights if self._document else None
        painted = bool(highlights and highlights.groups)
        self.counter.setText(highlights.counter if highlights and painted else "No match painted")
        place = highlights.current if highlights else None
        group = highlights.groups[place.group] if highlights and place else None
        self.title.set_whole(f"{group.letter}  {group.title}" if group else "")
        for button in (self.previous, self.next):
            button.setEnabled(painted)

    def _paint(self, index: QModelIndex, _: QModelIndex | None = None) -> None:
        """Paint what an item speaks of and bring it into view."""
        evidence = self.model.evidence(index)
        if evidence is None or self._document is None:
            return
        # A row has no room for why a rival is none.
        rival = evidence.kind == "family" and not evidence.satisfied
        words = [evidence.title if rival else "", evidence.detail]
        self.detail.setText("\n".join(part for part in words if part))
        self.detail.setVisible(bool(self.detail.text()))
        self._show_text(index, evidence)
        if self.model.checked():
            return
        groups, place = self._painted(index, evidence)
        self._document.highlights.show(groups, place)
        if evidence.kind == "node":
            self._document.selection.set(evidence.stored)

    def _paint_checked(self) -> None:
        """Paint all that is checked, each in its own colour; nothing checked: as pressed."""
        if self._document is None:
            return
        groups = []
        for number, evidence in enumerate(self.model.checked()[:MAX_GROUPS]):
            for group in groups_of(evidence):
                groups.append(replace(group, letter=chr(65 + number), colour=number))
        if groups:
            self._document.highlights.show(groups)
        else:
            self._paint(self.tree.currentIndex())

    def signature(self) -> str:
        """Id of the signature that the current item speaks of, empty for none."""
        at = self.tree.currentIndex()
        while at.isValid():
            evidence = self.model.evidence(at)
            if evidence is not None and evidence.signature:
                return evidence.signature
            at = at.parent()
        return ""

    def _show_text(self, index: QModelIndex, evidence: Evidence) -> None:
        """The text of the signature that an item speaks of, the item's clause in view."""
        at = index
        signature = evidence.signature
        while at.isValid() and not signature:
            above = self.model.evidence(at)
            signature = above.signature if above is not None else ""
            at = at.parent()
        text = self._text_of(signature) if signature else ""
        self.text.setVisible(bool(text))
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        block = self.text.document().findBlockByNumber(evidence.line - 1)
        if evidence.line and block.isValid():
            clause = QTextCursor(block)
            clause.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            self.text.setTextCursor(clause)
            self.text.centerCursor()

    def _painted(self, index: QModelIndex, evidence: Evidence) -> tuple[list[Group], Place | None]:
        """The groups to paint and the place to look at.

        A clause keeps the letter and colour that it has in its family; a match is shown among
        the others of its clause, so that stepping goes on from it.
        """
        if evidence.kind == "family":
            return groups_of(evidence), None
        owner, region = index, 0
        if evidence.kind in ("match", "node"):
            match = index.parent() if evidence.kind == "node" else index
            owner, region = match.parent(), match.row()
        above = self.model.evidence(owner)
        family = self.model.evidence(owner.parent())
        if above is None:
            return groups_of(evidence), Place(0, region)
        if above.kind == "clause" and family is not None and family.kind == "family":
            shown = [part for part in family.children if part.stored]
            groups = groups_of(family)
            at = next((n for n, part in enumerate(shown) if part is above), None)
            if at is None or at >= len(groups):
                return groups_of(evidence), Place(0, 0)
            return [groups[at]], Place(0, min(region, len(groups[at].regions) - 1))
        return groups_of(above) or groups_of(evidence), Place(0, region)

    def _show_menu(self, position: object) -> None:
        index = self.tree.currentIndex()
        evidence = self.model.evidence(index)
        if evidence is None or not evidence.signature:
            return
        menu = QMenu(self)
        action = QAction(f"Show the signature “{evidence.signature}”", menu)
        action.triggered.connect(lambda: self.signature_wanted.emit(evidence.signature))
        menu.addAction(action)
        page = QAction(f"Page of “{evidence.signature}”", menu)
        page.triggered.connect(lambda: self.page_wanted.emit(evidence.signature))
        menu.addAction(page)
        menu.popup(self.cursor().pos())

    def choose(self, index: QModelIndex) -> None:
        """Make an item the current one, as a press on it does."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.tree.selectionModel().setCurrentIndex(index, flags)
