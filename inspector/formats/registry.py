"""All readers. A new format is one module with a ``Reader`` and one entry here."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.coreml import CoreMlReader
from inspector.formats.deferred import DeferredReader
from inspector.formats.keras import KerasReader
from inspector.formats.onnx import OnnxReader, OnnxTextReader, OrtReader
from inspector.formats.openvino import OpenVinoReader
from inspector.formats.reader import SHARDED, Reader
from inspector.formats.tensorflow import GraphDefReader, SavedModelReader
from inspector.formats.tflite import TfliteReader
from inspector.formats.unpacking import is_archive
from inspector.formats.weights.gguf import GgufReader
from inspector.formats.weights.safetensors import SafetensorsReader


def _may_be_pickle(head: bytes) -> bool:
    return is_archive(head) or head[:1] in (b"\x80", b"(", b"c", b"]", b"}", b"i")


def _is_json(head: bytes) -> bool:
    return head.lstrip().startswith(b"{")


def _is_array(head: bytes) -> bool:
    return head.startswith(b"\x93NUMPY")


READERS: tuple[Reader, ...] = (
    GgufReader(),
    DeferredReader("weights.npy:NpyReader", "numpy", "NumPy array", _is_array),
    TfliteReader(),
    OrtReader(),
    OpenVinoReader(),
    OnnxTextReader(),
    KerasReader(),
    DeferredReader(
        "torch.program:ProgramReader", "torch-export", "PyTorch exported program", is_archive
    ),
    DeferredReader("torch.script.reader:ScriptReader", "torchscript", "TorchScript", is_archive),
    SafetensorsReader(),
    DeferredReader(
        "weights.sharded:ShardedReader", SHARDED, "index of weights in several files", _is_json
    ),
    DeferredReader(
        "weights.checkpoint:CheckpointReader", "pytorch", "PyTorch checkpoint", _may_be_pickle
    ),
    DeferredReader("weights.npy:NpzReader", "numpy-archive", "NumPy archive", is_archive),
    CoreMlReader(),
    SavedModelReader(),
    GraphDefReader(),
    OnnxReader(),
    DeferredReader("weights.checkpoint:PickleReader", "pickle", "Python pickle", _may_be_pickle),
)
"""In the order they are asked: formats with a magic number should come first."""


def reader_for(head: bytes, path: Path) -> Reader | None:
    """The reader that recognises a file.

    Args:
        head: The beginning of the file.
        path: The file.
    """
    return next((reader for reader in READERS if reader.sniff(head, path)), None)
