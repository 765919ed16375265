"""The typed frames between the window's process and the child that meets untrusted files.

Each frame is one tagged MessagePack object behind its length. Every request carries the document
it speaks of and a revision that its answers repeat, so that an answer overtaken by a newer request
can be dropped.
"""

from __future__ import annotations

import msgspec

from inspector.analysis.corpus.records import DraftFound
from inspector.analysis.corpus.records import Repair as CorpusRepair
from inspector.analysis.discovery.records import Heat, Suggestions
from inspector.analysis.report import (
    Details,
    DraftMatches,
    Evidence,
    Finds,
    GraphSummary,
    Problem,
    Report,
)
from inspector.analysis.shelf.records import Entry, Page
from inspector.analysis.tensors import TensorSummary
from inspector.analysis.workbench.records import (
    Clause,
    Explanation,
    Finding,
    Merging,
    Place,
    Refinement,
    Region,
    Vocabulary,
)
from inspector.layout.display import Direction
from inspector.layout.packed import PackedScene


class Request(msgspec.Struct, tag_field="type", tag=True):
    """What the window asks.

    Attributes:
        document: Number of the open document.
        revision: Repeated by the answers.
    """

    document: int
    revision: int


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


class Draft(Request, tag=True):
    """A signature text from selected stored nodes: Drafted.

    Attributes:
        stored: The selection.
        others: Stored nodes of regions that the signature should match too.
    """

    stored: list[int]
    others: list[list[int]] = []


class MatchDraft(Request, tag=True):
    """Match a signature text on the open document: DraftMatched.

    Attributes:
        text: The whole signature file.
        stored: The nodes it was drafted from (its first example), may be empty.
        base: The text as it was saved last: what changed since is told; empty for a new one.
    """

    text: str
    stored: list[int]
    base: str = ""


class Cut(Request, tag=True):
    """Selected stored nodes as regions that another process can compare: CutReady."""

    stored: list[int]


class Merge(Request, tag=True):
    """The least general signature of selections, of this model and of others: MergeReady.

    Attributes:
        selections: Of the open document.
        others: Of other documents, each on several levels of folding.
        text: The draft whose patterns they replace, empty for a new one.
    """

    selections: list[list[int]]
    others: list[list[Region]] = []
    text: str = ""


class Outline(Request, tag=True):
    """The clauses of a draft and what each bound: Outlined.

    Attributes:
        text: The whole signature file.
        stored: The nodes it was drafted from, may be empty.
    """

    text: str
    stored: list[int]


class Refine(Request, tag=True):
    """What can be done to a clause of a draft, with the matches of each edit: Refined.

    Attributes:
        place: The clause.
        others: Further ones; then only what can be done to all of them together is told.
    """

    text: str
    stored: list[int]
    place: Place
    others: list[Place] = []


class Explain(Request, tag=True):
    """Why nodes are in no match of a draft, and what would repair it: Explained.

    Attributes:
        nodes: What should match.
    """

    text: str
    stored: list[int]
    nodes: list[int]


class Check(Request, tag=True):
    """Hold a signature against linter and examples before it is saved: Checked.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders that it would join.
        models: Paths of open models by file name: examples that are not beside the library.
        fresh: Whether the counts in its examples were written by nobody yet.
    """

    text: str
    libraries: list[str]
    models: dict[str, str] = {}
    fresh: bool = False


class Speak(Request, tag=True):
    """What a signature may say on the open document: Spoken."""


class Prepare(Request, tag=True):
    """Load code and signatures ahead of the first file: answered by nothing.

    Attributes:
        libraries: Signature folders.
        layout: Whether scenes will be asked for.
    """

    libraries: list[str]
    layout: bool = True


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


class Browse(Request, tag=True):
    """All signatures of some folders: Browsed."""

    libraries: list[str]


class ReadPage(Request, tag=True):
    """Everything told of a signature, and its picture: PageReady.

    Attributes:
        name: Its id, or the family that it reports.
        libraries: Signature folders.
        figures: File with the figures of an evaluation.
    """

    name: str
    libraries: list[str]
    figures: str = ""


class Survey(Request, tag=True):
    """Read a file, count its neighbourhoods, and forget it again: Surveyed.

    Attributes:
        path: The file or folder.
        radius: Of the neighbourhoods.
        libraries: Signature folders, to tell the family of the file; none: it is known already.
    """

    path: str
    radius: int
    libraries: list[str] = []


class AskHeat(Request, tag=True):
    """How common each node's neighbourhood is: HeatReady.

    Attributes:
        tables: Files with neighbourhoods; the first that can be read is used.
    """

    tables: list[str]


class Suggest(Request, tag=True):
    """What recurs in the open document: Suggested.

    Attributes:
        tables: Files with neighbourhoods; the first that can be read is used.
    """

    tables: list[str]


class ListModels(Request, tag=True):
    """Which files below a folder are models: ModelsListed, or Failed."""

    path: str


class TakeImprint(Request, tag=True):
    """Read and scan a file and keep what drafts match on: ImprintTaken, or Failed.

    Attributes:
        path: The file or folder.
        libraries: Signature folders.
        known: An imprint of the same content that other blocks were folded in, empty for none.
    """

    path: str
    libraries: list[str]
    known: str = ""


class MatchCorpus(Request, tag=True):
    """Match a draft on imprints: CorpusMatched; it stops half-way when something else is asked.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders.
        imprints: Files with imprints.
    """

    text: str
    libraries: list[str]
    imprints: list[str]


class Repair(Request, tag=True):
    """Edits after which a draft is not found in some models any more: Repaired.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders.
        wrong: Imprints of models that it should not be found in.
        right: Imprints of models that it should be found in.
    """

    text: str
    libraries: list[str]
    wrong: list[str]
    right: list[str]


class PackExample(Request, tag=True):
    """The graph of an ONNX file as a small file that signatures can name: ExamplePacked."""

    path: str
    libraries: list[str] = []


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


class Answer(msgspec.Struct, tag_field="type", tag=True):
    """What the child says; the fields repeat the request's."""

    document: int
    revision: int


class Progress(Answer, tag=True):
    """``fraction`` is 0 to 1, or -1 when it cannot be told; ``stage`` is for a person."""

    stage: str
    fraction: float


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


class Drafted(Answer, tag=True):
    """A signature text for the selection."""

    text: str


class MergeReady(Answer, tag=True):
    """What selections have in common, and the signature they would become."""

    merging: Merging


class DraftMatched(Answer, tag=True):
    """Where the draft matches."""

    result: DraftMatches


class CutReady(Answer, tag=True):
    """The selection on every level that holds it whole."""

    regions: list[Region]


class Outlined(Answer, tag=True):
    """The clause tree, empty for a text that is no signature."""

    clauses: list[Clause]


class Spoken(Answer, tag=True):
    """Operators, blocks, attributes, and what is usual under keys."""

    vocabulary: Vocabulary


class Refined(Answer, tag=True):
    """Dials and edits of the clause asked for."""

    refinement: Refinement


class Explained(Answer, tag=True):
    """Why the nodes asked for are in no match."""

    explanation: Explanation


class Checked(Answer, tag=True):
    """What linter and examples say.

    Attributes:
        text: The file in canonical form.
        findings: The worst first, empty when there is nothing to say.
    """

    text: str
    findings: list[Finding]


class Browsed(Answer, tag=True):
    """All signatures by title, and the files that could not be used, a sentence each."""

    entries: list[Entry]
    problems: list[str] = []


class PageReady(Answer, tag=True):
    """A signature's page; the scene is empty where the picture cannot be arranged."""

    page: Page
    scene: PackedScene | None = None


class Surveyed(Answer, tag=True):
    """The neighbourhoods in a file.

    Attributes:
        family: Of the verdict, empty where there is none or it was not asked for.
        classes: Different neighbourhoods.
    """

    family: str
    classes: list[int]


class HeatReady(Answer, tag=True):
    """How common the nodes' neighbourhoods are."""

    heat: Heat


class Suggested(Answer, tag=True):
    """What recurs."""

    suggestions: Suggestions


class ModelsListed(Answer, tag=True):
    """The model files below a folder."""

    paths: list[str]


class ImprintTaken(Answer, tag=True):
    """The imprint of a file, for the cache.

    Attributes:
        digest: Of the file's content.
        data: See ``analysis.corpus.imprint``.
    """

    digest: str
    data: bytes


class CorpusMatched(Answer, tag=True):
    """What a draft found on the first imprints asked about; fewer when it was interrupted."""

    found: list[DraftFound]


class Repaired(Answer, tag=True):
    """Edits, those that cost least first."""

    repairs: list[CorpusRepair]


class ExamplePacked(Answer, tag=True):
    """The graph without names and weights, as ONNX."""

    data: bytes


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


class Failed(Answer, tag=True):
    """The request could not be done; the document stays as it was.

    Attributes:
        problem: Why.
        format: Of the file that was to be read, empty when unknown.
    """

    problem: Problem
    format: str = ""


class Started(Answer, tag=True):
    """The child's first frame; the client keeps it to itself.

    Attributes:
        missing: What the system could not deny to the child, one sentence each.
    """

    missing: list[str]


class Done(Answer, tag=True):
    """The last frame of every request, overtaken ones included; the client keeps it to itself.

    Attributes:
        resident: Memory of the child in bytes.
    """

    resident: int


AnyRequest = (
    Open
    | Rescan
    | Arrange
    | Describe
    | Draft
    | MatchDraft
    | Cut
    | Merge
    | Outline
    | Refine
    | Explain
    | Check
    | Speak
    | Prepare
    | Scan
    | ListModels
    | TakeImprint
    | MatchCorpus
    | Repair
    | PackExample
    | Survey
    | Browse
    | ReadPage
    | AskHeat
    | Suggest
    | Refer
    | Find
    | Measure
)
AnyAnswer = (
    Progress
    | Opened
    | Scanned
    | SceneReady
    | DetailsReady
    | Drafted
    | DraftMatched
    | CutReady
    | Outlined
    | Refined
    | Explained
    | Checked
    | MergeReady
    | Surveyed
    | Browsed
    | PageReady
    | HeatReady
    | Suggested
    | Spoken
    | Referred
    | ModelsListed
    | ImprintTaken
    | CorpusMatched
    | Repaired
    | ExamplePacked
    | Found
    | Measured
    | Failed
)
AnyFrame = AnyAnswer | Started | Done
