"""Zeros in place of large weights, so that the files of the matrix pack small.

Only tensors are blanked whose elements no reader keeps: no verdict can depend on them.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from inspector.formats import Limits, read_model

_KEPT = Limits().data_elements
_LONGEST_ELEMENT = 8


def blank(path: Path) -> bytes:
    """The bytes of a model's file with zeros for its large weights.

    Args:
        path: A file; a folder's files come with it as ``blank_folder`` does them.
    """
    data = path.read_bytes()
    if data.startswith(b"PK"):
        return _blank_archive(data)
    return _blanked(path, data, "")


def blank_beside(path: Path, weights: Path) -> bytes:
    """The bytes of the file of a model's weights, with zeros for the large ones.

    Args:
        path: The model.
        weights: The file beside it.
    """
    return _blanked(path, weights.read_bytes(), weights.name)


def _blanked(path: Path, data: bytes, location: str) -> bytes:
    """Data with zeros for the large tensors of a model that are in it."""
    changed = bytearray(data)
    for graph in read_model(path).graphs.values():
        for each in graph.graphs():
            for value in each.initializers.values():
                tensor = value.initializer
                if tensor is None or tensor.offset < 0:
                    continue
                if PurePosixPath(tensor.location).name != location:
                    continue
                if tensor.size > _KEPT and 0 < tensor.offset + tensor.length <= len(changed):
                    changed[tensor.offset : tensor.offset + tensor.length] = bytes(tensor.length)
    return bytes(changed)


def _blank_archive(data: bytes) -> bytes:
    """Entries that hold one tensor each are zeros; all of them are stored as before."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            parts = entry.filename.split("/")
            is_tensor = parts[-1].isdecimal() or parts[-1].startswith("weight_")
            if is_tensor and len(content) > _KEPT * _LONGEST_ELEMENT:
                content = bytes(len(content))
            target.writestr(zipfile.ZipInfo(entry.filename), content)
    return made.getvalue()
