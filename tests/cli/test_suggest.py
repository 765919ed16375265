"""``inspector suggest``: the list of the window, and a signature of a row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inspector.signatures import read_signature
from tests.networks import strange_network


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(strange_network(tmp_path / "strange.onnx", ["Softplus"] * 6))


def test_rows_say_how_large_how_often_and_how_rare(call: Callable[..., Result], model: str) -> None:
    result = call("suggest", model)
    assert result.exit_code == 0, result.output
    first = result.stdout.splitlines()[0]
    assert first.split(None, 1)[0] == "1"
    assert "5 operators, 6 times, half of it in none of " in first
    assert "the bundled examples" in result.stdout


def test_a_row_becomes_a_signature(call: Callable[..., Result], model: str) -> None:
    text = call("suggest", model, "--signature", "1").stdout
    signature = read_signature(text)
    assert signature.examples[0].matches == {signature.name: 6}
    wrong = call("suggest", model, "--signature", "99")
    assert wrong.exit_code == 1
    assert "error[no-such-region]" in wrong.stderr


def test_data_for_a_program(call: Callable[..., Result], model: str) -> None:
    found = json.loads(call("suggest", model, "--json").stdout)
    assert len(found["found"][0]["occurrences"]) == 6
    assert found["corpus"]["radius"] == 2


def test_what_is_no_model_is_one_clear_error(call: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "x.onnx"
    path.write_text("nothing")
    result = call("suggest", str(path))
    assert result.exit_code == 1
    assert "error[" in result.stderr
