"""The page of an open document: verdict, strips, canvas with what lies on it, find bar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from inspector.analysis.discovery.records import Heat
from inspector.analysis.report import Problem
from inspector.session.document import Activity, Document, Notice
from inspector.session.highlights import Place
from inspector.session.session import Session
from inspector.ui.breadcrumb import Breadcrumb
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.canvas.heat_legend import HeatLegend
from inspector.ui.canvas.legend import Legend
from inspector.ui.canvas.minimap import Minimap
from inspector.ui.findbar import FindBar
from inspector.ui.header import VerdictHeader
from inspector.ui.pages.failure import FailurePage
from inspector.ui.theme import Theme
from inspector.ui.widgets.strips import NoticeStrip, ProgressCard
from inspector.ui.widgets.text import label

_MARGIN = 12


class CanvasArea(QWidget):
    """The canvas with legend, minimap and a word while there is nothing to paint.

    Signals:
        resized: The canvas has another size.
    """

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Canvas(self)
        self.legend = Legend(self.canvas)
        self.heat_legend = HeatLegend(self.canvas)
        self.minimap = Minimap(self.canvas)
        self.empty = label("", size=1.2, muted=True)
        self.empty.setParent(self.canvas)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.canvas.camera_changed.connect(self._follow)
        self.minimap.moved.connect(self.canvas.gaze.look_at)
        self._document: Document | None = None
        self.legend.chosen.connect(self._look_at_group)

    def bind(self, document: Document | None) -> None:
        """Show a document."""
        old = self._document
        if old is not None:
            old.highlights.changed.disconnect(self.refresh)
            old.scene.changed.disconnect(self.refresh)
            old.activity.changed.disconnect(self._tell)
        self._document = document
        self.canvas.bind(document)
        if document is not None:
            # After the canvas: its regions are what the overlays show.
            document.highlights.changed.connect(self.refresh)
            document.scene.changed.connect(self.refresh)
            document.activity.changed.connect(self._tell)
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """Bring legend and minimap up to date."""
        groups = self._document.highlights.groups if self._document else ()
        shown = groups if self.canvas.scene is not None else ()
        self.legend.show_groups(shown, self.canvas.colours)
        self.canvas.gaze.covered = self.legend.size() if shown else QSize(0, 0)
        self.canvas.look_first()
        self.minimap.show_scene(self.canvas.scene, self.canvas.regions, self.canvas.colours)
        self._tell()
        self._place()

    def show_heat(self, heat: Heat | None) -> None:
        """Shade the boxes by how rare they are, or not."""
        self.canvas.set_heat(heat)
        self.heat_legend.show_heat(heat, self.canvas.colours)
        self._place()

    def _tell(self, _: object = None) -> None:
        document = self._document
        drawn = self.canvas.scene is not None
        self.empty.setVisible(document is not None and not drawn)
        if document is not None and not drawn:
            busy = document.activity.value is not None
            self.empty.setText("The graph appears here" if busy else "There is no graph to show")

    def _look_at_group(self, group: int) -> None:
        if self._document is not None:
            self._document.highlights.focus(None)
            self._document.highlights.focus(Place(group, 0))

    def _follow(self) -> None:
        self.minimap.show_visible(
            self.canvas.camera.bounds(self.canvas.width(), self.canvas.height())
        )
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()
        self.resized.emit()

    def _place(self) -> None:
        size = self.canvas.size()
        self.legend.move(_MARGIN, _MARGIN)
        corner = QPoint(size.width(), size.height()) - QPoint(_MARGIN, _MARGIN)
        corner -= QPoint(self.minimap.width(), self.minimap.height())
        self.minimap.move(corner)
        self.heat_legend.move(_MARGIN, size.height() - self.heat_legend.height() - _MARGIN)
        self.empty.setGeometry(self.canvas.rect())


class DocumentPage(QWidget):
    """Everything in the middle of the window that speaks of one document.

    Args:
        session: Whose current document is shown.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._document: Document | None = None
        self.header = VerdictHeader()
        self.notice = NoticeStrip()
        self.area = CanvasArea()
        self.canvas = self.area.canvas
        self.progress = ProgressCard(self.canvas)
        self.area.resized.connect(self.progress.place)
        self.failure = FailurePage()
        self.breadcrumb = Breadcrumb()
        self.find_bar = FindBar(session, self.canvas)
        self._content = QStackedWidget()
        graph = QWidget()
        inner = QVBoxLayout(graph)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.header)
        inner.addWidget(self.breadcrumb)
        inner.addWidget(self.area, 1)
        inner.addWidget(self.find_bar)
        self._content.addWidget(graph)
        self._content.addWidget(self.failure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self._content, 1)
        self._wire()

    def _wire(self) -> None:
        self.progress.cancelled.connect(self.cancel)
        self.notice.retried.connect(self.reload)
        self.notice.dismissed.connect(self._dismiss)
        self.failure.retried.connect(self.reload)
        self.canvas.fold_toggled.connect(self._toggle)
        self.canvas.box_focused.connect(self._focus)
        self._session.discovery.heat_changed.connect(self._show_heat)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        for part in (
            self.header,
            self.notice,
            self.progress,
            self.failure,
            self.canvas,
            self.find_bar,
        ):
            part.set_theme(theme)
        self.area.refresh()
        self._show_heat()

    def _show_heat(self) -> None:
        self.area.show_heat(self._session.discovery.heat)

    def bind(self, document: Document | None) -> None:
        """Show a document."""
        old = self._document
        if old is not None:
            old.activity.changed.disconnect(self._show_activity)
            old.notice.changed.disconnect(self._show_notice)
            old.failure.changed.disconnect(self._show_failure)
        self._document = document
        self.header.bind(document)
        self.area.bind(document)
        self.breadcrumb.bind(document)
        self.find_bar.bind(document)
        if document is not None:
            document.activity.changed.connect(self._show_activity)
            document.notice.changed.connect(self._show_notice)
            document.failure.changed.connect(self._show_failure)
            self._show_activity(document.activity.value)
            self._show_notice(document.notice.value)
            self._show_failure(document.failure.value)

    def cancel(self) -> None:
        """Stop the work on the document."""
        if self._document is not None and self._document.activity.value is not None:
            self._session.cancel(self._document)

    def reload(self) -> None:
        """Read the file again."""
        if self._document is not None:
            self._session.reload(self._document)

    def _dismiss(self) -> None:
        if self._document is not None:
            self._document.notice.value = None

    def _toggle(self, box: int, is_open: bool) -> None:
        if self._document is not None:
            self._session.set_open(self._document, box, is_open)

    def _focus(self, box: int) -> None:
        if self._document is not None:
            self._session.describe(self._document, box)

    def _show_activity(self, activity: Activity | None) -> None:
        self.progress.show_activity(activity)

    def _show_notice(self, notice: Notice | None) -> None:
        self.notice.show_notice(notice)

    def _show_failure(self, problem: Problem | None) -> None:
        if problem is not None and self._document is not None:
            self.failure.show_problem(self._document.name, problem)
        self._content.setCurrentIndex(0 if problem is None else 1)
