"""Which axes an operator names, and how it names them once its operands' axes are permuted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inspector.ir.normal.graph import NormalGraph

FREE = frozenset(
    "Abs Add And Cast Ceil Clip Cos Div Dropout Elu Equal Erf Exp Floor Gelu Greater "
    "GreaterOrEqual HardSigmoid HardSwish Identity LeakyRelu Less LessOrEqual Log Max Mean Min "
    "Mish Mod Mul Neg Not Or PRelu Pow QuickGelu Reciprocal Relu Round Selu SiLU Sigmoid Sign "
    "Sin Softplus Softsign Sqrt Sub Sum Tanh ThresholdedRelu Where Xor".split()
)
"""Elementwise operators: they name no axis, and their operands broadcast."""

_ONE_AXIS = {"Concat": 0, "Split": 0, "Softmax": -1, "LogSoftmax": -1}
"""Operators with an attribute ``axis``, and what it is when it is left out."""

_LISTED = frozenset(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceProd ReduceSumSquare "
    "Squeeze".split()
)
"""Operators with a list of axes, as an attribute or as their second input."""


def can_turn(graph: NormalGraph, node: int, order: Sequence[int]) -> bool:
    """Whether a node means the same when its operands' axes are permuted.

    Args:
        graph: The graph.
        node: The node.
        order: New axis → old axis.
    """
    op, rank = graph.ops[node], len(order)
    if op in FREE:
        return all(_known(graph, value, rank) for value in graph.inputs[node] if value >= 0)
    if op in _ONE_AXIS:
        return _axis(graph, node, rank) is not None
    if op in _LISTED:
        axes = _axes(graph, node, rank)
        return axes is not None and (_keeps(graph, node) or _in_order(axes, order))
    if op == "Pad":
        pads = _list(graph, node, 1, "pads")
        return pads is not None and len(pads) == 2 * rank and len(graph.inputs[node]) < 4
    if op == "Slice":
        return _slice_axes(graph, node, rank) is not None
    return False


def turn_axes(graph: NormalGraph, node: int, order: Sequence[int]) -> None:
    """Renames the axes that a node names; ``can_turn`` has allowed it.

    Args:
        graph: The graph.
        node: The node, its operands still as they were.
        order: New axis → old axis.
    """
    op, rank = graph.ops[node], len(order)
    place = {old: new for new, old in enumerate(order)}
    if op in _ONE_AXIS:
        axis = _axis(graph, node, rank)
        graph.attributes[node] = {**graph.attributes[node], "axis": place[axis or 0]}
    elif op in _LISTED:
        axes = _axes(graph, node, rank) or []
        _set_list(graph, node, 1, "axes", sorted(place[axis] for axis in axes))
    elif op == "Pad":
        pads = _list(graph, node, 1, "pads") or []
        turned = [pads[side * rank + axis] for side in (0, 1) for axis in order]
        _set_list(graph, node, 1, "pads", turned)
    elif op == "Slice":
        axes = _slice_axes(graph, node, rank) or []
        _set_list(graph, node, 3, "axes", [place[axis] for axis in axes])


def _known(graph: NormalGraph, value: int, rank: int) -> bool:
    shape = graph.shapes[value]
    return shape is not None and len(shape) <= rank


def _axis(graph: NormalGraph, node: int, rank: int) -> int | None:
    axis = graph.attributes[node].get("axis", _ONE_AXIS[graph.ops[node]])
    if not isinstance(axis, int) or not -rank <= axis < rank:
        return None
    if graph.ops[node] != "Concat":
        return axis % rank
    same = all(graph.rank(value) == rank for value in graph.inputs[node] if value >= 0)
    data = not any(graph.constant[value] for value in graph.inputs[node] if value >= 0)
    return axis % rank if same and data else None


def _axes(graph: NormalGraph, node: int, rank: int) -> list[int] | None:
    axes = _list(graph, node, 1, "axes")
    if axes is None or any(not -rank <= axis < rank for axis in axes):
        return None
    return [axis % rank for axis in axes]


def _keeps(graph: NormalGraph, node: int) -> bool:
    return graph.ops[node] != "Squeeze" and graph.attributes[node].get("keepdims", 1) == 1


def _in_order(axes: Sequence[int], order: Sequence[int]) -> bool:
    """Whether the axes that are left follow each other in both orders alike."""
    left = [axis for axis in order if axis not in axes]
    return left == sorted(left)


def _slice_axes(graph: NormalGraph, node: int, rank: int) -> list[int] | None:
    starts = _list(graph, node, 1, "starts")
    if starts is None:
        return None
    if len(graph.inputs[node]) > 3 and graph.inputs[node][3] >= 0:
        axes = _list(graph, node, 3, "axes")
    else:
        given = graph.attributes[node].get("axes")
        axes = given if isinstance(given, list) else list(range(len(starts)))
    if axes is None or any(not -rank <= axis < rank for axis in axes):
        return None
    return [axis % rank for axis in axes]


def _list(graph: NormalGraph, node: int, place: int, name: str) -> list[int] | None:
    """A list of integers that stands in an input or in an attribute."""
    inputs = graph.inputs[node]
    if len(inputs) > place and inputs[place] >= 0:
        data = graph.data[inputs[place]]
        if data is None or data.dtype.kind not in "iu":
            return None
        return [int(entry) for entry in data.flat]
    found = graph.attributes[node].get(name)
    return found if isinstance(found, list) else None


def _set_list(graph: NormalGraph, node: int, place: int, name: str, numbers: list[int]) -> None:
    """Puts a list of integers where the operator had it, as an attribute where it had none."""
    inputs = list(graph.inputs[node])
    if len(inputs) > place and inputs[place] >= 0:
        inputs[place] = graph.add_constant(np.asarray(numbers, dtype=np.int64))
        graph.set_inputs(node, inputs)
    else:
        graph.attributes[node] = {**graph.attributes[node], name: numbers}
