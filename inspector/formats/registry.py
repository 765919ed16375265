"""All readers. A new format is one module with a ``Reader`` and one entry here."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.coreml import CoreMlReader
from inspector.formats.keras import KerasReader
from inspector.formats.onnx import OnnxReader, OnnxTextReader, OrtReader
from inspector.formats.openvino import OpenVinoReader
from inspector.formats.reader import Reader
from inspector.formats.tensorflow import GraphDefReader, SavedModelReader
from inspector.formats.tflite import TfliteReader
from inspector.formats.torch import ProgramReader, ScriptReader
from inspector.formats.weights import (
    CheckpointReader,
    GgufReader,
    NpyReader,
    NpzReader,
    PickleReader,
    SafetensorsReader,
    ShardedReader,
)

READERS: tuple[Reader, ...] = (
    GgufReader(),
    NpyReader(),
    TfliteReader(),
    OrtReader(),
    OpenVinoReader(),
    OnnxTextReader(),
    KerasReader(),
    ProgramReader(),
    ScriptReader(),
    SafetensorsReader(),
    ShardedReader(),
    CheckpointReader(),
    NpzReader(),
    CoreMlReader(),
    SavedModelReader(),
    GraphDefReader(),
    OnnxReader(),
    PickleReader(),
)
"""In the order they are asked: formats with a magic number should come first."""


def reader_for(head: bytes, path: Path) -> Reader | None:
    """The reader that recognises a file.

    Args:
        head: The beginning of the file.
        path: The file.
    """
    return next((reader for reader in READERS if reader.sniff(head, path)), None)
