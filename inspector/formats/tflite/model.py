"""Puts a model together from a TensorFlow Lite file."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.errors import MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pages import BrokenError
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.tflite.flatbuffer import FlatBuffer, Table
from inspector.formats.tflite.graphs import SubgraphReader
from inspector.formats.tflite.operators import OperatorReader
from inspector.formats.tflite.tensors import TensorReader
from inspector.ir import Model

# schema.fbs, Model
_VERSION, _CODES, _SUBGRAPHS, _DESCRIPTION, _BUFFERS = 0, 1, 2, 3, 4
_METADATA, _SIGNATURES = 6, 7
# SignatureDef
_KEY, _INDEX = 2, 4
# Metadata
_METADATA_NAME = 0

_HELP = "It may be cut short or damaged; fetch it again."


def read(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a TensorFlow Lite file.

    Args:
        path: The file.
        limits: What it may ask for.
        progress: Told how far the work is.

    Returns:
        The model, or as much of it as is readable, with findings.

    Raises:
        FormatError: There is no graph in it, or it exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    with Source(path, limits) as source:
        try:
            model = _read(source, limits, log, progress)
        except BrokenError as error:
            raise MalformedError(
                f"The file is not a readable TensorFlow Lite model: {error.message}",
                where=str(path),
                help=_HELP,
            ) from None
        model.digest = structure_digest(model, source.size)
    model.findings = log.findings()
    progress("building", 1.0)
    return model


def _read(source: Source, limits: Limits, log: FindingLog, progress: Progress) -> Model:
    flat = FlatBuffer(source, limits)
    root = flat.root()
    model = Model(str(source.path), "tflite")
    model.producer = root.text(_DESCRIPTION)
    model.opsets["tflite"] = root.integer(_VERSION, "I")
    subgraphs = list(root.tables(_SUBGRAPHS))
    if not subgraphs:
        raise MalformedError("The file has no graph.", where=str(source.path))
    builder = GraphBuilder("tflite", limits, log, progress)
    operators = OperatorReader(list(root.tables(_CODES)), log)
    tensors = TensorReader(source, flat, list(root.tables(_BUFFERS)), builder)
    reader = SubgraphReader(subgraphs, operators, tensors, builder)
    names = _signatures(root, log)
    for index in reader.main_graphs():
        name = names.get(index) or ("main" if index == 0 else f"subgraph {index}")
        while name in model.graphs:
            name += "'"
        model.graphs[name] = reader.graph(index)
    reader.tell_custom()
    if not model.node_count():
        log.add("no-nodes", "info", "The graph has no nodes.")
    if log.has("malformed"):
        model.skipped.append("What is broken in the file.")
    model.metadata = _metadata(root, names)
    return model


def _signatures(root: Table, log: FindingLog) -> dict[int, str]:
    """Names of the ways to call the model, by subgraph."""
    names: dict[int, str] = {}
    try:
        for entry in root.tables(_SIGNATURES):
            if entry is not None:
                names.setdefault(entry.integer(_INDEX, "I"), entry.text(_KEY))
    except BrokenError as error:
        log.add("malformed", "warning", f"The signatures are broken: {error.message}")
    return {} if len(names) < 2 else names


def _metadata(root: Table, names: dict[int, str]) -> dict[str, str]:
    found = {"signatures": ", ".join(names.values())} if names else {}
    try:
        attached = [entry.text(_METADATA_NAME) for entry in root.tables(_METADATA) if entry]
    except BrokenError:
        attached = []
    if attached:
        found["metadata"] = ", ".join(attached[:20])
    return found
