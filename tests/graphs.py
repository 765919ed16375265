"""Tiny graphs as text, for tests.

    x: float32 1x3
    c = Conv[kernel_shape=[3, 3]](x, $w<8x3x3x3>)
    a, b = Split[axis=1](c)
    return a, b

A line makes a node; ``$name<2x3>`` is a constant tensor without elements, a number a constant
scalar, ``_`` an omitted input. Node names in expectations are the names of their first outputs.
"""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np

from inspector.ir import Graph, Initializer, Model, Node, Value

_NODE = re.compile(r"^(?P<outs>[\w, ]+)=\s*(?P<op>[\w.]+)(?P<attrs>\[.*\])?\((?P<args>.*)\)$")
_INPUT = re.compile(r"^(?P<name>\w+)\s*:\s*(?P<dtype>\w+)(\s+(?P<shape>[\w?x]*))?$")


def make_model(text: str) -> Model:
    """Builds a model with one main graph."""
    graph = Graph("main")
    values: dict[str, Value] = {}
    constants = 0

    def value(token: str) -> Value | None:
        nonlocal constants
        token = token.strip()
        if token == "_":
            return None
        if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", token):
            constants += 1
            dtype = np.float32 if "." in token or "e" in token else np.int64
            return _constant(graph, values, f"number{constants}", np.asarray(token, dtype=dtype))
        if token.startswith("["):
            constants += 1
            data = np.asarray(ast.literal_eval(token))
            return _constant(graph, values, f"list{constants}", data)
        if token.startswith("$"):
            name, _, shape = token.rstrip(">").partition("<")
            if name not in values:
                sizes = tuple(int(s) for s in shape.split("x") if s)
                made = Value(name, "float32", sizes, initializer=Initializer("float32", sizes))
                values[name] = graph.initializers[name] = made
            return values[name]
        return values.setdefault(token, Value(token))

    for raw in text.strip().splitlines():
        line = raw.split("#")[0].strip()
        if not line:
            continue
        if line.startswith("return "):
            graph.outputs = [v for t in line[7:].split(",") if (v := value(t)) is not None]
            continue
        declared = _INPUT.match(line)
        if declared:
            made = value(declared["name"])
            assert made is not None
            made.dtype, made.shape = declared["dtype"], _shape(declared["shape"])
            graph.inputs.append(made)
            continue
        found = _NODE.match(line)
        assert found, f"not a node: {line}"
        outs = [v for t in found["outs"].split(",") if (v := value(t)) is not None]
        ins = [value(t) for t in _split(found["args"])]
        domain, _, operator = found["op"].rpartition(".")
        graph.add_node(
            len(graph.nodes), operator, ins, outs, domain=domain,
            attributes=_attributes(found["attrs"] or "[]"),
        )  # fmt: skip
    if not graph.inputs:
        graph.inputs = [v for v in values.values() if v.producer is None and v.initializer is None]
    if not graph.outputs:
        graph.outputs = [v for n in graph.nodes for v in n.outputs if not v.uses]
    return Model("tiny.onnx", "onnx", {"main": graph}, opsets={"": 17})


def _constant(graph: Graph, values: dict[str, Value], name: str, data: Any) -> Value:
    tensor = Initializer(str(data.dtype), tuple(data.shape), data=data)
    made = Value(name, tensor.dtype, tensor.shape, initializer=tensor)
    values[name] = graph.initializers[name] = made
    return made


def _shape(text: str | None) -> tuple[int | str | None, ...] | None:
    if text is None:
        return None
    return tuple(int(s) if s.isdigit() else (None if s == "?" else s) for s in text.split("x") if s)


def _split(text: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in "[<") - (character in "]>")
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part for part in [*parts, current] if part.strip()]


def _attributes(text: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in _split(text[1:-1]):
        key, _, value = part.partition("=")
        found[key.strip()] = ast.literal_eval(value.strip())
    return found


def node_names(nodes: list[Node]) -> list[str]:
    """First output names."""
    return [node.outputs[0].name for node in nodes]
