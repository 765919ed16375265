"""What linter and examples say of a signature before it is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.analysis.drafting import draft
from inspector.analysis.report import Report
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.workbench.checking import check
from inspector.analysis.workbench.records import Finding
from inspector.errors import InspectorError
from inspector.signatures import Library, SignatureError

Scanned = Callable[[str], Scan]
Checked = tuple[str, list[Finding]]

HEAD = "format: 1\nblock: Mine\ntitle: Mine\n"
RESIDUAL = HEAD + "folds: false\ninputs: [x]\npattern: Relu(Conv(x) + y)\n"


@pytest.fixture
def checked(scanned: Scanned, library: Library) -> Callable[..., Checked]:
    """Checks a text; the fixtures of these tests are its examples."""
    known = {"resnet.onnx": "resnet-dynamo", "bert.onnx": "bert-dynamo"}

    def report(name: str, grown: Library) -> Report | None:
        if name == "broken.onnx":
            raise InspectorError("It ends in the middle.")
        return scan(scanned(known[name]).model, grown).report if name in known else None

    return lambda text, fresh=False: check(text, library, report, fresh=fresh)


def of(found: Checked, code: str) -> list[Finding]:
    return [finding for finding in found[1] if finding.code == code]


def test_what_is_missing_is_a_hint(checked: Callable[..., Checked]) -> None:
    _, findings = checked(RESIDUAL)
    assert {f.code for f in findings} == {
        "no-example", "no-counterexample", "no-reference", "no-description",
    }  # fmt: skip
    assert {f.severity for f in findings} == {"hint"}


def test_an_example_that_does_not_match_is_an_error_with_its_line(
    checked: Callable[..., Checked],
) -> None:
    found = checked(RESIDUAL + "examples: [bert.onnx]\n")
    (example,) = of(found, "example")
    assert found[1][0] is example
    assert example.severity == "error"
    assert example.message == "It does not match its example 'bert.onnx'"
    assert "bert.onnx" in found[0].splitlines()[example.line - 1]


def test_a_counterexample_that_matches_is_an_error(checked: Callable[..., Checked]) -> None:
    (example,) = of(checked(RESIDUAL + "counterexamples: [resnet.onnx]\n"), "example")
    assert (example.severity, example.message) == (
        "error", "It matches its counterexample 'resnet.onnx'",
    )  # fmt: skip


def test_an_example_that_holds_is_not_spoken_of(checked: Callable[..., Checked]) -> None:
    text = RESIDUAL + "examples: [resnet.onnx]\ncounterexamples: [bert.onnx]\n"
    assert of(checked(text), "example") == []


def test_a_count_of_the_programs_own_is_written_anew(checked: Callable[..., Checked]) -> None:
    text = RESIDUAL + "examples:\n  - {file: resnet.onnx, matches: {Mine: 1}}\n"
    old, new = checked(text), checked(text, fresh=True)
    (finding,) = of(old, "example")
    assert finding.severity == "warning"
    count = finding.recommendation.split()[1]
    assert int(count) > 1
    assert of(new, "example") == []
    assert f"matches: {{Mine: {count}}}" in new[0]


def test_an_example_that_cannot_be_read_or_found_is_a_warning(
    checked: Callable[..., Checked],
) -> None:
    found = of(checked(RESIDUAL + "examples: [broken.onnx, gone.onnx]\n"), "example")
    assert {f.severity for f in found} == {"warning"}
    assert sorted(f.message for f in found) == [
        "'broken.onnx' cannot be read: It ends in the middle.",
        "The example 'gone.onnx' is not there",
    ]


@pytest.mark.parametrize(
    ("pattern", "severity", "code"),
    [
        ("x", "error", "matches-everything"),
        ("Relu(x)", "warning", "single-node"),
        ("Relu(Cnov(x))", "warning", "unknown-reference"),
    ],
)
def test_the_linter_is_heard(
    checked: Callable[..., Checked], pattern: str, severity: str, code: str
) -> None:
    (finding,) = of(checked(f"{HEAD}pattern: {pattern}\n"), code)
    assert finding.severity == severity
    assert finding.recommendation


def test_the_text_comes_back_in_its_canonical_form(checked: Callable[..., Checked]) -> None:
    text, _ = checked("block: Mine\nformat: 1\npattern: 'Relu( Conv(x)+y )'\n")
    assert text == "format: 1\nblock: Mine\npattern: Relu(Conv(x) + y)\n"


def test_what_is_no_signature_is_not_checked(checked: Callable[..., Checked]) -> None:
    with pytest.raises(SignatureError):
        checked("format: 1\nblock: Mine\n")


def test_the_words_of_a_new_draft_are_told(
    checked: Callable[..., Checked], scanned: Scanned
) -> None:
    one = scanned("resnet-dynamo")
    fold = one.folding.graph.stored(one.folding.occurrences["ResidualBlock"][0].node)
    (finding,) = of(checked(draft(one, fold), fresh=True), "placeholder")
    assert finding.severity == "hint"
