"""Recurrent networks: one ONNX node per layer, as the exporters write them."""

from __future__ import annotations

from inspector.ir.graph import Shape
from inspector.ir.normal.dialects.aten.call import Call, Entry

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


def _cell(op: str, **attributes: object) -> Entry:
    """One step of a recurrent network: a sequence of length one."""

    def write(c: Call) -> None:
        step = c.w.integers([0])
        value = c.make("Unsqueeze", [c.value("input"), step])
        given = [c.value(name) for name in ("w_ih", "w_hh", "b_ih", "b_hh") if c.value(name) >= 0]
        result = c.make("Squeeze", [_layer(c, op, value, given, len(given), attributes), step])
        states = c.values("hx") or [c.value("hx")]
        for place in range(1, len(c.w.outputs)):
            c.w.rename(result, place)
        c.like(c.out, states[0])
        c.w.rename(result)

    return write


ENTRIES: dict[str, Entry] = {
    "lstm": _recurrent("LSTM"),
    "gru": _recurrent("GRU"),
    "rnn_tanh": _recurrent("RNN", activations=[b"Tanh"]),
    "rnn_relu": _recurrent("RNN", activations=[b"Relu"]),
    "lstm_cell": _cell("LSTM"),
    "gru_cell": _cell("GRU"),
    "rnn_tanh_cell": _cell("RNN", activations=[b"Tanh"]),
    "rnn_relu_cell": _cell("RNN", activations=[b"Relu"]),
}
