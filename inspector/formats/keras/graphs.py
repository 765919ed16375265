"""From configurations to graphs: a layer's call is a node, a model used as a layer a function."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.formats.building import GraphBuilder
from inspector.formats.keras import configuration as settings
from inspector.formats.keras.configuration import Call, Json, Key
from inspector.formats.keras.suspects import report
from inspector.formats.keras.weights import Weights
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.ir.graph import Graph, Model, Shape, Value

MODELS = "keras.model"
"""Domain of the models that are layers of others."""

_WRAPPERS = frozenset({"Bidirectional", "TimeDistributed"})


@dataclass(slots=True)
class _Frame:
    """One model being read.

    Attributes:
        values: What its layers make.
        results: Per call of a layer the number of results that are read.
    """

    graph: Graph
    values: dict[Key, Value] = field(default_factory=dict)
    results: dict[tuple[str, int], int] = field(default_factory=dict)

    def value(self, key: Key) -> Value:
        """The value of a tensor, made on first sight."""
        found = self.values.get(key)
        if found is None:
            name, call, result = key
            label = name if not call and not result else f"{name}:{call}:{result}"
            found = self.values[key] = Value(label)
        made = self.results.get(key[:2], 0)
        self.results[key[:2]] = max(made, key[2] + 1)
        return found


class GraphReader:
    """Builds the graphs of one file.

    Args:
        model: Gets the functions.
        builder: Adds nodes and constants.
        weights: The arrays.
        limits: What the graphs may ask for.
        log: Gets what is wrong with them.
    """

    def __init__(
        self,
        model: Model,
        builder: GraphBuilder,
        weights: Weights,
        limits: Limits,
        log: FindingLog,
    ) -> None:
        self._model = model
        self._builder = builder
        self._weights = weights
        self._limits = limits
        self._log = log

    def read(self, config: Json, root: str, depth: int = 0) -> Graph:
        """Builds the graph of a model.

        Args:
            config: Its configuration.
            root: The group of its weights.
            depth: How many models it is nested in.
        """
        layers = settings.layers_of(config) or []
        frame = _Frame(Graph(name=self._text(config, "name"), is_function=depth > 0))
        places = self._weights.places(layers, root)
        inner = settings.part(config, "config")
        if "input_layers" in inner or "output_layers" in inner:
            self._functional(frame, inner, layers, places, depth)
        else:
            self._sequential(frame, config, layers, places, depth)
        self._check(frame)
        return frame.graph

    def _functional(
        self, frame: _Frame, config: Json, layers: list[Json], places: list[str], depth: int
    ) -> None:
        called = [(layer, settings.calls_of(layer, self._limits)) for layer in layers]
        outputs = settings.keys_of(config.get("output_layers"))
        for key in outputs:
            frame.value(key)
        for _, calls in called:
            for call in calls:
                for key, (dtype, shape) in zip(call.tensors, call.shapes, strict=True):
                    value = frame.value(key)
                    if shape is not None:
                        value.dtype, value.shape = dtype, shape
        for (layer, calls), place in zip(called, places, strict=True):
            if self._class(layer) == "InputLayer":
                self._input(frame, layer)
            elif calls:
                self._layer(frame, layer, calls, place, depth)
        wanted = settings.keys_of(config.get("input_layers"))
        order = {frame.values.get(key): at for at, key in enumerate(wanted)}
        frame.graph.inputs.sort(key=lambda value: order.get(value, len(order)))
        frame.graph.outputs = [frame.value(key) for key in outputs]

    def _sequential(
        self, frame: _Frame, config: Json, layers: list[Json], places: list[str], depth: int
    ) -> None:
        """A chain; its input is stated by an InputLayer, by the first layer, or by the build."""
        previous: Key | None = None
        shape = settings.shape_of(settings.part(config, "config").get("build_input_shape"))
        if shape is None:
            shape = settings.shape_of(settings.part(config, "build_config").get("input_shape"))
        for at, (layer, place) in enumerate(zip(layers, places, strict=True)):
            key = (self._name(layer) or f"layer{at}", 0, 0)
            if self._class(layer) == "InputLayer":
                self._input(frame, layer)
            else:
                if previous is None:
                    previous = self._implied_input(frame, layer, shape)
                frame.value(key)
                self._layer(frame, layer, [Call([previous])], place, depth, key[0])
            previous = key
        if previous is not None:
            frame.graph.outputs = [frame.value(previous)]

    def _implied_input(self, frame: _Frame, layer: Json, shape: Shape | None) -> Key:
        config = settings.part(layer, "config")
        for name in ("batch_input_shape", "batch_shape"):
            shape = settings.shape_of(config.get(name)) or shape
        key = ("input", 0, 0)
        value = frame.value(key)
        value.dtype = "int32" if self._class(layer) == "Embedding" else "float32"
        value.shape = shape
        frame.graph.inputs.append(value)
        return key

    def _input(self, frame: _Frame, layer: Json) -> None:
        config = settings.part(layer, "config")
        value = frame.value((self._name(layer), 0, 0))
        if value in frame.graph.inputs:
            return
        found = config.get("batch_shape", config.get("batch_input_shape"))
        value.shape = settings.shape_of(found)
        value.dtype = settings.dtype_of(config.get("dtype"))
        frame.graph.inputs.append(value)

    # Layers

    def _class(self, layer: Json) -> str:
        return self._text(layer, "class_name")

    def _text(self, holder: Json, name: str) -> str:
        return settings.text(holder, name, self._limits)

    def _name(self, layer: Json) -> str:
        return self._text(layer, "name") or self._text(settings.part(layer, "config"), "name")

    def _layer(
        self,
        frame: _Frame,
        layer: Json,
        calls: list[Call],
        place: str,
        depth: int,
        name: str = "",
    ) -> None:
        """Adds a node for each call of a layer; all of them read the same weights."""
        name = name or self._name(layer)
        kind = self._class(layer)
        report(layer, kind, name, self._log)
        nested = settings.layers_of(layer)
        domain, weights = None, []
        if nested is not None and depth < self._limits.graph_depth:
            kind, domain = self._function(layer, kind, name, place, depth), MODELS
        else:
            weights = [
                self._builder.constant(frame.graph, path.removeprefix(self._weights.root), tensor)
                for path, tensor in self._weights.of(place)
            ]
        attributes = {} if domain else self._attributes(layer, kind)
        for at, call in enumerate(calls):
            made = max(1, frame.results.get((name, at), 1))
            outputs = [frame.value((name, at, port)) for port in range(made)]
            if any(value.producer is not None or value in frame.graph.inputs for value in outputs):
                self._duplicate(name)
                continue
            given = {self._builder.text(a.name): a.value for a in call.arguments}
            inputs: list[Value | None] = [frame.value(key) for key in call.tensors]
            stated = {} if domain else {"tensors": len(inputs)}
            self._builder.node(
                frame.graph,
                kind,
                [*inputs, *weights],
                outputs,
                {**attributes, **given, **stated},
                name=name,
                domain=domain,
            )

    def _duplicate(self, name: str) -> None:
        self._log.add(
            "duplicate-value",
            "warning",
            "Two layers of a model have the same name; uses of it mean the first.",
            shown(name),
        )

    def _function(self, layer: Json, kind: str, name: str, place: str, depth: int) -> str:
        """Reads a model that is a layer of another; returns the operator that calls it."""
        title = self._builder.text(f"{kind} {name}".strip())
        number, called = 1, title
        while (MODELS, called, "") in self._model.functions:
            number += 1
            called = f"{title} {number}"
        self._model.functions[MODELS, called, ""] = Graph()
        self._model.functions[MODELS, called, ""] = self.read(layer, place, depth + 1)
        return called

    def _attributes(self, layer: Json, kind: str) -> dict[str, object]:
        config = settings.part(layer, "config")
        found = settings.attributes_of(config, self._limits)
        wrapped = settings.part(config, "layer")
        if kind in _WRAPPERS and wrapped:
            found["layer"] = self._class(wrapped)
            inner = settings.part(wrapped, "config")
            found.update(settings.attributes_of(inner, self._limits, "layer."))
        return found

    def _check(self, frame: _Frame) -> None:
        inputs = set(frame.graph.inputs)
        for key, value in frame.values.items():
            if value.producer is None and value not in inputs and value.uses:
                self._log.add(
                    "undefined-input",
                    "warning",
                    "A layer reads what no layer makes.",
                    shown(key[0]),
                )
