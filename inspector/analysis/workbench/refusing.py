"""Why no pattern can be made of a selection, in a sentence that says what to select instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.records import Region, RegionNode
from inspector.errors import InspectorError
from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph

_NAMED = 3


class NothingSelectedError(InspectorError):
    """A selection of which no pattern can be made."""

    code = "nothing-selected"


def nothing_in_it(scan: Scan, stored: Sequence[int]) -> NothingSelectedError:
    """Nothing of the selection takes part in the data flow."""
    operators = dict.fromkeys(scan.nodes[i].op_type for i in stored if i in scan.nodes)
    return NothingSelectedError(
        f"The selection holds only constants and what computes shapes ({_listed(operators)}): "
        "patterns see neither.",
        help="Select nodes that compute with the data.",
    )


def no_pattern(scan: Scan, stored: Sequence[int], regions: Sequence[Region]) -> InspectorError:
    """No pattern of the language stands for the selection.

    Args:
        scan: The model.
        stored: The selected stored nodes.
        regions: What it is on each level.
    """
    nodes = regions[-1].nodes
    parts = len(_parts(nodes))
    if all(node.operator in LAYOUT for node in nodes):
        names = _listed(dict.fromkeys(node.operator for node in nodes))
        return NothingSelectedError(
            f"The selection holds only layout operators ({names}): patterns look through them.",
            help="Select what computes before or behind them too.",
        )
    if parts > 1:
        return NothingSelectedError(
            f"The selection falls into {parts} parts between which no data flows.",
            help="Select what lies between them too, or one part at a time.",
        )
    halved = _halved(scan, set(stored))
    if halved:
        return NothingSelectedError(
            f"The selection takes a part of {_listed(halved)}, which patterns see as one node.",
            help="Select the whole fold, or leave it out.",
        )
    return NothingSelectedError(
        "No pattern stands for exactly this selection: its parts can be told apart only by "
        "what lies around them.",
        help="Select a node more between them, or fewer nodes.",
    )


def hangs_together(region: Region) -> bool:
    """Whether data joins all nodes of a region: one pattern of several parts matches anything."""
    return len(_parts(region.nodes)) == 1


def _parts(nodes: Sequence[RegionNode]) -> list[set[int]]:
    """Which nodes hang together by values that carry data."""
    parts: list[tuple[set[int], set[int]]] = []
    for number, node in enumerate(nodes):
        members = {number}
        values = {root for root in node.outputs if root >= 0}
        values |= {v.root for v in node.inputs if v is not None and not v.constant}
        apart = []
        for others, known in parts:
            if known.isdisjoint(values):
                apart.append((others, known))
            else:
                members |= others
                values |= known
        parts = [*apart, (members, values)]
    return [members for members, _ in parts]


def _halved(scan: Scan, wanted: set[int]) -> dict[str, None]:
    """The smallest folds of which the selection holds a part, by name."""
    graph: FoldedGraph = scan.level(1).graph
    found: dict[str, None] = {}
    for node, fold in graph.folds.items():
        if not graph.alive[node]:
            continue
        carrying = [m for m in fold.members if not graph.node_constant(m)]
        inside = [not wanted.isdisjoint(graph.stored(member)) for member in carrying]
        if any(inside) and not all(inside):
            found[fold.signature] = None
    return found


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")
