"""What every lint says, as ``inspector lint`` gives it: code, place, explanation, recommendation.

A file of ``lints`` is named by the code. Above the line of dashes stands what was written (several
files are parted by a line ``=====``), below it what is found in it. After a change on purpose:
INSPECTOR_GOLDEN=write pytest tests/signatures/test_lint_golden.py, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector.signatures.library import make_library
from inspector.signatures.lint import LintFinding, lint, lints

GOLDEN = Path(__file__).parent / "lints"
LINE = "-" * 20 + "\n"
OPERATORS = {"Add", "Conv", "Gelu", "MatMul", "Relu", "Sigmoid", "Tanh"}


def told(finding: LintFinding) -> str:
    """A finding as text."""
    place = f"{finding.path}:{finding.line}"
    said = f"{finding.code}[{finding.signature}]: {finding.message}"
    return f"{place}\n{said}\nhelp: {finding.recommendation}\n"


def test_every_lint_has_a_golden_file() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {each.code for each in lints(OPERATORS)}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_said(path: Path) -> None:
    written, _, expected = path.read_text(encoding="utf-8").partition(LINE)
    texts = written.split("=====\n")
    library = make_library({f"signature{n}.yaml": text for n, text in enumerate(texts, start=1)})
    found = lint(library, OPERATORS)
    assert {finding.code for finding in found} == {path.stem}
    said = "\n".join(told(finding) for finding in found)
    if os.environ.get("INSPECTOR_GOLDEN") == "write":
        path.write_text(written + LINE + said, encoding="utf-8")
    else:
        assert said == expected
