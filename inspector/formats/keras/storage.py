"""Where a Keras file keeps the configuration and the weights."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from inspector.formats.archive import Archive, is_zip
from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.formats.hdf5 import Hdf5
from inspector.formats.limits import MEBIBYTE, Limits
from inspector.formats.log import FindingLog
from inspector.formats.source import Source

CONFIGURATION_BYTES = 32 * MEBIBYTE
"""Longest configuration; parsed, a text takes some ten times its length."""

_WEIGHTS = "model.weights.h5"
_LISTED = 10_000


@dataclass(slots=True)
class Storage:
    """The parts of a Keras file.

    Attributes:
        configuration: The model as JSON text, empty when the file holds weights only.
        weights: The HDF5 part, None when there is none.
        offset: Where that part begins in the file, -1 when it is compressed.
        by_class: Whether weights are named by their layer's class and number, as in archives, or
            by the layer's name.
        metadata: What the file says of itself.
    """

    configuration: str = ""
    weights: Hdf5 | None = None
    offset: int = 0
    by_class: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    size: int = 0


def is_archive(path: Path) -> bool:
    """Whether a ZIP archive has the entries of a Keras model."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:_LISTED])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False
    return "config.json" in names and bool(names & {_WEIGHTS, "metadata.json"})


def open_storage(path: Path, limits: Limits, log: FindingLog) -> Storage:
    """Finds the parts of a file.

    Args:
        path: The file.
        limits: What it may ask for.
        log: Gets what is wrong with it.

    Raises:
        FormatError: It is broken or exceeds a limit.
    """
    with Source(path, limits) as source:
        head, size = source.read(0, 8), source.size
    storage = _archive(path, limits, log) if is_zip(head) else _plain(path, size, limits, log)
    storage.size = size
    return storage


def _plain(path: Path, size: int, limits: Limits, log: FindingLog) -> Storage:
    """An HDF5 file, whose root holds the configuration as an attribute."""
    with Source(path, limits) as source:
        stamp = source.stamp

    def read(offset: int, length: int) -> bytes:
        with Source(path, limits) as source:
            if source.stamp != stamp:
                raise MalformedError("The file has changed since it was opened.", where=str(path))
            return source.read(offset, length)

    file = Hdf5(read, size, limits, log)
    texts = file.texts("", ("model_config", "keras_version", "backend"))
    configuration = texts.pop("model_config", "")
    if len(configuration) > CONFIGURATION_BYTES:
        raise LimitExceededError(
            f"The configuration has more than {CONFIGURATION_BYTES} bytes.", where=str(path)
        )
    return Storage(configuration, file, 0, False, texts)


def _archive(path: Path, limits: Limits, log: FindingLog) -> Storage:
    with Archive(path, limits, log) as archive:
        configuration = archive.read("config.json", CONFIGURATION_BYTES)
        metadata = b""
        if "metadata.json" in archive:
            metadata = archive.read("metadata.json", limits.attribute_bytes)
    storage = Storage(configuration.decode("utf-8", "replace"), by_class=True)
    storage.metadata = {"metadata": metadata.decode("utf-8", "replace")} if metadata else {}
    entry = archive.entry(_WEIGHTS)
    if entry is None:
        log.add("weights-missing", "info", "The archive holds no weights.")
        return storage
    storage.offset = archive.place(_WEIGHTS)[0]
    if storage.offset < 0 and entry.size > limits.structure_bytes:
        log.add(
            "weights-compressed",
            "warning",
            f"The weights are compressed and claim {entry.size} bytes; they were not looked at.",
            _WEIGHTS,
        )
        return storage

    def read(offset: int, length: int) -> bytes:
        return archive.read_range(_WEIGHTS, offset, length)

    storage.weights = Hdf5(read, entry.size, limits, log)
    return storage
