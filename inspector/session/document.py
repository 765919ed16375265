"""One open model: what is known of it so far, for any number of views."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector.analysis.discovery.records import Heat, Suggestions
from inspector.analysis.report import Details, Evidence, Finds, GraphSummary, Problem, Report
from inspector.analysis.tensors import TensorSummary
from inspector.session.highlights import Highlights
from inspector.session.scene_map import SceneMap
from inspector.session.selection import Selection
from inspector.session.signal import Observed


@dataclass(frozen=True, slots=True)
class Activity:
    """What is being done.

    Attributes:
        stage: For a person, e.g. ``Matching signatures``.
        fraction: 0 to 1, or -1 when it cannot be told.
        quiet: True for short work that needs no progress display of its own.
    """

    stage: str
    fraction: float = -1.0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A message beside the content, which stays usable.

    Attributes:
        message: What happened.
        help: A way out, may be empty.
        retry: Whether reading the file again may help.
        danger: Whether something went wrong (else it is only told).
    """

    message: str
    help: str = ""
    retry: bool = False
    danger: bool = True


class Document:
    """What is known of one file. Views watch the observed fields; only its link sets them.

    Args:
        number: Stands in all messages about it.
        path: Absolute path of the file or folder.

    Attributes:
        summary: What the file says of itself.
        report: The verdict and all figures of the last scan.
        evidence: The evidence tree of the last scan.
        scene: What is drawn.
        activity: What is being done, None at rest.
        failure: Why the file could not be read at all, None when it could.
        notice: A message beside the content.
        focus: Id of the box that the details speak of, -1 for none.
        details: (box id, its details), None before the first.
        finds: What the last query found.
        measured: Constants that were asked for, by stored node and place; None while they are
            being read.
        heat: How common the nodes' neighbourhoods are, None before it was asked for.
        suggestions: What recurs, None before it was asked for.
        selection: Selected stored nodes.
        highlights: Painted regions.
    """

    def __init__(self, number: int, path: str) -> None:
        self.number = number
        self.path = path
        self.summary: Observed[GraphSummary | None] = Observed(None)
        self.report: Observed[Report | None] = Observed(None)
        self.evidence: Observed[list[Evidence]] = Observed([])
        self.scene: Observed[SceneMap | None] = Observed(None)
        self.activity: Observed[Activity | None] = Observed(None)
        self.failure: Observed[Problem | None] = Observed(None)
        self.notice: Observed[Notice | None] = Observed(None)
        self.focus: Observed[int] = Observed(-1)
        self.details: Observed[tuple[int, Details] | None] = Observed(None)
        self.finds: Observed[Finds] = Observed(Finds(""))
        self.measured: Observed[dict[tuple[int, str], TensorSummary | None]] = Observed({})
        self.heat: Observed[Heat | None] = Observed(None)
        self.suggestions: Observed[Suggestions | None] = Observed(None)
        self.selection = Selection()
        self.highlights = Highlights()

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return Path(self.path).name or self.path

    def select_boxes(self, ids: list[int]) -> None:
        """Select what stands behind these boxes of the present scene."""
        scene = self.scene.value
        if scene is not None:
            known = [scene.index_of[box] for box in ids if box in scene.index_of]
            self.selection.set(scene.stored_of(known))

    def change_boxes(self, more: list[int], less: list[int]) -> None:
        """Select what stands behind some boxes too, and no longer what stands behind others."""
        scene = self.scene.value
        if scene is not None:
            at = scene.index_of
            added = scene.stored_of(at[box] for box in more if box in at)
            removed = scene.stored_of(at[box] for box in less if box in at)
            self.selection.set((self.selection.nodes - removed) | added)
