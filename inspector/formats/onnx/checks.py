"""What is wrong with graphs as wholes: cycles, calls without end, operators nobody knows."""

from __future__ import annotations

from collections import deque

from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.ir.graph import Graph, Model, Node

_KNOWN_DOMAINS = frozenset(
    {
        "",
        "ai.onnx",
        "ai.onnx.ml",
        "ai.onnx.preview",
        "ai.onnx.preview.training",
        "ai.onnx.training",
        "com.microsoft",
    }
)

_ESTIMATORS = frozenset(
    {"LinearClassifier", "LinearRegressor", "SVMClassifier", "SVMRegressor"}
    | {"TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"}
)
"""Operators of ``ai.onnx.ml`` that are a whole model of their own."""
_NEURAL = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN"})

FunctionKey = tuple[str, str, str]


def check(model: Model, limits: Limits, log: FindingLog) -> None:
    """Looks for what would mislead or exhaust the rest of the program.

    Args:
        model: Freshly read; functions whose calls do not end are taken out of it.
        limits: How far calls of functions may expand.
        log: Gets the findings.
    """
    for body in [*model.graphs.values(), *model.functions.values()]:
        _find_cycles(body, log)
    _find_unknown(model, log)
    _find_estimators(model, log)
    _find_endless(model, limits, log)


# Cycles


def _find_cycles(body: Graph, log: FindingLog) -> None:
    suspects: dict[Graph, None] = {}
    for node in body.walk():
        for value in node.inputs:
            producer = None if value is None else value.producer
            if producer is None:
                continue
            if producer.graph is not node.graph:
                if producer.index > node.index or _encloses(producer, node):
                    suspects[producer.graph] = None
            elif producer.index >= node.index:
                suspects[node.graph] = None
    for graph in suspects:
        _report_cycle(graph, log)


def _encloses(outer: Node, node: Node) -> bool:
    around = node.graph.parent
    while around is not None:
        if around is outer:
            return True
        around = around.graph.parent
    return False


def _report_cycle(graph: Graph, log: FindingLog) -> None:
    """Names the nodes that no topological order can place (Kahn's algorithm)."""
    needs, readers = _dependencies(graph)
    missing = {node: len(before) for node, before in needs.items()}
    ready = deque(node for node, count in missing.items() if count == 0)
    while ready:
        for reader in readers.get(ready.popleft(), ()):
            missing[reader] -= 1
            if missing[reader] == 0:
                ready.append(reader)
    stuck = {node for node, count in missing.items() if count}
    if not stuck:
        return
    cycle = _one_cycle(stuck, needs)
    names = [f"#{node.index} {node.op_type}" for node in cycle]
    log.add(
        "cycle",
        "warning",
        f"{len(cycle)} nodes form a cycle: {some(names, 8)}. The graph cannot be executed.",
        names[0],
    )


def _dependencies(graph: Graph) -> tuple[dict[Node, dict[Node, None]], dict[Node, list[Node]]]:
    """Producers and readers within one graph; nested graphs read on behalf of their node."""
    needs: dict[Node, dict[Node, None]] = {node: {} for node in graph.nodes}
    readers: dict[Node, list[Node]] = {}
    for producer in graph.nodes:
        for value in producer.outputs:
            for node, _ in value.uses:
                reader: Node | None = node
                while reader is not None and reader.graph is not graph:
                    reader = reader.graph.parent
                if reader is not None and producer not in needs[reader]:
                    needs[reader][producer] = None
                    readers.setdefault(producer, []).append(reader)
    return needs, readers


def _one_cycle(stuck: set[Node], needs: dict[Node, dict[Node, None]]) -> list[Node]:
    """A cycle among nodes that each need another one of them."""
    node = min(stuck, key=lambda each: each.index)
    place: dict[Node, int] = {}
    path: list[Node] = []
    while node not in place:
        place[node] = len(path)
        path.append(node)
        node = next(before for before in needs[node] if before in stuck)
    cycle = path[place[node] :]
    cycle.reverse()
    first = min(range(len(cycle)), key=lambda position: cycle[position].index)
    return cycle[first:] + cycle[:first]


# Operators


def _find_unknown(model: Model, log: FindingLog) -> None:
    functions = {(domain, name) for domain, name, _ in model.functions}
    unknown: dict[str, dict[str, int]] = {}
    for body in [*model.graphs.values(), *model.functions.values()]:
        for node in body.walk():
            if node.domain in _KNOWN_DOMAINS or (node.domain, node.op_type) in functions:
                continue
            counts = unknown.setdefault(node.domain, {})
            counts[node.op_type] = counts.get(node.op_type, 0) + 1
    for domain, counts in unknown.items():
        log.add(
            "custom-operators",
            "info",
            f"Operators of the domain {shown(domain)} are not ONNX's own; what they do is not "
            f"known: {some(list(counts))}.",
            shown(domain),
        )


def _find_estimators(model: Model, log: FindingLog) -> None:
    """Tells of models of classical machine learning: no family of networks is theirs."""
    found: dict[str, None] = {}
    for body in model.graphs.values():
        for node in body.walk():
            if node.op_type in _NEURAL:
                return
            if node.domain == "ai.onnx.ml" and node.op_type in _ESTIMATORS:
                found[node.op_type] = None
    if found:
        log.add(
            "no-network",
            "info",
            f"The graph is a model of classical machine learning ({some(list(found))}) and no "
            "neural network; no family can be told.",
        )


# Functions


def _find_endless(model: Model, limits: Limits, log: FindingLog) -> None:
    """Takes out functions that call themselves, and all when their calls expand too far."""
    if not model.functions:
        return
    recursive = _drop_recursive(model, log)
    if expanded_size(model, limits) > limits.expanded_nodes:
        log.add(
            "expansion-too-large",
            "danger",
            f"Calls of functions expand to more than {limits.expanded_nodes} nodes; "
            "they are shown unexpanded.",
        )
        model.skipped.append("The bodies of all functions, because they expand too far.")
        model.functions.clear()
    if recursive:
        model.skipped.append("The bodies of functions that call themselves.")


def expanded_size(model: Model, limits: Limits) -> int:
    """Nodes of the main graphs with all calls of functions expanded, as far as the limit.

    Args:
        model: A model without functions that call themselves.
        limits: Its ``expanded_nodes`` is where counting ends.
    """
    sizes: dict[tuple[str, str], int] = {}
    for key in _callees_first(model):
        sizes[key[:2]] = _expanded(model.functions[key], sizes, limits)
    return sum(_expanded(graph, sizes, limits) for graph in model.graphs.values())


def _drop_recursive(model: Model, log: FindingLog) -> bool:
    order = set(_callees_first(model))
    recursive = [key for key in model.functions if key not in order]
    for key in recursive:
        del model.functions[key]
    if recursive:
        log.add(
            "recursive-function",
            "warning",
            f"Functions call themselves: {some([key[1] for key in recursive])}; "
            "they are shown unexpanded.",
        )
    return bool(recursive)


def _callees_first(model: Model) -> list[FunctionKey]:
    """The functions, each after those it calls; those in or behind a cycle are left out."""
    by_name: dict[tuple[str, str], list[FunctionKey]] = {}
    for key in model.functions:
        by_name.setdefault(key[:2], []).append(key)
    missing: dict[FunctionKey, int] = {}
    callers: dict[FunctionKey, list[FunctionKey]] = {}
    for key, body in model.functions.items():
        called = {
            callee
            for node in body.walk()
            for callee in by_name.get((node.domain, node.op_type), ())
        }
        missing[key] = len(called)
        for callee in called:
            callers.setdefault(callee, []).append(key)
    ready = deque(key for key, count in missing.items() if count == 0)
    order = []
    while ready:
        key = ready.popleft()
        order.append(key)
        for caller in callers.get(key, ()):
            missing[caller] -= 1
            if missing[caller] == 0:
                ready.append(caller)
    return order


def _expanded(body: Graph, sizes: dict[tuple[str, str], int], limits: Limits) -> int:
    """Nodes of a graph with its calls expanded, as far as the limit."""
    total = sum(1 + sizes.get((node.domain, node.op_type), 0) for node in body.walk())
    return min(total, limits.expanded_nodes + 1)
