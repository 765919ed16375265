"""The list of what is wrong with the text, each with the fixes that there are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from inspector.analysis.report import TextFix, TextProblem
from inspector.ui import icons
from inspector.ui.theme import Theme

_ROLE = Qt.ItemDataRole.UserRole
_MOST_HIGH = 130


class ProblemList(QListWidget):
    """A row per problem, and one per fix below it.

    Signals:
        place_wanted: A problem was pressed: its line and column.
        fix_chosen: A fix was pressed.
    """

    place_wanted = Signal(int, int)
    fix_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Problems of the signature")
        self.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(16, 16))
        self.itemActivated.connect(self._press)
        self.itemClicked.connect(self._press)
        self.hide()

    def show_problems(self, problems: list[TextProblem], theme: Theme) -> None:
        """List other problems; none hides the list."""
        self.clear()
        for problem in problems:
            place = f"Line {problem.line}, column {problem.column}: {problem.message}"
            item = QListWidgetItem("\n".join(part for part in (place, problem.help) if part))
            error = problem.severity == "error"
            colour = theme.danger if error else theme.warning
            item.setIcon(icons.icon("error" if error else "warning", colour))
            item.setData(_ROLE, (problem.line, problem.column))
            self.addItem(item)
            for number, fix in enumerate(problem.fixes):
                row = QListWidgetItem(f"{fix.title}{'   (Alt+Enter)' if not number else ''}")
                row.setIcon(icons.icon("check", theme.accent))
                row.setToolTip("Put it right in this way")
                row.setData(_ROLE, fix)
                self.addItem(row)
        self.setVisible(bool(problems))
        rows = sum(self.sizeHintForRow(row) for row in range(self.count())) + 4
        self.setFixedHeight(min(rows, _MOST_HIGH))

    def _press(self, item: QListWidgetItem) -> None:
        data = item.data(_ROLE)
        if isinstance(data, TextFix):
            self.fix_chosen.emit(data)
        else:
            self.place_wanted.emit(*data)
