"""The readers of ONNX: binary (https://onnx.ai/onnx/repo-docs/IR.html), text, ONNX Runtime's."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.onnx.sniff import is_text, looks_like_onnx
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


class OnnxTextReader:
    """Reads graphs that are written as text."""

    format = "onnx-text"
    title = "ONNX as text"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is ONNX in one of its two notations (see ``Reader``)."""
        return is_text(head)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.onnx.notation import read_text

        return read_text(path, limits, progress)


class OrtReader:
    """Reads graphs that ONNX Runtime has prepared."""

    format = "ort"
    title = "ONNX Runtime's format"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file has the identifier of such files (see ``Reader``)."""
        return head[4:8] == b"ORTM"

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.onnx.runtime import read_ort

        return read_ort(path, limits, progress)
