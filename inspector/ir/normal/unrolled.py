"""Recurrent networks whose steps are written out one after the other become one operator again.

A decomposition into core operators, or a loop over cells that was traced, leaves as many copies of
the cell as there were steps. They share their weights, and each reads what the one before it made.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.ir.normal.cells import GATES, PRODUCTS, lstm_result
from inspector.ir.normal.graph import ABSENT, LAYOUT, NormalGraph

_PARTS = frozenset({"Slice", "Gather", "Split"})
"""What takes one step out of a sequence."""


@dataclass(slots=True)
class _Step:
    """One copy of the cell.

    Attributes:
        result: The hidden state that it makes.
        products: Weight → node, of the products with weights that its gates are the sum of.
        before: The step whose hidden state it reads, None for the first.
        weight: The weight that hidden state is multiplied with, ABSENT for the first.
    """

    result: int
    products: dict[int, int]
    before: _Step | None = None
    weight: int = ABSENT


def join_unrolled(graph: NormalGraph) -> None:
    """Rewrites each chain of LSTM cells that share their weights."""
    steps: dict[int, _Step] = {}
    last: dict[int, _Step] = {}
    for node in graph.nodes_of("Split"):
        step = _step(graph, node, steps)
        if step is not None:
            steps[step.result] = last[step.result] = step
            if step.before is not None:
                last.pop(step.before.result, None)
    for step in last.values():
        chain = [step]
        while (before := chain[-1].before) is not None:
            chain.append(before)
        if len(chain) > 1:
            _join(graph, chain)


def _step(graph: NormalGraph, node: int, steps: dict[int, _Step]) -> _Step | None:
    """The cell whose gates a Split parts, None when it is none."""
    parts = [value for value in graph.outputs[node] if value >= 0 and graph.uses[value]]
    if len(parts) != GATES["LSTM"] or graph.constant[parts[0]]:
        return None
    result = lstm_result(graph, parts)
    products = _products(graph, graph.inputs[node][0]) if result >= 0 else {}
    if not products:
        return None
    step = _Step(result, products)
    for weight, product in products.items():
        before = steps.get(_path(graph, graph.inputs[product][0], LAYOUT)[-1])
        if before is not None:
            step.before, step.weight = before, weight
    return step


def _products(graph: NormalGraph, value: int) -> dict[int, int]:
    """The products with weights that a sum consists of, one step of them taken or all."""
    found: dict[int, int] = {}
    waiting = [value]
    while waiting:
        value = waiting.pop()
        maker = graph.producer[value]
        if graph.constant[value]:
            continue
        op = graph.ops[maker] if maker >= 0 else ""
        if op == "Add":
            waiting += graph.inputs[maker]
        elif op in LAYOUT or op in _PARTS:
            waiting.append(graph.inputs[maker][0])
        elif op in PRODUCTS and graph.constant[graph.inputs[maker][1]]:
            found[graph.inputs[maker][1]] = maker
        else:
            return {}
    return found


def _path(graph: NormalGraph, value: int, through: frozenset[str]) -> list[int]:
    """A value, what it is made of by certain operators only, and so on to the last."""
    path = [value]
    maker = graph.producer[value]
    while maker >= 0 and graph.ops[maker] in through:
        value = graph.inputs[maker][0]
        if graph.constant[value]:
            break  # a table of embeddings
        path.append(value)
        maker = graph.producer[value]
    return path


def _join(graph: NormalGraph, chain: list[_Step]) -> None:
    """Puts one operator in the place of a chain of cells, the last one first."""
    weight = chain[0].weight
    inputs = {each for step in chain for each in step.products} - {weight}
    if len(inputs) != 1 or any(step.weight != weight for step in chain[:-1]):
        return
    given = inputs.pop()
    if any(given not in step.products for step in chain):
        return
    source = _source(graph, [graph.inputs[step.products[given]][0] for step in chain])
    inside = _inside(graph, chain, source)
    joining = _joining(graph, {step.result for step in chain}, inside)
    if source < 0 or not _is_closed(graph, chain[0].result, inside, joining):
        return
    end = graph.producer[chain[0].result]
    graph.ops[end], graph.attributes[end] = "LSTM", {"direction": "forward"}
    graph.origins[end] = [origin for node in sorted(inside) for origin in graph.origins[node]]
    for node in joining:
        graph.bypass(node, chain[0].result)
    graph.set_inputs(end, [source, given, weight])
    for node in sorted(inside - {end}, reverse=True):
        graph.remove_node(node)


def _source(graph: NormalGraph, values: list[int]) -> int:
    """The sequence that all steps are taken of, ABSENT when there is none."""
    paths = [_path(graph, value, LAYOUT | _PARTS) for value in dict.fromkeys(values)]
    common = set(paths[0]).intersection(*paths[1:])
    return next((value for value in paths[0] if value in common), ABSENT)


def _inside(graph: NormalGraph, chain: list[_Step], source: int) -> set[int]:
    """The nodes that make the results out of the sequence."""
    inside: set[int] = set()
    waiting = [step.result for step in chain]
    while waiting:
        value = waiting.pop()
        node = graph.producer[value] if value >= 0 else ABSENT
        if node < 0 or node in inside or value == source or graph.constant[value]:
            continue
        inside.add(node)
        waiting += graph.inputs[node]
    return inside


def _joining(graph: NormalGraph, results: set[int], inside: set[int]) -> list[int]:
    """The nodes that put the results of all steps side by side, in any order."""
    readers = {node for value in results for node in graph.uses[value]} - inside
    return [
        node
        for node in sorted(readers)
        if graph.ops[node] == "Concat" and set(graph.inputs[node]) == results
    ]


def _is_closed(graph: NormalGraph, result: int, inside: set[int], joining: list[int]) -> bool:
    """Whether nothing else reads what is inside, the last result aside."""
    known = inside.union(joining)
    results = set(graph.graph_outputs)
    for node in inside:
        for value in graph.outputs[node]:
            if value < 0 or value == result:
                continue
            if value in results or not known.issuperset(graph.uses[value]):
                return False
    return True
