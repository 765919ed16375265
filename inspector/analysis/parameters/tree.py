"""The tree of modules as a folded graph: what the canvas and the renderer draw.

Every scope that holds more than one module becomes a fold. No edge is drawn, because nothing in the
file tells how the modules connect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.ir import Graph
from inspector.ir.normal import NormalGraph
from inspector.matching import Fold, FoldedGraph

_MOST_PARTS = 48


@dataclass(slots=True)
class _Scope:
    """A part of the tree: a module, or scopes by their names.

    Attributes:
        node: The module itself, -1 for a scope that owns no parameters.
    """

    node: int = -1
    inside: dict[str, _Scope] = field(default_factory=dict)


def fold_modules(graph: Graph) -> FoldedGraph:
    """Makes the folded graph of a tree of modules.

    Args:
        graph: Modules, in the order they are to be drawn.
    """
    normal = NormalGraph()
    root = _Scope()
    for node in graph.nodes:
        parts = node.name.replace("/", ".").split(".", _MOST_PARTS)
        sizes = {"module": parts[-1], **_sizes(node.attributes)}
        number = normal.add_node(node.op_type, [], [], sizes, [node.index])
        scope = root
        for part in parts:
            scope = scope.inside.setdefault(part, _Scope())
        scope.node = number
    folded = FoldedGraph(normal)
    for name, scope in root.inside.items():
        _fold(folded, name, scope)
    return folded


def _sizes(attributes: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in attributes.items() if key not in ("stored", "class")}


def _fold(folded: FoldedGraph, name: str, scope: _Scope, number: str = "") -> None:
    """Folds a scope from within; the depth is that of names, which have few parts."""
    while scope.node < 0 and len(scope.inside) == 1:
        (part, scope), *_ = scope.inside.items()
        name = f"{name}.{part}"
    if not scope.inside:
        return
    members = [] if scope.node < 0 else [scope.node]
    for part, inner in scope.inside.items():
        if part.isdecimal():
            _fold(folded, name.rpartition(".")[2], inner, part)
        else:
            _fold(folded, part, inner)
        members.append(_top(folded, inner))
    counted = sum(1 for part in scope.inside if part.isdecimal())
    _add(folded, name, members, number or (f"×{counted}" if counted > 1 else ""))


def _top(folded: FoldedGraph, scope: _Scope) -> int:
    """The node or fold that stands for a scope."""
    while scope.node < 0 and len(scope.inside) == 1:
        (scope,) = scope.inside.values()
    node = scope.node if scope.node >= 0 else _first(scope)
    while node in folded.parent:
        node = folded.parent[node]
    return node


def _first(scope: _Scope) -> int:
    while scope.node < 0:
        scope = next(iter(scope.inside.values()))
    return scope.node


def _add(folded: FoldedGraph, label: str, members: list[int], detail: str) -> None:
    attributes: dict[str, object] = {"module": detail} if detail else {}
    node = len(folded.ops)
    folded.ops.append(label)
    folded.inputs.append([])
    folded.outputs.append([])
    folded.attributes.append(attributes)
    folded.alive.append(True)
    folded.order.append(min(folded.order[member] for member in members))
    for member in members:
        folded.alive[member] = False
        folded.parent[member] = node
    folded.folds[node] = Fold(node, label, members, attributes)
    folded.by_operator.setdefault(label, []).append(node)
