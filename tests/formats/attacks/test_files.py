"""Files that ask for too much, hang, or nest without end: an error or a finding, and soon."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import struct
import time
import zipfile
from pathlib import Path

import pytest

from inspector.formats import FormatError, read_model
from inspector.formats.source import Source
from inspector.worker.limits import ProcessLimits
from inspector.worker.pool import Pool
from tests.formats.attacks.test_pickles import CANARY, PAYLOADS

HUGE = 1 << 62
DEEP = 200_000


def npy(header: bytes, length: int | None = None) -> bytes:
    size = len(header) if length is None else length
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", size & 0xFFFFFFFF) + header


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


TENSOR = {"dtype": "F32", "shape": [HUGE, HUGE], "data_offsets": [0, HUGE]}
HOSTILE = {
    "safetensors header": struct.pack("<Q", HUGE - 1) + b"{",
    "safetensors tensor": struct.pack("<Q", len(json.dumps({"a": TENSOR})))
    + json.dumps({"a": TENSOR}).encode(),
    "safetensors depth": struct.pack("<Q", DEEP) + b'{"a":' + b"[" * (DEEP - 5),
    "gguf tensors": b"GGUF" + struct.pack("<IQQ", 3, HUGE, 0),
    "gguf pairs": b"GGUF" + struct.pack("<IQQ", 3, 0, HUGE),
    "gguf text": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, HUGE),
    "gguf array": b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"a", 9, 8, HUGE),
    "gguf depth": b"GGUF"
    + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"a", 9)
    + struct.pack("<IQ", 9, 1) * 10_000,
    "gguf shape": b"GGUF" + struct.pack("<IQQQ1sI2QIQ", 3, 1, 0, 1, b"a", 2, HUGE, HUGE, 0, HUGE),
    "npy header": npy(b"{'descr': '<f4'", HUGE),
    "npy shape": npy(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}"),
    "npy depth": npy(b"{'shape': " + b"(" * 60_000),
    "pickle depth": b"\x80\x02" + b"N\x85" * DEEP + b".",
    "pickle lists": b"\x80\x02" + b"]" * DEEP + b"a" * (DEEP - 1) + b".",
    "pickle dictionaries": b"\x80\x02" + b"}N" * DEEP + b"Ns" * 10 + b".",
    "pickle string": b"\x80\x04\x8e" + struct.pack("<Q", HUGE),
    "pickle memo": b"\x80\x02Nr\xff\xff\xff\xff.",
    "checkpoint depth": zipped("m/data.pkl", b"\x80\x02" + b"]" * DEEP + b"a" * (DEEP - 1) + b"."),
    "index depth": b'{"weight_map": ' + b'{"a":' * DEEP,
    "onnx depth": b"\x08\x08" + b"\x3a\xff\xff\xff\x7f" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_too_much_is_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(HOSTILE[name])
    began = time.process_time()
    with contextlib.suppress(FormatError):
        model = read_model(path)
        assert model.findings or model.skipped
    assert time.process_time() - began < 3


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.safetensors")
    for path in (tmp_path / "model.safetensors", tmp_path):
        with pytest.raises(FormatError):
            read_model(path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device without an end")
def test_devices_and_links_to_them_are_refused(tmp_path: Path) -> None:
    link, loop = tmp_path / "model.onnx", tmp_path / "loop.onnx"
    link.symlink_to("/dev/zero")
    loop.symlink_to(loop)
    for path in (Path("/dev/zero"), link, loop, tmp_path):
        with pytest.raises(FormatError):
            read_model(path)


def test_file_that_grows_or_shrinks_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each read of the file finds it a little longer, or cut: what was there at first counts."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    sound = struct.pack("<Q", len(header)) + header + bytes(8)
    read = Source.read

    def growing(source: Source, offset: int, length: int) -> bytes:
        with path.open("ab") as file:
            file.write(bytes(1000))
        return read(source, offset, length)

    def shrinking(source: Source, offset: int, length: int) -> bytes:
        os.truncate(path, max(0, path.stat().st_size - 30))
        return read(source, offset, length)

    for number, change in enumerate((growing, shrinking)):
        path = tmp_path / f"{number}.safetensors"
        path.write_bytes(sound)
        monkeypatch.setattr(Source, "read", change)
        with contextlib.suppress(FormatError):
            assert read_model(path).node_count() == 1
        monkeypatch.setattr(Source, "read", read)


def checkpoint(data: bytes) -> bytes:
    return zipped("m/data.pkl", data)


CONTAINERS = {
    "plain": lambda data: data if data[:1] == b"\x80" else b"\x80\x02" + data,
    "checkpoint": checkpoint,
    "legacy": lambda data: (
        b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {})) + data
    ),
    "array": lambda data: npy(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n") + data,
    "archive": lambda data: zipped(
        "a.npy", npy(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n") + data
    ),
}


def test_nothing_is_executed_in_the_child_process(tmp_path: Path) -> None:
    """The whole way of a file: every payload is in the report, and no canary anywhere."""
    paths = []
    for container, pack in CONTAINERS.items():
        for name, (data, _) in PAYLOADS.items():
            paths.append(tmp_path / f"{container} {name}.pt")
            paths[-1].write_bytes(pack(data))
    pool = Pool(1, ProcessLimits(), [])
    try:
        reports = list(pool.scan([str(path) for path in paths]))
    finally:
        pool.close()
    assert len(reports) == len(paths)
    for report in reports:
        dangers = [f.code for f in report.findings if f.severity == "danger"]
        assert dangers == ["pickle-call-dangerous"], report.path
    assert not os.path.exists(CANARY)
    assert [path for path in tmp_path.rglob("*") if path.name == CANARY] == []
