"""Formats that are recognised by their content although no reader takes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.source import Source


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
_TREES = "It is no neural network; there is no graph to show."
_BESIDE = "Open the model file that it belongs to."
_TENSORFLOW = "Save the model as a SavedModel and open that."
_MAGIC: tuple[tuple[int, bytes, Recognised], ...] = (
    (0, b"lmgg", Recognised("ggml", "GGML")),
    (0, b"tjgg", Recognised("ggml", "GGML (ggjt)")),
    (0, b"7767517\n", Recognised("ncnn", "ncnn")),
    (4, b"ET1", Recognised("executorch", "ExecuTorch")),
    (0, b"ptrt", Recognised("tensorrt", "TensorRT")),
    (0, b"ftrt", Recognised("tensorrt", "TensorRT")),
    (0, b"\x12\x01\0\0\0\0\0\0", Recognised("mxnet", "MXNet parameters")),
    (0, b"\0B<", Recognised("kaldi", "Kaldi")),
    (0, b"\xba\x16\x4f\x2f", Recognised("fasttext", "fastText", help=_TREES)),
    (0, b"CBM1", Recognised("catboost", "CatBoost", help=_TREES)),
    (0, b"tree\nversion=", Recognised("lightgbm", "LightGBM", help=_TREES)),
    (0, b"{L\0\0\0\0\0\0\0\x07learner", Recognised("xgboost", "XGBoost", help=_TREES)),
    (0, b"\x04\x22\x4d\x18", Recognised("lz4", "an lz4 archive", False, _ARCHIVE)),
    (0, b"\x28\xb5\x2f\xfd", Recognised("zstd", "a Zstandard archive", False, _ARCHIVE)),
    (0, b"\xfd7zXZ\0", Recognised("xz", "an xz archive", False, _ARCHIVE)),
    (0, b"BZh", Recognised("bzip2", "a bzip2 archive", False, _ARCHIVE)),
    (0, b"Rar!\x1a\x07", Recognised("rar", "a RAR archive", False, _ARCHIVE)),
    (0, b"7z\xbc\xaf\x27\x1c", Recognised("7z", "a 7z archive", False, _ARCHIVE)),
)
_TEXTS: tuple[tuple[re.Pattern[bytes], Recognised], ...] = (
    (
        re.compile(rb'\{.*"format"\s*:\s*"graph-model"', re.DOTALL),
        Recognised("tensorflow-js", "a graph model of TensorFlow.js", help=_TENSORFLOW),
    ),
    (
        re.compile(rb'\{.*("format"\s*:\s*"layers-model"|"modelTopology"\s*:)', re.DOTALL),
        Recognised("tensorflow-js", "a layers model of TensorFlow.js"),
    ),
    (
        re.compile(rb'[\[{].*"weights"\s*:\s*\[.*"dtype"\s*:', re.DOTALL),
        Recognised("tensorflow-js-weights", "a list of weights of TensorFlow.js", False, _BESIDE),
    ),
    (
        re.compile(rb'\{\s*"(learner|version)"\s*:.*"gradient_booster"', re.DOTALL),
        Recognised("xgboost", "XGBoost", help=_TREES),
    ),
    (
        re.compile(rb'\{.*"nodes"\s*:\s*\[.*"op"\s*:\s*"null"', re.DOTALL),
        Recognised("mxnet-symbol", "a graph of MXNet"),
    ),
)
"""JSON, told by what stands in its beginning."""

# The blocks of a Paddle program: the first one is number 0 and has no parent (framework.proto).
_PADDLE_BLOCK = b"\x08\x00\x10" + b"\xff" * 9 + b"\x01\x1a"
# A table of LevelDB's format ends with this number (tensorflow/core/lib/io/format.h).
_TABLE_END = bytes.fromhex("57fb808b247547db")
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def recognise(head: bytes, path: Path) -> Recognised | None:
    """Names the format of a file that no reader took, None when nothing is known of it.

    Args:
        head: The beginning of the file.
        path: The file; only its end is read of it.
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
    if head.lstrip()[:1] in (b"{", b"["):
        return next((known for text, known in _TEXTS if text.match(head.lstrip())), None)
    return _as_protobuf(head) or _as_tensors(head) or _as_table(path)


def _as_protobuf(head: bytes) -> Recognised | None:
    """Tells messages by their first fields.

    SavedModel: field 1 is the schema version 1, field 2 the first graph. GraphDef: field 1 is a
    node that starts with its name. MetaGraphDef: field 1 holds the list of operators, in field 2.
    Paddle: field 1 is the first block.
    """
    if head[:1] == b"\x0a" and head.find(_PADDLE_BLOCK, 2, 7 + len(_PADDLE_BLOCK)) > 0:
        return Recognised("paddle", "a Paddle program")
    if re.match(rb"\x0a[\x80-\xff]{1,4}[\0-\x7f]\x12[\x80-\xff]{0,4}[\0-\x7f]\x0a.\x0a", head):
        return Recognised("tensorflow-meta-graph", "a meta graph of TensorFlow", True, _TENSORFLOW)
    if head.startswith(b"\x08\x01\x12") and b"serve" in head[:4096]:
        return Recognised("tensorflow-saved-model", "TensorFlow SavedModel")
    if head.startswith(b"\x0a") and len(head) > 4:
        name = head[3:5] if head[1] >= 0x80 else head[2:4]
        if name[:1] == b"\x0a" and b"\x12" in head[:200] and b"Placeholder" in head:
            return Recognised("tensorflow-graph", "TensorFlow GraphDef")
    return None


def _as_tensors(head: bytes) -> Recognised | None:
    """Tells files of tensors that begin with numbers.

    Paddle: two versions and a level of 0, then the description's length and its type. CTranslate2:
    a version, then the name of a specification with its length.
    """
    if not any(head[:16]) and head[17:20] == bytes(3) and head[20:21] == b"\x08":
        return Recognised("paddle-parameters", "parameters of a Paddle program", False, _BESIDE)
    length = int.from_bytes(head[4:6], "little")
    if 0 < head[0] < 16 and not any(head[1:4]) and head[6 : 6 + length].endswith(b"Spec\0"):
        return Recognised("ctranslate2", "CTranslate2")
    return None


def _as_table(path: Path) -> Recognised | None:
    """Tells the index of a TensorFlow checkpoint by its end."""
    try:
        with Source(path, Limits()) as source:
            end = source.read(source.size - len(_TABLE_END), len(_TABLE_END))
    except FormatError:
        return None
    if end != _TABLE_END:
        return None
    return Recognised(
        "tensorflow-checkpoint", "the index of TensorFlow's variables", False, _BESIDE
    )
