"""Makes seeds of formats that Python can write: ``python -m tests.fuzz.make_seeds``.

TensorFlow's are made by ``make_tensorflow_seeds.py``, PyTorch's by the tests of its formats.
"""

from __future__ import annotations

import collections
import gzip
import io
import json
import pickle
import struct
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from onnx import printer

from inspector.formats.weights.checkpoint import MAGIC_NUMBER
from tests.formats.models import branches, chain
from tests.formats.openvino.networks import small
from tests.formats.tflite.building import convolutions

SEEDS = Path(__file__).parent / "seeds"
MODELS = Path(__file__).parents[1] / "fixtures" / "models"
COREML = ("bert-network", "bert-program", "lstm-network", "lstm-program")
ONNX = (
    "lstm-dynamo",
    "mobilenet_v2-torchscript",
    "qwen2-dynamo",
    "vgg-torchscript",
    "whisper-dynamo",
)


class _Storage:
    """Pickled as the persistent id of a tensor's bytes."""

    def __init__(self, key: str, size: int, legacy: bool) -> None:
        self.id = ("storage", _Named("torch", "FloatStorage"), key, "cpu", size)
        if legacy:
            self.id = (*self.id, None)


class _Named:
    """Pickled as a global that need not be there."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class _Tensor:
    def __init__(self, storage: _Storage, shape: tuple[int, ...]) -> None:
        self.storage, self.shape = storage, shape


class _Pickler(pickle._Pickler):  # type: ignore[name-defined,misc]
    """Writes what PyTorch would, without it."""

    def persistent_id(self, value: object) -> object:
        return value.id if isinstance(value, _Storage) else None

    def save(self, value: object, *rest: object, **named: object) -> None:
        if isinstance(value, _Named):
            self.write(f"c{value.module}\n{value.name}\n".encode())
        elif isinstance(value, _Tensor):
            strides = [int(np.prod(value.shape[at + 1 :])) for at in range(len(value.shape))]
            arguments = (value.storage, 0, value.shape, tuple(strides), False)
            self.save(_Named("torch._utils", "_rebuild_tensor_v2"))
            self.save((*arguments, collections.OrderedDict()))
            self.write(b"R")
        else:
            super().save(value, *rest, **named)


def _pickled(value: object) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, 2).dump(value)
    return buffer.getvalue()


def _state(legacy: bool) -> collections.OrderedDict[str, _Tensor]:
    shapes = {
        "conv1.weight": (4, 3, 3, 3),
        "bn1.weight": (4,),
        "fc.weight": (2, 4),
        "fc.bias": (2,),
    }
    return collections.OrderedDict(
        (name, _Tensor(_Storage(str(key), int(np.prod(shape)), legacy), shape))
        for key, (name, shape) in enumerate(shapes.items())
    )


def checkpoints() -> dict[str, bytes]:
    """PyTorch's containers and a few other pickles."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("m/data.pkl", _pickled({"state_dict": _state(False), "epoch": 3}))
        archive.writestr("m/byteorder", "little")
        for key, tensor in enumerate(_state(False).values()):
            archive.writestr(f"m/data/{key}", bytes(4 * int(np.prod(tensor.shape))))
        archive.writestr("m/version", "3\n")
    legacy = b"".join(_pickled(part) for part in (MAGIC_NUMBER, 1001, {"little_endian": True}))
    legacy += _pickled(_state(True)) + _pickled([str(key) for key in range(4)])
    for tensor in _state(True).values():
        size = int(np.prod(tensor.shape))
        legacy += struct.pack("<q", size) + bytes(4 * size)
    return {"zip.pth": buffer.getvalue(), "legacy.pth": legacy}


def pickles() -> dict[str, bytes]:
    """Pickles of every protocol."""
    value = {
        "coef_": np.arange(6.0).reshape(2, 3),
        "names": ["a", "b", ("c", None, True, 2.5, 10**30)],
        "more": collections.OrderedDict(x={1, 2}, y=frozenset({3}), z=b"\x80\x04N."),
    }
    return {f"protocol{number}.pkl": pickle.dumps(value, number) for number in range(2, 6)}


def safetensors() -> dict[str, bytes]:
    """Two tensors with metadata."""
    header = {
        "__metadata__": {"format": "pt"},
        "encoder.layer.0.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "encoder.layer.0.bias": {"dtype": "BF16", "shape": [2], "data_offsets": [24, 28]},
    }
    text = json.dumps(header).encode()
    return {"two.safetensors": struct.pack("<Q", len(text)) + text + bytes(28)}


def gguf(order: str = "<", version: int = 3) -> bytes:
    """A file with metadata of every type and two tensors."""
    count = "I" if version == 1 else "Q"

    def text(value: str) -> bytes:
        return struct.pack(order + count, len(value)) + value.encode()

    def pair(key: str, kind: int, value: bytes) -> bytes:
        return text(key) + struct.pack(order + "I", kind) + value

    strings = struct.pack(order + "I" + count, 8, 3) + text("a") + text("bc") + text("")
    numbers = struct.pack(order + "I" + count + "3i", 5, 3, 1, 2, 3)
    pairs = [
        pair("general.architecture", 8, text("llama")),
        pair("general.alignment", 4, struct.pack(order + "I", 32)),
        pair("llama.rope", 6, struct.pack(order + "f", 0.5)),
        pair("large", 10, struct.pack(order + "Q", 1 << 40)),
        pair("flag", 7, b"\1"),
        pair("tokens", 9, strings),
        pair("scores", 9, numbers),
    ]
    tensors = [("token_embd.weight", (32, 4), 2), ("blk.0.attn_q.weight", (4, 4), 0)]
    head = b"GGUF" + struct.pack(order + "I" + 2 * count, version, len(tensors), len(pairs))
    head += b"".join(pairs)
    for name, shape, kind in tensors:
        head += text(name) + struct.pack(order + "I" + len(shape) * count, len(shape), *shape)
        head += struct.pack(order + "IQ", kind, 0 if kind == 2 else 96)
    return head + bytes(-len(head) % 32) + bytes(160)


def arrays() -> dict[str, bytes]:
    """Single arrays in either order of axes and of objects."""
    found = {}
    for name, value in {
        "plain": np.arange(6.0).reshape(2, 3),
        "columns": np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3)),
        "objects": np.array([{}, None], dtype=object),
    }.items():
        buffer = io.BytesIO()
        np.save(buffer, value, allow_pickle=True)
        found[f"{name}.npy"] = buffer.getvalue()
    return found


def archives() -> dict[str, bytes]:
    """Arrays in an archive, packed and not."""
    plain, packed = io.BytesIO(), io.BytesIO()
    values = {"a": np.arange(6.0).reshape(2, 3), "b": np.zeros(100, np.int8)}
    np.savez(plain, **values)
    np.savez_compressed(packed, **values)
    return {"plain.npz": plain.getvalue(), "packed.npz": packed.getvalue()}


def onnx() -> dict[str, bytes]:
    """Small exports out of the tests."""
    return {
        f"{name}.onnx": gzip.decompress((MODELS / f"{name}.onnx.gz").read_bytes()) for name in ONNX
    }


def texts() -> dict[str, bytes]:
    """ONNX in its own notation and in that of protobuf."""
    return {
        "branches.txt": printer.to_text(branches()).encode(),
        "chain.txt": str(chain()).encode(),
    }


def runtime() -> dict[str, bytes]:
    """ONNX Runtime's own format, which only that program writes."""
    return {"small.ort": (MODELS.parent / "onnxruntime" / "small.ort").read_bytes()}


def coreml(name: str) -> bytes:
    """One of the models of Core ML that the tests bring along."""
    return gzip.decompress((MODELS.parent / "coreml" / f"{name}.mlmodel.gz").read_bytes())


def package() -> dict[str, bytes]:
    """The list of what is in a package; the model lies beside it."""
    entry = {"path": "com.apple.CoreML/model.mlmodel", "name": "model.mlmodel"}
    manifest = {
        "fileFormatVersion": "1.0.0",
        "itemInfoEntries": {"A": entry},
        "rootModelIdentifier": "A",
    }
    place = "beside/model.mlpackage/Data/com.apple.CoreML/model.mlmodel"
    return {"Manifest.json": json.dumps(manifest).encode(), place: coreml("lstm-program")}


def openvino() -> dict[str, bytes]:
    """The text; its weights lie beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = small().save(Path(folder))
        return {
            "small.xml": path.read_bytes(),
            "beside/input.bin": path.with_suffix(".bin").read_bytes(),
        }


def main() -> None:
    """Writes all seeds."""
    index = {"metadata": {}, "weight_map": {"a.weight": "two-00001-of-00001.safetensors"}}
    for format, files in {
        "gguf": {f"v{v}{o}.gguf": gguf(o, v) for v in (1, 2, 3) for o in "<>"[: 1 + (v == 3)]},
        "npy": arrays(),
        "npz": archives(),
        "onnx": onnx(),
        "pickle": pickles(),
        "pytorch": checkpoints(),
        "safetensors": safetensors(),
        "sharded": {
            "model.index.json": json.dumps(index).encode(),
            "beside/two-00001-of-00001.safetensors": safetensors()["two.safetensors"],
        },
        "onnx-text": texts(),
        "onnxruntime": runtime(),
        "coreml": {f"{name}.mlmodel": coreml(name) for name in COREML},
        "coreml-package": package(),
        "openvino": openvino(),
        "tflite": {"convolutions.tflite": convolutions()},
    }.items():
        for name, data in files.items():
            path = SEEDS / format / name.replace("<", "le").replace(">", "be")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


if __name__ == "__main__":
    main()
