"""Broken and malicious TensorFlow Lite files: a model with findings, or a clear error."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from inspector.formats import FormatError, read_model
from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.ir.normal import normalise
from tests.formats.tflite.building import Lite, Table, Vector, convolutions, flat


def attempt(path: Path, data: bytes) -> None:
    """Opens a file and brings what is found to normal form; only a ``FormatError`` may come."""
    path.write_bytes(data)
    try:
        model = read_model(path)
    except FormatError:
        return
    for graph in model.graphs.values():
        normalise(model, graph)


@pytest.mark.parametrize("part", range(1, 16))
def test_cut_files(tmp_path: Path, part: int) -> None:
    data = convolutions(3)
    attempt(tmp_path / "cut.tflite", data[: len(data) * part // 16])


def test_changed_bytes(tmp_path: Path) -> None:
    data, chance = convolutions(2), random.Random(1)
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(8, min(len(data), 3000))] = chance.choice((0, 1, 127, 255))
        attempt(tmp_path / "changed.tflite", bytes(changed))


def test_offsets_that_lead_back_to_the_root(tmp_path: Path) -> None:
    data = bytearray(convolutions(2))
    (root,) = struct.unpack_from("<I", data, 0)
    for at in range(8, len(data) - 4, 4):
        changed = bytearray(data)
        struct.pack_into("<I", changed, at, (root - at) & 0xFFFFFFFF)
        attempt(tmp_path / "loop.tflite", bytes(changed[:4000]))
        if at > 1200:
            break


def test_a_vector_shared_by_many_tables_counts_each_time(tmp_path: Path) -> None:
    lite = Lite()
    x = lite.tensor((1,))
    lite.operator("ABS", [x] * 5000, [x])
    lite.finish([x], [x])
    (subgraph,) = lite.subgraphs
    operations = subgraph.fields[3]
    assert isinstance(operations, Vector)
    lite.subgraphs[0].fields[3] = Vector("", list(operations.entries) * 50)
    path = tmp_path / "shared.tflite"
    path.write_bytes(lite.bytes())
    with pytest.raises(LimitExceededError):
        read_model(path, Limits(fields=100_000))


def test_lengths_past_the_end(tmp_path: Path) -> None:
    data = flat(Table({0: ("I", 3), 2: Vector("", [Table()])}))
    at = data.index(struct.pack("<I", 1), 16)
    for length in (1 << 16, 0x7FFFFFFF, 0xFFFFFFFF):
        changed = bytearray(data)
        struct.pack_into("<I", changed, at, length)
        attempt(tmp_path / "long.tflite", bytes(changed))
