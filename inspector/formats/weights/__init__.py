"""Files of weights only: a tree of modules is made from names and shapes."""

from __future__ import annotations

from inspector.formats.weights.checkpoint import CheckpointReader, PickleReader
from inspector.formats.weights.gguf import GgufReader
from inspector.formats.weights.npy import NpyReader, NpzReader
from inspector.formats.weights.safetensors import SafetensorsReader
from inspector.formats.weights.sharded import ShardedReader

__all__ = [
    "CheckpointReader",
    "GgufReader",
    "NpyReader",
    "NpzReader",
    "PickleReader",
    "SafetensorsReader",
    "ShardedReader",
]
