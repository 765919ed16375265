"""Puts a model together from a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.errors import MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.openvino.graphs import GraphReader
from inspector.formats.openvino.layers import Document, parse
from inspector.formats.openvino.weights import Weights
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.ir import Model

_HASHED = 1 << 20
_LOSS = (
    "With it small constants are missing (axes, exponents, factors); what the stated shapes do not "
    "tell of them stays unknown, and so may the family."
)


def read(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads an OpenVINO model.

    Args:
        path: The XML file.
        limits: What it may ask for.
        progress: Told how far the work is.

    Returns:
        The model, or as much of it as is readable, with findings.

    Raises:
        FormatError: There is no graph in it, or it exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    with Source(path, limits) as source:
        document = parse(source, limits, progress)
        digest = _digest(source)
    if not document.net.layers:
        reason = f" ({document.broken})" if document.broken else ""
        raise MalformedError(f"The file has no layers{reason}.", where=str(path))
    builder = GraphBuilder("openvino", limits, log, progress, document.count)
    weights = Weights(path, builder, limits, log)
    graphs = GraphReader(builder, weights, limits, log)
    model = Model(str(path), "openvino", digest=digest)
    try:
        model.graphs["main"] = graphs.main(document.net, document.attributes.get("name", ""))
    finally:
        weights.external.summarise(_LOSS)
    _describe(model, document, graphs.opset)
    if document.broken:
        log.add(
            "truncated",
            "warning",
            f"The XML text cannot be read to its end ({document.broken}); "
            f"{len(model.graphs['main'].nodes)} whole nodes of its graph were found.",
        )
        model.skipped.append("What follows the place where the XML text breaks.")
    model.findings = log.findings()
    progress("building", 1.0)
    return model


def _describe(model: Model, document: Document, opset: int) -> None:
    """Takes over what the file says of itself."""
    model.opsets = {"openvino": opset} if opset else {}
    version = document.attributes.get("version", "")
    model.metadata = {"ir_version": version} if version else {}
    for key, text in document.remarks.items():
        model.metadata.setdefault(key, text)
    runtime = document.remarks.get("Runtime_version") or document.remarks.get("MO_version", "")
    model.producer = f"OpenVINO {runtime}".strip()


def _digest(source: Source) -> str:
    """Digest of the XML text, as hexadecimal text."""
    digest = hashlib.blake2b(digest_size=16)
    for place in range(0, source.size, _HASHED):
        digest.update(source.read(place, _HASHED))
    return digest.hexdigest()
