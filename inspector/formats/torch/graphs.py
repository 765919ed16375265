"""Graphs of an exported program, nested ones included."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.torch import schema
from inspector.formats.torch.dtypes import EXPORTED
from inspector.formats.torch.nodes import NodeMaker
from inspector.formats.torch.weights import describe
from inspector.ir import Graph, Initializer, Value
from inspector.ir.graph import DTYPES

_TENSORS = ("as_tensor", "as_optional_tensor", "as_sym_int", "as_sym_float", "as_sym_bool")
_LISTS = (
    "as_tensors",
    "as_optional_tensors",
    "as_sym_ints",
    "as_sym_floats",
    "as_sym_bools",
    "as_ints",
    "as_floats",
    "as_bools",
)
_PLAIN = ("as_int", "as_bool", "as_string", "as_operator", "as_memory_format", "as_layout")
_SYMBOLS = {"as_sym_int": "int64", "as_sym_float": "float32", "as_sym_bool": "bool"}
_PARTS = frozenset({"select", "slice"})
"""Operators that give a part of a tensor: what changes it changes the tensor."""
_INFINITIES = {"Infinity": float("inf"), "-Infinity": float("-inf"), "NaN": float("nan")}
assert set(_SYMBOLS.values()) <= DTYPES

Find = Callable[[str, schema.TensorMeta | None], Initializer]


class GraphReader:
    """Turns the program's graphs into stored graphs.

    Args:
        nodes: Numbers and adds the nodes.
        limits: What nesting and tensors may ask for.
        log: Told of what cannot be read.
    """

    def __init__(self, nodes: NodeMaker, limits: Limits, log: FindingLog) -> None:
        self._nodes = nodes
        self._limits = limits
        self._log = log
        self._depth = 0

    def main(self, module: schema.GraphModule, find: Find) -> Graph:
        """The main graph, its parameters as initializers.

        Args:
            module: As decoded.
            find: Gives a parameter's, buffer's or constant's tensor by name.
        """
        stored, graph = module.graph, Graph("main")
        values = _Values(stored)
        specs = module.signature.input_specs
        for place, given in enumerate(stored.inputs):
            kind, found = _only(specs[place]) if place < len(specs) else ("", None)
            spec = found if isinstance(found, dict) else {}
            name = _name(given)
            if name is None or kind in ("token", "constant_input"):
                continue
            value = values.get(name, *_only(given))
            stated = next((spec[key] for key in _NAMES if isinstance(spec.get(key), str)), None)
            if stated is None or kind == "custom_obj":
                graph.inputs.append(value)
                continue
            if len(graph.initializers) >= self._limits.tensors:
                raise LimitExceededError(f"There are more than {self._limits.tensors} tensors.")
            value.initializer = find(stated, stored.tensor_values.get(name))
            value.name, value.dtype = stated, value.initializer.dtype
            value.shape = value.initializer.shape
            graph.initializers[stated] = value
        self._fill(graph, stored, values)
        return graph

    def nested(self, stored: schema.Graph, name: str) -> Graph:
        """A graph in an argument; it reads nothing but its own inputs."""
        graph, values = Graph(name), _Values(stored)
        for given in stored.inputs:
            known = _name(given)
            if known is not None:
                graph.inputs.append(values.get(known, *_only(given)))
        self._fill(graph, stored, values)
        return graph

    def _fill(self, graph: Graph, stored: schema.Graph, values: _Values) -> None:
        for node in stored.nodes:
            self._add(graph, node, values)
        for given in stored.outputs:
            name = _name(given)
            if name is not None:
                graph.outputs.append(values.get(name, *_only(given)))

    def _add(self, graph: Graph, node: schema.Node, values: _Values) -> None:
        kind = _kind(node.target)
        given = [(each.name, self._argument(each.arg, values)) for each in node.inputs]
        index = self._nodes.reserve()
        graphs = {
            place: self._graph(_only(each.arg)[1])
            for place, each in enumerate(node.inputs)
            if _only(each.arg)[0] == "as_graph"
        }
        arguments = [
            (name or f"argument{place}", graphs.get(place, found))
            for place, (name, found) in enumerate(given)
        ]
        outputs = [values.new(*found) for each in node.outputs for found in _names(each)]
        scope = _scope(node.metadata)
        made = self._nodes.add(graph, kind, arguments, outputs, scope=scope, index=index)
        for nested in graphs.values():
            if nested is not None:
                nested.parent = made
        source = _name(node.inputs[0].arg) if node.inputs else None
        if source is None or not outputs:
            return
        if kind[1] in _PARTS:
            values.parts[outputs[0].name] = (kind[1], arguments, source)
        elif kind[1].endswith("_") and not kind[1].endswith("__"):
            values.rebind(source, outputs[0])
            self._put_back(graph, values, source, scope)

    def _put_back(self, graph: Graph, values: _Values, name: str, scope: str) -> None:
        """Has what a changed value is a part of changed too, once that is read again."""
        if name not in values.parts:
            return
        op, arguments, source = values.parts[name]

        def change() -> Value:
            whole, part = values.get(source, "as_tensor"), values.get(name, "as_tensor")
            changed = Value(f"{source}_changed", whole.dtype, whole.shape)
            given = [("self", whole), ("src", part), *arguments[1:]]
            self._nodes.add(graph, ("aten", f"{op}_scatter"), given, [changed], scope=scope)
            return changed

        values.awaited[source] = change
        self._put_back(graph, values, source, scope)

    def _argument(self, given: object, values: _Values) -> object:
        """What an argument holds, as a node's argument."""
        kind, content = _only(given)
        if kind in _TENSORS:
            return values.read(kind, content)
        if kind in _LISTS and isinstance(content, list):
            return [values.entry(entry) for entry in content]
        if kind in ("as_float", "as_complex"):
            return _float(content)
        if kind == "as_scalar_type":
            return EXPORTED.get(content, "unknown") if isinstance(content, int) else None
        if kind == "as_strings" and isinstance(content, list):
            return [entry for entry in content if isinstance(entry, str)]
        if kind in _PLAIN and isinstance(content, int | str):
            return content[: self._limits.name_bytes] if isinstance(content, str) else content
        return None

    def _graph(self, content: object) -> Graph | None:
        if self._depth >= self._limits.graph_depth:
            self._log.add("nesting-too-deep", "warning", "A nested graph is left out.")
            return None
        try:
            argument = content if isinstance(content, dict) else {}
            stored = msgspec.convert(argument.get("graph"), schema.Graph)
        except (msgspec.ValidationError, RecursionError):
            self._log.add("malformed", "warning", "A nested graph cannot be read.")
            return None
        self._depth += 1
        try:
            return self.nested(stored, str(argument.get("name", "")))
        finally:
            self._depth -= 1


_NAMES = ("parameter_name", "buffer_name", "tensor_constant_name", "custom_obj_name")


class _Values:
    """The values of one graph by name."""

    def __init__(self, stored: schema.Graph) -> None:
        self._stored = stored
        self._known: dict[str, Value] = {}
        self.parts: dict[str, tuple[str, list[tuple[str, object]], str]] = {}
        """Names that stand for a part of another: the operator, its arguments, the other."""
        self.awaited: dict[str, Callable[[], Value]] = {}
        """Names whose value has changed in a part, and what makes the new one."""

    def new(self, name: str, kind: str) -> Value:
        """A value that is made now; a name that is made again counts for what follows."""
        if kind in _SYMBOLS:
            value = Value(name, _SYMBOLS[kind], ())
        else:
            value = Value(name, *describe(self._stored.tensor_values.get(name)))
        if name:
            self._known[name] = value
        return value

    def get(self, name: str, kind: str, content: object = None) -> Value:
        """The value of a name, made on first sight."""
        change = self.awaited.pop(name, None)
        if change is not None:
            self._known[name] = change()
        return self._known.get(name) or self.new(name, kind)

    def rebind(self, name: str, value: Value) -> None:
        """Lets a name stand for what an operator that works in place made of it."""
        self._known[name] = value

    def read(self, kind: str, content: object) -> object:
        """A value that an argument names, or the number it holds instead."""
        if isinstance(content, dict):
            name = content.get("name") or content.get("as_name")
            if isinstance(name, str):
                return self.get(name, kind)
            inner_kind, inner = _only(content)
            if inner_kind == "as_tensor":
                return self.read("as_tensor", inner)
            if inner_kind == "as_float":
                return _float(inner)
            return inner if isinstance(inner, int | bool) else None
        return None

    def entry(self, content: object) -> object:
        """An entry of a list."""
        if isinstance(content, dict):
            return self.read("as_sym_int" if "as_name" in content else "as_tensor", content)
        return _float(content) if isinstance(content, str) else content


def _only(union: object) -> tuple[str, object]:
    """Kind and content of a union."""
    if isinstance(union, dict):
        for kind, content in union.items():
            if content is not None:
                return str(kind), content
    return "", None


def _name(union: object) -> str | None:
    """The name of the one value that an argument stands for."""
    kind, content = _only(union)
    if kind in _TENSORS and isinstance(content, dict):
        name = content.get("name") or content.get("as_name")
        return name if isinstance(name, str) else None
    if kind == "as_custom_obj" and isinstance(content, dict):
        name = content.get("name")
        return name if isinstance(name, str) else None
    return None


def _names(union: object) -> list[tuple[str, str]]:
    """Names and kinds of the values that an output holds; unnamed where there is none."""
    kind, content = _only(union)
    if kind in _LISTS and isinstance(content, list):
        each = "as_sym_int" if kind == "as_sym_ints" else "as_tensor"
        return [(_name({each: entry}) or "", each) for entry in content]
    return [(_name(union) or "", kind)]


def _float(content: object) -> object:
    if isinstance(content, str):
        return _INFINITIES.get(content)
    return content if isinstance(content, int | float) else None


def _kind(target: str) -> tuple[str, str]:
    """Domain and operator: ``torch.ops.aten.add.Tensor`` is ``add`` of ``aten``."""
    parts = target.split(".")
    if parts[:2] == ["torch", "ops"] and len(parts) >= 4:
        return parts[2], parts[3]
    return "operator", parts[-1]


def _scope(metadata: dict[str, object]) -> str:
    """The path of the innermost module: ``nn_module_stack`` lists key, path and class."""
    stack = metadata.get("nn_module_stack")
    if not isinstance(stack, str):
        return ""
    parts, before = [], ""
    for entry in stack[:4096].split(";"):
        path = entry.split(",")[1] if entry.count(",") > 1 else ""
        if path and path != before:
            parts.append(path.removeprefix(f"{before}."))
            before = path
    return shown("/".join(parts), 200)
