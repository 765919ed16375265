"""Puts a model together from a Core ML file."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.coreml.description import describe
from inspector.formats.coreml.network import NetworkReader
from inspector.formats.coreml.program import ProgramReader
from inspector.formats.coreml.sniff import DESCRIPTION, KINDS, VERSION
from inspector.formats.errors import MalformedError, UnsupportedFormat
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.pages import BrokenError
from inspector.formats.protobuf import Field, Wire
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.ir import Model

_PIPELINES = frozenset({200, 201, 202})
_NETWORKS = frozenset({303, 403, 500})
_PROGRAM, _CUSTOM = 502, 555
_PIPELINE, _MODELS, _NAMES = 1, 1, 2
_DEEPEST = 8
"""Pipelines inside pipelines."""

_HELP = "It may be cut short or damaged; fetch it again."


def read(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a Core ML file.

    Args:
        path: The file.
        limits: What it may ask for.
        progress: Told how far the work is.

    Returns:
        The model: a graph for each neural network or program in it, with findings.

    Raises:
        FormatError: There is no graph in it, or it exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    with Source(path, limits) as source:
        try:
            model = _Reader(source, limits, log, progress).read()
        except BrokenError as error:
            raise MalformedError(
                f"The file is not a readable Core ML model: {error.message}",
                where=str(path),
                help=_HELP,
            ) from None
        model.digest = structure_digest(model, source.size)
    model.findings = log.findings()
    progress("building", 1.0)
    return model


class _Reader:
    def __init__(self, source: Source, limits: Limits, log: FindingLog, progress: Progress) -> None:
        self._source = source
        self._limits = limits
        self._log = log
        self._progress = progress
        self._wire = Wire(source, limits)
        self._others: list[str] = []
        self.model = Model(str(source.path), "coreml")

    def read(self) -> Model:
        whole = Field(0, 0, self._wire.size)
        self._read(whole, "main", 0)
        if not self.model.graphs:
            kinds = some(self._others) or "nothing"
            raise UnsupportedFormat(
                f"The Core ML model holds no computational graph, but {kinds}.",
                where=str(self._source.path),
                help="Only neural networks and ML programs have one.",
            )
        if self._others:
            self.model.skipped.append(
                f"Parts of the pipeline without a graph: {some(self._others)}."
            )
        return self.model

    def _read(self, message: Field, name: str, depth: int) -> None:
        """Reads a ``Model`` message; a pipeline's parts become graphs of their own."""
        description: Field | None = None
        for each in self._wire.within(message):
            if each.number == VERSION and depth == 0:
                self.model.opsets["coreml"] = each.value
            elif each.number == DESCRIPTION:
                description = each
                if depth == 0:
                    self._describe(each)
            elif each.number in _PIPELINES and depth < _DEEPEST:
                self._pipeline(each, depth)
            elif each.number in _NETWORKS:
                self._network(each, description, name)
            elif each.number == _PROGRAM:
                self._program(each, name)
            elif each.number in KINDS:
                self._others.append(f"a {KINDS[each.number]}")
                if each.number == _CUSTOM:
                    self._tell_custom(each)

    def _describe(self, message: Field) -> None:
        facts = describe(self._wire, message).facts
        self.model.metadata = facts
        version = facts.get("com.github.apple.coremltools.version", "")
        self.model.producer = f"coremltools {version}" if version else ""

    def _pipeline(self, message: Field, depth: int) -> None:
        wire = self._wire
        inner = [each for each in wire.within(message) if each.number == _PIPELINE]
        # A classifier or regressor holds a Pipeline; a plain one is the Pipeline itself.
        if message.number != 202 and inner:
            message = inner[0]
        parts = [each for each in wire.within(message) if each.number == _MODELS]
        names = [wire.text(each) for each in wire.within(message) if each.number == _NAMES]
        for place, part in enumerate(parts):
            self._read(part, names[place] if place < len(names) else f"part {place}", depth + 1)

    def _free(self, name: str) -> str:
        key, number = name, 1
        while key in self.model.graphs:
            number += 1
            key = f"{name}.{number}"
        return key

    def _network(self, message: Field, description: Field | None, name: str) -> None:
        builder = GraphBuilder("coreml", self._limits, self._log, self._progress)
        reader = NetworkReader(self._source, self._wire, builder)
        features = describe(self._wire, description)
        self.model.graphs[self._free(name)] = reader.graph(message, features)

    def _program(self, message: Field, name: str) -> None:
        builder = GraphBuilder("mil", self._limits, self._log, self._progress)
        reader = ProgramReader(self._source, self._wire, builder)
        try:
            for key, graph in reader.graphs(message):
                self.model.graphs[self._free(name if key == "main" else key)] = graph
        finally:
            reader.close()

    def _tell_custom(self, message: Field) -> None:
        names = [self._wire.text(each) for each in self._wire.within(message) if each.number == 10]
        self._log.add(
            "custom-operator",
            "warning",
            "A part is a custom model: to run it, code outside the file is loaded.",
            shown(names[0] if names else ""),
        )
