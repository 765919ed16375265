"""Tiny graphs as text, for tests.

    x: float32 1x3
    c = Conv[kernel_shape=[3, 3]](x, $w<8x3x3x3>)
    a, b = Split[axis=1](c)
    return a, b

A line makes a node; ``$name<2x3>`` is a constant tensor without elements
(``$name~bytes<2x3>`` one of several with the same bytes), a number a constant
scalar, ``_`` an omitted input. A declared value that a node makes is no
input. Node names in expectations are the names of their first outputs.
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
    builder = _Builder()
    for raw in text.strip().splitlines():
        line = raw.split("#")[0].strip()
        if line:
            builder.line(line)
    return builder.model()


class _Builder:
    def __init__(self) -> None:
        self.graph = Graph("main")
        self.values: dict[str, Value] = {}
        self.constants = 0

    def line(self, line: str) -> None:
        """Adds what a line says."""
        declared = _INPUT.match(line)
        if line.startswith("return "):
            self.graph.outputs = [
                v for t in line[7:].split(",") if (v := self.value(t)) is not None
            ]
        elif declared:
            made = self.value(declared["name"])
            assert made is not None
            made.dtype, made.shape = declared["dtype"], _shape(declared["shape"])
            self.graph.inputs.append(made)
        else:
            self.node(line)

    def node(self, line: str) -> None:
        """Adds a node."""
        found = _NODE.match(line)
        assert found, f"not a node: {line}"
        outs = [v for t in found["outs"].split(",") if (v := self.value(t)) is not None]
        ins = [self.value(t) for t in _split(found["args"])]
        domain, _, operator = found["op"].rpartition(".")
        attributes = _attributes(found["attrs"] or "[]")
        index = len(self.graph.nodes)
        self.graph.add_node(index, operator, ins, outs, domain=domain, attributes=attributes)

    def value(self, token: str) -> Value | None:
        """The value a token names; numbers, lists and $names are constants."""
        token = token.strip()
        if token == "_":
            return None
        if token.startswith("$"):
            return self.weight(token)
        is_number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", token)
        if not is_number and not token.startswith("["):
            return self.values.setdefault(token, Value(token))
        self.constants += 1
        whole = token.lstrip("-").isdigit()
        data = (
            np.asarray(token, dtype=np.int64 if whole else np.float32)
            if is_number
            else np.asarray(ast.literal_eval(token))
        )
        return _constant(self.graph, self.values, f"constant{self.constants}", data)

    def weight(self, token: str) -> Value:
        """``$name<2x3>``, or ``$name~bytes<2x3>`` where several have the same bytes."""
        name, _, shape = token.rstrip(">").partition("<")
        name, _, content = name.partition("~")
        if name not in self.values:
            sizes = tuple(int(s) for s in shape.split("x") if s)
            made = Value(
                name, "float32", sizes, initializer=Initializer("float32", sizes, content=content)
            )
            self.values[name] = self.graph.initializers[name] = made
        return self.values[name]

    def model(self) -> Model:
        """The model; undeclared inputs and outputs are found."""
        graph = self.graph
        graph.inputs = [v for v in graph.inputs if v.producer is None]
        if not graph.inputs:
            known = self.values.values()
            graph.inputs = [v for v in known if v.producer is None and v.initializer is None]
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
