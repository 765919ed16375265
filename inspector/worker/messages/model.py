"""A model: opened, scanned, drawn, looked at and searched."""

from __future__ import annotations

import msgspec

from inspector.analysis.report import Details, Evidence, Finds, GraphSummary, Report
from inspector.analysis.tensors import TensorSummary
from inspector.layout.display import Direction
from inspector.layout.packed import PackedScene
from inspector.worker.messages.base import Answer, Request


class Open(Request, tag=True):
    """Read, normalise and scan a file: answered by Opened, Scanned and SceneReady, or Failed.

    Attributes:
        path: The file or folder.
        libraries: Signature folders, later ones override earlier ones.
    """

    path: str
    libraries: list[str]


class Rescan(Request, tag=True):
    """Load the signatures again and scan the open document: Scanned and SceneReady."""

    libraries: list[str]


class Arrange(Request, tag=True):
    """Lay out with these boxes open (None: the engine's choice): SceneReady.

    Attributes:
        opened: Ids of the open boxes.
        direction: Of the data flow.
        everything: Open all boxes whatever ``opened`` says.
        below: A box to open with all that is in it, -1 for none.
        visible: Stored nodes for which all folds around them are opened too.
        by_names: Fold by the scopes of names instead of by structure.
    """

    opened: list[int] | None
    direction: Direction = "down"
    everything: bool = False
    below: int = -1
    visible: list[int] = []
    by_names: bool = False


class Describe(Request, tag=True):
    """Details of a box of the last scene: DetailsReady."""

    box: int


class Scan(Request, tag=True):
    """Read and scan a file and forget it again: Scanned without evidence.

    Attributes:
        path: The file or folder.
        libraries: Signature folders.
        scrub: Whether to take all names away first.
        without: A family to know nothing of.
    """

    path: str
    libraries: list[str]
    scrub: bool = False
    without: str = ""


class Refer(Request, tag=True):
    """Which stored nodes of the open document these are: Referred."""

    stored: list[int]


class Find(Request, tag=True):
    """Which stored nodes of the open document fit a query: Found."""

    query: str


class Measure(Request, tag=True):
    """Read a constant of a stored node and say what its elements are like: Measured.

    Attributes:
        node: Index of the stored node.
        place: Number of the input among those that are there, or the name of an attribute.
    """

    node: int
    place: str


class Opened(Answer, tag=True):
    """The file was read."""

    summary: GraphSummary


class Scanned(Answer, tag=True):
    """The verdict with its evidence: first the deciding family, then components and blocks."""

    report: Report
    evidence: list[Evidence]


class SceneReady(Answer, tag=True):
    """Geometry of what is open now."""

    scene: PackedScene


class DetailsReady(Answer, tag=True):
    """Details of the box asked for."""

    box: int
    details: Details


class NodeReference(msgspec.Struct):
    """A stored node, as far as a person needs to find it in the file.

    Attributes:
        index: The stable reference (depth-first stored position).
        op_type: Operator, behind its domain and ``::`` unless that is ONNX's own.
        name: As stored.
        path: Where it stands: empty for the main graph, else ``#12/then_branch``.
    """

    index: int
    op_type: str
    name: str
    path: str


class Referred(Answer, tag=True):
    """The stored nodes asked for that exist, in stored order."""

    nodes: list[NodeReference]


class Found(Answer, tag=True):
    """What a query found."""

    finds: Finds


class Measured(Answer, tag=True):
    """What the elements of the constant asked for are like."""

    node: int
    place: str
    summary: TensorSummary
