"""The readers of TensorFlow's own formats: frozen graphs and SavedModels."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.formats.tensorflow.sniff import looks_like_graph, looks_like_saved_model
from inspector.ir import Model


class SavedModelReader:
    """Reads the graph of a SavedModel; its variables by type, shape and place."""

    format = "tensorflow-saved-model"
    title = "TensorFlow SavedModel"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is the ``saved_model.pb`` of a SavedModel (see ``Reader``)."""
        return looks_like_saved_model(head)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.tensorflow.model import read_saved_model

        return read_saved_model(path, limits, progress)


class GraphDefReader:
    """Reads a graph with its weights frozen into it."""

    format = "tensorflow-graph"
    title = "TensorFlow GraphDef"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is a binary ``GraphDef`` (see ``Reader``)."""
        return looks_like_graph(head)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.tensorflow.model import read_graph

        return read_graph(path, limits, progress)
