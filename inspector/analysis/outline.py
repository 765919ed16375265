"""The fold tree as a display graph: what is drawn for a set of open folds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from inspector.analysis.categories import category_of
from inspector.analysis.program import Program
from inspector.analysis.runs import Run, Structures, find_runs
from inspector.ir.graph import Shape
from inspector.layout.display import Box, DisplayGraph, Edge
from inspector.matching import FoldedGraph

RUN_BASE = 1 << 40
PORT_BASE = 1 << 41
"""Box ids: nodes and folds have their node number, runs and ports are numbered apart."""

FEW = 3
"""With at most so many boxes the engine opens them itself."""


def outline(graph: FoldedGraph, program: Program, opened: Collection[int] | None) -> DisplayGraph:
    """Makes the display graph of a folded graph.

    Args:
        graph: With all folds.
        program: For the blocks' titles and categories.
        opened: Ids of open boxes; None leaves the choice to the engine.
    """
    structures = Structures(graph)
    if opened is not None:
        return _Outline(graph, program, structures, set(opened)).make()
    display = _Outline(graph, program, structures, set()).make()
    foldable = [box.id for box in display.boxes if box.kind in ("fold", "run")]
    inner = [box for box in display.boxes if box.kind not in ("input", "output")]
    if len(inner) <= FEW and foldable:
        return _Outline(graph, program, structures, set(foldable)).make()
    return display


@dataclass(slots=True)
class _Outline:
    graph: FoldedGraph
    program: Program
    structures: Structures
    opened: set[int]
    boxes: list[Box] = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)

    def make(self) -> DisplayGraph:
        graph, structures = self.graph, self.structures
        self._ports(graph.normal.graph_inputs, "input")
        top = [n for n in range(len(graph.ops)) if graph.alive[n] and not graph.node_constant(n)]
        stack: list[tuple[list[int], int, dict[int, str]]] = [(top, -1, {})]
        while stack:
            nodes, parent, notes = stack.pop()
            stack.extend(reversed(self._level(nodes, parent, notes, structures)))
        self._ports(graph.normal.graph_outputs, "output")
        return DisplayGraph(self.boxes, self._edges())

    def _ports(self, values: list[int], kind: str) -> None:
        graph = self.graph
        base = PORT_BASE if kind == "input" else PORT_BASE * 2
        for place, value in enumerate(values):
            if value < 0 or (kind == "input" and not self._leads_on(value)):
                continue
            shape = shape_text(graph.shapes[value])
            detail = " ".join(w for w in (graph.dtypes[value].replace("unknown", ""), shape) if w)
            label = graph.normal.names[value] or kind
            box = Box(base + place, "input" if kind == "input" else "output", label, detail, kind)
            self.boxes.append(box)

    def _leads_on(self, value: int) -> bool:
        """Whether a node reads a value, or the graph gives it out as it came."""
        normal = self.graph.normal
        return bool(normal.uses[value]) or value in normal.graph_outputs

    def _level(
        self, nodes: list[int], parent: int, notes: dict[int, str], structures: Structures
    ) -> list[tuple[list[int], int, dict[int, str]]]:
        """Adds the boxes of one level; returns the levels below that are open."""
        graph = self.graph
        ordered = sorted(nodes, key=lambda n: (graph.order[n], n))
        runs = find_runs(graph, ordered, structures) if parent < RUN_BASE else []
        first = {run.members[0]: run for run in runs}
        hidden = {m for run in runs for m in (*run.members, *run.between)}
        below: list[tuple[list[int], int, dict[int, str]]] = []
        for node in ordered:
            if node in first:
                below += self._run(first[node], parent)
            elif node not in hidden:
                below += self._node(node, parent, notes.get(node, ""))
        return below

    def _run(self, run: Run, parent: int) -> list[tuple[list[int], int, dict[int, str]]]:
        graph = self.graph
        head = run.members[0]
        box = self._fold_box(head, parent)
        box.id, box.kind, box.count = RUN_BASE + head, "run", len(run.members)
        box.stored = tuple(
            sorted({i for m in (*run.members, *run.between) for i in graph.stored(m)})
        )
        odd = len(run.notes)
        box.note = f"{odd} of {len(run.members)} differ" if odd else ""
        if odd == 1:
            member, note = next(iter(run.notes.items()))
            box.note = f"number {run.members.index(member) + 1} differs: {note}"
        box.open = box.id in self.opened
        self.boxes.append(box)
        members = [*run.members, *run.between]
        if box.open:
            return [(members, box.id, run.notes)]
        self._hide(members, box.id)
        return []

    def _node(
        self, node: int, parent: int, note: str
    ) -> list[tuple[list[int], int, dict[int, str]]]:
        graph = self.graph
        fold = graph.folds.get(node)
        if fold is None:
            self.shown[node] = node
            operator = graph.ops[node]
            self.boxes.append(
                Box(
                    node,
                    "operator",
                    operator.rpartition(".")[2],
                    operator_detail(graph, node),
                    category_of(operator),
                    parent,
                    stored=tuple(graph.stored(node)),
                    note=note,
                )
            )
            return []
        box = self._fold_box(node, parent)
        box.note = note
        box.open = node in self.opened
        self.boxes.append(box)
        if box.open:
            return [(fold.members, node, {})]
        self._hide([node], node)
        return []

    def _fold_box(self, node: int, parent: int) -> Box:
        graph = self.graph
        name = graph.ops[node]
        signature = self.program.blocks.get(name)
        category = signature.category if signature is not None else "block"
        detail = fold_detail(graph.attributes[node])
        return Box(
            node,
            "fold",
            name,
            detail,
            category,
            parent,
            signature=name,
            stored=tuple(graph.stored(node)),
        )

    def _hide(self, nodes: list[int], box: int) -> None:
        """What is inside a closed box is shown by it."""
        for node in nodes:
            for leaf in self.graph.leaves(node):
                self.shown[leaf] = box

    def _edges(self) -> list[Edge]:
        graph, normal, shown = self.graph, self.graph.normal, self.shown
        inputs = {value: PORT_BASE + place for place, value in enumerate(normal.graph_inputs)}
        edges: dict[tuple[int, int], Edge] = {}
        for node in sorted(shown, key=lambda n: (graph.order[n], n)):
            target = shown[node]
            for value in normal.inputs[node]:
                if value < 0 or normal.constant[value]:
                    continue
                maker = normal.producer[value]
                source = inputs.get(value) if maker < 0 else shown.get(maker)
                if source is not None and source != target and (source, target) not in edges:
                    edges[source, target] = Edge(source, target, shape_text(graph.shapes[value]))
        for place, value in enumerate(normal.graph_outputs):
            if value < 0:
                continue
            maker = normal.producer[value]
            source = inputs.get(value) if maker < 0 else shown.get(maker)
            target = PORT_BASE * 2 + place
            if source is not None and (source, target) not in edges:
                edges[source, target] = Edge(source, target, shape_text(graph.shapes[value]))
        return list(edges.values())


def shape_text(shape: Shape | None) -> str:
    """``1×3×224×224``, with ``?`` for what is not known."""
    if shape is None:
        return ""
    return "×".join(str(e) if isinstance(e, int) else _size_name(e) for e in shape)


def _size_name(name: str | None) -> str:
    """A symbolic size by its name, unless an exporter made the name up."""
    if not name or len(name) > 12 or not name.isidentifier() or name.startswith("unk_"):
        return "?"
    return name


def operator_detail(graph: FoldedGraph, node: int) -> str:
    """The one line that tells most about an operator."""
    attributes = graph.attributes[node]
    parts: list[str] = []
    kernel = attributes.get("kernel")
    if isinstance(kernel, list):
        parts.append("×".join(str(k) for k in kernel))
    parts += _widths(attributes, alone=not parts)
    group = attributes.get("group", 1)
    if attributes.get("depthwise"):
        parts.append("depthwise")
    elif isinstance(group, int) and group > 1:
        parts.append(f"{group} groups")
    stride = attributes.get("stride")
    if isinstance(stride, list) and any(s != 1 for s in stride):
        parts.append("/" + "×".join(str(s) for s in dict.fromkeys(stride)))
    for name in ("perm", "shape", "axes", "axis", "scale"):
        value = attributes.get(name)
        if isinstance(value, list) and len(value) <= 6:
            parts.append(f"{name} {' '.join(str(v) for v in value)}")
        elif isinstance(value, int):
            parts.append(f"{name} {value}")
        if parts:
            break
    constant = [graph.scalar(v) for v in graph.inputs[node] if v >= 0 and graph.constant[v]]
    numbers = [f"{number:g}" for number in constant if number is not None]
    if numbers and not parts:
        parts.append(", ".join(numbers))
    if not parts:
        shapes = [
            shape_text(graph.shapes[v]) for v in graph.inputs[node] if v >= 0 and graph.constant[v]
        ]
        parts += [s for s in shapes if s][:1]
    module = attributes.get("module")
    return ", ".join(parts[:3] if not isinstance(module, str) else [module, *parts[:2]])


def _widths(attributes: dict[str, object], *, alone: bool) -> list[str]:
    """How wide an operator is, or a module of a file of weights."""
    given, out = attributes.get("in"), attributes.get("out")
    if out is not None:
        return [f"{given} → {out}" if alone and given is not None else str(out)]
    size, rows = attributes.get("size"), attributes.get("rows")
    if size is not None:
        return [str(size) if rows is None else f"{rows} × {size}"]
    return []


def fold_detail(attributes: dict[str, object]) -> str:
    """Widths and the activation of a fold, or which one of its kind a module is."""
    module = attributes.get("module")
    parts = [module] if isinstance(module, str) else []
    first, last = attributes.get("in"), attributes.get("out")
    if isinstance(first, int) and isinstance(last, int):
        parts.append(f"{first} → {last}")
    activation = attributes.get("activation") or attributes.get("act")
    if isinstance(activation, str):
        parts.append(activation)
    kernel = attributes.get("kernel")
    if isinstance(kernel, list):
        parts.append("×".join(str(k) for k in kernel))
    return ", ".join(parts)
