"""Why a pattern does not match: the best partial match in words."""

from __future__ import annotations

from inspector.matching import FoldedGraph, Miss
from inspector.matching.plan import CHAIN, CLAIM, CONSTANT, LITERAL, NODE, ORDER, Goal, Plan
from inspector.patterns.write import write_comparison


def explain_miss(graph: FoldedGraph, plan: Plan, miss: Miss) -> tuple[str, list[int]]:
    """One sentence and the stored nodes to blame; both empty when nothing came close."""
    if miss.goal is None:
        return _nothing(graph, plan), []
    value = miss.value
    node = graph.producer[graph.roots[value]] if value >= 0 else -1
    found = graph.ops[node] if node >= 0 else ("a constant" if value >= 0 else "no input")
    if node < 0 and value >= 0 and not graph.constant[value]:
        found = "an input of the graph"
    sentence = _sentence(miss, found, graph, node)
    count = len(miss.bound)
    nodes = {0: "", 1: "1 node fits, then "}.get(count, f"{count} nodes fit, then ")
    return f"{nodes}{sentence}", graph.stored(node) if node >= 0 else []


def _nothing(graph: FoldedGraph, plan: Plan) -> str:
    for operators, _ in plan.required:
        if not any(graph.by_operator.get(operator) for operator in operators):
            names = " or ".join(sorted(operators))
            return f"The graph has no {names} at this level"
    return "Nothing in the graph comes close"


def _sentence(miss: Miss, found: str, graph: FoldedGraph, node: int) -> str:
    goal = miss.goal
    assert goal is not None
    if miss.reason == "constraint" and miss.detail is not None:
        actual = graph.attributes[node].get(miss.detail.key) if node >= 0 else None
        shown = "nothing" if actual is None else str(actual)
        return f"{found} should have {write_comparison(miss.detail)}, but has {shown}"
    if miss.reason == "sealed":
        return f"the result of {found} is read elsewhere too, though the pattern seals it"
    if miss.reason == "same-value":
        return f"{_wanted(goal)} should be the same value as before (or a node of its own)"
    if miss.reason == "constant" and goal.kind == LITERAL:
        return f"{goal.value:g} is expected, {found} is there"
    if miss.reason == "inputs":
        return f"the inputs of {found} do not fit {_wanted(goal)}"
    return f"{_wanted(goal)} is expected where {found} is"


def _wanted(goal: Goal) -> str:
    if goal.kind in (NODE, CHAIN, CLAIM, ORDER):
        return " or ".join(sorted(goal.operators)) if goal.operators else "some operator"
    if goal.kind == CONSTANT:
        return "a constant"
    if goal.kind == LITERAL:
        return f"{goal.value:g}"
    return f"'{goal.name}'" if goal.name else "a value"
