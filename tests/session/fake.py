"""A client without a process, and a small encoder model for it to speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from inspector.analysis.discovery.records import Corpus, Heat, Suggestion, Suggestions
from inspector.analysis.report import (
    Component,
    Details,
    DraftMatches,
    Evidence,
    Finds,
    GraphSummary,
    MatchCount,
    Problem,
    Report,
    StoredNode,
    TextFix,
    TextProblem,
    Verdict,
)
from inspector.analysis.shelf.records import Entry, Page
from inspector.analysis.tensors import TensorSummary
from inspector.analysis.workbench.changes import changed_matches
from inspector.analysis.workbench.records import (
    Clause,
    Dial,
    Explanation,
    Finding,
    MergedRow,
    Merging,
    Offer,
    Place,
    Refinement,
    Region,
    Vocabulary,
    Word,
)
from inspector.diagnostics import Finding as FileFinding
from inspector.layout.display import Box, DisplayGraph, Edge, Placed, Route, Scene
from inspector.layout.packed import PackedScene, boxes_of, pack
from inspector.worker import messages as m

LAYERS = 12
INSIDE = [
    ("SelfAttention", "fold", "attention", 12, "8 heads, 64"),
    ("Add", "operator", "elementwise", 1, ""),
    ("LayerNorm", "fold", "normalization", 3, "768"),
    ("Linear", "fold", "linear", 2, "768 → 3072"),
    ("Gelu", "fold", "activation", 5, ""),
    ("Linear", "fold", "linear", 2, "3072 → 768"),
    ("Add", "operator", "elementwise", 1, ""),
    ("LayerNorm", "fold", "normalization", 3, "768"),
]
EDGES_INSIDE = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (2, 6), (6, 7)]
PER_LAYER = sum(part[3] for part in INSIDE)
EMBEDDING = range(8)
POOLER = range(8 + LAYERS * PER_LAYER, 8 + LAYERS * PER_LAYER + 3)
RUN, FIRST_LAYER = 10, 100


def layer_nodes(layer: int) -> range:
    start = 8 + layer * PER_LAYER
    return range(start, start + PER_LAYER)


def build_scene(opened: set[int]) -> PackedScene:
    """Everything below everything, with the residual edge bent to the right."""
    boxes: list[Box] = []
    placed: list[Placed] = []
    edges: list[Edge] = []
    routes: list[Route] = []
    width = 420.0
    middle = width / 2
    y = 20.0

    def put(box: Box, w: float = 150, h: float = 44) -> Box:
        nonlocal y
        boxes.append(box)
        placed.append(Placed(box.id, middle - w / 2, y, w, h))
        y += h + 28
        return box

    def join(a: Box, b: Box, label: str = "", bend: float = 0.0) -> None:
        at = {p.id: p for p in placed}
        s, t = at[a.id], at[b.id]
        edges.append(Edge(a.id, b.id, label))
        x0, y0, x1, y1 = s.x + s.width / 2, s.y + s.height, t.x + t.width / 2, t.y
        if bend:
            points = [x0 + 30, y0, x0 + bend, y0 + 40, x1 + bend, y1 - 40, x1 + 30, y1]
            routes.append(Route(len(edges) - 1, points, curved=True))
        else:
            routes.append(Route(len(edges) - 1, [x0, y0, x1, y1]))

    def layer(number: int, parent: int, last: Box) -> Box:
        nonlocal y
        nodes = list(layer_nodes(number))
        box_id = FIRST_LAYER + number
        note = "one Linear more" if number == 6 else ""
        frame = Box(
            box_id,
            "fold",
            "EncoderLayer",
            f"layer {number}",
            "block",
            parent,
            box_id in opened,
            1,
            "PostNormEncoderLayer",
            nodes,
            note,
        )
        if not frame.open:
            put(frame)
            join(last, frame, "1×128×768")
            return frame
        boxes.append(frame)
        top = y
        y += 34
        slot = len(placed)
        inner: list[Box] = []
        start = nodes[0]
        for part, (label, kind, category, count, detail) in enumerate(INSIDE):
            inner.append(
                put(
                    Box(
                        1000 + number * 20 + part,
                        kind,
                        label,
                        detail,
                        category,
                        box_id,
                        False,
                        1,
                        label if kind == "fold" else "",
                        list(range(start, start + count)),
                    )
                )
            )
            start += count
        join(last, inner[0], "1×128×768")
        join(last, inner[1], "", 130)
        for a, b in EDGES_INSIDE:
            join(inner[a], inner[b], "1×128×768" if b - a == 1 else "", 130 if b - a > 1 else 0)
        placed.insert(slot, Placed(box_id, middle - 170, top, 340, y - top - 8))
        y += 20
        return inner[-1]

    source = put(Box(1, "input", "input_ids", "int64 1×128", "input"), 130, 36)
    emb = put(
        Box(
            2,
            "fold",
            "Embeddings",
            "30522 × 768",
            "embedding",
            stored=tuple(EMBEDDING),
            signature="BertEmbeddings",
        )
    )
    join(source, emb, "1×128")
    last = emb
    run = Box(
        RUN,
        "run",
        "EncoderLayer",
        "768",
        "block",
        -1,
        RUN in opened,
        LAYERS,
        "PostNormEncoderLayer",
        [n for i in range(LAYERS) for n in layer_nodes(i)],
        "layer 6 differs",
    )
    if run.open:
        boxes.append(run)
        top = y
        y += 34
        slot = len(placed)
        for number in range(LAYERS):
            last = layer(number, RUN, last)
        placed.insert(slot, Placed(RUN, middle - 190, top, 380, y - top - 8))
        y += 20
    else:
        put(run)
        join(last, run, "1×128×768")
        last = run
    pool = put(Box(3, "fold", "Pooler", "768", "linear", stored=tuple(POOLER)))
    join(last, pool, "1×128×768")
    mask = Box(5, "operator", "Tanh", "", "activation", stored=(POOLER[-1] + 1,))
    put(mask)
    join(pool, mask)
    end = put(Box(4, "output", "pooler_output", "float32 1×768", "output"), 140, 36)
    join(mask, end, "1×768")
    edges.append(Edge(1, 3, "", "attention_mask"))
    at = {p.id: p for p in placed}[3]
    routes.append(Route(len(edges) - 1, [at.x - 40, at.y + 22, at.x, at.y + 22], stub=True))
    return pack(Scene(DisplayGraph(boxes, edges), placed, routes, width, y))


def build_evidence() -> list[Evidence]:
    def nodes(stored: range) -> list[Evidence]:
        return [Evidence("node", f"MatMul #{n}", "", "", [n]) for n in list(stored)[:6]]

    matches = [
        Evidence(
            "match",
            f"layer {i + 1}",
            "W = 768",
            "PostNormEncoderLayer",
            list(layer_nodes(i)),
            nodes(layer_nodes(i)),
        )
        for i in range(LAYERS)
    ]
    embedding = Evidence(
        "match", "embedding", "", "BertEmbeddings", list(EMBEDDING), nodes(EMBEDDING)
    )
    clauses = [
        Evidence(
            "clause",
            "embedding: LayerNorm of a sum of embeddings",
            "1 needed, 1 found",
            "BertEmbeddings",
            list(EMBEDDING),
            [embedding],
        ),
        Evidence(
            "clause",
            "layer: PostNormEncoderLayer ×12",
            "at least 2, chained",
            "PostNormEncoderLayer",
            [n for e in matches for n in e.stored],
            matches,
        ),
    ]
    everything = sorted({n for c in clauses for n in c.stored})
    return [
        Evidence("family", "BERT", "all clauses hold", "bert", everything, clauses),
        Evidence(
            "family",
            "RoBERTa",
            "position ids are not made from the mask",
            "roberta",
            [],
            [
                Evidence("clause", "positions: CumSum", "not found", "roberta", satisfied=False),
            ],
            satisfied=False,
        ),
    ]


def build_report(path: str, library: str = "a") -> Report:
    return Report(
        path,
        "onnx",
        "ok",
        nodes=380,
        parameters=109_482_240,
        verdict=Verdict("transformer", "text encoder", "bert", "BERT", "bert", 0.97),
        components=[Component("resnet", "resnet", 120)],
        matches=[MatchCount("PostNormEncoderLayer", "block", 12), MatchCount("bert", "family", 1)],
        coverage=0.94,
        findings=[
            FileFinding(
                "external-data-missing",
                "warning",
                "The weights in model.onnx_data are not there.",
                "embeddings.weight",
            )
        ],
        library=library,
    )


def build_summary(path: str) -> GraphSummary:
    return GraphSummary(
        path,
        "onnx",
        "pytorch 2.9",
        {"": 18},
        380,
        109_482_240,
        [("input_ids", "int64", "1×128"), ("attention_mask", "int64", "1×128")],
        [("pooler_output", "float32", "1×768")],
        [("MatMul", 96), ("Add", 73), ("LayerNormalization", 25)],
        {"author": "nobody"},
        [
            FileFinding(
                "external-data-missing",
                "warning",
                "The weights in model.onnx_data are not there.",
                "embeddings.weight",
            )
        ],
        "sha256:0123456789abcdef",
    )


def build_details(box: int) -> Details:
    stored = [
        StoredNode(
            n,
            "MatMul",
            "",
            f"/encoder/layer.0/MatMul_{n}",
            "",
            "",
            [("hidden", "float32", "1×128×768", False), ("weight", "float32", "768×768", True)],
            [("out", "float32", "1×128×768", False)],
            [],
        )
        for n in range(3)
    ]
    return Details(
        f"Box {box}",
        "fold",
        "y = x·W + b on the last axis",
        [("axis", "-1")],
        [("x", "float32", "1×128×768", False), ("W", "float32", "768×768", True)],
        [("y", "float32", "1×128×768", False)],
        stored,
        12,
    )


def build_tensor() -> TensorSummary:
    counts = [1, 4, 9, 4, 1]
    spread = {"minimum": -0.5, "maximum": 0.5, "deviation": 0.2, "histogram": counts}
    return TensorSummary("float32", [4, 5], 20, ["-0.5", "0.25"], 19, nan=1, **spread)


TEXT = """format: 1
signature: my_layer
title: My layer
# drafted from 2 nodes
pattern: |
  a = Linear(x)
  out = Gelu(a)
"""


LINEAR = Place("form", 0, (0,))
GELU = Place("form", 0, (1,))


def build_clauses() -> list[Clause]:
    """The clause tree of ``TEXT``."""
    matches = [list(layer_nodes(i))[17:24] for i in range(LAYERS)]
    linear = Clause(
        LINEAR, "a = Linear(x)", "Linear", 6, 7, 6, 16, [nodes[:4] for nodes in matches]
    )
    gelu = Clause(GELU, "out = Gelu(a)", "Gelu", 7, 9, 7, 16, [nodes[4:] for nodes in matches])
    root = Place("form", 0)
    return [Clause(root, "Pattern", "12 matches", 6, 3, 7, 16, matches, [linear, gelu])]


def build_merging() -> Merging:
    """Two selections that differ in one statement."""
    rows = [
        MergedRow("a = Linear(x)", ["Linear", "Linear"], alike=True),
        MergedRow("out = {Gelu, Relu}(a)", ["Gelu", "Relu"], alike=False),
    ]
    return Merging(TEXT.replace("Gelu", "{Gelu, Relu}"), 13, 12, rows, 2)


def build_vocabulary() -> Vocabulary:
    """Two blocks and some operators."""
    words = [
        Word("Linear", "block", 72, "Linear"),
        Word("Gelu", "block", 12, "GELU"),
        Word("MatMul", "operator", 96),
        Word("Add", "operator", 73),
        Word("Conv", "operator"),
        Word("ConvTranspose", "operator"),
        Word("Relu", "operator"),
    ]
    attributes = {"Conv": ["group", "in", "kernel", "out"], "Linear": ["bias", "in", "out"]}
    return Vocabulary(words, attributes, {"category": ["block", "linear"]}, ["Gelu", "Linear"])


def build_refinement(text: str, place: Place, others: list[Place]) -> Refinement:
    """A dial of three notches and an edit, for any clause; both together can be split off."""
    if others:
        block = "format: 1\nblock: LinearGelu\npattern: Gelu(Linear(x))\n"
        rest = TEXT.replace("  a = Linear(x)\n  out = Gelu(a)\n", "  out = LinearGelu(Linear(x))\n")
        split = Offer("Split off as the block LinearGelu", rest, 12, block=block)
        return Refinement(place, others, edits=[split])
    if place != GELU:
        return Refinement(place)
    notches = [
        Offer("Gelu", text, 12, active=True),
        Offer("any activation", text.replace("Gelu", "{Gelu, Relu}"), 24),
        Offer("any operator", text.replace("Gelu", "_"), 90),
    ]
    edits = [Offer("Make optional", text.replace("Gelu(", "Gelu?("), 12)]
    return Refinement(place, [], [Dial("operator", notches)], edits)


def build_explanation(text: str, nodes: list[int]) -> Explanation:
    """One Linear fits, then another activation stands there."""
    both = Offer("This or that: {Gelu, Relu}", text.replace("Gelu", "{Gelu, Relu}"), 13)
    return Explanation(
        False,
        "1 node fits, then Gelu is expected where Relu is",
        "Gelu",
        "Relu",
        GELU,
        nodes[-1:],
        nodes[:1],
        [both],
    )


def find_text(query: str) -> Finds:
    """The first stored node of each box that says a text."""
    wanted = query.casefold()
    found = [
        box.stored[0]
        for box in boxes_of(build_scene({RUN, FIRST_LAYER}))
        if not box.open and wanted in f"{box.label} {box.detail} {box.category}".casefold()
    ]
    return Finds(query, found, len(found))


def match_text(text: str, stored: list[int]) -> DraftMatches:
    if not text.strip():
        return DraftMatches("empty")
    if "Linear(x" not in text:
        return DraftMatches(
            "broken",
            [
                TextProblem(
                    "unknown-name",
                    "Nothing is called “Liner”.",
                    6,
                    7,
                    6,
                    12,
                    "Did you mean Linear?",
                    fixes=[TextFix("Write Linear", text.replace("Liner", "Linear"))],
                )
            ],
        )
    if "Relu" in text:
        return DraftMatches("nowhere", failure="out = Relu(a): found Gelu", blamed=[25])
    layers = range(3, LAYERS) if "Softplus" in text else range(LAYERS)
    found = [list(layer_nodes(i))[17:24] for i in layers]
    return DraftMatches("elsewhere", [], found, seconds=0.004)


def build_heat() -> Heat:
    """The embedding in none, the layers in three families, the pooler in all five."""
    corpus = Corpus("a few models", "2026-01-31", 12, ["A", "B", "C", "D", "E"], 2)
    nodes = range(POOLER.stop)
    counts = [0 if n in EMBEDDING else 5 if n in POOLER else 3 for n in nodes]
    return Heat(corpus, list(nodes), counts, [[0, 1, 2] if c == 3 else [] for c in counts])


def build_suggestions() -> Suggestions:
    """The layers, and the feed-forward halves of two of them."""
    layers = [list(layer_nodes(n)) for n in range(LAYERS)]
    halves = [layer[16:] for layer in layers[:2]]
    found = [
        Suggestion("Block A", PER_LAYER, 3, 0, 2.5, False, layers),
        Suggestion("FeedForward", 12, 5, 3, 0.5, True, halves),
    ]
    return Suggestions(build_heat().corpus, found)


class FakeClient:
    """Answers at once, through the callbacks; ``silent`` keeps requests for later."""

    made: ClassVar[list[FakeClient]] = []
    quiet_from_start: ClassVar[bool] = False
    findings: ClassVar[list[Finding]] = []

    def __init__(
        self, on_answer: Callable[[m.AnyAnswer], None], on_exit: Callable[..., None]
    ) -> None:
        self.on_answer = on_answer
        self.on_exit = on_exit
        self.sent: list[m.AnyRequest] = []
        self.silent = self.quiet_from_start
        self.made.append(self)
        self.cancelled = 0
        self.closed = False
        self.problem: Problem | None = None
        self.path = ""

    def send(self, request: m.AnyRequest) -> None:
        self.sent.append(request)
        if not self.silent:
            self.answer(request)

    def cancel(self) -> None:
        self.cancelled += 1

    def close(self) -> None:
        self.closed = True

    def answer(self, request: m.AnyRequest) -> None:
        for answer in self.answers(request):
            self.on_answer(answer)

    def answers(self, request: m.AnyRequest) -> list[m.AnyAnswer]:
        at = (request.document, request.revision)
        if self.problem is not None:
            return [m.Failed(*at, self.problem)]
        match request:
            case m.Open(path=path):
                self.path = path
                return [
                    m.Progress(*at, "Reading the graph", 0.2),
                    m.Opened(*at, build_summary(path)),
                    m.Scanned(*at, build_report(path), build_evidence()),
                    m.SceneReady(*at, build_scene({RUN, FIRST_LAYER})),
                ]
            case m.Rescan():
                return [
                    m.Scanned(*at, build_report(self.path, "b"), build_evidence()),
                    m.SceneReady(*at, build_scene(set())),
                ]
            case m.Arrange(opened=opened, by_names=by_names):
                scene = build_scene(set(opened or ()))
                scene.by_names = by_names
                return [m.SceneReady(*at, scene)]
            case m.Describe(box=box):
                return [m.DetailsReady(*at, box, build_details(box))]
            case m.Find(query=query):
                return [m.Found(*at, find_text(query))]
            case m.Measure(node=node, place=place):
                return [m.Measured(*at, node, place, build_tensor())]
            case m.Draft():
                return [m.Drafted(*at, TEXT)]
            case m.MatchDraft(text=text, stored=stored, base=base):
                result = match_text(text, stored)
                if base and result.state != "broken":
                    before = match_text(base, []).matches
                    result.gained, result.lost = changed_matches(before, result.matches)
                return [m.DraftMatched(*at, result)]
            case _:
                return self.authoring_answers(request)

    def authoring_answers(self, request: m.AnyRequest) -> list[m.AnyAnswer]:
        at = (request.document, request.revision)
        match request:
            case m.Outline():
                return [m.Outlined(*at, build_clauses())]
            case m.Refine(text=text, place=place, others=others):
                return [m.Refined(*at, build_refinement(text, place, others))]
            case m.Explain(text=text, nodes=nodes):
                return [m.Explained(*at, build_explanation(text, nodes))]
            case m.Cut():
                return [m.CutReady(*at, [Region(0, [])])]
            case m.Check(text=text):
                return [m.Progress(*at, "Checking", -1), m.Checked(*at, text, self.findings)]
            case m.Browse():
                return [
                    m.Browsed(*at, build_entries(), ["/own/broken.yaml:1:1: It is no signature"])
                ]
            case m.ReadPage(name=name):
                return [self.page(at, name)]
            case m.AskHeat():
                return [m.HeatReady(*at, build_heat())]
            case m.Suggest():
                return [m.Suggested(*at, build_suggestions())]
            case m.Speak():
                return [m.Spoken(*at, build_vocabulary())]
            case m.Merge():
                return [m.MergeReady(*at, build_merging())]
            case _:
                return []

    def page(self, at: tuple[int, int], name: str) -> m.AnyAnswer:
        entry = next((e for e in build_entries() if name in (e.name, e.family)), None)
        if entry is None:
            return m.Failed(*at, Problem("unknown-signature", f"There is no signature '{name}'."))
        page = Page(entry, hallmark="a <b>", uses=list(entry.blocks), text=f"# {entry.name}\n")
        return m.PageReady(*at, page, build_scene(set()))


def build_entries() -> list[Entry]:
    """Three signatures, one of them the user's."""
    return [
        Entry(
            "bert", "family", "BERT", "transformer", "text encoder", "bert", "Masks words.",
            path="/shipped/bert.yaml", blocks=["Gelu", "Layer"],
        ),
        Entry("Gelu", "block", "GELU", path="/shipped/gelu.yaml"),
        Entry(
            "mine", "family", "My network", "cnn", "image classifier", "mine", own=True,
            path="/own/mine.yaml", blocks=["Gelu"],
        ),
    ]  # fmt: skip


class ManualLoop:
    """Posts at once; what is due later waits until ``run_later``."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def post(self, action: Callable[[], object]) -> None:
        action()

    def later(self, milliseconds: int, action: Callable[[], object]) -> Callable[[], None]:
        self.waiting.append(action)

        def call_off() -> None:
            if action in self.waiting:
                self.waiting.remove(action)

        return call_off

    def run_later(self) -> None:
        waiting, self.waiting = self.waiting, []
        for action in waiting:
            action()
