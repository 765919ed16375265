"""Neural networks: a list of layers that read and make values by name (NeuralNetwork.proto)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from inspector.formats.building import GraphBuilder
from inspector.formats.coreml.description import Description, Feature
from inspector.formats.coreml.layers import LAYERS, Stated
from inspector.formats.errors import LimitExceededError
from inspector.formats.log import shown
from inspector.formats.protobuf import Field, Wire
from inspector.formats.ranges import RangeReader
from inspector.formats.source import Source
from inspector.ir.graph import Graph, Initializer, Shape, Value

# NeuralNetwork, and the same fields of classifiers and regressors
_LAYER, _ARRAY_MAPPING = 1, 5
# NeuralNetworkLayer
_NAME, _INPUT, _OUTPUT, _INPUT_TENSOR, _OUTPUT_TENSOR = 1, 2, 3, 4, 5
_KNOWN = frozenset({_NAME, _INPUT, _OUTPUT, _INPUT_TENSOR, _OUTPUT_TENSOR, 10})
# WeightParams
_FLOATS, _HALVES, _RAW, _INT8, _QUANTIZATION, _BITS = 1, 2, 30, 31, 40, 1
_CUSTOM, _CLASS_NAME = 500, 10

ROLES = "roles"
"""Attribute with the names of the weights, which stand behind the values that a layer reads."""

Scope = dict[str, Value]


@dataclass(slots=True)
class _Layer:
    """A layer before its node is built."""

    name: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    kind: Field | None = None


class NetworkReader:
    """Reads one neural network.

    Args:
        source: The file.
        wire: Its messages.
        builder: Adds nodes and constants.
    """

    def __init__(self, source: Source, wire: Wire, builder: GraphBuilder) -> None:
        self._wire = wire
        self._builder = builder
        self._ranges = RangeReader(source.path, source.stamp, wire.pages.stretch, builder.limits)

    def graph(self, network: Field, features: Description) -> Graph:
        """Builds the graph.

        Args:
            network: The ``NeuralNetwork``, or the classifier or regressor that is one.
            features: What the model says of its inputs and outputs.
        """
        graph, scope = Graph(name="main"), Scope()
        mappings = [each.value for each in self._wire.within(network) if each.number == 5]
        exact = bool(mappings and mappings[0])
        for feature in features.inputs:
            value = Value(feature.name, feature.dtype, _given_shape(feature, exact))
            graph.inputs.append(value)
            scope[value.name] = value
        self._layers(graph, network, scope, 0)
        wanted = [scope[f.name] for f in features.outputs if f.name in scope]
        graph.outputs = wanted or self._unread(graph)
        return graph

    def _unread(self, graph: Graph) -> list[Value]:
        return [value for node in graph.nodes for value in node.outputs if not value.uses]

    def _layers(self, graph: Graph, network: Field, scope: Scope, depth: int) -> None:
        if depth > self._builder.limits.graph_depth:
            raise LimitExceededError(
                f"Networks are nested more than {self._builder.limits.graph_depth} deep."
            )
        for each in self._wire.within(network):
            if each.number == _LAYER:
                self._node(graph, self._parse(each), scope, depth)

    def _parse(self, message: Field) -> _Layer:
        layer = _Layer()
        for each in self._wire.within(message):
            if each.number == _NAME:
                layer.name = self._wire.text(each)
            elif each.number == _INPUT:
                layer.inputs.append(self._wire.text(each))
            elif each.number == _OUTPUT:
                layer.outputs.append(self._wire.text(each))
            elif each.number == _OUTPUT_TENSOR:
                layer.shapes.append(self._tensor(each))
            elif each.number not in _KNOWN and each.end >= 0:
                layer.kind = each
        return layer

    def _tensor(self, message: Field) -> Shape:
        extents = [
            extent
            for each in self._wire.within(message)
            if each.number == 2
            for extent in self._wire.numbers(each)
        ]
        shown_extents = extents[: self._builder.limits.tensor_rank]
        return tuple(extent if 0 < extent < 1 << 62 else None for extent in shown_extents)

    def _node(self, graph: Graph, layer: _Layer, scope: Scope, depth: int) -> None:
        if layer.kind is None:
            return
        number = layer.kind.number
        operator, fields = LAYERS.get(number, (f"layer{number}", {}))
        attributes: dict[str, object] = {}
        weights: dict[str, Initializer] = {}
        networks: dict[str, Field] = {}
        self._parameters(layer.kind, fields, "", attributes, weights, networks)
        inputs: list[Value | None] = [self._read(name, scope) for name in layer.inputs]
        for role, initializer in weights.items():
            name = self._builder.text(f"{layer.name}.{role}")
            inputs.append(self._builder.constant(graph, name, initializer))
        if weights:
            attributes[ROLES] = list(weights)
        bodies = {name: Graph(name=name) for name in networks}
        attributes.update(bodies)
        outputs = self._outputs(layer, scope)
        self._builder.node(graph, operator, inputs, outputs, attributes, name=layer.name)
        for name, message in networks.items():
            inner = dict(scope)
            self._layers(bodies[name], message, inner, depth + 1)
            bodies[name].outputs = [inner[o.name] for o in outputs if o.name in inner]
        for value in outputs:
            scope[value.name] = value
        if number == _CUSTOM:
            self._tell_custom(layer)

    def _outputs(self, layer: _Layer, scope: Scope) -> list[Value]:
        shapes = layer.shapes if len(layer.shapes) == len(layer.outputs) else []
        return [
            Value(name, "float32", shapes[at] if shapes else None)
            for at, name in enumerate(layer.outputs)
        ]

    def _read(self, name: str, scope: Scope) -> Value | None:
        if name not in scope:
            self._builder.log.add(
                "undefined-input", "warning", "A layer reads a value that nothing defines.",
                shown(name),
            )  # fmt: skip
        return scope.get(name)

    def _parameters(
        self,
        message: Field,
        fields: dict[int, Stated],
        prefix: str,
        attributes: dict[str, object],
        weights: dict[str, Initializer],
        networks: dict[str, Field],
    ) -> None:
        """Takes a layer's parameters apart into attributes, weights and networks."""
        for each in self._wire.within(message):
            stated = fields.get(each.number)
            if stated is None:
                continue
            name = prefix + stated.name
            if stated.kind == "i":
                attributes[name] = _joined(attributes.get(name), self._integers(each), each)
            elif stated.kind == "f":
                attributes[name] = _joined(attributes.get(name), self._reals(each), each)
            elif stated.kind == "?":
                attributes[name] = 1
            elif stated.kind == "s":
                attributes[name] = self._wire.text(each)
            elif stated.kind == "p":
                attributes[name] = self._borders(each)
            elif stated.kind == "w" and each.end > each.value:
                weights.setdefault(name, self._weight(each))
            elif stated.kind == "g":
                networks[name] = each
            elif stated.kind == "m":
                attributes.setdefault(name, 1)
                self._parameters(each, stated.inner, f"{name}.", attributes, weights, networks)

    def _integers(self, each: Field) -> list[int]:
        return [Field(0, number, -1).signed for number in self._wire.numbers(each)]

    def _reals(self, each: Field) -> list[float]:
        if each.end < 0:
            return [each.real]
        return [Field(0, number, -1, 4).real for number in self._wire.numbers(each, 4)]

    def _borders(self, message: Field) -> list[int]:
        """Begin and end of each axis; the borders may be wrapped in one more message."""
        amounts: list[int] = []
        wrapped = next((each for each in self._wire.within(message) if each.number == 1), message)
        for each in self._wire.within(wrapped):
            if each.number == 10 and each.end >= 0:
                sizes = {part.number: part.signed for part in self._wire.within(each)}
                amounts += [sizes.get(1, 0), sizes.get(2, 0)]
            elif each.number == 10:
                amounts.append(each.signed)
        return amounts

    def _weight(self, message: Field) -> Initializer:
        """``WeightParams``: elements without a shape."""
        result, bits = Initializer("float32", (0,)), 8
        for each in self._wire.within(message):
            if each.number == _QUANTIZATION:
                bits = next((p.value for p in self._wire.within(each) if p.number == _BITS), 8)
        for each in self._wire.within(message):
            length = each.end - each.value
            if each.number == _FLOATS:
                self._attach(result, "float32", max(length, 4) // 4, each)
            elif each.number == _HALVES:
                self._attach(result, "float16", length // 2, each)
            elif each.number in (_RAW, _INT8):
                count = length * 8 // bits if 0 < bits <= 8 else 0
                self._attach(result, "uint8" if bits == 8 else "unknown", count, each)
        return result

    def _attach(self, result: Initializer, dtype: str, count: int, content: Field) -> None:
        if content.end < 0:  # a single number
            result.dtype, result.shape = dtype, (result.size + 1,)
            result.data = np.asarray([*(result.data if result.data is not None else []),
                                      content.real], np.float32)  # fmt: skip
            return
        result.dtype = dtype
        result.shape = self._builder.shape([max(0, count)], "weights")
        result.offset, result.length = content.value, content.end - content.value
        self._ranges.attach(result)

    def _tell_custom(self, layer: _Layer) -> None:
        assert layer.kind is not None
        names = [
            self._wire.text(each)
            for each in self._wire.within(layer.kind)
            if each.number == _CLASS_NAME
        ]
        self._builder.log.add(
            "custom-operator",
            "warning",
            f"The layer {shown(names[0] if names else '')} is a custom one; to run it, code "
            "outside the file is loaded.",
            shown(layer.name),
        )


def _given_shape(feature: Feature, exact: bool) -> Shape | None:
    """An input's shape with the batch that networks of older versions leave out."""
    shape = feature.shape
    if shape is None or (exact and not feature.image):
        return shape
    return (1, *shape) if feature.image or len(shape) in (1, 3) else shape


def _joined(before: object, numbers: list[int] | list[float], each: Field) -> object:
    """A number, or the list of all when a field is repeated: packed, or one after the other."""
    if before is None:
        return numbers[0] if each.end < 0 else numbers
    return [*(before if isinstance(before, list) else [before]), *numbers]
