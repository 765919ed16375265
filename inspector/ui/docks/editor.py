"""The text field for a signature: line numbers, colours, problems underlined at their place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontDatabase,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip

from inspector.analysis.report import TextProblem
from inspector.session.completion import Completion
from inspector.ui.docks.choices import Choice, Choices
from inspector.ui.docks.line_numbers import LineNumbers
from inspector.ui.docks.syntax import SignatureHighlighter
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain

_INDENT = "  "
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
_LETTERS = 2
"""Letters of a word after which words that fit are shown without being asked for."""
_REST_MS = 150
"""Rest of the cursor after which its place is told."""


class SignatureEditor(QPlainTextEdit):
    """Edits the text; undo belongs to the draft, which others edit too.

    Signals:
        undo_wanted: The last edit is to be taken back.
        redo_wanted: What was taken back is to be done again.
        cursor_rested: The cursor stands at another line and column, from 1.
        fix_chosen: A problem is to be put right in this way.
        pointed: The pointer stands over a line and column, from 1; 0 and 0 when it left.

    Attributes:
        completions: Gives what fits at a place of the text, None for nothing.
    """

    fix_chosen = Signal(object)
    pointed = Signal(int, int)
    undo_wanted = Signal()
    redo_wanted = Signal()
    cursor_rested = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Signature text")
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        self.viewport().setMouseTracking(True)
        self._theme = LIGHT
        self._problems: list[TextProblem] = []
        self._clause: tuple[int, int, int, int] | None = None
        self._hovered: list[tuple[int, int, int, int]] = []
        self.completions: Callable[[str, int], Completion] | None = None
        self.choices = Choices(self)
        self.choices.chosen.connect(self._take_choice)
        self._start = 0
        self._highlighter = SignatureHighlighter(self.document())
        self.numbers = LineNumbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_numbers)
        self.cursorPositionChanged.connect(self._decorate)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._tell_place)
        self.cursorPositionChanged.connect(self._rest.start)
        self._make_room()

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._highlighter.set_theme(theme)
        self._decorate()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    @property
    def problems(self) -> list[TextProblem]:
        """What is underlined."""
        return self._problems

    def replace(self, text: str) -> None:
        """Take over a text from elsewhere; the cursor stays with the words around it."""
        old = self.toPlainText()
        if old == text:
            return
        start = _common(old, text)
        tail = _common(old[start:][::-1], text[start:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(len(old) - tail, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - tail])

    def show_problems(self, problems: list[TextProblem]) -> None:
        """Underline what is wrong."""
        self._problems = problems
        self._decorate()
        self.numbers.update()

    def mark_clause(self, span: tuple[int, int, int, int] | None) -> None:
        """Mark a clause: line, column, last line, column behind it."""
        if span != self._clause:
            self._clause = span
            self._decorate()

    def mark_hovered(self, spans: list[tuple[int, int, int, int]]) -> None:
        """Mark the clauses of a node under the pointer: line, column, last line, column behind."""
        if spans != self._hovered:
            self._hovered = spans
            self._decorate()

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor at a place, both counted from 1."""
        self.setTextCursor(self._cursor_at(line, column))
        self.setFocus()

    def mend(self) -> None:
        """Put right what is wrong at the cursor, or what comes first; ask where there is a choice.

        A problem without a fix is gone to.
        """
        line = self.textCursor().blockNumber() + 1
        here = [p for p in self._problems if p.line <= line <= p.end_line]
        fixable = [p for p in (*here, *self._problems) if p.fixes]
        if not fixable:
            for problem in self._problems[:1]:
                self.go_to(problem.line, problem.column)
            return
        fixes = fixable[0].fixes
        if len(fixes) == 1:
            self.fix_chosen.emit(fixes[0])
            return
        self.go_to(fixable[0].line, fixable[0].column)
        self._show_choices([Choice(fix.title, "", fix) for fix in fixes])

    def problem_lines(self) -> dict[int, str]:
        """The severity of each line that has a problem, by line from 1."""
        lines: dict[int, str] = {}
        for problem in self._problems:
            if lines.get(problem.line) != "error":
                lines[problem.line] = problem.severity
        return lines

    def number_width(self) -> int:
        """Room for the line numbers, in pixels."""
        digits = max(len(str(self.blockCount())), 2)
        return self.fontMetrics().horizontalAdvance("9" * digits) + 22

    def visible_lines(self) -> list[tuple[int, QRect]]:
        """Line numbers in view and where they stand."""
        block: QTextBlock = self.firstVisibleBlock()
        lines = []
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if rect.top() > self.viewport().height():
                break
            lines.append((block.blockNumber() + 1, rect))
            block = block.next()
        return lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        elif event.key() in _ENTER and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.mend()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == _CONTROL:
            self._suggest(asked=True)
        elif self.choices.isVisible() and self.choices.take_key(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Tab:
            self.insertPlainText(_INDENT)
        elif event.key() == Qt.Key.Key_Backtab:
            self._outdent()
        elif event.key() in _ENTER and not event.modifiers():
            self._new_line()
        else:
            super().keyPressEvent(event)
            self._suggest_after(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Files dropped here are models to open: the window takes them.
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            escape = event.key() == Qt.Key.Key_Escape and self.choices.isVisible()
            if event.matches(undo) or event.matches(redo) or escape:
                event.accept()
                return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            at = self.cursorForPosition(event.position().toPoint())
            self.pointed.emit(at.blockNumber() + 1, at.positionInBlock() + 1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        rect = self.contentsRect()
        self.numbers.setGeometry(rect.left(), rect.top(), self.number_width(), rect.height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.choices.hide()
        super().focusOutEvent(event)

    def _suggest_after(self, event: QKeyEvent) -> None:
        """Show what fits once a word has some letters; hide it when the word ends."""
        if event.text() and (event.text().isalnum() or event.text() in "_$"):
            self._suggest()
        elif self.choices.isVisible() and event.key() == Qt.Key.Key_Backspace:
            self._suggest()
        elif event.text() or event.key() in _MOVES:
            self.choices.hide()

    def _suggest(self, *, asked: bool = False) -> None:
        self.choices.hide()
        if self.completions is None:
            return
        text, position = self.toPlainText(), self.textCursor().position()
        found = self.completions(text, position)
        written = text[found.start : position]
        if not asked and (len(written) < _LETTERS or _whole_word(text, position)):
            return
        items = [item for item in found.items if asked or item.word != written]
        if [item.word for item in found.items[:1]] == [written] and not asked:
            return
        self._start = found.start
        self._show_choices([Choice(item.word, item.detail) for item in items])

    def _show_choices(self, choices: list[Choice]) -> None:
        at = QTextCursor(self.document())
        at.setPosition(self.textCursor().position())
        place = self.viewport().mapToGlobal(self.cursorRect(at).bottomLeft())
        self.choices.show_at(choices, place, self.cursorRect().height())

    def _take_choice(self, choice: Choice) -> None:
        self.choices.hide()
        if choice.data is not None:
            self.fix_chosen.emit(choice.data)
            return
        cursor = self.textCursor()
        cursor.setPosition(self._start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(choice.title)
        self.setTextCursor(cursor)

    def _new_line(self) -> None:
        """A new line as deep as the one before."""
        line = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        indent = line[: len(line) - len(line.lstrip(" "))]
        deeper = _INDENT if line.rstrip().endswith((":", "|")) else ""
        self.insertPlainText(f"\n{indent}{deeper}")
        self.ensureCursorVisible()

    def _outdent(self) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        if cursor.block().text().startswith(_INDENT):
            cursor.movePosition(
                QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, len(_INDENT)
            )
            cursor.removeSelectedText()

    def _cursor_at(self, line: int, column: int) -> QTextCursor:
        block = self.document().findBlockByNumber(max(line - 1, 0))
        if not block.isValid():
            block = self.document().lastBlock()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(max(column - 1, 0), block.length() - 1))
        return cursor

    def _decorate(self) -> None:
        marks = [self._current_line()]
        if self._clause is not None:
            marks.append(self._clause_mark(self._theme.accent, *self._clause))
        marks += [self._clause_mark(self._theme.draft, *span) for span in self._hovered]
        marks += [self._underline(problem) for problem in self._problems]
        self.setExtraSelections(marks)

    def _current_line(self) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        soft = QColor(self._theme.soft)
        soft.setAlphaF(0.55)
        style.setBackground(soft)
        style.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = self.textCursor()
        cursor.clearSelection()
        mark.cursor, mark.format = cursor, style
        return mark

    def _tell_place(self) -> None:
        cursor = self.textCursor()
        self.cursor_rested.emit(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def _clause_mark(
        self, colour: str, line: int, column: int, end_line: int, end_column: int
    ) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        ground = QColor(colour)
        ground.setAlphaF(0.22)
        style.setBackground(ground)
        cursor = self._cursor_at(line, column)
        end = self._cursor_at(end_line, end_column)
        cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor, mark.format = cursor, style
        return mark

    def _underline(self, problem: TextProblem) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        error = problem.severity == "error"
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(QColor(self._theme.danger if error else self._theme.warning))
        cursor = self._cursor_at(problem.line, problem.column)
        end = self._cursor_at(problem.end_line, problem.end_column)
        cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        mark.cursor, mark.format = cursor, style
        return mark

    def _show_tip(self, event: QHelpEvent) -> None:
        position = self.cursorForPosition(self.viewport().mapFrom(self, event.pos()))
        line, column = position.blockNumber() + 1, position.positionInBlock() + 1
        for problem in self._problems:
            begin = (problem.line, problem.column)
            if begin <= (line, column) <= (problem.end_line, problem.end_column):
                fix = f"Alt+Enter: {problem.fixes[0].title}" if problem.fixes else ""
                words = (problem.message, problem.help, fix)
                text = "\n".join(part for part in words if part)
                QToolTip.showText(event.globalPos(), plain(text), self)
                return
        QToolTip.hideText()

    def _make_room(self, _: int = 0) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def _scroll_numbers(self, rect: QRect, dy: int) -> None:
        if dy:
            self.numbers.scroll(0, dy)
        else:
            self.numbers.update(0, rect.y(), self.numbers.width(), rect.height())


def _whole_word(text: str, position: int) -> bool:
    """Whether letters follow: the cursor stands inside a word."""
    return text[position : position + 1].isalnum()


def _common(first: str, second: str) -> int:
    """Length of the beginning that two texts share."""
    for at, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return at
    return min(len(first), len(second))
