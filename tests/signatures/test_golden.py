"""Every mistake in a signature file, and what is said of it, as the user sees it.

A file of ``golden`` is named by the code. Above the line of dashes stands what was written
(several files are parted by a line ``=====``), below it what is answered. After a change on
purpose: INSPECTOR_GOLDEN=write pytest tests/signatures/test_golden.py, then read the difference.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from inspector.signatures import SignatureError, load_library

GOLDEN = Path(__file__).parent / "golden"
LINE = "-" * 20 + "\n"
ERRORS = {"PatternError", "SignatureError", "_error"}


def codes(checkout: Path) -> set[str]:
    """Every code that the source gives to an error of a pattern or a signature."""
    found = set()
    for room in ("patterns", "signatures"):
        for path in sorted((checkout / "inspector" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    first = node.args[0]
                    if name in ERRORS and isinstance(first, ast.Constant):
                        found.add(str(first.value))
    return found


def test_no_code_hides_in_an_expression(checkout: Path) -> None:
    """What is no constant is the code of an error that is passed on."""
    for room in ("patterns", "signatures"):
        for path in sorted((checkout / "inspector" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = isinstance(node, ast.Call) and getattr(node.func, "id", "")
                if name in ERRORS and isinstance(node, ast.Call) and node.args:
                    first = node.args[0]
                    passed_on = isinstance(first, ast.Attribute) and first.attr == "code"
                    inside = isinstance(first, ast.Name) and first.id == "code"
                    assert isinstance(first, ast.Constant) or passed_on or inside, path


def answer(error: SignatureError) -> str:
    """An error as text."""
    span = error.span
    place = f"{span.line}:{span.column} to {span.end_line}:{span.end_column}"
    lines = [f"{Path(error.path).name}, {place}", f"error[{error.code}]: {error.message}"]
    return "\n".join([*lines, f"help: {error.help}"]) + "\n"


def test_every_code_has_a_golden_file(checkout: Path) -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == codes(checkout)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_said(path: Path, tmp_path: Path) -> None:
    written, _, expected = path.read_text(encoding="utf-8").partition(LINE)
    for number, text in enumerate(written.split("=====\n"), start=1):
        data = text.encode("latin-1" if path.stem == "unreadable" else "utf-8")
        (tmp_path / f"signature{number}.yaml").write_bytes(data)
    problems = load_library([tmp_path]).problems
    said = "".join(answer(error) for error in problems)
    if os.environ.get("INSPECTOR_GOLDEN") == "write":
        path.write_text(written + LINE + said, encoding="utf-8")
    else:
        assert said == expected
    assert {error.code for error in problems} == {path.stem}
    assert all(error.help for error in problems), "every error names a way out"
