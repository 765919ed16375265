"""Formats that are recognised by their content although no reader takes them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True, frozen=True)
class Recognised:
    """A format without a reader.

    Attributes:
        format: Identifier, e.g. ``safetensors``.
        title: Name for people.
        model: Whether such a file is surely a model (an archive may be anything).
        help: What to do about it, empty when there is nothing.
    """

    format: str
    title: str
    model: bool = True
    help: str = "Export the model to ONNX and open that file."


_ARCHIVE = "Unpack it and open a model file in it."
_MAGIC: tuple[tuple[int, bytes, Recognised], ...] = (
    (0, b"lmgg", Recognised("ggml", "GGML")),
    (0, b"tjgg", Recognised("ggml", "GGML (ggjt)")),
    (0, b"7767517\n", Recognised("ncnn", "ncnn")),
    (0, b"\x1f\x8b", Recognised("gzip", "a gzip archive", False, _ARCHIVE)),
    (0, b"7z\xbc\xaf\x27\x1c", Recognised("7z", "a 7z archive", False, _ARCHIVE)),
    (257, b"ustar", Recognised("tar", "a tar archive", False, _ARCHIVE)),
)
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"

_ZIP = Recognised("zip", "a ZIP archive", False, _ARCHIVE)


def recognise(head: bytes, path: Path) -> Recognised | None:
    """Names the format of a file that no reader took, None when nothing is known of it.

    Args:
        head: The beginning of the file.
        path: The file; only a ZIP archive's list of entries is read of it.
    """
    for offset, magic, recognised in _MAGIC:
        if head.startswith(magic, offset):
            return recognised
    if head.startswith(_LFS_POINTER):
        return Recognised(
            "git-lfs-pointer",
            "a Git LFS pointer, not the model itself",
            help="Fetch the model with: git lfs pull",
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_archive(path)
    return _as_protobuf(head)


def _as_protobuf(head: bytes) -> Recognised | None:
    """Tells TensorFlow's and Core ML's messages by their first fields.

    SavedModel: field 1 is the schema version 1, field 2 the first graph. GraphDef: field 1 is a
    node that starts with its name. Core ML: field 1 is the version, 2 the description.
    """
    if head.startswith(b"\x08\x01\x12") and b"serve" in head[:4096]:
        return Recognised("tensorflow-saved-model", "TensorFlow SavedModel")
    if head.startswith(b"\x0a") and len(head) > 4:
        name = head[3:5] if head[1] >= 0x80 else head[2:4]
        if name[:1] == b"\x0a" and b"\x12" in head[:200] and b"Placeholder" in head:
            return Recognised("tensorflow-graph", "TensorFlow GraphDef")
    if head[:1] == b"\x08" and len(head) > 3 and 1 <= head[1] < 16 and head[2] == 0x12:
        if b"com.github.apple.coremltools" in head or b"\x0a" in head[3:6]:
            return Recognised("coreml", "Core ML")
    return None


def _in_archive(path: Path) -> Recognised:
    """Tells a whole ZIP archive, of which no reader took an entry, from a broken one."""
    try:
        with zipfile.ZipFile(path):
            return _ZIP
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return Recognised("zip", "a broken ZIP archive", False, "Fetch it again.")
