"""What a normal graph is looked up by: order, roots behind layout nodes, operators, readers."""

from __future__ import annotations

from itertools import compress

from inspector.ir.normal import LAYOUT, NormalGraph

OUTSIDE = -2
"""A reader that stands for the graph's outputs."""


def topological_positions(normal: NormalGraph) -> list[int]:
    """Topological position per node."""
    if _is_ordered(normal):
        return list(range(len(normal.ops)))
    producer, inputs, alive = normal.producer, normal.inputs, normal.alive
    count = len(normal.ops)
    position = list(range(count))
    state = [0] * count
    place = 0
    for start in range(count):
        stack = [start] if alive[start] and not state[start] else []
        while stack:
            node = stack[-1]
            if state[node] == 0:
                state[node] = 1
                makers = (producer[v] for v in inputs[node] if v >= 0)
                stack.extend(m for m in makers if m >= 0 and state[m] == 0)
                continue
            stack.pop()
            if state[node] == 1:
                state[node] = 2
                position[node] = place
                place += 1
    return position


def _is_ordered(normal: NormalGraph) -> bool:
    """Whether every live node stands behind those that it reads."""
    producer, alive = normal.producer, normal.alive
    for node, inputs in enumerate(normal.inputs):
        for value in inputs:
            if producer[value] >= node and value >= 0 and alive[node]:
                return False
    return True


def layout_roots(
    normal: NormalGraph, order: list[int], by_operator: dict[str, list[int]]
) -> list[int]:
    """Per value the value at the start of the layout chain behind it."""
    roots = list(range(len(normal.producer)))
    inputs, outputs = normal.inputs, normal.outputs
    layout = [node for operator in LAYOUT for node in by_operator.get(operator, ())]
    layout.sort(key=order.__getitem__)
    for node in layout:
        source = inputs[node][0] if inputs[node] else -1
        if source >= 0 and outputs[node]:
            roots[outputs[node][0]] = roots[source]
    return roots


def nodes_by_operator(normal: NormalGraph) -> dict[str, list[int]]:
    """The live nodes of every operator."""
    ops = normal.ops
    found: dict[str, list[int]] = {op: [] for op in dict.fromkeys(ops)}
    for node in compress(range(len(ops)), normal.alive):
        found[ops[node]].append(node)
    return {op: nodes for op, nodes in found.items() if nodes}


def readers_of(normal: NormalGraph, roots: list[int]) -> list[list[int]]:
    """Per root value the nodes that read it, layout nodes looked through."""
    readers: list[list[int]] = [[] for _ in normal.producer]
    alive = normal.alive
    for node, op in enumerate(normal.ops):
        if alive[node] and op not in LAYOUT:
            for value in normal.inputs[node]:
                if value >= 0:
                    known = readers[roots[value]]
                    if not known or known[-1] != node:
                        known.append(node)
    for value in normal.graph_outputs:
        if value >= 0 and OUTSIDE not in readers[roots[value]][-1:]:
            readers[roots[value]].append(OUTSIDE)
    return readers
