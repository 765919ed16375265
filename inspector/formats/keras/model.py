"""Puts a model together from a file."""

from __future__ import annotations

import json
from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.errors import MalformedError
from inspector.formats.keras.configuration import Json, layers_of, parse, part
from inspector.formats.keras.graphs import GraphReader
from inspector.formats.keras.storage import Storage, open_storage
from inspector.formats.keras.weights import Weights
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.reader import Progress
from inspector.formats.structure import structure_digest
from inspector.formats.weights.tree import NamedTensor, TreeBuilder
from inspector.ir import Model


def read(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a Keras model, or the arrays of an HDF5 file.

    Args:
        path: The file.
        limits: What it may ask for.
        progress: Told how far the work is.

    Returns:
        The model, or as much of it as is readable, with findings.

    Raises:
        FormatError: There is nothing of a model in it, or it exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    progress("reading", 0.0)
    storage = open_storage(path, limits, log)
    config = parse(storage.configuration) if storage.configuration else {}
    weights = Weights(storage, limits, log)
    model = Model(str(path), "keras" if config or storage.by_class else "hdf5")
    layers = layers_of(config)
    if layers is not None:
        builder = GraphBuilder("keras", limits, log, progress, len(layers))
        reader = GraphReader(model, builder, weights, limits, log)
        model.graphs["main"] = reader.read(config, weights.root)
    else:
        _parameters(model, config, weights, limits, log, progress)
    _describe(model, storage)
    model.digest = structure_digest(model, storage.size)
    model.findings = log.findings()
    progress("building", 1.0)
    return model


def _parameters(
    model: Model,
    config: Json,
    weights: Weights,
    limits: Limits,
    log: FindingLog,
    progress: Progress,
) -> None:
    """A model whose layers are connected by code: only its arrays are known."""
    arrays = [NamedTensor(name, tensor) for name, tensor in weights.everything()]
    if not arrays:
        raise MalformedError("The file holds neither layers nor weights.", where=model.path)
    if config:
        log.add(
            "no-graph",
            "info",
            "How the layers are connected is told by code outside the file; "
            "only the weights are shown.",
        )
    model.basis = "parameters"
    model.graphs["main"] = TreeBuilder(limits, log, progress).graph(arrays, natural=True)


def _describe(model: Model, storage: Storage) -> None:
    """Takes over what the file says of itself."""
    stated: dict[str, object] = dict(storage.metadata)
    try:
        stated.update(part({"_": json.loads(str(stated.pop("metadata", "{}")))}, "_"))
    except (ValueError, RecursionError):
        stated.pop("metadata", None)
    model.metadata = {k: v for k, v in stated.items() if isinstance(v, str)}
    version = model.metadata.get("keras_version", "")
    model.producer = f"Keras {version}".strip()
