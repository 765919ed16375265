"""Recurrent networks: one ONNX node per layer, as the exporters write them."""

from __future__ import annotations

from inspector.ir.graph import Shape
from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.dialects.aten.products import linear
from inspector.ir.normal.graph import ABSENT

_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def _recurrent(op: str, **attributes: object) -> Entry:
    def write(c: Call) -> None:
        layers, both = max(c.integer("num_layers", 1), 1), c.flag("bidirectional")
        weights, sizes = _weights(c), 4 if c.flag("has_biases", True) else 2
        if len(weights) == (5 if sizes == 4 else 3) * layers * (1 + both):
            sizes += 1  # a projection of the state
        value = c.x
        first = c.flag("batch_first")
        if first:
            value = c.make("Transpose", [value], {"perm": [1, 0, 2]})
        for layer in range(min(layers, len(weights))):
            start = layer * sizes * (1 + both)
            given = weights[start : start + sizes * (1 + both)]
            value = _layer(c, op, value, given, sizes, {**attributes})
        if first:
            value = c.make("Transpose", [value], {"perm": [1, 0, 2]})
        _finish(c, value)

    return write


def _finish(c: Call, value: int) -> None:
    for place in range(1, len(c.w.outputs)):
        if c.w.output(place) >= 0 and c.w.graph.uses[c.x]:
            state = c.make("Gather", [value, c.scalar_index(-1)], {"axis": 0})
            c.w.rename(state, place)
    c.w.rename(value)


def _weights(c: Call) -> list[int]:
    return c.values("params") or c.values("weights")


def _layer(
    c: Call, op: str, value: int, given: list[int], sizes: int, attributes: dict[str, object]
) -> int:
    """One layer: [L, N, I] to [L, N, directions·H]."""
    directions = max(len(given) // max(sizes, 1), 1)
    gates = _GATES[op]
    rows, inner = c.extent(given[0], 0) if given else None, None
    if given:
        inner = c.extent(given[0], 1)
    hidden = None if rows is None else rows // gates
    shapes: list[Shape] = [(directions, rows, inner), (directions, rows, hidden)]
    inputs = [value, *(c.w.constant(shape) for shape in shapes)]
    if sizes >= 4:
        inputs.append(c.w.constant((directions, None if rows is None else 2 * rows)))
    attributes["direction"] = b"bidirectional" if directions == 2 else b"forward"
    if hidden is not None:
        attributes["hidden_size"] = hidden
    if op == "GRU":
        attributes["linear_before_reset"] = 1
    result = c.make(op, inputs, attributes)
    moved = c.make("Transpose", [result], {"perm": [0, 2, 1, 3]})
    width = -1 if hidden is None else hidden * directions
    joined = c.make("Reshape", [moved, c.w.integers([0, 0, width])])
    source = c.w.shape(value)
    if c.w.shape(joined) is None:
        c.w.graph.shapes[joined] = (*(source or (None, None))[:2], None if width < 0 else width)
    return joined


def _gates(c: Call, hidden: int) -> tuple[int, int]:
    """What input and state give to the gates of a cell."""
    left = linear(c, c.value("input"), c.value("w_ih"), c.value("b_ih"))
    return left, linear(c, hidden, c.value("w_hh"), c.value("b_hh"))


def _lstm_cell(c: Call) -> None:
    states = c.values("hx")
    hidden, memory = states[0] if states else ABSENT, states[1] if len(states) > 1 else ABSENT
    entry, forget, candidate, exit_ = c.w.split(c.make("Add", [*_gates(c, hidden)]), 4)
    kept = c.make("Mul", [c.make("Sigmoid", [forget]), memory])
    new = c.make("Mul", [c.make("Sigmoid", [entry]), c.make("Tanh", [candidate])])
    memory = c.make("Add", [kept, new], None, c.w.output(1))
    c.make("Mul", [c.make("Sigmoid", [exit_]), c.make("Tanh", [memory])], None, c.out)


def _gru_cell(c: Call) -> None:
    hidden = c.value("hx")
    left, right = (c.w.split(each, 3) for each in _gates(c, hidden))
    reset = c.make("Sigmoid", [c.make("Add", [left[0], right[0]])])
    update = c.make("Sigmoid", [c.make("Add", [left[1], right[1]])])
    candidate = c.make("Tanh", [c.make("Add", [left[2], c.make("Mul", [reset, right[2]])])])
    change = c.make("Mul", [update, c.make("Sub", [hidden, candidate])])
    c.make("Add", [candidate, change], None, c.out)


def _rnn_cell(op: str) -> Entry:
    def write(c: Call) -> None:
        c.make(op, [c.make("Add", [*_gates(c, c.value("hx"))])], None, c.out)

    return write


ENTRIES: dict[str, Entry] = {
    "lstm": _recurrent("LSTM"),
    "gru": _recurrent("GRU"),
    "rnn_tanh": _recurrent("RNN", activations=[b"Tanh"]),
    "rnn_relu": _recurrent("RNN", activations=[b"Relu"]),
    "lstm_cell": _lstm_cell,
    "gru_cell": _gru_cell,
    "rnn_tanh_cell": _rnn_cell("Tanh"),
    "rnn_relu_cell": _rnn_cell("Relu"),
}
