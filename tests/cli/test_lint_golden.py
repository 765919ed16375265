"""What ``inspector lint`` says of examples: code, place, explanation, recommendation.

A file of ``lints`` is named by the code. Above the line of dashes stands what a family says of its
examples, below it what is found: there are ladders of two and of four rungs. After a change on
purpose: INSPECTOR_GOLDEN=write pytest tests/cli/test_lint_golden.py, then read the difference.
"""

from __future__ import annotations

import ast
import gzip
import os
from pathlib import Path

import pytest

from inspector.cli.examples import check_examples, unused_examples
from inspector.cli.options import Reading
from inspector.signatures import load_library
from inspector.signatures.lint import LintFinding
from tests.ladders import BLOCK, FAMILY, ladder, write_library

GOLDEN = Path(__file__).parent / "lints"
LINE = "-" * 20 + "\n"


def told(finding: LintFinding) -> str:
    """A finding as text."""
    said = f"{finding.code}[{finding.signature}]: {finding.message}"
    return f"{Path(finding.path).name}:{finding.line}\n{said}\nhelp: {finding.recommendation}\n"


def found(text: str, folder: Path) -> list[LintFinding]:
    """What is wrong with a family's examples, and with examples that nobody names."""
    write_library(folder, rung=BLOCK, ladder=FAMILY + text)
    (folder / "examples").mkdir()
    for rungs in (2, 4):
        data = gzip.compress(ladder(rungs).SerializeToString())
        (folder / "examples" / f"ladder{rungs}.onnx.gz").write_bytes(data)
    signatures = list(load_library([folder]).signatures.values())
    reading = Reading(timeout=60, memory=None, signatures=(str(folder),))
    claims = check_examples(signatures, reading, [folder])
    return [*claims, *unused_examples(signatures, folder)]


def test_every_code_has_a_golden_file(checkout: Path) -> None:
    source = (checkout / "inspector" / "cli" / "examples.py").read_text(encoding="utf-8")
    codes = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LintFinding"
        if isinstance(node.args[0], ast.Constant)
    }
    assert {path.stem for path in GOLDEN.glob("*.txt")} == codes


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_said(path: Path, tmp_path: Path) -> None:
    written, _, expected = path.read_text(encoding="utf-8").partition(LINE)
    findings = found(written, tmp_path)
    assert {finding.code for finding in findings} == {path.stem}
    said = "\n".join(told(finding) for finding in findings)
    if os.environ.get("INSPECTOR_GOLDEN") == "write":
        path.write_text(written + LINE + said, encoding="utf-8")
    else:
        assert said == expected
