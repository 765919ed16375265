"""Files that are built to hurt, at least two of each format that is read.

One nests without end or leads in circles, one claims sizes that no file has.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from tests.formats.models import delimited, varint

HUGE = 1 << 62
DEEP = 100_000


@dataclass(slots=True, frozen=True)
class Attack:
    """A hostile file.

    Attributes:
        format: That it claims to be of.
        kind: ``depth``, ``size``, ``loop``, ``bomb`` or another way to hurt.
        name: Of the file.
        data: Its bytes, or what makes them.
    """

    format: str
    kind: str
    name: str
    data: bytes | Callable[[], bytes]

    def write(self, folder: Path) -> Path:
        """Writes the file."""
        path = folder / self.name
        path.write_bytes(self.data() if callable(self.data) else self.data)
        return path


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def nested(number: int, inner: bytes, times: int) -> bytes:
    """A protobuf message inside itself."""
    for _ in range(times):
        inner = delimited(number, inner)
    return inner


def claimed(number: int) -> bytes:
    """A protobuf field that claims 2^62 bytes."""
    return varint(number << 3 | 2) + varint(HUGE)


def onnx_depth() -> bytes:
    """Graphs in attributes of nodes, 3,000 deep."""
    graph = b""
    for _ in range(3000):
        graph = delimited(1, delimited(5, delimited(6, graph)))
    return b"\x08\x08" + delimited(7, graph)


def graph_def_depth() -> bytes:
    """Attribute values that are functions with attribute values."""
    value = b""
    for _ in range(2000):
        value = delimited(10, delimited(2, delimited(1, b"f") + delimited(2, value)))
    attribute = delimited(1, b"a") + delimited(2, value)
    return delimited(1, delimited(1, b"x") + delimited(2, b"Placeholder") + delimited(5, attribute))


def graph_def_functions() -> bytes:
    """A function that calls itself twice: written out it has no end."""
    calls = b"".join(
        delimited(3, delimited(1, name) + delimited(2, b"f")) for name in (b"one", b"two")
    )
    library = delimited(1, delimited(1, delimited(1, b"f")) + calls)
    return delimited(1, delimited(1, b"x") + delimited(2, b"f")) + delimited(2, library)


def saved_model(graph: bytes) -> bytes:
    """A SavedModel around a GraphDef."""
    meta = delimited(1, delimited(4, b"serve")) + delimited(2, graph)
    return b"\x08\x01" + delimited(2, meta)


def core_ml(body: bytes, kind: int = 500) -> bytes:
    """A model of Core ML, by default a neural network."""
    return b"\x08\x05" + delimited(2, delimited(1, delimited(1, b"x"))) + delimited(kind, body)


def core_ml_depth() -> bytes:
    """Branches in branches, each the only layer of the network around it."""
    network = b""
    for _ in range(2000):
        network = delimited(1, delimited(605, delimited(1, network)))
    return core_ml(network)


def core_ml_blocks() -> bytes:
    """An ML program with conditions in conditions."""
    block = b""
    for _ in range(2000):
        operation = delimited(1, b"cond") + delimited(4, block)
        block = delimited(3, operation)
    function = delimited(3, delimited(1, b"CoreML5") + delimited(2, block))
    return core_ml(delimited(2, delimited(1, b"main") + delimited(2, function)), 502)


def core_ml_size() -> bytes:
    """A tensor in the file of weights that says it has 2^60 elements."""
    extent = delimited(3, delimited(1, b"\x08" + varint(1 << 60)))
    kind = delimited(2, delimited(1, b"\x08\x0b" + extent))
    value = kind + delimited(5, delimited(1, b"@model_path/../w") + b"\x10" + varint(1 << 62))
    attribute = delimited(5, delimited(1, b"val") + delimited(2, value))
    operation = delimited(1, b"const") + delimited(3, delimited(1, b"w")) + attribute
    block = delimited(3, operation)
    function = delimited(3, delimited(1, b"CoreML5") + delimited(2, block))
    return core_ml(delimited(2, delimited(1, b"main") + delimited(2, function)), 502)


def tflite(root: bytes) -> bytes:
    return struct.pack("<I4s", 12, b"TFL3") + root


def tflite_loop() -> bytes:
    """Every field of the root table leads back to the root table."""
    table = struct.pack("<i5I", 16, 3, *(0xFFFFFFFC,) * 4)
    vtable = struct.pack("<8H", 16, 24, 4, 8, 12, 16, 20, 4)
    data = bytearray(struct.pack("<I4s", 24, b"TFL3") + vtable + table)
    for field in range(1, 5):
        at = 24 + 4 + 4 * field
        struct.pack_into("<I", data, min(at, len(data) - 4), (24 - at) & 0xFFFFFFFF)
    return bytes(data)


def openvino_laughs() -> bytes:
    """Entities that hold each other ten times: ten lines that are gigabytes."""
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    text = f'<?xml version="1.0"?><!DOCTYPE net [<!ENTITY a0 "ha">{entities}]><net>&a12;</net>'
    return text.encode()


def keras_depth() -> bytes:
    config = '{"class_name": "Functional", "config": {"layers": ' + '[{"a":' * DEEP
    return zipped({"metadata.json": b"{}", "config.json": config.encode()})


def keras_bomb() -> bytes:
    weights = bytes(300 << 20)
    return zipped(
        {"metadata.json": b"{}", "config.json": b"{}", "model.weights.h5": weights},
    )


def hdf5_loop() -> bytes:
    """A group that holds itself."""
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {}})
        group = file.create_group("model_weights")
        group["again"] = group
        group["root"] = file["/"]
    return memory.getvalue()


def hdf5_depth() -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        group = file
        for _ in range(3000):
            group = group.create_group("g")
        group["x"] = np.zeros(3)
    return memory.getvalue()


def hdf5_size() -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset("x", (1 << 40,), "f4", maxshape=(None,), chunks=(1 << 10,))
        file["y"] = np.zeros(7)
    return memory.getvalue().replace(struct.pack("<Q", 7), struct.pack("<Q", HUGE))


def program(text: str) -> bytes:
    """An exported program of PyTorch."""
    entries = {
        "m/archive_format": b"pt2",
        "m/archive_version": b"0",
        "m/models/model.json": text.encode(),
    }
    return zipped(entries, zipfile.ZIP_STORED)


def script(code: str) -> bytes:
    """A TorchScript archive with one module."""
    entries = {
        "m/data.pkl": b"\x80\x02c__torch__\nM\n)\x81}b.",
        "m/code/__torch__.py": code.encode(),
        "m/constants.pkl": b"\x80\x02).",
        "m/version": b"3\n",
    }
    return zipped(entries, zipfile.ZIP_STORED)


def pytorch_bomb() -> bytes:
    return zipped({"m/data.pkl": LISTS, "m/0": bytes(300 << 20)})


SCRIPT = "class M(Module):\n  def forward(self: __torch__.M, x: Tensor) -> Tensor:\n    return "
NPY = b"\x93NUMPY\x01\x00"
LISTS = b"\x80\x02" + b"]" * DEEP + b"a" * (DEEP - 1) + b"."


def npy(header: bytes) -> bytes:
    return NPY + struct.pack("<H", len(header)) + header


def tar(size: bytes) -> bytes:
    """A checkpoint as PyTorch wrote it first, whose entry states a size."""
    blocks = b""
    for name in (b"pickle", b"storages", b"tensors"):
        block = bytearray(512)
        block[: len(name)] = name
        block[124 : 124 + len(size)] = size
        block[156:157], block[257:262] = b"0", b"ustar"
        blocks += bytes(block)
    return blocks


HUGE_SHAPE = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 2)}"
SAFE = json.dumps({"a": {"dtype": "F32", "shape": [HUGE, HUGE], "data_offsets": [0, HUGE]}})

ATTACKS: tuple[Attack, ...] = (
    Attack("onnx", "depth", "m.onnx", onnx_depth),
    Attack("onnx", "size", "m.onnx", b"\x08\x08" + claimed(7)),
    Attack("onnx", "size of a node", "m.onnx", b"\x08\x08" + delimited(7, claimed(1))),
    Attack("onnx-text", "depth", "m.txt", b'<ir_version: 8> g () => () { a = F <s="}"> ()' * 99),
    Attack("onnx-text", "brackets", "m.txt", b"ir_version: 8 graph " + b"{ node " * DEEP),
    Attack("onnx-text", "size", "m.txt", b"<ir_version: 8> g (float[4611686018427387904] x"),
    Attack("ort", "size", "m.ort", struct.pack("<I4sI", 8, b"ORTM", 0x7FFFFFFF)),
    Attack("ort", "loop", "m.ort", struct.pack("<I4s", 8, b"ORTM") + b"\xfc\xff\xff\xff"),
    Attack("tensorflow-graph", "depth", "m.pb", graph_def_depth),
    Attack("tensorflow-graph", "loop", "m.pb", graph_def_functions),
    Attack("tensorflow-graph", "size", "m.pb", delimited(1, b"\n\1x\x12\1F") + claimed(1)),
    Attack("tensorflow-saved-model", "depth", "m.pb", lambda: saved_model(graph_def_depth())),
    Attack("tensorflow-saved-model", "size", "m.pb", b"\x08\x01" + claimed(2)),
    Attack("coreml", "depth", "m.mlmodel", core_ml_depth),
    Attack("coreml", "loop", "m.mlmodel", core_ml_blocks),
    Attack("coreml", "size", "m.mlmodel", core_ml_size),
    Attack("tflite", "loop", "m.tflite", tflite_loop),
    Attack("tflite", "size", "m.tflite", tflite(struct.pack("<2Hi", 4, 4, 4) + b"\xff" * 64)),
    Attack("openvino", "depth", "m.xml", b"<net>" + b"<layers>" * DEEP),
    Attack("openvino", "bomb", "m.xml", openvino_laughs),
    Attack(
        "openvino",
        "size",
        "m.xml",
        b'<net version="11"><layers><layer id="4611686018427387904" type="Const" name="a">'
        b'<data element_type="f32" shape="4611686018427387904" offset="0" size="9"/>'
        b'<output><port id="0"><dim>4611686018427387904</dim></port></output>'
        b"</layer></layers></net>",
    ),
    Attack("keras", "depth", "m.keras", keras_depth),
    Attack("keras", "bomb", "m.keras", keras_bomb),
    Attack("keras", "loop", "m.h5", hdf5_loop),
    Attack("keras", "groups", "m.h5", hdf5_depth),
    Attack("keras", "size", "m.h5", hdf5_size),
    Attack("torch-export", "depth", "m.pt2", lambda: program('{"graph_module":' * DEEP)),
    Attack("torch-export", "size", "m.pt2", lambda: program('{"graph_module": 1e999999}')),
    Attack("torchscript", "depth", "m.pt", lambda: script(SCRIPT + "(" * DEEP)),
    Attack("torchscript", "operators", "m.pt", lambda: script(SCRIPT + "-" * DEEP + "x\n")),
    Attack("torchscript", "size", "m.pt", lambda: script(SCRIPT + "9" * 5000 + "\n")),
    Attack("pytorch", "depth", "m.pt", lambda: zipped({"m/data.pkl": LISTS})),
    Attack("pytorch", "bomb", "m.pt", pytorch_bomb),
    Attack("pytorch", "size", "m.pt", tar(b"77777777777")),
    Attack("pickle", "depth", "m.pkl", LISTS),
    Attack("pickle", "size", "m.pkl", b"\x80\x04\x8e" + struct.pack("<Q", HUGE)),
    Attack("pickle", "laughs", "m.pkl", b"\x80\x02]q\0" + b"(h\0h\0h\0h\0lq\0" * 40 + b"."),
    Attack("safetensors", "depth", "m.safetensors", struct.pack("<Q", DEEP) + b'{"":' * DEEP),
    Attack("safetensors", "size", "m.safetensors", struct.pack("<Q", HUGE - 1) + b"{"),
    Attack(
        "safetensors",
        "size of a tensor",
        "m.safetensors",
        struct.pack("<Q", len(SAFE)) + SAFE.encode(),
    ),
    Attack("sharded-weights", "depth", "m.index.json", b'{"weight_map": ' + b'{"a":' * DEEP),
    Attack(
        "sharded-weights",
        "size",
        "m.index.json",
        b'{"metadata": {"total_size": 4611686018427387904}, '
        b'"weight_map": {"a": "m-00001-of-99999.safetensors"}}',
    ),
    Attack("sharded-weights", "path", "m.index.json", b'{"weight_map": {"a": "../../etc/passwd"}}'),
    Attack("gguf", "depth", "m.gguf", b"GGUF" + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"a", 9)
           + struct.pack("<IQ", 9, 1) * DEEP),
    Attack("gguf", "size", "m.gguf", b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, HUGE)),
    Attack("numpy", "depth", "m.npy", npy(b"{'shape': " + b"(" * 60_000)),
    Attack("numpy", "size", "m.npy", npy(HUGE_SHAPE)),
    Attack("numpy-archive", "depth", "m.npz", lambda: zipped({"a.npy": npy(b"(" * 60_000)})),
    Attack("numpy-archive", "size", "m.npz", lambda: zipped({"a.npy": npy(HUGE_SHAPE)})),
    Attack("numpy-archive", "bomb", "m.npz", lambda: zipped({"a.npy": bytes(300 << 20)})),
)  # fmt: skip
