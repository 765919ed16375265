"""Each lint finds its mistake and lets a sound signature pass."""

import pytest

from inspector.ir.normal.vocabulary import known_operators
from inspector.signatures.library import make_library
from inspector.signatures.lint import lint

OPERATORS = {"Relu", "Tanh", "Conv", "Add", "Mul", "Sigmoid"}
TOLD = "description: d\nhallmark: h\nreferences: [r]\n"
SHOWN = f"{TOLD}examples: [a.onnx]\ncounterexamples: [b.onnx]\n"
SOUND = {
    "inner": f"format: 1\nblock: Inner\ninputs: [x]\npattern: Relu(Conv(x))\n{SHOWN}",
    "outer": f"format: 1\nfamily: outer\nwhere:\n  a: Inner {{>=2}}\n{SHOWN}",
}


def codes(**files: str) -> set[tuple[str, str]]:
    library = make_library({**SOUND, **files})
    return {(finding.code, finding.signature) for finding in lint(library, OPERATORS)}


def test_a_sound_library() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no-example", "block: Bad\npattern: Relu(Tanh(x))\ncounterexamples: [b.onnx]\n"),
        ("no-counterexample", "block: Bad\npattern: Relu(Tanh(x))\nexamples: [b.onnx]\n"),
        ("no-reference", "block: Bad\npattern: Relu(Tanh(x))\ndescription: d\n"),
        ("no-description", "block: Bad\npattern: Relu(Tanh(x))\nreferences: [r]\n"),
        ("no-description", "family: Bad\nwhere: {a: Relu(Tanh(x))}\ndescription: d\n"),
        ("matches-everything", f"block: Bad\npattern: _(x)\n{SHOWN}"),
        ("dead-alternative", f"block: Bad\npattern: Relu(Tanh(x) | Add(x, y) | Tanh(x))\n{SHOWN}"),
        ("dead-alternative", f"block: Bad\npattern: Relu(_ | Tanh(x))\n{SHOWN}"),
        ("dead-alternative", f"block: Bad\nforms: [Relu(Tanh(x)), Relu(Tanh(x))]\n{SHOWN}"),
        ("unused-name", f"block: Bad\ninputs: [y]\npattern: Relu(Tanh(x))\n{SHOWN}"),
        ("unused-name", f'block: Bad\nattributes: {{k: "@no"}}\npattern: Relu(Tanh(x))\n{SHOWN}'),
        ("unused-name", f"family: Bad\nwhere: {{a: Relu(Tanh(x))}}\norder: a -> c\n{SHOWN}"),
        ("single-node", f"block: Bad\npattern: Relu(x)\n{SHOWN}"),
        ("unused-block", f"block: Bad\npattern: Relu(Tanh(x))\n{SHOWN}"),
        ("unknown-reference", f"block: Bad\npattern: Relu(Tnh(x))\n{SHOWN}"),
        ("unknown-reference", f"family: Bad\nwhere: {{a: Relu}}\nover: [nobody]\n{SHOWN}"),
        ("same-meaning", f"block: Outsider\ninputs: [z]\npattern: Relu(Conv(z))\n{SHOWN}"),
    ],
)
def test_a_mistake_is_found(code: str, text: str) -> None:
    name = text.split()[1]
    assert (code, name) in codes(bad=f"format: 1\n{text}")


def test_operators_of_other_domains_are_known_by_their_whole_name() -> None:
    known = known_operators()
    assert "ai.onnx.ml.SVMRegressor" in known
    assert "SVMRegressor" not in known
    text = f"format: 1\nfamily: Far\nwhere: {{a: 'ai.onnx.ml.SVMRegressor(_)'}}\n{SHOWN}"
    found = lint(make_library({**SOUND, "far": text}), known)
    assert "unknown-reference" not in {finding.code for finding in found}


def test_problems_of_reading_come_first() -> None:
    library = make_library({"bad.yaml": "format: 1\nblock: B\npattern: Relu(\n"})
    finding = lint(library, OPERATORS)[0]
    assert (finding.code, finding.path, finding.line) == ("pattern-incomplete", "bad.yaml", 3)
    assert finding.recommendation
