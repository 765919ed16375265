"""Folds by the scopes of names (``/encoder/layer.0/attention``), for who asks for them.

Names can say anything: these folds are for looking at a model that one trusts, the verdict and its
evidence know nothing of them. Their labels begin with a slash, and each says where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from inspector.analysis.absorbing import absorb_layout
from inspector.analysis.sections import inputs_of, result_of
from inspector.errors import InspectorError
from inspector.ir import Node
from inspector.ir.normal import NormalGraph
from inspector.matching import FoldedGraph

Scope = tuple[str, ...]

SAID = "by names"
DEEPEST = 12
"""Scopes within each other that are looked at."""
LEAST = 0.5
"""Share of the operators that must lie in scopes; fewer are no help."""
_NUMBERED = re.compile(r"(.*?)[._-]?(\d+)")


class NoScopesError(InspectorError):
    """The names in a file do not tell which nodes belong together."""

    code = "no-scopes"


def fold_scopes(normal: NormalGraph, nodes: Mapping[int, Node]) -> FoldedGraph:
    """Folds a graph by the scopes that its names tell, the innermost first.

    Args:
        normal: The graph.
        nodes: Stored nodes by index.

    Raises:
        NoScopesError: There are none, or too few.
    """
    graph = FoldedGraph(normal)
    places = _places(graph, nodes)
    for depth in range(min(DEEPEST, max(map(len, places.values()), default=0)), 0, -1):
        groups: dict[Scope, list[int]] = {}
        for node, scope in places.items():
            if len(scope) >= depth and graph.alive[node]:
                groups.setdefault(scope[:depth], []).append(node)
        for scope, members in groups.items():
            fold = _fold(graph, scope, members)
            if fold is not None:
                places[fold] = scope
    inside = sum(1 for node in graph.compute if node in graph.parent)
    if inside < LEAST * len(graph.compute):
        raise NoScopesError(
            "The names in this file do not tell which nodes belong together.",
            help="The folds by structure need no names.",
        )
    absorb_layout(graph)
    return graph


def _fold(graph: FoldedGraph, scope: Scope, members: list[int]) -> int | None:
    """Makes the fold of a scope; None where there is too little in it, or it has a hole."""
    if len(members) < 2:
        return None
    members.sort(key=lambda node: (graph.order[node], node))
    label, number = label_of(scope[-1])
    said: dict[str, object] = {"module": f"{number} {SAID}".strip()}
    inputs, result = inputs_of(graph, members), result_of(graph, members)
    fold = graph.fold(label, members, inputs, result, said)
    return None if fold is None else fold.node


def label_of(part: str) -> tuple[str, str]:
    """A scope's name with a slash, and its number: equal layers are to have one label."""
    match = _NUMBERED.fullmatch(part)
    if match is None or not match[1]:
        return f"/{part}", ""
    return f"/{match[1]}", match[2]


def scope_of(node: Node) -> Scope:
    """The scope that an exporter left, in the node's name, in that of its first weight, or none."""
    if node.scope:
        return tuple(part for part in node.scope.split("/") if part)
    if "/" in node.name:
        return tuple(part for part in node.name.split("/") if part)[:-1]
    for value in node.inputs:
        if value is not None and value.initializer is not None and "." in value.name:
            return _dotted(value.name)
    return ()


def _dotted(name: str) -> Scope:
    """``encoder.layer.0.query.weight`` as encoder, layer.0 and query."""
    parts: list[str] = []
    for part in name.split(".")[:-1]:
        if part.isdigit() and parts:
            parts[-1] += f".{part}"
        elif part:
            parts.append(part)
    return tuple(parts)


def _places(graph: FoldedGraph, nodes: Mapping[int, Node]) -> dict[int, Scope]:
    """The scope of each node; one that has none of its own belongs where those around it do."""
    order = [n for n in range(len(graph.ops)) if graph.alive[n] and not graph.node_constant(n)]
    order.sort(key=lambda node: (graph.order[node], node))
    own = {node: _own(graph, node, nodes) for node in order}
    before: dict[int, Scope] = {}
    for node in order:
        makers = [graph.normal.producer[v] for v in graph.inputs[node] if v >= 0]
        before[node] = own[node] or _deepest(before.get(maker, ()) for maker in makers)
    after: dict[int, Scope] = {}
    for node in reversed(order):
        readers = [r for v in graph.outputs[node] if v >= 0 for r in graph.normal.uses[v]]
        after[node] = own[node] or _deepest(after.get(reader, ()) for reader in readers)
    return {node: own[node] or _common(before[node], after[node]) for node in order}


def _own(graph: FoldedGraph, node: int, nodes: Mapping[int, Node]) -> Scope:
    found = (scope_of(nodes[at]) for at in graph.normal.origins[node] if at in nodes)
    return next((scope for scope in found if scope), ())


def _deepest(scopes: Iterable[Scope]) -> Scope:
    return max(scopes, key=len, default=())


def _common(first: Scope, second: Scope) -> Scope:
    """What two scopes begin with."""
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    return first[:same]
