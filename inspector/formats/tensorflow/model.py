"""Puts a model together from a frozen graph or a SavedModel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.errors import MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, some
from inspector.formats.pages import BrokenError
from inspector.formats.protobuf import Field, Wire
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.tensorflow.bundle import Bundle
from inspector.formats.tensorflow.graphs import GraphMaker
from inspector.formats.tensorflow.objects import Objects, read_objects
from inspector.formats.tensorflow.records import FunctionRecord, NodeRecord, RecordReader
from inspector.formats.tensorflow.tensors import TensorReader
from inspector.ir import Model

# GraphDef
_NODE, _LIBRARY, _VERSIONS = 1, 2, 4
# MetaGraphDef
_INFO, _GRAPH, _SIGNATURE, _OBJECTS = 1, 2, 5, 7
_VERSION_TEXT = 5
# SignatureDef
_OUTPUTS = 2

_INITIAL = "__saved_model_init_op"
_SAVING = frozenset({"SaveV2", "RestoreV2", "MergeV2Checkpoints"})
_SIDE_EFFECTS = frozenset({"PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile"})
_HELP = "It may be cut short or damaged; fetch it again."


@dataclass(slots=True)
class _Content:
    """What a file holds.

    Attributes:
        nodes: Of its main graph.
        functions: Its library.
        signatures: Results by the name of the way to call it.
        objects: What is known of the objects behind its functions.
        producer: Program that wrote it.
        version: Of the graph's format.
    """

    nodes: list[NodeRecord] = field(default_factory=list)
    functions: dict[str, FunctionRecord] = field(default_factory=dict)
    signatures: dict[str, list[str]] = field(default_factory=dict)
    objects: Objects = field(default_factory=Objects)
    producer: str = ""
    version: int = 0


class _Reading:
    """One file being read."""

    def __init__(self, source: Source, limits: Limits, progress: Progress) -> None:
        self.source = source
        self.log = FindingLog(limits.findings_per_code)
        self.wire = Wire(source, limits)
        self.builder = GraphBuilder("tf", limits, self.log, progress)
        tensors = TensorReader(source.path, source.stamp, self.wire, self.builder)
        self.records = RecordReader(self.wire, self.builder, tensors)
        self.content = _Content()

    def whole(self) -> Field:
        """The file as a message."""
        return Field(0, 0, self.source.size)

    def graph(self, entry: Field) -> None:
        """Reads a ``GraphDef``."""
        for each in self.parts(entry):
            if each.number == _NODE:
                self.content.nodes.append(self.records.node(each))
            elif each.number == _LIBRARY:
                for part in self.parts(each):
                    if part.number == 1:
                        function = self.records.function(part)
                        self.content.functions[function.name] = function
            elif each.number == _VERSIONS:
                numbers = [part.value for part in self.wire.within(each) if part.number == 1]
                self.content.version = numbers[0] if numbers else 0

    def parts(self, entry: Field) -> list[Field]:
        """The fields of a message as far as they can be read."""
        found: list[Field] = []
        try:
            found.extend(self.wire.within(entry))
        except BrokenError as error:
            self.log.add("truncated", "warning", f"The file cannot be read whole: {error.message}")
        return found

    def finish(self, format: str, graphs: Callable[[Model], None]) -> Model:
        """Makes the model of what was read."""
        model = Model(str(self.source.path), format)
        graphs(model)
        _tell_effects(model, self.log)
        if not any(graph.nodes for graph in model.graphs.values()):
            self.log.add("no-nodes", "info", "The graph has no nodes.")
        model.producer = self.content.producer
        model.opsets = {"tf": self.content.version}
        if self.log.has("malformed") or self.log.has("truncated"):
            model.skipped.append("What is broken in the file.")
        model.digest = structure_digest(model, self.source.size)
        model.findings = self.log.findings()
        return model


def read_graph(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a frozen graph (see ``Reader.read``)."""
    with Source(path, limits) as source:
        reading = _Reading(source, limits, progress)
        reading.graph(reading.whole())
        if not reading.content.nodes:
            raise MalformedError("The file has no graph.", where=str(path), help=_HELP)
        maker = GraphMaker(reading.builder, reading.content.functions)

        def graphs(model: Model) -> None:
            model.graphs["main"] = maker.main(reading.content.nodes, [])

        return reading.finish("tensorflow-graph", graphs)


def read_saved_model(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a SavedModel by its ``saved_model.pb`` (see ``Reader.read``)."""
    with Source(path, limits) as source:
        reading = _Reading(source, limits, progress)
        metas = [each for each in reading.parts(reading.whole()) if each.number == 2]
        if not metas:
            raise MalformedError("The file has no graph.", where=str(path), help=_HELP)
        for each in reading.parts(metas[0]):
            _meta(reading, each)
        bundle = Bundle(path.parent / "variables", limits, reading.log)
        maker = GraphMaker(reading.builder, reading.content.functions, bundle.place)
        model = reading.finish("tensorflow-saved-model", lambda m: _graphs(reading, maker, m))
        if len(metas) > 1:
            model.skipped.append(f"{len(metas) - 1} further variants of the graph.")
        return model


def _meta(reading: _Reading, entry: Field) -> None:
    """Reads one field of a ``MetaGraphDef``."""
    wire, content = reading.wire, reading.content
    if entry.number == _GRAPH:
        reading.graph(entry)
    elif entry.number == _INFO:
        versions = [wire.text(e) for e in reading.parts(entry) if e.number == _VERSION_TEXT]
        content.producer = f"TensorFlow {versions[0]}" if versions else ""
    elif entry.number == _SIGNATURE:
        name, results = _signature(reading, entry)
        if name != _INITIAL and results:
            content.signatures[name] = results
    elif entry.number == _OBJECTS:
        content.objects = read_objects(wire, entry, reading.builder, reading.log)


def _signature(reading: _Reading, entry: Field) -> tuple[str, list[str]]:
    """Name and results of one way to call a model."""
    wire = reading.wire
    name, results = "", []
    for each in reading.parts(entry):
        if each.number == 1:
            name = wire.text(each)
        elif each.number == 2:
            for part in reading.parts(each):
                if part.number == _OUTPUTS:
                    results += _references(reading, part)
    return name, results


def _references(reading: _Reading, entry: Field) -> list[str]:
    """The references in an entry of a map of ``TensorInfo``."""
    wire, found = reading.wire, []
    for info in reading.parts(entry):
        if info.number == 2:
            found += [wire.text(part) for part in reading.parts(info) if part.number == 1]
    return found


def _graphs(reading: _Reading, maker: GraphMaker, model: Model) -> None:
    """Builds a graph per signature; those that give the same results count once."""
    content = reading.content
    known: set[str] = {node.name for node in content.nodes}
    seen: set[tuple[str, ...]] = set()
    for name, results in sorted(content.signatures.items(), key=lambda pair: _order(pair[0])):
        key = tuple(sorted(results))
        if key not in seen and all(each.partition(":")[0] in known for each in results):
            seen.add(key)
            model.graphs[name] = maker.main(content.nodes, results)
    if len(model.graphs) == 1:
        model.graphs = {"main": next(iter(model.graphs.values()))}
    if not model.graphs:
        _without_signatures(reading, maker, model)


def _order(name: str) -> tuple[bool, str]:
    return name != "serving_default", name


def _without_signatures(reading: _Reading, maker: GraphMaker, model: Model) -> None:
    """Takes the largest function of a model that does not say how it is called."""
    content = reading.content
    sizes = {
        name: _size(name, content.functions, 0)
        for name, function in content.functions.items()
        if not any(node.op in _SAVING for node in function.nodes)
    }
    if sizes:
        largest = max(sizes, key=lambda name: sizes[name])
        model.graphs["main"] = maker.function(
            largest, content.objects.arguments(largest, len(content.functions[largest].arguments))
        )
    else:
        model.graphs["main"] = maker.main(content.nodes, [])


def _size(name: str, functions: dict[str, FunctionRecord], depth: int) -> int:
    """Nodes of a function; of those it calls only the nearest count."""
    function = functions.get(name)
    if function is None or depth > 2:
        return 0
    called = [getattr(node.attributes.get("f"), "name", "") for node in function.nodes]
    return len(function.nodes) + sum(_size(each, functions, depth + 1) for each in called if each)


def _tell_effects(model: Model, log: FindingLog) -> None:
    """Names operators that would run code or touch files when the model is run."""
    found = {
        node.op_type
        for graph in model.graphs.values()
        for node in graph.walk()
        if node.op_type in _SIDE_EFFECTS
    }
    if found:
        log.add(
            "side-effects",
            "danger",
            "Operators would run code of the host or touch its files when the model is run: "
            f"{some(sorted(found))}.",
        )
