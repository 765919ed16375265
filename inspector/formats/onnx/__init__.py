"""The reader of binary ONNX files (https://onnx.ai/onnx/repo-docs/IR.html)."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.onnx.sniff import looks_like_onnx
from inspector.formats.reader import Progress
from inspector.ir import Model


class OnnxReader:
    """Reads graphs from ONNX files; of the weights only type, shape and place."""

    format = "onnx"
    title = "ONNX"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is a binary ONNX model (see ``Reader``)."""
        return looks_like_onnx(head, named_so=path.suffix.lower() == ".onnx")

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.onnx.model import read

        return read(path, limits, progress)
