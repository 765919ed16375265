"""The signature panel: write a signature and see at once where it matches."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.report import DraftMatches, TextFix
from inspector.analysis.workbench.records import Place as ClausePlace
from inspector.session.completion import complete
from inspector.session.document import Document
from inspector.session.highlights import DRAFT, MAX_REGIONS, Group, Place
from inspector.session.session import Session
from inspector.session.workbench import clause_at, clauses_with, find_clause
from inspector.ui import icons
from inspector.ui.docks.checks import CheckBar
from inspector.ui.docks.clauses import ClausesSection
from inspector.ui.docks.corpus import CorpusSection
from inspector.ui.docks.editor import SignatureEditor
from inspector.ui.docks.matches import GAINED, LOST, MatchesSection
from inspector.ui.docks.mergebar import MergeBar
from inspector.ui.docks.problems import ProblemList
from inspector.ui.docks.sections import Sections
from inspector.ui.docks.states import describe_state
from inspector.ui.docks.whynot import WhyNotSection
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.text import ElidedLabel, label


class SignaturePanel(QWidget):
    """Editor, state, problems, and stepping through the live matches.

    Args:
        session: Whose draft is edited.

    Signals:
        open_wanted: A signature is to be chosen and opened.
        save_wanted: The draft is to be saved.
    """

    open_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Signature")
        self._session = session
        self._draft = session.draft
        self._document: Document | None = None
        self._theme = LIGHT
        self._wanted = ""
        self.editor = SignatureEditor()
        self.name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.sign = QLabel()
        self.state = label(bold=True)
        self.why = label(muted=True)
        self.why.setWordWrap(True)
        self.counter = label(muted=True)
        self.problems = ProblemList()
        self.checks = CheckBar(session.saver)
        self.merging = MergeBar(session)
        self.sections = Sections()
        self._make_sections()
        self._make_buttons()
        self._arrange()
        self._wire()
        self._take_result(self._draft.result.value)
        self._show_name()

    def _make_sections(self) -> None:
        session = self._session
        self.clauses = ClausesSection(session)
        self.sections.add("Clauses", self.clauses, "The signature as a tree, clause by clause")
        self.why_not = WhyNotSection(session)
        self.sections.add("Why not", self.why_not, "Why selected nodes do not match")
        self.matches = MatchesSection(session)
        self.sections.add("Matches", self.matches, "Where the signature matches in this model")
        self.corpus = CorpusSection(session)
        self.sections.add("Corpus", self.corpus, "In which models of a set the signature is found")

    def _make_buttons(self) -> None:
        self.new = QPushButton("From selection")
        self.new.setAccessibleName("New signature from selection")
        self.new.setToolTip("New signature from the selected nodes (Ctrl+Shift+N)")
        self.open = QPushButton("Open …")
        self.open.setAccessibleName("Open a signature")
        self.open.setToolTip("Edit an existing signature (Ctrl+Shift+O)")
        self.save = QPushButton("Save")
        self.save.setProperty("primary", True)
        self.save.setAccessibleName("Save the signature")
        self.previous = QToolButton()
        self.previous.setAccessibleName("Previous match of the signature")
        self.previous.setToolTip("Previous match")
        self.next = QToolButton()
        self.next.setAccessibleName("Next match of the signature")
        self.next.setToolTip("Next match")

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 10, 8)
        top.setSpacing(8)
        top.addWidget(self.new)
        top.addWidget(self.open)
        top.addStretch(1)
        top.addWidget(self.save)
        self.name.setContentsMargins(12, 0, 12, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.name)
        column.addWidget(self._state_row())
        column.addWidget(self._halves(), 1)

    def _halves(self) -> QSplitter:
        """The text above, the sections below."""
        above = QWidget()
        rows = QVBoxLayout(above)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.editor, 1)
        rows.addWidget(self.problems)
        rows.addWidget(self.checks)
        rows.addWidget(self.merging)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setAccessibleName("Text and sections")
        halves.setChildrenCollapsible(False)
        halves.addWidget(above)
        halves.addWidget(self.sections)
        halves.setSizes([260, 340])
        return halves

    def _state_row(self) -> QFrame:
        self.strip = QFrame()
        self.strip.setProperty("strip", True)
        self.strip.setAccessibleName("State of the signature")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.state)
        words.addWidget(self.why)
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.counter)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        return self.strip

    def _wire(self) -> None:
        draft = self._draft
        self.new.clicked.connect(self._session.draft_from_selection)
        self.open.clicked.connect(self.open_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.editor.textChanged.connect(self._take_text)
        self.editor.undo_wanted.connect(draft.undo)
        self.editor.redo_wanted.connect(draft.redo)
        self.problems.place_wanted.connect(self.editor.go_to)
        self.problems.fix_chosen.connect(self._fix)
        self.editor.fix_chosen.connect(self._fix)
        self.editor.completions = lambda text, position: complete(
            text, position, self._session.workbench.vocabulary.value
        )
        self.checks.line_wanted.connect(lambda line: self.editor.go_to(line, 1))
        draft.text_changed.connect(self.editor.replace)
        draft.result.changed.connect(self._take_result)
        draft.pending.changed.connect(self._go_to_place)
        draft.text_changed.connect(self._show_state)
        draft.path.changed.connect(self._show_name)
        draft.saved_changed.connect(self._show_name)
        bench = self._session.workbench
        bench.lit.changed.connect(self._paint)
        bench.explanation.changed.connect(self._paint)
        bench.place.changed.connect(self._mark)
        bench.clauses.changed.connect(self._mark)
        self.editor.cursor_rested.connect(self._follow_cursor)
        self.editor.pointed.connect(self._light)
        self.why_not.clause_wanted.connect(self._show_clause)
        self.corpus.open_wanted.connect(self._open_at_place)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self.editor.set_theme(theme)
        self.checks.set_theme(theme)
        self.merging.set_theme(theme)
        self.sections.set_theme(theme)
        self.new.setIcon(icons.icon("new-signature", theme.text, theme.border))
        self.open.setIcon(icons.icon("open-signature", theme.text, theme.border))
        self.save.setIcon(icons.icon("save", theme.on_accent, theme.muted))
        self.previous.setIcon(icons.icon("previous", theme.text, theme.border))
        self.next.setIcon(icons.icon("next", theme.text, theme.border))
        self._show_state()
        self._list_problems(self._draft.result.value)

    def bind(self, document: Document | None) -> None:
        """Match on a document."""
        if self._document is not None:
            self._document.selection.changed.disconnect(self._enable)
            self._document.highlights.current_changed.disconnect(self._count)
            self._document.highlights.changed.disconnect(self._count)
        self._document = document
        self.sections.bind(document)
        if document is not None:
            document.selection.changed.connect(self._enable)
            document.highlights.current_changed.connect(self._count)
            document.highlights.changed.connect(self._count)
        self._show_state()
        self._count()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) match of the draft."""
        if self._document is None:
            return
        highlights = self._document.highlights
        at = next((n for n, g in enumerate(highlights.groups) if g.colour == DRAFT), None)
        if at is None:
            self._paint()
            at = 0
        current = highlights.current
        if current is None or current.group != at:
            highlights.focus(Place(at, 0))
        else:
            highlights.step(by)

    def _take_text(self) -> None:
        self._draft.text = self.editor.toPlainText()

    def _take_result(self, result: DraftMatches | None) -> None:
        self._show_state()
        self._list_problems(result)
        self._paint()
        self._go_to_place()

    def _open_at_place(self, path: str) -> None:
        """Open a model; as soon as the draft is matched there, show where it matches or fails."""
        self._wanted = os.path.abspath(path)
        self._session.open(path)
        self._go_to_place()

    def _go_to_place(self, _: object = None) -> None:
        document, result = self._document, self._draft.result.value
        here = document is not None and document.path == self._wanted
        if not here or result is None or self._draft.pending.value:
            return
        self._wanted = ""
        if result.matches or result.blamed:
            self.step(1)

    def _show_state(self, _: object = None) -> None:
        result = self._draft.result.value
        shown = describe_state(self._draft.text, result, has_document=self._document is not None)
        colour = getattr(self._theme, shown.tone)
        self.sign.setPixmap(icons.pixmap(shown.icon, colour, 20, self.devicePixelRatioF()))
        self.state.setText(shown.title)
        self.why.setText(shown.why)
        self.why.setVisible(bool(shown.why))
        self.strip.setAccessibleDescription(f"{shown.title}. {shown.why}")
        self._enable()

    def _list_problems(self, result: DraftMatches | None) -> None:
        problems = result.problems if result else []
        self.editor.show_problems(problems)
        self.problems.show_problems(problems, self._theme)

    def _paint(self, _: object = None) -> None:
        """Put the live matches on the canvas in place of what was painted."""
        result = self._draft.result.value
        if self._document is None or result is None or not self._draft.text.strip():
            return
        highlights = self._document.highlights
        groups = tuple(self._groups(result))
        if groups and highlights.groups != groups:
            current = highlights.current
            same = highlights.groups[:1] == groups[:1]
            highlights.show(groups, current if same else None)
        elif not groups and any(group.colour == DRAFT for group in highlights.groups):
            highlights.clear()

    def _groups(self, result: DraftMatches) -> list[Group]:
        """The matches, the clause under the pointer, and where it fails."""
        bench = self._session.workbench
        groups = []
        told = bench.explanation.value if self.why_not.isVisible() else None
        if result.matches:
            regions = tuple(frozenset(match) for match in result.matches[:MAX_REGIONS])
            groups.append(Group("✎", DRAFT, "This signature", regions))
        elif result.blamed and (told is None or told.matched):
            groups.append(Group("?", DRAFT, "Fails here", (frozenset(result.blamed),)))
        new = tuple(frozenset(result.matches[number]) for number in result.gained)
        if new:
            groups.append(Group("+", 1, GAINED, new[:MAX_REGIONS]))
        if result.lost:
            lost = tuple(frozenset(match) for match in result.lost[:MAX_REGIONS])
            groups.append(Group("−", 5, LOST, lost))
        if bench.lit.value:
            groups.append(Group("◆", 0, "This clause", bench.lit.value[:MAX_REGIONS]))
        if told is not None and not told.matched:
            if told.bound:
                groups.append(Group("✓", 2, "Fits", (frozenset(told.bound),)))
            if told.blamed:
                groups.append(Group("?", 5, "Fails here", (frozenset(told.blamed),)))
        return groups

    def _mark(self, _: object = None) -> None:
        """Mark the chosen clause in the text."""
        bench = self._session.workbench
        place = bench.place.value
        clause = find_clause(bench.clauses.value, place) if place is not None else None
        span = (clause.line, clause.column, clause.end_line, clause.end_column) if clause else None
        self.editor.mark_clause(span if place is not None and place.path else None)

    def show_hovered(self, stored: frozenset[int]) -> None:
        """Mark the clauses that bound a node under the pointer, in the tree and in the text."""
        self.clauses.show_hovered(stored)
        clauses = self._session.workbench.clauses.value
        places = clauses_with(clauses, stored) if stored else []
        found = [clause for place in places if (clause := find_clause(clauses, place))]
        self.editor.mark_hovered([(c.line, c.column, c.end_line, c.end_column) for c in found])

    def _light(self, line: int, column: int) -> None:
        """Light the nodes of the clause under the pointer."""
        bench = self._session.workbench
        clause = clause_at(bench.clauses.value, line, column) if line else None
        lit = clause is not None and bool(clause.place.path)
        bench.lit.value = tuple(frozenset(n) for n in clause.nodes) if clause and lit else ()

    def _follow_cursor(self, line: int, column: int) -> None:
        """The clause that the cursor stands in is the chosen one."""
        if not self.editor.hasFocus():
            return
        clause = clause_at(self._session.workbench.clauses.value, line, column)
        if clause is not None and clause.place != self._session.workbench.place.value:
            self._session.workbench.choose(clause.place)

    def _show_clause(self, place: ClausePlace) -> None:
        self.sections.bring_up("Clauses")
        self._session.workbench.choose(place)

    def _count(self, _: object = None) -> None:
        highlights = self._document.highlights if self._document else None
        drafted = bool(highlights and any(g.colour == DRAFT for g in highlights.groups))
        place = highlights.current if highlights else None
        self.counter.setText(highlights.counter if highlights and drafted and place else "")
        matches = self._draft.result.value.matches if self._draft.result.value else []
        for button in (self.previous, self.next):
            button.setVisible(bool(matches))

    def _enable(self, _: object = None) -> None:
        draft = self._draft
        self.new.setEnabled(bool(self._document and self._document.selection.nodes))
        broken = draft.result.value is not None and draft.result.value.state == "broken"
        self.save.setEnabled(draft.savable)
        self.save.setToolTip(
            "What does not parse cannot be saved"
            if broken
            else "Check, save and scan again (Ctrl+S)"
        )

    def _show_name(self, _: object = None) -> None:
        path: Path | None = self._draft.path.value
        if not self._draft.text.strip():
            text = ""
        elif path is None:
            text = "New signature, not saved yet"
        else:
            shipped = self._session.library.is_shipped(path)
            text = f"{path.name}{' (shipped; saved as your own copy)' if shipped else ''}"
            text += " — changed" if self._draft.dirty else ""
        self.name.set_whole(text)
        self.name.setVisible(bool(text))
        self._enable()

    def _fix(self, fix: TextFix) -> None:
        """Put a problem right, unless the text has gone on since it was told."""
        if not self._draft.pending.value:
            self._draft.text = fix.text
            self.editor.setFocus()
