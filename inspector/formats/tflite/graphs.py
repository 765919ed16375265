"""From subgraphs of a TensorFlow Lite file to graphs.

A subgraph that an operator calls (IF, WHILE, a composite) becomes a graph nested in that
operator's attributes, once per call.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.formats.building import GraphBuilder
from inspector.formats.log import shown, some
from inspector.formats.pages import BrokenError
from inspector.formats.tflite.flatbuffer import Table
from inspector.formats.tflite.operators import Operation, OperatorReader
from inspector.formats.tflite.tensors import Tensor, TensorReader
from inspector.ir.graph import Graph, Value

# schema.fbs, SubGraph
_TENSORS, _INPUTS, _OUTPUTS, _OPERATORS, _NAME = 0, 1, 2, 3, 4


@dataclass(slots=True)
class _Subgraph:
    name: str
    tensors: list[Tensor]
    inputs: list[int]
    outputs: list[int]
    operations: list[Operation]


class SubgraphReader:
    """Builds the graphs of one file.

    Args:
        tables: Of the subgraphs, None for one that is broken.
        operators: Reads the operators.
        tensors: Reads the tensors.
        builder: Adds the nodes.
    """

    def __init__(
        self,
        tables: list[Table | None],
        operators: OperatorReader,
        tensors: TensorReader,
        builder: GraphBuilder,
    ) -> None:
        self._builder = builder
        self._log = builder.log
        self._operators = operators
        self._tensors = tensors
        self._subgraphs = [self._read(table) for table in tables]

    def _read(self, table: Table | None) -> _Subgraph:
        try:
            if table is not None:
                return _Subgraph(
                    table.text(_NAME),
                    [self._tensors.read(each) for each in table.tables(_TENSORS)],
                    table.integers(_INPUTS),
                    table.integers(_OUTPUTS),
                    self._operations(table),
                )
        except BrokenError as error:
            self._log.add("malformed", "warning", f"A subgraph is left out: {error.message}")
        return _Subgraph("", [], [], [], [])

    def _operations(self, table: Table) -> list[Operation]:
        found = (self._operators.read(each) for each in table.tables(_OPERATORS))
        return [operation for operation in found if operation is not None]

    def main_graphs(self) -> list[int]:
        """The subgraphs that no operator calls, the first one always."""
        called = {
            index
            for subgraph in self._subgraphs
            for operation in subgraph.operations
            for indices in operation.calls.values()
            for index in indices
        }
        return [at for at in range(len(self._subgraphs)) if at == 0 or at not in called]

    def graph(self, index: int) -> Graph:
        """Builds the graph of a subgraph that nothing calls."""
        graph = Graph()
        self._fill(graph, index, (index,))
        return graph

    def _fill(self, graph: Graph, index: int, around: tuple[int, ...]) -> None:
        """Fills a graph; ``around`` are the subgraphs it is nested in, itself the last."""
        subgraph = self._subgraphs[index]
        graph.name = subgraph.name
        values: dict[int, Value] = {}
        graph.inputs = [self._value(graph, subgraph, values, at) for at in subgraph.inputs]
        for operation in subgraph.operations:
            self._node(graph, subgraph, operation, values, around)
        graph.outputs = [self._value(graph, subgraph, values, at) for at in subgraph.outputs]

    def _value(
        self, graph: Graph, subgraph: _Subgraph, values: dict[int, Value], index: int
    ) -> Value:
        found = values.get(index)
        if found is not None:
            return found
        known = 0 <= index < len(subgraph.tensors)
        if not known:
            self._log.add(
                "undefined-input", "warning", f"There is no tensor {index} in a subgraph."
            )
        tensor = subgraph.tensors[index] if known else Tensor("")
        if tensor.constant is not None:
            value = self._builder.constant(graph, tensor.name, tensor.constant)
        else:
            value = Value(tensor.name, tensor.dtype, tensor.shape)
        values[index] = value
        return value

    def _node(
        self,
        graph: Graph,
        subgraph: _Subgraph,
        operation: Operation,
        values: dict[int, Value],
        around: tuple[int, ...],
    ) -> None:
        inputs = [
            None if at < 0 else self._value(graph, subgraph, values, at) for at in operation.inputs
        ]
        outputs = [self._output(graph, subgraph, values, at) for at in operation.outputs]
        attributes = {**operation.attributes, **_quantization(subgraph, operation)}
        nested: list[tuple[Graph, int]] = []
        for name, indices in operation.calls.items():
            graphs = self._called(operation, indices, around, nested)
            if graphs:
                attributes[name] = graphs[0] if len(indices) == 1 else graphs
        name = outputs[0].name if outputs else ""
        self._builder.node(graph, operation.name, inputs, outputs, attributes, scope=_scope(name))
        for inner, index in nested:
            self._fill(inner, index, (*around, index))

    def _output(
        self, graph: Graph, subgraph: _Subgraph, values: dict[int, Value], index: int
    ) -> Value:
        """The value that a node makes; one that is made already, or constant, is made anew."""
        value = self._value(graph, subgraph, values, index)
        if value.producer is None and value.initializer is None and value not in graph.inputs:
            return value
        self._log.add(
            "duplicate-value",
            "warning",
            "A tensor has two makers; later operators read the second.",
            shown(value.name),
        )
        values[index] = Value(value.name, value.dtype, value.shape)
        return values[index]

    def _called(
        self,
        operation: Operation,
        indices: list[int],
        around: tuple[int, ...],
        nested: list[tuple[Graph, int]],
    ) -> list[Graph]:
        """Empty graphs for the subgraphs that an operator calls, noted for filling."""
        graphs = []
        for index in indices:
            if not 0 <= index < len(self._subgraphs):
                continue
            if index in around or len(around) >= self._builder.limits.graph_depth:
                self._log.add(
                    "recursive-function",
                    "warning",
                    "A subgraph calls itself; the call is not followed."
                    if index in around
                    else "Subgraphs are nested too deep; the call is not followed.",
                    operation.name,
                )
                continue
            graphs.append(Graph())
            nested.append((graphs[-1], index))
        return graphs

    def tell_custom(self) -> None:
        """Names the operators that are not builtin."""
        custom = list(self._operators.custom)
        if custom:
            self._log.add(
                "custom-operators",
                "info",
                "Custom operators run code that is not in the file; what they do is not known: "
                f"{some(custom)}.",
            )


def _quantization(subgraph: _Subgraph, operation: Operation) -> dict[str, object]:
    """Scales and zero points of the tensors that an operator reads and makes, if any has one."""
    tensors = subgraph.tensors
    found: dict[str, object] = {}
    for kind, indices in (("input", operation.inputs), ("output", operation.outputs)):
        own = [tensors[at] if 0 <= at < len(tensors) else Tensor("") for at in indices]
        if any(tensor.channels for tensor in own):
            found[f"{kind}_scales"] = [tensor.scale for tensor in own]
            found[f"{kind}_zero_points"] = [tensor.zero_point for tensor in own]
            if any(tensor.channels > 1 for tensor in own):
                found[f"{kind}_quantized_channels"] = [tensor.channels for tensor in own]
    return found


def _scope(name: str) -> str:
    """The module path in a tensor's name; converters join the names of fused ones by ``;``."""
    path = name.partition(";")[0]
    return path.rpartition("/")[0]
