"""Fixes of broken signature texts: each is offered with the whole text after it."""

from __future__ import annotations

import pytest

from inspector.analysis.report import TextFix
from inspector.analysis.workbench.mending import as_problem, mend, misspelt, near
from inspector.signatures import SignatureError, read_signature

WORDS = ["Conv", "ConvTranspose", "Relu", "Gelu", "Linear", "LayerNormalization", "PostNormLayer"]
HEAD = "format: 1\nblock: Mine\n"


def error_of(text: str) -> SignatureError:
    with pytest.raises(SignatureError) as caught:
        read_signature(text)
    return caught.value


def fixes(text: str) -> list[TextFix]:
    return mend(text, error_of(text), WORDS)


CASES = [
    ("unknown key", HEAD + "patern: Relu(x)\n", "Write pattern", HEAD + "pattern: Relu(x)\n"),
    (
        "no format", "block: Mine\npattern: Relu(x)\n", "Write format: 1",
        HEAD + "pattern: Relu(x)\n",
    ),
    (
        "another format", "format: 7\nblock: Mine\npattern: Relu(x)\n", "Write format: 1",
        HEAD + "pattern: Relu(x)\n",
    ),
    (
        "no name", "format: 1\npattern: Relu(x)\n", "Add a name: block",
        "format: 1\nblock: NewBlock\npattern: Relu(x)\n",
    ),
    ("no pattern", HEAD, "Add a pattern", HEAD + "pattern: |\n  out = Relu(x)\n"),
    (
        "no clause", "format: 1\nfamily: mine\n", "Add a clause",
        "format: 1\nfamily: mine\nwhere:\n  part: Relu\n",
    ),
    ("nothing", "- 1\n", "Begin a block", None),
    (
        "open bracket at the end", HEAD + "pattern: |\n  out = Relu(Conv(x)\n", "Close with )",
        HEAD + "pattern: |\n  out = Relu(Conv(x))\n",
    ),
    (
        "open bracket before another statement",
        HEAD + "pattern: |\n  a = Relu(Conv(x)\n  out = Relu(a)\n", "Close with )",
        HEAD + "pattern: |\n  a = Relu(Conv(x))\n  out = Relu(a)\n",
    ),
    (
        "two open brackets", HEAD + "pattern: Relu(Conv[kernel=3](x\n", "Close with ))", None,
    ),
    (
        "closing bracket too many", HEAD + "pattern: |\n  out = Relu(x))\n", "Take ) out",
        HEAD + "pattern: |\n  out = Relu(x)\n",
    ),
    (
        "wrong bracket", HEAD + "pattern: |\n  out = Conv[kernel=3)(x)\n", "Write ] for )",
        HEAD + "pattern: |\n  out = Conv[kernel=3](x)\n",
    ),
    (
        "no comma", HEAD + "pattern: |\n  out = Add(x y)\n", "Put a comma before it",
        HEAD + "pattern: |\n  out = Add(x, y)\n",
    ),
    (
        "small letters", HEAD + "pattern: |\n  out = relu(x)\n", "Write Relu",
        HEAD + "pattern: |\n  out = Relu(x)\n",
    ),
    (
        "name twice", HEAD + "pattern: |\n  a = Relu(x)\n  a = Conv(x)\n  out = Add(a, a)\n",
        "Call it a2", HEAD + "pattern: |\n  a = Relu(x)\n  a2 = Conv(x)\n  out = Add(a, a)\n",
    ),
    (
        "tabs", HEAD + "pattern: |\n\tout = Relu(x)\n", "Write spaces for tabs",
        HEAD + "pattern: |\n  out = Relu(x)\n",
    ),
    (
        "a colon in a text", HEAD + "title: Mine: the best\npattern: Relu(x)\n",
        "Put it in quotes", HEAD + "title: 'Mine: the best'\npattern: Relu(x)\n",
    ),
    (
        "key twice", HEAD + "title: A\ntitle: B\npattern: Relu(x)\n", "Take the second out",
        HEAD + "title: A\npattern: Relu(x)\n",
    ),
    (
        "forms without a list", HEAD + "forms: Relu(x)\n", "Write pattern:",
        HEAD + "pattern: Relu(x)\n",
    ),
    (
        "a range with a comparison", HEAD + "pattern: Conv[kernel>1..3](x)\n", "Write =",
        HEAD + "pattern: Conv[kernel=1..3](x)\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title", "after"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_broken_has_a_fix(text: str, title: str, after: str | None) -> None:
    fix = next((fix for fix in fixes(text) if fix.title == title), None)
    assert fix is not None, [fix.title for fix in fixes(text)]
    assert after is None or fix.text == after
    assert read_signature(fix.text).patterns()


@pytest.mark.parametrize("text", [c[1] for c in CASES], ids=[c[0] for c in CASES])
def test_every_fix_brings_the_text_further(text: str) -> None:
    before = error_of(text)
    for fix in fixes(text):
        after = error_after(fix.text)
        if after is not None and after.code == before.code:
            begun = (before.span.line, before.span.column)
            assert (after.span.line, after.span.column) > begun


def error_after(text: str) -> SignatureError | None:
    try:
        read_signature(text)
    except SignatureError as error:
        return error
    return None


def test_what_cannot_be_guessed_has_no_fix() -> None:
    assert fixes(HEAD + "pattern: |\n  out = ????\n") == []


def test_a_word_like_it_takes_the_place_of_one_nobody_knows() -> None:
    text = HEAD + "pattern: |\n  a = Cnov(x)\n  out = Relu(Cnov(a))\n"
    (fix,) = misspelt(text, "Cnov", WORDS)
    assert (fix.title, fix.text.count("Conv("), fix.text.count("Cnov")) == ("Write Conv", 2, 0)
    assert near("postnormlayr", WORDS) == ["PostNormLayer"]
    assert near("Zzz", WORDS) == []


def test_a_problem_carries_its_place_and_its_fixes() -> None:
    text = HEAD + "pattern: |\n  out = Relu(x))\n"
    problem = as_problem(text, error_of(text), WORDS)
    assert (problem.line, problem.column) == (4, 16)
    assert problem.fixes[0].title == "Take ) out"
