"""Where a search has a choice: windows of inputs, trees of sums, chains, and results nearby."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.ir.normal import LAYOUT
from inspector.matching.fold import FoldedGraph
from inspector.matching.plan import Goal, result_operators

MOST_OPENINGS = 1000
"""Ways looked at to read one tree of sums: where sums are dense there are millions."""


def windows(goal: Goal, inputs: list[int]) -> list[list[int]]:
    """``(..., a, b, ...)``: the inputs that may stand for the arguments, side by side."""
    count = len(goal.arguments)
    last = len(inputs) - count
    if last < 0:
        return []
    if not count or not goal.open_start:
        starts = range(1)
    elif goal.open_end:
        starts = range(last + 1)
    else:
        starts = range(last, last + 1)
    return [inputs[start : start + count] for start in starts]


def openings(
    graph: FoldedGraph, node: int, wanted: int, used: set[int]
) -> tuple[list[tuple[list[int], tuple[int, ...]]], int]:
    """Ways to read a tree of equal binary nodes as one with so many operands.

    Returns:
        The operands, and the nodes opened to come to them; and how many ways were looked at,
        ``MOST_OPENINGS`` where there are more.
    """
    operator = graph.ops[node]
    found: list[tuple[list[int], tuple[int, ...]]] = []
    stack: list[tuple[list[int], tuple[int, ...]]] = [(graph.inputs[node], ())]
    seen: set[tuple[int, ...]] = set()
    while stack and len(seen) < MOST_OPENINGS:
        leaves, opened = stack.pop()
        if len(leaves) == wanted:
            found.append((leaves, opened))
            continue
        for place, leaf in enumerate(leaves):
            maker = graph.producer[graph.roots[leaf]] if leaf >= 0 else -1
            if maker < 0 or graph.ops[maker] != operator or maker in used or maker in opened:
                continue
            more = leaves[:place] + graph.inputs[maker] + leaves[place + 1 :]
            makers = tuple(sorted((*opened, maker)))
            if len(more) <= wanted and makers not in seen and not graph.constant[leaf]:
                seen.add(makers)
                stack.append((more, makers))
    return found, len(seen)


def links(
    graph: FoldedGraph, operators: frozenset[str] | None, value: int
) -> list[tuple[int, int]]:
    """Nodes that can be the next link of a chain that has come to a value.

    Returns:
        Each with the value it reads from the link before: its first input that carries data.
    """
    found: list[tuple[int, int]] = []
    while value >= 0:
        node = graph.producer[value]
        if node < 0:
            break
        operator, inputs = graph.ops[node], graph.inputs[node]
        layout = operator in LAYOUT
        if operator in operators if operators is not None else not layout:
            data = (v for v in inputs if v >= 0 and not graph.constant[v])
            found.append((node, next(data, -1)))
        if not layout:
            break
        value = inputs[0]
    return found


def shorter(goal: Goal) -> Goal:
    """What is left of a chain after a link."""
    left = Goal(goal.kind)
    left.operators, left.name, left.link = goal.operators, goal.name, goal.link
    left.arguments = goal.arguments
    left.minimum = goal.minimum - 1
    left.maximum = -1 if goal.maximum < 0 else goal.maximum - 1
    return left


def results_near(graph: FoldedGraph, goal: Goal, bound: Iterable[int], reach: int) -> list[int]:
    """Nodes that may make a goal's value, within reach of bound values where some are bound."""
    operators, open_to_any = result_operators(goal)
    roots = {graph.roots[v] for v in bound if v >= 0 and not graph.constant[v]}
    if not roots:
        return graph.live_nodes() if open_to_any else graph.nodes_with(operators)
    starts = {reader for root in roots for reader in graph.readers[root] if reader >= 0}
    starts.update(maker for root in roots if (maker := graph.producer[root]) >= 0)
    nodes = graph.forward(sorted(starts), reach, None)
    found = [node for node in nodes if open_to_any or graph.ops[node] in operators]
    for node in graph.nodes_with(operators & LAYOUT):
        root = graph.roots[graph.outputs[node][0]]
        if root in roots or graph.producer[root] in nodes:
            found.append(node)
    return sorted(found, key=lambda node: (graph.order[node], node))
