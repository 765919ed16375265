"""Details of one box, and what a file says of itself."""

from __future__ import annotations

from collections import Counter

from inspector.analysis.outline import PORT_BASE, RUN_BASE, shape_text
from inspector.analysis.report import Details, Documentation, GraphSummary, StoredNode
from inspector.analysis.scanning import Scan
from inspector.analysis.tensors import constant_of
from inspector.ir import Graph, Initializer, Model, Node, Value
from inspector.matching import FoldedGraph

MAX_STORED = 500
MAX_TEXT = 120

Port = tuple[str, str, str, bool]


def describe(scan: Scan, box: int) -> Details:
    """What is behind a box of the outline."""
    graph = scan.drawn
    if box >= PORT_BASE:
        return _port(scan, box)
    node = box - RUN_BASE if box >= RUN_BASE else box
    if not 0 <= node < len(graph.ops):
        return Details("Unknown", "operator", "This box is no longer there", [], [], [], [], 0)
    fold = graph.folds.get(node)
    signature = scan.program.blocks.get(graph.ops[node]) if fold is not None else None
    stored = graph.stored(node)
    return Details(
        signature.title if signature is not None else graph.ops[node],
        "run" if box >= RUN_BASE else ("fold" if fold is not None else "operator"),
        signature.description if signature is not None else "",
        [(key, value_text(value)) for key, value in graph.attributes[node].items()],
        [_normal_value(graph, value) for value in graph.inputs[node] if value >= 0],
        [_normal_value(graph, value) for value in graph.outputs[node] if value >= 0],
        [stored_node(scan.nodes[i]) for i in stored[:MAX_STORED] if i in scan.nodes],
        len(stored),
        None if fold is not None else _documentation(scan, [scan.nodes[i] for i in stored]),
    )


def _documentation(scan: Scan, stored: list[Node]) -> Documentation | None:
    """What ONNX says of the operator behind a box; of several the first that it knows."""
    from inspector.formats.onnx.documentation import documentation  # asked for by people only

    for node in stored:
        versions = scan.model.opsets
        version = versions.get(node.domain, versions.get("ai.onnx") if not node.domain else None)
        found = documentation(node.op_type, node.domain, version)
        if found is not None:
            name = f"{node.domain}::{node.op_type}" if node.domain else node.op_type
            return Documentation(
                name, found.since, found.text, found.inputs, found.outputs, found.attributes
            )
    return None


def _port(scan: Scan, box: int) -> Details:
    normal = scan.normal
    is_output = box >= PORT_BASE * 2
    values = normal.graph_outputs if is_output else normal.graph_inputs
    place = box - (PORT_BASE * 2 if is_output else PORT_BASE)
    if not 0 <= place < len(values):
        return Details("Unknown", "input", "This box is no longer there", [], [], [], [], 0)
    entry = _normal_value(scan.drawn, values[place])
    kind = "output" if is_output else "input"
    return Details(entry[0] or kind, kind, f"Graph {kind}", [], [entry], [], [], 0)


def _normal_value(graph: FoldedGraph, value: int) -> Port:
    name = graph.normal.names[value]
    return (name, graph.dtypes[value], shape_text(graph.shapes[value]), graph.constant[value])


def stored_node(node: Node) -> StoredNode:
    """A stored node as a record."""
    return StoredNode(
        node.index,
        node.op_type,
        node.domain,
        node.name,
        node_path(node),
        node.scope,
        [_stored_value(value) for value in node.inputs if value is not None],
        [_stored_value(value) for value in node.outputs],
        [(key, value_text(value)) for key, value in node.attributes.items()],
    )


def _stored_value(value: Value) -> Port:
    return (value.name, value.dtype, shape_text(value.shape), constant_of(value) is not None)


def node_path(node: Node) -> str:
    """Where a nested node stands, e.g. ``#12/then_branch``; empty in the main graph."""
    parts: list[str] = []
    graph = node.graph
    while graph.parent is not None:
        outer = graph.parent
        name = next((key for key, inner in outer.subgraphs() if inner is graph), "")
        parts.append(f"#{outer.index}/{name}")
        graph = outer.graph
    if graph.is_function:
        parts.append(f"function {graph.name}")
    return "/".join(reversed(parts))


def value_text(value: object) -> str:
    """An attribute for people, cut where it is long."""
    if isinstance(value, Initializer):
        text = f"tensor {value.dtype} {shape_text(value.shape) or 'scalar'}"
    elif isinstance(value, Graph):
        text = f"graph of {len(value.nodes)} nodes"
    elif isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
    elif isinstance(value, float):
        text = f"{value:g}"
    elif isinstance(value, list):
        text = ", ".join(value_text(entry) for entry in value[:32])
    else:
        text = str(value)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def summarise(model: Model) -> GraphSummary:
    """What a file says of itself, before any analysis."""
    graph = max(model.graphs.values(), key=lambda g: len(g.nodes), default=Graph())
    bodies = [*model.graphs.values(), *model.functions.values()]
    operators = Counter(node.op_type for body in bodies for node in body.walk())
    return GraphSummary(
        model.path,
        model.format,
        model.producer,
        dict(model.opsets),
        sum(operators.values()),
        model.parameter_count(),
        [(v.name, v.dtype, shape_text(v.shape)) for v in graph.inputs],
        [(v.name, v.dtype, shape_text(v.shape)) for v in graph.outputs],
        operators.most_common(),
        dict(model.metadata),
        list(model.findings),
        model.digest,
    )
