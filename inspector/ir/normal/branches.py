"""Parallel linear branches of one input are one convolution, as re-parameterisation makes it.

``Conv(x) + Conv(x) + BatchNormalization(x)`` with equal strides and channels is a single linear
operator: the branch with the largest kernel stays, ``branches`` says how many there were.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph


def merge_branches(graph: NormalGraph) -> None:
    """Merges sums of parallel convolutions and norms, first sums first."""
    for node in graph.nodes_of("Add"):
        inputs = graph.inputs[node]
        if len(inputs) != 2 or inputs[0] == inputs[1]:
            continue
        makers = [graph.producer[value] for value in inputs]
        if all(_is_branch(graph, maker) for maker in makers):
            _merge(graph, node, makers[0], makers[1])


def absorb_joint_norms(graph: NormalGraph) -> None:
    """Takes a BatchNormalization after a Concat of convolutions into them."""
    for node in graph.nodes_of("BatchNormalization"):
        source = graph.inputs[node][0]
        concat = graph.producer[source]
        if concat < 0 or graph.ops[concat] != "Concat" or len(graph.uses[source]) != 1:
            continue
        makers = [graph.producer[value] for value in graph.inputs[concat]]
        if all(_is_branch(graph, m) and graph.ops[m] == "Conv" for m in makers):
            graph.bypass(node)


def _is_branch(graph: NormalGraph, node: int) -> bool:
    if node < 0 or graph.ops[node] not in ("Conv", "BatchNormalization"):
        return False
    return len(graph.uses[graph.outputs[node][0]]) == 1


def _merge(graph: NormalGraph, node: int, first: int, second: int) -> None:
    if graph.ops[first] != "Conv":
        first, second = second, first
    if graph.ops[first] != "Conv" or graph.inputs[first][0] != graph.inputs[second][0]:
        return
    mine, other = graph.attributes[first], graph.attributes[second]
    if graph.ops[second] == "Conv":
        if any(mine.get(key) != other.get(key) for key in ("out", "group", "stride", "dims")):
            return
        if not (_centred(mine) and _centred(other)):
            return
        if _extent(other) > _extent(mine):
            first, second, mine, other = second, first, other, mine
    elif mine.get("in") != mine.get("out") or max(_numbers(mine.get("stride"))) != 1:
        return
    count = int(str(mine.get("branches", 1))) + int(str(other.get("branches", 1)))
    graph.attributes[first] = {**mine, "branches": count}
    graph.origins[first] = graph.origins[first] + graph.origins[second]
    graph.bypass(node, graph.outputs[first][0])
    graph.remove_node(second)


def _numbers(value: object) -> list[int]:
    return [entry for entry in value if isinstance(entry, int)] if isinstance(value, list) else [0]


def _extent(attributes: dict[str, object]) -> int:
    return max(_numbers(attributes.get("kernel")))


def _centred(attributes: dict[str, object]) -> bool:
    """Whether a kernel is undilated and padded by its half."""
    kernel = _numbers(attributes.get("kernel"))
    pads = attributes.get("pads", [0] * 2 * len(kernel))
    half = [extent // 2 for extent in kernel] * 2
    return pads == half and max(_numbers(attributes.get("dilation"))) == 1
