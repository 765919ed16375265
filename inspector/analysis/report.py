"""What an analysis says, as plain records that travel as JSON or MessagePack."""

from __future__ import annotations

from typing import Literal

import msgspec

from inspector.diagnostics import Finding

SCHEMA = 1
"""Version of the JSON output; raised when a field changes its meaning or goes away."""

Part = Literal["whole", "encoder", "decoder", "decoder_with_past"]
Status = Literal["ok", "partial", "unsupported", "error"]
EvidenceKind = Literal["family", "clause", "match", "fold", "node", "component"]
DraftState = Literal["empty", "broken", "nowhere", "selection", "elsewhere"]


class Problem(msgspec.Struct):
    """Why something could not be read.

    Attributes:
        code: Stable identifier in kebab case.
        message: One sentence that names the offending element.
        where: The element, byte offset, or line and column.
        help: A way out, may be empty.
        choices: Paths of which one has to be opened instead.
    """

    code: str
    message: str
    where: str = ""
    help: str = ""
    choices: list[str] = []


class Verdict(msgspec.Struct):
    """What the model is; a field is None where it could not be told.

    Attributes:
        architecture: e.g. ``transformer``.
        type: e.g. ``text encoder``.
        family: Identifier, e.g. ``bert``.
        name: Title for people, e.g. ``BERT``.
        signature: Identifier of the signature that decided.
        confidence: 0 to 1.
        basis: ``operators``, or ``parameters`` for formats that hold weights only.
        part: Which part of its family's model this graph is.
    """

    architecture: str | None
    type: str | None
    family: str | None
    name: str | None
    signature: str | None
    confidence: float
    basis: Literal["operators", "parameters"] = "operators"
    part: Part = "whole"


class Component(msgspec.Struct):
    """Another family's network inside the model.

    Attributes:
        family: Identifier.
        signature: Identifier of the signature that found it.
        nodes: Stored nodes of it.
        name: Title for people.
    """

    family: str
    signature: str
    nodes: int
    name: str = ""


class MatchCount(msgspec.Struct):
    """How often a signature matched."""

    signature: str
    kind: Literal["block", "family"]
    count: int


class ClauseCount(msgspec.Struct):
    """How often a clause of the signature that decided matched."""

    clause: str
    count: int


class Seconds(msgspec.Struct):
    """Wall-clock seconds per stage."""

    read: float = 0.0
    normalise: float = 0.0
    match: float = 0.0


class Evidence(msgspec.Struct, gc=False):
    """A node of the evidence tree: family → clauses → matches → nodes.

    Attributes:
        kind: Level in the tree.
        title: For a person, e.g. ``Post-norm encoder layer ×12``.
        detail: What was required or bound, may be empty.
        signature: Signature it speaks of, may be empty.
        stored: Indices of the stored nodes behind it, all levels below included.
        children: Next level.
        satisfied: False for a clause that failed (a rival's near miss).
        line: Line of the signature's file where a clause stands, 0 for anything else.
    """

    kind: EvidenceKind
    title: str
    detail: str = ""
    signature: str = ""
    stored: list[int] = []
    children: list[Evidence] = []
    satisfied: bool = True
    line: int = 0


class Report(msgspec.Struct):
    """One scanned model: the object that ``scan --json`` prints on a line."""

    path: str
    format: str
    status: Status
    error: Problem | None = None
    nodes: int = 0
    parameters: int = 0
    verdict: Verdict | None = None
    components: list[Component] = []
    matches: list[MatchCount] = []
    clauses: list[ClauseCount] = []
    coverage: float = 0.0
    skipped: list[str] = []
    findings: list[Finding] = []
    seconds: Seconds = msgspec.field(default_factory=Seconds)
    schema: int = SCHEMA
    library: str = ""
    """Digest of the signature library."""


class StoredNode(msgspec.Struct):
    """One stored node, for the details panel and for node references in JSON.

    Attributes:
        index: The stable reference (depth-first stored position).
        path: Where it stands: empty for the main graph, else ``#12/then_branch``.
        inputs: (name, dtype, shape text, whether constant) per input.
        outputs: (name, dtype, shape text, False) per output.
        attributes: (name, text) pairs.
    """

    index: int
    op_type: str
    domain: str
    name: str
    path: str
    scope: str
    inputs: list[tuple[str, str, str, bool]]
    outputs: list[tuple[str, str, str, bool]]
    attributes: list[tuple[str, str]]


class Documentation(msgspec.Struct):
    """What the standard says of an operator.

    Attributes:
        operator: Its name, behind its domain and ``::`` unless that is ONNX's own.
        since: Version of its operator set that brought it.
        text: What it does, as Markdown.
        inputs: (name, what it is) in their order; so are the next two.
        outputs: What it makes.
        attributes: What it can be told.
    """

    operator: str
    since: int
    text: str
    inputs: list[tuple[str, str]]
    outputs: list[tuple[str, str]]
    attributes: list[tuple[str, str]]


class Details(msgspec.Struct):
    """What is behind a box: the normal node or fold and its stored nodes (at most 500)."""

    title: str
    kind: str
    description: str
    attributes: list[tuple[str, str]]
    inputs: list[tuple[str, str, str, bool]]
    outputs: list[tuple[str, str, str, bool]]
    stored: list[StoredNode]
    stored_total: int
    documentation: Documentation | None = None


class TextFix(msgspec.Struct):
    """A way to put a text right.

    Attributes:
        title: What it does.
        text: The whole text afterwards.
    """

    title: str
    text: str


class TextProblem(msgspec.Struct):
    """What is wrong with a signature text and where; lines and columns count from 1.

    ``end_column`` is exclusive and may stand on a later line (``end_line``). ``fixes`` put it
    right at a press, the likeliest first.
    """

    code: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    help: str = ""
    severity: Literal["error", "warning"] = "error"
    fixes: list[TextFix] = []


class DraftMatches(msgspec.Struct):
    """A signature text matched on the open model.

    Attributes:
        state: ``empty``, ``broken`` (does not parse), ``nowhere``, ``selection`` (only the example
            it was drafted from), ``elsewhere`` (other places too).
        problems: What is wrong with the text.
        matches: Stored nodes of each match, in stored order.
        failure: For ``nowhere``: why not, one sentence (the clause that failed), may be empty.
        blamed: Stored nodes at which it failed.
        seconds: Time of the matching.
        gained: Numbers of the matches that were not there when the text was saved.
        lost: Stored nodes of the matches that were there then and are not now.
    """

    state: DraftState
    problems: list[TextProblem] = []
    matches: list[list[int]] = []
    failure: str = ""
    blamed: list[int] = []
    seconds: float = 0.0
    gained: list[int] = []
    lost: list[list[int]] = []


class GraphSummary(msgspec.Struct):
    """What a file says of itself, before any analysis."""

    path: str
    format: str
    producer: str
    opsets: dict[str, int]
    nodes: int
    parameters: int
    inputs: list[tuple[str, str, str]]
    outputs: list[tuple[str, str, str]]
    operators: list[tuple[str, int]]
    metadata: dict[str, str]
    findings: list[Finding]
    digest: str


class Finds(msgspec.Struct):
    """What a query found.

    Attributes:
        query: As it was asked.
        nodes: Indices of the stored nodes, in stored order, the first ones of very many.
        total: How many there are.
        problem: What is wrong with the query, empty when it is sound.
        inside: Of found nodes that hold a graph (If, Loop, calls): the stored nodes in it that
            are drawn in their place.
    """

    query: str
    nodes: list[int] = []
    total: int = 0
    problem: str = ""
    inside: dict[int, list[int]] = {}

    def drawn(self, node: int) -> list[int]:
        """The stored nodes to show for a found one."""
        return self.inside.get(node, [node])
