"""``inspector lint``: the shipped library against its examples, and examples that are wrong."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inspector.cli.examples import check_examples, unused_examples
from inspector.cli.options import Reading
from inspector.data import signatures_dir
from inspector.signatures import load_library
from tests.ladders import BLOCK, FAMILY, ladder

Call = Callable[..., Result]

READING = Reading(timeout=60, memory=None, signatures=(str(signatures_dir()),))


def test_the_library_is_clean_but_for_its_examples(call: Call) -> None:
    result = call("lint", "--no-examples", "--signatures", str(signatures_dir()))
    assert result.stdout == ""
    assert result.exit_code == 0


def test_every_twentieth_signature_matches_its_examples() -> None:
    signatures = list(load_library([signatures_dir()]).signatures.values())[::20]
    assert len(signatures) > 15
    assert not list(check_examples(signatures, READING, [signatures_dir()]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of a block and a family with a ladder of four rungs as example."""
    (tmp_path / "examples").mkdir()
    for rungs in (2, 4):
        data = gzip.compress(ladder(rungs).SerializeToString())
        (tmp_path / "examples" / f"ladder{rungs}.onnx.gz").write_bytes(data)
    (tmp_path / "rung.yaml").write_text(BLOCK)
    return tmp_path


def complaints(call: Call, folder: Path, text: str) -> list[str]:
    (folder / "ladder.yaml").write_text(FAMILY + text)
    lines = call("lint", "--signatures", str(folder), str(folder / "ladder.yaml")).stdout
    return [line.split(": ", 2)[2] for line in lines.splitlines() if ": example: " in line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("examples: [{file: ladder4.onnx, matches: {rung: 4, Rung: 4}}]", []),
        (
            "examples: [{file: ladder4.onnx, matches: {rung: 3}}]",
            ["'ladder4.onnx' holds rung 4 times, not 3"],
        ),
        ("examples: [ladder2.onnx]", ["It does not match its example 'ladder2.onnx'"]),
        ("counterexamples: [ladder2.onnx]", []),
        ("counterexamples: [ladder4.onnx]", ["It matches its counterexample 'ladder4.onnx'"]),
        ("examples: [none.onnx]", ["The example 'none.onnx' is not there"]),
        (
            "counterexamples: [../examples/ladder2.onnx]",
            ["The counterexample '../examples/ladder2.onnx' is not there"],
        ),
    ],
)
def test_a_claim_is_held_against_the_model(
    call: Call, folder: Path, text: str, expected: list[str]
) -> None:
    assert complaints(call, folder, text + "\n") == expected


def test_an_example_that_nobody_names_is_told(folder: Path) -> None:
    (folder / "ladder.yaml").write_text(FAMILY + "examples: [ladder4.onnx]\n")
    signatures = list(load_library([folder]).signatures.values())
    unused = [Path(finding.path).name for finding in unused_examples(signatures, folder)]
    assert unused == ["ladder2.onnx.gz"]


def test_a_file_outside_the_library_is_checked_with_it(call: Call, folder: Path) -> None:
    apart = folder / "apart" / "mine.yaml"
    apart.parent.mkdir()
    (folder / "examples").rename(apart.parent / "examples")
    apart.write_text(FAMILY + "examples: [ladder4.onnx]\ncounterexamples: [ladder2.onnx]\n")
    library = folder / "library"
    library.mkdir()
    (folder / "rung.yaml").rename(library / "rung.yaml")
    result = call("lint", "--signatures", str(library), str(apart))
    lines = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert all(line.startswith(f"{apart}:") for line in lines)
    assert not [line for line in lines if ": example: " in line]
    assert result.stderr.splitlines()[-1].startswith("1 signatures, ")
    apart.write_text(FAMILY + "examples: [ladder2.onnx]\n")
    told = call("lint", "--signatures", str(library), str(apart)).stdout
    assert "example: It does not match its example 'ladder2.onnx'" in told


def test_a_file_that_is_no_signature_is_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("#" * (2 << 20))
    result = call("lint", str(path))
    assert result.stdout.startswith(f"{path}:1: unreadable: The file cannot be read: it has more")
    assert result.exit_code == 1
