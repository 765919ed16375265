"""A selection cut out of a scanned model, as a record that another process can compare."""

from __future__ import annotations

from collections.abc import Collection

from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.records import Region, RegionNode, RegionValue
from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph

LARGEST = 4000
"""Nodes of a selection beyond which no pattern is written."""


def cut(scan: Scan, stored: list[int], *, best_only: bool = False) -> list[Region]:
    """A selection on every level on which it is made of whole nodes, the most folded one first.

    A level on which it is a single fold is left out unless no other holds it.

    Args:
        scan: The model.
        stored: The selected stored nodes.
        best_only: Stop at the first level that will do.
    """
    wanted = set(stored)
    found: list[Region] = []
    lone: Region | None = None
    for strata in range(len(scan.program.strata), -1, -1):
        graph = scan.level(strata).graph
        nodes = selected(graph, wanted, whole=strata > 0)
        if not nodes:
            continue
        region = Region(strata, [_node(graph, node) for node in nodes[:LARGEST]])
        if len(nodes) == 1 and nodes[0] in graph.folds:
            lone = lone or region
            continue
        found.append(region)
        if best_only:
            break
    return found or ([lone] if lone else [])


def selected(graph: FoldedGraph, wanted: set[int], *, whole: bool) -> list[int]:
    """Live nodes that make up a selection; none when one reaches beyond it."""
    found = []
    for node in range(len(graph.ops)):
        if not graph.alive[node] or graph.node_constant(node):
            continue
        stored = graph.stored(node)
        inside = sum(1 for index in stored if index in wanted)
        if inside == 0:
            continue
        if whole and inside < len(stored):
            return []
        if not whole and not mostly(graph, node, wanted):
            continue
        found.append(node)
    compute = [node for node in found if graph.ops[node] not in LAYOUT]
    return sorted(compute or found, key=lambda n: (graph.order[n], n))


def mostly(graph: FoldedGraph, node: int, wanted: Collection[int]) -> bool:
    """Whether a node is meant by a selection: the stored node it stands for first, or most of them.

    Args:
        graph: Where it is.
        node: A node or fold.
        wanted: The selected stored nodes.
    """
    origins = graph.normal.origins
    if node < len(origins) and origins[node] and origins[node][0] in wanted:
        return True
    stored = graph.stored(node)
    return 2 * sum(index in wanted for index in stored) >= len(stored) > 0


def _node(graph: FoldedGraph, node: int) -> RegionNode:
    return RegionNode(
        graph.ops[node],
        [_value(graph, value) for value in graph.inputs[node]],
        [graph.roots[value] if value >= 0 else -1 for value in graph.outputs[node]],
        simple_attributes(graph.attributes[node]),
        graph.stored(node),
    )


def _value(graph: FoldedGraph, value: int) -> RegionValue | None:
    if value < 0:
        return None
    number = None
    if graph.constant[value]:
        data = graph.normal.data[value]
        if data is not None and data.size == 1:
            number = graph.scalar(value)
    return RegionValue(graph.roots[value], bool(graph.constant[value]), number)


def simple_attributes(
    attributes: dict[str, object],
) -> dict[str, int | float | str | list[int]]:
    """Attributes that a constraint can speak of."""
    found: dict[str, int | float | str | list[int]] = {}
    for key, value in attributes.items():
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if isinstance(value, bool | int | float | str):
            found[key] = int(value) if isinstance(value, bool) else value
        elif isinstance(value, list | tuple) and 0 < len(value) <= 8:
            if all(isinstance(entry, int) for entry in value):
                found[key] = [int(entry) for entry in value]
    return found
