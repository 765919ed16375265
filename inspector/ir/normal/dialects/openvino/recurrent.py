"""Recurrent operators; OpenVINO's have the batch before the time."""

from __future__ import annotations

from inspector.ir.normal.dialects.recipes import Write, squeeze, unsqueeze
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

_DIRECTIONS = {"FORWARD": b"forward", "REVERSE": b"reverse", "BIDIRECTIONAL": b"bidirectional"}


def _attributes(w: Writer, op: str) -> Attributes:
    direction = _DIRECTIONS.get(w.text("direction", "forward").upper(), b"forward")
    attributes: Attributes = {"direction": direction, "hidden_size": int(w.number("hidden_size"))}
    if op == "GRU":
        attributes["linear_before_reset"] = int(w.number("linear_before_reset"))
    return attributes


def _turned(w: Writer, value: int, order: list[int]) -> int:
    return ABSENT if value < 0 else w.transpose(value, order)


def _sequence(op: str) -> Write:
    """X, states, lengths, W, R, B: states stand after the lengths in ONNX, and after W, R, B."""
    states = 2 if op == "LSTM" else 1

    def write(w: Writer) -> None:
        weights = [w.input(states + 2), w.input(states + 3), w.input(states + 4)]
        initial = [_turned(w, w.input(1 + at), [1, 0, 2]) for at in range(states)]
        x = w.transpose(w.input(0), [1, 0, 2])
        made = [w.graph.add_value() for _ in range(states + 1)]
        w.add_node(op, [x, *weights, ABSENT, *initial], made, _attributes(w, op))
        orders = [[2, 1, 0, 3], *([[1, 0, 2]] * states)]
        for port, (value, order) in enumerate(zip(made, orders, strict=True)):
            if w.output(port) >= 0:
                w.make("Transpose", [value], {"perm": order}, w.output(port))

    return write


def _cell(op: str) -> Write:
    """One step: X, states, W, R, B without axes of time and direction."""
    states = 2 if op == "LSTM" else 1

    def write(w: Writer) -> None:
        x = unsqueeze(w, w.input(0), [0])
        rest = [
            ABSENT if w.input(at) < 0 else unsqueeze(w, w.input(at), [0])
            for at in range(1, states + 4)
        ]
        initial, weights = rest[:states], rest[states:]
        made = [w.graph.add_value() for _ in range(states + 1)]
        w.add_node(op, [x, *weights, ABSENT, *initial], made, _attributes(w, op))
        for port in range(states):
            if w.output(port) >= 0:
                squeeze(w, made[port + 1], [0], w.output(port))

    return write


WRITERS: dict[str, Write] = {
    **{f"{op}Sequence": _sequence(op) for op in ("LSTM", "GRU", "RNN")},
    **{f"{op}Cell": _cell(op) for op in ("LSTM", "GRU", "RNN")},
}
"""Operator → how it is written out."""
