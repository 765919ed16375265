"""Puts a model together from a file."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.formats.errors import LimitExceededError, MalformedError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.onnx.checks import check
from inspector.formats.onnx.copies import mark_copies
from inspector.formats.onnx.definitions import compare
from inspector.formats.onnx.graphs import GraphReader
from inspector.formats.onnx.inference import complete_shapes
from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.onnx.value_types import text
from inspector.formats.onnx.wire import OddError, Stripped, strip
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.ir import Model

if TYPE_CHECKING:
    import onnx


def read(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads an ONNX file.

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
        stripped, proto = _parse(source, limits, log, progress)
        stamp = source.stamp
    _require_graph(proto, path, truncated=stripped.truncated)
    model = assemble(
        proto,
        "onnx",
        TensorReader(path, stamp, stripped.payloads, limits, log),
        limits,
        log,
        progress,
        truncated=stripped.truncated,
    )
    model.digest = digest_of(stripped.data, stamp[0])
    return model


def assemble(
    proto: onnx.ModelProto,
    kind: str,
    tensors: TensorReader,
    limits: Limits,
    log: FindingLog,
    progress: Progress,
    *,
    truncated: bool = False,
) -> Model:
    """Makes a model of the official parser's message, whatever notation it was read from.

    Args:
        proto: The message; elements of long tensors may be missing.
        kind: What becomes ``Model.format``.
        tensors: Makes the initializers.
        limits: What the model may ask for.
        log: Gets what is wrong with it.
        progress: Told how far the work is.
        truncated: Whether the file ends too early.

    Raises:
        LimitExceededError: It has too many nodes.
    """
    if len(proto.graph.node) > limits.nodes:
        raise LimitExceededError(
            f"There are more than {limits.nodes} nodes.", where=str(tensors.path)
        )
    model = Model(str(tensors.path), kind)
    _describe(model, proto)
    if truncated:
        _tell_truncated(model, proto, log)
    graphs = GraphReader(tensors, limits, log, progress, partial=truncated)
    with _no_collection():
        model.graphs["main"] = graphs.main(proto.graph)
        for function in proto.functions:
            key = (text(function.domain), text(function.name), text(function.overload))
            model.functions[key] = graphs.function(function)
    _check(model, proto, tensors, limits, log)
    mark_copies((g for each in model.graphs.values() for g in each.graphs()), tensors, limits)
    complete_shapes(model, proto, limits, log)
    model.findings = log.findings()
    progress("building", 1.0)
    return model


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keeps the garbage collector from walking a growing graph again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _parse(
    source: Source, limits: Limits, log: FindingLog, progress: Progress
) -> tuple[Stripped, onnx.ModelProto]:
    """Walks and parses the file; a second time, field by field, when the quick walk fails."""
    import onnx
    from google.protobuf.message import DecodeError

    # What the quick walk notes of a broken file, the careful walk notes better.
    quick = FindingLog(limits.findings_per_code)
    try:
        stripped = strip(source, limits, quick, progress)
        proto = onnx.ModelProto.FromString(stripped.data)
    except (OddError, DecodeError):
        stripped = strip(source, limits, log, progress, careful=True)
        try:
            return stripped, onnx.ModelProto.FromString(stripped.data)
        except DecodeError:
            raise MalformedError(
                "The file is not a readable ONNX model.", where=str(source.path)
            ) from None
    log.extend(quick.findings())
    return stripped, proto


def _require_graph(proto: onnx.ModelProto, path: Path, *, truncated: bool) -> None:
    if proto.HasField("graph") and (len(proto.graph.node) or not truncated):
        return
    if truncated:
        raise TruncatedError(
            "The file ends before the first node of its graph.",
            where=str(path),
            help="It was cut short, perhaps by an interrupted download; fetch it again.",
        )
    raise MalformedError("The file has no graph.", where=str(path))


def _describe(model: Model, proto: onnx.ModelProto) -> None:
    """Takes over what the file says of itself."""
    imports = [*proto.opset_import]
    for function in proto.functions:
        imports += function.opset_import
    for entry in imports:
        domain = text(entry.domain)
        model.opsets.setdefault("" if domain == "ai.onnx" else domain, entry.version)
    model.producer = f"{text(proto.producer_name)} {text(proto.producer_version)}".strip()
    stated = {
        "ir_version": str(proto.ir_version) if proto.ir_version else "",
        "domain": text(proto.domain),
        "model_version": str(proto.model_version) if proto.model_version else "",
        "doc_string": text(proto.doc_string),
    }
    model.metadata = {key: value for key, value in stated.items() if value}
    for pair in proto.metadata_props:
        model.metadata.setdefault(text(pair.key), text(pair.value))


def _tell_truncated(model: Model, proto: onnx.ModelProto, log: FindingLog) -> None:
    count = len(proto.graph.node)
    log.add(
        "truncated",
        "warning",
        f"The file ends too early; {count} whole nodes of its graph were found.",
    )
    model.skipped.append("What the file should hold after its end.")


def _check(
    model: Model, proto: onnx.ModelProto, tensors: TensorReader, limits: Limits, log: FindingLog
) -> None:
    import onnx

    tensors.external.summarise()
    if proto.ir_version > onnx.IR_VERSION:
        log.add(
            "newer-version",
            "info",
            f"The file is of IR version {proto.ir_version}, newer than {onnx.IR_VERSION}; "
            "what is new in it is not read.",
        )
    if not model.opsets and not log.has("truncated"):
        log.add("no-opset", "info", "The file does not say which operator set it uses.")
    if len(proto.training_info):
        model.skipped.append("Training information.")
    if len(model.functions) != len(proto.functions):
        log.add("duplicate-function", "warning", "Two functions have the same name.")
    for code, reason in _SKIPPED.items():
        if log.has(code):
            model.skipped.append(reason)
    if not len(proto.graph.node):
        log.add("no-nodes", "info", "The graph has no nodes.", shown(text(proto.graph.name)))
    check(model, limits, log)
    compare(model, log)


_SKIPPED = {
    "nesting-too-deep": "What is nested too deep.",
    "malformed": "What is broken in the file.",
    "attribute-too-large": "Attributes that are too large.",
}


def digest_of(structure: bytes, size: int) -> str:
    """Digest of what was read of a file and of its size, as hexadecimal text."""
    digest = hashlib.blake2b(structure, digest_size=16)
    digest.update(size.to_bytes(8, "little"))
    return digest.hexdigest()
