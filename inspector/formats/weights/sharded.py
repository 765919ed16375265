"""Weights in several files: the index that lists them, or files numbered ``1-of-5``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from inspector.formats.errors import FormatError, LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.onnx.external import leaves_folder
from inspector.formats.reader import HEAD_BYTES, SHARDED, Progress, Reader
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.weights.checkpoint import CheckpointReader
from inspector.formats.weights.gguf import GgufReader
from inspector.formats.weights.safetensors import SafetensorsReader
from inspector.formats.weights.tree import NamedTensor, TreeBuilder
from inspector.ir import Model

_READERS: tuple[Reader, ...] = (GgufReader(), SafetensorsReader(), CheckpointReader())


class _Index(msgspec.Struct):
    weight_map: dict[str, str]


class ShardedReader:
    """Reads an index, and the head of every file that it names."""

    format = SHARDED
    title = "index of weights in several files"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by the list that gives it its purpose."""
        start = head.lstrip()
        if not start.startswith(b"{"):
            return False
        return b'"weight_map"' in head or (
            path.name.endswith(".index.json") and b'"metadata"' in start[:64]
        )

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads names, types, shapes and places of all tensors."""
        log = FindingLog(limits.findings_per_code)
        listed = _listed(path, limits)
        names = list(dict.fromkeys(listed.values()))
        if len(names) > limits.folder_files:
            raise LimitExceededError(f"The index names {len(names)} files.", where=str(path))
        files = [file for name in names if (file := _inside(path, name, log)) is not None]
        missing = [file.name for file in files if not os.path.isfile(file)]
        if missing:
            log.add(
                "shard-missing",
                "warning",
                f"Files that the index names are not there: {some(missing, 3)}.",
            )
        there = [file for file in files if os.path.isfile(file)]
        model = read_parts(path, there, limits, log, progress)
        found = {name for graph in model.graphs.values() for name in graph.initializers}
        _compare(listed, found, bool(missing), log)
        if missing:
            model.skipped.append(f"The weights in {some(missing)}.")
        model.findings = log.findings()
        return model


def _listed(path: Path, limits: Limits) -> dict[str, str]:
    with Source(path, limits) as source:
        if source.size > limits.structure_bytes:
            raise LimitExceededError("The index is too large.", where=str(path))
        data = source.read(0, source.size)
    try:
        return msgspec.json.decode(data, type=_Index).weight_map
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise MalformedError("The index is no readable JSON.", where=str(path)) from None


def _inside(index: Path, name: str, log: FindingLog) -> Path | None:
    """A file beside the index, None when the name leads elsewhere.

    A download cache links index and files to one folder: that one counts too.
    """
    path = Path(os.path.join(index.parent, name))
    folders = {os.path.realpath(index.parent), os.path.dirname(os.path.realpath(index))}
    refused = leaves_folder(name)
    if not refused:
        real = os.path.realpath(path)
        refused = not any(os.path.commonpath([each, real]) == each for each in folders)
    if refused:
        log.add(
            "shard-outside-folder",
            "danger",
            "The index refers to a file outside its folder; it was not opened.",
            shown(name),
        )
        return None
    return path


def _compare(listed: dict[str, str], found: set[str], partial: bool, log: FindingLog) -> None:
    absent = [name for name in listed if name not in found]
    if absent and not partial:
        log.add(
            "shard-contradicts",
            "warning",
            f"{len(absent)} tensors are not in the files that the index names: {some(absent)}.",
        )
    more = [name for name in sorted(found) if name not in listed]
    if more:
        log.add(
            "shard-contradicts",
            "info",
            f"{len(more)} tensors are in the files and not in the index: {some(more)}.",
        )


def read_parts(
    path: Path, files: Sequence[Path], limits: Limits, log: FindingLog, progress: Progress
) -> Model:
    """Reads files that hold one model together.

    Args:
        path: What the model is named by.
        files: All of its files.
        limits: What each may ask for.
        log: Gets what is wrong with any.
        progress: Told how far the work is.

    Raises:
        FormatError: None of the files can be read.
    """
    model = Model(str(path), "", basis="parameters")
    tensors: list[NamedTensor] = []
    size = 0
    problem: FormatError | None = None
    for number, file in enumerate(files):
        progress("reading", number / len(files))
        try:
            part = _read(file, limits)
        except FormatError as error:
            problem = error
            log.add("shard-unreadable", "warning", error.message, shown(file.name))
            model.skipped.append(f"The weights in {shown(file.name)}.")
            continue
        model.format = part.format
        model.producer = model.producer or part.producer
        model.metadata = {**part.metadata, **model.metadata}
        model.skipped += part.skipped
        log.extend(part.findings)
        tensors += _tensors(part, file)
        size += file.stat().st_size
    if not model.format:
        raise problem or MalformedError("There are no files of weights.", where=str(path))
    model.graphs["main"] = TreeBuilder(limits, log, progress).graph(tensors, natural=True)
    model.digest = structure_digest(model, size)
    model.findings = log.findings()
    return model


def _read(file: Path, limits: Limits) -> Model:
    with Source(file, limits) as source:
        head = source.read(0, HEAD_BYTES)
    for reader in _READERS:
        if reader.sniff(head, file):
            return reader.read(file, limits, lambda stage, share: None)
    raise MalformedError("This is no file of weights.", where=str(file))


def _tensors(part: Model, file: Path) -> list[NamedTensor]:
    found = []
    for graph in part.graphs.values():
        for node in graph.nodes:
            stored = str(node.attributes.get("stored", ""))
            for value in node.inputs:
                if value is not None and value.initializer is not None:
                    value.initializer.location = file.name
                    note = stored if value.initializer.dtype == "unknown" else ""
                    found.append(NamedTensor(value.name, value.initializer, note))
    return found
