"""``inspector scan`` with a child that does what the files' names say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inspector.analysis.report import Report, Verdict
from inspector.cli.output import describe

Call = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("fake_child")


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def make(name: str) -> str:
        path = tmp_path / name
        path.write_bytes(b"?")
        return str(path)

    return make


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_object_a_line_in_input_order(call: Call, file: Callable[[str], str]) -> None:
    paths = [file("slow"), file("fine"), file("error"), file("fine")]
    result = call("scan", "--json", *paths)
    reports = lines(result)
    assert [report["path"] for report in reports] == paths
    assert [report["status"] for report in reports] == ["ok", "ok", "error", "ok"]
    assert result.exit_code == 1
    assert result.stderr == ""


def test_every_field_is_there(call: Call, file: Callable[[str], str]) -> None:
    (report,) = lines(call("scan", "--json", file("fine")))
    assert set(report) == set(Report.__struct_fields__)
    assert report["error"] is None
    assert report["schema"] == 1


def test_an_error_is_an_object(call: Call, file: Callable[[str], str]) -> None:
    (report,) = lines(call("scan", "--json", file("error")))
    assert report["error"] == {
        "code": "fake",
        "message": "This is no model.",
        "where": "byte 0",
        "help": "Take another.",
        "choices": [],
    }


def test_status_zero_when_all_were_read(call: Call, file: Callable[[str], str]) -> None:
    assert call("scan", "--json", file("fine")).exit_code == 0


@pytest.mark.parametrize(
    "arguments", [(), ("--jobs", "0", "x"), ("--timeout", "0", "x"), ("--no",)]
)
def test_wrong_usage(call: Call, arguments: tuple[str, ...]) -> None:
    result = call("scan", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


def test_a_table_for_people(call: Call, file: Callable[[str], str]) -> None:
    fine, error = file("fine"), file("error")
    result = call("scan", fine, error)
    head, first, second = result.stdout.splitlines()
    assert head.split() == ["File", "Verdict", "Confidence", "Explained", "Nodes", "Status"]
    assert first.split() == [fine, "unknown", "0%", "0", "ok"]
    assert second.split() == [error, "error"]
    assert result.stderr == (
        f"error[fake]: {error}: This is no model. (byte 0)\n  help: Take another.\n"
    )


@pytest.mark.parametrize("name", ["abort", "exit", "bug", "recursion", "huge"])
def test_no_traceback_whatever_happens(call: Call, file: Callable[[str], str], name: str) -> None:
    result = call("scan", file(name), file("fine"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.startswith("error[")


def test_the_limits_can_be_set(call: Call, file: Callable[[str], str]) -> None:
    hang, hog = file("hang"), file("hog")
    result = call("scan", "--json", "--timeout", "1.5", "--memory", "128", hang, hog)
    codes = [report["error"]["code"] for report in lines(result)]  # type: ignore[index]
    assert codes == ["limit-time", "limit-memory"]


def test_duplicates_and_relative_paths(
    call: Call, file: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file("fine")
    monkeypatch.chdir(tmp_path)
    reports = lines(call("scan", "--json", "fine", "./fine", "fine"))
    assert [report["path"] for report in reports] == ["fine", "./fine", "fine"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_odd_file_names(call: Call, tmp_path: Path) -> None:
    names = [
        b"error.new\nline",
        b"error.\xff\xfe",
        b"error.\x1b[31m",
        "error.\u202e\u00e9".encode(),
    ]
    paths = []
    for name in names:
        path = os.path.join(os.fsencode(tmp_path), name)
        with open(path, "wb") as file:
            file.write(b"?")
        paths.append(os.fsdecode(path))
    result = call("scan", "--json", *paths)
    found = [os.path.basename(str(report["path"])) for report in lines(result)]
    assert found == ["error.new\nline", "error.\\udcff\\udcfe", "error.\x1b[31m", "error.\u202eé"]
    for_people = call("scan", *paths)
    shown = [line.split()[0] for line in for_people.stdout.splitlines()[1:]]
    assert [os.path.basename(name) for name in shown] == [
        "error.new\\nline",
        "error.\\udcff\\udcfe",
        "error.\\x1b[31m",
        "error.\\u202eé",
    ]
    assert "\x1b" not in for_people.output


def test_a_verdict_on_one_line() -> None:
    assert describe(None) == "unknown"
    known = Verdict("transformer", "text encoder", "bert", "BERT", "bert", 0.9)
    assert describe(known) == "BERT · text encoder · transformer"
    part = Verdict("transformer", None, "t5", "T5", "t5", 0.9, part="decoder_with_past")
    assert describe(part) == "T5 (decoder with past) · transformer"
    vague = Verdict("CNN", "image classifier", None, None, None, 0.3)
    assert describe(vague) == "unknown family · image classifier · CNN"
