"""The commands on a real file, with a library small enough to know every answer."""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from tests.ladders import BLOCK, BROKEN, FAMILY, write_ladder, write_library

Call = Callable[..., Result]


@pytest.fixture
def library(tmp_path: Path) -> tuple[str, str]:
    return "--signatures", write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY)


@pytest.fixture
def model(tmp_path: Path) -> str:
    return write_ladder(tmp_path / "ladder.onnx")


def test_scan_json(call: Call, model: str, library: tuple[str, str]) -> None:
    result = call("scan", "--json", *library, model)
    assert result.exit_code == 0
    assert result.stderr == ""
    report = json.loads(result.stdout)
    seconds = report.pop("seconds")
    assert set(seconds) == {"read", "normalise", "match"}
    assert all(0 <= value < 10 for value in seconds.values())
    confidence = report["verdict"].pop("confidence")
    assert 0.5 < confidence <= 1
    assert len(report.pop("library")) == 32
    assert report == {
        "path": model,
        "format": "onnx",
        "status": "ok",
        "error": None,
        "nodes": 8,
        "parameters": 4 * (4 * 4 * 9 + 4),
        "verdict": {
            "architecture": "cnn",
            "type": "image classifier",
            "family": "ladder",
            "name": "Ladder",
            "signature": "ladder",
            "basis": "operators",
            "part": "whole",
        },
        "components": [],
        "matches": [
            {"signature": "Rung", "kind": "block", "count": 4},
            {"signature": "ladder", "kind": "family", "count": 1},
        ],
        "clauses": [{"clause": "rung", "count": 4}],
        "coverage": 1.0,
        "skipped": [],
        "findings": [],
        "schema": 1,
    }


def test_the_same_file_twice_says_the_same(
    call: Call, model: str, library: tuple[str, str]
) -> None:
    result = call("scan", "--json", "--jobs", "2", *library, *[model] * 6)
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    for report in reports:
        del report["seconds"]
    assert len(reports) == 6
    assert all(report == reports[0] for report in reports)


def test_scan_table(call: Call, model: str, library: tuple[str, str]) -> None:
    head, row = call("scan", *library, model).stdout.splitlines()
    assert row.startswith(model)
    assert "Ladder · image classifier · cnn" in row
    assert row.split()[-3:] == ["100%", "8", "ok"]
    assert head.index("Nodes") > 0


def test_a_folder(call: Call, tmp_path: Path, library: tuple[str, str]) -> None:
    folder = tmp_path / "models"
    (folder / "deep").mkdir(parents=True)
    first, second = write_ladder(folder / "a.onnx"), write_ladder(folder / "deep" / "b.onnx", 1)
    (folder / "README.md").write_text("no model")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = call("scan", "--json", *library, str(folder))
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert [report["path"] for report in reports] == [first, second]
    assert reports[1]["verdict"] is None or reports[1]["verdict"]["family"] is None
    assert result.exit_code == 0


def test_a_folder_without_models(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model")
    result = call("scan", "--json", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"note: there are no model files in {tmp_path}\n"


def test_a_broken_signature_is_named_in_the_report(call: Call, model: str, tmp_path: Path) -> None:
    folder = write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY, broken=BROKEN)
    report = json.loads(call("scan", "--json", "--signatures", folder, model).stdout)
    (skipped,) = report["skipped"]
    assert "broken.yaml:5:" in skipped
    assert report["verdict"]["family"] == "ladder"


def test_explain_json(call: Call, model: str, library: tuple[str, str]) -> None:
    result = call("explain", "--json", *library, model)
    assert result.exit_code == 0
    explanation = json.loads(result.stdout)
    assert explanation["report"]["verdict"]["family"] == "ladder"
    family = explanation["evidence"][0]
    assert (family["kind"], family["signature"]) == ("family", "ladder")
    assert family["stored"] == list(range(8))
    assert [node["index"] for node in explanation["nodes"]] == list(range(8))
    assert explanation["nodes"][2] == {
        "index": 2,
        "op_type": "Conv",
        "name": "conv 1",
        "path": "",
    }
    assert explanation["why_not"] is None


def test_explain_for_people(call: Call, model: str, library: tuple[str, str]) -> None:
    result = call("explain", *library, model)
    lines = result.stdout.splitlines()
    assert lines[0] == "Ladder · image classifier · cnn"
    assert any("Rung" in line and "×4" in line for line in lines)
    assert any("#0 Conv, #1 Relu" in line or "#0 Conv" in line for line in lines)
    assert any("1 more (--all shows them)" in line for line in lines)
    assert "explained: 100% of 8 nodes" in lines
    everything = call("explain", "--all", *library, model).stdout
    assert "more (--all" not in everything
    assert "#6 Conv" in everything
    assert "\\n" not in result.stdout


def test_explain_one_signature(call: Call, model: str, library: tuple[str, str]) -> None:
    explanation = json.loads(
        call("explain", "--json", "--signature", "Rung", *library, model).stdout
    )
    assert {item["signature"] for item in explanation["evidence"]} == {"Rung"}


def test_explain_says_why_not(call: Call, tmp_path: Path, library: tuple[str, str]) -> None:
    short = write_ladder(tmp_path / "short.onnx", 2)
    result = call("explain", "--signature", "ladder", *library, short)
    assert result.exit_code == 0
    assert "no match: rung" in result.stdout
    unknown = call("explain", "--signature", "nothing", *library, short)
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("error[unknown-signature]: ")
    assert unknown.stdout == ""


def test_explain_a_file_that_is_no_model(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "empty.onnx"
    path.write_bytes(b"")
    result = call("explain", str(path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error[")


@pytest.mark.parametrize("direction", ["down", "right"])
def test_render_svg(
    call: Call, model: str, library: tuple[str, str], tmp_path: Path, direction: str
) -> None:
    output = tmp_path / "picture.svg"
    result = call("render", *library, model, "-o", str(output), "--direction", direction)
    assert (result.exit_code, result.output) == (0, "")
    root = ElementTree.fromstring(output.read_text())
    text = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("text"))
    assert "ladder.onnx" in text
    assert "Ladder · image classifier · cnn" in text
    assert "Rung ×4" in text
    wide = float(root.get("width", "0")) > float(root.get("height", "0"))
    assert wide == (direction == "right")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "ladder.onnx",
        "picture.svg",
    ]


def test_render_everything_open(
    call: Call, model: str, library: tuple[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "picture.svg"
    call("render", *library, model, "-o", str(output), "--open-all")
    assert output.read_text().count(">Conv<") == 4


def test_render_png(call: Call, model: str, library: tuple[str, str], tmp_path: Path) -> None:
    output = tmp_path / "picture.PNG"
    assert call("render", *library, model, "-o", str(output)).exit_code == 0
    data = output.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    header = data[12:29]
    assert struct.unpack(">I", data[29:33])[0] == zlib.crc32(header)
    width, height = struct.unpack(">II", data[16:24])
    assert width > 100
    assert height > 100


def test_render_wrong_name(call: Call, model: str, tmp_path: Path) -> None:
    result = call("render", model, "-o", str(tmp_path / "picture.gif"))
    assert result.exit_code == 2
    assert ".svg or .png" in result.stderr


def test_render_into_a_folder_that_is_not_there(
    call: Call, model: str, library: tuple[str, str], tmp_path: Path
) -> None:
    result = call("render", *library, model, "-o", str(tmp_path / "nowhere" / "picture.svg"))
    assert result.exit_code == 1
    assert result.stderr.startswith("error[output]: ")


def test_signatures_list(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "INSPECTOR_SIGNATURES", write_library(tmp_path / "own", ladder=FAMILY, rung=BLOCK)
    )
    result = call("signatures", "list")
    assert result.stdout.splitlines()[0].split() == [
        "Signature",
        "Kind",
        "Title",
        "Type",
        "Architecture",
    ]
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["ladder", "family", "Ladder", "image", "classifier", "cnn"] in rows
    assert ["Rung", "block", "Rung"] in rows


def test_signatures_list_names_broken_files(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_SIGNATURES", write_library(tmp_path / "own", broken=BROKEN))
    result = call("signatures", "list")
    assert result.exit_code == 1
    assert "broken.yaml:5:" in result.stderr


def test_a_failure_names_the_format_where_it_is_known(call: Call, model: str) -> None:
    path = Path(model)
    path.write_bytes(path.read_bytes()[:40])
    report = json.loads(call("scan", "--json", model).stdout)
    assert report["status"] != "ok"
    assert report["format"] == "onnx"


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_a_folder_with_a_pipe_in_it(call: Call, tmp_path: Path, library: tuple[str, str]) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    os.mkfifo(folder / "pipe.onnx")
    (folder / "loop").symlink_to(folder)
    model = write_ladder(folder / "a.onnx")
    reports = call("scan", "--json", *library, str(folder)).stdout.splitlines()
    assert [json.loads(line)["path"] for line in reports] == [model]


def test_a_missing_file_is_one_failure_among_others(
    call: Call, model: str, tmp_path: Path, library: tuple[str, str]
) -> None:
    missing = str(tmp_path / "missing")
    result = call("scan", "--json", *library, missing, model)
    first, second = [json.loads(line) for line in result.stdout.splitlines()]
    assert first["error"]["code"] == "file-missing"
    assert second["status"] == "ok"
    assert result.exit_code == 1
