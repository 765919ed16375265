"""Graphs whose channels come last are turned to read like ONNX's, whose channels come second.

Converters put a Transpose before and after each operator that wants the other order. Between two
such operators stand others that do not care, or only name an axis: elementwise ones, Concat, Pad,
reductions. Values joined by these form a region. A region is turned as a whole when that takes
away more Transposes at its border than it puts there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from inspector.ir.graph import Shape
from inspector.ir.normal.axes import FREE, can_turn, turn_axes
from inspector.ir.normal.graph import ABSENT, NormalGraph

_RANKS = range(4, 6)
"""Images and volumes; of three axes the same order may be tokens that a mixer turns."""
_ROUNDS = 8


def turn_channels(graph: NormalGraph) -> None:
    """Turns regions of channels-last values until none is left that pays."""
    for _ in range(_ROUNDS):
        if not graph.nodes_of("Transpose") or not _turn_once(graph):
            return


def to_last(rank: int) -> list[int]:
    """The permutation that puts the second axis last."""
    return [0, *range(2, rank), 1]


def to_first(rank: int) -> list[int]:
    """The permutation that puts the last axis second."""
    return [0, rank - 1, *range(1, rank - 1)]


@dataclass(slots=True)
class _Region:
    """Values to be turned together, the nodes between them, and what stands at the border."""

    values: list[int] = field(default_factory=list)
    nodes: dict[int, None] = field(default_factory=dict)


def _turn_once(graph: NormalGraph) -> bool:
    changed = False
    for region in _regions(graph):
        if _pays(graph, region):
            _Turning(graph, region).run()
            changed = True
    return changed


# Regions


def _regions(graph: NormalGraph) -> list[_Region]:
    """The regions that touch a Transpose between the two orders."""
    leader: dict[int, int] = {}

    def find(value: int) -> int:
        while leader.setdefault(value, value) != value:
            leader[value] = value = leader[leader[value]]
        return value

    movable: dict[int, int] = {}
    for node in graph.live_nodes():
        if graph.ops[node] == "Transpose":
            value = _last_side(graph, node)
            if value >= 0:
                find(value)
        else:
            members = _members(graph, node)
            if members:
                movable[node] = members[0]
                for value in members[1:]:
                    leader[find(value)] = find(members[0])
    regions: dict[int, _Region] = {}
    for value in leader:
        regions.setdefault(find(value), _Region()).values.append(value)
    for node, value in movable.items():
        regions.setdefault(find(value), _Region([value])).nodes[node] = None
    return list(regions.values())


def _last_side(graph: NormalGraph, node: int) -> int:
    """The value of a Transpose whose channels come last, ABSENT when it is of another kind."""
    source, target = graph.inputs[node][0], graph.outputs[node][0]
    order = graph.attributes[node].get("perm")
    if graph.constant[target] or not isinstance(order, list) or len(order) not in _RANKS:
        return ABSENT
    for value in (source, target):
        if graph.shapes[value] is None:
            return ABSENT
    if order == to_last(len(order)):
        return target
    return source if order == to_first(len(order)) else ABSENT


def _members(graph: NormalGraph, node: int) -> list[int]:
    """The values that a node ties together, empty when it cannot be turned."""
    outputs = [value for value in graph.outputs[node] if value >= 0]
    if not outputs or graph.constant[outputs[0]] or not graph.inputs[node]:
        return []
    rank = graph.rank(graph.inputs[node][0])
    if graph.ops[node] in FREE:
        rank = graph.rank(outputs[0])
    if rank is None or rank not in _RANKS or not can_turn(graph, node, to_first(rank)):
        return []
    data = [value for value in graph.inputs[node] if value >= 0 and not graph.constant[value]]
    if any(graph.rank(value) not in (rank, 0) for value in data):
        return []
    return [value for value in (*data, *outputs) if graph.rank(value) == rank]


def _pays(graph: NormalGraph, region: _Region) -> bool:
    """Whether turning a region takes more Transposes away than it puts in."""
    gain = cost = 0
    for value in region.values:
        away, left = _border(graph, region, value)
        gain += len(away)
        maker = graph.producer[value]
        if maker >= 0 and graph.ops[maker] == "Transpose" and _last_side(graph, maker) == value:
            gain += not left
        elif _is_column(graph.shapes[value]):
            continue
        elif maker >= 0:
            cost += bool(left) if maker in region.nodes else 1
    return gain > cost


def _border(graph: NormalGraph, region: _Region, value: int) -> tuple[list[int], list[int]]:
    """Of a value's readers outside of the region: Transposes that vanish, and the others."""
    away: list[int] = []
    left: list[int] = []
    for node in dict.fromkeys(graph.uses[value]):
        if node in region.nodes:
            continue
        turns = graph.ops[node] == "Transpose" and graph.attributes[node].get("perm")
        rank = graph.rank(value)
        (away if rank is not None and turns == to_first(rank) else left).append(node)
    return away, left


def _is_column(shape: Shape | None) -> bool:
    """Whether a value has one element per channel, so that turning it moves nothing."""
    return shape is not None and all(extent == 1 for extent in shape[1:-1])


# Turning


class _Turning:
    """Turns one region of a graph."""

    def __init__(self, graph: NormalGraph, region: _Region) -> None:
        self._graph = graph
        self._region = region
        self._turned: dict[int, int] = {}

    def run(self) -> None:
        graph, region = self._graph, self._region
        borders = {value: _border(graph, region, value) for value in region.values}
        for value in region.values:
            self._turned[value] = self._turn(value)
        for node in region.nodes:
            self._rewrite(node)
        for value, (away, left) in borders.items():
            for node in away:
                graph.replace_value(graph.outputs[node][0], self._turned[value])
                self._hand_on(node, self._turned[value])
                graph.remove_node(node)
            self._settle(value, bool(left))

    def _turn(self, value: int) -> int:
        """The value that stands for another one, channels second."""
        graph = self._graph
        maker, shape = graph.producer[value], graph.shapes[value]
        rank = len(shape or ())
        if maker >= 0 and graph.ops[maker] == "Transpose" and maker not in self._region.nodes:
            if graph.attributes[maker].get("perm") == to_last(rank):
                return graph.inputs[maker][0]
        order = to_first(rank)
        turned_shape = None if shape is None else tuple(shape[axis] for axis in order)
        turned = graph.add_value(graph.names[value], graph.dtypes[value], turned_shape)
        if maker not in self._region.nodes:
            graph.add_node("Transpose", [value], [turned], {"perm": order})
        return turned

    def _rewrite(self, node: int) -> None:
        """Makes a node of the region read and make turned values."""
        graph = self._graph
        first = graph.inputs[node][0]
        rank = graph.rank(first)
        if graph.ops[node] in FREE:
            rank = graph.rank(graph.outputs[node][0])
        order = to_first(rank or 0)
        turn_axes(graph, node, order)
        inputs = list(graph.inputs[node])
        for place, value in enumerate(inputs):
            if value in self._turned:
                inputs[place] = self._turned[value]
            elif value >= 0 and graph.ops[node] in FREE and graph.constant[value]:
                inputs[place] = _turned_constant(graph, value, order)
        graph.set_inputs(node, inputs)
        for port, value in enumerate(graph.outputs[node]):
            if value in self._turned:
                graph.outputs[node][port] = self._turned[value]
                graph.producer[self._turned[value]] = node
                graph.port[self._turned[value]] = port
                graph.producer[value] = ABSENT

    def _settle(self, value: int, read: bool) -> None:
        """Makes the old value from the turned one where something still needs it."""
        graph, turned = self._graph, self._turned[value]
        maker = graph.producer[value]
        read = read or value in graph.graph_outputs
        if maker >= 0 and graph.ops[maker] == "Transpose" and not read:
            if graph.inputs[maker][0] == turned:
                self._hand_on(maker, turned)
                graph.remove_node(maker)
        elif maker < 0 and read and value not in graph.graph_inputs:
            rank = graph.rank(value) or 0
            graph.add_node("Transpose", [turned], [value], {"perm": to_last(rank)})

    def _hand_on(self, node: int, value: int) -> None:
        """Gives the stored nodes behind a vanishing Transpose to a neighbour."""
        graph = self._graph
        maker = graph.producer[value]
        heirs = [maker] if maker >= 0 and maker != node else graph.uses[value][:1]
        known = {origin for heir in heirs for origin in graph.origins[heir]}
        own = [origin for origin in graph.origins[node] if origin not in known]
        for heir in heirs if own else ():
            graph.origins[heir] = graph.origins[heir] + own


def _turned_constant(graph: NormalGraph, value: int, order: list[int]) -> int:
    """A constant as an elementwise operator reads it once the other operands are turned."""
    shape = graph.shapes[value]
    if shape is None or all(extent == 1 for extent in shape) or len(shape) > len(order):
        return value
    whole = (1,) * (len(order) - len(shape)) + shape
    data = graph.data[value]
    if data is not None:
        return graph.add_constant(np.transpose(data.reshape(_sizes(whole)), order))
    made = graph.add_value(
        graph.names[value], graph.dtypes[value], tuple(whole[axis] for axis in order)
    )
    graph.constant[made] = True
    graph.tensors[made] = graph.tensors[value]
    return made


def _sizes(shape: Iterable[int | str | None]) -> tuple[int, ...]:
    return tuple(extent if isinstance(extent, int) else -1 for extent in shape)
