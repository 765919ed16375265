"""Core ML's packages: a folder with a manifest, the model and its weights."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from inspector.formats.errors import FormatError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.onnx.external import leaves_folder
from inspector.formats.source import Source

_MANIFEST, _DATA = "Manifest.json", "Data"
_LARGEST = 1 << 20


class _Item(msgspec.Struct):
    path: str = ""


class _Manifest(msgspec.Struct):
    root: str = msgspec.field(name="rootModelIdentifier")
    items: dict[str, _Item] = msgspec.field(name="itemInfoEntries")


def model_of_package(folder: Path) -> Path | None:
    """The model's file in a ``.mlpackage`` folder, None when the folder is none.

    Raises:
        MalformedError: Its manifest names a file outside the folder, or one that is not there.
    """
    try:
        with Source(folder / _MANIFEST, Limits(file_bytes=_LARGEST)) as source:
            manifest = msgspec.json.decode(source.read(0, source.size), type=_Manifest)
    except (FormatError, msgspec.MsgspecError, RecursionError, ValueError):
        return None
    item = manifest.items.get(manifest.root)
    if item is None:
        return None
    path = folder / _DATA / item.path
    real = Path(os.path.realpath(path))
    if leaves_folder(item.path) or not real.is_relative_to(os.path.realpath(folder)):
        raise MalformedError(
            "The manifest names a model outside the package; it was not opened.",
            where=str(folder / _MANIFEST),
        )
    if not os.path.isfile(path):  # False also for names that no system takes
        raise MalformedError(
            "The model that the manifest names is not there.",
            where=str(folder / _MANIFEST),
            help="The package may be incomplete; fetch it again.",
        )
    return path
