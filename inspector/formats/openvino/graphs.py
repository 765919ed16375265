"""From layers and edges to graphs."""

from __future__ import annotations

from inspector.formats.building import GraphBuilder
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.openvino.attributes import attribute_of, dtype_of
from inspector.formats.openvino.layers import Layer, Mapping, Net, Port
from inspector.formats.openvino.weights import Weights
from inspector.ir.graph import Graph, Node, Shape, Value

Place = tuple[str, str]
"""Identifiers of a layer and of one of its output ports."""

_NO_PORT = "-1"
_STATED = frozenset({"element_type", "shape", "offset", "size"})
_OWN_VERSIONS = ("opset", "experimental", "ie_internal_opset")


class GraphReader:
    """Builds the graphs of one file; layers are numbered through all of them.

    Args:
        builder: Adds nodes and constants.
        weights: Makes the constants.
        limits: What the graphs may ask for.
        log: Gets what is wrong with them.
    """

    def __init__(
        self, builder: GraphBuilder, weights: Weights, limits: Limits, log: FindingLog
    ) -> None:
        self._builder = builder
        self._weights = weights
        self._limits = limits
        self._log = log
        self.opset = 0

    def main(self, net: Net, name: str) -> Graph:
        """Builds the model's graph."""
        graph = Graph(name=self._builder.text(name))
        self._fill(graph, net, {})
        return graph

    def _fill(self, graph: Graph, net: Net, given: dict[str, Value]) -> dict[str, Value]:
        """Fills a graph.

        Args:
            graph: What is filled.
            net: Its layers.
            given: Values of the graph around it that stand for ``Parameter`` layers.

        Returns:
            What its ``Result`` layers read, by the layers' identifiers.
        """
        values = self._values(graph, net, given)
        results: dict[str, Value] = {}
        for layer in net.layers:
            if layer.type in ("Parameter", "Input", "Const"):
                continue
            inputs = [self._source(net, layer, port, values) for port in layer.inputs]
            if layer.type == "Result":
                if inputs and inputs[0] is not None:
                    results[layer.id] = inputs[0]
                continue
            self._node(graph, layer, inputs, values)
        graph.outputs = list(results.values()) or self._unread(graph)
        return results

    # Values

    def _values(self, graph: Graph, net: Net, given: dict[str, Value]) -> dict[Place, Value]:
        """A value for every output port; those of parameters and constants with what they are."""
        values: dict[Place, Value] = {}
        seen: set[str] = set()
        for layer in net.layers:
            if layer.id in seen:
                self._log.add(
                    "duplicate-layer",
                    "warning",
                    "Two layers have the same identifier; edges from it mean the first.",
                    shown(layer.name),
                )
            seen.add(layer.id)
            for port in layer.outputs:
                value = self._value(graph, layer, port, given)
                values.setdefault((layer.id, port.id), value)
        return values

    def _value(self, graph: Graph, layer: Layer, port: Port, given: dict[str, Value]) -> Value:
        name = self._builder.text(port.names.split(",")[0] or layer.name)
        if layer.type == "Const":
            return self._builder.constant(graph, name, self._weights.constant(layer, port))
        if layer.type in ("Parameter", "Input") and layer.id in given:
            return given[layer.id]
        dtype = dtype_of(port.precision or layer.data.get("precision", ""))
        value = Value(name, dtype, self._shape(port))
        if layer.type in ("Parameter", "Input"):
            graph.inputs.append(value)
        return value

    def _shape(self, port: Port) -> Shape | None:
        if len(port.dims) > self._limits.tensor_rank:
            return None
        return tuple(extent if extent >= 0 else None for extent in port.dims)

    def _source(
        self, net: Net, layer: Layer, port: Port, values: dict[Place, Value]
    ) -> Value | None:
        """The value that an input port reads."""
        place = net.edges.get((layer.id, port.id))
        value = None if place is None else values.get(place)
        if value is None:
            self._log.add(
                "undefined-input",
                "warning",
                f"A layer {shown(layer.type)} reads a value that nothing defines.",
                shown(layer.name),
            )
        return value

    def _unread(self, graph: Graph) -> list[Value]:
        """What no node reads, for files before version 10, which state no outputs."""
        return [value for node in graph.nodes for value in node.outputs if not value.uses]

    # Nodes

    def _node(
        self,
        graph: Graph,
        layer: Layer,
        inputs: list[Value | None],
        values: dict[Place, Value],
    ) -> None:
        for role, stored in layer.blobs:
            initializer = self._weights.blob(layer, role, stored)
            name = self._builder.text(f"{layer.name}.{role}")
            inputs.append(self._builder.constant(graph, name, initializer))
        attributes: dict[str, object] = {
            self._builder.text(key): attribute_of(text, self._limits)
            for key, text in layer.data.items()
            if not (key in _STATED and layer.blobs)
        }
        bodies = {name: Graph(name=name) for name in layer.bodies}
        attributes.update(bodies)
        self._version(layer)
        # Two layers of one identifier share their values; the second one makes its own.
        outputs = [values[layer.id, port.id] for port in layer.outputs]
        outputs = [v if v.producer is None else Value(v.name, v.dtype, v.shape) for v in outputs]
        node = self._builder.node(
            graph,
            self._builder.text(layer.type),
            inputs,
            outputs,
            attributes,
            name=self._builder.text(layer.name),
            scope=self._builder.text(layer.name.rpartition("/")[0].strip("/")),
        )
        for name, body in bodies.items():
            self._body(node, layer, name, body)

    def _version(self, layer: Layer) -> None:
        number = layer.version.removeprefix("opset")
        if number != layer.version and number.isdecimal() and len(number) < 4:
            self.opset = max(self.opset, int(number))
        elif layer.version and not layer.version.startswith(_OWN_VERSIONS):
            self._log.add(
                "custom-operator",
                "warning",
                f"The operator {shown(layer.type)} is none of OpenVINO's own; "
                "to run it, code outside the file is loaded.",
                shown(layer.name),
            )

    def _body(self, node: Node, layer: Layer, name: str, body: Graph) -> None:
        """Fills the graph of a branch or a loop.

        A branch reads the values around it, as in ONNX. A loop's body has inputs in the order of
        its node's, because slices and states are not the values around it.
        """
        maps = layer.maps.get(name.replace("body", "port_map"), [])
        ports = {port.id: place for place, port in enumerate(layer.inputs)}
        given = {
            mapping.layer: (node.inputs[ports[mapping.port]], ports[mapping.port])
            for mapping in maps
            if mapping.kind == "input" and mapping.port in ports
        }
        if layer.type == "If":
            captured = {inner: value for inner, (value, _) in given.items() if value is not None}
            results = self._fill(body, layer.bodies[name], captured)
        else:
            inner_values = self._parameters(layer.bodies[name])
            results = self._fill(body, layer.bodies[name], inner_values)
            places = {
                place: inner_values[inner]
                for inner, (_, place) in given.items()
                if inner in inner_values
            }
            body.inputs = [places.get(at) or Value("") for at in range(len(node.inputs))]
        body.outputs = self._results(layer, maps, results)

    def _parameters(self, net: Net) -> dict[str, Value]:
        return {
            layer.id: Value(
                self._builder.text(layer.name), dtype_of(port.precision), self._shape(port)
            )
            for layer in net.layers
            if layer.type == "Parameter"
            for port in layer.outputs[:1]
        }

    def _results(self, layer: Layer, maps: list[Mapping], results: dict[str, Value]) -> list[Value]:
        """What a body gives out: a Loop's condition, then in the order of its node's outputs."""
        inner = {mapping.port: mapping.layer for mapping in maps if mapping.kind == "output"}
        ports = [port.id for port in layer.outputs]
        if layer.type == "Loop":
            ports.insert(0, _NO_PORT)
        return [results.get(inner.get(port, ""), Value("")) for port in ports]
