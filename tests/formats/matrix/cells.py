"""The cells of the matrix: a family a row, a way to save a model a column."""

from __future__ import annotations

import io
import lzma
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.formats.matrix.blanking import blank, blank_beside

FIXTURES = Path(__file__).parents[2] / "fixtures" / "matrix"

FAMILIES = {
    "resnet": "resnet",
    "mobilenet_v2": "mobilenet_v2",
    "mobilenet_v3": "mobilenet_v3",
    "efficientnet": "efficientnet",
    "densenet": "densenet",
    "vit": "vit",
    "convnext": "convnext",
    "swin": "swin",
    "bert": "bert",
    "gpt2": "gpt2",
    "llama": "llama",
    "t5": "t5",
    "lstm": "lstm",
    "unet": "unet",
}
"""Architecture → the family that each of its files must be told as."""

COLUMNS = {
    "pytorch.script.onnx": "ONNX, TorchScript exporter",
    "pytorch.dynamo.onnx": "ONNX, dynamo exporter",
    "pytorch.onnxtxt": "ONNX as text",
    "pytorch.ort": "ONNX Runtime",
    "pytorch.traced.pt": "TorchScript, traced",
    "pytorch.frozen.pt": "TorchScript, frozen",
    "pytorch.ptl": "TorchScript for mobile devices",
    "pytorch.pt2": "torch.export",
    "pytorch.core.pt2": "torch.export, decomposed",
    "pytorch.mlmodel": "Core ML, neural network",
    "pytorch.mlpackage": "Core ML, ML program",
    "pytorch.xml": "OpenVINO, from ONNX",
    "keras.xml": "OpenVINO, from TensorFlow",
    "keras.float.tflite": "TensorFlow Lite",
    "keras.float16.tflite": "TensorFlow Lite, float16",
    "keras.weights8.tflite": "TensorFlow Lite, 8-bit weights",
    "keras.int8.tflite": "TensorFlow Lite, 8-bit",
    "keras.saved": "TensorFlow SavedModel",
    "keras.pb": "TensorFlow GraphDef, frozen",
    "keras.keras": "Keras",
    "keras.h5": "Keras, HDF5",
    "pytorch.safetensors": "safetensors",
    "pytorch.pth": "PyTorch checkpoint",
}
"""Name of the file or folder → what it is."""

WEIGHTS_ONLY = frozenset({"pytorch.safetensors", "pytorch.pth"})
"""Columns whose verdict rests on parameters."""

GAPS = {
    ("vit", "keras.keras"): "a layer of one's own: the file names it and does not hold its graph",
    ("vit", "keras.h5"): "a layer of one's own",
    ("t5", "keras.keras"): "a layer of one's own",
    ("t5", "keras.h5"): "a layer of one's own",
    ("llama", "keras.keras"): "a layer of one's own",
    ("llama", "keras.h5"): "a layer of one's own",
}
"""Files that are not told as their row's family, and why; the tests hold them to it."""

LARGEST_ROW = 400 << 10
"""Bytes that the files of one architecture may have in the repository, compressed."""


@dataclass(slots=True, frozen=True)
class Cell:
    """One file of the matrix.

    Attributes:
        row: The architecture.
        column: Name of the file or folder.
        path: Where it is.
    """

    row: str
    column: str
    path: Path


def cells_of(folder: Path) -> Iterator[Cell]:
    """The files of a folder as the scripts beside this module write it, row by row.

    Args:
        folder: Holds a folder per architecture.
    """
    for row in FAMILIES:
        for column in COLUMNS:
            path = folder / row / column
            if path.exists():
                yield Cell(row, column, path)


def unpack(row: str, folder: Path) -> list[Cell]:
    """Unpacks the committed files of one architecture.

    Args:
        row: The architecture.
        folder: Where to.
    """
    with tarfile.open(FIXTURES / f"{row}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return [cell for cell in cells_of(folder) if cell.row == row]


def pack(folder: Path) -> None:
    """Packs a folder of files as the fixtures, their large weights blanked.

    The smallest ones come first; those that a row has no room for are left out.

    Args:
        folder: Holds a folder per architecture.
    """
    FIXTURES.mkdir(parents=True, exist_ok=True)
    cells = list(cells_of(folder))
    for row in dict.fromkeys(cell.row for cell in cells):
        paths = [cell.path for cell in cells if cell.row == row]
        left = LARGEST_ROW
        with tarfile.open(FIXTURES / f"{row}.tar.xz", "w:xz", preset=6) as archive:
            for size, path in sorted((_packed_size(path), path) for path in paths):
                left -= size
                if left >= 0:
                    _add(archive, path, folder)


def _files(path: Path) -> list[Path]:
    """A model's file and its weights beside it, or a folder with all that is in it."""
    weights = [path.with_suffix(".bin")] if path.suffix == ".xml" else []
    return [path, *weights, *sorted(path.rglob("*"))]


def _packed_size(path: Path) -> int:
    whole = b"".join(_content(each, path) for each in _files(path) if each.is_file())
    return len(lzma.compress(whole, preset=1))


def _add(archive: tarfile.TarFile, path: Path, folder: Path) -> None:
    for each in _files(path):
        entry = _plain(archive.gettarinfo(each, str(each.relative_to(folder))))
        content = _content(each, path) if each.is_file() else b""
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))


def _content(path: Path, model: Path) -> bytes:
    """The bytes to keep of a model's file: of TensorFlow's weights only how many they are."""
    if path == model:
        return blank(path)
    if model.suffix == ".xml" or path.name == "weight.bin":
        return blank_beside(model, path)
    return bytes(path.stat().st_size) if ".data-" in path.name else path.read_bytes()


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime = entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() else 0o644
    return entry
