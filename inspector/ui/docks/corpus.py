"""The section that holds the draft against sets of models."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from inspector.session.corpus import Corpus, Row
from inspector.session.document import Document
from inspector.session.session import Session
from inspector.ui import icons
from inspector.ui.docks.corpus_figures import CorpusFigures
from inspector.ui.docks.corpus_model import CorpusModel, Group, Show, fires, grouped, listed
from inspector.ui.docks.corpus_repairs import Repairs
from inspector.ui.docks.corpus_sets import SetsButton
from inspector.ui.theme import Theme
from inspector.ui.widgets.flow import FlowLayout
from inspector.ui.widgets.text import ElidedLabel, placeholder
from inspector.ui.words import plural

_TOGETHER_MS = 80
"""Changes within this time are drawn together."""

_WHILE_BUSY_MS = 400
"""The same while models are read or matched: rows must not jump about under the pointer."""

_FEW = 60
"""Models up to which all families are open."""

_HINT = (
    "Write a signature, or draft one from a selection: here stands in which models it is found, "
    "which it misses, and which it should not match."
)


class CorpusSection(QWidget):
    """Sets of models, precision and recall of the draft on them, and each model.

    Args:
        session: Whose draft is held against the models.

    Signals:
        open_wanted: A model is to be opened where the draft matches, or fails.
    """

    open_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._corpus: Corpus = session.corpus
        self._show: Show = "all"
        self.sets = SetsButton(self._corpus)
        self.status = ElidedLabel()
        self.bar = QProgressBar()
        self.stop = QToolButton()
        self.figures = CorpusFigures()
        self.model = CorpusModel(self)
        self.tree = QTreeView()
        self.filter = QLineEdit()
        self.chips: dict[Show, QPushButton] = {}
        self.open = QPushButton("Open")
        self.counter = QPushButton("Counterexample")
        self.repairs = Repairs(self._corpus)
        self._icons: dict[str, QIcon] = {}
        self._opened: dict[str, bool] = {}
        self._filling = False
        self._timer = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._timer.timeout.connect(self._fill)
        self._arrange()
        self._wire()
        self._fill()

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(placeholder(_HINT))
        self._stack.addWidget(self._page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top())
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)

    def _top(self) -> QHBoxLayout:
        self.stop.setAccessibleName("Stop reading and matching models")
        self.bar.setAccessibleName("Progress on the models")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        top = QHBoxLayout()
        top.setContentsMargins(10, 6, 8, 6)
        top.setSpacing(8)
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter the models")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(140)
        top.addWidget(self.sets)
        top.addWidget(self.status, 1)
        top.addWidget(self.stop)
        top.addWidget(self.filter)
        return top

    def _page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self._filters())
        self._shape_tree()
        column.addWidget(self.tree, 1)
        column.addWidget(self.repairs)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(10, 6, 10, 8)
        buttons.setSpacing(8)
        self.open.setAccessibleName("Open the model at the place")
        self.open.setToolTip("Open the model where the signature matches or fails (double-click)")
        self.counter.setAccessibleName("Make the model a counterexample")
        self.counter.setToolTip(
            "Write into the signature that it must not match this model (Ctrl+Shift+X)"
        )
        buttons.addWidget(self.open)
        buttons.addWidget(self.counter)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return page

    def _filters(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(10, 2, 10, 6)
        flow = FlowLayout()
        line.addLayout(flow)
        group = QButtonGroup(self)
        group.setExclusive(True)
        shows: tuple[Show, ...] = ("all", "false", "miss", "found")
        for show in shows:
            chip = self.chips[show] = QPushButton()
            chip.setProperty("chip", True)
            chip.setCheckable(True)
            chip.setChecked(show == "all")
            chip.clicked.connect(lambda _=False, show=show: self.choose(show))
            group.addButton(chip)
            flow.addWidget(chip)
        return row

    def _shape_tree(self) -> None:
        tree = self.tree
        tree.setAccessibleName("Models and what the signature finds in them")
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def _wire(self) -> None:
        corpus = self._corpus
        for changed in (corpus.entries.changed, corpus.tally.changed, corpus.before.changed):
            changed.connect(self._later)
        corpus.work.changed.connect(self._later)
        corpus.broken.changed.connect(self._later)
        corpus.notice.changed.connect(self._later)
        corpus.changed.connect(self._later)
        self.stop.clicked.connect(self._stop_or_go_on)
        self.filter.textChanged.connect(self._later)
        self.model.wanted_changed.connect(corpus.expect)
        self.tree.activated.connect(self._open_index)
        self.tree.expanded.connect(lambda index: self._remember(index, True))
        self.tree.collapsed.connect(lambda index: self._remember(index, False))
        self.tree.selectionModel().selectionChanged.connect(self._enable)
        self.open.clicked.connect(lambda: self._open_index(self.tree.currentIndex()))
        self.counter.clicked.connect(self.make_counterexamples)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+X"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.make_counterexamples)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.model.set_theme(theme)
        self.figures.set_theme(theme)
        self._icons = {
            name: icons.icon(name, theme.text, theme.border) for name in ("stop", "rescan")
        }
        self._show_work()

    def bind(self, document: Document | None) -> None:
        """The models stand beside every document."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._corpus.attend()
        self._fill()

    def choose(self, show: Show) -> None:
        """List all models, or those with one result."""
        self._show = show
        self.chips[show].setChecked(True)
        self._fill()

    def selected(self) -> list[Row]:
        """The models that are selected."""
        rows = self.tree.selectionModel().selectedRows()
        return [row for index in rows if (row := self.model.row_at(index)) is not None]

    def make_counterexamples(self) -> None:
        """Write into the draft that it must not match the selected models."""
        self._corpus.make_counterexamples([row.entry for row in self.selected()])

    def _later(self, _: object = None) -> None:
        if self.isVisible() and not self._timer.isActive():
            busy = self._corpus.work.value is not None
            self._timer.start(_WHILE_BUSY_MS if busy else _TOGETHER_MS)

    def _fill(self) -> None:
        has_text = bool(self._session.draft.text.strip())
        self._stack.setCurrentIndex(1 if has_text else 0)
        self._show_work()
        corpus = self._corpus
        rows = corpus.rows()
        words = self.filter.text().casefold()
        chosen = {row.entry.path for row in self.selected()}
        shown = [row for row in rows if listed(row, self._show, words)]
        groups = grouped(shown, corpus.expected)
        self.model.show_groups(groups)
        self._open_groups(groups, few=len(shown) <= _FEW)
        self._select_again(chosen)
        self._count(rows)
        sure = corpus.known_what_should
        self.figures.tell(corpus.tally.value, corpus.before.value, rows, sure=sure)
        self._enable()

    def _open_groups(self, groups: list[Group], *, few: bool) -> None:
        """Open families as the person left them; else those in which something is wrong."""
        self._filling = True
        for group in groups:
            wrong = any(row.result in ("false", "miss") for row in group.rows)
            opened = self._opened.get(group.name, few or wrong)
            self.tree.setExpanded(self.model.index(group.place, 0), opened)
        self._filling = False

    def _remember(self, index: QModelIndex, opened: bool) -> None:
        group = self.model.group_at(index)
        if group is not None and not self._filling:
            self._opened[group.name] = opened

    def _select_again(self, paths: set[str]) -> None:
        flags = self.tree.selectionModel().SelectionFlag
        for path in paths:
            index = self.model.place_of(path)
            if index.isValid() and not self.tree.selectionModel().isSelected(index):
                self.tree.selectionModel().select(index, flags.Select | flags.Rows)

    def _count(self, rows: list[Row]) -> None:
        sure = self._corpus.known_what_should
        counts = {
            "all": len(rows),
            "false": sum(row.result == "false" for row in rows),
            "miss": sum(row.result == "miss" for row in rows),
            "found": sum(fires(row) for row in rows),
        }
        titles: dict[Show, str] = {
            "all": "All",
            "false": "Wrongly found",
            "miss": "Missed",
            "found": "Found",
        }
        for show, chip in self.chips.items():
            chip.setText(f"{titles[show]}  {counts[show]}")
            chip.setAccessibleName(f"{titles[show]}: {plural(counts[show], 'model')}")
            chip.setEnabled(sure or show in ("all", "found"))

    def _show_work(self) -> None:
        corpus = self._corpus
        work = corpus.work.value
        busy = work is not None
        self.bar.setVisible(busy)
        self.stop.setVisible(busy or corpus.stopped.value)
        if work is not None:
            self.bar.setRange(0, work.total)
            self.bar.setValue(work.done)
        sign = "stop" if busy else "rescan"
        if self._icons:
            self.stop.setIcon(self._icons[sign])
        self.stop.setToolTip("Stop (what is known stays)" if busy else "Go on")
        self.status.set_whole(self._status())

    def _status(self) -> str:
        corpus = self._corpus
        work = corpus.work.value
        if work is not None:
            return f"{work.done} of {work.total} {work.stage}" if work.total else work.stage
        if corpus.stopped.value:
            return "Stopped"
        if corpus.notice.value:
            return corpus.notice.value
        if corpus.problems.value:
            return corpus.problems.value[0].message
        if corpus.broken.value is not None and self._session.draft.text.strip():
            return "Waits until the text can be read"
        return plural(len(corpus.entries.value), "model")

    def _stop_or_go_on(self) -> None:
        if self._corpus.work.value is not None:
            self._corpus.cancel()
        else:
            self._corpus.resume()

    def _open_index(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None:
            self.open_wanted.emit(row.entry.path)

    def _enable(self, _: object = None, __: object = None) -> None:
        chosen = self.selected()
        self.open.setEnabled(len(chosen) == 1)
        self.counter.setEnabled(any(self._corpus.may_counter(row.entry) for row in chosen))
