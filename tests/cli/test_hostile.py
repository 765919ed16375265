"""Hostile files through the whole program: a clear error or a partial result each, no traceback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest
from click.testing import Result
from onnx import TensorProto, helper

from tests.ladders import BLOCK, FAMILY, ladder, write_library

Call = Callable[..., Result]


@pytest.fixture
def scan(call: Call, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Scans files with a memory limit that no small file may reach."""
    library = write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY)

    def run(*paths: Path) -> list[dict[str, Any]]:
        limits = ("--memory", "400", "--timeout", "20")
        result = call("scan", "--json", "--signatures", library, *limits, *map(str, paths))
        assert result.stderr == ""
        reports = [json.loads(line) for line in result.stdout.splitlines()]
        assert len(reports) == len(paths)
        for report in reports:
            assert_clear(report)
        failed = any(report["status"] not in ("ok", "partial") for report in reports)
        assert result.exit_code == (1 if failed else 0)
        return reports

    return run


def assert_clear(report: dict[str, Any]) -> None:
    """A failure says what is wrong, and it is never a mistake of the program."""
    error = report["error"]
    assert (error is None) == (report["status"] in ("ok", "partial"))
    if error is not None:
        assert error["code"] != "internal-error", error
        assert not error["code"].startswith("child-"), error
        assert len(error["message"]) > 10
    if report["status"] == "partial":
        assert report["skipped"] or report["findings"]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number: int, payload: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def test_files_that_are_no_models(scan: Callable[..., Any], tmp_path: Path) -> None:
    reports = scan(
        write(tmp_path / "empty.onnx", b""),
        write(tmp_path / "text.onnx", b"This is a text, not a model.\n" * 40),
        write(tmp_path / "zeros.onnx", bytes(5000)),
        write(tmp_path / "noise.onnx", bytes(range(256)) * 20),
        write(tmp_path / "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    )
    assert {report["status"] for report in reports} <= {"error", "unsupported"}


def test_a_model_truncated_everywhere(scan: Callable[..., Any], tmp_path: Path) -> None:
    whole = ladder(4).SerializeToString()
    paths = [
        write(tmp_path / f"cut{part}.onnx", whole[: len(whole) * part // 32]) for part in range(32)
    ]
    reports = scan(*paths, write(tmp_path / "whole.onnx", whole))
    assert reports[-1]["status"] == "ok"
    for report in reports[1:-1]:
        assert report["status"] != "ok" or report["findings"], report


def test_a_tensor_of_a_trillion_elements(scan: Callable[..., Any], tmp_path: Path) -> None:
    model = ladder(4)
    del model.graph.initializer[0].dims[:]
    model.graph.initializer[0].dims.extend([10**6, 10**6])
    (report,) = scan(write(tmp_path / "huge.onnx", model.SerializeToString()))
    assert report["status"] in ("ok", "partial", "error")


def test_claimed_shapes_of_values(scan: Callable[..., Any], tmp_path: Path) -> None:
    model = ladder(4)
    node = helper.make_node("ConstantOfShape", ["s"], ["big"])
    model.graph.initializer.append(helper.make_tensor("s", TensorProto.INT64, [2], [10**6] * 2))
    model.graph.node.append(node)
    model.graph.node.append(helper.make_node("Expand", ["big", "s"], ["bigger"]))
    model.graph.node.append(helper.make_node("Tile", ["bigger", "s"], ["biggest"]))
    (report,) = scan(write(tmp_path / "shapes.onnx", model.SerializeToString()))
    assert report["status"] in ("ok", "partial")


def test_a_cyclic_graph(scan: Callable[..., Any], tmp_path: Path) -> None:
    model = ladder(4)
    model.graph.node[0].input[0] = "x4"
    (report,) = scan(write(tmp_path / "cycle.onnx", model.SerializeToString()))
    assert report["findings"] or report["skipped"] or report["error"]


def test_twenty_thousand_nested_messages(scan: Callable[..., Any], tmp_path: Path) -> None:
    """graph.node.attribute.g.node.attribute.g ..., deeper than any stack."""
    graph = b""
    for _ in range(20_000):
        attribute = field(1, b"then_branch") + field(6, graph) + b"\xa0\x01\x05"
        graph = field(1, field(4, b"If") + field(5, attribute))
    data = b"\x08\x08" + field(7, graph) + field(8, b"\x10\x11")
    scan(write(tmp_path / "nested.onnx", data))


def test_a_length_beyond_the_file(scan: Callable[..., Any], tmp_path: Path) -> None:
    reports = scan(
        write(tmp_path / "long.onnx", b"\x08\x08" + varint(7 << 3 | 2) + varint(2**62) + b"abc"),
        write(tmp_path / "overlong.onnx", b"\x08" + b"\xff" * 40),
    )
    assert all(report["status"] != "ok" for report in reports)


def test_external_data_that_leaves_the_folder(scan: Callable[..., Any], tmp_path: Path) -> None:
    model = ladder(4)
    weight = model.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../../../../etc/passwd")
    missing = ladder(4)
    missing.graph.initializer[0].CopyFrom(weight)
    missing.graph.initializer[0].external_data[0].value = "weights.bin"
    outside, lost = scan(
        write(tmp_path / "outside.onnx", model.SerializeToString()),
        write(tmp_path / "missing.onnx", missing.SerializeToString()),
    )
    assert outside["findings"] or outside["error"]
    assert lost["findings"]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_a_pipe_that_never_ends_is_not_opened(scan: Callable[..., Any], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    (report,) = scan(tmp_path / "pipe.onnx")
    assert report["status"] == "error"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs the device")
def test_an_endless_device(scan: Callable[..., Any]) -> None:
    (report,) = scan(Path("/dev/zero"))
    assert report["status"] == "error"


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_links_that_lead_nowhere(scan: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "loop.onnx").symlink_to(tmp_path / "loop.onnx")
    (tmp_path / "gone.onnx").symlink_to(tmp_path / "nothing")
    reports = scan(tmp_path / "loop.onnx", tmp_path / "gone.onnx")
    assert [report["status"] for report in reports] == ["error", "error"]


@pytest.mark.parametrize("command", ["explain", "render"])
def test_other_commands_are_as_clear(call: Call, tmp_path: Path, command: str) -> None:
    path = write(tmp_path / "noise.onnx", bytes(range(256)) * 20)
    output = ("-o", str(tmp_path / "picture.svg")) if command == "render" else ()
    result = call(command, str(path), *output)
    assert result.exit_code == 1
    assert result.stdout == ""
    first, *_ = result.stderr.splitlines()
    assert first.startswith("error[")
    assert str(path) in first
    assert not (tmp_path / "picture.svg").exists()
