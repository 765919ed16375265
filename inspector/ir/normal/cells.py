"""Cells of recurrent networks that are written out become the operator they are a step of.

Frameworks that have no operator for a sequence run a loop over its steps, with the cell's
arithmetic as its body. The body is taken in once (the state before it counts as constant, since
it begins with zeros), so the cell stands in the graph like any other formula.
"""

from __future__ import annotations

from inspector.ir.normal.graph import ABSENT, LAYOUT, NormalGraph

_SIGMOIDS = frozenset({"Sigmoid", "HardSigmoid"})
PRODUCTS = frozenset({"MatMul", "Gemm"})
GATES = {"LSTM": 4, "GRU": 3}


def join_cells(graph: NormalGraph) -> None:
    """Rewrites the gates of an LSTM's or a GRU's cell and what is made of them."""
    for node in graph.nodes_of("Split"):
        parts = [value for value in graph.outputs[node] if value >= 0 and graph.uses[value]]
        if graph.constant[graph.outputs[node][0]] or len(parts) not in GATES.values():
            continue
        products = _products(graph, graph.inputs[node][0])
        if not products:
            continue
        op = "LSTM" if len(parts) == GATES["LSTM"] else "GRU"
        made = lstm_result(graph, parts) if op == "LSTM" else _gru(graph, parts)
        if made >= 0:
            _replace(graph, op, products, made)
    for node in graph.nodes_of("ScatterElements"):
        _join_steps(graph, node)


def _reader(graph: NormalGraph, value: int, *ops: str) -> int:
    """The only node of these operators that reads a value, ABSENT when there is another number."""
    found = [node for node in dict.fromkeys(graph.uses[value]) if graph.ops[node] in ops]
    return found[0] if len(found) == 1 else ABSENT


def _made(graph: NormalGraph, node: int) -> int:
    return graph.outputs[node][0]


def _products(graph: NormalGraph, value: int) -> list[int]:
    """The products with weights that a sum consists of, besides constants."""
    found, waiting = [], [value]
    while waiting:
        value = waiting.pop()
        maker = graph.producer[value]
        if graph.constant[value]:
            continue
        if maker >= 0 and (graph.ops[maker] == "Add" or graph.ops[maker] in LAYOUT):
            waiting += graph.inputs[maker]
        elif maker >= 0 and graph.ops[maker] in PRODUCTS:
            if not graph.constant[graph.inputs[maker][1]]:
                return []
            found.append(maker)
        else:
            return []
    return found


def lstm_result(graph: NormalGraph, parts: list[int]) -> int:
    """The value ``σ(o) · tanh(σ(f) · c + σ(i) · tanh(g))``, ABSENT when the parts make none."""
    readers = [graph.uses[part] for part in parts]
    if any(len(nodes) != 1 for nodes in readers):
        return ABSENT
    gates = [nodes[0] for nodes in readers]
    squashed = [node for node in gates if graph.ops[node] == "Tanh"]
    opened = [_made(graph, node) for node in gates if graph.ops[node] in _SIGMOIDS]
    if len(squashed) != 1 or len(opened) != 3:
        return ABSENT
    added = _reader(graph, _made(graph, squashed[0]), "Mul")
    state = _reader(graph, _made(graph, added), "Add") if added >= 0 else ABSENT
    shown = _reader(graph, _made(graph, state), "Tanh") if state >= 0 else ABSENT
    result = _reader(graph, _made(graph, shown), "Mul") if shown >= 0 else ABSENT
    if result < 0:
        return ABSENT
    first, last = (
        [value for value in graph.inputs[node] if value in opened] for node in (added, result)
    )
    return _made(graph, result) if len(first) == len(last) == 1 and first != last else ABSENT


def _gru(graph: NormalGraph, parts: list[int]) -> int:
    """The value ``z · h + (1 - z) · tanh(...)``, ABSENT when the parts make none."""
    found: dict[str, list[int]] = {}
    for part in parts:
        node = _behind_sum(graph, part)
        if node < 0:
            return ABSENT
        op = "Sigmoid" if graph.ops[node] in _SIGMOIDS else graph.ops[node]
        found.setdefault(op, []).append(node)
    if len(found.get("Sigmoid", ())) != 2 or len(found.get("Tanh", ())) != 1:
        return ABSENT
    product = _reader(graph, _made(graph, found["Tanh"][0]), "Mul")
    result = _reader(graph, _made(graph, product), "Add") if product >= 0 else ABSENT
    return _made(graph, result) if result >= 0 else ABSENT


def _behind_sum(graph: NormalGraph, value: int) -> int:
    """The activation that reads a value, perhaps with something added to it first."""
    for _ in range(2):
        nodes = list(dict.fromkeys(graph.uses[value]))
        if len(nodes) != 1:
            return ABSENT
        if graph.ops[nodes[0]] != "Add":
            return nodes[0]
        value = _made(graph, nodes[0])
    return ABSENT


def _replace(graph: NormalGraph, op: str, products: list[int], made: int) -> None:
    """Puts the operator in the place of the node that makes a cell's result."""
    last = graph.producer[made]
    source = _sequence(graph, graph.inputs[products[0]][0])
    weights = [graph.inputs[node][1] for node in products]
    inside = _between(graph, products, last)
    graph.ops[last], graph.attributes[last] = op, {"direction": "forward"}
    graph.set_inputs(last, [source, *weights])
    for node in inside:
        graph.origins[last] = graph.origins[last] + graph.origins[node]
    for node in sorted(inside, reverse=True):
        if all(value < 0 or not graph.uses[value] for value in graph.outputs[node]):
            for value in graph.inputs[node]:
                taken = graph.producer[value] if value >= 0 else ABSENT
                if taken >= 0 and graph.ops[taken] == "Gather" and graph.uses[value] == [node]:
                    graph.origins[last] = graph.origins[last] + graph.origins[taken]
                    graph.remove_node(taken)
            graph.remove_node(node)


def _join_steps(graph: NormalGraph, node: int) -> None:
    """Takes away what puts a cell's result in its place among those of all steps.

    What the loop has made so far counts as constant, as the state does; the sequence of the
    results is the operator's own.
    """
    so_far, place, item = graph.inputs[node][:3]
    maker = graph.producer[item] if item >= 0 else ABSENT
    if maker < 0 or graph.ops[maker] != "Unsqueeze" or graph.uses[item] != [node]:
        return
    step = graph.inputs[maker][0]
    cell = graph.producer[step]
    if cell >= 0 and graph.ops[cell] in GATES and graph.constant[so_far] and graph.constant[place]:
        graph.bypass(node, step)
        graph.bypass(maker)


def _between(graph: NormalGraph, products: list[int], last: int) -> set[int]:
    """The nodes on paths from the products to the cell's result."""
    forward: set[int] = set()
    waiting = list(products)
    while waiting:
        node = waiting.pop()
        if node in forward or node == last:
            continue
        forward.add(node)
        waiting += [reader for value in graph.outputs[node] for reader in graph.uses[value]]
    backward: set[int] = set()
    waiting = [graph.producer[value] for value in graph.inputs[last]]
    while waiting:
        node = waiting.pop()
        if node < 0 or node in backward or node not in forward:
            continue
        backward.add(node)
        waiting += [graph.producer[value] for value in graph.inputs[node] if value >= 0]
    return backward


def _sequence(graph: NormalGraph, step: int) -> int:
    """The sequence that a step is taken of by its index."""
    maker = graph.producer[step]
    if maker >= 0 and graph.ops[maker] == "Gather":
        table, index = graph.inputs[maker][:2]
        if graph.constant[index] and not graph.constant[table]:
            return table
    return step
