"""From the XML text to layers and edges, as they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.formats.source import Source

_CHUNK = 1 << 18
_BODIES = frozenset({"body", "then_body", "else_body"})
_MAPS = frozenset({"port_map", "then_port_map", "else_port_map"})
_REMARKS = frozenset(
    {"rt_info", "meta_data", "statistics", "cli_parameters", "quantization_parameters"}
)
_MAX_EXTENT = 1 << 62
_DIM_TEXT = 32


@dataclass(slots=True)
class Port:
    """One input or output of a layer: element type, and extents (-1 for unknown ones)."""

    id: str
    precision: str
    names: str
    dims: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Which port of a layer is which layer of its body.

    Attributes:
        kind: ``input`` or ``output``.
        port: Port of the layer, -1 for none (the counter of a Loop).
        layer: Identifier of a ``Parameter`` or ``Result`` layer in the body.
    """

    kind: str
    port: str
    layer: str


@dataclass(slots=True)
class Layer:
    """One layer with what stands between its tags."""

    id: str
    name: str
    type: str
    version: str
    data: dict[str, str] = field(default_factory=dict)
    inputs: list[Port] = field(default_factory=list)
    outputs: list[Port] = field(default_factory=list)
    blobs: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: dict[str, Net] = field(default_factory=dict)
    maps: dict[str, list[Mapping]] = field(default_factory=dict)


@dataclass(slots=True)
class Net:
    """The layers of one graph and its edges.

    Attributes:
        edges: (layer, port) of a consumer → (layer, port) of what it reads.
    """

    layers: list[Layer] = field(default_factory=list)
    edges: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """A file: its root element's attributes and its graph.

    Attributes:
        broken: Why the text could not be read to its end, empty when it could.
        remarks: Attributes of the elements that tell which program wrote the file.
        count: Number of layers, those in bodies included.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    net: Net = field(default_factory=Net)
    broken: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    count: int = 0


def parse(source: Source, limits: Limits, progress: Progress) -> Document:
    """Reads the XML text piece by piece.

    Expat is given no document type: with it all entities, external files and parameter entities
    are refused before they can do anything.

    Args:
        source: The file.
        limits: What it may ask for.
        progress: Told how far the work is.

    Raises:
        FormatError: It has a document type, or exceeds a limit.
    """
    if source.size > limits.structure_bytes:
        raise LimitExceededError(
            f"The XML text has {source.size} bytes, more than {limits.structure_bytes}.",
            where=str(source.path),
        )
    handler = _Handler(limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = handler.refuse
    place = 0
    try:
        while place < source.size:
            chunk = source.read(place, _CHUNK)
            place += len(chunk)
            parser.Parse(chunk, place >= source.size or not chunk)
            progress("reading", place / source.size)
            if not chunk:
                break
    except (expat.ExpatError, ValueError) as error:
        # ValueError: an encoding that Python does not know.
        handler.document.broken = str(error)
    return handler.document


class _Handler:
    """Keeps what matters of the elements as they come."""

    def __init__(self, limits: Limits) -> None:
        self.document = Document()
        self._limits = limits
        self._elements = 0
        self._path: list[str] = [""]
        self._nets = [self.document.net]
        self._layers: list[Layer] = []
        self._remarks = 0
        self._digits = ""

    def refuse(self, *declaration: object) -> None:
        raise MalformedError(
            "The XML text has a document type, which an OpenVINO model never has; "
            "it was not read further.",
            help="Do not trust this file: a document type serves to read other files or to "
            "fill the memory.",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        parent = self._path[-1]
        self._path.append(tag)
        if self._elements > self._limits.fields:
            raise LimitExceededError(f"There are more than {self._limits.fields} XML elements.")
        if len(self._path) > self._limits.message_depth:
            raise LimitExceededError(
                f"XML elements are nested more than {self._limits.message_depth} deep."
            )
        if self._remarks or tag in _REMARKS:
            self._remarks += 1
            self._remark(tag, attributes)
        elif tag == "dim":
            self._digits = ""
        elif tag == "port":
            self._port(attributes)
        elif tag == "layer":
            self._layer(attributes)
        elif tag == "edge" and parent == "edges":
            self._edge(attributes)
        elif tag == "net" and parent == "":
            self.document.attributes = attributes
        elif self._layers:
            self._part(tag, parent, attributes)

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._remarks:
            self._remarks -= 1
        elif tag == "dim":
            self._dim()
        elif tag == "layer" and self._layers:
            self._layers.pop()
        elif tag in _BODIES and len(self._nets) > 1:
            self._nets.pop()

    def text(self, data: str) -> None:
        if self._path[-1] == "dim" and len(self._digits) < _DIM_TEXT:
            self._digits += data[:_DIM_TEXT]

    def _remark(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._layers and "value" in attributes and len(self.document.remarks) < 100:
            self.document.remarks.setdefault(tag, attributes["value"])

    def _layer(self, attributes: dict[str, str]) -> None:
        get = attributes.get
        layer = Layer(get("id", ""), get("name", ""), get("type", ""), get("version", ""))
        if "precision" in attributes:
            layer.data["precision"] = attributes["precision"]
        self._nets[-1].layers.append(layer)
        self._layers.append(layer)
        self.document.count += 1
        if self.document.count > self._limits.nodes + self._limits.tensors:
            raise LimitExceededError("There are more layers than nodes and tensors are allowed.")

    def _edge(self, attributes: dict[str, str]) -> None:
        get = attributes.get
        consumer = get("to-layer", ""), get("to-port", "")
        self._nets[-1].edges.setdefault(consumer, (get("from-layer", ""), get("from-port", "")))

    def _ports(self) -> list[Port] | None:
        """The ports of the layer's side that the path, which ends with ``port``, stands in."""
        if not self._layers or self._path[-2] not in ("input", "output"):
            return None
        layer = self._layers[-1]
        return layer.inputs if self._path[-2] == "input" else layer.outputs

    def _port(self, attributes: dict[str, str]) -> None:
        ports = self._ports()
        if ports is not None:
            get = attributes.get
            ports.append(Port(get("id", ""), get("precision", ""), get("names", "")))

    def _dim(self) -> None:
        ports = self._ports() if self._path[-1] == "port" else None
        if ports:
            ports[-1].dims.append(number(self._digits))

    def _part(self, tag: str, parent: str, attributes: dict[str, str]) -> None:
        layer = self._layers[-1]
        if tag in _BODIES:
            self._nets.append(layer.bodies.setdefault(tag, Net()))
            if len(self._nets) > self._limits.graph_depth:
                raise LimitExceededError(
                    f"Graphs are nested more than {self._limits.graph_depth} deep."
                )
        elif tag in ("input", "output") and parent in _MAPS:
            port, inner = attributes.get("external_port_id"), attributes.get("internal_layer_id")
            layer.maps.setdefault(parent, []).append(Mapping(tag, port or "", inner or ""))
        elif parent == "blobs" or (parent == "layer" and tag in ("weights", "biases")):
            layer.blobs.append((tag, attributes))
        elif parent == "layer" and (tag == "data" or tag.endswith("_data")):
            layer.data.update(attributes)


def number(text: str) -> int:
    """A stored count, -1 where it is none or not plausible."""
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        return -1
    value = int(text)
    return value if value <= _MAX_EXTENT else -1
