"""Finding the way: growing the selection along edges, going back, opening what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from inspector.session import reach
from inspector.session.document import Document
from inspector.session.highlights import MAX_GROUPS, MAX_REGIONS, Group
from inspector.session.history import History
from inspector.session.scene_map import SceneMap
from inspector.session.session import Session
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.canvas import Canvas

_SETTLED_MS = 700
"""Rest after which a place counts as visited."""
_NEAR = 0.25
"""Share of the view that two places of one visit may be apart."""

Step = Callable[[SceneMap, Iterable[int]], frozenset[int]]


class Navigation(QObject):
    """What the commands of the menus Select and Go do.

    Args:
        session: Whose current document it is about.
        canvas: That shows it.
    """

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self._visits: dict[int, History[Camera]] = {}
        self._travelling = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self.visit)
        canvas.camera_changed.connect(self._settled.start)
        session.removed.connect(self._forget)

    @property
    def _document(self) -> Document | None:
        return self._session.current.value

    # -- selection -----------------------------------------------------------------------------

    def grow(self) -> None:
        """Select the neighbours too."""
        self._select(reach.grown)

    def shrink(self) -> None:
        """Take out of the selection what borders on the rest."""
        self._select(reach.shrunk)

    def upstream(self) -> None:
        """Select all that flows into the selection."""
        self._select(reach.upstream)

    def downstream(self) -> None:
        """Select all that the selection flows into."""
        self._select(reach.downstream)

    def between(self) -> None:
        """Select all ways between the selected boxes."""
        self._select(reach.between)

    def alike(self) -> None:
        """Select what looks the same as the selection."""
        self._select(reach.alike)

    def same_type(self) -> None:
        """Select all of the selected operators, whatever their kernels and widths."""
        self._select(lambda scene, start: reach.alike(scene, start, same_detail=False))

    def paint_type(self) -> None:
        """Highlight all boxes with the selected operators, each operator as a group."""
        scene, document = self._canvas.scene, self._document
        if scene is None or document is None:
            return
        labels = list(dict.fromkeys(scene.boxes[at].label for at in sorted(self._chosen(scene))))
        found: dict[str, list[frozenset[int]]] = {label: [] for label in labels}
        for at in scene.leaves.tolist():
            box = scene.boxes[at]
            if box.label in found and box.stored:
                found[box.label].append(frozenset(box.stored))
        document.highlights.show(
            Group(chr(65 + place), place, label, tuple(found[label][:MAX_REGIONS]))
            for place, label in enumerate(labels[:MAX_GROUPS])
        )

    def invert(self) -> None:
        """Select what is not selected."""
        document = self._document
        scene = self._canvas.scene
        if document is not None and scene is not None:
            everything = scene.stored_of(scene.leaves.tolist())
            document.selection.set(everything - document.selection.nodes)

    def surrounding(self) -> None:
        """Select the whole fold around the selection."""
        scene = self._canvas.scene
        if scene is None:
            return
        around = {int(scene.parents[index]) for index in self._chosen(scene)}
        around = {index for index in around if index >= 0}
        if around and self._document is not None:
            self._document.selection.set(scene.stored_of(around))

    def _select(self, step: Step) -> None:
        scene, document = self._canvas.scene, self._document
        if scene is None or document is None:
            return
        chosen = self._chosen(scene)
        if chosen:
            reached = step(scene, chosen)
            document.selection.set(scene.stored_of(i for i in reached if not scene.open[i]))

    def _chosen(self, scene: SceneMap) -> frozenset[int]:
        """Indices of the boxes of the selection, or of the one in focus."""
        document = self._document
        if document is None:
            return frozenset()
        hits = scene.hits(document.selection.nodes)
        chosen = frozenset((*hits.inside.tolist(), *hits.around.tolist()))
        focused = scene.index_of.get(document.focus.value, -1)
        # An input or output of the graph has no stored node, but neighbours.
        return chosen or (frozenset([focused]) if focused >= 0 else chosen)

    # -- folds ---------------------------------------------------------------------------------

    def open_below(self) -> None:
        """Open the fold in focus with all that is in it."""
        document, scene = self._document, self._canvas.scene
        if document is not None and scene is not None and document.focus.value >= 0:
            self._canvas.keep_in_place(document.focus.value)
            self._session.arrange(document, scene.opened(), below=document.focus.value)

    def open_to_selection(self) -> None:
        """Open the folds that hide selected nodes."""
        document, scene = self._document, self._canvas.scene
        if document is not None and scene is not None and document.selection.nodes:
            self._session.arrange(document, scene.opened(), visible=document.selection.nodes)

    # -- places --------------------------------------------------------------------------------

    def go_to(self, box: int) -> None:
        """Bring a box into view and into focus, -1 for the whole graph."""
        if box < 0:
            self._canvas.fit()
            return
        self._canvas.box_focused.emit(box)
        self._canvas.reveal_box(box)

    def visit(self) -> None:
        """Remember the present place, unless it is the one visited last."""
        document = self._document
        if document is None or self._canvas.scene is None:
            return
        camera = self._canvas.camera
        known = self._visits.get(document.number)
        if known is None:
            self._visits[document.number] = History(camera)
        elif self._travelling:
            self._travelling = False
        elif self._far(known.present, camera):
            known.push(camera)

    def back(self) -> None:
        """To the place seen before."""
        self._travel(History.undo)

    def forward(self) -> None:
        """To the place left by going back."""
        self._travel(History.redo)

    def _travel(self, move: Callable[[History[Camera]], bool]) -> None:
        document = self._document
        if document is None:
            return
        if self._settled.isActive():
            self._settled.stop()
            self.visit()
        visits = self._visits.get(document.number)
        if visits is not None and move(visits):
            self._travelling = True
            self._canvas.gaze.glide(visits.present)

    def _far(self, one: Camera, other: Camera) -> bool:
        width, height = self._canvas.width(), self._canvas.height()
        left, top, right, bottom = one.bounds(width, height)
        x0, y0, x1, y1 = other.bounds(width, height)
        allowed_x, allowed_y = (right - left) * _NEAR, (bottom - top) * _NEAR
        return (
            max(abs(left - x0), abs(right - x1)) > allowed_x
            or max(abs(top - y0), abs(bottom - y1)) > allowed_y
        )

    def _forget(self, document: Document) -> None:
        self._visits.pop(document.number, None)
